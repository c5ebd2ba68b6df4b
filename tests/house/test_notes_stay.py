"""An internal note never leaves: whatever it says and however it lies between other lines, no way out carries it.

The one exception is the customer's own copy and page of what is kept: notes about somebody are their data (GDPR Article
15, CJEU C-434/16), and house/holding.py withholds what is in them of others. Every other way is walked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdesk.desk import records
from fairdesk.desk.timeline import Timeline
from fairdesk.nouns import Voice
from fairdesk.web.doors import CUSTOMER_COOKIE, open_door
from fairdesk.web.wire import entry_as_json
from tests.people import Customer, Desk

MARK = "kept-inside"
WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).map(
    lambda words: f"{MARK} {words}"
)
STEPS = st.lists(st.sampled_from(["note", "reply", "says", "send", "resolve"]), min_size=1, max_size=6)


def in_a_folder(desk: Desk) -> Iterator[bytes]:
    """Every letter that was carried."""
    for file in (desk.folder / "mail").glob("**/*"):
        if file.is_file():
            yield file.read_bytes()


def ways_out(desk: Desk, who: Customer) -> Iterator[tuple[str, str]]:
    """Everything that leaves about a conversation without its customer asking for what is kept: way, and what it carries."""
    seen: Timeline = desk.house.timeline(who.conversation, who.id)
    yield "timeline", repr(seen)
    yield "wire", json.dumps([entry_as_json(entry) for entry in seen.entries], default=str)
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.cookies[CUSTOMER_COOKIE] = who.token
    for path in (f"/c/{who.conversation}", f"/c/{who.conversation}/entries", "/"):
        yield path, browser.get(path).content.decode()
    acts = [f"/api/v1/acts/{act}/why" for act in records.turns_of(who.conversation)]
    for path in (f"/api/v1/conversations/{who.conversation}", *acts):
        yield path, browser.get(path, headers={"Authorization": f"Bearer {who.token}"}).content.decode()
    for act in records.turns_of(who.conversation):
        yield "why", browser.get(f"/why/{act}").content.decode()
        yield "receipt", browser.get(f"/why/{act}/receipt").content.decode()
    desk.house.post_letters()
    for letter in in_a_folder(desk):
        yield "letter", letter.decode(errors="replace")


def act(desk: Desk, who: Customer, step: str, words: str) -> None:
    house = desk.house
    if step != "says" and house.case(who.conversation, desk.ada).state != "person":
        house.take_over(who.conversation, desk.ada)
    if step == "note":
        house.note(who.conversation, desk.ada, words)
    elif step in ("reply", "send"):
        getattr(house, step)(who.conversation, desk.ada, f"said aloud {len(words)}", 99)
    elif step == "says":
        desk.says(who, "Hello again")
    elif not house.case(who.conversation, desk.ada).unsent:
        house.resolve(who.conversation, desk.ada)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, STEPS)
def test_no_way_out_carries_a_note(desk, words, steps):
    open_door(desk.house)
    dana = desk.customer()
    desk.says(dana, "Do you sell canoes?")
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.note(dana.conversation, desk.ada, words)
    for step in steps:
        act(desk, dana, step, words)

    assert [] == [way for way, carried in ways_out(desk, dana) if MARK in carried]
    assert MARK in repr(desk.house.case(dana.conversation, desk.ada)), "colleagues do read it"


def test_the_ways_are_real_and_carry_what_was_said(desk):
    """Otherwise nothing above would be proven."""
    open_door(desk.house)
    dana = desk.customer()
    desk.says(dana, "Do you sell canoes?")
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.reply(dana.conversation, desk.ada, f"{MARK} said aloud", 99)

    carrying = {way for way, carried in ways_out(desk, dana) if MARK in carried}
    assert {"timeline", "wire", f"/c/{dana.conversation}", f"/api/v1/conversations/{dana.conversation}"} <= carrying


def test_a_note_is_never_released_and_no_receipt_opens_it(desk):
    dana = desk.customer()
    desk.says(dana, "Do you sell canoes?")
    desk.house.note(dana.conversation, desk.ada, MARK)

    (note,) = (line for line in records.items(dana.conversation) if line.voice is Voice.NOTE)
    assert note.released_at is None
    with pytest.raises(Exception, match="no such"):
        desk.house.receipt(note.id, dana.id)


def test_a_note_looks_and_reads_otherwise_than_a_reply(desk):
    """In words and by its element, not by colour alone."""
    from django.template.loader import render_to_string

    dana = desk.customer()
    desk.says(dana, "Do you sell canoes?")
    desk.house.note(dana.conversation, desk.ada, MARK)
    case = desk.house.case(dana.conversation, desk.ada)
    page = "".join(render_to_string("desk/desk_entry.html", {"entry": each, "case": case}) for each in case.entries)

    assert 'class="said note"' in page
    assert "Internal note" in page
