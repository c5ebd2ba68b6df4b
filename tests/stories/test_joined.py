"""Dana wrote on her laptop and on her phone. Joined, her rights reach both places; taken apart, each is as it was.

Sam, who shares the phone with her, stands in every test: he never sees a word of hers, nor she of his.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest

from fairdesk.database import row
from fairdesk.house.erasing import key_is_gone
from fairdesk.nouns import NotFound, Restricted
from fairdesk.privacy import records as privacy
from fairdesk.rights.requests import Stage
from tests.house.test_contact import signs_in
from tests.house.test_letters import proves
from tests.letters import Kept
from tests.people import Customer, Desk

AT_HOME, UNDERWAY, SAMS = "How long does a refund take?", "Who pays for the post?", "Where is my parcel, from Sam?"


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    desk.house.carrier = Kept()
    return desk.house.carrier


@pytest.fixture
def dana(desk: Desk, carrier: Kept) -> Customer:
    dana = desk.customer()
    proves(desk, dana)
    desk.says(dana, AT_HOME)
    return dana


@pytest.fixture
def phone(desk: Desk, dana: Customer, carrier: Kept) -> Customer:
    """What she wrote on the phone, joined with what she wrote at home."""
    phone = desk.customer()
    desk.says(phone, UNDERWAY)
    desk.house.join(signs_in(desk, carrier).token, phone.token)
    return phone


@pytest.fixture
def sam(desk: Desk) -> Customer:
    """He holds the same phone, in a browser session of his own."""
    sam = desk.customer()
    desk.says(sam, SAMS)
    return sam


def copy_of(desk: Desk, who: Customer) -> tuple[dict, str]:
    made = zipfile.ZipFile(io.BytesIO(b"".join(desk.house.export(who.id, "en").pieces)))
    manifest = json.loads(made.read("manifest.json"))
    return manifest, "".join(made.read(name).decode() for name in made.namelist() if not name.endswith(".sig"))


def seen(desk: Desk, who: Customer) -> str:
    return repr(desk.house.see(who.id, "en"))


def test_what_is_kept_is_seen_from_both_places(desk, dana, phone, sam):
    for one in (dana, phone):
        assert AT_HOME in seen(desk, one)
        assert UNDERWAY in seen(desk, one)
        assert SAMS not in seen(desk, one)
    assert AT_HOME not in seen(desk, sam)
    assert UNDERWAY not in seen(desk, sam)


def test_the_copy_holds_both_and_opens_each_with_its_own_key(desk, dana, phone, sam):
    desk.house.close_the_day()
    manifest, text = copy_of(desk, phone)

    assert [phone.id, dana.id] == manifest["places"]
    assert AT_HOME in text
    assert UNDERWAY in text
    assert SAMS not in text
    assert "unreadable" not in text
    assert 2 == manifest["lines"]["proofs"]


def test_who_looked_at_either_is_told_in_both(desk, dana, phone, sam):
    desk.house.case(dana.conversation, desk.ada)
    desk.house.case(sam.conversation, desk.ada)
    desk.house.look_of_the_house(phone.id, "export")

    for one in (dana, phone):
        looks = desk.house.see(one.id, "en").looks
        assert [dana.conversation, dana.conversation, phone.conversation] == sorted(
            (look.conversation for look in looks), key=lambda each: each == phone.conversation
        )
    assert (dana.id,) == row("SELECT DISTINCT customer_id FROM privacy_look WHERE conversation_id = %s AND what ="
                             " 'export'", dana.conversation)  # fmt: skip


def test_a_restriction_silences_and_shuts_both(desk, dana, phone, sam):
    desk.house.restrict(phone.id, True, desk.house.now())

    for one in (dana, phone):
        assert desk.house.see(one.id, "en").restricted
        assert "paused" == desk.says(one, AT_HOME).handover
        with pytest.raises(Restricted):
            desk.house.case(one.conversation, desk.ada)
    assert [True, True, False] == [
        next(
            each.restricted
            for each in desk.house.queue(desk.ada, "all").rows
            if each.conversation == one.conversation
        )
        for one in (dana, phone, sam)
    ]
    desk.house.restrict(dana.id, False, desk.house.now())
    assert not desk.house.see(phone.id, "en").restricted
    assert desk.house.case(phone.conversation, desk.ada).entries


def test_one_from_before_holds_in_both_and_taken_apart_in_its_own_place(desk, dana, carrier):
    phone = desk.customer()
    desk.says(phone, UNDERWAY)
    desk.house.restrict(phone.id, True, desk.house.now())
    desk.house.join(signs_in(desk, carrier).token, phone.token)

    assert desk.house.needs_glass(dana.conversation, desk.ada)
    desk.house.part(dana.id)
    assert not desk.house.needs_glass(dana.conversation, desk.ada)
    assert desk.house.needs_glass(phone.conversation, desk.ada)


def test_a_request_from_one_place_is_read_in_the_other_and_by_no_stranger(desk, dana, phone, sam):
    asked = desk.house.file_request(dana.id, "correct", "my street")

    assert [asked] == [each.id for each in desk.house.my_requests(phone.id)]
    assert asked == desk.house.file_request(phone.id, "correct", "my street")
    assert asked == desk.house.request_of(asked, phone.id).id
    with pytest.raises(NotFound):
        desk.house.request_of(asked, sam.id)


def test_taken_apart_neither_place_shows_the_other(desk, dana, phone, sam):
    asked = desk.house.file_request(dana.id, "correct", "my street")
    desk.house.part(phone.id)

    assert UNDERWAY not in seen(desk, dana)
    assert AT_HOME not in copy_of(desk, phone)[1]
    with pytest.raises(NotFound):
        desk.house.request_of(asked, phone.id)


def approved(desk: Desk, who: Customer) -> str:
    asked = desk.house.file_request(who.id, "erase")
    for person, move in ((desk.pia, "accept"), (desk.pia, "dry_run"), (desk.pia, "approve"), (desk.cleo, "approve")):
        desk.house.work_request(asked, person, move)
    return asked


def test_an_erasure_proves_that_both_are_gone(desk, dana, phone, sam):
    before = desk.house.would_erase(phone.id)
    assert 2 == before.conversations

    assert Stage.DONE == desk.house.run_erasure(approved(desk, phone))
    assert all(key_is_gone(desk.house, each.id) for each in (dana, phone))
    assert not privacy.holdings(dana.id)["privacy_vault"]
    assert SAMS in seen(desk, sam)


def test_a_hold_on_the_other_place_is_heeded_also_once_they_are_taken_apart(desk, dana, phone, sam):
    desk.house.place_hold(desk.pia, dana.id, None, "a claim", desk.house.now() + timedelta(days=9))
    asked = approved(desk, phone)

    assert Stage.HELD == desk.house.run_erasure(asked)
    assert [] == desk.house.erasures_due()
    assert not any(key_is_gone(desk.house, each.id) for each in (dana, phone))
    for hold in desk.house.holds(desk.pia):
        desk.house.lift_hold(desk.pia, hold.id)
    assert [asked] == desk.house.erasures_due()
    assert Stage.DONE == desk.house.run_erasure(asked)
    assert all(key_is_gone(desk.house, each.id) for each in (dana, phone))


def test_a_hold_on_one_conversation_keeps_that_one_alone(desk, dana, phone, sam):
    desk.house.place_hold(desk.pia, phone.id, dana.conversation, "a claim", desk.house.now() + timedelta(days=9))

    assert Stage.HELD == desk.house.run_erasure(approved(desk, phone))
    kept = "SELECT id FROM desk_conversation WHERE id IN (%s, %s)"
    assert (dana.conversation,) == row(kept, dana.conversation, phone.conversation)
