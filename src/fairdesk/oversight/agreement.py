"""How far people who judged the same things agree: Krippendorff's alpha, with an interval. Pure.

    alpha([("right", "right"), ("right", "wrong"), ("wrong", "wrong")], NOMINAL)

A unit is what two or more people judged; who judged it does not matter, and one that a single person judged tells
nothing. 1 is full agreement, 0 what chance gives. Source: K. Krippendorff, Content Analysis (4th edition, 2018), chapter
12, with the data of his "Computing Krippendorff's Alpha-Reliability" (2011).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, permutations
from typing import Any

RELY, TENTATIVE = 0.8, 0.667
DRAWS = 1000
JEFFREYS = 0.5
FEWEST = 2
"""Units; of fewer there is nothing to compare with."""

Unit = Sequence[Any]
Difference = Callable[[Any, Any, Mapping[Any, float]], float]
"""How far two values lie apart, squared, given how often each value stands in all pairs."""


def nominal(one: Hashable, other: Hashable, _often: Mapping[Any, float]) -> float:
    """Return 0 for the same value, 1 for another."""
    return float(one != other)


def ordinal(one: float, other: float, often: Mapping[Any, float]) -> float:
    """Return by how many ranks two values lie apart, squared."""
    low, high = min(one, other), max(one, other)
    between = sum(count for value, count in often.items() if low <= value <= high)
    return float((between - (often[low] + often[high]) / 2) ** 2)


def interval(one: float, other: float, _often: Mapping[Any, float]) -> float:
    """Return how far two numbers lie apart, squared."""
    return float((one - other) ** 2)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An alpha over so many units, with the middle 95 % of it over resampled units."""

    alpha: float
    low: float
    high: float
    units: int

    @property
    def means(self) -> str:
        """What may be done with judgements that agree so far (Krippendorff's own limits)."""
        if self.alpha >= RELY:
            return "rely on them"
        return "tentative conclusions only" if self.alpha >= TENTATIVE else "rewrite the guideline, publish nothing"


def alpha(units: Sequence[Unit], difference: Difference = nominal) -> float | None:
    """Return alpha; None where nothing was judged twice, 1 where all values are the same."""
    pairable = Counter(tuple(unit) for unit in units if len(unit) > 1)  # equal units are looked at once
    often: Counter[Any] = Counter()
    for unit, many in pairable.items():
        for value in unit:
            often[value] += many
    total = sum(often.values())
    if total < FEWEST:
        return None
    apart = sum(
        many * sum(difference(one, other, often) for one, other in permutations(unit, 2)) / (len(unit) - 1)
        for unit, many in pairable.items()
    )
    by_chance = sum(
        count * (often[other] - (one == other)) * difference(one, other, often)
        for one, count in often.items()
        for other in often
    ) / (total - 1)
    return 1.0 - apart / by_chance if by_chance else 1.0


def agreement(units: Sequence[Unit], difference: Difference = nominal, seed: int = 1) -> Agreement | None:
    """Return alpha with its bootstrap interval over units; None of fewer than two units that were judged twice."""
    pairable = [unit for unit in units if len(unit) > 1]
    found = alpha(pairable, difference)
    if found is None or len(pairable) < FEWEST:
        return None
    dice = random.Random(seed)  # noqa: S311  draws of a figure that must come out the same, no secret
    drawn = sorted(alpha(dice.choices(pairable, k=len(pairable)), difference) or 0.0 for _ in range(DRAWS))
    return Agreement(found, drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS)], len(pairable))


def agreement_of_pairs(
    counts: Mapping[tuple[str, str], int], values: Sequence[str], seed: int = 1
) -> Agreement | None:
    """Return nominal alpha of pairs of verdicts, of which there are few; None of fewer than two pairs.

    The interval is Rubin's Bayesian bootstrap (1981) over the kinds of pairs, each begun with half a pair (Jeffreys): where
    nearly all pairs are the same, resampling the pairs themselves holds the figure in 54 to 92 of 100 cases of 20 pairs,
    this one in 95 to 100 (benchmarks/bench_agreement.py).
    """
    found = alpha([pair for pair, many in counts.items() for _ in range(many)])
    pairs = sum(counts.values())
    if found is None or pairs < FEWEST:
        return None
    kinds = list(combinations_with_replacement(sorted({*values, *(each for pair in counts for each in pair)}), 2))
    seen = [sum(many for pair, many in counts.items() if tuple(sorted(pair)) == kind) + JEFFREYS for kind in kinds]
    dice = random.Random(seed)  # noqa: S311  draws of a figure that must come out the same, no secret
    drawn = sorted(_alpha_of_shares(kinds, [dice.gammavariate(each, 1.0) for each in seen]) for _ in range(DRAWS))
    # Where all verdicts are the same alpha is 1 by its definition, whatever could have been.
    low, high = min(found, drawn[int(0.025 * DRAWS)]), max(found, drawn[int(0.975 * DRAWS)])
    return Agreement(found, low, high, pairs)


def _alpha_of_shares(kinds: Sequence[tuple[str, str]], weights: Sequence[float]) -> float:
    """Return alpha of endlessly many pairs, of which each kind has its weight."""
    total, often = sum(weights), dict.fromkeys((value for kind in kinds for value in kind), 0.0)
    for kind, weight in zip(kinds, weights, strict=True):
        for value in kind:
            often[value] += weight / total / 2
    apart = sum(weight for kind, weight in zip(kinds, weights, strict=True) if kind[0] != kind[1]) / total
    by_chance = 1 - sum(share * share for share in often.values())
    return 1 - apart / by_chance if by_chance else 1.0
