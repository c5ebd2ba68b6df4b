"""What the rows that tell no group could change: the widest bounds of a difference, if each of them could be of any group. Pure.

Nothing is guessed about anybody: who told nothing is counted as not told. Nor is a proxy used: groups guessed and cut at a
threshold exaggerate a disparity (J. Chen and others, Fairness Under Unawareness, 2019, arXiv 1811.11154).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which numbers a group's rate less that of everybody else lies, whoever those are that told nothing."""

    low: float
    high: float

    @property
    def sign_is_known(self) -> bool:
        """Whether the group is on one side, whatever the others are."""
        return self.low > 0 or self.high < 0


def bounds(
    hits: float, n: float, rest_hits: float, rest_n: float, untold_hits: float, untold_n: float
) -> Bounds | None:
    """Return the bounds; None of nobody. *rest*: everybody else who told a group."""
    if n <= 0 or rest_n <= 0:
        return None
    untold_misses = untold_n - untold_hits
    # A rate is highest with all hits of the untold and none of their misses, lowest the other way round; both may be at once.
    high = (hits + untold_hits) / (n + untold_hits) - rest_hits / (rest_n + untold_misses)
    low = hits / (n + untold_misses) - (rest_hits + untold_hits) / (rest_n + untold_hits)
    return Bounds(low, high)
