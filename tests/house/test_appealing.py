"""A customer disputes an act, people get it, one of them decides in their own name, and each step is in the ledger."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from fairdesk.accountability import records as ledger
from fairdesk.accountability.incidents import Found
from fairdesk.database import execute, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.house.forgetting import forget
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

    def test_only_who_was_named_and_may(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)

        for colleague in (desk.ben, desk.otto):
            with pytest.raises(Refused):
                desk.house.decide_appeal(act, colleague, Outcome.UPHELD, "No.")
        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It stays.")
        assert desk.house.case(dana.conversation, desk.ada).mine, "who decides has the conversation, if nobody had it"

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


class TestAnotherPersonDecides:
    def test_by_a_day_and_a_name_that_the_customer_is_told(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)

        filed = desk.house.why(act, dana.id).filed
        (asked,) = [each for each in desk.sees(dana).entries if each.code == "appealed"]
        assert ("Ada", "Ada", 1) == (filed.decider_name, asked.values["by"], asked.values["round"])
        assert timedelta(days=5) < filed.due - filed.at < timedelta(days=12)
        assert str(filed.due.date() - timedelta(days=1)) == asked.values["until"]

    @pytest.mark.parametrize("part", ["answered", "overrode", "called it right"])
    def test_never_who_had_a_part_in_it(self, desk, part):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        act = desk.last_act(dana)
        if part == "called it right":
            desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
            desk.house.keep_answer_review(desk.rio, act, "right")
            who = desk.rio
        else:
            desk.house.take_over(dana.conversation, desk.ada)
            who = desk.ada
            if part == "answered":
                desk.house.reply(dana.conversation, desk.ada, "It takes as long as it says.", 99)
            else:
                desk.house.override(act, desk.ada, "tone", "It takes 5 days.")

        desk.house.appeal(act, dana.id)

        assert who != desk.house.why(act, dana.id).filed.decider
        with pytest.raises(Refused, match="somebody else must look at it again"):
            desk.house.take_appeal(act, who)
        with pytest.raises(Refused):
            desk.house.decide_appeal(act, who, Outcome.UPHELD, "I was right.")

    def test_somebody_else_decides_although_the_first_has_the_conversation(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "It takes as long as it says.", 99)
        desk.house.appeal(act, dana.id)

        desk.house.take_appeal(act, desk.rio)
        desk.house.decide_appeal(act, desk.rio, Outcome.CHANGED, "You are right.", "wrong_fact")

        case = desk.house.case(dana.conversation, desk.ada)
        assert case.mine, "the conversation stays with who has it"
        assert "appeal_passed_on" in desk.events(dana)
        assert "wrong_fact" == desk.house.why(act, dana.id).overridden, "what was wrong is a test case for a replay"
        assert () == desk.house.verify().problems

    def test_alone_at_the_desk_the_same_person_a_day_later(self, desk, dana, monkeypatch):
        act = desk.last_act(dana)
        with writing():
            execute("UPDATE auth_user SET is_active = %s WHERE username <> 'ada'", False)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "It takes as long as it says.", 99)
        desk.house.appeal(act, dana.id)
        with pytest.raises(Refused, match="a day later"):
            desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It stays.")

        later = desk.house.now() + timedelta(hours=25)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)
        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It stays.")

    def test_an_appeal_of_before_they_were_kept_is_kept_when_it_is_decided(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        with writing():
            execute("DELETE FROM oversight_appeal")

        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It stays.")

        assert Outcome.UPHELD is desk.house.why(act, dana.id).filed.outcome


class TestASecondAppeal:
    @pytest.fixture
    def act(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, "It stays.")
        return act

    def test_goes_to_an_officer_who_had_no_part_in_it(self, desk, dana, act):
        assert desk.house.why(act, dana.id).appeal_again
        desk.house.appeal(act, dana.id)

        filed = desk.house.why(act, dana.id).filed
        assert (2, "Cleo") == (filed.round, filed.decider_name)
        for colleague in (desk.ada, desk.ben):
            with pytest.raises(Refused):
                desk.house.take_appeal(act, colleague)
        desk.house.take_appeal(act, desk.pia)
        desk.house.decide_appeal(act, desk.pia, Outcome.CHANGED, "You are right after all.")
        assert Outcome.CHANGED == desk.house.why(act, dana.id).appeal

    def test_is_the_last(self, desk, dana, act):
        desk.house.appeal(act, dana.id)
        desk.house.decide_appeal(act, desk.cleo, Outcome.UPHELD, "It stays.")

        assert not desk.house.why(act, dana.id).appeal_again
        with pytest.raises(Refused, match="decided twice"):
            desk.house.appeal(act, dana.id)


class TestLate:
    def test_an_overdue_one_is_told_once_and_is_an_incident(self, desk, dana, monkeypatch):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        assert () == desk.house.tell_late_appeals()
        later = desk.house.now() + timedelta(days=20)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)

        assert (act,) == desk.house.tell_late_appeals()
        assert () == desk.house.tell_late_appeals()

        (number,) = desk.house.watch_incidents()
        found = desk.house.incident(desk.cleo, number)
        assert (Found.APPEAL, (act,)) == (found.found, found.evidence.acts)
        assert [True] == [each.late(later) for each in desk.house.filed_appeals(desk.otto)]


def test_the_figures_are_of_what_is_kept_and_go_with_a_customer(desk, dana):
    act = desk.last_act(dana)
    desk.house.appeal(act, dana.id)
    desk.house.decide_appeal(act, desk.ada, Outcome.CHANGED, "You are right.")
    told = desk.house.appeal_figures()
    assert (1, 1, 1, None) == (told.disputed, told.decided, told.changed, told.overturned)

    forget(desk.house, dana.id, "asked")

    assert 0 == desk.house.appeal_figures().disputed
