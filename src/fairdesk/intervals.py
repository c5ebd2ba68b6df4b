"""Intervals for shares and their differences, from counts alone, that hold together for all groups at once. Pure.

    wilson(7, 40)                         a share, with 95 %
    z = simultaneous(0.95, 12)            each of 12 intervals a little wider, so that all hold with 95 %
    wilson(7, 40, z)                      a share among others
    newcombe(7, 40, 2, 60, z)             one share less another
    exact(0, 59)                          a share, with at least 95 % whatever it is
    exact_in(0, 59, 300)                  the same, of 59 of only 300

Sources: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209; R. G. Newcombe, Statistics in Medicine 17 (1998) 873, method 10
(both by score, without continuity correction); C. J. Clopper and E. S. Pearson,
Biometrika 26 (1934) 404 (exact); Z. Sidak, J. Am. Stat. Assoc. 62 (1967) 626.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

SURE = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share, or a difference of two, with its interval."""

    value: float
    low: float
    high: float


def simultaneous(confidence: float, intervals: int) -> float:
    """Return the z for each of so many intervals, that all of them hold together with this confidence (Sidak)."""
    each = confidence ** (1 / max(1, intervals))
    return NormalDist().inv_cdf((1 + each) / 2)


def wilson(count: int, of: int, z: float = SURE) -> Share:
    """Return the share *count* / *of* with Wilson's interval. Raises ValueError for a share of nothing."""
    if of < 1 or not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share")
    share, square = count / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    # At the ends the formula gives 0 and 1 exactly; only rounding does not.
    return Share(
        share, 0.0 if count == 0 else max(0.0, middle - half), 1.0 if count == of else min(1.0, middle + half)
    )


def newcombe(count: int, of: int, other: int, of_other: int, z: float) -> Share:
    """Return the first share less the second, with Newcombe's hybrid score interval for independent groups."""
    one, two = wilson(count, of, z), wilson(other, of_other, z)
    difference = one.value - two.value
    return Share(
        difference,
        difference - math.hypot(one.value - one.low, two.high - two.value),
        difference + math.hypot(one.high - one.value, two.value - two.low),
    )


def tail(hits: int, n: int, share: float) -> float:
    """Return the chance of at most *hits* hits in *n* tries of chance *share*, 0 < share < 1: exact but for rounding."""
    if hits >= n:
        return 1.0
    if hits < 0:
        return 0.0
    if hits > n * share:
        return 1.0 - tail(n - hits - 1, n, 1 - share)
    # Downwards from the largest term, each a shrinking multiple of the one above it.
    term = total = math.exp(
        math.lgamma(n + 1) - math.lgamma(hits + 1) - math.lgamma(n - hits + 1)
        + hits * math.log(share) + (n - hits) * math.log1p(-share)
    )  # fmt: skip
    odds = (1 - share) / share
    while hits and term > total * 1e-17:
        term *= hits / (n - hits + 1) * odds
        total += term
        hits -= 1
    return min(1.0, total)


def exact(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Return the exact interval of a share (Clopper and Pearson); None of nothing."""
    if n == 0:
        return None
    each = (1 - confidence) / 2
    low = 0.0 if hits == 0 else _share_where(lambda share: 1 - tail(hits - 1, n, share) >= each)
    high = 1.0 if hits == n else _share_where(lambda share: tail(hits, n, share) <= each)
    return low, high


def _share_where(holds: Callable[[float], bool]) -> float:
    """Return the smallest share at which what *holds* of all larger ones begins to."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def tail_in(hits: int, n: int, marked: int, size: int) -> float:
    """Return the chance of at most *hits* marked ones among *n* drawn from *size* of which *marked* are: hypergeometric."""
    least, most = max(0, n - (size - marked)), min(n, marked)
    if hits >= most:
        return 1.0
    if hits < least:
        return 0.0
    if hits - least > most - hits:  # the shorter side has fewer terms, and loses nothing by rounding
        return max(0.0, 1.0 - sum(_drawing(each, n, marked, size) for each in range(hits + 1, most + 1)))
    return min(1.0, sum(_drawing(each, n, marked, size) for each in range(least, hits + 1)))


def _drawing(hits: int, n: int, marked: int, size: int) -> float:
    return math.exp(_choose(marked, hits) + _choose(size - marked, n - hits) - _choose(size, n))


def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def exact_in(hits: int, n: int, size: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a share of *size* things of which *n* were looked at (Clopper and Pearson, finite).

    Nothing is uncertain where all were looked at. Raises ValueError for a share of nothing.
    """
    if not 0 <= hits <= n <= size or not n:
        raise ValueError(f"{hits} of {n} looked at of {size} is no share")
    each, rest = (1 - confidence) / 2, size - n
    low = _first(hits, hits + rest, lambda marked: 1 - tail_in(hits - 1, n, marked, size) > each)
    high = _first(hits, hits + rest + 1, lambda marked: tail_in(hits, n, marked, size) <= each) - 1
    return low / size, high / size


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the smallest number from *low* on of which what *holds* of all larger ones does; *high* if none below it."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def beta_below(x: float, a: float, b: float) -> float:
    """Return the chance that a beta variable with *a* and *b* is below *x*: the regularised incomplete beta function.

    By its continued fraction (W. H. Press and others, Numerical Recipes, 3rd ed., 6.4), good to about 1e-12.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction is quick on one side alone
        return 1.0 - beta_below(1 - x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )  # fmt: skip
    tiny, c, d = 1e-300, 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / ((1 + term * d) or tiny), (1 + term / c) or tiny
            fraction *= d * c
        if abs(d * c - 1) < 1e-14:
            break
    return front * fraction / a


def f_quantile(chance: float, upper: float, lower: float) -> float:
    """Return where an F variable with *upper* and *lower* degrees of freedom stays below with *chance*, 0 < chance < 1."""
    low, high = 0.0, 1.0
    for _ in range(60):  # in the beta's own measure, where everything lies between 0 and 1
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, upper / 2, lower / 2) < chance else (low, middle)
    return lower * high / (upper * (1 - high)) if high < 1 else math.inf
