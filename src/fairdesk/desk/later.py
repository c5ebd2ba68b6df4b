"""Instead of waiting here: a customer is called in a window of time that people keep, or written to when a person answered.

    windows(read_day("10:00-12:00"), None, "Europe/Dublin", at)   ->   the next windows, as moments

Nobody loses a place in the line by it. What may be offered at all is asked of the same gate as a letter
(`identity/contact.py`); the moment and the facts are arguments. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdesk.desk.handover import place_and_day
from fairdesk.desk.hours import SATURDAY, Hours
from fairdesk.identity.opening import Span, read_day
from fairdesk.language import say
from fairdesk.nouns import BadInput

CALL, EMAIL = "call", "email"
LOOK_AHEAD = timedelta(days=7)
MOST_OFFERED = 6
"""Windows that are offered, the next first."""
LONGEST_NUMBER = 40

_NUMBER = re.compile(r"\+?[\d\s()/.\-]+")


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when people call back (UTC)."""

    begins: datetime
    ends: datetime

    @property
    def name(self) -> str:
        """What a form calls it."""
        return f"{self.begins:%Y-%m-%dT%H:%M}"


@dataclass(frozen=True, slots=True)
class Later:
    """What a customer chose instead of waiting here: `how` is CALL or EMAIL. `window`: of a call.

    `number` is "" for everybody but who has the case. `held`: why nobody may call or write now (a code of the gate), or "".
    `tried`: how often nobody answered the telephone. `quiet`: whoever answers must not be told who calls.
    `missed`: nobody called in the window. `kept_until`: when the number of a call goes, whatever happened.
    """

    how: str
    window: Window | None = None
    number: str = ""
    held: str = ""
    tried: int = 0
    quiet: bool = False
    missed: bool = False
    kept_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen instead of waiting: windows for a call, an e-mail, or why the customer's own wishes keep both away.

    `calls`: whether the company calls back at all. `address`: where an e-mail would go; "" if none is proved.
    """

    calls: bool
    windows: tuple[Window, ...]
    address: str
    held: str = ""


def call_windows(setting: str) -> tuple[Span, ...]:
    """Return the daily windows of the setting `call_back`. Raises BadInput naming it."""
    try:
        return read_day(setting)
    except BadInput as problem:
        raise BadInput(f"call_back: {problem}") from problem


def windows(
    spans: Sequence[Span],
    hours: Hours | None,
    zone: str,
    at: datetime,
    full: Collection[datetime] = (),
    allowed: Callable[[Window], bool] = lambda window: True,
) -> tuple[Window, ...]:
    """Return the next windows in which people call, on the days on which they work (Monday to Friday if no hours are given).

    None that has begun, none in *full*, and only those *allowed* by how the customer wants to be reached.
    """
    place, found = ZoneInfo(zone), []
    first = at.astimezone(place).date()
    for ahead in range(LOOK_AHEAD.days + 1):
        day = first + timedelta(days=ahead)
        if hours.works_on(day) if hours else day.weekday() < SATURDAY:
            found += [Window(_moment(day, begins, place), _moment(day, ends, place)) for begins, ends in spans]
    open_ones = (each for each in found if each.begins > at and each.begins not in full and allowed(each))
    return tuple(open_ones)[:MOST_OFFERED]


def _moment(day: date, minutes: int, place: ZoneInfo) -> datetime:
    days, rest = divmod(minutes, 24 * 60)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), place).astimezone(UTC)


def is_missed(window: Window, tried: int, at: datetime) -> bool:
    """Whether the time of a call is over and nobody called."""
    return not tried and at >= window.ends


def read_number(typed: str) -> str:
    """Return a telephone number as it was typed, without spaces around it. Raises BadInput for what is none.

    Six to fifteen digits (ITU-T E.164 has at most fifteen), an optional plus, and what people put between.
    """
    number = unicodedata.normalize("NFKC", typed).strip()
    digits = sum(each.isdecimal() for each in number)
    if len(number) > LONGEST_NUMBER or not _NUMBER.fullmatch(number) or not 6 <= digits <= 15:
        raise BadInput("this is not a telephone number; write it as +00 000 555 0101")
    return number


def window_in_words(window: Window, language: str, zone: str, at: datetime | None = None) -> str:
    """Return a window on the company's clock, in words: "Monday, 10:00 to 12:00 (Dublin time)"."""
    day, place = place_and_day(window.begins, language, zone, at)
    begins, ends = (f"{moment.astimezone(ZoneInfo(zone or 'UTC')):%H:%M}" for moment in (window.begins, window.ends))
    return say(language, "{day}, {begins} to {ends} ({place} time)", day=day, begins=begins, ends=ends, place=place)
