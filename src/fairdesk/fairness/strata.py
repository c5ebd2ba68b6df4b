"""A difference within each stratum (a topic, a channel), taken together: is it there where like is compared with like? Pure.

N. Mantel and W. Haenszel, J. Natl. Cancer Inst. 22 (1959) 719; the interval by J. Robins, N. Breslow, S. Greenland,
Biometrics 42 (1986) 311; whether all strata have the same odds ratio by N. E. Breslow and N. E. Day, Statistical Methods in
Cancer Research 1 (1980) 4.4; E. H. Simpson, J. R. Stat. Soc. B 13 (1951) 238.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fairdesk.fairness.cube import Floats


@dataclass(frozen=True, slots=True)
class Pooled:
    """What all strata say together. None where nothing can be said: of nobody, or of odds without end."""

    odds_ratio: float | None
    low: float | None
    high: float | None
    gap: float | None
    """The difference of the two rates within a stratum, on average (Mantel and Haenszel's weights)."""
    p: float | None
    p_same_everywhere: float | None
    strata: int
    """How many strata hold people of both sides."""


def pooled(selected: Floats, rejected: Floats, others_selected: Floats, others_rejected: Floats, z: float) -> Pooled:
    """Return what the strata say together; each argument has a count for each stratum."""
    n = selected + rejected + others_selected + others_rejected
    both = (selected + rejected > 0) & (others_selected + others_rejected > 0)
    a, b, c, d, n = (
        each[both].astype(np.float64) for each in (selected, rejected, others_selected, others_rejected, n)
    )
    if not len(n):
        return Pooled(None, None, None, None, None, None, 0)
    gap = float((a * (c + d) / n - c * (a + b) / n).sum() / ((a + b) * (c + d) / n).sum())
    p = _chance(a, b, c, d, n)
    above, below = float((a * d / n).sum()), float((b * c / n).sum())
    if above <= 0 or below <= 0:
        return Pooled(None, None, None, gap, p, None, len(n))
    ratio, error = above / below, _error(a, b, c, d, n, above, below)
    return Pooled(
        ratio, ratio * math.exp(-z * error), ratio * math.exp(z * error), gap, p, _same(a, b, c, d, n, ratio), len(n)
    )


def _chance(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats) -> float | None:
    row, column, more = a + b, a + c, n > 1
    expected = row * column / n
    spread = (row * (c + d) * column * (b + d))[more] / (n * n * (n - 1))[more]
    total = float(spread.sum())
    return None if total <= 0 else math.erfc(abs(float((a - expected)[more].sum())) / math.sqrt(2 * total))


def _error(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats, above: float, below: float) -> float:
    p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    return math.sqrt(
        float((p * r).sum()) / (2 * above**2)
        + float((p * s + q * r).sum()) / (2 * above * below)
        + float((q * s).sum()) / (2 * below**2)
    )


def _same(a: Floats, b: Floats, c: Floats, d: Floats, n: Floats, ratio: float) -> float | None:
    """Return Breslow and Day's p-value; None with a stratum in which the margins leave nothing open, or of one alone."""
    row, column = a + b, a + c
    open_ = (row > 0) & (c + d > 0) & (column > 0) & (b + d > 0)
    if open_.sum() < 2:
        return None
    a, row, column, n = a[open_], row[open_], column[open_], n[open_]
    fit = _fitted(row, column, n, ratio)
    cells = np.stack([fit, row - fit, column - fit, n - row - column + fit])
    if (cells <= 0).any():
        return None
    return chi_square_above(float(((a - fit) ** 2 * (1 / cells).sum(axis=0)).sum()), len(n) - 1)


def _fitted(row: Floats, column: Floats, n: Floats, ratio: float) -> Floats:
    """Return the count in the first cell of each table that gives it this odds ratio."""
    if abs(ratio - 1) < 1e-9:
        return np.asarray(row * column / n)
    one, two, three = 1 - ratio, n - row - column + ratio * (row + column), -ratio * row * column
    root = np.sqrt(two * two - 4 * one * three)
    fits = [(-two + sign * root) / (2 * one) for sign in (1, -1)]
    inside = (fits[0] >= np.maximum(0, row + column - n)) & (fits[0] <= np.minimum(row, column))
    return np.asarray(np.where(inside, fits[0], fits[1]))


def chi_square_above(x: float, freedom: int) -> float:
    """Return the chance that a chi-square variable is above *x*: the upper incomplete gamma function, to about 1e-12.

    By its series below, by its continued fraction above (W. H. Press and others, Numerical Recipes, 3rd ed., 6.2).
    """
    a, half = freedom / 2, x / 2
    if half <= 0:
        return 1.0
    front = math.exp(-half + a * math.log(half) - math.lgamma(a))
    if half < a + 1:
        term = total = 1 / a
        for n in range(1, 10_000):
            term *= half / (a + n)
            total += term
            if term < total * 1e-16:
                break
        return max(0.0, 1 - total * front)
    tiny = 1e-300
    b = half + 1 - a
    c, d = 1 / tiny, 1 / b
    fraction = d
    for n in range(1, 10_000):
        step = -n * (n - a)
        b += 2
        d, c = 1 / ((step * d + b) or tiny), (b + step / c) or tiny
        fraction *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return min(1.0, front * fraction)


def reversal(crude: float, crude_is_found: bool, within: float | None, is_found: bool) -> str:
    """Return what the strata do to a difference: "reversed", "explained" (less than half is left, and it is not found), "hidden"
    (found within them alone, and more than twice as large there), or "".

    *crude* and *within* are the differences without and within strata; *found* is what the corrected p-values say.
    """
    if within is None:
        return ""
    if crude_is_found and is_found and crude * within < 0:
        return "reversed"
    if crude_is_found and not is_found and abs(within) < abs(crude) / 2:
        return "explained"
    return "hidden" if is_found and not crude_is_found and abs(crude) < abs(within) / 2 else ""
