"""More looks where errors are likely, and never none anywhere."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fairdesk.nouns import ActId
from fairdesk.oversight.strata import (
    CALM,
    DOUBTFUL,
    LEAST_COUNT,
    NEW,
    QUESTIONED,
    STRATA,
    Stratum,
    allocate,
    drawn_from,
    floor_of,
    likely_wrong,
    lower_third,
    stratum_of,
)

SIZES = st.integers(0, 3_000)
WRONG = st.floats(0.001, 0.6)
DESKS = st.builds(
    lambda sizes, wrong: [Stratum(name, n, p) for name, n, p in zip(STRATA, sizes, wrong, strict=True)],
    st.tuples(SIZES, SIZES, SIZES, SIZES),
    st.tuples(WRONG, WRONG, WRONG, WRONG),
)


class TestAllocate:
    @given(DESKS, st.integers(0, 4_000))
    @example([Stratum(DOUBTFUL, 31, 0.5), Stratum(CALM, 31, 0.25)], 62)
    def test_floors_hold_sizes_hold_and_the_sum_is_what_was_asked(self, strata, looks):
        chosen = allocate(strata, looks)

        floors = sum(map(floor_of, strata))
        assert all(floor_of(each) <= chosen[each.name] <= each.size for each in strata)
        assert sum(chosen.values()) == min(max(looks, floors), sum(each.size for each in strata))

    def test_what_was_questioned_is_looked_at_whole(self):
        assert 70 == allocate([Stratum(QUESTIONED, 70, 0.3), Stratum(CALM, 5_000, 0.01)], 10)[QUESTIONED]

    def test_of_the_calm_at_least_one_in_a_hundred_and_thirty(self):
        assert (30, 80) == (floor_of(Stratum(CALM, 900, 0.01)), floor_of(Stratum(CALM, 8_000, 0.01)))
        assert 12 == floor_of(Stratum(CALM, 12, 0.01))

    def test_no_other_split_has_a_smaller_variance(self):
        """Neyman's optimum, beside every split there is."""
        strata = [Stratum(NEW, 300, 0.3), Stratum(DOUBTFUL, 500, 0.12), Stratum(CALM, 900, 0.05)]

        def variance(split):
            return sum(each.size**2 * each.spread**2 / n for each, n in zip(strata, split, strict=True))

        best = min(
            (
                (one, two, 200 - one - two)
                for one, two in itertools.product(range(LEAST_COUNT, 141), repeat=2)
                if 200 - one - two >= LEAST_COUNT
            ),
            key=variance,
        )
        found = allocate(strata, 200)
        assert variance(tuple(found.values())) == pytest.approx(variance(best), rel=1e-4)


def test_an_answer_is_in_the_first_stratum_it_belongs_to():
    def of(**facts):
        return stratum_of(**{"questioned": False, "new": False, "confidence": 0.9, "doubtful_below": 0.6, **facts})

    assert (QUESTIONED, NEW, DOUBTFUL, CALM) == (
        of(questioned=True, new=True, confidence=0.1), of(new=True, confidence=0.1), of(confidence=0.1), of(),
    )  # fmt: skip


def test_the_least_sure_third_is_a_third():
    third = lower_third([n / 100 for n in range(100)])

    assert 33 == sum(n / 100 < third for n in range(100))
    assert 0.0 == lower_third([])


def test_before_anybody_looked_one_in_twenty_is_supposed_wrong_and_what_is_found_soon_weighs_more():
    assert 0.05 == likely_wrong(0, 0)
    assert 0.29 == pytest.approx(likely_wrong(30, 87), abs=0.001)
    assert math.sqrt(0.05 * 0.95) == Stratum(CALM, 1, 0.05).spread


def test_a_draw_of_a_lot_is_always_the_same_and_another_lot_draws_others():
    acts = [ActId(f"act{n}") for n in range(400)]
    first = drawn_from(acts, 100, "one")

    assert 100 == len(set(first))
    assert first == drawn_from(list(reversed(acts)), 100, "one")
    assert set(first) != set(drawn_from(acts, 100, "two"))
    assert 15 <= len(set(first) & set(drawn_from(acts, 100, "two"))) <= 35  # as chance has it: 25
