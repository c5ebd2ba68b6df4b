"""People decide while an answer is being made: the draft dies, visibly, and nothing is said by an AI afterwards."""

from __future__ import annotations

import pytest

from fairdesk.desk.timeline import State
from fairdesk.nouns import Overtaken, Refused
from tests.people import RETURNS

QUESTION = "How long does a refund take?"


class TestTakenOverWhileTheAnswerIsMade:
    def test_before_keep_the_draft_is_thrown_away(self, desk):
        dana = desk.customer()
        desk.meanwhile("before keep", lambda: desk.house.take_over(dana.conversation, desk.ada))

        turn = desk.says(dana, QUESTION)

        assert "with_person" == turn.handover
        assert [] == desk.answers(dana)
        assert ["taken_over", "answer_discarded"] == desk.events(dana)

    def test_between_keep_and_deliver_the_text_is_held_back(self, desk):
        dana = desk.customer()
        desk.meanwhile("before deliver", lambda: desk.house.take_over(dana.conversation, desk.ada))

        desk.says(dana, QUESTION)

        assert [] == desk.answers(dana)
        assert "answer_held_back" in desk.events(dana)

    def test_after_deliver_the_answer_stands_and_the_person_has_the_conversation(self, desk):
        dana = desk.customer()
        desk.meanwhile("after deliver", lambda: desk.house.take_over(dana.conversation, desk.ada))

        desk.says(dana, QUESTION)

        assert 1 == len(desk.answers(dana))
        assert State.PERSON is desk.sees(dana).state


class TestTheArticleChangesWhileTheAnswerIsMade:
    """What was taken down while a model wrote is not said: the message is taken again, with the articles of then."""

    def test_taken_down_it_is_not_quoted(self, desk):
        dana = desk.customer()
        desk.meanwhile("before keep", lambda: desk.house.take_down(desk.cleo, "returns", "en"))

        turn = desk.says(dana, QUESTION)

        assert [] == desk.answers(dana)
        assert "no_article" == turn.handover

    def test_edited_it_is_quoted_as_it_is_now(self, desk):
        dana = desk.customer()
        desk.meanwhile("before keep", lambda: desk.knows(RETURNS.replace("5 working days", "9 working days")))

        desk.says(dana, QUESTION)

        assert ["9 working days" in said for said in desk.answers(dana)] == [True]

    def test_an_edit_of_another_article_changes_nothing(self, desk):
        dana, taken = desk.customer(), []
        answer = desk.house.answer
        desk.house.answer = lambda asked, situation: taken.append(1) or answer(asked, situation)
        desk.meanwhile("before keep", lambda: desk.knows("# Umbrellas\n\nThey are blue.", "umbrellas"))

        desk.says(dana, QUESTION)

        assert [1] == taken
        assert 1 == len(desk.answers(dana))


class TestStopped:
    """One person stops the assistant; two people start it again."""

    @pytest.mark.parametrize("moment", ["before keep", "before deliver"])
    def test_a_stop_reaches_the_answer_being_made(self, desk, moment):
        dana = desk.customer()
        desk.meanwhile(moment, lambda: desk.house.stop_ai(desk.ada, "all", "a drill"))

        desk.says(dana, QUESTION)

        assert [] == desk.answers(dana)
        assert State.WAITING is desk.sees(dana).state

    def test_while_stopped_every_message_reaches_people(self, desk):
        desk.house.stop_ai(desk.ada, "all", "a drill")
        dana = desk.customer()

        turn = desk.says(dana, QUESTION)

        assert "paused" == turn.handover
        assert not desk.sees(dana).assistant_on

    def test_the_first_to_ask_cannot_start_it_alone(self, desk):
        stop = desk.house.stop_ai(desk.ada, "all", "a drill")
        assert not desk.house.start_ai(desk.ada, stop)

        with pytest.raises(Refused):
            desk.house.start_ai(desk.ada, stop)
        assert "paused" == desk.says(desk.customer(), QUESTION).handover

    def test_the_second_person_starts_it(self, desk):
        stop = desk.house.stop_ai(desk.ada, "all", "a drill")
        desk.house.start_ai(desk.ada, stop)

        assert desk.house.start_ai(desk.ben, stop)

        assert "" == desk.says(desk.customer(), QUESTION).handover
        with pytest.raises(Overtaken):
            desk.house.start_ai(desk.ben, stop)

    def test_a_stop_for_one_customer_leaves_the_others(self, desk):
        dana, sam = desk.customer(), desk.customer()
        desk.house.stop_ai(desk.ada, f"customer:{dana.id}", "asked by telephone")

        assert "paused" == desk.says(dana, QUESTION).handover
        assert "" == desk.says(sam, QUESTION).handover

    def test_an_auditor_cannot_stop_it(self, desk):
        with pytest.raises(Refused):
            desk.house.stop_ai(desk.otto, "all", "")


class TestTheCustomerRefusesTheAssistant:
    def test_at_the_start_people_get_every_message(self, desk):
        dana = desk.customer()
        desk.house.refuse_ai(dana.conversation, dana.id)

        turn = desk.says(dana, QUESTION)

        assert "refused_ai" == turn.handover
        assert [] == desk.answers(dana)
        assert State.WAITING is desk.sees(dana).state

    @pytest.mark.parametrize("moment", ["before keep", "before deliver"])
    def test_mid_answer_the_assistant_says_nothing_more(self, desk, moment):
        dana = desk.customer()
        desk.meanwhile(moment, lambda: desk.house.refuse_ai(dana.conversation, dana.id))

        desk.says(dana, QUESTION)

        assert [] == desk.answers(dana)
        assert State.WAITING is desk.sees(dana).state

    def test_refusing_twice_says_it_once(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        for _ in range(2):
            desk.house.refuse_ai(dana.conversation, dana.id)

        assert ["refused_ai", "handed_over"] == desk.events(dana)

    def test_a_colleague_cannot_give_it_back_to_the_assistant(self, desk):
        dana = desk.customer()
        desk.house.refuse_ai(dana.conversation, dana.id)
        desk.says(dana, QUESTION)
        desk.house.take_over(dana.conversation, desk.ada)

        with pytest.raises(Refused):
            desk.house.return_to_ai(dana.conversation, desk.ada)

    def test_she_may_change_her_mind(self, desk):
        dana = desk.customer()
        desk.house.refuse_ai(dana.conversation, dana.id)
        desk.house.allow_ai(dana.conversation, dana.id)

        assert "" == desk.says(dana, QUESTION).handover
