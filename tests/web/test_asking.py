"""One governed turn for programs and people: what became of it, never the raw words, and no AI text that did not leave."""

from __future__ import annotations

import json

import pytest

from fairdesk.nouns import BadInput
from fairdesk.web.asking import as_text, ask_once
from tests.people import Desk

QUESTION = "How long does a refund take? I am dana@example.org"


class TestAsked:
    def test_answered(self, desk: Desk):
        told = ask_once(desk.house, QUESTION, None, "en")

        assert ("assistant", "send", "", True) == (told["route"], told["release"], told["handover"], told["from_ai"])
        assert "5 working days" in told["text"]
        assert "How long a refund takes" == told["evidence"][0]["heading"][-1]
        assert "How long does a refund take? I am [EMAIL_1]" == told["masked"]
        assert "dana@example.org" not in json.dumps(told)

    def test_handed_over_the_wait_is_told_and_nothing_is_from_ai(self, desk: Desk):
        told = ask_once(desk.house, "human", None, "en")

        assert ("person", "", "asked_for_person", False) == (
            told["route"], told["release"], told["handover"], told["from_ai"],
        )  # fmt: skip
        assert told["text"]
        assert [] == told["evidence"]

    def test_in_a_crisis_the_prepared_words_come_first(self, desk: Desk):
        told = ask_once(desk.house, "I want to end my life", None, "en")

        assert "112" in told["text"]
        assert not told["from_ai"]

    def test_a_slow_answer_is_waited_for(self, desk: Desk, monkeypatch):
        from fairdesk.house import customers

        monkeypatch.setattr(customers, "QUICK_SECONDS", 0.0)

        assert ask_once(desk.house, QUESTION, None, "en")["from_ai"]

    @pytest.mark.parametrize("step", ["before keep", "before deliver"])
    def test_what_a_stop_held_back_is_not_told(self, desk: Desk, step):
        """Stop means stop: also for the program that asked and waits for the text."""
        desk.meanwhile(step, lambda: desk.house.stop_ai(desk.ada, "all", "drill"))

        told = ask_once(desk.house, QUESTION, None, "en")

        assert "5 working days" not in json.dumps(told["text"]) + json.dumps(told["evidence"])
        assert ("paused", False) == (told["handover"], told["from_ai"])

    def test_nothing_asked_is_bad_input(self, desk: Desk):
        with pytest.raises(BadInput):
            ask_once(desk.house, " ", None, "en")

    def test_a_language_not_offered_is_answered_in_the_default(self, desk: Desk):
        assert ask_once(desk.house, QUESTION, None, "tlh")["from_ai"]

    def test_one_address_is_one_customer_with_two_conversations(self, desk: Desk):
        first, second = (ask_once(desk.house, QUESTION, "Dana@example.org", "en")["conversation"] for _ in range(2))

        customer = desk.house.customer_by_address("dana@example.org", "en")
        assert {first, second} == set(desk.house.conversations(customer))


class TestForPeople:
    def test_who_speaks_from_where_and_why(self, desk: Desk):
        lines = as_text(ask_once(desk.house, QUESTION, None, "en")).splitlines()

        assert lines[0].startswith("Assistant (AI): ")
        assert any(line.startswith("From: Sending things back › ") for line in lines)
        assert any(line.startswith("Why: ") for line in lines)
        assert "Seen after masking: How long does a refund take? I am [EMAIL_1]" in lines

    def test_the_desk_speaks_where_the_assistant_does_not(self, desk: Desk):
        said = as_text(ask_once(desk.house, "human", None, "en"))

        assert said.startswith("Desk: ")
        assert "AI)" not in said.splitlines()[0]
