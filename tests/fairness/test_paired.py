"""What pairs prove agrees with scipy and statsmodels, and the planned numbers with published ones."""

from __future__ import annotations

import itertools

import pytest

from fairdesk.fairness.paired import at_most, holm, leaning, pairs_needed

pytestmark = pytest.mark.once


def test_no_difference_bounds_the_rate_by_the_rule_of_three():
    assert at_most(0, 4_000) == pytest.approx(3 / 4_000, rel=0.01)
    assert at_most(0, 0) is None


@pytest.mark.parametrize(("differ", "of"), [(1, 10), (7, 120), (46, 10_855), (10, 10)])
def test_a_bound_is_clopper_and_pearsons(differ, of):
    from scipy.stats import binomtest

    wanted = binomtest(differ, of, alternative="less").proportion_ci(0.95, "exact").high

    assert at_most(differ, of) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(("worse", "better"), [(0, 0), (9, 1), (1, 9), (5, 5), (21, 0), (40, 60)])
def test_leaning_is_mcnemars_exact_test(worse, better):
    from scipy.stats import binomtest

    wanted = binomtest(worse, worse + better).pvalue if worse + better else 1.0

    assert leaning(worse, better) == pytest.approx(wanted, abs=1e-9)


def test_leaning_is_statsmodels_too():
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")

    for worse, better in itertools.product((0, 3, 11), (1, 4)):
        wanted = contingency.mcnemar([[100, worse], [better, 50]], exact=True).pvalue
        assert leaning(worse, better) == pytest.approx(wanted, abs=1e-9)


@pytest.mark.parametrize(
    ("gap", "differ", "needed"),
    [
        (0.01, 0.05, 3_923),
        (0.02, 0.05, 979),
        (0.03, 0.05, 434),
        (0.01, 0.02, 1_568),
        (0.005, 0.02, 6_277),
        (0.02, 0.1, 1_960),
    ],
)
def test_planned_pairs_are_the_formulas(gap, differ, needed):
    assert needed == pairs_needed(gap, differ)


def test_planned_pairs_find_the_gap_as_often_as_promised():
    import random

    chance, n = random.Random(5), pairs_needed(0.06, 0.1)
    found = 0
    for _ in range(400):
        draws = [chance.random() for _ in range(n)]
        worse, better = sum(each < 0.08 for each in draws), sum(0.08 <= each < 0.1 for each in draws)
        found += leaning(worse, better) < 0.05

    assert 0.70 <= found / 400 <= 0.90


def test_a_gap_larger_than_what_differs_cannot_be():
    with pytest.raises(ValueError, match="cannot be"):
        pairs_needed(0.1, 0.05)


def test_holm_keeps_the_order_and_corrects_the_smallest_most():
    assert [0.03, 0.06, 1.0] == pytest.approx(holm([0.01, 0.03, 1.0]))
    assert [0.9, 0.002] == pytest.approx(holm([0.9, 0.001]))
