"""Intervals and tests of many groups hold together: by the scalar forms, by scipy, by simulation of worlds that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from fairdesk import intervals
from fairdesk.fairness.many import (
    benjamini_hochberg,
    chance_of,
    exact,
    fisher,
    holm,
    interval,
    newcombe,
    wilson,
)
from fairdesk.fairness.rates import rates
from fairdesk.intervals import SURE, simultaneous
from tests.fairness.worlds import GROUPS, chances, drawn, others, truth

# Benjamini and Hochberg 1995, as statsmodels' tests hold them; corrected by statsmodels 0.15.0 `multipletests`.
P = np.array([.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384, .569,
    .594, .696, .762, .94, .942, .975, .986])  # fmt: skip
BY_HOLM = [0.025, 0.192, 0.897, 0.902, 0.902, *[1.0] * 20]
BY_HOCHBERG = [0.025, 0.1, 0.21, 0.21, 0.21, 0.25, 0.2642857143, *[0.4910714286] * 7, 0.5328125, 0.5328125, 0.5647058824,
    0.7815789474, 0.7815789474, 0.87, 0.9071428571, *[0.986] * 4]  # fmt: skip


class TestTheScalarForms:
    @pytest.mark.parametrize("z", [SURE, 3.8])
    def test_wilson_and_newcombe_are_those(self, z: float):
        hits, n = np.array([0.0, 1, 7, 40, 40]), np.array([9.0, 40, 40, 40, 999])
        low, high = wilson(hits / n, n, z)
        one = intervals.wilson
        expected = [one(int(k), int(m), z) for k, m in zip(hits, n, strict=True)]

        assert np.allclose(low, [each.low for each in expected], atol=1e-14)
        assert np.allclose(high, [each.high for each in expected], atol=1e-14)
        found = newcombe(np.array([0.5]), np.array([400.0]), np.array([0.4]), np.array([900.0]), z)
        whole = intervals.newcombe(200, 400, 360, 900, z)
        assert np.allclose([whole.low, whole.high], np.ravel(found), atol=1e-14)

    def test_few_hits_or_misses_have_the_exact_interval(self):
        hits, n = np.array([0.0, 3, 12, 19, 88, 90]), np.array([5.0, 400, 13, 90, 90, 90])
        found = np.stack(interval(hits / n, n, SURE), axis=1)
        expected = [
            stats.binomtest(int(k), int(m)).proportion_ci(0.95, "exact") for k, m in zip(hits, n, strict=True)
        ]

        assert np.allclose(found, np.array(expected), atol=1e-9)

    def test_the_exact_one_takes_a_confidence_for_each(self):
        low, high = exact(np.array([3.0, 3.0]), np.array([40.0, 40.0]), np.array([SURE, 3.0]))

        assert low[1] < low[0] < 3 / 40 < high[0] < high[1]


class TestChance:
    @pytest.mark.parametrize(
        "table", [(3, 9, 40, 300), (0, 5, 0, 50), (5, 5, 1, 900), (12, 40, 20, 41), (0, 12, 9, 30)]
    )
    def test_fisher_is_scipys(self, table: tuple[int, int, int, int]):
        hits, n, other, n_other = table
        expected = stats.fisher_exact([[hits, n - hits], [other, n_other - other]]).pvalue

        assert pytest.approx(expected, rel=1e-9) == fisher(*table)

    def test_large_counts_have_the_score_test_and_nobody_has_none(self):
        share, n = np.array([[0.5, 0.1, 0.3]]), np.array([[400.0, 30.0, 0.0]])
        found = chance_of(share, n, np.array([[0.4, 0.2, 0.2]]), np.array([[900.0, 500.0, 9.0]]))

        chi = stats.chi2_contingency([[200, 200], [360, 540]], correction=False).pvalue
        assert pytest.approx(chi, rel=1e-9) == found[0, 0]
        assert pytest.approx(stats.fisher_exact([[3, 27], [100, 400]]).pvalue, rel=1e-9) == found[0, 1]
        assert np.isnan(found[0, 2])

    def test_corrections_are_those_of_statsmodels(self):
        assert np.allclose(BY_HOLM, holm(P), atol=1e-9)
        assert np.allclose(BY_HOCHBERG, benjamini_hochberg(P), atol=1e-9)

    def test_what_was_not_tested_does_not_count(self):
        with_nothing = np.insert(P[::-1], 3, np.nan)

        assert np.allclose(BY_HOLM[::-1], np.delete(holm(with_nothing), 3), atol=1e-9)
        assert np.isnan(holm(with_nothing)[3])


class TestWorlds:
    @pytest.mark.parametrize("rows", [10_000, 100_000])
    def test_all_intervals_hold_together_as_often_as_promised(self, rows: int):
        """1,000 tables of 80 groups that do differ: all 400 intervals at once, in .94 to .97 of them."""
        chance, draws = np.random.default_rng(5), 1_000
        likely = chances(chance, 0.05)
        counts = drawn(chance, likely, rows, draws)
        seen, true = rates(counts), np.tile(truth(likely), (draws, 1))

        low, high = interval(seen.share, seen.effective, simultaneous(0.95, 5 * GROUPS))
        held = ((low <= true) & (true <= high)).reshape(draws, -1).all(axis=1).mean()
        low, high = wilson(seen.share, seen.effective, SURE)
        usual = ((low <= true) & (true <= high)).reshape(draws, -1).all(axis=1).mean()

        print(f"{rows:,} rows: all hold in {held:.3f}, each for itself {usual:.3f}")
        assert 0.94 <= held <= 0.97
        assert usual < 0.01

    def test_where_all_are_treated_alike_a_claim_is_made_in_five_of_a_hundred_at_most(self):
        """200 tables of 10,000 rows without any disparity; without correction nearly every one makes a claim."""
        chance, draws = np.random.default_rng(8), 200
        counts = drawn(chance, chances(chance, 0.0), 10_000, draws).reshape(draws, GROUPS, 3, 2)
        claims = raw = 0
        for table in counts:
            seen, rest = rates(table), others(table)
            p = chance_of(seen.share, seen.effective, rest.share, rest.effective)
            claims += bool((holm(p) < 0.05).any())
            raw += bool((p < 0.05).any())

        print(f"claims in {claims} of {draws} tables without disparity, uncorrected in {raw}")
        assert claims <= 0.05 * draws
        assert raw > 0.95 * draws
