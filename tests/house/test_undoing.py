"""A reply can be taken back until it leaves; what happens in between is looked at again; what was seen stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from fairdesk.accountability import records as ledger
from fairdesk.clock import now
from fairdesk.database import close, row, rows, writing
from fairdesk.desk import records
from fairdesk.desk.records import unsent
from fairdesk.desk.timeline import Case, Mode, State
from fairdesk.desk.unsent import SAYS, Held, overtaken_by
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.identity import records as identity
from fairdesk.nouns import ColleagueId, Overtaken, RawText, Refused, Voice
from fairdesk.sensitive.care import NeedsAnotherLook
from tests.people import Customer, Desk, PulledPlug

QUESTION = "Do you sell canoes?"
WORDS = "We sell umbrellas alone."


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana waits for a person, and Ada has her conversation."""
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


@pytest.fixture
def later(desk: Desk, monkeypatch) -> Callable[..., None]:
    """Let time pass, and let the background do what is due then; also on a desk that was opened again."""
    at = [now()]  # it stands still otherwise: a busy machine must not make a reply leave before its time
    monkeypatch.setattr(desk.house.knowing, "now", lambda: at[0])

    def pass_by(**time: float) -> None:
        at[0] += timedelta(**time)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: at[0])
        for id in unsent.due(desk.house.now()):
            desk.house.let_leave(id)

    return pass_by


def send(desk: Desk, who: Customer, words: str = WORDS, by: ColleagueId | None = None) -> None:
    sender = by or desk.ada
    desk.house.send(who.conversation, sender, words, desk.house.case(who.conversation, sender).version)


def said(desk: Desk, who: Customer) -> list[str]:
    return [entry.text for entry in desk.sees(who).entries if entry.voice is Voice.PERSON]


def case(desk: Desk, who: Customer, by: ColleagueId | None = None) -> Case:
    return desk.house.case(who.conversation, by or desk.ada)


def held(desk: Desk, who: Customer) -> list[Held]:
    return [each.held for each in unsent.unsent_in(who.conversation)]


class TestSend:
    def test_the_customer_sees_nothing_before_the_time_and_all_of_it_after(self, desk, dana, later):
        send(desk, dana)
        later(seconds=9)
        assert [] == said(desk, dana)
        assert [(WORDS, "Ada", True)] == [(each.text, each.who, each.mine) for each in case(desk, dana).unsent]

        later(seconds=1)

        assert [WORDS] == said(desk, dana)
        assert () == case(desk, dana).unsent
        later(minutes=5)
        assert [WORDS] == said(desk, dana)

    def test_it_is_as_a_reply_that_was_never_delayed(self, desk, dana, later):
        before = row("SELECT work_micros FROM desk_conversation")
        send(desk, dana)
        later(minutes=3)

        found = row("SELECT mode, waiting_since, waited_micros, work_micros FROM desk_conversation")
        assert found
        assert (Mode.HUMAN, None) == found[:2]
        # The customer waited for it until it left; nobody worked on it meanwhile.
        assert found[2] > 180_000_000
        assert before
        assert found[3] - before[0] < 60_000_000
        (line,) = (each for each in records.items(dana.conversation) if each.voice is Voice.PERSON)
        assert ledger.entry_for(line.id)

    def test_it_is_kept_sealed_and_nothing_of_it_stands_in_the_ledger_before_it_leaves(self, desk, dana):
        entries = row("SELECT count(*) FROM accountability_waiting")
        send(desk, dana)

        ((kept,),) = rows("SELECT words FROM desk_unsent")
        assert WORDS.encode() not in bytes(kept)
        assert entries == row("SELECT count(*) FROM accountability_waiting")

    def test_without_a_time_to_undo_it_leaves_at_once(self, tmp_path, desk, dana):
        from dataclasses import replace

        desk.house.settings = replace(desk.house.settings, undo_seconds=0.0)
        send(desk, dana)

        assert [WORDS] == said(desk, dana)
        assert [] == held(desk, dana)

    def test_who_answers_without_the_page_is_not_delayed(self, desk, dana):
        desk.house.reply(dana.conversation, desk.ada, WORDS, 99)

        assert [WORDS] == said(desk, dana)

    def test_the_same_form_sent_twice_is_one_reply(self, desk, dana, later):
        version = case(desk, dana).version
        for _ in range(2):
            desk.house.send(dana.conversation, desk.ada, WORDS, version)
        later(seconds=10)
        desk.house.send(dana.conversation, desk.ada, WORDS, version)
        later(seconds=10)

        assert [WORDS] == said(desk, dana)

    def test_the_next_reply_sends_the_one_before_on_its_way(self, desk, dana, later):
        send(desk, dana)
        send(desk, dana, "And rain hats.")

        assert [WORDS] == said(desk, dana)
        later(seconds=10)
        assert [WORDS, "And rain hats."] == said(desk, dana)

    def test_care_is_asked_before_it_waits_and_the_reason_stays_beside_it(self, desk, later):
        sam = desk.customer()
        desk.says(sam, "My father died last week and this was his parcel")
        desk.house.take_over(sam.conversation, desk.ada)
        with pytest.raises(NeedsAnotherLook):
            send(desk, sam, "You should have told us.")
        assert [] == held(desk, sam)

        desk.house.send(sam.conversation, desk.ada, "You should have told us.", 99, "she asked for the rule")
        assert not any(entry.voice is Voice.NOTE for entry in case(desk, sam).entries)
        later(seconds=10)

        assert "she asked for the rule" in [e.text for e in case(desk, sam).entries if e.voice is Voice.NOTE][0]

    def test_a_customer_whose_message_it_answers_is_not_told_that_it_waits(self, desk, dana):
        before = desk.sees(dana)
        send(desk, dana)

        assert before.entries == desk.sees(dana).entries


