"""The counts of an audit: groups x strata x label x decision. All its figures come from these, so no row is needed twice.

    tally = Tally(columns)
    tally.add(("f", "18-29", "yes", "no"), rows=12)      as often as the table has such rows
    cube = tally.cube()

A quantity (minutes waited, money) is kept as its sum, its sum of squares, and how many values lie in each of its bins; a
bin is 1 % wide, so a quantile is within half a percent of the exact one (C. Masson and others, DDSketch, VLDB 12 (2019) 2195).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fairdesk.fairness.columns import MOST_GROUPS, Columns, check_groups, day_of, group_of, too_many, yes_or_no
from fairdesk.nouns import BadInput

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_Numbers = TypeVar("_Numbers", Ints, Floats)
Cell = tuple[str | None, ...]
"""A group of the finest kind: its value in each column of groups; None where it was not told."""
NO, YES, UNKNOWN = 0, 1, 2
MOST_CELLS = 1_000_000
GAMMA = 1.005 / 0.995
OFFSET = 100_000


_NOTHING = {
    "no outcome": "column {column} tells nothing: no row has an outcome",
    "no group": "column {column} is empty in every row; nobody told their group",
    "one group": "column {column} has one value in every row that tells any; there is nobody to compare with",
    "one decision": "column {column} says {value} in every row; there is no difference to look for",
    "no label": "column {column} is empty in every row; leave --label out for what needs no labels",
    "one label": "column {column} says {value} in every row; nothing can be measured against it",
    "no number": "column {column} holds no number in any row",
}


class Incomparable(BadInput):
    """A table that nothing can be said about, in the words of tables: *why*, which column, and its one value."""

    def __init__(self, why: str, column: str, value: str = "") -> None:
        super().__init__(_NOTHING[why].format(column=column, value=value))
        self.why, self.column, self.value = why, column, value


def bin_of(value: float) -> int:
    """Return the bin of a value: 0 of nothing, above it for what is above 0, below it for what is below."""
    if abs(value) < 1e-9:
        return 0
    return int(math.copysign(OFFSET + math.ceil(math.log(abs(value)) / math.log(GAMMA)), value))


def value_of(bins: Ints) -> Floats:
    """Return the value each bin stands for."""
    size = 2 * np.power(GAMMA, np.abs(bins) - OFFSET, dtype=np.float64) / (GAMMA + 1)
    return np.where(bins == 0, 0.0, np.sign(bins) * size)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is known of a quantity: for each filled bin of a cell its place, bin and weight; for each cell its sums."""

    cells: Ints
    bins: Ints
    rows: Floats
    sums: Floats
    squares: Floats
    missing: int


@dataclass(frozen=True, slots=True)
class Cube:
    """The counts. `counts`: cells x strata x label (no, yes, unknown) x decision (no, yes), as `weights` and `squares` are.

    `weights` are sums of weights, `squares` of their squares; None where each row stands for one.
    """

    columns: Columns
    cells: tuple[Cell, ...]
    strata: tuple[str, ...]
    counts: Ints
    weights: Floats | None
    squares: Floats | None
    quantities: dict[str, Quantity]
    undecided: int
    """Rows whose outcome is not told: they are counted nowhere else."""

    @property
    def rows(self) -> int:
        """How many rows were counted."""
        return int(self.counts.sum())

    @property
    def labelled(self) -> int:
        """How many of them have a label."""
        return int(self.counts[:, :, :UNKNOWN].sum())


@dataclass(slots=True)
class _Sums:
    rows: int = 0
    weight: float = 0.0
    square: float = 0.0


@dataclass(slots=True)
class _Heap:
    bins: defaultdict[int, float] = field(default_factory=lambda: defaultdict(float))
    total: float = 0.0
    square: float = 0.0


