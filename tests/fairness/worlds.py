"""Worlds whose truth is known: 80 unequal groups with a label and a decision, with or without any disparity."""

from __future__ import annotations

from functools import reduce

import numpy as np

from fairdesk.fairness.cube import Floats, Ints
from fairdesk.fairness.rates import Rates, rates

GROUPS = 80


def sizes() -> Floats:
    """2 x 5 x 8 groups, the smallest a hundredth of the largest."""
    parts = (np.array([0.52, 0.48]), np.diff(np.sqrt(np.arange(6) / 5)), np.diff(np.sqrt(np.arange(9) / 8)))
    return np.asarray(reduce(np.multiply.outer, parts)).ravel()


def chances(chance: np.random.Generator, apart: float) -> Floats:
    """Return how likely a row is of each group, label and decision; groups lie *apart* (a standard deviation), or not at all."""
    base, caught, wrong = (middle + apart * chance.normal(0, 1, GROUPS) for middle in (0.55, 0.8, 0.3))
    cells = np.stack([(1 - base) * (1 - wrong), (1 - base) * wrong, base * (1 - caught), base * caught], axis=1)
    return np.asarray(sizes()[:, None] * cells)


def drawn(chance: np.random.Generator, likely: Floats, rows: int, draws: int) -> Ints:
    """Return the counts of so many tables of so many rows: draws x groups, label, decision."""
    counts = np.zeros((draws * GROUPS, 3, 2), np.int64)
    counts[:, :2] = chance.multinomial(rows, likely.ravel(), draws).reshape(-1, 2, 2)
    return counts


def truth(likely: Floats) -> Floats:
    """Return the true rates."""
    counts = np.zeros((GROUPS, 3, 2), np.int64)
    counts[:, :2] = np.round(1e15 * likely).astype(np.int64).reshape(-1, 2, 2)
    return rates(counts).share


def others(counts: Ints) -> Rates:
    """Return the rates of everybody outside each group of one table."""
    return rates(counts.sum(axis=0) - counts)
