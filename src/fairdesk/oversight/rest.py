"""How long one looks at a time, and in a day, before a pause is asked for. Pure.

What is known of it stands in the browser of whoever looks, signed, until the day is over: the desk keeps nothing, and
nobody else can read it. Faults are missed more the longer one looks (reference: 45 minutes at a time, 4 hours a day).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

PAUSE = timedelta(minutes=10)
"""After so long without a look a new sitting begins."""


class Rest(StrEnum):
    """Whether a pause is due."""

    NONE = ""
    SITTING = "sitting"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest sitting, and the most of a day; none where it is nothing."""

    sitting: timedelta
    day: timedelta


@dataclass(frozen=True, slots=True)
class Sitting:
    """How somebody's day of looking went: `looked` is the time of all sittings up to the last look."""

    day: date
    looked: timedelta
    begun: datetime
    last: datetime


def after_look(sitting: Sitting | None, at: datetime, day: date) -> Sitting:
    """Return the sitting after a look: the same one, another after a pause, or the first of a day."""
    if sitting is None or sitting.day != day:
        return Sitting(day, timedelta(0), at, at)
    gap = at - sitting.last
    if gap >= PAUSE:
        return replace(sitting, begun=at, last=at)
    return replace(sitting, looked=sitting.looked + max(gap, timedelta(0)), last=at)


def rest_due(sitting: Sitting | None, at: datetime, day: date, limits: Limits) -> Rest:
    """Return which pause is due before the next look."""
    if sitting is None or sitting.day != day:
        return Rest.NONE
    if limits.day and sitting.looked >= limits.day:
        return Rest.DAY
    goes_on = at - sitting.last < PAUSE
    return Rest.SITTING if limits.sitting and goes_on and at - sitting.begun >= limits.sitting else Rest.NONE


def limits_say(limits: Limits) -> str:
    """Return the limits in a sentence; "" where there are none."""
    minutes, hours = limits.sitting.total_seconds() / 60, limits.day.total_seconds() / 3600
    parts = [f"{minutes:g} minutes at a time"] if minutes else []
    parts += [f"{hours:g} hours a day"] if hours else []
    return f"Here one looks for at most {' and '.join(parts)}." if parts else ""


def written(sitting: Sitting) -> str:
    """Return a sitting as a browser keeps it: the day, and whole seconds."""
    times = (sitting.looked.total_seconds(), sitting.begun.timestamp(), sitting.last.timestamp())
    return " ".join([sitting.day.isoformat(), *(str(int(each)) for each in times)])


def read(kept: str) -> Sitting | None:
    """Return the sitting that a browser kept; None of none, or of one that cannot be read."""
    try:
        day, looked, begun, last = kept.split(" ")
        moments = (datetime.fromtimestamp(int(each), UTC) for each in (begun, last))
        return Sitting(date.fromisoformat(day), timedelta(seconds=int(looked)), *moments)
    except (ValueError, OverflowError, OSError):
        return None
