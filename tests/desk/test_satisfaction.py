"""How it was: asked of those who took part, shown with its interval, and not at all of a few."""

from __future__ import annotations

from datetime import date

import pytest

from fairdesk.desk.satisfaction import FEWEST, PARTS, STEPS, left_to_rate, read_step, satisfied
from fairdesk.intervals import wilson
from fairdesk.nouns import BadInput, Voice

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("voices", "rated", "left"),
    [
        ([Voice.CUSTOMER, Voice.ASSISTANT], [], ("assistant",)),
        ([Voice.CUSTOMER, Voice.PERSON], [], ("people",)),
        ([Voice.ASSISTANT, Voice.PERSON, Voice.ASSISTANT], [], ("assistant", "people")),
        ([Voice.ASSISTANT, Voice.PERSON], ["assistant"], ("people",)),
        ([Voice.CUSTOMER, Voice.PREPARED, Voice.EVENT, Voice.NOTE], [], ()),
    ],
)
def test_only_who_took_part_is_asked_about(voices, rated, left):
    assert left == left_to_rate(voices, rated)


def test_a_share_has_its_interval_and_the_parts_stand_apart():
    counted = {("assistant", 5): 6, ("assistant", 4): 3, ("assistant", 1): 3, ("people", 2): 10}

    assistant, people = satisfied(counted, DAY, DAY)

    expected = wilson(9, 12)
    assert (12, expected.value, expected.low, expected.high) == (
        assistant.n, assistant.share, assistant.low, assistant.high,
    )  # fmt: skip
    assert (10, 0.0) == (people.n, people.share)


@pytest.mark.parametrize(("n", "shown"), [(FEWEST - 1, False), (FEWEST, True)])
def test_of_a_few_nothing_is_shown_not_even_how_many(n, shown):
    assistant, _ = satisfied({("assistant", 5): n}, DAY, DAY)

    assert shown is assistant.shown
    assert (n if shown else None) == assistant.n


def test_a_step_is_one_of_five_or_none():
    assert [1, 2, 3, 4, 5] == sorted(read_step(str(step)) for step in STEPS)
    assert read_step("") is None
    for typed in ("0", "6", "5.0", "-1", "x" * 99, "١"):
        with pytest.raises(BadInput):
            read_step(typed)


def test_two_questions_at_most():
    assert 2 == len(PARTS)