class TestTakeBack:
    def test_gives_the_words_back_and_nothing_leaves(self, desk, dana, later):
        send(desk, dana)
        (reply,) = case(desk, dana).unsent

        assert WORDS == desk.house.take_reply_back(reply.id, desk.ada)
        later(minutes=1)

        assert [] == said(desk, dana)
        assert not any(WORDS in str(cell) for each in rows("SELECT * FROM desk_unsent") for cell in each)

    def test_what_left_cannot_be_taken_back(self, desk, dana, later):
        send(desk, dana)
        (reply,) = case(desk, dana).unsent
        later(seconds=10)

        with pytest.raises(Overtaken, match="left already"):
            desk.house.take_reply_back(reply.id, desk.ada)
        assert [WORDS] == said(desk, dana)

    def test_somebody_elses_is_not_theirs_to_take_back(self, desk, dana):
        send(desk, dana)
        (reply,) = desk.house.case(dana.conversation, desk.ben).unsent

        assert not reply.mine
        with pytest.raises(Refused):
            desk.house.take_reply_back(reply.id, desk.ben)
        with pytest.raises(Refused):
            desk.house.take_reply_back(reply.id, desk.otto)

    def test_taken_back_and_leaving_at_once_one_of_the_two_happens(self, desk, dana, later):
        for _ in range(10):
            send(desk, dana)
            (reply,) = case(desk, dana).unsent
            seen, begin, told = len(said(desk, dana)), threading.Barrier(2), list[str]()

            def undo(id: str = reply.id, begin: threading.Barrier = begin, told: list[str] = told) -> None:
                begin.wait()
                try:
                    desk.house.take_reply_back(id, desk.ada)
                    told.append("back")
                except Overtaken:
                    told.append("late")
                finally:
                    close()

            undoing = threading.Thread(target=undo)
            undoing.start()
            begin.wait()
            later(seconds=10)
            undoing.join()

            assert seen + (told == ["late"]) == len(said(desk, dana))


