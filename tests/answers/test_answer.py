"""The embedded answerer as one pure function, and the contract any answerer must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from fairdesk.answers.answer import answer, check_answerer
from fairdesk.answers.articles import Article
from fairdesk.answers.search import Candidate, CorpusStatistics
from fairdesk.nouns import BadInput, Because, Draft, MaskedText
from tests.answers.test_abstain import shelf

QUESTIONS = ["How do I return something?", "zeppelin", "", "tracking my parcel to an island"]


class Shelf:
    """Finds in memory; stands for the database."""

    def __init__(self, articles: list[Article]) -> None:
        self.articles = articles

    def __call__(
        self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime
    ) -> tuple[Sequence[Candidate], CorpusStatistics]:
        return shelf(self.articles, language)

    def answers(self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime) -> Draft:
        return answer(question, language, history, at, self)


def test_answers_by_quoting(shop: list[Article], at: datetime) -> None:
    made = Shelf(shop).answers(MaskedText("When does the money for my return arrive?"), "en", (), at)

    assert "We refund you within 5 days of getting the parcel." == made.text
    assert 0.5 <= made.confidence


def test_the_history_helps_a_follow_up(shop: list[Article], at: datetime) -> None:
    asked, before = MaskedText("and how long?"), (MaskedText("I want to follow my parcel with tracking"),)

    assert "" == Shelf(shop).answers(asked, "en", (), at).text
    assert "Follow the parcel in your account." == Shelf(shop).answers(asked, "en", before, at).text


def test_the_same_question_has_the_same_answer(shop: list[Article], at: datetime) -> None:
    asked = MaskedText(QUESTIONS[0])

    assert Shelf(shop).answers(asked, "en", (), at) == Shelf(shop[::-1]).answers(asked, "en", (), at)


def test_the_embedded_answerer_keeps_the_contract(shop: list[Article], at: datetime) -> None:
    check_answerer(Shelf(shop).answers, QUESTIONS, "en", at)


@pytest.mark.parametrize(
    ("lie", "broken"),
    [
        (lambda made: replace(made, text="We refund you within 50 days."), "does not stand in the evidence"),
        (lambda made: replace(made, evidence=()), "without evidence"),
        (lambda made: replace(made, confidence=1.2), "outside 0 to 1"),
        (lambda made: replace(made, confidence=float("nan")), "outside 0 to 1"),
        (lambda made: replace(made, because=Because("mask", "mask.ok")), "not 'answer'"),
        (
            lambda made: replace(made, evidence=(replace(made.evidence[0], valid_until=date(2026, 1, 1)),)),
            "no longer valid",
        ),
    ],
)
def test_the_check_finds_what_an_answerer_must_not_do(
    lie: object, broken: str, shop: list[Article], at: datetime
) -> None:
    def liar(question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime) -> Draft:
        made: Draft = lie(Shelf(shop).answers(question, language, history, at))  # type: ignore[operator]
        return made

    with pytest.raises(BadInput, match=f"question 1: .*{broken}"):
        check_answerer(liar, QUESTIONS[:1], "en", at)
