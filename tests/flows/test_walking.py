"""One message's way through a flow, with the world played by `World`."""

from __future__ import annotations

import pytest

from fairdesk.flows.walking import Answer, answers, begin, put_down, walk
from fairdesk.nouns import FlowStep
from tests.flows.a_flow import AT, World, flow, message

FLOW = flow()


def said(*texts: str, world: World | None = None, language: str = "en") -> FlowStep:
    """Walk with one message after the other and return the last step."""
    state, step, outside = begin(FLOW, AT), None, world or World()
    for number, text in enumerate(texts):
        step, _ = walk(FLOW, state, message(text, language), outside, fresh=number == 0)
        state = step.state
    assert step is not None
    return step


TO_THE_END = ("cancel my order", "[ACCOUNT_1]", "it came too late", "yes")


class TestWalking:
    def test_it_asks_the_first_thing_it_does_not_know(self):
        assert ("asked", "Which order?") == ((step := said("cancel my order")).code, step.says)

    def test_what_stands_in_the_first_message_is_not_asked(self):
        assert "Why?" == said("cancel my order [ACCOUNT_1]").says

    def test_what_is_known_is_said_in_words_and_personal_details_stay_placeholders(self):
        assert "Order [ACCOUNT_1] is still here. Cancel?" == said(*TO_THE_END[:3]).says
        assert "[ACCOUNT_1] ist noch hier. Stornieren?" == said("x", "[ACCOUNT_1]", "zu spät", language="de").says

    def test_at_the_end_it_says_what_is_to_be_done_and_does_nothing_itself(self):
        step = said(*TO_THE_END)

        assert ("doing", "doing") == (step.code, step.ended)
        assert step.errand is not None
        assert ("go", "cancel") == (step.errand.step, step.errand.action)
        assert {"order": "[ACCOUNT_1]", "why": "late", "email": "known.email"} == step.errand.send
        assert "[ACCOUNT_1] is cancelled." == step.errand.says

    def test_a_no_leads_where_the_file_says(self):
        assert ("It stays.", "done", None) == ((step := said(*TO_THE_END[:3], "no")).says, step.ended, step.errand)

    def test_the_same_gives_the_same(self):
        assert said(*TO_THE_END) == said(*TO_THE_END)


class TestWhatIsAllowed:
    @pytest.mark.parametrize("may", ["nothing", "refuse"])
    def test_without_its_guideline_nothing_is_looked_up(self, may):
        world = World(may=may)

        step = said("cancel my order [ACCOUNT_1]", world=world)

        assert ("Not found.", []) == (step.says, world.asked)

    @pytest.mark.parametrize("decision", ["person", "refuse"])
    def test_without_its_guideline_nothing_is_to_be_done(self, decision):
        step = said(*TO_THE_END, world=World(decision=decision))

        assert ("person", "flow_person", None) == (step.code, step.handover, step.errand)
        assert "A person looks." == step.says

    def test_a_guideline_never_reads_a_personal_detail(self):
        world = World()
        said(*TO_THE_END, world=world)

        assert not [facts for facts in world.read if "ACCOUNT" in repr(facts)]
        assert {"why": "late", "agreed": True, "state": "open"}.items() <= world.read[-1].items()

    def test_what_is_known_of_the_customer_is_not_overruled_from_outside(self):
        world = World(answer=Answer("found", {"state": "open", "known_by": "letter"}))
        said(*TO_THE_END, world=world)

        assert {"verified_mail"} == {facts["known_by"] for facts in world.read}

    def test_only_declared_values_go_on(self):
        assert "secret" not in said("cancel my order [ACCOUNT_1]").state.facts


class TestWhatGoesWrong:
    def test_a_look_up_that_fails_is_a_person_s(self):
        step = said("cancel my order [ACCOUNT_1]", world=World(answer=Answer("failed", {}, "unreachable")))

        assert ("flow_failed", ("find: unreachable",)) == (step.handover, step.looked)

    def test_what_is_not_there_is_said(self):
        assert "Not found." == said("cancel my order [ACCOUNT_1]", world=World(answer=Answer("missing", {}))).says

    def test_an_answer_that_is_none_is_asked_again_and_then_a_person_comes(self):
        again = said("cancel my order", "dunno")
        assert ("again", "Sorry, we did not understand that. Which order?") == (again.code, again.says)

        assert "flow_failed" == said("cancel my order", "dunno", "no idea").handover

    def test_a_number_that_does_not_fit_is_no_answer(self):
        assert "again" == said("cancel my order", "[ACCOUNT_9]").code

    def test_one_understood_answer_begins_the_count_anew(self):
        assert "again" == said("cancel my order", "dunno", "[ACCOUNT_1]", "dunno").code


class TestWhatTheCustomerMaySay:
    def test_never_mind(self):
        assert "cancelled" == said(*TO_THE_END[:2], "never mind").ended

    def test_a_correction_forgets_what_was_found_out_and_agreed(self):
        step = said(*TO_THE_END[:3], "no, it is [ACCOUNT_2]")

        assert ("Why?", {"order": "[ACCOUNT_2]"}) == (step.says, step.state.filled)
        assert "order corrected" in step.state.done

    def test_something_else_is_an_aside_once_and_then_the_flow_is_left(self):
        aside = said("cancel my order", "How long does a refund take?")
        assert ("aside", False, "Which order?", "") == (aside.code, aside.speaks, aside.says, aside.ended)

        left = said("cancel my order", "How long does a refund take?", "And who pays for the post?")
        assert ("left", "") == (left.ended, left.says)

    def test_beginning_it_again_asks_again(self):
        state = begin(FLOW, AT)
        step, _ = walk(FLOW, state, message("please cancel my order now", repeats=True), World(), fresh=False)

        assert ("asked", "Which order?", 0) == (step.code, step.says, step.state.asides)

    def test_taken_up_again_it_says_so(self):
        state = said(*TO_THE_END[:2]).state

        step, _ = walk(FLOW, state, message("cancel my order"), World(), fresh=True)

        assert "We go on where you stopped. Why?" == step.says

    def test_words_that_answer_begin_no_other_flow(self):
        state = said(*TO_THE_END[:2]).state

        assert answers(FLOW, state, message("too late"))
        assert not answers(FLOW, state, message("[ACCOUNT_2]"))


class TestPuttingDown:
    STATE = begin(FLOW, AT)

    def test_a_hand_over_puts_it_down_and_says_why(self):
        step = put_down(self.STATE, None, "sensitive")

        assert step is not None
        assert ("put_down", "sensitive", self.STATE) == (step.code, step.ended, step.state)

    def test_without_a_flow_there_is_nothing_to_put_down(self):
        assert put_down(None, None, "sensitive") is None

    def test_a_flow_s_own_hand_over_stays_what_it_is(self):
        own = FlowStep("person", self.STATE, handover="flow_person", ended="person")

        assert own is put_down(self.STATE, own, "flow_person")

    def test_an_aside_that_ends_with_a_person_puts_it_down(self):
        aside = FlowStep("aside", self.STATE, "Which order?")

        assert "put_down" == put_down(self.STATE, aside, "no_article").code  # type: ignore[union-attr]

    def test_nothing_happens_to_a_flow_that_goes_on(self):
        aside = FlowStep("aside", self.STATE, "Which order?")

        assert aside is put_down(self.STATE, aside, "")
