"""A colleague corrects an answer: it stays, the right words are theirs, and it is counted of the assistant alone."""

from __future__ import annotations

import json

import pytest

from fairdesk.accountability import records as ledger
from fairdesk.database import rows
from fairdesk.house.automating import outcomes_since
from fairdesk.house.holding import Held
from fairdesk.nouns import BadInput, NotFound, Overtaken, Refused, Voice
from fairdesk.oversight.guardrail import facts_of
from fairdesk.oversight.records import overrides
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"
RIGHT = "For your order it takes 14 days, because it was paid by invoice."


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


class TestTheAnswer:
    def test_stays_marked_and_the_right_words_are_the_persons_own(self, desk, dana):
        act = desk.last_act(dana)

        desk.house.override(act, desk.ada, "wrong_fact", RIGHT)

        (answer,) = [each for each in desk.sees(dana).entries if each.voice is Voice.ASSISTANT]
        assert answer.corrected
        assert "5 working days" in answer.text
        *_, said, event = desk.sees(dana).entries
        assert (Voice.PERSON, "Ada", RIGHT) == (said.voice, said.who, said.text)
        assert ("overridden", "wrong_fact", 1) == (event.code, event.values["reason"], event.values["answer"])
        assert "wrong_fact" == desk.house.why(act, dana.id).overridden

    def test_is_in_the_ledger_which_verifies(self, desk, dana):
        desk.house.override(desk.last_act(dana), desk.ada, "tone", RIGHT)

        assert "overridden" in [json.loads(kept.entry)["code"] for kept in ledger.waiting()]
        assert () == desk.house.verify().problems

    def test_is_overridden_once(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.override(act, desk.ada, "tone", RIGHT)

        with pytest.raises(Overtaken):
            desk.house.override(act, desk.ada, "unfair", "Something else.")
        assert 1 == len([each for each in desk.sees(dana).entries if each.voice is Voice.PERSON])

    def test_of_nobody_who_does_not_have_the_conversation(self, desk, dana):
        for colleague in (desk.ben, desk.otto):
            with pytest.raises(Refused):
                desk.house.override(desk.last_act(dana), colleague, "tone", RIGHT)

    def test_that_was_never_given_is_none(self, desk):
        sam = desk.customer()
        desk.says(sam, "I want to talk to a person")
        desk.house.take_over(sam.conversation, desk.ada)

        with pytest.raises(NotFound):
            desk.house.override(desk.last_act(sam), desk.ada, "tone", RIGHT)

    @pytest.mark.parametrize(("reason", "text"), [("", RIGHT), ("other", RIGHT), ("tone", " ")])
    def test_needs_a_reason_and_words(self, desk, dana, reason, text):
        with pytest.raises(BadInput):
            desk.house.override(desk.last_act(dana), desk.ada, reason, text)

        assert "overridden" not in desk.events(dana)


class TestItIsCounted:
    def test_in_what_the_guardrail_reads(self, desk, dana):
        began = desk.house.now().replace(hour=0, minute=0)
        before = facts_of(outcomes_since(began)["web"])

        desk.house.override(desk.last_act(dana), desk.ada, "wrong_fact", RIGHT)

        after = facts_of(outcomes_since(began)["web"])
        assert (0.0, 1.0) == (before["override_share"], after["override_share"])

    def test_by_reason_and_topic_and_never_by_who(self, desk, dana):
        desk.house.override(desk.last_act(dana), desk.ada, "wrong_fact", RIGHT)

        (kept,) = overrides.since(desk.house.now().replace(year=2000))
        assert ("wrong_fact", "returns", "web") == (kept.reason, kept.topic, kept.channel)
        found = rows("SELECT * FROM oversight_override")[0]
        assert int(desk.ada) not in [cell for cell in found if type(cell) is int]


class TestItIsTheCustomers:
    def test_the_words_of_another_reason_are_sealed_and_in_the_copy(self, desk, dana):
        desk.house.override(desk.last_act(dana), desk.ada, "other", RIGHT, other="names a closed shop")

        held = Held(desk.house, dana.id, "en")
        ((_, row),) = list(held.rows("oversight_override"))
        assert b"closed shop" not in bytes(row["sealed"])
        assert {"text": "names a closed shop"} == held.body("oversight_override", row)

    def test_and_goes_with_them(self, desk, dana):
        desk.house.override(desk.last_act(dana), desk.ada, "tone", RIGHT)
        from fairdesk.house.forgetting import forget

        forget(desk.house, dana.id, "asked")

        assert frozenset() == overrides.all_acts()
        assert () == desk.house.verify().problems
