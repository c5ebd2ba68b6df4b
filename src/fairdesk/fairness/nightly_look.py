"""What the counts of a watch say tonight, of each group of an outcome. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from fairdesk.fairness import monitors
from fairdesk.fairness.columns import MIN_CELL
from fairdesk.fairness.monitors import Sides
from fairdesk.fairness.watching import PLACES, Counted, Difference, Pair, Watch, Within


def look(watch: Watch, outcome: str, counted: Iterable[Counted], anew: Mapping[Pair, date]) -> Iterator[Difference]:
    """Yield what is known of each group. *anew*: of pairs that were dealt with, the day from which on they count again.

    Groups of fewer than `MIN_CELL` are not told, and count nowhere, so that nothing can be subtracted.
    """
    rows = [each for each in counted if watch.began <= each.day < watch.until]
    for by in watch.columns:
        table = _Table(watch, [each for each in rows if each.by == by])
        for group in table.groups[:PLACES]:
            run = max(watch.began, anew.get(Pair(outcome, by, group), watch.began))
            if found := _difference(table, Pair(outcome, by, group), run, watch):
                yield found


class _Table:
    """The counts of a column: day by topic by group, of groups that are large enough."""

    def __init__(self, watch: Watch, rows: Sequence[Counted]) -> None:
        sizes: dict[str, int] = {}
        for each in sorted(rows, key=lambda each: (each.day, each.group)):
            sizes[each.group] = sizes.get(each.group, 0) + each.n
        self.groups = tuple(group for group, n in sizes.items() if n >= MIN_CELL)
        self.topics = tuple(dict.fromkeys(each.topic for each in rows))
        places = ({name: n for n, name in enumerate(names)} for names in (self.topics, self.groups))
        topics, groups = places
        self.hits = np.zeros(((watch.until - watch.began).days, len(self.topics), len(self.groups)))
        self.n = self.hits.copy()
        for each in rows:
            if each.group in groups:
                at = (each.day - watch.began).days, topics[each.topic], groups[each.group]
                self.hits[at] += each.yes
                self.n[at] += each.n

    def against_all(self, group: str, first: int) -> Sides:
        """Return a group's counts and everybody else's from a day on."""
        place = self.groups.index(group)
        hits, n = self.hits[first:], self.n[first:]
        ours, mine = hits[:, :, place], n[:, :, place]
        return Sides(ours, mine, hits.sum(axis=2) - ours, n.sum(axis=2) - mine)


def _difference(table: _Table, pair: Pair, run: date, watch: Watch) -> Difference | None:
    sides = table.against_all(pair.group, (run - watch.began).days)
    n, other_n = (int(each.sum()) for each in (sides.n, sides.other_n))
    if min(n, other_n) < MIN_CELL:
        return None
    found = monitors.watch(Sides(*(each.sum(axis=1, keepdims=True) for each in sides)), watch.alpha)
    if math.isnan(found.gap):  # no day on which both wrote
        return None
    since = None if found.alarm is None else run + timedelta(days=found.alarm)
    told = Difference(
        *pair, run, n, float(sides.hits.sum() / n), other_n, float(sides.other_hits.sum() / other_n), found.gap, found.low,
        found.high, since,
    )  # fmt: skip
    return told if since is None else _explained(told, sides, table.topics, watch)


def _explained(told: Difference, sides: Sides, topics: Sequence[str], watch: Watch) -> Difference:
    """Return a certain difference with what is left of it within topics, and the topics that show it by themselves."""
    whole = monitors.watch(sides, watch.alpha)
    within = None if math.isnan(whole.gap) else Within(whole.gap, whole.low, whole.high, whole.certain)
    own = []
    for place, topic in enumerate(topics):
        of_it = Sides(*(each[:, [place]] for each in sides))
        if topic and min(of_it.n.sum(), of_it.other_n.sum()) >= MIN_CELL:
            found = monitors.watch(of_it, watch.alpha)
            if found.certain and (found.gap < 0) is (told.gap < 0):
                own.append(topic)
    return replace(told, within=within, topics=tuple(own))
