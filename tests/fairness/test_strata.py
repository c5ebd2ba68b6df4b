"""Strata: the admissions to Berkeley, the paradox that everybody knows, with statsmodels' figures; and what a guard must guard."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from fairdesk.fairness.cube import Floats
from fairdesk.fairness.many import chance_of
from fairdesk.fairness.strata import chi_square_above, pooled, reversal
from fairdesk.intervals import SURE

# P. J. Bickel, E. A. Hammel, J. W. O'Connell, Science 187 (1975) 398, as R's UCBAdmissions has it: men admitted and rejected,
# women admitted and rejected, of the six largest departments in 1973.
BERKELEY = np.array([(512, 313, 89, 19), (353, 207, 17, 8), (120, 205, 202, 391), (138, 279, 131, 244), (53, 138, 94, 299),
    (22, 351, 24, 317)], float)  # fmt: skip


def tables(rows: list[tuple[int, int, int, int]]) -> tuple[Floats, ...]:
    return tuple(np.array(rows, float).T)


class TestBerkeley:
    def test_is_what_statsmodels_finds(self):
        """statsmodels 0.15.0, StratifiedTable: oddsratio_pooled, _confint, test_null_odds(correction=False), test_equal_odds."""
        found = pooled(*BERKELEY.T, SURE)

        assert found.odds_ratio == pytest.approx(0.9046968282586231, rel=1e-12)
        assert (found.low, found.high) == pytest.approx((0.7719073617593505, 1.0603297644366558), rel=1e-9)
        assert found.p == pytest.approx(0.21692369705551817, rel=1e-9)
        assert found.p_same_everywhere == pytest.approx(0.0020713903499175457, rel=1e-6)
        assert 6 == found.strata

    def test_its_known_result_is_found_the_gap_is_explained(self):
        men, women = BERKELEY[:, :2].sum(axis=0), BERKELEY[:, 2:].sum(axis=0)
        crude = men[0] / men.sum() - women[0] / women.sum()
        within = pooled(*BERKELEY.T, SURE)
        shares = [np.array([each[0] / each.sum()]) for each in (men, women)]
        p = chance_of(shares[0], np.array([men.sum()]), shares[1], np.array([women.sum()]))

        assert 0.14 == pytest.approx(crude, abs=0.005)
        assert p[0] < 1e-20
        assert within.gap is not None
        assert within.p is not None
        assert -0.05 < within.gap < 0
        assert "explained" == reversal(crude, bool(p[0] < 0.05), within.gap, within.p < 0.05)


class TestGuards:
    def test_strata_of_one_side_say_nothing(self):
        found = pooled(*tables([(5, 5, 0, 0), (0, 0, 9, 1)]), SURE)

        assert (None, None, 0) == (found.odds_ratio, found.p, found.strata)

    def test_odds_without_end_have_no_interval_but_a_chance(self):
        found = pooled(*tables([(9, 0, 3, 7), (8, 0, 2, 6)]), SURE)

        assert found.odds_ratio is None
        assert found.p is not None
        assert found.p < 0.01

    def test_the_same_odds_with_nothing_open_have_no_p_of_sameness(self):
        """statsmodels returns NaN here."""
        assert pooled(*tables([(5, 5, 5, 5), (5, 0, 5, 0)]), SURE).p_same_everywhere is None

    @pytest.mark.parametrize(
        ("crude", "crude_is_found", "within", "is_found", "says"),
        [
            (0.2, True, -0.1, True, "reversed"), (0.2, True, 0.01, False, "explained"), (0.2, True, 0.15, False, ""),
            (0.01, False, 0.2, True, "hidden"), (0.1, False, 0.12, True, ""), (0.2, True, 0.2, True, ""), (0.2, True, None, False, ""),
        ],
    )  # fmt: skip
    def test_a_warning_is_given_where_the_finding_changes(self, crude, crude_is_found, within, is_found, says):
        assert says == reversal(crude, crude_is_found, within, is_found)

    @pytest.mark.parametrize(("x", "freedom"), [(0.0, 3), (0.3, 1), (2.0, 5), (40.0, 5), (900.0, 850)])
    def test_chi_square_is_scipys(self, x: float, freedom: int):
        assert pytest.approx(stats.chi2.sf(x, freedom), rel=1e-9) == chi_square_above(x, freedom)
