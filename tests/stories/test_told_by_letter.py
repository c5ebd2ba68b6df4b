"""A customer who gave an address is told by letter that a request arrived and that it is answered; others are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from fairdesk.consent.purposes import Purpose
from fairdesk.database import row, rows
from fairdesk.house.contact import VERIFIED_FOR
from fairdesk.identity import contact
from fairdesk.identity.contact import Channel, Occasion, Wishes, may_contact
from fairdesk.identity.records import addresses
from fairdesk.nouns import Unavailable
from fairdesk.rights import records as rights
from fairdesk.web import doors
from tests.house.test_letters import DANAS, later, proves
from tests.letters import HERE, Kept
from tests.people import Customer, Desk, PulledPlug


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    doors.open_door(desk.house)
    desk.house.carrier = Kept()
    return desk.house.carrier


@pytest.fixture
def dana(desk: Desk, carrier: Kept) -> Customer:
    dana = desk.customer()
    proves(desk, dana)
    desk.house.send_letters()
    carrier.letters.clear()
    return dana


def told(desk: Desk, carrier: Kept) -> list[tuple[str, str]]:
    desk.house.send_letters()
    return [(letter.to, letter.subject) for letter in carrier.letters]


def test_that_it_is_here_and_that_it_is_answered(desk, dana, carrier):
    id = desk.house.file_request(dana.id, "export")
    desk.house.file_request(dana.id, "export")  # asked again while it is open: the same one
    letters = [(DANAS, "We have your request"), (DANAS, "Your copy is ready")]
    assert letters == told(desk, carrier)
    assert all(f"/privacy/requests/{id}" in letter.text for letter in carrier.letters)

    desk.house.fetch_data(id, dana.id)
    assert [*letters, (DANAS, "Your request is answered")] == told(desk, carrier)


def test_that_the_copy_is_ready_once_an_officer_has_seen_who_asks(desk, dana, carrier):
    id = desk.house.file_request(dana.id, "export", known_by="none")
    assert [(DANAS, "We have your request")] == told(desk, carrier)

    desk.house.work_request(id, desk.pia, "answer")
    desk.house.work_request(id, desk.pia, "accept")
    assert (DANAS, "Your copy is ready") == told(desk, carrier)[-1]


def erased(desk: Desk, who: Customer) -> str:
    id = desk.house.file_request(who.id, "erase")
    for person, move in ((desk.pia, "accept"), (desk.pia, "dry_run"), (desk.pia, "approve"), (desk.cleo, "approve")):
        desk.house.work_request(id, person, move)
    desk.house.run_erasure(id)
    return id


def test_that_all_is_gone_and_never_before_it_is(desk, dana, carrier):
    def pulled(step: str) -> None:
        if step == "erased":
            raise PulledPlug

    desk.house.plug = pulled
    with pytest.raises(PulledPlug):
        erased(desk, dana)
    assert [] == told(desk, carrier)  # what is written already waits for the proof

    desk.house.plug = lambda _step: None
    (id,) = desk.house.erasures_due()
    desk.house.run_erasure(id)
    desk.house.run_erasure(id)  # again: nothing more to do, and nothing more to say
    assert [(DANAS, "Your data is deleted")] == told(desk, carrier)
    claim = row("SELECT certificate FROM rights_request WHERE id = %s", id)
    assert claim
    assert claim[0].strip() in carrier.letters[-1].text
    assert dana.id not in carrier.letters[-1].text


def test_nobody_writes_to_who_hides(desk, dana, carrier):
    desk.house.keep_wishes(dana.id, Wishes(Channel.PAGE))
    erased(desk, dana)

    assert [] == told(desk, carrier)


def test_a_certificate_that_a_hold_delays_waits_a_week_at_most(desk, dana, carrier, monkeypatch):
    hold = desk.house.place_hold(
        desk.pia, dana.id, dana.conversation, "a claim", desk.house.now() + timedelta(days=99)
    )
    id = erased(desk, dana)
    later(desk, monkeypatch, timedelta(days=8))
    told(desk, carrier)
    assert [] == rows(
        "SELECT id FROM identity_letter WHERE kind = 'certificate' AND (state = 'waiting' OR sealed <> %s)", b""
    )

    desk.house.lift_hold(desk.pia, hold)
    desk.house.run_erasure(id)
    assert "Your data is deleted" not in [subject for _, subject in told(desk, carrier)]


def test_what_a_yes_that_was_taken_back_reached(desk, dana, carrier):
    desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")
    desk.house.choose(dana.id, Purpose.IMPROVE, False, language="en")
    desk.house.choose(dana.id, Purpose.IMPROVE, False, language="en")  # pressed twice: told once

    assert [(DANAS, "You took a yes back")] == told(desk, carrier)
    assert "Nothing was in use" in carrier.letters[0].text
    desk.house.refuse_ai(None, dana.id)  # no yes was given to it: there is none to take back
    desk.house.choose(dana.id, Purpose.ACCOMMODATE, True, language="en")
    desk.house.choose(dana.id, Purpose.ACCOMMODATE, False, language="en")
    assert 1 == len(told(desk, carrier))


def test_only_once_everybody_else_has_confirmed(desk, dana, carrier):
    class Other:
        name, ready = "the other system", False

        def withdraw(self, customer, purpose):
            if not self.ready:
                raise Unavailable("not now")
            return 3

    desk.house.connectors.append(other := Other())
    desk.house.choose(dana.id, Purpose.IMPROVE, True, language="en")
    desk.house.choose(dana.id, Purpose.IMPROVE, False, language="en")
    desk.house.ask_others_again()
    assert [] == told(desk, carrier)

    other.ready = True
    desk.house.ask_others_again()
    desk.house.ask_others_again()
    assert [(DANAS, "You took a yes back")] == told(desk, carrier)
    assert "the other system: 3" in carrier.letters[0].text


def test_no_news_while_her_data_may_only_be_stored(desk, dana):
    (hers,) = addresses.of((dana.id,))
    desk.house.choose(dana.id, Purpose.CONTACT, True, language="en")
    assert contact.MAY == may_contact(desk.house.reach(dana.id, hers.token, Occasion.NEWS), desk.house.now()).code

    desk.house.restrict(dana.id, True, desk.house.now())
    for occasion, code in ((Occasion.NEWS, contact.RESTRICTED), (Occasion.SERVICE, contact.MAY)):
        assert code == may_contact(desk.house.reach(dana.id, hers.token, occasion), desk.house.now()).code


def test_not_where_there_is_no_address_of_their_own(desk, carrier):
    kim = desk.customer()
    desk.house.file_request(kim.id, "export")

    assert [] == told(desk, carrier)


@pytest.mark.parametrize(("waits", "known_by"), [(False, "verified_mail"), (True, "session")])
def test_a_code_of_this_hour_says_who_asks(desk, dana, carrier, monkeypatch, waits, known_by):
    if waits:
        later(desk, monkeypatch, VERIFIED_FOR)
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR=HERE)
    client.cookies["fairdesk"] = dana.token
    client.post("/privacy/requests", {"kind": "restrict", "text": "please"})

    assert [known_by] == [each.identity for each in rights.of(dana.id)]
