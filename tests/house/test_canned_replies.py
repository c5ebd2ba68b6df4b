"""Canned replies in the house: who may write them, how they are filled in, what the check of care says, what leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.nouns import BadInput, NotFound, Refused, Restricted, Voice
from tests.people import Customer, Desk

LABEL = {"en": "A label for {number} is on its way. {me}, {company}", "de": "Unterwegs zu {number}. {me}"}


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "Do you sell canoes?")
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def test_it_is_filled_in_with_what_the_customer_said(desk, dana):
    desk.house.keep_canned(desk.ben, "", "Label", LABEL, None)
    (before,) = desk.house.ready_replies(dana.conversation, desk.ada)
    assert ("number",) == before.open

    desk.says(dana, "It is about my order number 4711-0923")

    (after,) = desk.house.ready_replies(dana.conversation, desk.ada)
    assert "A label for 4711-0923 is on its way. Ada, A made-up company" == after.text
    assert ("Ben", ()) == (after.canned.owner, after.open)


def test_a_reply_with_a_variable_left_open_does_not_leave(desk, dana):
    desk.house.keep_canned(desk.ben, "", "Label", LABEL, None)
    (label,) = desk.house.ready_replies(dana.conversation, desk.ada)

    for send in (desk.house.reply, desk.house.send):
        with pytest.raises(BadInput, match=r"in place of \{number\}"):
            send(dana.conversation, desk.ada, label.text, 99)
    assert not [entry for entry in desk.sees(dana).entries if entry.voice is Voice.PERSON]
    desk.house.reply(dana.conversation, desk.ada, "I write {this} in braces", 99)


def test_the_owner_stays_and_the_day_is_that_of_the_last_change(desk, monkeypatch):
    id = desk.house.keep_canned(desk.ben, "", "Label", LABEL, None)
    first = desk.house.canned(desk.ada)[0].changed_at
    until = desk.house.now().date()

    desk.house.keep_canned(desk.ada, id, "Return label", {"en": "Here."}, until)

    (label,) = desk.house.canned(desk.ada)
    assert ("Return label", "Ben", until, True) == (label.name, label.owner, label.review_by, label.due)
    assert first < label.changed_at
    desk.house.keep_canned(desk.ada, id, "Return label", {"en": "Here."}, until + timedelta(days=1))
    assert not desk.house.canned(desk.ada)[0].due


def test_the_check_of_care_reads_each_in_its_language(desk):
    desk.house.keep_canned(
        desk.ben, "", "Late", {"en": "As I said, you should have told us.", "de": "Wir melden uns morgen."}, None
    )

    (late,) = desk.house.canned(desk.ada)

    assert ["en"] == list(late.findings or {})
    assert "blame" in {found.rule.code for found in (late.findings or {})["en"]}


def test_removed_it_is_gone_and_the_ledger_tells_of_both(desk):
    from fairdesk.desk import records

    id = desk.house.keep_canned(desk.ben, "", "Label", LABEL, None)
    desk.house.remove_canned(desk.ada, id)

    assert () == desk.house.canned(desk.ada)
    assert ["canned_changed", "canned_removed"] == [kind for _, kind, _ in records.deeds() if "canned" in kind]
    with pytest.raises(NotFound):
        desk.house.keep_canned(desk.ada, id, "Label", LABEL, None)


def test_who_may_not_edit_or_see_is_refused(desk, dana):
    with pytest.raises(Refused):
        desk.house.keep_canned(desk.otto, "", "Label", LABEL, None)
    desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)
    with pytest.raises(Restricted):
        desk.house.ready_replies(dana.conversation, desk.ada)
