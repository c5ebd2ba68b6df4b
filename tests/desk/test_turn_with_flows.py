"""A flow in the way of one message: what it says is not released like an answer, and doubt puts it down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.desk.turn import decide, digest
from fairdesk.nouns import Because, Draft, Errand, FlowState, FlowStep, Release, Route, Voice
from tests.desk.test_turn import ASKED, AT, KNOWN, RULES, SURE, drafts, says

STATE = FlowState("cancel", "v", "sure", AT, {"order": "[ACCOUNT_1]"})
STEP = FlowStep("asked", STATE, "Shall we cancel it?")


def walked(step: FlowStep) -> Draft:
    return Draft("", (), 0.0, Because("answer", "answer.flow"), flow=step)


def decided(draft: Draft, **known: object):
    return decide(ASKED, replace(KNOWN, flow=STATE, **known), drafts(draft), RULES)  # type: ignore[arg-type]


class TestASpeakingStep:
    def test_its_words_leave_as_people_s_and_nothing_is_released(self):
        turn = decided(walked(STEP))

        assert (Route.ASSISTANT, None, "", "turn.flow") == (
            turn.route,
            turn.release,
            turn.handover,
            turn.because.code,
        )
        assert (Voice.PREPARED, STEP.says) == (turn.reply.voice, turn.reply.text)
        assert STEP == turn.flow
        assert "confidence" not in turn.facts

    def test_its_hand_over_is_the_turn_s(self):
        turn = decided(walked(replace(STEP, code="person", handover="flow_person", ended="person")))

        assert ("flow_person", "turn.handed_over") == (turn.handover, turn.because.code)
        assert STEP.says == turn.reply.text

    def test_one_without_words_sends_none(self):
        assert decided(walked(replace(STEP, says=""))).reply is None


class TestAnAside:
    ASIDE = replace(STEP, code="aside")

    def test_the_articles_answer_and_the_flow_stands(self):
        turn = decided(replace(SURE, flow=self.ASIDE))

        assert (Release.SEND, SURE.text, self.ASIDE) == (turn.release, turn.reply.text, turn.flow)

    def test_a_hand_over_of_the_answer_puts_it_down(self):
        turn = decided(replace(SURE, evidence=(), text="", confidence=0.0, flow=self.ASIDE))

        assert ("no_article", "put_down", "no_article") == (turn.handover, turn.flow.code, turn.flow.ended)


class TestDoubt:
    @pytest.mark.parametrize(
        ("known", "why"),
        [
            ({"paused": ("all",)}, "paused"),
            ({"ai_choice": "refused"}, "refused_ai"),
            ({"concern": "crisis"}, "sensitive"),
        ],
    )
    def test_where_a_person_takes_it_the_flow_is_put_down_and_not_walked(self, known, why):
        turn = decided(walked(STEP), **known)

        assert (why, "put_down", why, None) == (turn.handover, turn.flow.code, turn.flow.ended, turn.draft)

    def test_so_does_a_wish_for_a_person(self):
        turn = decide(says("I want a human"), replace(KNOWN, flow=STATE), drafts(walked(STEP)), RULES)

        assert "put_down" == turn.flow.code

    def test_and_an_answerer_that_breaks(self):
        def breaks(_asked, _situation):
            raise RuntimeError

        turn = decide(ASKED, replace(KNOWN, flow=STATE), breaks, RULES)

        assert ("error", "put_down") == (turn.handover, turn.flow.code)


class TestDigest:
    TURN = decided(walked(STEP))

    @pytest.mark.parametrize(
        "other",
        [
            replace(STEP, says="Else?"), replace(STEP, ended="done"), replace(STEP, looked=("find: found",)),
            replace(STEP, errand=Errand("go", "cancel", {}, "Done.")), replace(STEP, claim={"amount": 1.0}),
            replace(STEP, state=replace(STATE, filled={"order": "[ACCOUNT_2]"})),
        ],
    )  # fmt: skip
    def test_it_changes_with_all_that_a_step_decided(self, other):
        assert digest(self.TURN) != digest(replace(self.TURN, flow=other))
