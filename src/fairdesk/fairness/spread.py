"""The gap between the highest and the lowest group, beside what chance alone would make of it. Pure.

Over many groups the largest difference and the smallest ratio are far from 0 and 1 even where every group is treated alike;
what they would be then is drawn (binomial, a fixed seed), so that a gap stands beside its own yardstick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairdesk.fairness.cube import Floats

FOUR_FIFTHS = 0.8
_SEED, _DRAWS = 7, 500


@dataclass(frozen=True, slots=True)
class Spread:
    """The difference and ratio of the lowest and highest rate, and the difference that chance alone makes: median, 95 of 100."""

    lowest: int
    highest: int
    difference: float
    ratio: float | None
    by_chance: float
    by_chance_at_most: float
    p: float


def spread(share: Floats, n: Floats) -> Spread | None:
    """Return the spread of these groups' rates; None of fewer than two."""
    there = np.flatnonzero(n > 0)
    if len(there) < 2:
        return None
    shares, sizes = share[there], n[there]
    low, high = int(np.argmin(shares)), int(np.argmax(shares))
    difference = float(shares[high] - shares[low])
    draws = int(np.clip(2_000_000 // len(there), 100, _DRAWS))
    whole = float((shares * sizes).sum() / sizes.sum())
    counts = np.maximum(1, np.round(sizes)).astype(np.int64)
    drawn = np.random.default_rng(_SEED).binomial(counts, min(1.0, whole), (draws, len(there))) / counts
    gaps = drawn.max(axis=1) - drawn.min(axis=1)
    return Spread(
        int(there[low]), int(there[high]), difference, float(shares[low] / shares[high]) if shares[high] > 0 else None,
        float(np.median(gaps)), float(np.quantile(gaps, 0.95)), float((1 + (gaps >= difference - 1e-12).sum()) / (1 + draws)),
    )  # fmt: skip
