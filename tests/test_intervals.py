"""The intervals are those of the papers, and hold as often as they say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.intervals import beta_below, exact, exact_in, f_quantile, newcombe, simultaneous, tail, tail_in, wilson

Z = 1.959963984540054


class TestAgainstThePapers:
    def test_newcombe_1998_table_2(self):
        """56/70 and 48/80, method 10: 0.0524 to 0.3339 (Newcombe 1998, Statistics in Medicine 17:873, example a)."""
        found = newcombe(56, 70, 48, 80, Z)

        assert (0.2, 0.0524, 0.3339) == (round(found.value, 4), round(found.low, 4), round(found.high, 4))

    def test_newcombe_1998_with_nobody_on_one_side(self):
        """5/56 and 0/29, method 10: -0.0381 to 0.1926 (the same, example f)."""
        found = newcombe(5, 56, 0, 29, Z)

        assert (-0.0381, 0.1926) == (round(found.low, 4), round(found.high, 4))

    def test_wilson_as_newcombe_quotes_it(self):
        """81/263: 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17:857, table I)."""
        found = wilson(81, 263, Z)

        assert (0.2553, 0.3662) == (round(found.low, 4), round(found.high, 4))

    def test_one_interval_is_the_usual_one_and_many_are_wider(self):
        assert round(simultaneous(0.95, 1), 6) == round(Z, 6)
        assert 2.79 < simultaneous(0.95, 10) < 2.81


class TestAlways:
    @given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 50))
    def test_a_share_lies_in_its_interval_and_within_its_ends(self, count: int, of: int, many: int):
        found = wilson(min(count, of), of, simultaneous(0.95, many))

        assert 0 <= found.low <= found.value <= found.high <= 1

    @given(st.integers(0, 90), st.integers(0, 90))
    def test_the_other_way_round_is_the_same_turned(self, one: int, other: int):
        there, back = newcombe(one, 90, other, 95, Z), newcombe(other, 95, one, 90, Z)

        assert (round(there.low, 12), round(there.high, 12)) == (round(-back.high, 12), round(-back.low, 12))

    @pytest.mark.parametrize(("count", "of"), [(1, 0), (3, 2), (-1, 5)])
    def test_a_share_of_nothing_is_none(self, count: int, of: int):
        with pytest.raises(ValueError):
            wilson(count, of, Z)

    def test_together_they_hold_as_often_as_promised(self):
        """1,000 draws of ten equal groups: in at most 5 % (and some luck) any difference is found where there is none."""
        chance, z, false = random.Random(3), simultaneous(0.95, 10), 0
        for _ in range(1000):
            counts = [sum(chance.random() < 0.2 for _ in range(60)) for _ in range(10)]
            whole = sum(counts)
            found = [newcombe(each, 60, whole - each, 540, z) for each in counts]
            false += any(each.low > 0 or each.high < 0 for each in found)
        assert 10 <= false <= 70


def test_wilson_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(37, 120).proportion_ci(method="wilson")

    assert (theirs.low, theirs.high) == pytest.approx((wilson(37, 120).low, wilson(37, 120).high), abs=1e-9)


class TestBinomial:
    @pytest.mark.parametrize("n", [1, 7, 59, 1_000, 20_000])
    @pytest.mark.parametrize("share", [0.001, 0.05, 0.4, 0.97])
    def test_is_that_of_scipy(self, n, share):
        stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
        for hits in {0, 1, n // 50, n // 20, n // 19, n // 2, n - 1, n}:
            assert stats.binom.cdf(hits, n, share) == pytest.approx(tail(hits, n, share), rel=1e-8, abs=1e-12)

    @pytest.mark.parametrize(("hits", "n"), [(0, 10), (10, 10), (3, 10), (41, 1_000), (900, 1_000)])
    def test_interval_is_that_of_scipy(self, hits, n):
        stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
        theirs = stats.binomtest(hits, n).proportion_ci(0.95, "exact")

        assert (theirs.low, theirs.high) == pytest.approx(exact(hits, n), abs=1e-9)

    def test_of_nothing_there_is_no_interval(self):
        assert exact(0, 0) is None


class TestOfAFiniteNumber:
    @pytest.mark.parametrize(("n", "size"), [(1, 1), (30, 31), (59, 300), (125, 9_000), (300, 300)])
    @pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.97, 1.0])
    def test_the_chance_is_that_of_scipy(self, n, size, share):
        stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
        marked = round(share * size)
        for hits in {0, 1, n // 3, n - 1, n}:
            theirs = stats.hypergeom.cdf(hits, size, marked, n)
            assert theirs == pytest.approx(tail_in(hits, n, marked, size), abs=1e-9)

    @pytest.mark.parametrize(("n", "size"), [(3, 12), (12, 40), (39, 40)])
    def test_it_holds_at_least_as_often_as_it_says_whatever_the_truth(self, n, size):
        """Every truth there is, and every outcome with its chance: nothing is drawn."""
        pmf = pytest.importorskip("scipy.stats", reason="scipy is not installed").hypergeom.pmf
        for marked in range(size + 1):
            held = sum(
                pmf(hits, size, marked, n)
                for hits in range(max(0, n - size + marked), min(n, marked) + 1)
                if exact_in(hits, n, size)[0] <= marked / size <= exact_in(hits, n, size)[1]
            )
            assert held >= 0.95 - 1e-9

    def test_looking_at_all_leaves_nothing_uncertain(self):
        assert (0.25, 0.25) == exact_in(10, 40, 40)

    def test_of_many_it_is_the_interval_of_an_endless_number(self):
        assert exact(3, 125) == pytest.approx(exact_in(3, 125, 2_000_000), abs=1e-5)

    @pytest.mark.parametrize(("hits", "n", "size"), [(0, 0, 5), (2, 1, 5), (1, 6, 5), (-1, 2, 5)])
    def test_what_is_no_share_is_refused(self, hits, n, size):
        with pytest.raises(ValueError, match="is no share"):
            exact_in(hits, n, size)


class TestOfARatio:
    @pytest.mark.parametrize(("a", "b"), [(0.3, 5), (1, 1), (2.5, 40), (60, 5), (900.5, 800)])
    def test_the_beta_is_that_of_scipy(self, a, b):
        special = pytest.importorskip("scipy.special", reason="scipy is not installed")
        for x in (0.0, 1e-6, 0.01, 0.2, 0.5, 0.53, 0.9, 0.999999, 1.0):
            assert special.betainc(a, b, x) == pytest.approx(beta_below(x, a, b), rel=1e-9, abs=1e-12)

    @pytest.mark.parametrize("upper", [0.7, 2, 6, 40.5])
    @pytest.mark.parametrize("lower", [10, 24, 2000])
    @pytest.mark.parametrize("chance", [0.025, 0.1, 0.5, 0.9, 0.999])
    def test_the_quantile_is_that_of_scipy(self, upper, lower, chance):
        special = pytest.importorskip("scipy.special", reason="scipy is not installed")

        assert special.fdtri(upper, lower, chance) == pytest.approx(f_quantile(chance, upper, lower), rel=1e-7)