class TestMeanwhile:
    """Whatever happened between sending and leaving is looked at again in the transaction in which it leaves."""

    def test_the_customer_wrote(self, desk, dana, later):
        send(desk, dana)
        desk.house.say(dana.conversation, dana.id, RawText("No canoes? Then paddles."), "client-0001")
        later(seconds=10)

        assert [] == said(desk, dana)
        (reply,) = case(desk, dana).unsent
        assert "The customer wrote before it left" in reply.says
        later(hours=5)
        assert [] == said(desk, dana)
        words = desk.house.take_reply_back(reply.id, desk.ada)
        send(desk, dana, words)
        later(seconds=10)
        assert [WORDS] == said(desk, dana)

    def test_a_colleague_noted_something(self, desk, dana, later):
        send(desk, dana)
        desk.house.note(dana.conversation, desk.ben, "Do not: she is in the test of canoes.")
        later(seconds=10)

        assert [Held.COLLEAGUE_WROTE] == held(desk, dana)
        assert [] == said(desk, dana)

    def test_ones_own_note_holds_nothing(self, desk, dana, later):
        send(desk, dana)
        desk.house.note(dana.conversation, desk.ada, "the third this week")
        later(seconds=10)

        assert [WORDS] == said(desk, dana)

    def test_somebody_else_has_it(self, desk, dana, later):
        send(desk, dana)
        with writing():
            records.change(dana.conversation, desk.house.now(), {"assignee": int(desk.ben), "assignee_name": "Ben"})
        later(seconds=10)

        assert [Held.NOT_YOURS] == held(desk, dana)
        assert [] == said(desk, dana)
        (reply,) = desk.house.case(dana.conversation, desk.ben).unsent
        assert WORDS == desk.house.take_reply_back(reply.id, desk.ben), "who has the conversation now takes it back"

    def test_the_customer_restricted_it(self, desk, dana, later):
        send(desk, dana)
        desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)
        later(seconds=10)

        assert [Held.RESTRICTED] == held(desk, dana)
        assert [] == said(desk, dana)

    def test_who_wrote_it_left_the_company_or_lost_the_right(self, desk, dana, later):
        send(desk, dana)
        with writing():
            identity.change_role(desk.ada, "auditor")
        later(seconds=10)
        assert [Held.NO_LONGER_HERE] == held(desk, dana)

    def test_the_account_is_closed(self, desk, dana, later):
        send(desk, dana)
        with writing():
            identity.switch_off(desk.ada)
        later(seconds=10)

        assert [Held.NO_LONGER_HERE] == held(desk, dana)
        assert [] == said(desk, dana)

    def test_she_is_erased(self, desk, dana, later):
        send(desk, dana)
        forget(desk.house, dana.id, "asked")
        later(seconds=10)

        assert [] == rows("SELECT id FROM desk_unsent")

    def test_the_assistant_was_stopped_which_stops_no_person(self, desk, dana, later):
        send(desk, dana)
        desk.house.stop_ai(desk.cleo, "all", "a drill")
        later(seconds=10)

        assert [WORDS] == said(desk, dana)

    def test_each_reason_has_its_sentence(self):
        assert set(Held) - {Held.NO} == set(SAYS)

    def test_a_line_of_the_house_or_of_oneself_overtakes_nothing(self):
        lines = [(Voice.EVENT, 2), (Voice.PREPARED, None), (Voice.NOTE, 1), (Voice.NOTE, None), (Voice.PERSON, 1)]

        assert Held.NO is overtaken_by(lines, ColleagueId(1))
        assert Held.COLLEAGUE_WROTE is overtaken_by(lines, ColleagueId(2))
        assert Held.CUSTOMER_WROTE is overtaken_by([*lines, (Voice.CUSTOMER, None)], ColleagueId(2))


class TestCrash:
    @pytest.mark.parametrize("step", ["before leaving", "in leaving"])
    def test_the_power_goes_while_it_leaves_and_it_leaves_once(self, desk, dana, later, step):
        send(desk, dana)
        desk.pull_the_plug(step)
        with pytest.raises(PulledPlug):
            later(seconds=10)
        assert [] == said(desk, dana)

        desk.restart()
        later(seconds=1)
        later(seconds=1)

        assert [WORDS] == said(desk, dana)

    def test_a_desk_that_was_away_for_an_hour_sends_it_when_it_is_back(self, desk, dana, later):
        send(desk, dana)
        desk.restart()
        later(hours=1)

        assert [WORDS] == said(desk, dana)

    def test_the_background_of_every_process_lets_it_leave_once(self, desk, dana, monkeypatch):
        send(desk, dana)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + timedelta(seconds=10))
        (id,) = unsent.due(desk.house.now())
        begin = threading.Barrier(4)

        def leave() -> None:
            begin.wait()
            desk.house.let_leave(id)
            close()

        workers = [threading.Thread(target=leave) for _ in range(4)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()

        assert [WORDS] == said(desk, dana)

    def test_a_round_of_the_background_does_it(self, desk, dana, monkeypatch):
        send(desk, dana)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: now() + timedelta(seconds=10))

        Background(desk.house).round()

        assert [WORDS] == said(desk, dana)


