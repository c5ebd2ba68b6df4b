"""Several questions of one message: each answered from its own passage, as sure as the least sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from fairdesk.answers.abstain import promise_facts, topic_of
from fairdesk.answers.answer import answer, check_answerer
from fairdesk.answers.articles import Article
from fairdesk.answers.grounding import sources
from fairdesk.answers.several import together
from fairdesk.nouns import Because, Draft, MaskedText, Part, Promised
from tests.answers.test_answer import Shelf

BOTH = MaskedText("When does the money for my return arrive? And how do I follow my parcel with tracking?")
REFUND, TRACKING = "We refund you within 5 days of getting the parcel.", "Follow the parcel in your account."


def answered(shop: Sequence[Article], question: MaskedText, at: datetime) -> Draft:
    return answer(question, "en", (), at, Shelf(list(shop)))


class TestTwoQuestions:
    def test_each_answer_stands_under_its_question(self, shop: list[Article], at: datetime):
        made = answered(shop, BOTH, at)

        assert (
            f"> When does the money for my return arrive?\n\n{REFUND}\n\n"
            f"> And how do I follow my parcel with tracking?\n\n{TRACKING}"
        ) == made.text
        assert [REFUND, TRACKING] == [found.quote for found in sources(made)]
        assert ("answer.several", 2) == (made.because.code, made.because.facts["questions"])

    def test_it_is_as_sure_as_the_least_sure(self, shop: list[Article], at: datetime):
        made = answered(shop, BOTH, at)

        sure = [part.draft.confidence for part in made.parts]
        assert min(sure) == made.confidence == made.because.facts["confidence"]
        assert max(sure) > min(sure)

    def test_a_part_is_answered_as_if_the_others_were_asked_before(self, shop: list[Article], at: datetime):
        made = answered(shop, MaskedText("When does the money for my return arrive? And how do I track it?"), at)

        first, second = made.parts
        assert answer(second.question, "en", (first.question,), at, Shelf(shop)) == second.draft

    def test_one_passage_that_answers_both_is_one_answer(self, shop: list[Article], at: datetime):
        made = answered(
            shop, MaskedText("When does the money for my return arrive? How long until I get the refund money?"), at
        )

        assert ((), REFUND) == (made.parts, made.text)

    def test_where_one_has_no_answer_nothing_is_sure(self, shop: list[Article], at: datetime):
        made = answered(shop, MaskedText("When does the money for my return arrive? Where is the zeppelin?"), at)

        assert (0.0, 2) == (made.confidence, len(made.parts))

    def test_the_contract_is_kept(self, shop: list[Article], at: datetime):
        check_answerer(Shelf(shop).answers, [BOTH], "en", at)


class TestNothingIsSaidBesides:
    @pytest.mark.parametrize(
        "lie",
        [
            lambda made: replace(made, text=made.text + "\n\nWe pay you 50 euros."),
            lambda made: replace(made, text=made.text.replace("5 days", "50 days")),
            lambda made: replace(made, parts=made.parts[:1]),
            lambda made: replace(
                made, parts=(made.parts[0], replace(made.parts[1], draft=replace(made.parts[1].draft, evidence=())))
            ),
        ],
    )
    def test_a_text_that_is_not_that_of_its_parts_stands_in_nothing(
        self, lie: object, shop: list[Article], at: datetime
    ):
        made = answered(shop, BOTH, at)

        assert () == sources(lie(made))  # type: ignore[operator]


def part(article: str, confidence: float, **facts: object) -> Part:
    because = Because("answer", "answer.found", {"confidence": confidence, **facts})  # type: ignore[dict-item]
    found = replace(EVIDENCE, article=article, passage=f"en/{article}@1#0")
    return Part(MaskedText("What is it?"), Draft("It is.", (found,), confidence, because))


class TestThePromise:
    @pytest.fixture(autouse=True)
    def _evidence(self, shop: list[Article], at: datetime):
        global EVIDENCE
        EVIDENCE = answered(shop, MaskedText("When does the money for my return arrive?"), at).evidence[0]

    def held(self, one: Part, other: Part, **promised: object) -> tuple[object, ...]:
        facts = promise_facts(together([one, other]), Promised("none", "article", **promised))  # type: ignore[arg-type]
        return facts["promise"], facts["above_promise"], facts["topic"]

    def test_it_is_kept_only_if_each_part_keeps_it(self):
        thresholds = {"returns": 0.6, "parcels": 0.8}

        assert ("kept", True, "returns") == self.held(
            part("returns", 0.7), part("parcels", 0.9), thresholds=thresholds
        )
        assert ("kept", False, "returns") == self.held(
            part("returns", 0.7), part("parcels", 0.75), thresholds=thresholds
        )
        assert ("none", False, "returns") == self.held(
            part("returns", 0.7), part("other", 0.9), thresholds=thresholds
        )

    def test_a_topic_that_is_closed_or_unlearned_closes_the_whole(self):
        thresholds = {"returns": 0.6, "parcels": 0.8}

        assert (
            "closed"
            == self.held(part("returns", 0.9), part("parcels", 0.95), thresholds=thresholds, closed=("parcels",))[0]
        )
        assert (
            "cold"
            == self.held(part("returns", 0.9), part("parcels", 0.95, intent_ready=False), thresholds=thresholds)[0]
        )

    def test_it_counts_under_the_topic_of_the_least_sure(self):
        made = together([part("returns", 0.9), part("parcels", 0.7)])

        assert ("parcels", "all") == (topic_of(made, "article"), topic_of(made, "all"))
        assert 0.7 == made.confidence
