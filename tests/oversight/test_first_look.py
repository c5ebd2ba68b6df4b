"""How long a look takes at least, and what counts as a judgement of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import BadInput
from fairdesk.oversight.first_look import own_verdict, shortest_look, still_to_wait, waits_until, words_of

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("A refund takes 5 days.", 5), ("Сколько ждать?", 2), ("退款需要五天", 3), ("退款 takes 5 天", 4)],
)
def test_words_are_counted_in_every_language(text, words):
    assert words == words_of(text)


@pytest.mark.parametrize(("words", "seconds"), [(1, 3.0), (18, 3.0), (19, 19 / 6), (60, 10.0)])
def test_where_much_is_at_stake_it_takes_three_seconds_or_a_sixth_of_one_for_each_word(words, seconds):
    assert seconds == shortest_look("word " * words, high=True)


def test_elsewhere_nobody_waits():
    assert 0.0 == shortest_look("word " * 600, high=False)


@pytest.mark.parametrize(("passed", "left"), [(0, 10.0), (9.5, 0.5), (10, 0.0), (3600, 0.0), (-60, 10.0)])
def test_what_is_left_of_it(passed, left):
    assert left == still_to_wait(AT, AT + timedelta(seconds=passed), 10.0)


def test_a_draft_waits_as_long_as_its_guideline_says():
    assert AT + timedelta(minutes=15) == waits_until(AT, "15")


def test_a_judgement_is_one_of_three():
    assert "wrong" == own_verdict("wrong")
    for other in ("", "-", "accept"):
        with pytest.raises(BadInput):
            own_verdict(other)
