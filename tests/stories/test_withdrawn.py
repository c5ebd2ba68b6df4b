"""Dana takes back what she allowed, in the middle of an answer: nothing more is done with her words, and she is told what stopped."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Choice, Purpose, Standing
from fairdesk.consent.withdrawal import Withdrawal
from fairdesk.database import close, rows
from fairdesk.desk import records
from fairdesk.desk.timeline import State
from fairdesk.nouns import CustomerId, RawText, Unavailable
from tests.house.test_letters import proves
from tests.letters import Kept
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


def reached(done: Withdrawal | None) -> dict[str, int]:
    assert done is not None
    return {one.store: one.count for one in done.reached if one.count}


def standing(desk: Desk, who: Customer, purpose: Purpose) -> Standing:
    stands = desk.house.stands(who.id, "en", "test", signal=False)
    return next(each.standing for each in stands if each.name == purpose)


class TestWhileAnAnswerIsBeingMade:
    def test_the_answer_is_thrown_away_and_a_person_gets_the_message(self, desk):
        """A real slow answerer in a thread of its own; she withdraws while it thinks."""
        dana = desk.customer()
        thinking, go_on = threading.Event(), threading.Event()
        answer = desk.house.answer

        def slow(asked, situation):
            thinking.set()
            assert go_on.wait(30)
            return answer(asked, situation)

        desk.house.answer = slow
        asking = threading.Thread(
            target=lambda: (desk.house.say(dana.conversation, dana.id, RawText(QUESTION), "message-1"), close())
        )
        asking.start()
        assert thinking.wait(30)

        done = desk.house.withdraw(dana.id, Purpose.AI_ANSWER)
        told_before_it_ended = not go_on.is_set()
        go_on.set()
        asking.join(30)
        desk.settle(dana)

        assert told_before_it_ended, "her report waits for no model"
        assert {"desk_conversation": 1, "desk_arrival": 1} == reached(done)
        assert [] == desk.answers(dana)
        assert State.WAITING is desk.sees(dana).state
        assert ["refused_ai", "handed_over", "answer_discarded"] == desk.events(dana)

    def test_between_keep_and_deliver_the_text_is_held_back_and_counted(self, desk):
        dana, done = desk.customer(), []
        desk.meanwhile("before deliver", lambda: done.append(desk.house.withdraw(dana.id, Purpose.AI_ANSWER)))

        desk.says(dana, QUESTION)

        assert 1 == reached(done[0])["desk_outbox"]
        assert [] == desk.answers(dana)
        assert "answer_held_back" in desk.events(dana)

    def test_a_draft_that_could_use_what_was_taken_back_is_made_again(self, desk):
        """Personalising is nobody's use yet; the rule that protects its first use is here already."""
        dana = desk.customer()
        desk.house.choose(dana.id, Purpose.PERSONALISE, True, language="en")
        made = []
        answer = desk.house.answer
        desk.house.answer = lambda asked, situation: made.append(1) or answer(asked, situation)
        desk.meanwhile("before keep", lambda: desk.house.withdraw(dana.id, Purpose.PERSONALISE))

        desk.says(dana, QUESTION)

        assert 2 == len(made)
        assert 1 == len(desk.answers(dana)), "and she still gets her answer"


class TestEveryPurpose:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_no_holds_in_the_moment_it_is_said(self, desk, purpose):
        dana, sam = desk.customer(), desk.customer()
        for who in (dana, sam):
            desk.house.choose(who.id, purpose, True, language="en")

        done = desk.house.withdraw(dana.id, purpose)

        assert Standing.REFUSED is standing(desk, dana, purpose)
        assert not consent.may_use_words(dana.id, purpose)
        assert consent.may_use_words(sam.id, purpose), "the stranger's yes stands"
        assert done is not None
        assert all(one.at is not None for one in done.reached), "each with its moment"

    @pytest.mark.parametrize(
        "purpose", [p for p in Purpose if p not in (Purpose.AI_ANSWER, Purpose.ACCOMMODATE, Purpose.DISCLOSE)]
    )
    def test_the_running_conversation_says_so(self, desk, purpose):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        desk.house.choose(dana.id, purpose, True, language="en")
        desk.house.choose(dana.id, purpose, False, language="en")

        said = [e.values["choice"] for e in desk.sees(dana).entries if e.code == "answered_purpose"]

        assert ["granted", "withdrawn"] == said
        assert State.ASSISTANT is desk.sees(dana).state, "and goes on as it was"

    def test_twice_reaches_everything_once(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)

        first, second = (desk.house.withdraw(dana.id, Purpose.AI_ANSWER) for _ in range(2))

        assert first == second
        assert 1 == len(consent.history(dana.id))


