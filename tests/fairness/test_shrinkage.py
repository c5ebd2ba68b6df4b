"""The group named as worst is far more often the right one if it is ranked by its shrunken rate."""

from __future__ import annotations

import numpy as np

from fairdesk.fairness.rates import rates
from fairdesk.fairness.shrinkage import shrunken
from tests.fairness.worlds import chances, drawn, truth


def test_what_is_told_of_the_worst_group_is_nearer_the_truth():
    """100 tables of 10,000 rows, groups 3 points apart: the told rate of the group ranked worst, against its true one."""
    chance, draws = np.random.default_rng(2), 100
    likely = chances(chance, 0.03)
    seen, true = rates(drawn(chance, likely, 10_000, draws)), truth(likely)[:, 0]
    raw, drawn_in = [], []
    for hits, n in zip(seen.hits[:, 0].reshape(draws, -1), seen.effective[:, 0].reshape(draws, -1), strict=True):
        told = shrunken(hits, n)
        raw.append(abs(np.nanmin(hits / n) - true[np.nanargmin(hits / n)]))
        drawn_in.append(abs(np.nanmin(told) - true[np.nanargmin(told)]))

    print(f"error of the worst group's rate: raw {np.mean(raw):.3f}, shrunken {np.mean(drawn_in):.3f}")
    assert np.mean(drawn_in) <= 0.03
    assert np.mean(raw) > 0.1


def test_groups_that_differ_by_chance_alone_are_drawn_wholly_together():
    n = np.array([50.0, 60, 70, 80])

    assert np.allclose(0.5, shrunken(n * [0.49, 0.51, 0.5, 0.5] / 1, n), atol=0.01)
    assert np.ptp(shrunken(n * 0.5, n)) == 0


def test_large_groups_that_differ_stay_where_they_are_and_small_ones_move():
    hits, n = np.array([5_000.0, 1_000, 0]), np.array([10_000.0, 10_000, 4])
    told = shrunken(hits, n)

    assert np.allclose([0.5, 0.1], told[:2], atol=0.01)
    assert told[2] > 0.05
    assert np.isnan(shrunken(np.array([0.0, 3, 9]), np.array([0.0, 30, 30]))[0])


def test_of_one_rate_for_all_nothing_breaks():
    assert [1.0, 1.0] == shrunken(np.array([7.0, 9.0]), np.array([7.0, 9.0])).tolist()
    assert np.isnan(shrunken(np.zeros(2), np.zeros(2))).all()
