"""Intervals and tests of many groups at once, as arrays. Pure.

    wilson(share, n, z)                       a share's interval, each
    newcombe(share, n, other, n_other, z)     a difference's
    chance_of(...)                            how likely so large a difference is by chance alone
    holm(p), benjamini_hochberg(p)            the same, corrected for how many were looked at

Sources: `fairdesk.intervals` (the scalar forms, which the tests hold these to); R. A. Fisher, Statistical Methods for
Research Workers, 5th ed. (1934), 21.02; S. Holm, Scand. J. Stat. 6 (1979) 65; Y. Benjamini and Y. Hochberg, J. R. Stat.
Soc. B 57 (1995) 289.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from fairdesk.fairness.cube import Floats

SMALL = 10.0
"""Expected counts below this are tested exactly."""
_Correct = Callable[[Floats, int], Floats]


def wilson(share: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Return low and high of each share of *n*; NaN of nothing."""
    square = z * z
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = z / (1 + square / n) * np.sqrt(np.maximum(share * (1 - share), 0) / n + square / (4 * n * n))
        low = np.where(share <= 0, 0.0, np.maximum(0.0, middle - half))
        high = np.where(share >= 1, 1.0, np.minimum(1.0, middle + half))
    nothing = ~(n > 0)
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def newcombe(share: Floats, n: Floats, other: Floats, n_other: Floats, z: float) -> tuple[Floats, Floats]:
    """Return low and high of each difference *share* - *other*."""
    low, high = wilson(share, n, z)
    low_other, high_other = wilson(other, n_other, z)
    gap = share - other
    return gap - np.hypot(share - low, high_other - other), gap + np.hypot(high - share, other - low_other)


def chance_of(share: Floats, n: Floats, other: Floats, n_other: Floats) -> Floats:
    """Return, for each pair of shares, the two-sided p-value that they differ by chance alone; NaN where one is of nobody.

    The score test; Fisher's exact one where an expected count is below `SMALL`. Effective counts of weighted rows are
    rounded for the exact test.
    """
    found = np.full(share.shape, np.nan)
    for at in zip(*np.nonzero((n > 0) & (n_other > 0)), strict=True):
        a, b = float(n[at]), float(n_other[at])
        hits, hits_other = float(share[at]) * a, float(other[at]) * b
        pooled = (hits + hits_other) / (a + b)
        if min(a, b) * min(pooled, 1 - pooled) < SMALL:
            found[at] = fisher(round(hits), round(a), round(hits_other), round(b))
        else:
            z = (float(share[at]) - float(other[at])) / math.sqrt(pooled * (1 - pooled) * (1 / a + 1 / b))
            found[at] = math.erfc(abs(z) / math.sqrt(2))
    return found


def fisher(hits: int, n: int, hits_other: int, n_other: int) -> float:
    """Return Fisher's exact two-sided p-value: of all tables with these margins, the chance of those no likelier than this."""
    marked = hits + hits_other
    low, high = max(0, marked - n_other), min(n, marked)
    if low == high:
        return 1.0
    k = np.arange(low, high)
    steps = np.log((marked - k) / (k + 1)) + np.log((n - k) / (n_other - marked + k + 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    chances = np.exp(logs - logs.max())
    # As likely but for rounding counts as no likelier.
    return float(min(1.0, chances[chances <= chances[hits - low] * (1 + 1e-7)].sum() / chances.sum()))


def holm(p: Floats) -> Floats:
    """Return p-values of which no one is below alpha by chance alone, but with probability alpha. NaN stays NaN."""
    return _stepped(p, lambda ordered, m: np.maximum.accumulate(ordered * (m - np.arange(m))))


def benjamini_hochberg(p: Floats) -> Floats:
    """Return p-values: of those below alpha at most the share alpha is expected to be there by chance. NaN stays NaN."""
    return _stepped(p, lambda ordered, m: np.minimum.accumulate((ordered * m / np.arange(1, m + 1))[::-1])[::-1])


def _stepped(p: Floats, corrected: _Correct) -> Floats:
    found, there = np.full(p.shape, np.nan), ~np.isnan(p)
    values = p[there]
    order = np.argsort(values, kind="stable")
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(1.0, corrected(values[order], len(values)))
    found[there] = adjusted
    return found
