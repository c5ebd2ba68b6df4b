"""How sure search is: three readable parts, and where they put answers, doubts and strangers' questions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.abstain import confidence, contributions, logistic, promise_facts, sureness, topic_of
from fairdesk.answers.articles import Article
from fairdesk.answers.search import Candidate, CorpusStatistics, analysed, rank, statistics_of
from fairdesk.answers.synonyms import synonyms_of
from fairdesk.nouns import Because, Draft, Evidence, MaskedText, Promised
from tests.conftest import shared_data


def shelf(articles: list[Article], language: str) -> tuple[list[Candidate], CorpusStatistics]:
    kept = [
        Candidate(
            f"{one.id}#{part.ordinal}", one.id, one.version, one.title, part.heading, part.anchor, language, part.text,
            analysed(one.title, part.heading, part.text, language),
        )
        for one in articles if one.language == language
        for part in one.passages
    ]  # fmt: skip
    return kept, statistics_of([one.analysed for one in kept], language)


def sure(question: str, kept: list[Candidate], statistics: CorpusStatistics) -> float:
    asked = MaskedText(question)
    return confidence(asked, rank(asked, kept, statistics), statistics)


def texts(name: str, count: int) -> list[str]:
    path: Path = shared_data("assistant", "intents", name)
    with path.open() as file:
        lines = [json.loads(line)["text"] for line in file]
    return lines[:: len(lines) // count][:count]


def test_a_question_whose_words_are_all_there_is_answered(shop: list[Article]) -> None:
    assert 0.5 <= sure("When does the money for my return arrive?", *shelf(shop, "en"))


@pytest.mark.parametrize("question", ["", "How do I do this?", "[EMAIL_1]", "zeppelin xylophone", "????"])
def test_it_is_zero_when_nothing_matches(question: str, shop: list[Article]) -> None:
    assert 0.0 == sure(question, *shelf(shop, "en"))


def test_one_common_word_is_not_enough(shop: list[Article]) -> None:
    assert 0.5 > sure("My neighbour took a parcel and opened it, what does the law say?", *shelf(shop, "en"))


def test_unknown_words_lower_it(shop: list[Article]) -> None:
    kept, statistics = shelf(shop, "en")

    assert sure("tracking a parcel", kept, statistics) > sure(
        "tracking a parcel by zeppelin xylophone", kept, statistics
    )


def test_another_article_as_near_lowers_it(shop: list[Article]) -> None:
    def kept(article: str) -> Candidate:
        return Candidate(
            article,
            article,
            "v",
            "Cards",
            ("Blocking",),
            "x",
            "en",
            "Block it.",
            analysed("Cards", ("Blocking",), "Block it.", "en"),
        )

    one, other = kept("card"), kept("voucher")
    statistics = statistics_of([one.analysed, other.analysed], "en")
    asked = MaskedText("How do I block cards?")
    alone, tied = (sureness(asked, rank(asked, each, statistics), statistics) for each in ([one], [one, other]))

    assert alone is not None
    assert tied is not None
    assert (0.0, 1.0) == (alone.tied, tied.tied)
    assert "tied" not in alone.facts
    found = contributions(tied.facts)
    assert found is not None
    assert found.adds_up
    assert tied.confidence == pytest.approx(logistic(found.value))
    assert tied.confidence < 0.5 < alone.confidence


def test_the_parts_say_why(shop: list[Article]) -> None:
    kept, statistics = shelf(shop, "en")
    asked = MaskedText("tracking")

    parts = sureness(asked, rank(asked, kept, statistics), statistics)

    assert parts is not None
    assert (1.0, 1.0, pytest.approx(1 / 3)) == (parts.lead, parts.headed, parts.informed)


@pytest.mark.parametrize(("asked", "same"), [("brolly", "umbrella"), ("unbrella", "umbrella")])
def test_a_word_that_another_stands_for_is_covered_in_part(asked: str, same: str) -> None:
    """Found by a synonym or in spite of a slip, an answer is less sure, not unsure altogether."""
    kept = [
        Candidate("p", "a", "v", f"The {same}", (), "", "en", f"A {same}.", analysed(f"The {same}", (), "", "en"))
    ]
    statistics = statistics_of([kept[0].analysed], "en", synonyms_of('same = [["brolly", "umbrella"]]', "en"))

    parts = [sureness(MaskedText(one), rank(MaskedText(one), kept, statistics), statistics) for one in (asked, same)]

    assert parts[0] is not None
    assert parts[1] is not None
    assert (0.7, 1.0) == (parts[0].headed, parts[1].headed)
    assert 0 < parts[0].confidence < parts[1].confidence


@given(st.text(max_size=60))
def test_it_is_always_between_0_and_1(question: str) -> None:
    kept = [Candidate("p", "a", "v", "ab", ("cd",), "x", "en", "ef gh", analysed("ab", ("cd",), "ef gh", "en"))]

    assert 0.0 <= sure(question + " ab ef", kept, statistics_of([kept[0].analysed], "en")) <= 1.0


OWN_QUESTIONS = {
    "en": [
        "How do I change my phone number?",
        "I want to delete my account",
        "What are backup codes?",
        "Which ID types are accepted?",
    ],
    "es": ["¿Cómo elimino mi cuenta?", "cambiar el número de teléfono"],
    "fr": ["Comment supprimer mon compte ?", "changer de numéro de téléphone"],
    "zh": ["怎么删除账户", "更改电话号码"],
}


def test_questions_of_the_real_help_centre_are_mostly_answered(help_centre: list[Article]) -> None:
    found = [
        sure(question, *shelf(help_centre, language)) >= 0.5
        for language, questions in OWN_QUESTIONS.items()
        for question in questions
    ]

    assert 0.7 <= sum(found) / len(found)


@pytest.mark.parametrize("name", ["banking77_train.jsonl", "clinc150_val.jsonl"])
def test_questions_it_cannot_know_are_left_to_people(name: str, help_centre: list[Article]) -> None:
    """Messages to a bank and to a home assistant, asked of a government sign-in service: 300 each, at most one in ten."""
    kept, statistics = shelf(help_centre, "en")

    accepted = sum(sure(text, kept, statistics) >= 0.5 for text in texts(name, 300))

    assert accepted <= 30


class TestPromise:
    DRAFT = Draft("A refund takes 5 days.", (), 0.8, Because("answer", "answer.found", {"intent": "refunds"}))
    KEPT = Promised("none", "intent", {"refunds": 0.7, "parcels": 0.9})

    def found(self, article: str = "returns") -> Draft:
        passage = Evidence("returns#1", article, "v", "Returns", (), "", "en", "A refund takes 5 days.", 1.0)
        return replace(self.DRAFT, evidence=(passage,))

    @pytest.mark.parametrize(("by", "topic"), [("all", "all"), ("article", "returns"), ("intent", "refunds")])
    def test_a_topic_is_what_the_setting_says(self, by, topic):
        assert topic == topic_of(self.found(), by)
        assert "all" == topic_of(self.DRAFT, by) == topic_of(None, by)

    def test_of_a_time_before_promises_nothing_is_told(self):
        assert {} == promise_facts(self.found(), Promised())

    @pytest.mark.parametrize(("confidence", "above"), [(0.7, True), (0.69, False)])
    def test_where_one_is_in_force_it_is_told_whether_the_answer_is_sure_enough(self, confidence, above):
        told = promise_facts(replace(self.found(), confidence=confidence), self.KEPT)

        assert {"promise": "kept", "above_promise": above, "topic": "refunds"} == told

    @pytest.mark.parametrize("closed", ["refunds", "all"])
    def test_a_broken_one_closes_whatever_else_is_promised(self, closed):
        told = promise_facts(self.found(), replace(self.KEPT, closed=(closed,)))

        assert ("closed", False) == (told["promise"], told["above_promise"])

    @pytest.mark.parametrize("promised", [KEPT, Promised("none")])
    def test_what_was_taught_with_too_few_examples_is_left_to_people(self, promised):
        facts = {**self.DRAFT.because.facts, "intent_ready": False}
        told = promise_facts(replace(self.found(), because=replace(self.DRAFT.because, facts=facts)), promised)

        assert ("cold", False) == (told["promise"], told["above_promise"])
        assert "ready" not in told, "a turn kept before that was told is replayed as it was"

    def test_since_it_is_told_a_turn_says_that_it_was_taught_with_too_few(self):
        unready = replace(self.DRAFT.because, facts={**self.DRAFT.because.facts, "intent_ready": False})
        tells = replace(self.KEPT, tells_ready=True)

        assert False is promise_facts(replace(self.found(), because=unready), tells)["ready"]
        assert "ready" not in promise_facts(self.found(), tells)

    def test_another_topics_fate_is_not_this_ones(self):
        assert "kept" == promise_facts(self.found(), replace(self.KEPT, closed=("parcels",)))["promise"]

    @pytest.mark.parametrize("before", ["none", "cold"])
    def test_without_one_holds_what_the_desk_does_before(self, before):
        assert {"promise": before, "above_promise": False} == promise_facts(self.found(), Promised(before))
        assert {"promise": before, "above_promise": False} == promise_facts(None, Promised(before))
