"""Groups of a column that are too small to be told stand together as one; if even that is small, their rows count nowhere.

Otherwise a single row with a value of its own would make another group unspeakable, because the whole less all others
would give it away. Intersections stay as they are; `suppression` says which of them are told.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from fairdesk.fairness.cube import Cell, Cube, Floats, Ints, Quantity, gathered
from fairdesk.nouns import BadInput

_Numbers = TypeVar("_Numbers", Ints, Floats)
TOGETHER = "small groups together"


@dataclass(frozen=True, slots=True)
class Merged:
    """The counts without small groups: how many groups of which column stand together, and of which column some are left out."""

    cube: Cube
    together: dict[str, int]
    left_out: tuple[str, ...]


def without_small_groups(cube: Cube, min_cell: int) -> Merged:
    """Return the counts in which each group of each column has *min_cell* rows. Raises BadInput if fewer than two are left."""
    sizes = cube.counts.sum(axis=(1, 2, 3))
    cells: list[Cell | None] = list(cube.cells)
    together: dict[str, int] = {}
    left_out: set[str] = set()
    while True:
        before = list(cells)
        for n, name in enumerate(cube.columns.groups):
            many, dropped = _settle(cells, sizes, n, min_cell)
            together[name] = together.get(name, 0) + many
            left_out |= {name} if dropped else set()
        if cells == before:
            break
    for n, name in enumerate(cube.columns.groups):
        if len({cell[n] for cell in cells if cell is not None} - {None}) < 2:
            raise BadInput(
                f"column {name} has fewer than two groups of at least {min_cell} rows; there is nobody to compare with"
            )
    return Merged(_merged(cube, cells), {name: n for name, n in together.items() if n}, tuple(sorted(left_out)))


def _settle(cells: list[Cell | None], sizes: Ints, n: int, min_cell: int) -> tuple[int, bool]:
    """Put the small groups of column *n* together, or leave them out; return how many stand together, and whether some are out."""
    rows: Counter[str | None] = Counter()
    for cell, size in zip(cells, sizes, strict=True):
        if cell is not None:
            rows[cell[n]] += int(size)
    small = {level for level, size in rows.items() if size < min_cell}
    if not small:
        return 0, False
    if TOGETHER in rows:
        small.add(TOGETHER)
    enough = sum(rows[level] for level in small) >= min_cell
    for at, cell in enumerate(cells):
        if cell is not None and cell[n] in small:
            cells[at] = (*cell[:n], TOGETHER, *cell[n + 1 :]) if enough else None
    return len(small - {TOGETHER}) if enough else 0, not enough


def _merged(cube: Cube, cells: list[Cell | None]) -> Cube:
    kept = sorted(
        {cell for cell in cells if cell is not None}, key=lambda cell: tuple((x is None, x or "") for x in cell)
    )
    at = {cell: n for n, cell in enumerate(kept)}
    places = np.array([-1 if cell is None else at[cell] for cell in cells], np.int64)
    stay = places >= 0

    def sums(values: _Numbers) -> _Numbers:
        return gathered(values[stay], places[stay], len(kept))

    def moved(one: Quantity) -> Quantity:
        inside = stay[one.cells]
        return Quantity(
            places[one.cells[inside]],
            one.bins[inside],
            one.rows[inside],
            sums(one.sums),
            sums(one.squares),
            one.missing,
        )

    return replace(
        cube,
        cells=tuple(kept),
        counts=sums(cube.counts),
        weights=None if cube.weights is None else sums(cube.weights),
        squares=None if cube.squares is None else sums(cube.squares),
        quantities={name: moved(one) for name, one in cube.quantities.items()},
    )
