"""A difference of two rates that may be looked at every day: what it says holds on all days together. Pure.

A test of 95 % that is repeated daily finds a difference in nearly half of all years without any. Here each day is a block:
what the days before said is held against the nearest pair of rates without the difference, and the ratios of likelihood are
multiplied. Where there is no difference, the product passes 1 / alpha with a chance of alpha at most, on any day, ever
(J. Ville, 1939). This is exact for counts of any size, also of rare events and when rates change from day to day; an
interval by the normal distribution is not: with a chance of one in a thousand, as many comparisons leave to each, and a rate
of 5 % it cries wolf thirty times too often.

    R. Turner, A. Ly, P. Grünwald, Generic E-variables for exact sequential k-sample tests, Stat. Probab. Lett. 205 (2024)
    R. Turner, P. Grünwald, Exact anytime-valid confidence intervals for contingency tables and beyond, same 198 (2023)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from fairdesk.fairness.cube import Floats

DRAWN = 20.0
"""With how many comparisons' weight the gap that is expected of the next day is drawn towards none."""
DRAWN_RATE = 5.0
"""With how many rows' weight the rate of a stratum is drawn towards that of all."""
_EDGE = 1e-4
"""No rate is expected to be nearer to 0 or 1."""
_STEPS, _FINER = 12, 18
"""Halvings of the search for an end of an interval (to 0.0003), and for the nearest rates (an error counts squared there)."""


class Sides(NamedTuple):
    """What came on each day, in order: hits and rows of a group, and of those it is compared with.

    The last two axes are days and strata: like is compared with like within each stratum.
    """

    hits: Floats
    n: Floats
    other_hits: Floats
    other_n: Floats


@dataclass(frozen=True, slots=True)
class Watched:
    """What a sequence of days says at its end. `gap` is NaN where no day has both sides.

    `evidence`: of each day, how much more likely all so far is with a difference than without, as a natural logarithm.
    """

    gap: float
    low: float
    high: float
    evidence: Floats
    alpha: float

    @property
    def alarm(self) -> int | None:
        """The first day on which the difference was certain; None if none."""
        out = np.flatnonzero(self.evidence >= -math.log(self.alpha))
        return int(out[0]) if len(out) else None

    @property
    def certain(self) -> bool:
        """Whether it is certain at the end."""
        return bool(len(self.evidence) and self.evidence[-1] >= -math.log(self.alpha))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Days (and strata in them) that have both sides, with the rates that those before let expect of each."""

    sides: Sides
    rate: Floats
    other_rate: Floats

    def against(self, gap: float) -> float:
        """Return the evidence of all blocks against a difference of *gap*."""
        hits, n, other_hits, other_n = self.sides
        gap = min(max(gap, _EDGE - 1), 1 - _EDGE)  # one of 100 points leaves no pair of rates to choose from
        near = self._nearest(gap)
        ours = _likelihood(hits, n, self.rate) - _likelihood(hits, n, near)
        others = _likelihood(other_hits, other_n, self.other_rate) - _likelihood(other_hits, other_n, near - gap)
        return float(np.sum(ours + others))

    def _nearest(self, gap: float) -> Floats:
        """Return, of each block, our rate in that pair of rates with a difference of *gap* that is nearest to what is expected.

        Nearest by Kullback and Leibler's measure of the whole block; along the line of such pairs it has one lowest point.
        """
        low, high = (np.full_like(self.rate, each) for each in (max(0.0, gap), min(1.0, 1.0 + gap)))
        for _ in range(_FINER):
            x = (low + high) / 2
            y = x - gap
            ours = self.sides.n * (x - self.rate) / (x * (1 - x))
            falls = ours + self.sides.other_n * (y - self.other_rate) / (y * (1 - y)) < 0
            low, high = np.where(falls, x, low), np.where(falls, high, x)
        return np.clip((low + high) / 2, max(0.0, gap) + 1e-12, min(1.0, 1.0 + gap) - 1e-12)

    def end(self, gap: float, far: float, most: float) -> float:
        """Return the end of the interval between *gap* and *far*: beyond it the evidence against a difference is *most*."""
        inside, outside = gap, far
        for _ in range(_STEPS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if self.against(middle) < most else (inside, middle)
        return outside


def watch(sides: Sides, alpha: float = 0.05) -> Watched:
    """Return what a sequence of days says of a difference of rates; *sides* have the shape (days, strata).

    Where nothing differs the chance that it is ever certain is *alpha* at most; the interval covers the difference on all
    days together with 1 - *alpha*, as far as it is the same on each.
    """
    rate, other_rate = expected(sides)
    evidence = evidence_of(sides, rate, other_rate).sum(axis=1).cumsum()
    weights = _weights(sides)
    both = weights > 0
    if not both.any():
        return Watched(math.nan, -1.0, 1.0, evidence, alpha)
    gap = float((weights * _gaps(sides)).sum() / weights.sum())
    blocks = _Blocks(Sides(*(each[both] for each in sides)), rate[both], other_rate[both])
    low, high = (blocks.end(gap, far, -math.log(alpha)) for far in (-1.0, 1.0))
    return Watched(gap, low, high, evidence, alpha)


def expected(sides: Sides) -> tuple[Floats, Floats]:
    """Return the rates that the days before each day let expect of it."""
    hits, n, other_hits, other_n = sides
    ours, all_hits = _before(n), _before(hits + other_hits)
    rows = ours + _before(other_n)
    whole = (all_hits.sum(-1, keepdims=True) + 0.5) / (rows.sum(-1, keepdims=True) + 1)
    least = 0.5 / (rows.sum(-1, keepdims=True) + 1)
    rate = np.clip((all_hits + DRAWN_RATE * whole) / (rows + DRAWN_RATE), least, 1 - least)
    weights = _weights(sides)
    found = _before(weights * _gaps(sides)).sum(-1, keepdims=True)
    gap = found / (_before(weights).sum(-1, keepdims=True) + DRAWN)
    part = (ours + 0.5) / (rows + 1)
    return np.clip(rate + (1 - part) * gap, _EDGE, 1 - _EDGE), np.clip(rate - part * gap, _EDGE, 1 - _EDGE)


def evidence_of(sides: Sides, rate: Floats, other_rate: Floats) -> Floats:
    """Return the evidence of each block against no difference, as a logarithm; 0 of a block that lacks a side."""
    hits, n, other_hits, other_n = sides
    both = (n > 0) & (other_n > 0)
    same = np.where(both, (n * rate + other_n * other_rate) / np.maximum(n + other_n, 1), 0.5)
    ours = _likelihood(hits, n, rate) + _likelihood(other_hits, other_n, other_rate)
    return np.where(both, ours - _likelihood(hits + other_hits, n + other_n, same), 0.0)


def _likelihood(hits: Floats, n: Floats, rate: Floats) -> Floats:
    return np.asarray(hits * np.log(rate) + (n - hits) * np.log1p(-rate))


def _before(counts: Floats) -> Floats:
    """Return the sums of all days before each."""
    return np.asarray(np.cumsum(counts, axis=-2) - counts)


def _weights(sides: Sides) -> Floats:
    """Return how much each block tells of a difference (Mantel and Haenszel's weights)."""
    return np.asarray(sides.n * sides.other_n / np.maximum(sides.n + sides.other_n, 1))


def _gaps(sides: Sides) -> Floats:
    return np.asarray(sides.hits / np.maximum(sides.n, 1) - sides.other_hits / np.maximum(sides.other_n, 1))
