"""What a customer can do, below the stories: repeats, races, odd input, and what happens when nobody can decide."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest

from fairdesk.database import close, execute, row, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.house import contact, customers
from fairdesk.identity import records as identity
from fairdesk.nouns import BadInput, ConversationId, NotFound, Overtaken, RawText, Unavailable, Voice
from fairdesk.privacy.keys import Tampered
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


def say(desk: Desk, who: Customer, text: str = QUESTION, client_id: str = "") -> int:
    return desk.house.say(who.conversation, who.id, RawText(text), client_id or uuid.uuid4().hex)


def in_threads(*works) -> None:
    """Run each in a thread of its own, with its own connection, all at once."""
    begin = threading.Barrier(len(works))
    failed: list[BaseException] = []

    def run(work) -> None:
        begin.wait()
        try:
            work()
        except BaseException as fault:  # told to the test below
            failed.append(fault)
        finally:
            close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [] == failed


class TestWhoTheyAre:
    def test_the_token_proves_the_customer_and_no_other_does(self, desk):
        customer, token = desk.house.add_customer("en")

        assert customer == desk.house.customer_by_token(token)
        assert desk.house.customer_by_token(token + "x") is None
        assert desk.house.customer_by_token("") is None

    def test_letters_are_written_in_the_language_of_the_last_conversation(self, desk):
        customer, _ = desk.house.add_customer("en")
        desk.house.start(customer, "de")

        assert "de" == identity.language_of(customer)

    def test_no_conversation_begins_for_somebody_who_was_erased(self, desk):
        dana = desk.customer()
        with writing():
            identity.forget(dana.id)

        with pytest.raises(NotFound):
            desk.house.start(dana.id, "en")

    def test_an_address_is_one_customer_however_it_is_written(self, desk):
        first = desk.house.customer_by_address("Kim@Example.org ", "en")

        assert first == desk.house.customer_by_address("kim@example.org", "de")
        assert first != desk.house.customer_by_address("sam@example.org", "en")

    def test_the_address_is_kept_nowhere(self, desk):
        desk.house.customer_by_address("kim@example.org", "en")

        assert not [file for file in desk.folder.rglob("*") if file.is_file() and b"kim@example" in file.read_bytes()]

    def test_two_messages_from_one_new_address_at_once_are_one_customer(self, desk):
        found = []

        in_threads(*[lambda: found.append(desk.house.customer_by_address("kim@example.org", "en"))] * 4)

        assert [found[0]] * 4 == found

    def test_what_stands_for_an_address_opens_nothing_for_a_browser(self, desk, monkeypatch):
        monkeypatch.setattr(contact, "lookup_token", lambda _key, _value: b"\x01")
        desk.house.customer_by_address("kim@example.org", "en")

        assert desk.house.customer_by_token("address:01") is None


class TestWhatTheyMaySend:
    @pytest.mark.parametrize("nothing", ["", "  \n ", "\x00", "\x01\x1f\x7f"])
    def test_nothing_is_refused_and_leaves_nothing(self, desk, nothing):
        dana = desk.customer()

        with pytest.raises(BadInput, match="empty"):
            say(desk, dana, nothing)

        assert () == desk.sees(dana).entries

    def test_the_longest_fits_and_one_more_does_not(self, desk):
        dana = desk.customer()
        desk.house.stop_ai(desk.ada, "all", "only the length matters here")

        say(desk, dana, "x" * customers.LONGEST_MESSAGE)
        with pytest.raises(BadInput, match="20001"):
            say(desk, dana, "x" * (customers.LONGEST_MESSAGE + 1))

        assert 1 == len([entry for entry in desk.sees(dana).entries if entry.voice is Voice.CUSTOMER])

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("a\x00b\x07c", "abc"),
            ("half \ud83d a pair", "half ? a pair"),
            ("\u202eabc", "\u202eabc"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("line\none\ttab", "line\none\ttab"),
        ],
    )
    def test_odd_characters_are_kept_as_words_or_left_out(self, desk, sent, kept):
        dana = desk.customer()

        say(desk, dana, sent)

        assert kept == desk.sees(dana).entries[0].text


class TestRepeats:
    def test_the_same_client_id_gives_the_same_number(self, desk):
        dana = desk.customer()

        first = say(desk, dana, client_id="from-one-form")

        assert first == say(desk, dana, "even with other words", client_id="from-one-form")
        desk.settle(dana)
        assert 1 == len(desk.answers(dana))

    def test_four_at_once_are_one_message(self, desk):
        dana = desk.customer()
        numbers: list[int] = []

        in_threads(*[lambda: numbers.append(say(desk, dana, client_id="from-one-form"))] * 4)
        desk.settle(dana)

        assert [1] * 4 == numbers
        assert 2 == len(desk.sees(dana).entries)

    def test_two_customers_may_use_the_same_client_id(self, desk):
        dana, sam = desk.customer(), desk.customer()

        say(desk, dana, client_id="12345678")
        say(desk, sam, client_id="12345678")

        assert 1 == len(desk.answers(sam))

    def test_one_client_id_in_two_conversations_is_told(self, desk):
        dana = desk.customer()
        other = desk.house.start(dana.id, "en")
        say(desk, dana, client_id="12345678")

        with pytest.raises(BadInput, match="another conversation"):
            desk.house.say(other, dana.id, RawText(QUESTION), "12345678")


class TestNobodyCanDecide:
    """Promise 9: doubt goes to a person, also when the deciding itself is what fails."""

    def test_overtaken_without_end_a_person_gets_it(self, desk, monkeypatch):
        tried = []

        def overtaken(*_):
            tried.append(1)
            raise Overtaken("again")

        monkeypatch.setattr(customers, "take", overtaken)
        dana = desk.customer()

        say(desk, dana)

        assert customers.MOST_RETAKES == len(tried)
        assert State.WAITING is desk.sees(dana).state
        assert [] == records.arrivals_of(dana.conversation)

    @pytest.mark.parametrize("fault", [Tampered("edited"), RuntimeError("broken"), NotFound("gone"), BadInput("odd")])
    def test_what_will_fail_again_tomorrow_goes_to_a_person(self, desk, monkeypatch, fault):
        def fails(*_):
            raise fault

        monkeypatch.setattr(customers, "take", fails)
        dana = desk.customer()

        say(desk, dana)

        assert State.WAITING is desk.sees(dana).state
        assert [] == records.arrivals_of(dana.conversation)

    def test_what_cannot_be_kept_now_is_taken_again(self, desk, monkeypatch):
        def full(*_):
            raise Unavailable("the disk is full")

        with monkeypatch.context() as now:
            now.setattr(customers, "take", full)
            dana = desk.customer()
            say(desk, dana)  # her message is kept, and nothing else is said
        assert desk.sees(dana).entries[0].pending
        assert 1 == len(records.arrivals_of(dana.conversation))

        desk.settle(dana)

        assert 1 == len(desk.answers(dana))

    def test_the_colleague_who_has_the_conversation_keeps_it(self, desk, monkeypatch):
        dana = desk.customer()
        desk.house.take_over(dana.conversation, desk.ada)
        monkeypatch.setattr(customers, "take", lambda *_: 1 / 0)

        say(desk, dana)

        assert State.PERSON is desk.sees(dana).state
        desk.house.reply(dana.conversation, desk.ada, "I read it.", 99)

    def test_a_place_in_the_queue_is_not_lost(self, desk, monkeypatch):
        dana = desk.customer()
        desk.house.ask_for_person(dana.conversation, dana.id, "button")
        since = records.conversation(dana.conversation).waiting_since
        monkeypatch.setattr(customers, "take", lambda *_: 1 / 0)

        say(desk, dana)

        assert since == records.conversation(dana.conversation).waiting_since

    def test_the_log_names_the_act_and_the_kind_of_error_alone(self, desk, monkeypatch, caplog):
        def fails(*_):
            raise RuntimeError(f"could not parse {QUESTION!r}")

        monkeypatch.setattr(customers, "take", fails)

        say(desk, desk.customer())

        (record,) = [each for each in caplog.records if each.name == "fairdesk.turn"]
        assert ("turn failed", "RuntimeError") == (record.getMessage(), record.error)
        assert record.act
        assert QUESTION not in caplog.text


class TestReopened:
    @pytest.fixture
    def closed(self, desk):
        dana = desk.customer()
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)
        return dana

    def test_whoever_had_a_person_has_people_again(self, desk, closed):
        """Also where nobody had asked for one: Ada took the conversation by herself."""
        say(desk, closed)

        seen = desk.sees(closed)
        assert State.WAITING is seen.state
        assert [] == desk.answers(closed)
        assert "reopened" in desk.events(closed)

    def test_the_desk_is_told_why_it_waits(self, desk, closed):
        say(desk, closed)

        assert "with_person" == desk.house.queue(desk.ada, "waiting").rows[0].reason


class TestWishes:
    def test_asking_twice_keeps_the_place(self, desk):
        dana = desk.customer()
        desk.house.ask_for_person(dana.conversation, dana.id, "button")
        since = records.conversation(dana.conversation).waiting_since

        desk.house.ask_for_person(dana.conversation, dana.id, "button")

        assert since == records.conversation(dana.conversation).waiting_since
        assert ["asked_for_person"] == desk.events(dana)

    def test_refusing_reaches_every_running_conversation(self, desk):
        dana = desk.customer()
        second = desk.house.start(dana.id, "en")
        say(desk, dana)
        desk.house.say(second, dana.id, RawText(QUESTION), "12345678")

        desk.house.refuse_ai(second, dana.id)

        for conversation in (dana.conversation, second):
            assert State.WAITING is desk.house.timeline(conversation, dana.id).state

    def test_refusing_where_nothing_was_written_fills_no_queue(self, desk):
        dana = desk.customer()

        desk.house.refuse_ai(None, dana.id)

        assert 0 == records.waiting()
        assert desk.house.ai_refused(dana.id)

    def test_allowing_leaves_who_waits_with_people(self, desk):
        dana = desk.customer()
        say(desk, dana)
        desk.house.refuse_ai(dana.conversation, dana.id)

        desk.house.allow_ai(dana.conversation, dana.id)

        assert State.WAITING is desk.sees(dana).state
        assert not desk.house.ai_refused(dana.id)

    def test_allowing_in_a_strangers_conversation_chooses_nothing(self, desk):
        dana, sam = desk.customer(), desk.customer()
        desk.house.refuse_ai(None, sam.id)

        with pytest.raises(NotFound):
            desk.house.allow_ai(dana.conversation, sam.id)

        assert desk.house.ai_refused(sam.id)

    def test_did_not_help_wants_an_act_of_this_conversation(self, desk):
        dana = desk.customer()
        say(desk, dana)
        other = Customer(dana.id, dana.token, desk.house.start(dana.id, "en"))
        desk.says(other, QUESTION)

        with pytest.raises(NotFound):
            desk.house.did_not_help(dana.conversation, dana.id, desk.last_act(other))

        assert State.ASSISTANT is desk.sees(dana).state


class TestDelivery:
    def test_a_text_leaves_once(self, desk):
        dana = desk.customer()
        say(desk, dana)
        released = records.items_of_act(desk.last_act(dana))[-1].released_at

        desk.house.deliver(desk.last_act(dana))

        assert released == records.items_of_act(desk.last_act(dana))[-1].released_at

    def test_what_nobody_kept_is_not_delivered(self, desk):
        desk.house.deliver("no-such-act")

    @pytest.mark.parametrize(
        ("meanwhile", "reason", "state"),
        [
            (lambda d, c: d.house.stop_ai(d.ada, "channel:web", "drill"), "paused", State.WAITING),
            (lambda d, c: d.house.refuse_ai(c.conversation, c.id), "with_person", State.WAITING),
            (lambda d, c: d.house.take_over(c.conversation, d.ada), "with_person", State.PERSON),
        ],
        ids=["stopped", "refused", "taken over"],
    )
    def test_held_back_it_says_why(self, desk, meanwhile, reason, state):
        dana = desk.customer()
        desk.meanwhile("before deliver", lambda: meanwhile(desk, dana))

        say(desk, dana)

        seen = desk.sees(dana)
        (held,) = [entry for entry in seen.entries if entry.code == "answer_held_back"]
        assert {"reason": reason} == held.values
        assert state is seen.state
        assert row("SELECT count(*) FROM desk_outbox") == (0,)

    def test_a_claim_lasts_longer_than_any_answer(self, desk):
        assert desk.house.claim_time > timedelta(seconds=desk.settings.model_seconds)


def test_a_conversation_that_is_not_there_is_not_found(desk):
    dana = desk.customer()
    with pytest.raises(NotFound):
        desk.house.say(ConversationId("nowhere"), dana.id, RawText(QUESTION), "12345678")


def test_a_customer_whose_rows_were_lost_but_not_the_key_finds_nothing(desk):
    dana = desk.customer()
    with writing():
        execute("DELETE FROM desk_conversation WHERE customer_id = %s", dana.id)

    with pytest.raises(NotFound):
        desk.sees(dana)
