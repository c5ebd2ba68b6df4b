"""Two customers share a phone. Neither sees the other's conversation, and codes go to each one's own address."""

from __future__ import annotations

import pytest
from django.test import Client

from fairdesk.desk import records as desk_records
from fairdesk.web import doors
from tests.letters import Kept, code_in
from tests.people import Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    doors.open_door(desk.house)
    desk.house.carrier = Kept()
    return desk.house.carrier


@pytest.fixture
def phone(carrier: Kept) -> Client:
    """One browser, whoever holds it."""
    return Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="en")


def writes(phone: Client, words: str) -> str:
    """Somebody writes a first message; return where the conversation is."""
    sent = phone.post("/c/new", {"text": words, "client_id": f"form-{words}"[:40].replace(" ", "-")})
    assert 302 == sent.status_code
    return str(sent["Location"]).partition("#")[0]


def gives(phone: Client, desk: Desk, carrier: Kept, address: str):
    """Whoever holds the phone gives an address and types the code that came there."""
    asked = phone.post("/privacy/contact/address", {"email": address})
    desk.house.send_letters()
    return phone.post(asked["Location"], {"code": code_in(carrier.to(address)[-1])})


def comes_back(phone: Client, desk: Desk, carrier: Kept, address: str):
    """Somebody signs in with a code."""
    asked = phone.post("/privacy/sign-in", {"email": address})
    desk.house.send_letters()
    return phone.post(asked["Location"], {"code": code_in(carrier.to(address)[-1])})


def test_two_customers_share_a_phone(desk, carrier, phone):
    # Dana writes, gives her address, and hands the phone on.
    danas = writes(phone, QUESTION)
    assert 302 == gives(phone, desk, carrier, "dana@example.org").status_code
    left = phone.post("/privacy/not-me")
    assert "storage" in left["Clear-Site-Data"]

    # Sam starts fresh: nothing of hers is on the first page, and her conversation is not here.
    assert b"You have a conversation with us" not in phone.get("/").content
    assert 404 == phone.get(danas).status_code
    sams = writes(phone, "Who pays for the post?")
    gives(phone, desk, carrier, "sam@example.org")
    assert sams != danas
    phone.post("/privacy/not-me")

    # Each comes back by a code to an address of their own, and sees their own conversation alone.
    for own, other, address in ((danas, sams, "dana@example.org"), (sams, danas, "sam@example.org")):
        assert 302 == comes_back(phone, desk, carrier, address).status_code
        assert 200 == phone.get(own).status_code
        assert 404 == phone.get(other).status_code
        phone.post("/privacy/not-me")

    # Each code went to its own address and to no other.
    assert {"dana@example.org", "sam@example.org"} == {letter.to for letter in carrier.letters}
    assert 4 == len(carrier.letters)


def test_a_shared_mailbox_never_receives(desk, carrier, phone):
    writes(phone, QUESTION)
    gives(phone, desk, carrier, "family@example.org")
    page = phone.get("/privacy/contact").content.decode()
    (form,) = [part for part in page.split('action="') if part.startswith("/privacy/contact/address/")]
    phone.post(form.partition('"')[0], {"do": "share"})
    phone.post("/privacy/not-me")
    carrier.letters.clear()

    asked = phone.post("/privacy/sign-in", {"email": "family@example.org"})
    unknown = phone.post("/privacy/sign-in", {"email": "nobody@example.org"})
    desk.house.send_letters()

    assert [] == carrier.letters
    told = [phone.get(each["Location"]) for each in (asked, unknown)]
    assert [200, 200] == [each.status_code for each in told]
    assert _plain(told[0]) == _plain(told[1])


def test_who_signs_in_where_another_wrote_takes_nothing_along_unasked(desk, carrier, phone):
    danas = writes(phone, QUESTION)
    gives(phone, desk, carrier, "dana@example.org")
    phone.post("/privacy/not-me")
    strangers = writes(phone, "Who pays for the post?")

    came = comes_back(phone, desk, carrier, "dana@example.org")
    assert "/privacy/together" == came["Location"]
    assert 404 == phone.get(strangers).status_code
    assert b"Was this you as well?" in phone.get("/privacy/together").content
    phone.post("/privacy/together", {"answer": "no"})

    assert 404 == phone.get(strangers).status_code
    assert 200 == phone.get(danas).status_code
    assert 302 == phone.get("/privacy/together").status_code  # asked once


def test_and_if_it_was_her_she_has_both_and_can_part_them(desk, carrier, phone):
    danas = writes(phone, QUESTION)
    gives(phone, desk, carrier, "dana@example.org")
    phone.post("/privacy/not-me")
    also_danas = writes(phone, "Who pays for the post?")
    comes_back(phone, desk, carrier, "dana@example.org")

    phone.post("/privacy/together", {"answer": "yes"})
    assert [200, 200] == [phone.get(each).status_code for each in (danas, also_danas)]
    assert b"Your conversations are together" in phone.get("/privacy/contact").content

    phone.post("/privacy/apart")
    assert [200, 404] == [phone.get(each).status_code for each in (danas, also_danas)]
    assert 2 == len([kind for _, kind, _ in desk_records.deeds() if kind in ("customers_joined", "customers_parted")])


def _plain(response) -> str:
    """Return a page without what differs from one visit to the next."""
    import re

    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
