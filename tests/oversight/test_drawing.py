"""The draw is the same everywhere, as large as it says, and of all acts alike."""

from __future__ import annotations

import pytest

from fairdesk.clock import new_id
from fairdesk.nouns import ActId
from fairdesk.oversight.drawing import drawn

ACTS = [ActId(f"018f{number:04x}-0000-7000-8000-000000000000") for number in range(4000)]


@pytest.mark.parametrize(("percent", "expected"), [(0, 0), (1, 40), (10, 400), (50, 2000), (100, 4000)])
def test_as_many_are_drawn_as_it_says(percent, expected):
    found = sum(drawn(act, percent, "masking") for act in ACTS)

    # Four standard deviations of the binomial at most.
    assert abs(found - expected) <= 4 * (4000 * percent / 100 * (1 - percent / 100)) ** 0.5


def test_the_same_act_is_drawn_again_and_in_every_larger_sample():
    for act in (ActId(new_id()) for _ in range(200)):
        draws = [drawn(act, percent, "masking") for percent in range(101)]
        assert sorted(draws) == draws
        assert draws == [drawn(act, percent, "masking") for percent in range(101)]


def test_two_samples_are_not_the_same():
    assert [drawn(act, 50, "masking") for act in ACTS] != [drawn(act, 50, "answers") for act in ACTS]


def test_it_is_this_draw_and_no_other():
    """Kept samples would mean something else if it ever changed."""
    first = [next(n for n in range(101) if drawn(ActId(act), n, "masking")) for act in ("a", "b", "c")]

    assert [90, 32, 62] == first
