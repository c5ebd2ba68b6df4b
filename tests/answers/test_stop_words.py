"""Every offered language has its short list."""

from __future__ import annotations

from fairdesk.answers.stop_words import STOP_WORDS
from fairdesk.language import OFFERED


def test_every_offered_language_has_a_list_of_single_words() -> None:
    assert set(OFFERED) == set(STOP_WORDS)
    assert all(20 <= len(words.split()) <= 250 for words in STOP_WORDS.values())


def test_words_that_carry_a_question_are_not_on_it() -> None:
    carrying = {
        "account",
        "change",
        "delete",
        "password",
        "order",
        "refund",
        "price",
        "open",
        "close",
        "pay",
        "person",
        "help",
    }

    assert not carrying & set(STOP_WORDS["en"].split())
