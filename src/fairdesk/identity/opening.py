"""Opening hours of one day, as people write them: "09:00-12:00, 13:00-17:30".

Wall-clock minutes of the company's zone. A day that runs past midnight is written on two days, up to 24:00 and from
00:00, so that each holiday closes exactly its own date.
"""

from __future__ import annotations

import re
from itertools import pairwise

from fairdesk.nouns import BadInput

Span = tuple[int, int]
"""Open from and to, in minutes after midnight; the end is not included."""

DAY = 24 * 60

_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|—|to)\s*(\d{1,2})[:.](\d{2})")


def read_day(text: str) -> tuple[Span, ...]:
    """Return the spans of one day, in order; empty if *text* is. Raises BadInput saying what to write instead."""
    if not text.strip():
        return ()
    spans = tuple(sorted(_span(part.strip()) for part in text.split(",")))
    for before, after in pairwise(spans):
        if after[0] < before[1]:
            raise BadInput(f"{_written(before)} and {_written(after)} overlap; write one span or leave a gap")
    return spans


def written_day(spans: tuple[Span, ...]) -> str:
    """Return one day's spans as `read_day` reads them."""
    return ", ".join(_written(span) for span in spans)


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if not found:
        raise BadInput(f"{part!r} is not a span of time; write it as 09:00-17:30")
    hour_from, minute_from, hour_to, minute_to = map(int, found.groups())
    start, end = hour_from * 60 + minute_from, hour_to * 60 + minute_to
    if minute_from > 59 or minute_to > 59 or start >= DAY or end > DAY:
        raise BadInput(f"{part!r} has no such time of day; times run from 00:00 to 24:00")
    if end <= start:
        raise BadInput(
            f"{part!r} ends before it begins; write past midnight as 22:00-24:00 and, the next day, 00:00-02:00"
        )
    return start, end


def _written(span: Span) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span)
