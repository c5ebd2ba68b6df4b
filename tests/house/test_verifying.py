"""Verification finds every edit of what is kept, and names the act."""

from __future__ import annotations

import pytest

from fairdesk.database import execute, row, writing
from fairdesk.desk import records
from fairdesk.house.forgetting import forget
from fairdesk.house.memory import place_of_line
from fairdesk.privacy.keys import seal
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """One answer, one note, one reply by a person, one stop: each kind of act is there."""
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.reply(dana.conversation, desk.ada, "Hello", 99)
    desk.house.note(dana.conversation, desk.ada, "be kind")
    desk.house.stop_ai(desk.ada, "channel:email", "drill")
    desk.house.close_the_day()
    return dana


def edit(sql: str, *values: object) -> None:
    with writing():
        assert execute(sql, *values), "the edit must touch a row, or the test proves nothing"


def of_kind(voice: str) -> str:
    found = row("SELECT id FROM desk_item WHERE voice = %s ORDER BY number", voice)
    assert found
    return str(found[0])


def test_what_was_not_touched_is_whole(desk, dana):
    audit = desk.house.verify()

    assert () == audit.problems
    # A turn, three lines of their own (taken over, reply, note), and the deeds of the house.
    assert 1 + 3 + len(records.deeds()) == audit.acts == audit.entries
    assert (0, 0) == (audit.waiting, audit.sealed)


def test_what_waits_for_its_place_is_counted_and_whole(desk, dana):
    desk.house.note(dana.conversation, desk.ada, "another")

    audit = desk.house.verify()

    assert (1, ()) == (audit.waiting, audit.problems)


EDITS = {
    "the route": "UPDATE desk_turn SET route = 'person'",
    "the release": "UPDATE desk_turn SET release = 'unclear'",
    "the reason of a hand-over": "UPDATE desk_turn SET handover = 'sensitive'",
    "the facts": "UPDATE desk_turn SET facts = '{}'",
    "the facts made unreadable": "UPDATE desk_turn SET facts = 'x'",
    "its bytes": "UPDATE desk_turn SET sealed = ''",
    "the digest": "UPDATE desk_turn SET digest = 'x'",
    "the turn is gone": "DELETE FROM desk_turn",
    "the customer's message is gone": "DELETE FROM desk_item WHERE voice = 'customer'",
    "the answer is gone": "DELETE FROM desk_item WHERE voice = 'assistant'",
    "the answer under a person's name": "UPDATE desk_item SET voice = 'person' WHERE voice = 'assistant'",
    "the conversation is gone": "DELETE FROM desk_conversation",
}


@pytest.mark.parametrize("sql", EDITS.values(), ids=EDITS.keys())
def test_an_edited_turn_is_named(desk, dana, sql):
    act = desk.last_act(dana)

    edit(sql)

    assert act in {problem.act for problem in desk.house.verify().problems}


LINES = {
    "an event became another": ("event", "UPDATE desk_item SET code = 'resolved' WHERE id = %s"),
    "a person's words under the AI's name": ("person", "UPDATE desk_item SET voice = 'assistant' WHERE id = %s"),
    "a note became a reply": ("note", "UPDATE desk_item SET voice = 'person' WHERE id = %s"),
    "a reply is gone": ("person", "DELETE FROM desk_item WHERE id = %s"),
    "its bytes": ("note", "UPDATE desk_item SET sealed = '' WHERE id = %s"),
}


@pytest.mark.parametrize(("voice", "sql"), LINES.values(), ids=LINES.keys())
def test_an_edited_line_is_named(desk, dana, voice, sql):
    act = of_kind(voice)

    edit(sql, act)

    assert [act] == [problem.act for problem in desk.house.verify().problems]


def test_who_has_the_keys_cannot_change_a_reply_either(desk, dana):
    """Sealed again, properly, under the customer's own key: the ledger still knows what was said."""
    act = of_kind("person")
    key = desk.house.keys.of(dana.id)
    found = row("SELECT number FROM desk_item WHERE id = %s", act)
    assert found
    forged = seal(key, b'{"text":"Goodbye","v":1,"who":"Ada"}', place_of_line(dana.conversation, found[0]))

    edit("UPDATE desk_item SET sealed = %s WHERE id = %s", forged, act)

    assert "Goodbye" in str(desk.sees(dana))
    assert [(act, "is not what its ledger entry sealed")] == [
        (problem.act, problem.sentence) for problem in desk.house.verify().problems
    ]


def test_an_edited_deed_is_named(desk, dana):
    act = records.deeds()[-1][0]

    edit("UPDATE desk_deed SET sealed = '' WHERE act = %s", act)

    assert [act] == [problem.act for problem in desk.house.verify().problems]


def test_an_edited_erasure_is_named_and_what_it_erased_is_missing(desk, dana):
    other = desk.customer()
    desk.says(other, QUESTION)
    gone = desk.last_act(other)
    forget(desk.house, other.id, "asked")
    act = next(act for act, kind, _ in records.deeds() if kind == "erased")

    edit("UPDATE desk_deed SET sealed = '' WHERE act = %s", act)

    assert {act, gone} <= {problem.act for problem in desk.house.verify().problems}


def test_an_edited_entry_is_named(desk, dana):
    act = desk.last_act(dana)

    edit("UPDATE accountability_entry SET entry = '' WHERE act = %s", act)

    assert act in {problem.act for problem in desk.house.verify().problems}


def test_whoever_was_erased_leaves_a_ledger_that_verifies(desk, dana):
    other = desk.customer()
    desk.says(other, QUESTION)

    forget(desk.house, dana.id, "asked")
    desk.house.close_the_day()

    assert () == desk.house.verify().problems
    assert 1 == len(desk.answers(other))


def test_a_key_that_is_gone_without_an_erasure_is_a_problem(desk, dana):
    """Sealed for good is what was erased. A lost key file is something else."""
    desk.house.keys._file.execute("DELETE FROM customer_key WHERE customer_id = %s", dana.id)

    assert desk.last_act(dana) in {problem.act for problem in desk.house.verify().problems}
