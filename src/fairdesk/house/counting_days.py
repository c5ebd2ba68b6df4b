"""Counts the desk's own acts by day, so that an audit of a year adds up counts and reads no act. Part of the night's work.

A day is counted when it is over, and counted anew each night for as long as all its acts are certainly kept: late reviews,
appeals and replies, restrictions and erasures then change what is counted as they change what reading the acts would find.
After that the day is closed, and stays in the counts when its acts are forgotten. Each day is one transaction: a crash
between two leaves days of the night before, which are whole, and the next round counts them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from fairdesk.database import alone_with, moment, row, writing
from fairdesk.fairness.cells import Cell, Cells
from fairdesk.fairness.own_acts import KEPT_QUANTITIES, OUTCOMES
from fairdesk.fairness.periods import Span, period_of
from fairdesk.fairness.records import cells as counts
from fairdesk.house.own_acts import FairnessSide
from fairdesk.house.own_numbers import Numbers, numbers_of
from fairdesk.house.own_outcomes import Read, acts_read, alike, id_of_day
from fairdesk.house.retaining import days_by_rule
from fairdesk.nouns import ActId
from fairdesk.privacy.retention import gone_before

KEPT_FOR = timedelta(days=1096)
"""How long counts are kept: three years."""
ALONE = "counting days"


class CountingDays(FairnessSide):
    """The part of the house that counts its own acts by day."""

    def count_days(self) -> int:
        """Count the days that are over and can still change, and return how many were counted."""
        at = self.now()
        first_open = self._first_open(at)
        with writing():
            counts.close_days(first_open)
            counts.forget_days((at - KEPT_FOR).date(), OUTCOMES)
        days = list(_due(first_open, at.date()))
        for day in days:
            self._count_day(day, at)
        return len(days)

    def _first_open(self, at: datetime) -> date:
        """Return the first day of which no act can have been forgotten because its time was over."""
        days, _ = days_by_rule(self.knowing.rule_for("retention", at))
        gone = max(gone_before(kind, at, days[kind]) for kind in ("conversations", "requests"))
        return (gone + timedelta(days=1)).date()

    def _count_day(self, day: date, at: datetime) -> None:
        cells = self.cells_of(day, at)
        self.plug("day counted")
        with writing():
            alone_with(ALONE)
            counts.keep_day(day, OUTCOMES, cells, at)
            self.plug("day kept")

    def cells_of(self, day: date, at: datetime) -> Cells:
        """Return the counts of a day, as its acts stand at a moment."""
        until, year = day + timedelta(days=1), period_of(day, Span.YEAR).since
        spans = [(id_of_day(period_of(day, span).since), span) for span in (Span.QUARTER, Span.MONTH)]
        cells, measured = Cells(), dict[ActId, Numbers]()
        for outcomes in alike():
            for some in acts_read(self, outcomes, day, until, year, at):
                firsts = self.usable([each for each in some if first_of(each, spans)])
                new = [each for each in firsts if each.act not in measured]
                measured |= numbers_of(self, new, KEPT_QUANTITIES)
                for each in firsts:
                    for name, said in each.said.items():
                        text = "" if said is None else "yes" if said else "no"
                        cells.add(
                            Cell(name, str(first_of(each, spans)), each.language, each.channel, each.topic, text),
                            measured[each.act],
                        )
        return cells


def first_of(act: Read, spans: list[tuple[str, Span]]) -> Span | None:
    """Return the longest span of the calendar in which an act is its person's first; None if it is the first of none."""
    if not act.earlier:
        return Span.YEAR
    return next((span for begins, span in spans if act.earlier < begins), None)


def _due(first_open: date, today: date) -> Iterator[date]:
    """Yield the days to be counted: those that may be counted anew, and those that are over since the last of them."""
    yield from counts.open_days()
    counted = counts.counted_days()
    day = counted.last + timedelta(days=1) if counted else max(first_open, _first_act(today))
    while day < today:
        yield day
        day += timedelta(days=1)


def _first_act(today: date) -> date:
    """Return the day of the oldest turn or request that is kept; *today* if there is none."""
    turn, filed = row("SELECT min(act) FROM desk_turn"), row("SELECT min(filed_at) FROM rights_request")
    found = (
        [int(turn[0].replace("-", "")[:12], 16) * 1_000] if turn and turn[0] else []
    )  # an id begins with milliseconds
    found += [filed[0]] if filed and filed[0] else []
    return moment(min(found)).date() if found else today
