"""The five behaviours of a first reply, in every text that comes with the desk: each matter, language and country."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdesk.language import OFFERED
from fairdesk.sensitive.behaviours import BEHAVIOURS, lists, missing
from fairdesk.sensitive.first_response import first_words, words_in
from fairdesk.sensitive.helplines import shipped
from fairdesk.sensitive.topics import ACUTE, MATTERS

TODAY = date(2026, 11, 29)
COUNTRIES = ("", "XX", *(line.country for line in shipped()))


def text(topic: str, language: str, country: str, at: date = TODAY) -> str:
    words = first_words(topic, language, country, at)
    assert words is not None
    return words.text


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize("topic", MATTERS)
def test_every_shipped_text_does_all_it_should(topic, language):
    shared = words_in(language).shared
    lacking = {
        (country, at): found
        for country in COUNTRIES
        for at in (TODAY, TODAY + timedelta(days=400))  # also when every line has run out
        if (found := missing(text(topic, language, country, at), topic, language, shared))
    }

    assert {} == lacking


def test_each_language_has_its_lists():
    assert set(OFFERED) == set(lists())
    for words in lists().values():
        assert {str(topic) for topic in ACUTE} == set(words["risk"])


@pytest.mark.parametrize("language", OFFERED)
@pytest.mark.parametrize("topic", sorted(ACUTE))
def test_nothing_said_is_everything_missing(topic, language):
    assert BEHAVIOURS == missing("", topic, language, words_in(language).shared)


@pytest.mark.parametrize("language", OFFERED)
def test_what_is_taken_out_is_missed(language):
    shared = words_in(language).shared
    said = text("crisis", language, "IE")

    for behaviour in ("risk", "empathy", "help"):
        words = lists()[language][behaviour]
        said_less = said
        for each in words["crisis"] if behaviour == "risk" else words:
            said_less = said_less.replace(each, "")
        assert said_less != said
        assert behaviour in missing(said_less, "crisis", language, shared)
    without_numbers = "".join(each for each in said if not each.isdigit())
    assert "resource" in missing(without_numbers, "crisis", language, shared)
    assert ("invitation",) == missing(said.replace(shared["write_on"], ""), "crisis", language, shared)


def test_words_of_a_machine_that_only_feels_are_not_enough():
    said = "I am so sorry you feel this way. You have so much to live for."

    assert BEHAVIOURS == missing(said, "crisis", "en", words_in("en").shared)
