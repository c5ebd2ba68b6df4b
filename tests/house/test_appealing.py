"""A customer disputes an act, people get it, one of them decides in their own name, and each step is in the ledger."""

from __future__ import annotations

import json

import pytest

from fairdesk.accountability import records as ledger
from fairdesk.database import writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.nouns import BadInput, NotFound, Overtaken, RawText, Refused, Voice
from fairdesk.oversight.appeal import Outcome
from tests.people import Customer, Desk, PulledPlug

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, QUESTION)
    return dana


def entries_in_the_ledger() -> list[str]:
    return [json.loads(kept.entry)["code"] for kept in ledger.waiting()]


class TestACustomerDisputes:
    def test_and_people_have_the_conversation_with_the_reason(self, desk, dana):
        act = desk.last_act(dana)

        desk.house.appeal(act, dana.id)

        case = desk.house.case(dana.conversation, desk.ada)
        assert (State.WAITING, "appeal") == (case.state, case.reason)
        assert [(act, 1, True)] == [(each.act, each.answer, each.open) for each in case.appeals]
        assert "appealed" in desk.events(dana)
        assert "open" == desk.house.why(act, dana.id).appeal

    def test_in_words_that_no_machine_answers(self, desk, dana):
        desk.house.appeal(desk.last_act(dana), dana.id, RawText("It was lost, not sent back."))
        desk.settle(dana)

        said = [entry.text for entry in desk.sees(dana).entries if entry.voice is Voice.CUSTOMER]
        assert [QUESTION, "It was lost, not sent back."] == said
        assert 1 == len(desk.answers(dana))

    def test_twice_is_once(self, desk, dana):
        act = desk.last_act(dana)
        for _ in range(2):
            desk.house.appeal(act, dana.id, RawText("Look again."))
        desk.settle(dana)

        assert 1 == desk.events(dana).count("appealed")

    def test_words_that_a_crash_lost_are_said_when_the_form_is_sent_again_and_once(self, desk, dana, monkeypatch):
        act, words = desk.last_act(dana), RawText("It was lost, not sent back.")

        def power_cut(*_: object) -> None:
            raise PulledPlug

        with monkeypatch.context() as cut:
            cut.setattr(desk.house, "say", power_cut)
            with pytest.raises(PulledPlug):
                desk.house.appeal(act, dana.id, words)
        desk.restart()
        for _ in range(2):
            desk.house.appeal(act, dana.id, words)
        desk.settle(dana)

        said = [entry.text for entry in desk.sees(dana).entries if entry.voice is Voice.CUSTOMER]
        assert [QUESTION, words] == said
        assert 1 == desk.events(dana).count("appealed")

    def test_what_no_person_has_any_more_goes_to_people_again(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        with writing():
            records.change(dana.conversation, desk.house.now(), {"state": str(State.ASSISTANT)})

        desk.house.appeal(act, dana.id)

        assert State.WAITING is desk.sees(dana).state

    def test_what_a_person_already_has_stays_with_them(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.appeal(desk.last_act(dana), dana.id)

        case = desk.house.case(dana.conversation, desk.ada)
        assert case.mine
        assert case.appeals

    def test_a_closed_conversation_opens_with_people(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)

        desk.house.appeal(desk.last_act(dana), dana.id)

        assert State.WAITING == desk.sees(dana).state

    def test_a_stranger_finds_nothing_to_dispute(self, desk, dana):
        with pytest.raises(NotFound):
            desk.house.appeal(desk.last_act(dana), desk.customer().id)

    def test_too_many_words_are_refused_before_anything_is_kept(self, desk, dana):
        with pytest.raises(BadInput, match="5000"):
            desk.house.appeal(desk.last_act(dana), dana.id, RawText("a" * 5001))

        assert "appealed" not in desk.events(dana)


class TestAPersonDecides:
    @pytest.mark.parametrize("outcome", Outcome)
    def test_and_the_customer_reads_why_under_a_name(self, desk, dana, outcome):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)

        desk.house.decide_appeal(act, desk.ada, outcome, "It takes as long as we said.")

        *_, said, event = desk.sees(dana).entries
        assert (Voice.PERSON, "Ada", "It takes as long as we said.") == (said.voice, said.who, said.text)
        assert outcome.event == event.code
        assert outcome == desk.house.why(act, dana.id).appeal

    def test_each_step_has_its_entry(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.decide_appeal(act, desk.ada, Outcome.CHANGED, "You are right.")

        assert {"appealed", "appeal_changed"} <= set(entries_in_the_ledger())

    def test_only_who_has_the_conversation(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)

        for colleague in (desk.ada, desk.otto):
            with pytest.raises(Refused):
                desk.house.decide_appeal(act, colleague, Outcome.UPHELD, "No.")

    def test_never_without_a_sentence(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)

        with pytest.raises(BadInput):
            desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "  ")

        assert "open" == desk.house.why(act, dana.id).appeal

    @pytest.mark.parametrize("way_out", ["resolve", "return_to_ai"])
    def test_before_the_conversation_is_closed_or_given_back(self, desk, dana, way_out):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)

        with pytest.raises(Refused, match="disputes"):
            getattr(desk.house, way_out)(dana.conversation, desk.ada)

        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It takes as long as we said.")
        getattr(desk.house, way_out)(dana.conversation, desk.ada)
        assert desk.sees(dana).state is not State.PERSON

    def test_once_and_only_what_was_disputed(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.take_over(dana.conversation, desk.ada)
        with pytest.raises(NotFound):
            desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "Nobody asked.")
        desk.house.appeal(act, dana.id)
        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It stays.")

        with pytest.raises(Overtaken):
            desk.house.decide_appeal(act, desk.ada, Outcome.CHANGED, "It does not.")
