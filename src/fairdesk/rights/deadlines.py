"""By when a request must be answered: computed from the law of the company's country, never one constant.

    law = law_for("IE")
    due(date(2026, 1, 31), law)        28 February 2026 is a Saturday, so: Monday 2 March 2026

A period of months ends with the day of the same number in its last month, or with that month's last day if there is no
such day; a period that ends on a Saturday, Sunday or public holiday ends with the next working day; the day of the
request itself does not count (Regulation (EEC, Euratom) 1182/71, article 3). Days are those of the company's time zone.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from fairdesk.nouns import BadInput, Refused

Holidays = frozenset[date]
_PERIOD = re.compile(r"(\d{1,3}) (months?|days?|working days?)")
NEAR = timedelta(days=7)
"""From this long before its deadline a request is shown as near."""


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a law says it: a number of "month", "day" or "working day"."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Law:
    """What a law asks about answering: periods, when the clock may stand still, where this was read and when."""

    code: str
    name: str
    countries: tuple[str, ...]
    answer: Period
    extension: Period | None
    confirm: Period | None
    pauses: frozenset[str]
    rolls: bool
    first_day_counts: bool
    source: str
    checked: date
    status: str


@dataclass(frozen=True, slots=True)
class Authority:
    """Where a customer complains: its name and its page."""

    name: str
    url: str


def period(text: str) -> Period | None:
    """Return the period that *text* names ("1 month", "45 days", "10 working days"); "" names none."""
    if not text:
        return None
    found = _PERIOD.fullmatch(text)
    if not found:
        raise BadInput(f"{text!r} is no period; write a number and months, days or working days")
    return Period(int(found[1]), found[2].removesuffix("s"))


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(files("fairdesk.rights").joinpath("jurisdictions.toml").read_text("utf-8"))


@cache
def laws() -> Mapping[str, Law]:
    """Return every law of the table by its code."""
    return {code: _law(code, entry) for code, entry in _table().items() if code != "authorities"}


def _law(code: str, entry: Mapping[str, object]) -> Law:
    answer = period(str(entry["answer"]))
    if answer is None:
        raise BadInput(f"jurisdictions.toml: {code} has no period for an answer")
    countries, pauses, checked = entry["countries"], entry["pauses"], entry["checked"]
    if not isinstance(countries, list) or not isinstance(pauses, list) or not isinstance(checked, date):
        raise BadInput(f"jurisdictions.toml: {code} is not written as the others are")
    return Law(
        code, str(entry["name"]), tuple(countries), answer, period(str(entry["extension"])),
        period(str(entry["confirm"])), frozenset(pauses), entry["rolls"] is True, entry["first_day_counts"] is True,
        str(entry["source"]), checked, str(entry["status"]),
    )  # fmt: skip


def law_for(country: str, chosen: str = "") -> Law:
    """Return the law that was *chosen* by its code, or that of a country (ISO 3166-1 alpha-2).

    Where none is known, the desk's own promise.
    """
    if chosen in laws():
        return laws()[chosen]
    return next((law for law in laws().values() if country in law.countries), laws()["OTHER"])


def authority_for(country: str, chosen: str = "") -> Authority:
    """Return where customers of a company in *country* complain; a law that was *chosen* may have an authority of its own."""
    known = _table()["authorities"]
    said = known.get(chosen) or known.get(country, known["OTHER"])
    if not isinstance(said, list):
        raise BadInput(f"jurisdictions.toml: the authority of {country} is not written as name and address")
    return Authority(str(said[0]), str(said[1]))


# --- counting -------------------------------------------------------------------------------------------------------
def due(received: date, law: Law, holidays: Holidays = frozenset()) -> date:
    """Return the last day on which a request that came in on *received* may be answered."""
    return end_of(received, law.answer, law, holidays)


def confirm_by(received: date, law: Law, holidays: Holidays = frozenset()) -> date | None:
    """Return the last day on which receipt must be confirmed, or None if the law does not ask for it."""
    return end_of(received, law.confirm, law, holidays) if law.confirm else None


def extended(received: date, law: Law, at: date, holidays: Holidays = frozenset()) -> date:
    """Return the last day after an extension that the customer is told of on *at*.

    Raises Refused if the law knows none, or if it is too late: the customer is told within the first period.
    """
    if law.extension is None:
        raise Refused(f"{law.name} knows no extension; answer by {due(received, law, holidays)}")
    if at > due(received, law, holidays):
        raise Refused("the customer had to be told of an extension before the first deadline; it has passed")
    # One period of both: two additions of months would lose the 31st on the way.
    both = Period(law.answer.number + law.extension.number, law.answer.unit)
    return end_of(received, both, law, holidays)


def end_of(start: date, length: Period, law: Law, holidays: Holidays = frozenset()) -> date:
    """Return the last day of a period that begins with a request on *start*, counted as *law* counts."""
    if length.unit == "working day":
        return _after_working_days(start, length.number, holidays)
    begin = start - timedelta(days=1) if law.first_day_counts else start
    last = _same_day(begin, length.number) if length.unit == "month" else begin + timedelta(days=length.number)
    return next_working_day(last, holidays) if law.rolls else last


def _same_day(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _after_working_days(start: date, number: int, holidays: Holidays) -> date:
    day = start
    for _ in range(number):
        day = next_working_day(day + timedelta(days=1), holidays)
    return day


def next_working_day(day: date, holidays: Holidays = frozenset()) -> date:
    """Return *day*, or the first day after it that is neither Saturday, Sunday nor a holiday."""
    while day.weekday() >= 5 or day in holidays:
        day += timedelta(days=1)
    return day


def paused_for(deadline: datetime, since: datetime, until: datetime, why: str, law: Law) -> datetime:
    """Return a deadline after the clock stood still from *since* to *until*, in whole days, which is the stricter way.

    Unchanged where the law knows no pause for this reason.
    """
    stood = timedelta(days=max(until - since, timedelta(0)).days)
    return deadline + stood if why in law.pauses else deadline


def last_moment(day: date, zone: str) -> datetime:
    """Return the end of a day where the company is: a deadline is met until then."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(microseconds=1)