class Tally:
    """Adds up rows that look alike, in memory bounded by the number of groups, and never by that of rows."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._places: dict[tuple[str, ...], tuple[Cell, str | None, bool | None, bool | None]] = {}
        self._counts: defaultdict[tuple[Cell, str | None, int, int], _Sums] = defaultdict(_Sums)
        self._heaps: defaultdict[tuple[str, Cell], _Heap] = defaultdict(_Heap)
        self._without: defaultdict[str, int] = defaultdict(int)
        self._cells: set[Cell] = set()
        self._undecided = 0

    def read(self, key: tuple[str, ...]) -> tuple[Cell, str | None, bool | None, bool | None]:
        """Return what a row's texts, in the order of `Columns.key`, mean: cell, stratum, decision, label. Raises BadValue."""
        if (found := self._places.get(key)) is not None:
            return found
        of = self.columns
        rest = list(key[len(of.groups) :])
        cell = tuple(group_of(name, text) for name, text in zip(of.groups, key, strict=False))
        stratum = (day_of if of.by_day else group_of)(of.strata, rest.pop(0)) if of.strata else ""
        decision = yes_or_no(of.outcome, rest.pop(0), of.outcome_is)
        label = yes_or_no(of.label, rest.pop(0), of.label_is) if of.label else None
        self._cells.add(cell)
        if len(self._cells) > MOST_GROUPS:
            raise too_many(of.groups)
        if len(self._places) < 4 * MOST_GROUPS:  # a table of many strata must not fill the memory with what it meant
            self._places[key] = cell, stratum, decision, label
        return cell, stratum, decision, label

    def add(self, key: tuple[str, ...], rows: int, weight: float = 0.0, square: float = 0.0) -> Cell | None:
        """Count *rows* rows of these texts; return their cell, None if they have no outcome. Raises BadValue."""
        cell, stratum, decision, label = self.read(key)
        if decision is None:
            self._undecided += rows
            return None
        sums = self._counts[cell, stratum, UNKNOWN if label is None else int(label), int(decision)]
        if sums.rows == 0 and len(self._counts) > MOST_CELLS:
            raise BadInput(
                f"column {self.columns.strata} has too many different values to compare groups within each"
            )
        sums.rows += rows
        sums.weight += weight
        sums.square += square
        return cell

    def add_values(self, name: str, cell: Cell, place: int, rows: float, total: float, square: float) -> None:
        """Add values of a quantity that lie in one bin."""
        heap = self._heaps[name, cell]
        heap.bins[place] += rows
        heap.total += total
        heap.square += square

    def add_without(self, name: str, rows: int) -> None:
        """Count rows in which a quantity is not told."""
        self._without[name] += rows

    def cube(self, first_row: int = 2) -> Cube:
        """Return the counts. Raises Incomparable of a table that nothing can be said about, BadInput of one with too much."""
        of = self.columns
        cells = tuple(sorted({key[0] for key in self._counts}, key=_in_order))
        strata = tuple(sorted({key[1] for key in self._counts}, key=lambda each: (each is None, each or "")))
        if not cells:
            raise Incomparable("no outcome", of.outcome)
        if len(cells) * len(strata) > MOST_CELLS:
            raise BadInput(
                f"column {of.strata} has {len(strata):,} different values, too many for {len(cells):,} groups"
            )
        place, stratum_at = {each: n for n, each in enumerate(cells)}, {each: n for n, each in enumerate(strata)}
        shape = (len(cells), len(strata), 3, 2)
        counts, weights, squares = np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape)
        for (cell, stratum, label, decision), sums in self._counts.items():
            at = place[cell], stratum_at[stratum], label, decision
            counts[at], weights[at], squares[at] = sums.rows, sums.weight, sums.square
        self._check(counts, cells, first_row)
        return Cube(
            of, cells, tuple("not told" if each is None else each for each in strata), counts,
            weights if of.weight else None, squares if of.weight else None,
            {name: self._quantity(name, place) for name in of.quantities}, self._undecided,
        )  # fmt: skip

    def _quantity(self, name: str, place: dict[Cell, int]) -> Quantity:
        sums, squares = np.zeros(len(place)), np.zeros(len(place))
        filled: list[tuple[int, int, float]] = []
        for (of, cell), heap in self._heaps.items():
            if of == name:
                sums[place[cell]], squares[place[cell]] = heap.total, heap.square
                filled += [(place[cell], bin_, rows) for bin_, rows in heap.bins.items()]
        if not filled:
            raise Incomparable("no number", name)
        cells, bins, rows = zip(*sorted(filled), strict=True)
        return Quantity(
            np.array(cells, np.int64), np.array(bins, np.int64), np.array(rows, np.float64), sums, squares,
            self._without[name],
        )  # fmt: skip

    def _check(self, counts: Ints, cells: Sequence[Cell], first_row: int) -> None:
        of = self.columns
        for n, name in enumerate(of.groups):
            values = {cell[n] for cell in cells} - {None}
            if not values:
                raise Incomparable("no group", name)
            if len(values) == 1:
                raise Incomparable("one group", name)
            check_groups(name, {each for each in values if each is not None}, first_row)
        decided = counts.sum(axis=(0, 1, 2))
        if not decided.all():
            raise Incomparable("one decision", of.outcome, "yes" if decided[YES] else "no")
        if of.label and not (labels := counts.sum(axis=(0, 1, 3))[:UNKNOWN]).all():
            if not labels.any():
                raise Incomparable("no label", of.label)
            raise Incomparable("one label", of.label, "yes" if labels[YES] else "no")


def _in_order(cell: Cell) -> tuple[tuple[bool, str], ...]:
    return tuple((each is None, each or "") for each in cell)


def gathered(values: _Numbers, of: Ints, levels: int) -> _Numbers:
    """Return the sums of cells by level."""
    sums = np.zeros((levels, *values.shape[1:]), values.dtype)
    np.add.at(sums, of, values)
    return sums
