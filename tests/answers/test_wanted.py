"""What a question asks for: the turn first, what came before it less and less, slips read right, synonyms too."""

from __future__ import annotations

import pytest

from fairdesk.answers.synonyms import synonyms_of
from fairdesk.answers.wanted import Synonyms, Wanted, wanted_of
from fairdesk.nouns import MaskedText, said_by_desk

KNOWN = {"parcel": 3, "island": 1, "label": 2, "password": 4, "sign": 2, "login": 1, "post": 1}


def ask(question: str, *history: MaskedText, synonyms: Synonyms | None = None) -> Wanted:
    return wanted_of(MaskedText(question), history, "en", KNOWN, synonyms or {})


def test_what_was_said_before_counts_less_and_less_and_the_desk_s_words_half() -> None:
    asked = ask("island", MaskedText("the password"), said_by_desk(MaskedText("a label")), MaskedText("my parcel"))

    assert (
        pytest.approx({"island": 1, "parcel": 0.5, "label": 0.5 * 0.5 * 0.7, "password": 0.5 * 0.7**2}) == asked.terms
    )


def test_a_word_counts_as_often_as_it_is_said() -> None:
    assert pytest.approx({"parcel": 2.5}) == ask("parcel parcel", MaskedText("parcel")).terms


def test_pairs_are_those_of_the_question_alone() -> None:
    assert {("parcel", "label"): 1} == ask("the parcel label", MaskedText("island post")).pairs


def test_a_slip_is_read_as_the_word_that_the_articles_have() -> None:
    assert pytest.approx({"password": 0.7}) == ask("pasword").terms


def test_a_known_word_is_never_read_as_another() -> None:
    assert {"post": 1} == ask("post").terms


class TestSynonyms:
    SAME = synonyms_of('same = [["parcel", "shipment"], ["sign in", "login"], ["post", "mail", "courier"]]', "en")

    def test_are_asked_for_too(self) -> None:
        assert pytest.approx({"ship": 1, "parcel": 0.7}) == ask("my shipment", synonyms=self.SAME).terms

    def test_may_be_phrases(self) -> None:
        assert pytest.approx({"login": 1, "sign": 0.7}) == ask("login", synonyms=self.SAME).terms

    def test_count_once_however_many_of_them_are_said(self) -> None:
        found = ask("courier or mail", synonyms=self.SAME).terms

        assert pytest.approx({"courier": 1, "mail": 1, "post": 0.7}) == found

    def test_say_nothing_of_other_words(self) -> None:
        assert {"island": 1} == ask("island", synonyms=self.SAME).terms
