"""What an audit computes of its counts, view by view, before any of it is told: rates, who is shown, chances, corrections. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fairdesk.fairness.cube import NO, YES, Cube, Floats, Ints
from fairdesk.fairness.many import benjamini_hochberg, chance_of, holm
from fairdesk.fairness.quantities import Heaps, heaps_of, rows_of
from fairdesk.fairness.rates import METRICS, Rates, View, everybody_else, rates, views_of
from fairdesk.fairness.suppression import Mask, hidden

MOST_BINS = 20_000_000
"""Groups times bins of a quantity that are told; more would not fit in memory, and nobody could read them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A view with all that is computed of it: arrays of levels x rates. `shown` says which may be told and compared."""

    view: View
    rates: Rates
    rest: Rates
    shown: Mask
    listed: Mask
    """Which levels are told at all, those that told no group among them."""
    p: Floats
    sums: Mapping[str, Heaps]
    p_of_sums: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What stands beside each p-value of a view: Holm's, and Benjamini and Hochberg's."""

    claims: Floats
    watched: Floats


def look(cube: Cube, min_cell: int) -> list[Seen]:
    """Return what is seen of each view; groups below *min_cell* are not told."""
    views = views_of(cube)
    selecting, labelled = _hidden(cube, views, min_cell)
    needs_label = np.array([metric.needs_label for metric in METRICS])
    seen = []
    for view, few, few_labels in zip(views, selecting, labelled, strict=True):
        measured, rest = rates(view.counts, view.weights, view.squares), everybody_else(view)
        shown = ~np.where(needs_label[None, :], (few | few_labels)[:, None], few[:, None]) & (measured.of > 0)
        compared = shown & view.told[:, None]
        p = np.where(compared, _chances(measured, rest, compared), np.nan)
        sums = _quantities(cube, view)
        seen.append(Seen(view, measured, rest, shown, ~few, p, sums, _chances_of_sums(cube, view, sums, ~few)))
    return seen


def _hidden(cube: Cube, views: tuple[View, ...], min_cell: int) -> tuple[tuple[Mask, ...], tuple[Mask, ...]]:
    """Return which levels of each view are hidden, and of which nothing is told that needs a label.

    What needs a label is told only where each side of the label and of the decision has so many rows: from rates and sizes
    together the whole table of a group can be worked out.
    """
    of = [view.of for view in views]
    counts = cube.counts.sum(axis=1)
    sizes = counts.sum(axis=(1, 2))[:, None]
    few = hidden(_with_quantities(cube, sizes), of, min_cell)
    if not cube.labelled:
        return few, few
    sides = np.stack(
        [counts[:, NO].sum(1), counts[:, YES].sum(1), counts[:, :2, NO].sum(1), counts[:, :2, YES].sum(1)], axis=1
    )
    return few, hidden(np.concatenate([sizes, sides], axis=1), of, min_cell)


def _with_quantities(cube: Cube, sizes: Ints) -> Ints:
    more = [rows_of(quantity, len(cube.cells))[:, None] for quantity in cube.quantities.values()]
    # With weights a bin holds weights; then the rows themselves are what is counted.
    return sizes if cube.weights is not None else np.concatenate([sizes, *more], axis=1)


def _chances(measured: Rates, rest: Rates, compared: Mask) -> Floats:
    n = np.where(compared, measured.effective, 0.0)
    return chance_of(measured.share, n, rest.share, rest.effective)


def _quantities(cube: Cube, view: View) -> dict[str, Heaps]:
    sums = {}
    for name, quantity in cube.quantities.items():
        if len(view.levels) * len(np.unique(quantity.bins)) <= MOST_BINS:
            sums[name] = heaps_of(quantity, view.of, len(view.levels))
    return sums


def _chances_of_sums(cube: Cube, view: View, sums: Mapping[str, Heaps], listed: Mask) -> dict[str, Floats]:
    """Return the p-values of quantities; none of weighted rows, for which ranks have no such theory."""
    found = {}
    for name, heaps in sums.items():
        p = np.full(len(view.levels), np.nan)
        if cube.weights is None:
            for level in np.flatnonzero(listed & view.told):
                ranked = heaps.ranked(int(level))
                p[level] = math.nan if ranked is None else ranked.p
        found[name] = p
    return found


def correct(seen: list[Seen]) -> tuple[list[Corrected], int]:
    """Return the corrected p-values of each view, rates first and then quantities, and how many tests there were.

    Of two groups and nobody else, the second's test is the first's: it counts once.
    """
    p = [np.concatenate([each.p, *(one[:, None] for one in each.p_of_sums.values())], axis=1) for each in seen]
    twins = [len(each.view.levels) == 2 and bool(each.view.told.all() and each.shown.all()) for each in seen]
    counted = [
        np.vstack([one[:1], np.full_like(one[1:], np.nan)]) if twin else one
        for one, twin in zip(p, twins, strict=True)
    ]
    flat = np.concatenate([one.ravel() for one in counted])
    ends = np.cumsum([one.size for one in counted])[:-1]
    both = [np.split(correction(flat), ends) for correction in (holm, benjamini_hochberg)]
    corrected = []
    for n, (one, twin) in enumerate(zip(p, twins, strict=True)):
        claims, watched = (part[n].reshape(one.shape) for part in both)
        if twin:
            claims[1], watched[1] = claims[0], watched[0]
        corrected.append(Corrected(claims, watched))
    return corrected, int((~np.isnan(flat)).sum())
