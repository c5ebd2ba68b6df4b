"""Weigh what a text says about wishing for a person: one number, the sum of a weight for each feature that is there.

    weigh(read.features)         # 1.4: so many log odds for a wish, before anything is asked of the lines in wish.py
    telling(read.features)       # [("wish-human", 1.1), ("not>talk", -0.6), ...], what told most first

A logistic regression over the features of concepts.py, learned from our own sentences by tools/train_wish.py. The
weights stand in wishes/weights.json, by the name of the feature, for anybody to read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from fairdesk.oversight.concepts import FOLDER, ROWS, named, names


class _Weights(NamedTuple):
    """What is always added; by row the bits that weigh anything, and their weights by place."""

    always: float
    rows: tuple[tuple[int, dict[int, float]], ...]
    by_name: dict[str, float]


@cache
def weights() -> _Weights:
    """Return the weights of the package, read once a process."""
    kept = json.loads(FOLDER.joinpath("weights.json").read_text("utf-8"))
    by_name: dict[str, float] = kept["weights"]
    rows = []
    for row in range(ROWS):
        weighing = {1 << at: by_name[name] for at, name in enumerate(names(row)) if name in by_name}
        rows.append((sum(weighing), weighing))
    return _Weights(kept["always"], tuple(rows), by_name)


def weigh(features: Sequence[int]) -> float:
    """Return the log odds that a text wishes for a person."""
    ours = weights()
    total = ours.always
    for (weighing, weight_of), mask in zip(ours.rows, features, strict=True):
        left = mask & weighing
        while left:
            bit = left & -left
            left ^= bit
            total += weight_of[bit]
    return total


def telling(features: Sequence[int]) -> list[tuple[str, float]]:
    """Return the features that are there with their weights, the most telling first."""
    by_name = weights().by_name
    found = [(name, by_name[name]) for name in named(features) if name in by_name]
    return sorted(found, key=lambda each: (-abs(each[1]), each[0]))
