"""Draw more answers where errors are likely: strata by risk, and how many of each are looked at. Pure.

    allocate([Stratum("calm", 900, 0.02), Stratum("doubtful", 90, 0.2)], 60)      ->   {"calm": 31, "doubtful": 29}

The optimum is Neyman's, n N_k s_k / sum(N s) (J. Royal Statistical Society 97 (1934) 558), with s_k = sqrt(p_k (1 - p_k)) of
a stratum's share of wrong answers as it was found before. Floors hold whatever the optimum says: some strata are looked at
whole, and of the calm rest at least one in a hundred and thirty a week, because an error is dangerous where nobody looks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from fairdesk.nouns import ActId

QUESTIONED, NEW, DOUBTFUL, CALM = "questioned", "new", "doubtful", "calm"
STRATA = {
    QUESTIONED: "Answers after which the customer said that it did not help, disputed it or asked for a person",
    NEW: "Answers given by an assistant, or under a guideline, that is younger than two weeks",
    DOUBTFUL: "The third of the rest of which the assistant was least sure",
    CALM: "All other answers",
}
"""Every stratum, most risky first: an answer is in the first that it belongs to."""
WHOLE = frozenset({QUESTIONED})
"""Strata that are looked at whole."""
LEAST_SHARE, LEAST_COUNT = 0.01, 30
"""Of every other stratum at least so much, and at least so many, are looked at."""
PRIOR_WRONG, PRIOR_SEEN = 1, 20
"""What is supposed of a stratum before anybody looked: as if one of twenty answers had been wrong."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of a week's answers: how many there are, and which share of such answers is likely wrong."""

    name: str
    size: int
    wrong: float

    @property
    def spread(self) -> float:
        """Standard deviation of being wrong."""
        return math.sqrt(self.wrong * (1 - self.wrong))


def likely_wrong(wrong: int, reviewed: int) -> float:
    """Return which share of a stratum is likely wrong, from what was found in it before."""
    return (wrong + PRIOR_WRONG) / (reviewed + PRIOR_SEEN)


def stratum_of(*, questioned: bool, new: bool, confidence: float, doubtful_below: float) -> str:
    """Return the stratum of an answer."""
    if questioned:
        return QUESTIONED
    if new:
        return NEW
    return DOUBTFUL if confidence < doubtful_below else CALM


def lower_third(confidences: Sequence[float]) -> float:
    """Return the confidence below which the least sure third of answers lies; 0 of none, and where all are as sure."""
    ordered = sorted(confidences)
    return ordered[len(ordered) // 3] if ordered else 0.0


def floor_of(stratum: Stratum) -> int:
    """Return how many of a stratum are looked at whatever the optimum says."""
    if stratum.name in WHOLE:
        return stratum.size
    return min(stratum.size, max(LEAST_COUNT, math.ceil(LEAST_SHARE * stratum.size)))


def allocate(strata: Sequence[Stratum], looks: int) -> dict[str, int]:
    """Return how many of each stratum are looked at, *looks* in all: floors first, what is left by Neyman's optimum.

    More than *looks* if the floors alone are more; fewer if there are not as many answers.
    """
    chosen = {each.name: floor_of(each) for each in strata}
    # A stratum whose optimum lies below its floor, or above its size, is settled there; the rest share what is left.
    open_ = [each for each in strata if each.name not in WHOLE and each.size > chosen[each.name]]
    while open_:
        left = looks - sum(chosen[each.name] for each in strata if each not in open_)
        weight = sum(each.size * each.spread for each in open_)
        wanted = {each.name: left * each.size * each.spread / weight if weight else 0.0 for each in open_}
        settled = [each for each in open_ if not floor_of(each) < wanted[each.name] < each.size]
        if not settled:
            return {**chosen, **_whole(wanted, left)}
        # Where floors take more than sizes give back, who is at a floor stays there; else who is at its size does.
        held = sum(min(max(wanted[each.name], floor_of(each)), each.size) for each in open_)
        low = [each for each in settled if wanted[each.name] <= floor_of(each)]
        full = [each for each in settled if each not in low]
        for each in low if low and (held >= left or not full) else full:
            chosen[each.name] = floor_of(each) if each in low else each.size
            open_.remove(each)
    return chosen


def _whole(wanted: dict[str, float], total: int) -> dict[str, int]:
    """Return whole numbers that sum to *total*, by largest remainder."""
    whole = {name: math.floor(value) for name, value in wanted.items()}
    by_remainder = sorted(wanted, key=lambda name: (whole[name] - wanted[name], name))
    for name in by_remainder[: total - sum(whole.values())]:
        whole[name] += 1
    return whole


def drawn_from(acts: Sequence[ActId], count: int, lot: str) -> tuple[ActId, ...]:
    """Return *count* of the acts of a stratum, each with the same chance; of one lot always the same."""
    return tuple(sorted(acts, key=lambda act: sha256(f"{lot}|{act}".encode()).digest())[:count])
