"""The customer reads the few reasons that decided; a colleague reads all; neither reads anything else."""

from __future__ import annotations

import pytest
from hypothesis import given

from fairdesk.explainability.because import walk
from fairdesk.explainability.sentences import HIDDEN_KINDS
from fairdesk.explainability.wording import (
    for_colleague,
    for_customer,
    handover_sentence,
    hidden_sentence,
    unclear_sentence,
)
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.language import OFFERED
from fairdesk.nouns import Because, Fact
from tests.explainability.test_because import TREES
from tests.guidelines.test_compile import ROUTINE, SURE

ROUTING, RELEASE = (compile_table(parse(shipped(name), f"{name}.yaml")) for name in ("routing", "release"))


def turn(code: str = "turn.answered", hidden: int = 0, passages: int = 1, **facts: Fact) -> Because:
    """Return the reason of a turn whose guidelines decided on *facts*."""
    routed = ROUTING.decide({**ROUTINE, **{name: facts[name] for name in facts if name in ROUTINE}})
    under = [
        Because("mask", "mask.ok", {"hidden": hidden}),
        Because("triage", "triage.none"),
        Because("permit", "permit.ai_allowed"),
        Because("wish", "wish.none"),
        routed.because,
    ]
    if routed.outputs["route"] == "assistant":
        released = RELEASE.decide({**SURE, **{name: facts[name] for name in facts if name in SURE}})
        found = Because("answer", "answer.found", {"confidence": 0.9, "passages": passages}, words=("secret words",))
        nothing = Because("answer", "answer.nothing", {"confidence": 0.0, "passages": 0})
        under += [nothing if facts.get("answer_found") is False else found, released.because]
    return Because("turn", code, under=tuple(under))


class TestForTheCustomer:
    def test_an_answer_names_its_reasons_in_the_order_in_which_they_came(self):
        assert (
            "This is an everyday question, so the assistant tried to answer it.",
            "It compared 2 passages of our help articles and quotes the best one.",
            "The article fits your question well enough to show you.",
            "The assistant did not see 1 personal detail: we hid it first.",
        ) == for_customer(turn(hidden=1, passages=2), "en")

    def test_doubt_is_said_as_doubt(self):
        told = for_customer(turn("turn.unclear", confidence=0.2), "en")

        assert "The articles did not fit your question well enough, so it did not guess." == told[-1]

    def test_a_hand_over_names_why(self):
        assert ("You asked for a person.",) == for_customer(turn("turn.handed_over", asks_for_person=True), "en")
        assert "No help article answers this, so a person does." == for_customer(turn(answer_found=False), "en")[-1]

    def test_what_was_not_found_is_said_once(self):
        assert 2 == len(for_customer(turn("turn.handed_over", answer_found=False, passages=0), "en"))

    def test_no_confidence_is_shown(self):
        assert "0.9" not in " ".join(for_customer(turn(), "en"))

    @pytest.mark.parametrize("language", OFFERED)
    def test_in_every_language_something_is_said(self, language):
        assert all(for_customer(turn(hidden=1), language))

    @given(TREES)
    def test_of_any_tree_at_most_four_sentences_and_none_of_its_words(self, because):
        told = for_customer(because, "en")

        assert 1 <= len(told) <= 4


class TestForColleagues:
    def test_one_line_a_reason_with_its_depth(self):
        because = turn()

        lines = for_colleague(because)

        assert [part.code for part in walk(because)] == [line.code for line in lines]
        assert [0, 1, 1, 1, 1, 1, 1, 1] == [line.depth for line in lines]
        assert str(lines[0]) == lines[0].sentence == "The assistant answered."

    def test_the_rule_its_version_its_facts_and_what_failed_are_in_words(self):
        line = for_colleague(turn(asks_for_person=True))[5]

        assert ("R04", ROUTING.table.version) == (line.rule, line.version)
        assert ("the customer asks for a person", "yes") in line.facts
        assert ("sensitive matter", "none") in line.facts
        assert "Rule R01 did not apply because of: personal data could be hidden." == line.failed[0]
        assert 3 == len(line.failed)

    def test_a_refusal_names_the_input_and_what_is_wrong_with_it(self):
        refused = ROUTING.decide({**ROUTINE, "with_person": "yes"})  # mistyped

        facts = dict(for_colleague(refused.because)[0].facts)

        assert "a person has the conversation, or it waits for one" == facts["input that could not be used"]
        assert "of the wrong type" == facts["what is wrong with it"]

    def test_a_code_of_a_company_s_own_guideline_stands_for_itself(self):
        (line,) = for_colleague(Because("refunds", "refunds.A2", {"order_age": 3.14159, "topic": "late"}))

        assert "refunds.A2" == line.sentence
        assert (("order age", "3.14"), ("topic", "late")) == line.facts

    def test_the_customer_s_words_are_not_among_them(self):
        assert "secret" not in str(for_colleague(turn()))


class TestHandover:
    def test_says_why_a_person_takes_it(self):
        assert "You asked for a person. A person will answer you." == handover_sentence("asked_for_person", "en")

    def test_of_an_unknown_code_says_only_that_one_does(self):
        assert "A person will answer you." == handover_sentence("something_new", "en")


@pytest.mark.parametrize("language", OFFERED)
def test_doubt_is_said_in_every_language_and_leaves_no_gap_to_fill(language):
    assert unclear_sentence(language)
    assert "{" not in unclear_sentence(language)


def test_doubt_offers_a_person():
    assert "a person" in unclear_sentence("en")


class TestWhatWasHidden:
    def test_is_named_by_kind_and_number(self):
        assert "We hid 2 things before the assistant read this: an e-mail address, a card number." == hidden_sentence(
            {"EMAIL": 1, "CARD": 1}, "en"
        )
        assert "We hid 1 thing before the assistant read this: a name." == hidden_sentence({"PERSON": 1}, "en")
        assert "a phone number (×2)" in hidden_sentence({"PHONE": 2}, "en")

    def test_nothing_is_said_to_be_nothing(self):
        assert "We found nothing to hide before the assistant read this." == hidden_sentence({}, "en")
        assert hidden_sentence({}, "en") == hidden_sentence({"EMAIL": 0}, "en")

    def test_a_kind_of_another_detector_still_shows(self):
        assert "another personal detail" in hidden_sentence({"PET_NAME": 1}, "en")

    def test_every_kind_of_the_scanner_has_words(self):
        from tests.privacy.messages import ALL

        assert {kind for _, _, spans in ALL for _, _, kind in spans} <= set(HIDDEN_KINDS)
