"""Look a guideline through before anybody runs it: rules that overlap, cases that no rule covers, rules never reached.

Each input's possible values are cut into the pieces that the table's own cells tell apart; a rule is then a box of
such pieces, and the questions are about boxes. The answer is exact, and each finding has a case that shows it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from fairdesk.guidelines.cells import Cell, Kind
from fairdesk.guidelines.table import HitPolicy, Input, Table
from fairdesk.nouns import Fact, Facts

_MOST_BOXES = 20_000

Box = tuple[int, ...]
"""For each input, a set of its pieces as bits."""


class Flaw(StrEnum):
    """What a check can find."""

    OVERLAP = "overlap"
    GAP = "gap"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    """The table is too tangled to check; nothing is known about it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a table: the rules concerned, a case that shows it, and a sentence."""

    flaw: Flaw
    rules: tuple[str, ...]
    example: Facts
    says: str


class _TooLarge(Exception):
    pass


def check(table: Table) -> tuple[Finding, ...]:
    """Return what is wrong with *table*: overlaps (of a unique one), unreachable rules (not of a collecting one), gaps."""
    pieces = [_pieces(column, [rule.cells[n] for rule in table.rules]) for n, column in enumerate(table.inputs)]
    boxes = [tuple(map(_bits, pieces, rule.cells)) for rule in table.rules]
    whole = tuple((1 << len(values)) - 1 for values in pieces)

    def example(box: Box) -> Facts:
        firsts = (values[(bits & -bits).bit_length() - 1] for values, bits in zip(pieces, box, strict=True))
        return {column.name: value for column, value in zip(table.inputs, firsts, strict=True)}

    try:
        return (*_overlaps(table, boxes, example), *_unreachable(table, boxes), *_gap(whole, boxes, example))
    except _TooLarge:
        return (Finding(Flaw.TOO_LARGE, (), {}, "The table is too tangled to check; split it into two."),)


def _overlaps(table: Table, boxes: list[Box], example: Callable[[Box], Facts]) -> Iterator[Finding]:
    if table.hit is not HitPolicy.UNIQUE:
        return
    for (one, first), (other, second) in combinations(zip(table.rules, boxes, strict=True), 2):
        both = _common(first, second)
        if all(both):
            says = f"{one.id} and {other.id} both apply, but only one of this table's rules may."
            yield Finding(Flaw.OVERLAP, (one.id, other.id), example(both), says)


def _unreachable(table: Table, boxes: list[Box]) -> Iterator[Finding]:
    for n, (rule, box) in enumerate(zip(table.rules, boxes, strict=True)):
        earlier = boxes[:n] if table.hit is HitPolicy.FIRST else []
        if not _left_over(box, earlier):
            shadows = tuple(upper.id for upper, b in zip(table.rules, earlier, strict=False) if all(_common(box, b)))
            because = f"{', '.join(shadows)} apply before it" if shadows else "no allowed value passes its tests"
            yield Finding(Flaw.UNREACHABLE, (rule.id, *shadows), {}, f"{rule.id} can never apply: {because}.")


def _gap(whole: Box, boxes: list[Box], example: Callable[[Box], Facts]) -> Iterator[Finding]:
    left = _left_over(whole, boxes)
    if left:
        yield Finding(
            Flaw.GAP, (), example(left[0]), "No rule applies to this case, so the guideline would refuse it."
        )


# --- boxes --------------------------------------------------------------------------------------------------------
def _common(one: Box, other: Box) -> Box:
    return tuple(a & b for a, b in zip(one, other, strict=True))


def _left_over(box: Box, taken: Iterable[Box]) -> list[Box]:
    """Return boxes that together are what of *box* lies in none of *taken*."""
    left = [box] if all(box) else []
    for away in taken:
        left = [rest for part in left for rest in _without(part, away)]
        if len(left) > _MOST_BOXES:
            raise _TooLarge
    return left


def _without(box: Box, away: Box) -> Iterator[Box]:
    """Cut *away* out of *box*: along each input in turn, what lies outside it is kept whole."""
    common = _common(box, away)
    if not all(common):
        yield box
        return
    for n, (has, shared) in enumerate(zip(box, common, strict=True)):
        if has & ~shared:
            yield (*common[:n], has & ~shared, *box[n + 1 :])


def _bits(values: list[Fact], cell: Cell) -> int:
    return sum(1 << n for n, value in enumerate(values) if cell.holds(value))


# --- the pieces of an input's values: one value stands for each --------------------------------------------------------
def _pieces(column: Input, cells: list[Cell]) -> list[Fact]:
    if column.kind is Kind.BOOLEAN:
        return [False, True]
    if column.kind is Kind.TEXT:
        return list(column.allowed) or _texts(cells)
    ends = {end for cell in (*cells, column.limits) for part in cell.intervals for end in (part.low, part.high)}
    finite = sorted(end for end in ends if math.isfinite(end))
    numbers = _wholes(finite) if column.kind is Kind.WHOLE else _numbers(finite)
    return [number for number in numbers if column.limits.holds(number)]


def _texts(cells: list[Cell]) -> list[Fact]:
    """Return every text that a cell names, and one that none does, which stands for all others."""
    named = dict.fromkeys(value for cell in cells for value in cell.values)
    other = "any other text"
    while other in named:
        other += "."
    return [*named, other]


def _numbers(ends: list[float]) -> Iterator[float]:
    """Yield each end, one number between each two neighbours, and one outside on either side."""
    if not ends:
        yield 0
        return
    yield ends[0] - 1
    for low, high in zip(ends, ends[1:], strict=False):
        yield from (low, (low + high) / 2)
    yield from (ends[-1], ends[-1] + 1)


def _wholes(ends: list[float]) -> Iterator[int]:
    """Yield each end and its neighbours: between them whole numbers behave alike."""
    near = {int(end) + step for end in ends for step in (-1, 0, 1)} or {0}
    yield from sorted(near)
