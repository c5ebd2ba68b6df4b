"""A customer who gave an address is told by letter that a request arrived and that it is answered; others are not."""

from __future__ import annotations

import pytest
from django.test import Client

from fairdesk.house.contact import VERIFIED_FOR
from fairdesk.rights import records as rights
from fairdesk.web import doors
from tests.house.test_letters import DANAS, later, proves
from tests.letters import HERE, Kept
from tests.people import Customer, Desk


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
    assert [(DANAS, "We have your request")] == told(desk, carrier)
    assert f"/privacy/requests/{id}" in carrier.letters[0].text

    desk.house.fetch_data(id, dana.id)
    assert [(DANAS, "We have your request"), (DANAS, "Your request is answered")] == told(desk, carrier)


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
