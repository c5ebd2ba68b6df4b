"""Counts of the desk's own acts that can be kept by day and added up: who came out how, group by group. Pure.

    cells = Cells()
    cells.add(Cell("answered", "year", "en", "web", "refund", "yes"), {"wait_minutes": 3.5})

Counting is done in memory, and a day is kept as a whole: what is added twice here can be counted twice nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fairdesk.fairness.cube import Tally


class Cell(NamedTuple):
    """What people of one day have in common. `first_of`: year, quarter or month; `said`: yes, no, or "": nobody can say yet."""

    outcome: str
    first_of: str
    language: str
    channel: str
    topic: str
    said: str


@dataclass(slots=True)
class Heap:
    """The values of a quantity: their sum, and how many lie in each bin."""

    total: float = 0.0
    bins: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Counted:
    """How many people are in a cell, and their quantities."""

    people: int = 0
    numbers: dict[str, Heap] = field(default_factory=dict)


class Cells(dict[Cell, Counted]):
    """The cells of one day."""

    def add(self, cell: Cell, numbers: Mapping[str, float | None]) -> None:
        """Count one person."""
        found = self.get(cell)
        if found is None:
            found = self[cell] = Counted()
        found.people += 1
        for name, value in numbers.items():
            if value is not None:
                _heap(found.numbers.setdefault(name, Heap()), value)


def _heap(heap: Heap, value: float) -> None:
    from fairdesk.fairness.cube import bin_of  # numpy, which a desk that audits nothing does without

    place = bin_of(value)
    heap.total += value
    heap.bins[place] = heap.bins.get(place, 0) + 1


def as_text(numbers: Mapping[str, Heap]) -> str:
    """Return quantities as they are kept; "" of none."""
    if not numbers:
        return ""
    return json.dumps({name: [heap.total, heap.bins] for name, heap in numbers.items()}, separators=(",", ":"))


class KeptCell(NamedTuple):
    """A cell as it is read again, days added up: its group and topic, what was said, and how many people."""

    language: str
    channel: str
    topic: str
    said: str
    people: int


def add_to(
    tally: Tally, groups: tuple[str, ...], strata: str, cells: Iterable[KeptCell], numbers: Iterable[tuple[KeptCell, str]]
) -> None:  # fmt: skip
    """Add kept cells to the counts of an audit, and the quantities of those that have any (*numbers*)."""
    named = tally.columns.quantities
    without = dict.fromkeys(named, 0)
    for cell in cells:
        if tally.add(_key(cell, groups, strata), cell.people, float(cell.people), float(cell.people)) is not None:
            without = {name: rows + cell.people for name, rows in without.items()}
    for cell, text in numbers:
        told = json.loads(text)
        place = tally.read(_key(cell, groups, strata))[0]
        for name in (each for each in named if each in told):
            total, bins = told[name]
            first = total
            for bin_, rows in bins.items():
                tally.add_values(name, place, int(bin_), rows, first, 0.0)
                without[name] -= rows
                first = 0.0  # the sum is of all bins together
    for name, rows in without.items():
        tally.add_without(name, rows)


def _key(cell: KeptCell, groups: tuple[str, ...], strata: str) -> tuple[str, ...]:
    topic = (cell.topic,) if strata else ()
    return (*(getattr(cell, name) for name in groups), *topic, cell.said)
