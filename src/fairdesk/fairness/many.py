"""Intervals and tests of many groups at once, as arrays. Pure.

    interval(share, n, z)                     a share's interval, each
    newcombe(share, n, other, n_other, z)     a difference's
    chance_of(...)                            how likely so large a difference is by chance alone
    holm(p), benjamini_hochberg(p)            the same, corrected for how many were looked at

Sources: `fairdesk.intervals` (the scalar forms of Wilson, Newcombe, Clopper and Pearson, which the tests hold these to); R. A. Fisher, Statistical Methods for
Research Workers, 5th ed. (1934), 21.02; S. Holm, Scand. J. Stat. 6 (1979) 65; Y. Benjamini and Y. Hochberg, J. R. Stat.
Soc. B 57 (1995) 289.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fairdesk.fairness.cube import Floats

SMALL = 30.0
"""Expected counts below this are tested exactly: further out than the usual 10, because what is corrected for many lies far out."""
FEW = 20
"""Hits or misses below this have an exact interval."""
_Correct = Callable[[Floats, int], Floats]


def interval(share: Floats, n: Floats, z: float | Floats) -> tuple[Floats, Floats]:
    """Return low and high of each share of *n*; NaN of nothing. Wilson's, and the exact one where hits or misses are few.

    Far out in the tails, where intervals of many groups must hold, Wilson's is too narrow for a handful of hits.
    """
    low, high = wilson(share, n, z)
    hits = np.where(n > 0, share, 0.0) * n
    few = (n > 0) & (np.minimum(hits, n - hits) < FEW - 0.5)
    if few.any():
        low[few], high[few] = exact(hits[few], n[few], np.broadcast_to(z, share.shape)[few])
    return low, high


def wilson(share: Floats, n: Floats, z: float | Floats) -> tuple[Floats, Floats]:
    """Return Wilson's low and high of each share of *n*; NaN of nothing."""
    square = np.square(z)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = z / (1 + square / n) * np.sqrt(np.maximum(share * (1 - share), 0) / n + square / (4 * n * n))
        low = np.where(share <= 0, 0.0, np.maximum(0.0, middle - half))
        high = np.where(share >= 1, 1.0, np.minimum(1.0, middle + half))
    nothing = ~(n > 0)
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def exact(hits: Floats, n: Floats, z: Floats) -> tuple[Floats, Floats]:
    """Return Clopper and Pearson's low and high of each, where hits or misses are fewer than `FEW`; z says how sure.

    Effective counts of weighted rows are rounded.
    """
    size, turned = np.round(n), hits > n / 2
    k = np.round(np.where(turned, n - hits, hits))
    # Of many groups most are alike: each different one is worked out once.
    alike, at = np.unique(np.stack([k, size, z], axis=1), axis=0, return_inverse=True)
    low, high = (side[at.ravel()] for side in _exact(*alike.T))
    return np.where(turned, 1 - high, low), np.where(turned, 1 - low, high)


def _exact(k: Floats, size: Floats, z: Floats) -> tuple[Floats, Floats]:
    each = np.array([math.erfc(one / math.sqrt(2)) / 2 for one in z])
    terms = np.arange(FEW)
    chosen = np.log(np.maximum(size[:, None] - terms + 1, 1)) - np.log(np.maximum(terms, 1))
    chosen[:, 0] = 0.0
    chosen = np.cumsum(chosen, axis=1)

    def at_most(upto: Floats, share: Floats) -> Floats:
        logs = chosen + terms * np.log(share)[:, None] + (size[:, None] - terms) * np.log1p(-share)[:, None]
        return np.asarray(np.where(terms <= upto[:, None], np.exp(logs), 0.0).sum(axis=1))

    low = np.where(k <= 0, 0.0, _where(lambda share: 1 - at_most(k - 1, share) >= each, len(k)))
    return low, np.where(k >= size, 1.0, _where(lambda share: at_most(k, share) <= each, len(k)))


def _where(holds: Callable[[Floats], NDArray[np.bool_]], many: int) -> Floats:
    """Return for each the share from which on what *holds* does."""
    low, high = np.zeros(many), np.ones(many)
    for _ in range(50):
        middle = (low + high) / 2
        there = holds(middle)
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return high


def newcombe(share: Floats, n: Floats, other: Floats, n_other: Floats, z: float | Floats) -> tuple[Floats, Floats]:
    """Return low and high of each difference *share* - *other*."""
    low, high = interval(share, n, z)
    low_other, high_other = interval(other, n_other, z)
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
