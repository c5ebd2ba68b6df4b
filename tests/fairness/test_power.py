"""The gap that an audit says it could have seen is seen in eight of ten audits, and the gap by chance is what chance makes."""

from __future__ import annotations

import numpy as np
import pytest

from fairdesk.fairness.many import chance_of
from fairdesk.fairness.power import smallest_gap
from fairdesk.fairness.spread import spread


@pytest.mark.parametrize(("share", "n", "others", "tests"), [(0.6, 500, 9_500, 400), (0.15, 300, 5_000, 60)])
def test_the_gap_is_found_as_often_as_said_and_half_of_it_seldom(share, n, others, tests):
    gap = smallest_gap(share, n, others, tests)
    assert gap is not None

    found = []
    for part in (0.0, 0.5, 1.0, 1.5):
        chance = np.random.default_rng(9)
        other = share + part * gap * (1 if share <= 0.5 else -1)
        one, rest = chance.binomial(n, other, 1_000) / n, chance.binomial(others, share, 1_000) / others
        p = chance_of(one, np.full(1_000, float(n)), rest, np.full(1_000, float(others)))
        found.append(float((p < 0.05 / tests).mean()))

    print(f"gap {gap:.3f}: found at 0, half, whole, one and a half of it: {found}")
    assert found[0] <= 0.005
    assert found[1] < 0.35
    assert 0.75 <= found[2] <= 0.87
    assert found[3] > 0.98


def test_it_shrinks_with_size_and_grows_with_how_many_are_looked_at():
    small, large, many = (
        smallest_gap(0.5, *each) for each in ((100, 900, 10), (1_000, 9_000, 10), (1_000, 9_000, 400))
    )

    assert small is not None
    assert large is not None
    assert many is not None
    assert large < many < small
    assert smallest_gap(0.5, 3, 900, 400) is None
    assert smallest_gap(0.5, 0, 900, 400) is None


def test_the_gap_between_lowest_and_highest_is_no_sign_where_all_are_alike():
    """Of 200 tables of 40 groups without disparity about 5 in 100 are beyond what chance makes; with a group apart all are."""
    chance, n = np.random.default_rng(3), np.full(40, 250.0)
    alike = [spread(chance.binomial(250, 0.4, 40) / 250, n) for _ in range(200)]
    apart = chance.binomial(250, 0.4, 40) / 250
    apart[7] = 0.8
    found = spread(apart, n)

    assert found is not None
    assert 0.01 <= sum(each is not None and each.p < 0.05 for each in alike) / 200 <= 0.09
    assert (7, True) == (found.highest, found.p < 0.01)
    assert alike[0] is not None
    assert alike[0].difference > 0.08  # what others call a disparity
    assert alike[0].by_chance == pytest.approx(np.median([each.difference for each in alike if each]), abs=0.015)
    assert spread(np.array([0.5, np.nan]), np.array([9.0, 0.0])) is None
