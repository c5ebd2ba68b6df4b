"""A watch over the desk's own acts: of each outcome and group, whether it fares worse than everybody else. Pure.

A watch lasts thirteen weeks, and each person counts once in it. All watches that touch any year share one chance of 5 % of a
false alarm: at most five do, so each has a fifth, and within it each outcome, each column of groups and each of at most
twelve groups of a column has the same part. What was dealt with begins anew with its whole part: an alarm that was right is not
a false one, and of one that was wrong the year's chance has been used.

    watch_at(today, ("answered", "gave_up"), GROUPS)
    look(watch, "answered", counted, {})                  (nightly_look.py, which computes)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from fairdesk.fairness.own_acts import LOW_IS_WORSE, OUTCOMES
from fairdesk.nouns import BadInput, ColleagueId, Facts

LASTS = timedelta(weeks=13)
A_YEAR = 0.05
"""The chance of any false alarm in a year."""
TOUCH = 5
"""How many watches touch a year at most."""
PLACES = 12
"""Groups of a column that are watched: those that came first."""
SETTLES: Mapping[str, timedelta] = {
    "overridden": timedelta(days=7),
    "appealed": timedelta(days=7),
    "opened_again": timedelta(days=7),
}
"""How long it takes until of most acts such an outcome is known; younger acts are not counted yet."""
THE_WATCH = ColleagueId(-2)
"""Who put answers in draft mode because of an alarm: no colleague has this number."""
SEEN = ("language", "channel")
"""Columns of which a message itself says its group: only for such a group can answers be in draft mode."""
GROUP = "group:"
"""Begins the scope of a stop that puts all answers to a group in draft mode; column and group follow."""
_EPOCH = date(2024, 1, 1)


class Pair(NamedTuple):
    """What is watched: an outcome of one group of a column, against everybody else."""

    outcome: str
    by: str
    group: str


class Counted(NamedTuple):
    """Acts of one day: how many there were of a group about a topic, and of how many the outcome holds."""

    by: str
    group: str
    topic: str
    day: date
    yes: int
    n: int


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch as it stands: its first day, the first day that is not counted yet, and what it watches."""

    began: date
    until: date
    outcomes: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def alpha(self) -> float:
        """The chance of a false alarm that each pair has."""
        return A_YEAR / TOUCH / max(1, len(self.outcomes) * len(self.columns) * PLACES)


class Within(NamedTuple):
    """A difference where like is compared with like, within each topic; certain or not."""

    gap: float
    low: float
    high: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What is known of a pair since `run`: shares, and their difference with an interval that holds on all days together.

    `since`: the first day on which the difference was certain. `within` and `topics` (where it is certain by itself) are
    told of certain ones.
    """

    outcome: str
    by: str
    group: str
    run: date
    n: int
    share: float
    other_n: int
    other_share: float
    gap: float
    low: float
    high: float
    since: date | None = None
    within: Within | None = None
    topics: tuple[str, ...] = ()

    @property
    def pair(self) -> Pair:
        """What it is of."""
        return Pair(self.outcome, self.by, self.group)

    @property
    def low_is_worse(self) -> bool:
        """Whether the outcome is one that people want."""
        return self.outcome in LOW_IS_WORSE

    @property
    def worse(self) -> bool:
        """Whether the group is the one that fares worse."""
        return (self.gap < 0) is self.low_is_worse

    @property
    def alarm(self) -> bool:
        """Whether it is certain that the group fares worse. That one fares better is somebody else's alarm."""
        return self.since is not None and self.worse


def watch_at(day: date, outcomes: Sequence[str], columns: Iterable[str]) -> Watch:
    """Return the watch of a day; days before it are counted."""
    return Watch(_EPOCH + (day - _EPOCH) // LASTS * LASTS, day, tuple(outcomes), tuple(columns))


def outcomes_named(said: str) -> tuple[str, ...]:
    """Return the outcomes that a setting names, with commas between. Raises BadInput naming the one that is none."""
    named = tuple(dict.fromkeys(name.strip() for name in said.split(",") if name.strip()))
    if wrong := [name for name in named if name not in OUTCOMES]:
        raise BadInput(f"fairness_watched names {wrong[0]!r}, which is no outcome; there are {', '.join(OUTCOMES)}")
    return named


def group_scope(by: str, group: str) -> str:
    """Return the scope of all answers to a group."""
    return f"{GROUP}{by}:{group}"


def facts_of(found: Difference) -> Facts:
    """Return the typed inputs of the guideline `fairness`."""
    return {
        "outcome": found.outcome,
        "points": abs(100 * found.gap),
        "within_topics": found.within is not None and found.within.certain,
        "topic_known": bool(found.topics),
    }


def sentence_of(found: Difference) -> str:
    """Return what an alarm says, with its figures and where the audit of the same question is."""
    page = f"/desk/fairness?groups={found.by}&outcome={found.outcome}&since={found.run}&strata=topic"
    return (
        f"Customers with the {found.by} {found.group} fare worse than everybody else, certain since {found.since}: {OUTCOMES[found.outcome]};"
        f" {found.share:.1%} of {found.n:,} against {found.other_share:.1%} of {found.other_n:,}, a difference of {points(found.gap)} points"
        f" ({points(found.low)} to {points(found.high)}, all days together).{_within(found)}{_topics(found)} See {page}"
    )


def points(share: float) -> str:
    """Return a difference of shares in points, with its sign."""
    return f"{100 * share:+.1f}"


def _within(found: Difference) -> str:
    if found.within is None:
        return " No topic was asked about by both."
    gap, low, high, certain = found.within
    told = "it is certain too" if certain else "it is not certain"
    return f" Within each topic {told}: {points(gap)} points ({points(low)} to {points(high)})."


def _topics(found: Difference) -> str:
    return f" It shows by itself in: {', '.join(found.topics)}." if found.topics else ""
