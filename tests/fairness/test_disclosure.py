"""Bounds for those who told no group are the widest there are: every possible answer is tried."""

from __future__ import annotations

from itertools import product

import pytest

from fairdesk.fairness.disclosure import bounds


@pytest.mark.parametrize(
    ("group", "rest", "untold"), [((2, 5), (6, 9), (1, 3)), ((0, 4), (3, 4), (2, 2)), ((3, 3), (1, 8), (0, 4))]
)
def test_no_answer_of_theirs_leads_outside_and_some_reach_the_ends(group, rest, untold):
    gaps = []
    hits, n = untold
    for ours_hit, ours_miss in product(range(hits + 1), range(n - hits + 1)):
        one = (group[0] + ours_hit) / (group[1] + ours_hit + ours_miss)
        other = (rest[0] + hits - ours_hit) / (rest[1] + n - ours_hit - ours_miss)
        gaps.append(one - other)

    found = bounds(*group, *rest, *untold)
    assert found is not None
    assert (pytest.approx(min(gaps)), pytest.approx(max(gaps))) == (found.low, found.high)


def test_a_sign_is_known_where_they_cannot_turn_it():
    near, far = bounds(10, 100, 60, 100, 5, 10), bounds(48, 100, 60, 100, 10, 40)

    assert near is not None
    assert far is not None
    assert near.sign_is_known
    assert not far.sign_is_known
    assert bounds(0, 0, 1, 2, 0, 0) is None
