"""Cut an input's values into the spans that a table's cells tell apart: within one, every value decides alike.

    spans(column, cells)       # of an age with the cells "< 18" and "[18..65]": below 18, 18 to 65, above 65 ...

Unlike the pieces of checks.py, which need one value each, a span knows its ends: the nearest value and all values of
it can be told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fairdesk.guidelines.cells import Cell, Interval, Kind
from fairdesk.guidelines.table import Input
from fairdesk.nouns import Fact

OTHER = "any other text"


@dataclass(frozen=True, slots=True)
class Span:
    """Values that decide alike: one text or boolean (`value`), or the numbers of `interval`."""

    kind: Kind
    value: str | bool = ""
    interval: Interval | None = None

    def holds(self, value: Fact) -> bool:
        """Whether *value*, of the right type, lies in the span."""
        if self.interval is not None:
            return not isinstance(value, (str, bool)) and self.interval.holds(value)
        return value == self.value

    def nearest(self, to: Fact) -> Fact:
        """Return the value of the span that lies nearest to another."""
        part = self.interval
        if part is None:
            return self.value
        assert not isinstance(to, (str, bool))
        if to > part.high or (to == part.high and not part.high_in):
            return _plain(self.kind, part.high if part.high_in else math.nextafter(part.high, -math.inf))
        if to < part.low or (to == part.low and not part.low_in):
            return _plain(self.kind, part.low if part.low_in else math.nextafter(part.low, math.inf))
        return to


def spans(column: Input, cells: Iterable[Cell]) -> tuple[Span, ...]:
    """Return the spans of *column*'s allowed values, numbers from low to high."""
    tests = tuple(cells)
    if column.kind is Kind.BOOLEAN:
        return (Span(Kind.BOOLEAN, False), Span(Kind.BOOLEAN, True))
    if column.kind is Kind.TEXT:
        return tuple(Span(Kind.TEXT, value) for value in column.allowed or _texts(tests))
    ends = {end for cell in (*tests, column.limits) for part in cell.intervals for end in (part.low, part.high)}
    finite = sorted(end for end in ends if math.isfinite(end))
    cut = _wholes(finite) if column.kind is Kind.WHOLE else _numbers(finite)
    return tuple(Span(column.kind, interval=part) for part in cut if column.limits.holds(_inside(column.kind, part)))


def said(column: Input, chosen: Sequence[Span]) -> str:
    """Return neighbouring spans as the text of one cell, which holds of every value in them."""
    first, last = chosen[0].interval, chosen[-1].interval
    if first is None or last is None:
        return ", ".join(f"{span.value}".lower() if span.kind is Kind.BOOLEAN else str(span.value) for span in chosen)
    low, high = _bound(column, first.low, first.low_in, -1), _bound(column, last.high, last.high_in, 1)
    if low and high:
        one = first.low == last.high
        return (
            f"{first.low!r}" if one else f"{'[' if first.low_in else '('}{low}..{high}{']' if last.high_in else ')'}"
        )
    if low:
        return f"{'>=' if first.low_in else '>'} {low}"
    return f"{'<=' if last.high_in else '<'} {high}" if high else "-"


def _bound(column: Input, end: float, included: bool, side: int) -> str:
    """Return an end as text; "" where the input's own limits end there, so that nothing more needs to be said."""
    beyond = math.nextafter(end, side * math.inf) if column.kind is Kind.NUMBER else end + side
    if math.isinf(end) or (included and not column.limits.anything and not column.limits.holds(beyond)):
        return ""
    return repr(end)


def _texts(cells: tuple[Cell, ...]) -> Iterator[str]:
    named = dict.fromkeys(str(value) for cell in cells for value in cell.values)
    other = OTHER
    while other in named:
        other += "."
    yield from (*named, other)


def _numbers(ends: list[float]) -> Iterator[Interval]:
    """Yield each end by itself and the open range between each two neighbours."""
    yield Interval(-math.inf, ends[0] if ends else math.inf, True, not ends)
    for low, high in zip(ends, [*ends[1:], math.inf], strict=True):
        yield Interval(low, low)
        yield Interval(low, high, False, high == math.inf)


def _wholes(ends: list[float]) -> Iterator[Interval]:
    """Yield each end by itself and the whole numbers between each two neighbours."""
    yield Interval(-math.inf, int(ends[0]) - 1 if ends else math.inf)
    for low, high in zip(ends, [*ends[1:], math.inf], strict=True):
        yield Interval(int(low), int(low))
        above = high if math.isinf(high) else int(high) - 1
        if int(low) + 1 <= above:
            yield Interval(int(low) + 1, above)


def _inside(kind: Kind, part: Interval) -> float:
    """Return a number of the range."""
    if math.isinf(part.low):
        return 0 if math.isinf(part.high) else part.high - 1
    if math.isinf(part.high):
        return part.low + 1
    return part.low if kind is Kind.WHOLE else (part.low + part.high) / 2


def _plain(kind: Kind, value: float) -> Fact:
    return int(value) if kind is Kind.WHOLE else value