class TestResolve:
    def test_closes_when_the_reply_leaves_and_not_before(self, desk, dana, later):
        send(desk, dana)
        desk.house.resolve(dana.conversation, desk.ada)
        assert State.PERSON is desk.sees(dana).state

        later(seconds=10)

        assert State.RESOLVED is desk.sees(dana).state
        assert [WORDS] == said(desk, dana)
        assert [Voice.PERSON, Voice.EVENT] == [entry.voice for entry in desk.sees(dana).entries][-2:]

    def test_a_reply_that_stays_leaves_it_open(self, desk, dana, later):
        send(desk, dana)
        desk.house.resolve(dana.conversation, desk.ada)
        desk.says(dana, "Wait!")
        later(seconds=10)

        assert State.PERSON is desk.sees(dana).state
        with pytest.raises(Refused, match="take it back first"):
            desk.house.resolve(dana.conversation, desk.ada)

    def test_taking_the_reply_back_takes_the_closing_back(self, desk, dana, later):
        send(desk, dana)
        desk.house.resolve(dana.conversation, desk.ada)
        desk.house.take_reply_back(case(desk, dana).unsent[0].id, desk.ada)
        later(minutes=1)

        assert State.PERSON is desk.sees(dana).state

    def test_the_closing_alone_can_be_undone_and_the_reply_leaves(self, desk, dana, later):
        send(desk, dana)
        desk.house.resolve(dana.conversation, desk.ada)
        desk.house.open_again(dana.conversation, desk.ada)
        later(seconds=10)

        assert State.PERSON is desk.sees(dana).state
        assert [WORDS] == said(desk, dana)

    def test_what_is_closed_opens_again_for_who_closed_it_and_both_are_told(self, desk, dana):
        desk.house.resolve(dana.conversation, desk.ada)
        assert "resolve" == case(desk, dana).undoes
        assert "" == case(desk, dana, desk.ben).undoes

        with pytest.raises(Refused, match="take it over"):
            desk.house.open_again(dana.conversation, desk.ben)
        desk.house.open_again(dana.conversation, desk.ada)

        assert State.PERSON is desk.sees(dana).state
        assert case(desk, dana).mine
        assert ["resolved", "opened_again"] == desk.events(dana)[-2:]
        with pytest.raises(Overtaken):
            desk.house.open_again(dana.conversation, desk.ada)

    def test_not_after_the_customer_opened_it(self, desk, dana):
        desk.house.resolve(dana.conversation, desk.ada)
        desk.says(dana, "One more thing")

        with pytest.raises(Overtaken, match="open already"):
            desk.house.open_again(dana.conversation, desk.ada)


class TestPutBack:
    def test_the_line_is_as_it_was(self, desk):
        first, second = desk.customer(), desk.customer()
        for each in (first, second):
            desk.says(each, QUESTION)
        since = row("SELECT waiting_since FROM desk_conversation WHERE id = %s", first.conversation)
        desk.house.take_over(first.conversation, desk.ada)

        desk.house.put_back(first.conversation, desk.ada)

        assert (1, 2) == (desk.sees(first).position, desk.sees(second).position)
        assert since == row("SELECT waiting_since FROM desk_conversation WHERE id = %s", first.conversation)
        assert ["taken_over", "put_back"] == desk.events(first)[-2:]
        assert "" == case(desk, first).assignee

    def test_what_came_from_the_assistant_goes_back_to_it(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")
        desk.house.take_over(dana.conversation, desk.ada)

        desk.house.put_back(dana.conversation, desk.ada)

        assert State.ASSISTANT is desk.sees(dana).state

    def test_not_to_the_assistant_if_the_customer_wants_people(self, desk):
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.refuse_ai(dana.conversation, dana.id)

        desk.house.put_back(dana.conversation, desk.ada)

        assert State.WAITING is desk.sees(dana).state

    def test_not_once_something_was_said_or_is_on_its_way(self, desk, dana, later):
        send(desk, dana)
        assert "" == case(desk, dana).undoes
        for _ in range(2):
            with pytest.raises(Overtaken, match="have written"):
                desk.house.put_back(dana.conversation, desk.ada)
            later(seconds=10)

    def test_not_by_somebody_else(self, desk, dana):
        with pytest.raises(Refused):
            desk.house.put_back(dana.conversation, desk.ben)

    def test_giving_it_to_the_assistant_waits_for_the_reply(self, desk, dana, later):
        send(desk, dana)

        with pytest.raises(Refused, match="has not left"):
            desk.house.return_to_ai(dana.conversation, desk.ada)


class TestNotOverAColleague:
    def test_what_a_colleague_noted_meanwhile_is_read_first(self, desk, dana):
        version = case(desk, dana).version
        desk.house.note(dana.conversation, desk.ben, "She was promised a paddle.")

        with pytest.raises(Overtaken, match="a colleague wrote"):
            desk.house.reply(dana.conversation, desk.ada, WORDS, version)
        desk.house.reply(dana.conversation, desk.ada, WORDS, case(desk, dana).version)

        assert [WORDS] == said(desk, dana)
