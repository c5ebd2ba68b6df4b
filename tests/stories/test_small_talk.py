"""A customer thanks: words of people come back at once, nobody is called, and nothing counts it as an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from fairdesk.answers.small_talk import small_talk_reply
from fairdesk.clock import now
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.explainability.audiences import Audience, told
from fairdesk.house.automating import outcomes_since
from fairdesk.house.replaying import replay_all
from fairdesk.nouns import Voice
from fairdesk.web.asking import ask_once

QUESTION = "How long does a refund take?"


class TestThanks:
    def test_the_reply_is_that_of_people_in_the_customers_language(self, desk):
        dora = desk.customer("de")

        desk.says(dora, "Vielen Dank!")

        said = desk.sees(dora).entries[-1]
        assert (Voice.PREPARED, small_talk_reply("thanks", "de")) == (said.voice, said.text)
        assert State.ASSISTANT is desk.sees(dora).state
        assert [] == desk.events(dora)

    def test_nobody_is_asked_whether_it_helped(self, desk):
        dana = desk.customer()
        desk.says(dana, "thanks")

        page = render_to_string(
            "desk/entry.html", {"entry": desk.sees(dana).entries[-1], "timeline": desk.sees(dana)}
        )

        assert "If you need more, write here to our AI assistant" in page
        assert "<form" not in page

    def test_it_is_no_answer_and_not_unclear(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        before, drafts = outcomes_since(now() - timedelta(hours=1)), list(records.drafts(""))

        desk.says(dana, "thanks")

        assert before == outcomes_since(now() - timedelta(hours=1))
        assert drafts == list(records.drafts(""))
        assert 1 == len(records.latest_facts(10, assistant_only=True))
        assert 0 == desk.house.number_of_answer(dana.conversation, desk.last_act(dana))
        assert 0 == records.conversation(dana.conversation).unclear

    def test_the_next_question_is_answered_as_ever(self, desk):
        dana = desk.customer()
        desk.says(dana, "Hello")

        desk.says(dana, QUESTION)

        assert "up to 5 working days" in desk.answers(dana)[0]

    def test_replay_and_the_record_give_the_same(self, desk):
        for said in ("Hello", QUESTION, "thanks", "bye"):
            desk.says(desk.customer(), said)

        outcome = replay_all(desk.house)

        assert (4, (), 0) == (outcome.turns, outcome.changed, outcome.searched)

    def test_why_says_that_nothing_was_asked_for(self, desk):
        dana = desk.customer()
        desk.says(dana, "thanks")

        record = desk.house.why(desk.last_act(dana), dana.id).record

        assert ("turn.small_talk", "small_talk", None) == (record.code, record.ai, record.confidence)
        says = told(record, Audience.CUSTOMER, "en")
        assert ["Your message asks for nothing, so it did not look for an answer."] == says["reasons"]
        assert "fixed words that people wrote" in says["role"]
        in_full = told(record, Audience.COLLEAGUE, "en")
        assert "small talk" == in_full["role"]["ai"]

    def test_a_command_that_asks_says_that_it_is_not_from_the_ai(self, desk):
        said = ask_once(desk.house, "thanks", None, "en")

        assert (False, small_talk_reply("thanks", "en"), "") == (said["from_ai"], said["text"], said["handover"])


class TestItNeverSpeaksWhereTheAssistantMayNot:
    @pytest.mark.parametrize("moment", ["", "before keep"])
    def test_a_stop_holds(self, desk, moment):
        dana = desk.customer()
        if moment:
            desk.meanwhile(moment, lambda: desk.house.stop_ai(desk.ada, "all", "a drill"))
        else:
            desk.house.stop_ai(desk.ada, "all", "a drill")

        turn = desk.says(dana, "thanks")

        assert ("paused", None) == (turn.handover, turn.reply)

    def test_a_person_who_took_over_is_thanked_alone(self, desk):
        dana = desk.customer()
        desk.meanwhile("before keep", lambda: desk.house.take_over(dana.conversation, desk.ada))

        turn = desk.says(dana, "thanks")

        assert ("with_person", None) == (turn.handover, turn.reply)
