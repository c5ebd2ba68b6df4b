"""The spans of the calendar that the desk's own acts are counted for: a year, a quarter, a month. Pure.

    read_period("2026-Q3")          2026-07-01 to 2026-09-30

Each person counts once, with their first act. So that counts kept by day can be added up, each says of which span its act
was the first: the first of a year is the first of its quarter and of its month too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fairdesk.nouns import BadInput

_WRITTEN = re.compile(r"([1-9]\d{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


class Span(StrEnum):
    """A kind of period."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


WITHIN = {Span.YEAR: (Span.YEAR,), Span.QUARTER: (Span.YEAR, Span.QUARTER), Span.MONTH: tuple(Span)}
"""Of which spans an act may be the first to count in a period of each kind."""
MONTHS = {Span.YEAR: 12, Span.QUARTER: 3, Span.MONTH: 1}


@dataclass(frozen=True, slots=True)
class Period:
    """A year, a quarter or a month, with its first and its last day."""

    name: str
    span: Span
    since: date
    until: date


def read_period(written: str) -> Period:
    """Return the period that 2026, 2026-Q3 or 2026-09 names. Raises BadInput."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found:
        raise BadInput(f"{written!r} is no period: write a year, a quarter or a month, as 2026, 2026-Q3 or 2026-09")
    year, quarter, month = found.groups()
    span = Span.QUARTER if quarter else Span.MONTH if month else Span.YEAR
    return _period(span, date(int(year), 3 * int(quarter) - 2 if quarter else int(month or 1), 1))


def period_of(day: date, span: Span) -> Period:
    """Return the period of a kind in which a day lies."""
    months = MONTHS[span]
    return _period(span, date(day.year, day.month - (day.month - 1) % months, 1))


def lately(day: date) -> Iterator[Period]:
    """Yield the periods that may be asked for on a day without typing: two years, four quarters, three months, newest first."""
    for span, number in ((Span.YEAR, 2), (Span.QUARTER, 4), (Span.MONTH, 3)):
        at = day
        for _ in range(number):
            period = period_of(at, span)
            yield period
            at = period.since - timedelta(days=1)


def _period(span: Span, since: date) -> Period:
    after = since.month + MONTHS[span]
    until = date(since.year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(days=1)
    name = {
        Span.YEAR: f"{since:%Y}", Span.QUARTER: f"{since:%Y}-Q{(since.month + 2) // 3}", Span.MONTH: f"{since:%Y-%m}",
    }[span]  # fmt: skip
    return Period(name, span, since, until)
