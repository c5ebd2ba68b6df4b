"""Cut the cases of a table into boxes, so that a question about all of them has an exact answer, with a case to show.

    space = Space.of(table)
    left = left_over(space.whole, [space.box(rule.cells) for rule in table.rules])
    space.example(left[0])        # {"amount": 0, "known": False}: a case that no rule covers

Each input's possible values are cut into the pieces that the cells tell apart; a test is then a set of pieces, and a
rule is a box of such sets.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fairdesk.guidelines.cells import Cell, Kind
from fairdesk.guidelines.table import Input, Table
from fairdesk.nouns import Fact, Facts

MOST_BOXES = 20_000

Box = tuple[int, ...]
"""For each input, a set of its pieces as bits."""


class TooLarge(Exception):
    """The table is too tangled to be cut up; nothing is known about it."""


@dataclass(frozen=True, slots=True)
class Space:
    """All cases of a table: for each input one value a piece."""

    names: tuple[str, ...]
    pieces: tuple[list[Fact], ...]

    @classmethod
    def of(cls, table: Table, more: Iterable[Mapping[str, Cell]] = ()) -> Space:
        """Return the space that the table's cells cut, and the cells of *more*: tests by the name of their input."""
        asked = list(more)
        pieces = tuple(
            _pieces(
                column,
                [*(rule.cells[n] for rule in table.rules), *(m[column.name] for m in asked if column.name in m)],
            )
            for n, column in enumerate(table.inputs)
        )
        return cls(tuple(column.name for column in table.inputs), pieces)

    @property
    def whole(self) -> Box:
        """Every case."""
        return tuple((1 << len(values)) - 1 for values in self.pieces)

    def box(self, cells: Iterable[Cell]) -> Box:
        """Return the cases that pass *cells*, one an input in the table's order."""
        return tuple(map(_bits, self.pieces, cells))

    def region(self, tests: Mapping[str, Cell]) -> Box:
        """Return the cases that pass *tests*, by the name of the input."""
        return tuple(
            _bits(values, tests[name]) if name in tests else (1 << len(values)) - 1
            for name, values in zip(self.names, self.pieces, strict=True)
        )

    def example(self, box: Box) -> Facts:
        """Return one case of a box that is not empty."""
        firsts = (values[(bits & -bits).bit_length() - 1] for values, bits in zip(self.pieces, box, strict=True))
        return dict(zip(self.names, firsts, strict=True))


def common(one: Box, other: Box) -> Box:
    """Return what lies in both; empty if any of its sets is."""
    return tuple(a & b for a, b in zip(one, other, strict=True))


def left_over(box: Box, taken: Iterable[Box]) -> list[Box]:
    """Return boxes that together are what of *box* lies in none of *taken*. Raises TooLarge."""
    left = [box] if all(box) else []
    for away in taken:
        left = [rest for part in left for rest in _without(part, away)]
        if len(left) > MOST_BOXES:
            raise TooLarge
    return left


def _without(box: Box, away: Box) -> Iterator[Box]:
    """Cut *away* out of *box*: along each input in turn, what lies outside it is kept whole."""
    both = common(box, away)
    if not all(both):
        yield box
        return
    for n, (has, shared) in enumerate(zip(box, both, strict=True)):
        if has & ~shared:
            yield (*both[:n], has & ~shared, *box[n + 1 :])


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
