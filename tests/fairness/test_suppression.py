"""What is hidden stays hidden: an attacker who adds and subtracts all that is told, by linear programming, gets no small number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from fairdesk.fairness.cube import Ints
from fairdesk.fairness.suppression import hidden

MIN = 5


def views_of(shape: tuple[int, ...]) -> list[Ints]:
    """A view by each column, and that of all intersections."""
    places = np.indices(shape).reshape(len(shape), -1)
    return [*places, np.arange(int(np.prod(shape)))]


def narrowed(sizes: Ints, shape: tuple[int, ...], masks: tuple[Ints, ...]) -> list[tuple[int, float, float]]:
    """Return for each hidden intersection its size, and between which numbers all that is told lets it be."""
    flat, views = sizes.ravel(), views_of(shape)
    unknown = np.flatnonzero(masks[-1])
    rows, totals = [np.ones(len(unknown))], [flat[unknown].sum()]
    for view, mask in zip(views[:-1], masks[:-1], strict=True):
        for level in np.flatnonzero(~mask):
            rows.append((view[unknown] == level).astype(float))
            totals.append(flat[unknown][view[unknown] == level].sum())
    found = []
    for n, cell in enumerate(unknown):
        aim = np.zeros(len(unknown))
        aim[n] = 1
        ends = [sign * linprog(sign * aim, A_eq=np.array(rows), b_eq=np.array(totals)).fun for sign in (1, -1)]
        found.append((int(flat[cell]), ends[0], ends[1]))
    return found


def hide(sizes: Ints, shape: tuple[int, ...]) -> tuple[Ints, ...]:
    return hidden(sizes.reshape(-1, 1), views_of(shape), MIN)


class TestNothingIsWorkedOut:
    @pytest.mark.parametrize("seed", range(12))
    @pytest.mark.parametrize("shape", [(4, 5), (3, 3, 4)])
    def test_no_small_intersection_follows_from_what_is_told(self, seed: int, shape: tuple[int, ...]):
        sizes = np.random.default_rng(seed).negative_binomial(1, 0.06, shape) + 1
        masks = hide(sizes, shape)

        assert masks[-1][sizes.ravel() < MIN].all()
        for size, low, high in narrowed(sizes, shape, masks):
            assert high - low > 0.5, f"{size} follows: {low} to {high}"

    def test_hiding_the_small_ones_alone_would_not_do(self):
        """The test's attacker finds what is not hidden well enough: else it would prove nothing."""
        sizes = np.array([[2, 40, 30], [50, 60, 20], [70, 80, 30]])
        masks = (np.zeros(3, bool), np.zeros(3, bool), sizes.ravel() < MIN)

        ((size, low, high),) = narrowed(sizes, (3, 3), masks)
        assert (2, 2.0, 2.0) == (size, round(low, 6), round(high, 6))

    def test_a_square_of_four_is_hidden_and_the_rest_told(self):
        sizes = np.array([[2, 40, 30], [50, 60, 20], [70, 80, 35]])
        masks = hide(sizes, (3, 3))

        assert not masks[0].any()
        assert not masks[1].any()
        assert 4 == masks[2].sum()


class TestColumns:
    def test_of_one_column_a_second_is_hidden_with_the_small_one(self):
        assert [True, False, True] == hidden(np.array([[2], [90], [30]]), [np.arange(3)], MIN)[0].tolist()

    def test_what_is_hidden_is_together_not_small(self):
        assert [True, True, True, False] == hidden(np.array([[1], [2], [30], [40]]), [np.arange(4)], MIN)[0].tolist()

    def test_each_side_of_label_and_decision_counts(self):
        """Sizes are large, but one group has three rows with the label no; a second one is hidden with it."""
        sizes = np.array([[90, 87, 3], [80, 40, 40], [99, 50, 49]])

        assert [True, True, False] == hidden(sizes, [np.arange(3)], MIN)[0].tolist()

    def test_nothing_small_nothing_hidden(self):
        assert not any(mask.any() for mask in hide(np.full((4, 5), 9), (4, 5)))

    def test_many_intersections_are_looked_at_in_time(self):
        sizes = np.random.default_rng(1).integers(1, 60, (100, 100))
        masks = hide(sizes, (100, 100))

        assert masks[-1][sizes.ravel() < MIN].all()
        assert masks[-1].mean() < 0.3
