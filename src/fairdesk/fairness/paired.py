"""What pairs prove: how rare a difference is at least, whether it leans to one side, and how many pairs a gap needs. Pure.

    at_most(0, 4_000)                    0.00075        no difference in 4,000 pairs: the rule of three
    leaning(worse=9, better=1)           0.0215         McNemar's exact test
    pairs_needed(gap=0.02, differ=0.05)  979            pairs for 80 % power

Sources: Q. McNemar, Psychometrika 12 (1947) 153, exact: the binomial test of the pairs that differ; C. J. Clopper and
E. S. Pearson, Biometrika 26 (1934) 404, one-sided; O. S. Miettinen, Biometrics 24 (1968) 339, by the normal
approximation of R. J. Connett, J. A. Smith and R. B. McHugh, Statistics in Medicine 6 (1987) 163, for the number of pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

from fairdesk.intervals import exact, tail

SURE, POWER = 0.95, 0.80


def at_most(differ: int, pairs: int, confidence: float = SURE) -> float | None:
    """Return below what the share of differing pairs lies with this confidence (exact, one-sided); None of no pairs."""
    if not pairs:
        return None
    if not differ:
        return float(1 - (1 - confidence) ** (1 / pairs))
    found = exact(differ, pairs, 1 - 2 * (1 - confidence))
    return found[1] if found else None


def leaning(worse: int, better: int) -> float:
    """Return the two-sided p-value that pairs differ to both sides alike (McNemar's test, exact); 1 where none differ."""
    return min(1.0, 2 * tail(min(worse, better), worse + better, 0.5)) if worse + better else 1.0


def pairs_needed(gap: float, differ: float, confidence: float = SURE, power: float = POWER) -> int:
    """Return how many pairs show a net *gap* (a share) with this power, where the share *differ* of pairs differs.

    Raises ValueError unless 0 < gap <= differ <= 1: a gap cannot be larger than what differs.
    """
    if not 0 < gap <= differ <= 1:
        raise ValueError(f"a gap of {gap} among pairs of which {differ} differ cannot be")
    sure, likely = NormalDist().inv_cdf((1 + confidence) / 2), NormalDist().inv_cdf(power)
    return math.ceil((sure * math.sqrt(differ) + likely * math.sqrt(differ - gap * gap)) ** 2 / gap**2)


def holm(chances: Sequence[float]) -> list[float]:
    """Return p-values of which none is below alpha by chance alone, but with probability alpha (S. Holm, 1979)."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    found, highest = [1.0] * len(chances), 0.0
    for place, at in enumerate(order):
        highest = max(highest, min(1.0, chances[at] * (len(chances) - place)))
        found[at] = highest
    return found
