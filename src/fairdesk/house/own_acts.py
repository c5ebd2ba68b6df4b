"""Audits what the desk's assistant did: from the counts by day where they cover the question, else from the acts themselves.

Of each person one act counts, the first of the time that is asked about. What may only be stored is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fairdesk.fairness import records as counts
from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL
from fairdesk.fairness.own_acts import Act, Asked, Counts, ask, count, count_kept, own_report
from fairdesk.fairness.periods import Period, read_period
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.house.own_numbers import numbers_of
from fairdesk.house.own_outcomes import Read, acts_read
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.privacy.restriction import covering

if TYPE_CHECKING:
    from fairdesk.fairness.cube import Cube

LOOKED_BACK = timedelta(days=90)
FRESH = timedelta(days=2)
"""Counts that end so long before yesterday are not used for a period that goes on: the nights' work is not done here."""


class FairnessSide(Books):
    """The part of the house that audits what its own assistant did."""

    def audit_asked(
        self, groups: str, outcome: str, since: str = "", strata: str = "", quantities: str = "", period: str = ""
    ) -> Asked:
        """Return what somebody asks, as a command or a form says it: names with commas between, a day like 2026-01-31.

        A *period* is a year, a quarter or a month: 2026, 2026-Q3, 2026-09; its closed days are audited. Without one and
        without a day the last 90 days are. Raises BadInput for anything that is no choice here, and of both.
        """
        if since and period:
            raise BadInput("a day to begin with and a period are two questions; name one")
        named = read_period(period) if period else None
        return ask(
            _names(groups), outcome, named.since if named else self._since(since), strata, _names(quantities), named
        )

    def _since(self, said: str) -> date:
        try:
            return date.fromisoformat(said) if said else (self.now() - LOOKED_BACK).date()
        except ValueError:
            raise BadInput(f"{said!r} is no day such as 2026-01-31") from None

    def fairness(self, colleague: ColleagueId, asked: Asked) -> dict[str, Any]:
        """Return the report to somebody who may read the books. Raises BadInput where nothing can be compared."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.own_audit(asked)

    def own_audit(self, asked: Asked, min_cell: int = MIN_CELL, confidence: float = CONFIDENCE) -> dict[str, Any]:
        """Return the report of what the desk's assistant did since a day, or in a period: from the counts if they cover it.

        Raises BadInput where nothing can be compared.
        """
        counted = self._counts_for(asked.period) if asked.period else None
        if counted and asked.period:
            cube = kept_cube(asked, asked.period, counted)
        else:
            cube = count(asked, self._acts(asked))
        return own_report(asked, cube, self._last_day(asked.period), min_cell, confidence, counted)

    def _counts_for(self, period: Period) -> Counts | None:
        """Return the days of a period that are counted; None if the acts must be read for them."""
        days, yesterday = counts.counted_days(), self._last_day(period)
        if days is None or days.first > yesterday or days.last < max(period.since, yesterday - FRESH):
            return None
        first, last = max(period.since, days.first), min(yesterday, days.last)
        return Counts(first, last, counts.counted_at(first, last)) if first <= last else None

    def _last_day(self, period: Period | None) -> date:
        """Return the last day that is asked about: today without a period, and of one the last that is over."""
        today = self.now().date()
        return min(period.until, today - timedelta(days=1)) if period else today

    def _acts(self, asked: Asked) -> Iterator[Act]:
        # Without a period all there are: the clock of another process may be ahead by a second over midnight.
        until = self._last_day(asked.period) + timedelta(days=1 if asked.period else 2)
        for some in acts_read(self, (asked.outcome,), asked.since, until, asked.since, self.now()):
            firsts = self.usable([each for each in some if not each.earlier])
            numbers = numbers_of(self, firsts, asked.quantities)
            for each in firsts:
                yield Act(each.language, each.channel, each.topic, each.said[asked.outcome], numbers[each.act])

    def usable(self, acts: Sequence[Read]) -> Sequence[Read]:
        """Return the acts that may be used for this: not of what may only be stored."""
        restricted = restrictions_in_force()
        return [each for each in acts if not (restricted and covering(restricted, each.customer, each.conversation))]


def kept_cube(asked: Asked, period: Period, counted: Counts) -> Cube:
    """Return the counts of a period as the days were counted. Raises BadInput where nothing can be compared."""
    days = asked.outcome, counted.first, counted.last, period.span
    return count_kept(
        asked,
        counts.cells_between(*days, by_topic=bool(asked.strata)),
        counts.numbers_between(*days) if asked.quantities else (),
    )


def _names(said: str) -> list[str]:
    return [name.strip() for name in said.split(",") if name.strip()]
