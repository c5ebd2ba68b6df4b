"""Try a promise out: make it on one half of the reviewed answers, and see on the other half whether it is kept. Pure.

The other half has its own chance: an error that is exactly on target lies above it in every second half. `beyond_chance`
counts the halves whose error is more than that (an exact binomial test at 5 %).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from fairdesk.answers.promise import ALL, Case, Point, certify, risk_coverage, tuned
from fairdesk.intervals import tail

BEYOND_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Way:
    """What came of one way of choosing a threshold, over all splits: counts of splits, and shares from 0 to 1."""

    splits: int
    chosen: int
    """In so many a threshold was found."""
    above: int
    """In so many the other half's error was above the target."""
    beyond_chance: int
    answered: float
    """Of the other half, on average over all splits."""
    error: float
    """Among those, on average over the splits with a threshold."""


def try_splits(
    cases: Sequence[Case], target: float, confidence: float, splits: int = 200, seed: int = 1
) -> tuple[Way, Way]:
    """Return what came of the promise, and of a threshold tuned until its error was within the target."""
    chance = random.Random(seed)  # noqa: S311  a drawing that can be repeated, not a secret
    promised: list[Point | None] = []
    chosen: list[Point | None] = []
    for _ in range(splits):
        shuffled = chance.sample(cases, len(cases))
        half, other = shuffled[: len(cases) // 2], shuffled[len(cases) // 2 :]
        found = tuned(risk_coverage(half), target)
        promised.append(_seen(other, certify(half, target, confidence, ALL).threshold))
        chosen.append(_seen(other, found.threshold if found else None))
    size = len(cases) - len(cases) // 2
    return _way(promised, target, size), _way(chosen, target, size)


def _seen(cases: Sequence[Case], threshold: float | None) -> Point | None:
    if threshold is None:
        return None
    sent = [case.correct for case in cases if case.confidence >= threshold]
    return Point(threshold, len(sent), sent.count(False))


def _way(seen: Sequence[Point | None], target: float, size: int) -> Way:
    found = [point for point in seen if point is not None]
    above = [point for point in found if point.wrong > target * point.answered]
    beyond = [point for point in above if 1 - tail(point.wrong - 1, point.answered, target) <= BEYOND_CHANCE]
    return Way(
        splits=len(seen),
        chosen=len(found),
        above=len(above),
        beyond_chance=len(beyond),
        answered=sum(point.answered for point in found) / (size * len(seen)) if seen and size else 0.0,
        error=fmean(point.wrong / max(1, point.answered) for point in found) if found else 0.0,
    )
