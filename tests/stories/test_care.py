"""A colleague answers somebody in grief: the desk names words that hurt before they leave, and never writes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fairdesk.clock import now
from fairdesk.money.claim import read_claim
from fairdesk.nouns import BadInput, ColleagueId, Voice
from fairdesk.oversight.appeal import Outcome
from fairdesk.sensitive.care import NeedsAnotherLook
from fairdesk.web import doors
from tests.people import Customer, Desk

HURTS = "Unfortunately, before we can help, send the death certificate. As we already said, you should have told us."
GOOD = "I close her contract today. You need to do nothing. I will call you tomorrow if that suits you."


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana's mother died; Ada has her conversation."""
    dana = desk.customer()
    desk.says(dana, "My mother died last week and I must end her contract")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def newest(desk: Desk, who: Customer) -> int:
    return desk.house.case(who.conversation, desk.ada).version


def said(desk: Desk, who: Customer, voice: Voice) -> list[str]:
    return [entry.text for entry in desk.house.case(who.conversation, desk.ada).entries if entry.voice is voice]


def later(desk: Desk, monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    """Let the house's clock be so much later than it is."""
    at = now() + timedelta(**passed)
    monkeypatch.setattr(desk.house.knowing, "now", lambda: at)


def test_words_that_hurt_wait_for_another_look(desk, dana):
    with pytest.raises(NeedsAnotherLook) as found:
        desk.house.reply(dana.conversation, desk.ada, HURTS, newest(desk, dana))

    assert {"blame", "cold", "proof_first"} == {one.rule.code for one in found.value.findings}
    assert [] == said(desk, dana, Voice.PERSON)


def test_others_leave_at_once(desk, dana):
    desk.house.reply(dana.conversation, desk.ada, GOOD, newest(desk, dana))

    assert [GOOD] == said(desk, dana, Voice.PERSON)
    assert [] == said(desk, dana, Voice.NOTE)


def test_a_person_may_overrule_it_and_the_reason_stays_inside(desk, dana):
    desk.house.reply(dana.conversation, desk.ada, HURTS, newest(desk, dana), "she asked for the plain rule")

    assert [HURTS] == said(desk, dana, Voice.PERSON)
    (note,) = said(desk, dana, Voice.NOTE)
    assert "It blames the customer (As we already said, you should have)" in note
    assert note.endswith("Reason: she asked for the plain rule")
    assert "plain rule" not in repr(desk.sees(dana))


def test_a_reason_of_blanks_is_none(desk, dana):
    with pytest.raises(BadInput):
        desk.house.reply(dana.conversation, desk.ada, HURTS, newest(desk, dana), "   ")


def test_condolences_given_in_the_first_words_are_not_given_again(desk, dana):
    with pytest.raises(NeedsAnotherLook) as found:
        desk.house.reply(dana.conversation, desk.ada, "My condolences. " + GOOD, newest(desk, dana))

    assert ["condolence_again"] == [one.rule.code for one in found.value.findings]


def test_what_comes_next_need_not_be_said_twice_in_an_hour(desk, dana, monkeypatch):
    desk.house.reply(dana.conversation, desk.ada, GOOD, newest(desk, dana))

    later(desk, monkeypatch, minutes=50)
    desk.house.reply(dana.conversation, desk.ada, "Thank you for the number.", newest(desk, dana))
    later(desk, monkeypatch, minutes=70)

    with pytest.raises(NeedsAnotherLook) as found:
        desk.house.reply(dana.conversation, desk.ada, "Thank you for the date.", newest(desk, dana))
    assert ["no_next_step"] == [one.rule.code for one in found.value.findings]


def test_in_an_everyday_matter_nobody_is_held_up(desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    desk.house.take_over(dana.conversation, desk.ada)

    desk.house.reply(dana.conversation, desk.ada, HURTS, newest(desk, dana))

    assert [HURTS] == said(desk, dana, Voice.PERSON)


def test_but_a_harmful_word_is_named_there_too(desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    desk.house.take_over(dana.conversation, desk.ada)

    with pytest.raises(NeedsAnotherLook):
        desk.house.reply(dana.conversation, desk.ada, "He committed suicide.", newest(desk, dana))


class TestTheSentenceOfADecision:
    """It is looked through as a reply is: an appeal that ends, and a draft about money that a person decides on."""

    def test_of_an_appeal(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)

        with pytest.raises(NeedsAnotherLook) as found:
            desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, HURTS)
        assert "blame" in {one.rule.code for one in found.value.findings}
        assert "open" == desk.house.why(act, dana.id).appeal

        desk.house.decide_appeal(act, desk.ada, Outcome.UPHELD, HURTS, overruled="she asked for the plain rule")
        assert "upheld" == desk.house.why(act, dana.id).appeal
        assert said(desk, dana, Voice.NOTE)[-1].endswith("Reason: she asked for the plain rule")

    def test_which_need_not_say_what_comes_next(self, desk, dana):
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)

        desk.house.decide_appeal(act, desk.ada, Outcome.CHANGED, "Her contract is closed.")

        assert "changed" == desk.house.why(act, dana.id).appeal

    def test_of_money(self, desk, dana):
        seen = str(desk.house.money_of(dana.conversation, desk.ada).seen)
        claim = read_claim({"kind": "goodwill", "amount": "80", "seen": seen})
        draft = desk.house.decide_money(dana.conversation, desk.ada, claim)

        with pytest.raises(NeedsAnotherLook):
            desk.house.settle_money(dana.conversation, desk.cleo, draft.number, False, "", HURTS)
        assert desk.house.money_of(dana.conversation, desk.ada).open
        desk.house.settle_money(dana.conversation, desk.cleo, draft.number, True, "", "The fee is given back.")
        assert not desk.house.money_of(dana.conversation, desk.ada).open

    def test_the_pages_name_the_words_and_keep_what_was_written(self, desk, dana):
        doors.open_door(desk.house)
        act = desk.last_act(dana)
        desk.house.appeal(act, dana.id)
        seen = str(desk.house.money_of(dana.conversation, desk.ada).seen)
        claim = read_claim({"kind": "goodwill", "amount": "80", "seen": seen})
        draft = desk.house.decide_money(dana.conversation, desk.ada, claim)
        ada, cleo = signed_in(desk, desk.ada), signed_in(desk, desk.cleo)

        appeal = ada.post(f"/desk/c/{dana.conversation}/appeal/{act}", {"outcome": "upheld", "sentence": HURTS})
        money = cleo.post(
            f"/desk/c/{dana.conversation}/money/settle", {"draft": draft.number, "outcome": "refuse", "words": HURTS}
        )

        for shown in (appeal, money):
            assert 422 == shown.status_code
            assert "It blames the customer" in shown.content.decode()
            assert shown.content.decode().count("you should have told us.") >= 1
            assert 'name="overruled"' in shown.content.decode()


def signed_in(desk: Desk, who: ColleagueId) -> Client:
    """Return a browser in which a colleague is signed in."""
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return browser
