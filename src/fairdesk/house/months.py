"""A month of the desk in figures, for whoever answers for it: what became of conversations, how long people waited, the cost."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdesk.desk import outcomes
from fairdesk.desk.records.outcomes import people_who_wrote, replies_between, seen_between
from fairdesk.house.books import Books
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId


class MonthSide(Books):
    """The part of the house that counts a month."""

    def month(self, colleague: ColleagueId, wanted: str = "") -> outcomes.Figures:
        """Return the figures of the month that "2026-11" names, for somebody who may read; of anything else, this month's."""
        self.colleague_who_may(colleague, Deed.READ)
        return self.month_in_figures(wanted)

    def month_in_figures(self, wanted: str = "") -> outcomes.Figures:
        """Return a month's figures, by the company's clock."""
        at, zone = self.now(), ZoneInfo(self.knowing.company().time_zone or "UTC")
        month = outcomes.read_month(wanted, outcomes.month_of(at.astimezone(zone)))
        since, until = _begins(month, zone), _begins((month + timedelta(days=31)).replace(day=1), zone)
        return outcomes.figures(
            month,
            until <= at,
            seen_between(since, until, at),
            people_who_wrote(since, until),
            self.settings.hour_cost,
            replies_between(since, until),
        )


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
