"""A quantity of each group (minutes waited, money): mean, median and 90 of 100, with distribution-free intervals. Pure.

A quantile's interval lies between two order statistics whose ranks follow from the binomial alone (H. A. David and H. N.
Nagaraja, Order Statistics, 3rd ed. (2003), 7.1), so no shape is assumed. Groups are compared by ranks (H. B. Mann and D. R.
Whitney, Ann. Math. Stat. 18 (1947) 50, corrected for ties): in how many of 100 pairs has the one of this group more?
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairdesk.fairness.cube import Floats, Ints, Quantity, value_of

QUANTILES = (0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Between:
    """A quantile and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """In which share of pairs one of this group has more than one of the others (half of the ties), and its p-value."""

    more: float
    p: float


@dataclass(frozen=True, slots=True)
class Heaps:
    """How much lies in each bin, levels x bins; `values` in rising order."""

    values: Floats
    rows: Floats
    sums: Floats

    @property
    def n(self) -> Floats:
        """How many rows each level has."""
        return np.asarray(self.rows.sum(axis=1))

    @property
    def mean(self) -> Floats:
        """Each level's mean; NaN of nobody."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.sums / self.n)

    def quantile(self, level: int, part: float, z: float) -> Between | None:
        """Return a level's quantile with its interval; None of nobody."""
        heaped = np.cumsum(self.rows[level])
        n = float(heaped[-1])
        if n <= 0:
            return None
        half = z * math.sqrt(n * part * (1 - part))
        ranks = (n * part, math.floor(n * part - half), math.ceil(n * part + half) + 1)
        at, low, high = (int(np.searchsorted(heaped, min(max(rank, 1e-9), n) * (1 - 1e-12))) for rank in ranks)
        return Between(*(float(self.values[min(place, len(self.values) - 1)]) for place in (at, low, high)))

    def ranked(self, level: int) -> Ranked | None:
        """Return how a level compares with all others; None of nobody, or where all have the same."""
        ours, all_ = self.rows[level], self.rows.sum(axis=0)
        n, total = float(ours.sum()), float(all_.sum())
        others = total - n
        if n <= 0 or others <= 0 or total < 3:
            return None
        ranks = np.cumsum(all_) - all_ + (all_ + 1) / 2
        above = float((ours * ranks).sum()) - n * (n + 1) / 2
        ties = float((all_**3 - all_).sum()) / (total * (total - 1))
        variance = n * others / 12 * (total + 1 - ties)
        if variance <= 0:
            return None
        z = (above - n * others / 2) / math.sqrt(variance)
        return Ranked(above / (n * others), math.erfc(abs(z) / math.sqrt(2)))


def heaps_of(quantity: Quantity, of: Ints, levels: int) -> Heaps:
    """Return a quantity by level; *of* says which level each cell is in."""
    bins, at = np.unique(quantity.bins, return_inverse=True)
    rows = np.zeros((levels, len(bins)))
    np.add.at(rows, (of[quantity.cells], at), quantity.rows)
    sums = np.zeros(levels)
    np.add.at(sums, of, quantity.sums)
    return Heaps(value_of(bins), rows, sums)


def rows_of(quantity: Quantity, cells: int) -> NDArray[np.int64]:
    """Return how many rows of each cell have a value."""
    return np.round(np.bincount(quantity.cells, quantity.rows, cells)).astype(np.int64)
