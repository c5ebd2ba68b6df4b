"""The intervals are those of the papers, and hold as often as they say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.intervals import newcombe, simultaneous, wilson

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
