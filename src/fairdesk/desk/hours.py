"""When people work: weekly hours and holidays on the company's own clock.

Times of the week are wall-clock times, so a day on which the clocks change opens at the same reading as any other; a
reading that is skipped opens when the clock has passed it, one that comes twice opens twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdesk.identity.company import Company, read_holidays, read_time_zone
from fairdesk.identity.opening import Span, read_day

SATURDAY = 5
LOOK_AHEAD_DAYS = 400
"""Longer than a year: whoever is closed that long has no next opening to promise."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours (seven days from Monday, each with its spans) and the dates that are closed, in one time zone."""

    time_zone: str
    weekly: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether people work at a moment (aware)."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self._spans(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first moment, not before *at*, when people work (UTC); *at* itself if they do now.

        None if there is none within 400 days.
        """
        if self.is_open(at):
            return at
        zone = ZoneInfo(self.time_zone)
        today = at.astimezone(zone).date()
        for ahead in range(LOOK_AHEAD_DAYS):
            day = today + timedelta(days=ahead)
            found = [moment for moment in self._openings(day, zone) if moment > at and self.is_open(moment)]
            if found:
                return min(found)
        return None

    def works_on(self, day: date) -> bool:
        """Whether people work at all on a day."""
        return bool(self._spans(day))

    def _spans(self, day: date) -> tuple[Span, ...]:
        return () if day in self.holidays else self.weekly[day.weekday()]

    def _openings(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        """Every moment of a day at which it may turn open: the readings that open it, and a change of the clocks."""
        for start, _end in self._spans(day):
            reading = datetime.combine(day, time(), zone) + timedelta(minutes=start)
            yield from (reading.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        changed = _clock_change(_midnight(day, zone), _midnight(day + timedelta(days=1), zone), zone)
        if changed is not None:
            yield changed


def end_of_working_day(hours: Hours | None, time_zone: str, at: datetime, days: int) -> datetime:
    """Return the end (UTC) of the last of so many working days after the day of *at*, by the clock of a time zone.

    A working day has hours and is no holiday; of a company that gave no hours it is Monday to Friday. Whoever never works
    within LOOK_AHEAD_DAYS is held to that many days.
    """
    zone = ZoneInfo(time_zone)
    day, left = at.astimezone(zone).date(), days
    for _ in range(LOOK_AHEAD_DAYS):
        day += timedelta(days=1)
        left -= hours.works_on(day) if hours else day.weekday() < SATURDAY
        if not left:
            break
    return _midnight(day + timedelta(days=1), zone)


def hours_of(company: Company) -> Hours | None:
    """Return the company's hours, or None if it gave none: then it is open while somebody is on duty."""
    if not any(company.hours):
        return None
    return Hours(company.time_zone, company.hours, company.holidays)


def parse(time_zone: str, weekly: Sequence[str], holidays: Iterable[str] = ()) -> Hours:
    """Return hours from text: seven days such as "09:00-12:00, 13:00-17:30" ("" is closed) and dates such as 2026-12-25.

    Raises BadInput naming what cannot be read.
    """
    days = tuple(read_day(day) for day in weekly)
    return Hours(read_time_zone(time_zone), (*days, *((),) * (7 - len(days)))[:7], read_holidays("\n".join(holidays)))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _clock_change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the moment between two at which the zone's clock is put forward or back, to the second; None if it is not."""
    old = before.astimezone(zone).utcoffset()
    if after.astimezone(zone).utcoffset() == old:
        return None
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after
