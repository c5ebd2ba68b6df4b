"""Who judges an answer again, what three say, and when agreement is told."""

from __future__ import annotations

import pytest

from fairdesk.clock import new_id
from fairdesk.nouns import ActId, ColleagueId
from fairdesk.oversight.drawing import in_keyed_draw
from fairdesk.oversight.second_look import (
    STEP,
    Judged,
    Stands,
    decided,
    may_judge_again,
    newly_told,
    pairs_of,
    with_pair,
)
from fairdesk.privacy.keys import lookup_token

ONE, TWO, THREE = map(ColleagueId, (1, 2, 3))
ONCE = Judged(ActId("a"), ONE, "right")
APART = Judged(ActId("a"), ONE, "right", TWO, "wrong", Stands.APART)


@pytest.mark.parametrize(
    ("judged", "who", "drawn", "may"),
    [
        (ONCE, TWO, True, True), (ONCE, TWO, False, False), (ONCE, ONE, True, False),
        (APART, THREE, True, True), (APART, ONE, True, False), (APART, TWO, True, False),
        (Judged(ActId("a"), ONE, "right", stands=Stands.AGREED), TWO, True, False),
        (Judged(ActId("a"), ONE, "right", stands=Stands.SETTLED), THREE, True, False),
    ],
)  # fmt: skip
def test_nobody_judges_twice_and_nothing_is_judged_again_that_is_settled(judged, who, drawn, may):
    assert may is may_judge_again(judged, who, drawn)


@pytest.mark.parametrize(
    ("three", "verdict"),
    [(("right", "wrong", "wrong"), "wrong"), (("right", "wrong", "right"), "right"), (("right", "wrong", "unclear"), "unclear")],
)  # fmt: skip
def test_two_of_three_decide(three, verdict):
    assert verdict == decided(*three)


def test_a_tenth_is_drawn_and_another_key_draws_another_tenth():
    acts = [new_id() for _ in range(4000)]
    drawn = {key: {act for act in acts if in_keyed_draw(lookup_token(key, act), 10)} for key in (b"one", b"two")}

    assert 320 < len(drawn[b"one"]) < 480  # 4 standard deviations
    assert len(drawn[b"one"] & drawn[b"two"]) < len(drawn[b"one"]) / 3


def test_pairs_are_counted_without_an_order_and_agreement_is_told_at_each_step_alone():
    counts, last, told = {}, None, []
    for number in range(3 * STEP):
        counts = with_pair(counts, "right", "wrong" if number % 4 == 0 else "right")
        if new := newly_told(counts, last):
            told.append(new.units)
            last = new

    assert [STEP, 2 * STEP, 3 * STEP] == told
    assert {"right|right": 45, "right|wrong": 15} == counts
    assert with_pair({}, "wrong", "right") == with_pair({}, "right", "wrong")
    assert 60 == len(pairs_of(counts))
