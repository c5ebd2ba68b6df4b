"""A difference of two rates that may be looked at every day: its intervals hold on all days together. Pure.

A test of 95 % that is repeated daily finds a difference in nearly half of all years without any. This is a confidence
sequence instead, by the normal mixture (H. Robbins, Ann. Math. Stat. 41 (1970) 1397; S. Howard and others, Ann. Stat. 49 (2021) 1055;
for averages, in the limit: I. Waudby-Smith and others, Ann. Stat. 52 (2024) 2613): with the information I = 1 / variance of the
difference, all days' intervals are the difference less and plus sqrt((I + r) log((I + r) / (r alpha^2))) / I.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fairdesk.fairness.cube import Floats

TIGHTEST_FOR = 0.05
"""The gap of which the sequence is made to be found soonest."""
FEWEST = 30
"""Rows that each side must have before anything is said: below it an average is not normal enough."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Of each day the difference so far and its interval; NaN before there is enough."""

    gap: Floats
    low: Floats
    high: Floats

    @property
    def alarm(self) -> int | None:
        """The first day whose interval leaves 0 out; None if none does."""
        out = np.flatnonzero((self.low > 0) | (self.high < 0))
        return int(out[0]) if len(out) else None


def sequence(hits: Floats, n: Floats, other_hits: Floats, other_n: Floats, alpha: float = 0.05) -> Sequence:
    """Return the sequence of a difference of rates; each argument counts what came on each day, in order.

    Where nothing differs the chance of an alarm on any day, ever, is *alpha* at most.
    """
    sums = [np.cumsum(each, dtype=np.float64) for each in (hits, n, other_hits, other_n)]
    variance = _variance(sums[0], sums[1]) + _variance(sums[2], sums[3])
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = sums[0] / sums[1] - sums[2] / sums[3]
    information, r = 1 / variance, _mixture(alpha)
    half = np.sqrt((information + r) * np.log((information + r) / (r * alpha * alpha))) / information
    enough = (sums[1] >= FEWEST) & (sums[3] >= FEWEST)
    gap, half = np.where(enough, gap, np.nan), np.where(enough, half, np.nan)
    return Sequence(gap, gap - half, gap + half)


def _variance(hits: Floats, n: Floats) -> Floats:
    """Return the variance of a share, half a hit and half a miss added: no share of few is certain."""
    share = (hits + 0.5) / (n + 1)
    return np.asarray(share * (1 - share) / np.maximum(n, 1))


def _mixture(alpha: float) -> float:
    """Return the r with which the sequence is narrowest about where a gap of `TIGHTEST_FOR` is found."""
    sure = -2 * math.log(alpha)
    found_at = (sure + math.log(sure + 1)) / TIGHTEST_FOR**2
    return found_at / (sure + math.log(sure + 1))
