"""Audits what the desk's assistant did: from the counts by day where they cover the question, else from the acts themselves.

Of each person one act counts, the first of the time that is asked about. What may only be stored is left out. What people told
of themselves is opened where an audit asks for it, counted, and let go; it stands in no counts that are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fairdesk.database import writing
from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL
from fairdesk.fairness.own_acts import GROUPS, TOLD_GROUPS, Act, Asked, Counts, ask, count, count_kept, own_report
from fairdesk.fairness.periods import Period, read_period
from fairdesk.fairness.records import cells as counts
from fairdesk.house.disclosing import DisclosingSide
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


class FairnessSide(DisclosingSide):
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
        first = named.since if named else self.since_day(since)
        return ask(_names(groups), outcome, first, strata, _names(quantities), named, known=self.groups_to_audit())

    def groups_to_audit(self) -> Mapping[str, str]:
        """Return each group that can be asked for here, in words: what customers tell only where the company asks for it."""
        return {**GROUPS, **{name: TOLD_GROUPS[name] for name in self.questions()}}

    def since_day(self, said: str) -> date:
        """Return the day that is said like 2026-01-31, else that of 90 days ago. Raises BadInput."""
        try:
            return date.fromisoformat(said) if said else (self.now() - LOOKED_BACK).date()
        except ValueError:
            raise BadInput(f"{said!r} is no day such as 2026-01-31") from None

    def fairness(self, colleague: ColleagueId, asked: Asked) -> dict[str, Any]:
        """Return the report to somebody who may read the books. Raises BadInput where nothing can be compared."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.own_audit(asked, by=colleague)

    def own_audit(
        self,
        asked: Asked,
        min_cell: int = MIN_CELL,
        confidence: float = CONFIDENCE,
        by: ColleagueId | None = None,
    ) -> dict[str, Any]:
        """Return the report of what the desk's assistant did since a day, or in a period: from the counts if they cover it.

        By what people told of themselves: who looked (None: a command on the server) is in the ledger before anything
        is counted, for that nothing can be compared tells something too.
        Raises BadInput where nothing can be compared.
        """
        if asked.told:
            looked = {"groups": " ".join(asked.told), "outcome": asked.outcome, "since": f"{asked.since}"}
            with writing():
                self.memory.add_deed(
                    self.now(), "groups_audited", "house" if by is None else "person", {**looked, "by": int(by or 0)}
                )
        counted = self._counts_for(asked.period) if asked.period and asked.may_be_kept else None
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

    def _acts(self, asked: Asked, since: date | None = None) -> Iterator[Act]:
        """Yield the acts that count; *since*: only those from a day on, of persons who had none in the time before it either."""
        for some in self.first_acts(asked, since):
            numbers = numbers_of(self, some, asked.quantities)
            told = self.groups_of({each.customer for each in some}) if asked.told else {}
            for each in some:
                yield Act(
                    each.language, each.channel, each.topic, each.said[asked.outcome], numbers[each.act],
                    told.get(each.customer, {}), each.act, each.day, str(each.facts.get("article", "")),
                    bool(each.facts.get("draft_mode")),
                )  # fmt: skip

    def first_acts(
        self, asked: Asked, since: date | None = None, until: date | None = None
    ) -> Iterator[Sequence[Read]]:
        """Yield the acts that an audit counts, so many at a time: the first of each person, none of what may only be stored.

        *until*: only those before a day. Each of the days may be a moment.
        """
        # Without a period all there are: the clock of another process may be ahead by a second over midnight.
        end = until or self._last_day(asked.period) + timedelta(days=1 if asked.period else 2)
        for some in acts_read(self, (asked.outcome,), since or asked.since, end, asked.since, self.now()):
            yield self.usable([each for each in some if not each.earlier])

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
