"""The company begins to use another company's language model: who is told first, and who is not, gets a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.consent import records as consent
from fairdesk.desk.timeline import State
from fairdesk.guidelines.table import shipped
from fairdesk.nouns import RawText
from tests.people import Desk

QUESTION = "How long does a refund take?"
MODEL = {"model_recipient": "Model Ltd", "model_country": "Iceland", "model_safeguard": "an adequacy decision"}


def with_model(desk: Desk, **changed: str) -> None:
    """Open the desk again with an outside model, and begin to serve."""
    desk.settings = replace(desk.settings, **{**MODEL, **changed})
    desk.restart()
    desk.house.begin()


def approve_it(desk: Desk) -> None:
    """Approve the rule of release again, now that another model drafts: two people, and a replay between them."""
    proposed = desk.house.propose_guideline(desk.cleo, "release", shipped("release"), "Another model drafts now.")
    desk.house.replay_proposal(desk.cleo, proposed)
    desk.house.approve_guideline(desk.pia, proposed)


class TestARunningConversation:
    def test_is_told_once_in_a_line_that_leads_to_the_words(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)

        with_model(desk)
        desk.house.begin()

        (told,) = [entry for entry in desk.sees(dana).entries if entry.code == "notice_changed"]
        words = desk.house.notice_shown(str(told.values["version"])).text
        assert all(value in words for value in MODEL.values())
        assert State.ASSISTANT is desk.sees(dana).state

    def test_and_is_answered_by_the_assistant_from_then_on(self, desk):
        dana = desk.customer()
        with_model(desk)
        approve_it(desk)

        assert "" == desk.says(dana, QUESTION).handover

    def test_and_by_people_until_two_of_them_approved_the_rules_that_rest_on_a_model(self, desk):
        dana = desk.customer()
        with_model(desk)

        turn = desk.says(dana, QUESTION)

        assert ("paused", ("guideline:release",)) == (turn.handover, turn.situation.paused)

    @pytest.mark.parametrize(
        "changed", [{"model_country": "Japan"}, {"model_recipient": "B"}, {"model_safeguard": "-"}]
    )
    def test_another_country_recipient_or_safeguard_is_told_anew(self, desk, changed):
        dana = desk.customer()
        with_model(desk)
        with_model(desk, **changed)

        assert ["notice_changed"] * 2 == desk.events(dana)

    def test_one_whose_key_is_gone_already_does_not_keep_the_others_from_being_told(self, desk):
        """The power went while Dana was being forgotten."""
        dana, sam = desk.customer(), desk.customer()
        desk.house.keys.destroy(dana.id, desk.house.now())

        with_model(desk)

        assert ["notice_changed"] == desk.events(sam)


class TestWhoWasNotTold:
    def test_what_was_written_before_goes_to_people(self, desk):
        """The desk had not begun to serve: nobody told her."""
        dana = desk.customer()
        desk.settings = replace(desk.settings, **MODEL)
        desk.restart()
        made = []
        desk.house.answer = lambda asked, situation: made.append(1)

        turn = desk.says(dana, QUESTION)

        assert "paused" == turn.handover
        assert ("notice", "guideline:release") == turn.situation.paused
        assert [] == made, "no model saw a word of it"
        assert "notice_changed" in desk.events(dana), "and now she knows"

    def test_what_waited_while_the_desk_was_down_goes_to_people_too(self, desk):
        dana = desk.customer()
        desk.pull_the_plug(at="received")
        with pytest.raises(BaseException, match="received"):
            desk.house.say(dana.conversation, dana.id, RawText(QUESTION), "message-1")

        with_model(desk)
        desk.settle(dana)

        assert "paused" == desk.turn_of(dana, 1).handover

    def test_a_closed_conversation_is_told_when_it_opens_again(self, desk):
        dana = desk.customer()
        desk.says(dana, "human")
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)
        with_model(desk)
        assert "notice_changed" not in desk.events(dana)

        desk.says(dana, QUESTION)

        assert "notice_changed" in desk.events(dana)
        assert [] == desk.answers(dana)

    def test_looking_at_the_page_with_the_first_line_alone_tells_nobody(self, desk):
        dana = desk.customer()
        desk.settings = replace(desk.settings, **MODEL)
        desk.restart()
        desk.house.show_notice("ai_answer", "en", dana.id, "conversation", dana.conversation, whole=False)

        assert "paused" == desk.says(dana, QUESTION).handover


class TestANewConversation:
    def test_is_told_at_its_start(self, desk):
        with_model(desk)
        approve_it(desk)
        dana = desk.customer()

        assert "" == desk.says(dana, QUESTION).handover
        assert desk.house.outside.digest
        assert "notice_changed" not in desk.events(dana)

    def test_without_an_outside_model_nothing_is_asked(self, desk):
        dana = desk.customer()
        desk.house.begin()

        assert [] == desk.events(dana)
        assert ["web"] == [one.place for one in consent.showings(dana.id)], "the notice of the start, and no other"
