"""The practice: one planted error, found by comparing the answer with its source."""

from __future__ import annotations

import re

import pytest

from fairdesk.accessibility.literacy import ANSWER, ARTICLE, WRONG, check, lesson
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput


def test_exactly_the_planted_sentence_says_a_number_the_article_does_not() -> None:
    known = set(re.findall(r"\d+", " ".join(ARTICLE)))
    wrong = [place for place, sentence in enumerate(ANSWER) if set(re.findall(r"\d+", sentence)) - known]

    assert [WRONG] == wrong


@pytest.mark.parametrize("language", OFFERED)
def test_only_the_wrong_sentence_is_right_to_choose_in_every_language(language: str) -> None:
    now = lesson(language)

    assert [place == now.wrong for place in range(4)] == [check(now, place).right for place in range(4)]


@pytest.mark.parametrize("language", OFFERED)
def test_the_numbers_survive_translation(language: str) -> None:
    now = lesson(language)

    assert "30" in now.article[0]
    assert "90" in now.answer[WRONG]
    assert {"30", "90"} <= set(re.findall(r"\d+", check(now, 0).because))


def test_feedback_explains_itself_and_gives_two_tips_whatever_was_chosen() -> None:
    now = lesson("en")
    found, missed = check(now, WRONG), check(now, 0)

    assert found.headline != missed.headline
    assert found.because == missed.because
    assert "source" in found.tips[0]
    assert "person" in found.tips[1]


@pytest.mark.parametrize("choice", [-1, 4])
def test_a_sentence_that_is_not_there_is_refused(choice: int) -> None:
    with pytest.raises(BadInput):
        check(lesson("en"), choice)


def test_it_takes_less_than_a_minute_to_read() -> None:
    # 200 words a minute is slow reading.
    assert len(" ".join((*ARTICLE, *ANSWER)).split()) <= 120
