"""Instead of waiting: the place in the line stays, the number is seen by one person and goes, and wishes are kept to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from fairdesk.database import execute, rows, writing
from fairdesk.desk.later import CALL, EMAIL
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.identity.contact import PAGE_ONLY, SAFE_WORD, Channel, Wishes
from fairdesk.nouns import BadInput, NotFound, Overtaken, Refused
from tests.house.test_closing import QUESTION, proves_an_address
from tests.house.test_exporting import export
from tests.letters import Kept
from tests.people import Desk

NUMBER = "+00 000 555 0177"


@pytest.fixture
def desk(folder):
    desk = Desk(folder, call_back="09:00-12:00, 13:00-17:00", calls_in_a_window=2)
    yield desk
    desk.house.close()


@pytest.fixture
def dana(desk):
    return waits(desk)


def waits(desk):
    who = desk.customer()
    desk.says(who, QUESTION)
    desk.house.ask_for_person(who.conversation, who.id, "button")
    return who


def asks_for_a_call(desk, who, which=0):
    window = desk.house.may_choose(who.conversation, who.id).windows[which]
    desk.house.ask_for_call(who.conversation, who.id, window.name, NUMBER)
    return window


def case_of(desk, who, colleague):
    return desk.house.case(who.conversation, colleague).later


class TestACall:
    def test_keeps_the_place_in_the_line_and_the_list_says_it(self, desk, dana):
        behind = waits(desk)
        asks_for_a_call(desk, dana)

        assert (1, 2) == (desk.sees(dana).position, desk.sees(behind).position)
        first, second = desk.house.queue(desk.ada, "waiting").rows
        assert first.conversation == dana.conversation
        assert first.later.startswith("call ")
        assert not second.later
        assert "asked_for_call" in desk.events(dana)

    def test_the_number_is_for_who_takes_the_case_alone(self, desk, dana):
        asks_for_a_call(desk, dana)
        assert not case_of(desk, dana, desk.ada).number
        desk.house.take_over(dana.conversation, desk.ada)

        assert NUMBER == case_of(desk, dana, desk.ada).number
        assert not case_of(desk, dana, desk.ben).number
        assert not desk.sees(dana).later.number

    def test_the_number_stands_nowhere_in_plain_and_no_line_names_it(self, desk, dana):
        asks_for_a_call(desk, dana)
        desk.house.take_over(dana.conversation, desk.ada)

        everything = json.dumps([str(entry) for entry in desk.house.case(dana.conversation, desk.ada).entries])
        assert NUMBER not in everything
        tables = (
            [name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'")] if _sqlite() else []
        )
        for table in tables:
            assert not any(
                NUMBER.encode() in _bytes(cell) for each in rows(f"SELECT * FROM {table}") for cell in each
            )

    def test_is_gone_after_the_call_and_the_ledger_has_the_act(self, desk, dana):
        asks_for_a_call(desk, dana)
        desk.house.take_over(dana.conversation, desk.ada)
        with pytest.raises(Refused, match="call first"):
            desk.house.resolve(dana.conversation, desk.ada)
        desk.house.called(dana.conversation, desk.ada, True)

        assert [] == rows("SELECT * FROM desk_later")
        assert "called_back" == desk.events(dana)[-1]
        desk.house.resolve(dana.conversation, desk.ada)
        desk.house.close_the_day()
        assert not desk.house.verify().problems

    def test_that_nobody_answers_is_tried_again_and_the_case_may_then_be_closed(self, desk, dana):
        asks_for_a_call(desk, dana)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.called(dana.conversation, desk.ada, False)

        assert (1, NUMBER) == (case_of(desk, dana, desk.ada).tried, case_of(desk, dana, desk.ada).number)
        desk.house.resolve(dana.conversation, desk.ada)
        assert [] == rows("SELECT * FROM desk_later")

    def test_is_taken_back_by_the_customer_and_the_number_goes(self, desk, dana):
        asks_for_a_call(desk, dana)
        desk.house.wait_here(dana.conversation, dana.id)
        desk.house.wait_here(dana.conversation, dana.id)

        assert [] == rows("SELECT * FROM desk_later")
        assert 1 == desk.events(dana).count("waits_here")
        assert 1 == desk.sees(dana).position

    def test_twice_the_same_is_once_and_a_window_holds_so_many(self, desk, dana):
        asks_for_a_call(desk, dana)
        first = asks_for_a_call(desk, dana)
        asks_for_a_call(desk, waits(desk))
        late = waits(desk)

        assert 1 == desk.events(dana).count("asked_for_call")
        assert first not in desk.house.may_choose(late.conversation, late.id).windows
        with pytest.raises(Overtaken):
            desk.house.ask_for_call(late.conversation, late.id, first.name, NUMBER)
        asks_for_a_call(desk, late, 1)

    def test_wants_a_number_a_person_who_was_asked_for_and_its_own_customer(self, desk, dana):
        window, sam = desk.house.may_choose(dana.conversation, dana.id).windows[0], desk.customer()
        with pytest.raises(BadInput):
            desk.house.ask_for_call(dana.conversation, dana.id, window.name, "tomorrow")
        with pytest.raises(Refused):
            desk.house.ask_for_call(sam.conversation, sam.id, window.name, NUMBER)
        with pytest.raises(NotFound):
            desk.house.ask_for_call(dana.conversation, sam.id, window.name, NUMBER)
        assert [] == rows("SELECT * FROM desk_later")

    def test_goes_with_the_customer_and_stands_in_the_copy(self, desk, dana):
        asks_for_a_call(desk, dana)
        ((line,),) = [export(desk, dana).lines("reached")]
        forget(desk.house, dana.id, "asked")

        assert (CALL, NUMBER) == (line["how"], line["number"])
        assert [] == rows("SELECT * FROM desk_later")

    def test_without_the_setting_no_window_is_offered(self, desk, dana):
        desk.house.settings = replace(desk.house.settings, call_back="")

        offer = desk.house.may_choose(dana.conversation, dana.id)
        assert (False, ()) == (offer.calls, offer.windows)


class TestATimeThatPassedWithoutACall:
    def at(self, desk, monkeypatch, moment):
        """Let the clock stand at a moment, and the worker do its rounds."""
        monkeypatch.setattr(desk.house, "now", lambda: moment)
        for _ in range(2):
            Background(desk.house).round()

    def test_both_are_told_once_and_the_number_stays_to_be_called(self, desk, dana, monkeypatch):
        window = asks_for_a_call(desk, dana)
        self.at(desk, monkeypatch, window.ends - timedelta(seconds=1))
        assert "call_missed" not in desk.events(dana)
        self.at(desk, monkeypatch, window.ends)
        desk.house.tend_call(dana.conversation)  # another worker that found it due a moment ago
        desk.house.take_over(dana.conversation, desk.ada)

        assert 1 == desk.events(dana).count("call_missed")
        case = case_of(desk, dana, desk.ada)
        assert (True, NUMBER, window.ends + timedelta(days=3)) == (case.missed, case.number, case.kept_until)
        assert desk.sees(dana).later.missed
        assert "call missed: call now" == desk.house.later_in_words([dana.conversation])[dana.conversation]
        desk.house.close_the_day()
        assert not desk.house.verify().problems

    def test_the_customer_chooses_another_time_and_never_the_one_that_is_over(self, desk, dana, monkeypatch):
        window = asks_for_a_call(desk, dana)
        self.at(desk, monkeypatch, window.ends)

        with pytest.raises(Overtaken):
            desk.house.ask_for_call(dana.conversation, dana.id, window.name, NUMBER)
        asks_for_a_call(desk, dana)
        assert not desk.sees(dana).later.missed

    @pytest.mark.parametrize("tried", [False, True])
    def test_after_its_days_the_number_goes_the_customer_reads_it_and_the_case_closes(
        self, desk, dana, monkeypatch, tried
    ):
        window = asks_for_a_call(desk, dana)
        desk.house.take_over(dana.conversation, desk.ada)
        if tried:
            desk.house.called(dana.conversation, desk.ada, False)
        self.at(desk, monkeypatch, window.ends + timedelta(days=3) - timedelta(seconds=1))
        assert NUMBER == case_of(desk, dana, desk.ada).number
        if not tried:
            with pytest.raises(Refused, match="call first"):
                desk.house.resolve(dana.conversation, desk.ada)
        self.at(desk, monkeypatch, window.ends + timedelta(days=3))

        assert [] == rows("SELECT * FROM desk_later")
        assert ("number_let_go", 1) == (desk.events(dana)[-1], desk.events(dana).count("number_let_go"))
        assert (not tried) == ("call_missed" in desk.events(dana))
        desk.house.resolve(dana.conversation, desk.ada)

    def test_who_asked_since_not_to_be_called_is_not_told_that_nobody_did(self, desk, dana, monkeypatch):
        window = asks_for_a_call(desk, dana)
        desk.house.keep_wishes(dana.id, Wishes(Channel.PAGE))
        self.at(desk, monkeypatch, window.ends)
        assert "call_missed" not in desk.events(dana)
        self.at(desk, monkeypatch, window.ends + timedelta(days=3))

        assert [] == rows("SELECT * FROM desk_later")


class TestSafeContact:
    @pytest.mark.parametrize(
        ("wishes", "held"), [(Wishes(Channel.PAGE), PAGE_ONLY), (Wishes(silent=True), SAFE_WORD)]
    )
    def test_who_is_not_to_be_reached_is_offered_nothing_and_a_promise_is_held(self, desk, dana, wishes, held):
        asks_for_a_call(desk, dana)
        desk.house.keep_wishes(dana.id, wishes)
        desk.house.take_over(dana.conversation, desk.ada)

        assert held == desk.house.may_choose(dana.conversation, dana.id).held
        assert (held, "") == (case_of(desk, dana, desk.ada).held, case_of(desk, dana, desk.ada).number)
        desk.house.resolve(dana.conversation, desk.ada)

    def test_the_hours_of_the_customer_hold_for_calls(self, desk, dana):
        desk.house.keep_wishes(dana.id, Wishes(hours=(8 * 60, 12 * 60 + 30)))

        found = desk.house.may_choose(dana.conversation, dana.id).windows
        assert {9} == {each.begins.hour for each in found}

    def test_hidden_it_is_forgotten_and_never_offered_there(self, desk, dana):
        asks_for_a_call(desk, dana)
        desk.house.hide(dana.conversation, dana.id)
        ((place,),) = rows("SELECT customer_id FROM desk_conversation WHERE id = %s", dana.conversation)

        assert [] == rows("SELECT * FROM desk_later")
        assert "hidden" == desk.house.may_choose(dana.conversation, place).held


class TestAnEmail:
    @pytest.fixture
    def post(self, desk):
        desk.house.carrier = Kept()
        return desk.house.carrier

    def test_goes_to_a_proved_address_alone_and_says_no_word_of_the_answer(self, desk, dana, post):
        with pytest.raises(Refused):
            desk.house.ask_for_email(dana.conversation, dana.id)
        proves_an_address(desk, dana)
        desk.house.ask_for_email(dana.conversation, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "It takes five days.", 99)
        desk.house.send_letters()

        letter = post.letters[-1]
        assert f"/c/{dana.conversation}" in letter.text
        assert "five days" not in letter.text + letter.html + letter.subject
        assert EMAIL == case_of(desk, dana, desk.ada).how

    def test_one_is_written_until_the_customer_writes_again(self, desk, dana, post):
        proves_an_address(desk, dana)
        desk.house.ask_for_email(dana.conversation, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)
        for words in ("It takes five days.", "Six at most."):
            desk.house.reply(dana.conversation, desk.ada, words, 99)
        assert 1 == _letters()
        desk.says(dana, "And by post?")
        desk.house.reply(dana.conversation, desk.ada, "The same.", 99)

        assert 2 == _letters()

    def test_taken_back_none_is_written(self, desk, dana, post):
        proves_an_address(desk, dana)
        desk.house.ask_for_email(dana.conversation, dana.id)
        desk.house.wait_here(dana.conversation, dana.id)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "It takes five days.", 99)

        assert 0 == _letters()

    def test_in_place_of_a_call_the_number_goes(self, desk, dana, post):
        proves_an_address(desk, dana)
        asks_for_a_call(desk, dana)
        desk.house.ask_for_email(dana.conversation, dana.id)

        assert [(EMAIL, b"")] == [(how, bytes(sealed)) for how, sealed in rows("SELECT how, sealed FROM desk_later")]
        assert CALL != desk.sees(dana).later.how


class TestAnEarlierName:
    def test_a_closing_that_was_undone_reads_as_one_that_was_opened_again(self, desk, dana):
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)
        desk.house.open_again(dana.conversation, desk.ada)
        with writing():
            execute("UPDATE desk_item SET code = 'closing_undone' WHERE code = 'opened_again'")

        assert "opened_again" == desk.events(dana)[-1]


def _letters():
    ((count,),) = rows("SELECT count(*) FROM identity_letter WHERE kind = 'answered'")
    return count


def _sqlite():
    from django.db import connection

    return connection.vendor == "sqlite"


def _bytes(cell):
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
