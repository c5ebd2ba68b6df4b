"""A polite question is the bare question: what asks nothing is taken from around it, and nothing else is."""

from __future__ import annotations

import pytest

from fairdesk.answers.courtesies import without_courtesies
from fairdesk.answers.wordings import wordings
from fairdesk.language import OFFERED
from fairdesk.nouns import MaskedText

ASKED = "How long does a refund take?"


@pytest.mark.parametrize(
    "said",
    [
        f"Hello, a quick question: {ASKED}",
        f"{ASKED} Thanks in advance!",
        f"Good morning! I was wondering: {ASKED} Many thanks.",
        f"Dear Sir or Madam,\n\n{ASKED}\n\nKind regards\n[PERSON_1]",
        f"Dear customer service,\r\n\r\n{ASKED}\r\n\r\nKind regards\r\nDana Doe\r\nDublin",
        f"hi there {ASKED} please",
        ASKED,
    ],
)
def test_what_is_polite_around_a_question_is_taken_away(said):
    assert ASKED == without_courtesies(MaskedText(said))


@pytest.mark.parametrize(
    "said",
    [
        "Hello",
        "Thanks, bye!",
        "",
        "Nothing else works on my telephone",
        "My parcel is late\norder 4711",
        "Please cancel my order",
        "How do I write a thank you card for [PERSON_1]?",
        "I have a question",
        "What does kind regards\nmean in a letter, and why do you write it under everything that you send to me each week?",
    ],
)
def test_nothing_is_taken_that_asks_or_if_nothing_is_left(said):
    assert said == without_courtesies(MaskedText(said))


@pytest.mark.parametrize("language", OFFERED)
def test_the_letters_and_greetings_of_a_probe_are_known_in_every_language(language):
    asked = {"zh": "退款需要多长时间？", "ar": "كم يستغرق استرداد المبلغ؟", "uk": "Скільки триває повернення?"}.get(
        language, "xxx yyy zzz?"
    )
    said = {one.rule: one.text for one in wordings(asked, language)}

    for rule in ("a greeting before it", "thanks behind it", "as an e-mail"):
        assert asked.rstrip("?？؟") == without_courtesies(MaskedText(said[rule])).rstrip("?？؟ "), rule


@pytest.mark.parametrize(
    "said",
    [
        "I am having a question about the fees",
        "I have question about the fees",
        "um so about the fees",
        "Heyyy about the fees",
    ],
)
def test_who_speaks_otherwise_asks_the_same(said):
    assert "about the fees" == without_courtesies(MaskedText(said))