class TestTheReport:
    def test_is_kept_as_an_act_that_names_nobody(self, desk):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        done = desk.house.withdraw(dana.id, Purpose.AI_ANSWER)

        kinds = [kind for _, kind, _ in records.deeds()]
        stand = desk.house.stands(dana.id, "en", "test", signal=False)[0]

        assert done == stand.withdrawal
        assert ["chosen", "withdrawn"] == [kind for kind in kinds if kind in ("chosen", "withdrawn")]
        assert not desk.house.verify().problems
        assert dana.id not in json.dumps([report for (report,) in rows("SELECT report FROM consent_withdrawal")])

    def test_goes_when_she_is_forgotten_and_the_ledger_still_verifies(self, desk):
        from fairdesk.house.forgetting import forget

        dana = desk.customer()
        desk.says(dana, QUESTION)
        desk.house.withdraw(dana.id, Purpose.AI_ANSWER)

        forget(desk.house, dana.id, "asked")

        assert {} == consent.withdrawals(dana.id)
        assert not desk.house.verify().problems

    def test_a_choice_after_a_yes_again_shows_no_old_report(self, desk):
        dana = desk.customer()
        desk.house.withdraw(dana.id, Purpose.AI_ANSWER)
        desk.house.allow_ai(None, dana.id)

        assert desk.house.stands(dana.id, "en", "test", signal=False)[0].withdrawal is None


class MailHouse:
    """Another company's system that was given words for a purpose; it may be down."""

    name = "a mail house"

    def __init__(self) -> None:
        self.down = True
        self.asked: list[tuple[CustomerId, Purpose]] = []

    def withdraw(self, customer: CustomerId, purpose: Purpose) -> int:
        self.asked.append((customer, purpose))
        if self.down:
            raise Unavailable("the mail house does not answer")
        return 3


class TestOthers:
    """Connectors are asked right after, again until they confirm, and named in the report meanwhile."""

    def test_who_does_not_answer_is_asked_again_and_stays_in_the_report(self, desk):
        dana, other = desk.customer(), MailHouse()
        desk.house.connectors.append(other)
        desk.house.choose(dana.id, Purpose.CONTACT, True, language="en")

        done = desk.house.withdraw(dana.id, Purpose.CONTACT)
        assert 1 == done.waits
        desk.house.turns.submit(lambda: None).result(30)
        assert 1 == desk.house.ask_others_again()

        other.down = False
        assert 0 == desk.house.ask_others_again()
        kept = consent.withdrawals(dana.id)[Purpose.CONTACT]
        assert {"a mail house": 3} == reached(kept)
        assert {(dana.id, Purpose.CONTACT)} == set(other.asked)
        assert kept.reached[-1].at - kept.at < timedelta(minutes=1)


