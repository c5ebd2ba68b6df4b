"""What would have led to another outcome is said in one short sentence, of every guideline that comes with the desk."""

from __future__ import annotations

import re
from itertools import product

import pytest

from fairdesk.explainability.counterfactual import NEEDED, SENTENCES, SEVERAL, for_colleague, for_customer, needed
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.nearest import EVERYBODY, nearest
from fairdesk.guidelines.table import Changeable, parse, shipped
from fairdesk.language import OFFERED
from fairdesk.nouns import Change, Otherwise
from tests.explainability.test_sentences import reading_ease
from tests.guidelines.test_compile import ROUTINE, SURE

ROUTING, RELEASE = (compile_table(parse(shipped(name), name)) for name in ("routing", "release"))
DAYS = Change("days", "days since delivery", "days", "customer", 44, 30, "<= 30")


def otherwise(*changes: Change) -> Otherwise:
    return Otherwise("refunds", "9a77", changes, {"refund": "pay"}, "A1")


def told(guideline: Guideline, facts, column: str, value: str, by=EVERYBODY) -> str:
    return for_customer(nearest(guideline, facts, lambda outputs: outputs[column] == value, by), "en")


class TestForTheCustomer:
    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            (
                {"asks_for_person": True},
                "If you had not asked for a person, the assistant would have tried to answer.",
            ),
            ({"ai_refused": True}, "If you had not chosen people only, the assistant would have tried to answer."),
            ({"ai_paused": True}, "If the assistant were switched on, it would have tried to answer."),
            ({"asks_for_person": True, "ai_paused": True}, SEVERAL),
            ({"concern": "crisis"}, ""),
            ({"with_person": True}, ""),
        ],
    )
    def test_of_a_message_that_went_to_a_person(self, facts, says):
        assert says == told(ROUTING, {**ROUTINE, **facts}, "route", "assistant")

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"confidence": 0.3}, "If an article had answered this more clearly, the assistant would have shown it."),
            ({"answer_found": False, "confidence": 0.0}, "If we had an article about this, the assistant would have shown it."),
            ({"evidence_valid": False}, "If the article were up to date, the assistant would have shown it."),
            (
                {"answer_found": False, "confidence": 0.0, "in_time": False},
                "If it had found an article in time, the assistant would have shown it.",
            ),
            ({"answerer_ok": False}, ""),
        ],
    )  # fmt: skip
    def test_of_an_answer_that_was_not_sent(self, facts, says):
        assert says == told(RELEASE, {**SURE, **facts}, "release", "send")

    def test_of_an_answer_what_would_have_brought_a_person(self):
        mine = frozenset({Changeable.CUSTOMER})

        assert "If you had chosen people only, a person would have answered." == told(
            ROUTING, ROUTINE, "route", "person", mine
        )

    def test_of_a_company_s_own_guideline_in_its_own_words(self):
        assert "Another outcome would have needed: days since delivery <= 30 days." == for_customer(
            otherwise(DAYS), "en"
        )

    def test_whatever_the_facts_it_is_one_sentence_or_none(self):
        free = [c.name for c in ROUTING.table.inputs if c.name != "concern"]
        for values in product((False, True), repeat=len(free)):
            said = told(ROUTING, {**ROUTINE, **dict(zip(free, values, strict=True))}, "route", "assistant")
            assert said in {"", SEVERAL, *SENTENCES.values()}

    @pytest.mark.parametrize("language", OFFERED)
    def test_in_every_language_something_is_said(self, language):
        assert "days since delivery <= 30 days" in for_customer(otherwise(DAYS), language)


class TestForColleagues:
    def test_each_change_has_its_value_and_who_could_have_changed_it(self):
        assert ("days since delivery <= 30 days (was 44; the customer could change it)",) == for_colleague(
            otherwise(DAYS)
        )
        assert () == for_colleague(None)

    def test_a_single_value_is_said_to_be_equal(self):
        assert "x = true" == needed(Change("x", "x", "", "company", False, True, "true"))


@pytest.mark.parametrize("text", [*SENTENCES.values(), SEVERAL, NEEDED])
def test_sentences_are_short_and_plain(text):
    assert len(text.split()) <= 15
    assert reading_ease(re.sub(r"\{.*?\}", "it", text)) >= 50, reading_ease(text)
