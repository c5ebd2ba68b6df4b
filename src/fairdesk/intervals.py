"""Intervals for shares and their differences, from counts alone, that hold together for all groups at once. Pure.

    wilson(7, 40)                         a share, with 95 %
    z = simultaneous(0.95, 12)            each of 12 intervals a little wider, so that all hold with 95 %
    wilson(7, 40, z)                      a share among others
    newcombe(7, 40, 2, 60, z)             one share less another

Sources: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209; R. G. Newcombe, Statistics in Medicine 17 (1998) 873, method 10
(both by score, without continuity correction); Z. Sidak, J. Am. Stat. Assoc. 62 (1967) 626.
"""

from __future__ import annotations

import math
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
