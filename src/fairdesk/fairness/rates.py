"""The five rates of each group, from the counts alone. Pure.

In the field's own terms, with the decision for what was predicted and the label for what was right: selection rate,
true-positive rate, false-positive rate, positive predictive value, accuracy. They are fairlearn's, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairdesk.fairness.cube import NO, UNKNOWN, YES, Cell, Cube, Floats, Ints, gathered

NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Metric:
    """A rate: of the counts in `below` (label, decision), the share that is also in `above`."""

    code: str
    says: str
    above: tuple[tuple[int, int], ...]
    below: tuple[tuple[int, int], ...]
    worst_is_high: bool = False

    @property
    def needs_label(self) -> bool:
        """Whether it can only be told of rows with a label."""
        return (UNKNOWN, YES) not in self.below


_DECIDED = tuple((label, decision) for label in (NO, YES, UNKNOWN) for decision in (NO, YES))
_LABELLED = tuple((label, decision) for label in (NO, YES) for decision in (NO, YES))
METRICS = (
    Metric("selection_rate", "selection rate", tuple((label, YES) for label in (NO, YES, UNKNOWN)), _DECIDED),
    Metric("true_positive_rate", "true-positive rate", ((YES, YES),), ((YES, NO), (YES, YES))),
    Metric("false_positive_rate", "false-positive rate", ((NO, YES),), ((NO, NO), (NO, YES)), worst_is_high=True),
    Metric("positive_predictive_value", "positive predictive value", ((YES, YES),), ((NO, YES), (YES, YES))),
    Metric("accuracy", "accuracy", ((NO, NO), (YES, YES)), _LABELLED),
)
CODES = tuple(metric.code for metric in METRICS)


@dataclass(frozen=True, slots=True)
class View:
    """The counts told apart by some columns: levels x label x decision; `of` says which level each cell of the cube is in."""

    by: tuple[str, ...]
    levels: tuple[Cell, ...]
    told: NDArray[np.bool_]
    """Which levels are groups: those that left nothing untold."""
    of: Ints
    counts: Ints
    weights: Floats | None = None
    squares: Floats | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Levels x metrics. `of` are rows; `hits` / `weight` is the share; `effective` rows carry its uncertainty.

    Where rows have weights, `effective` is Kish's (weights' sum, squared, over the sum of their squares); else it is `of`.
    """

    hits: Floats
    weight: Floats
    of: Ints
    effective: Floats

    @property
    def share(self) -> Floats:
        """The rates; NaN of nobody."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.hits / self.weight)


def views_of(cube: Cube) -> tuple[View, ...]:
    """Return a view by each column of groups, and one of their intersections if there are several."""
    columns = cube.columns.groups
    one_each = [_view(cube, (n,)) for n in range(len(columns))]
    return (*one_each, _view(cube, tuple(range(len(columns))))) if len(columns) > 1 else tuple(one_each)


def _view(cube: Cube, places: tuple[int, ...]) -> View:
    keys = [tuple(cell[n] for n in places) for cell in cube.cells]
    levels = tuple(sorted(set(keys), key=lambda key: tuple((each is None, each or "") for each in key)))
    at = {level: n for n, level in enumerate(levels)}
    of = np.array([at[key] for key in keys], np.int64)
    return View(
        tuple(cube.columns.groups[n] for n in places), levels, np.array([None not in level for level in levels]), of, gathered(cube.counts.sum(axis=1), of, len(levels)),
        None if cube.weights is None else gathered(cube.weights.sum(axis=1), of, len(levels)),
        None if cube.squares is None else gathered(cube.squares.sum(axis=1), of, len(levels)),
    )  # fmt: skip


def rates(counts: Ints, weights: Floats | None = None, squares: Floats | None = None) -> Rates:
    """Return each level's rates from its counts (levels x label x decision)."""
    of = _summed(counts, "below").astype(np.int64)
    if weights is None or squares is None:
        return Rates(_summed(counts, "above"), of.astype(np.float64), of, of.astype(np.float64))
    weight, square = _summed(weights, "below"), _summed(squares, "below")
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = np.where(square > 0, weight * weight / square, 0.0)
    return Rates(_summed(weights, "above"), weight, of, effective)


def _summed(table: Ints | Floats, part: str) -> Floats:
    sums = np.zeros((table.shape[0], len(METRICS)))
    for n, metric in enumerate(METRICS):
        for label, decision in getattr(metric, part):
            sums[:, n] += table[:, label, decision]
    return sums


def everybody_else(view: View) -> Rates:
    """Return the rates of everybody outside each level, those who told no group among them."""
    rest = view.counts.sum(axis=0) - view.counts
    if view.weights is None or view.squares is None:
        return rates(rest)
    return rates(
        rest,
        np.maximum(view.weights.sum(axis=0) - view.weights, 0),
        np.maximum(view.squares.sum(axis=0) - view.squares, 0),
    )


def name_of(level: Cell) -> str:
    """Return the name of a group as people read it."""
    return " · ".join(NOT_TOLD if each is None else each for each in level)