class TestInTwoPlaces:
    """She wrote on her laptop and on her phone, and joined them: a no said in one stops what the other allows."""

    @pytest.fixture
    def carrier(self, desk) -> Kept:
        desk.house.carrier = Kept()
        return desk.house.carrier

    @pytest.fixture
    def dana(self, desk, carrier) -> Customer:
        dana = desk.customer()
        proves(desk, dana)
        return dana

    @pytest.fixture
    def phone(self, desk, dana) -> Customer:
        """The place where she said yes; at home she had said no."""
        phone = desk.customer()
        for purpose in (Purpose.CONTACT, Purpose.IMPROVE):
            desk.house.choose(phone.id, purpose, True, language="en")
            desk.house.withdraw(dana.id, purpose)
        desk.house.join(dana.token, phone.token)
        return phone

    def reports(self, desk, carrier) -> list[str]:
        desk.house.send_letters()
        return [each.text for each in carrier.letters if "Your yes" in each.text or "your yes" in each.text]

    def test_it_is_reported_said_in_the_conversation_and_asked_of_others(self, desk, dana, phone, carrier):
        other = MailHouse()
        other.down = False
        desk.house.connectors.append(other)
        desk.says(phone, QUESTION)

        done = desk.house.withdraw(dana.id, Purpose.CONTACT)
        desk.house.turns.submit(lambda: None).result(30)
        assert 0 == desk.house.ask_others_again()

        assert done is not None
        assert Choice.WITHDRAWN is consent.latest(phone.id, Purpose.CONTACT)
        assert {(phone.id, Purpose.CONTACT)} == set(other.asked)
        assert {"a mail house": 3} == reached(consent.withdrawals(phone.id)[Purpose.CONTACT])
        said = [e.values["purpose"] for e in desk.sees(phone).entries if e.values.get("choice") == "withdrawn"]
        assert ["contact"] == said
        assert 1 == len(self.reports(desk, carrier))

    def test_one_letter_tells_what_both_places_had(self, desk, dana, phone, carrier):
        desk.house.choose(dana.id, Purpose.CONTACT, True, language="en")
        other = MailHouse()
        other.down = False
        desk.house.connectors.append(other)

        desk.house.withdraw(phone.id, Purpose.CONTACT)
        desk.house.turns.submit(lambda: None).result(30)
        desk.house.ask_others_again()

        (letter,) = self.reports(desk, carrier)
        assert "a mail house: 6" in letter
        assert {dana.id, phone.id} == {who for who, _ in other.asked}

    def test_the_browser_s_no_reaches_the_other_place_too(self, desk, dana, phone):
        desk.house.choose(phone.id, Purpose.TRAIN_PEOPLE, True, language="en")

        desk.house.honour_signal(dana.id, "en")

        assert Choice.WITHDRAWN is consent.latest(phone.id, Purpose.TRAIN_PEOPLE)
        assert Purpose.TRAIN_PEOPLE not in desk.house.honour_signal(phone.id, "en"), "heeded there already"

    def test_pressed_twice_it_reaches_everything_once(self, desk, dana, phone, carrier):
        for who in (dana, phone, dana):
            desk.house.withdraw(who.id, Purpose.CONTACT)

        assert 1 == len(self.reports(desk, carrier))
        assert ["granted", "withdrawn"] == [
            one.choice for one in consent.history(phone.id) if one.purpose is Purpose.CONTACT
        ]


class TestTheBrowserAsks:
    """Global Privacy Control."""

    def test_is_heeded_once_and_shown(self, desk):
        dana = desk.customer()
        desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")

        refused = desk.house.honour_signal(dana.id, "en")

        assert Purpose.IMPROVE in refused
        assert () == desk.house.honour_signal(dana.id, "en")
        assert Choice.WITHDRAWN is consent.latest(dana.id, Purpose.IMPROVE)
        assert ["gpc"] * len(refused) == [one.method for one in consent.history(dana.id)[1:]]
        assert desk.events(dana)[-1] == "signal_heeded"

    def test_never_takes_the_answer_itself_away(self, desk):
        dana = desk.customer()
        desk.house.honour_signal(dana.id, "en")

        assert "" == desk.says(dana, QUESTION).handover

    def test_a_yes_said_after_it_holds_although_the_browser_goes_on(self, desk):
        dana = desk.customer()
        desk.house.honour_signal(dana.id, "en")
        desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")

        assert () == desk.house.honour_signal(dana.id, "en")
        assert consent.may_use_words(dana.id, Purpose.IMPROVE)
