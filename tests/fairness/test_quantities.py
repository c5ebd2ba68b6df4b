"""Quantities: quantiles within half a percent, intervals that hold whatever the shape, ranks as scipy has them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from fairdesk.fairness.cube import Floats, Quantity, bin_of, value_of
from fairdesk.fairness.quantities import Heaps, heaps_of, rows_of
from fairdesk.intervals import SURE


def quantity(*groups: Floats) -> Quantity:
    filled = [(n, bin_of(float(x)), 1.0) for n, values in enumerate(groups) for x in values]
    cells, bins, rows = zip(*filled, strict=True)
    sums = np.array([values.sum() for values in groups]), np.array([(values**2).sum() for values in groups])
    return Quantity(np.array(cells), np.array(bins), np.array(rows), *sums, 0)


def heaps(*groups: Floats) -> Heaps:
    return heaps_of(quantity(*groups), np.arange(len(groups)), len(groups))


def test_a_value_is_within_half_a_percent_of_its_bins():
    values = [0.0, 0.003, 1.0, 59.9, 1e9, -4.2]
    found = value_of(np.array([bin_of(each) for each in values]))

    assert np.allclose(values, found, rtol=0.00503, atol=0)
    assert sorted(values) == [values[n] for n in np.argsort([bin_of(each) for each in values])]


def test_mean_and_quantiles_are_those_of_the_values():
    chance = np.random.default_rng(1)
    waits = chance.lognormal(3, 1, 2_000)
    found = heaps(waits, waits[:50])

    assert found.mean[0] == pytest.approx(waits.mean(), rel=1e-12)
    for part in (0.5, 0.9):
        told = found.quantile(0, part, SURE)
        assert told is not None
        assert told.value == pytest.approx(np.quantile(waits, part, method="inverted_cdf"), rel=0.006)


def test_the_interval_of_a_median_holds_in_95_of_100_whatever_the_shape():
    chance, held = np.random.default_rng(4), 0
    for _ in range(400):
        told = heaps(chance.lognormal(0, 2, 60), np.ones(1)).quantile(0, 0.5, SURE)
        held += told is not None and told.low <= 1.0 <= told.high

    assert 0.93 <= held / 400 <= 0.99


def test_ranks_are_those_of_scipy():
    chance = np.random.default_rng(6)
    one, other = np.round(chance.exponential(9, 80)), np.round(chance.exponential(12, 200))
    told = heaps(one, other).ranked(0)
    expected = stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=False)

    assert told is not None
    assert told.p == pytest.approx(expected.pvalue, rel=1e-9)
    assert told.more == pytest.approx(expected.statistic / (80 * 200), rel=1e-12)


def test_nobody_and_all_the_same_have_no_comparison():
    assert heaps(np.full(9, 3.0), np.full(9, 3.0)).ranked(0) is None
    empty = heaps_of(quantity(np.ones(5), np.ones(5)), np.array([0, 0]), 2)
    assert empty.ranked(1) is None
    assert empty.quantile(1, 0.5, SURE) is None
    assert [5, 5] == rows_of(quantity(np.ones(5), np.arange(5.0)), 2).tolist()
