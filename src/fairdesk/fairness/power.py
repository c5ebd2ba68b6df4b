"""Which gap an audit could have seen: of a group that large, corrected for how many were looked at. Pure.

J. L. Fleiss, Statistical Methods for Rates and Proportions, 3rd ed. (2003), 4; the correction is Bonferroni's, which Holm's is never
behind.
"""

from __future__ import annotations

import math
from statistics import NormalDist

POWER = 0.8


def smallest_gap(
    share: float, n: float, n_other: float, tests: int, alpha: float = 0.05, power: float = POWER
) -> float | None:
    """Return the smallest gap from *share* that is found with this power; None of nobody, or if none would be."""
    if n <= 0 or n_other <= 0:
        return None
    sure = NormalDist().inv_cdf(1 - alpha / (2 * max(1, tests)))
    low, high = 0.0, max(share, 1 - share)
    if _power(share, high, n, n_other, sure) < power:
        return None
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if _power(share, middle, n, n_other, sure) >= power else (middle, high)
    return high


def _power(share: float, gap: float, n: float, n_other: float, sure: float) -> float:
    """Return the chance to find a group that far from the others, on the side with more room."""
    other = share + gap if share <= 0.5 else share - gap
    pooled = (other * n + share * n_other) / (n + n_other)
    even = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_other))
    apart = math.sqrt(other * (1 - other) / n + share * (1 - share) / n_other)
    if apart == 0:
        return float(gap > sure * even)
    return math.erfc((sure * even - gap) / apart / math.sqrt(2)) / 2
