"""Every table with a customer in it belongs to a room that can say what it holds about one and forget it.

Nothing here lists the tables: the database is asked which there are, and every cell is searched after forgetting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from fairdesk.consent.accommodations import Helps
from fairdesk.database import execute, row, rows, writing
from fairdesk.desk import records
from fairdesk.desk.sorting import Sort, Target
from fairdesk.flows import records as flows
from fairdesk.house.forgetting import ROOMS, forget
from fairdesk.house.memory import (
    errand_bytes,
    flow_state_bytes,
    place_of_errand,
    place_of_flow,
    place_of_opening,
    place_of_past,
)
from fairdesk.house.vigilance import place_of_probe
from fairdesk.identity.contact import Wishes
from fairdesk.identity.records import hidden
from fairdesk.nouns import CustomerId, Errand, FlowState
from fairdesk.oversight.appeal import Outcome
from fairdesk.oversight.first_look import Waiting
from fairdesk.oversight.probes import Fault, Probe, Stands
from fairdesk.oversight.records import drafts, vigilance
from fairdesk.privacy.keys import seal
from fairdesk.replay import records as replay
from tests.letters import code_in_letter
from tests.people import Customer, Desk

NAMES_ONE = ("customer_id", "customer", "conversation_id", "conversation", "client_key")
"""Columns that lead to a customer."""

NAMED_WITHIN = {
    "oversight_pause": "scope IN (SELECT 'customer:' || id FROM identity_customer WHERE id = %s UNION"
    " SELECT 'conversation:' || id FROM desk_conversation WHERE customer_id = %s)"
}
"""Tables whose text names a customer beside other words, and how."""

EXEMPT = {
    "accountability_waiting": "the same entries, until they get their place in the tree",
    "accountability_entry": "entries name the case by its random id, which leads nowhere once the rows are gone;"
    " the ledger is never rewritten",
}
"""Tables that may still name a forgotten customer's ids, each with its reason."""


def tables() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        return {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in connection.introspection.table_names(cursor)
        }


def rows_about(who: Customer) -> dict[str, int]:
    """Count each table's rows about a customer, without asking its room."""
    conversations = records.conversations_of(who.id)
    marks = ", ".join(["%s"] * len(conversations)) or "'none'"  # a choice outside of any has an empty one
    counted = {}
    for table, columns in tables().items():
        asked, values = ([NAMED_WITHIN[table]], [who.id] * 2) if table in NAMED_WITHIN else ([], [])
        for column in columns:
            if column.startswith("customer") or (table, column) == ("identity_customer", "id"):
                asked, values = [*asked, f"{column} = %s"], [*values, who.id]
            elif column in ("conversation_id", "conversation"):
                asked, values = [*asked, f"{column} IN ({marks})"], [*values, *conversations]
        if asked:
            found = row(f"SELECT count(*) FROM {table} WHERE {' OR '.join(asked)}", *values)
            counted[table] = int(found[0]) if found else 0
    return counted


def rows_about_person(desk: Desk, who: Customer) -> dict[str, int]:
    """Count each table's rows about a customer, in every place of the same person."""
    found: Counter[str] = Counter()
    for place in desk.house.same_person(who.id):
        found.update(rows_about(replace(who, id=place)))
    return dict(found)


def held(customer: CustomerId) -> dict[str, int]:
    """Count what the rooms say that they hold."""
    counted: dict[str, int] = {}
    for room in ROOMS:
        found = room.holdings(customer)
        counted |= found if not isinstance(found, tuple) else {room.__name__: len(found)}
    return counted


def cells_that_hold(*ids: str) -> Iterator[tuple[str, str]]:
    """Yield table and column of every cell that holds one of these ids."""
    for table, columns in tables().items():
        if table.startswith("sqlite_"):
            continue
        for cells in rows(f"SELECT * FROM {table}"):
            for column, cell in zip(columns, cells, strict=False):
                said = bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                if any(one.encode() in said for one in ids):
                    yield table, column


def all_of(desk: Desk, who: Customer) -> tuple[str, ...]:
    acts = records.turns_of(who.conversation)
    return (who.id, *records.conversations_of(who.id), *acts)


def unforgotten(desk: Desk, who: Customer) -> set[str]:
    """Forget a customer in every room and return the tables that still name them."""
    ids = all_of(desk, who)
    forget(desk.house, who.id, "asked")
    return {table for table, _ in cells_that_hold(*ids)} - EXEMPT.keys()


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana after all that can happen: answers, a concern, choices, a person, a note, a text that has not left."""
    dana = desk.customer()
    desk.says(dana, "How long does a refund take? I am dana@example.org")
    desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
    desk.house.keep_answer_review(desk.rio, desk.last_act(dana), "right")
    desk.house.appeal(desk.last_act(dana), dana.id)
    desk.house.decide_appeal(desk.last_act(dana), desk.ada, Outcome.UPHELD, "It stays.")
    desk.house.return_to_ai(dana.conversation, desk.ada)
    desk.says(dana, "It was for my father's funeral")
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.note(dana.conversation, desk.ada, "be kind")
    desk.house.reply(dana.conversation, desk.ada, "I am so sorry. I close her contract today.", 99)
    desk.house.override(
        records.turns_of(dana.conversation)[0],
        desk.ada,
        "other",
        "I close her contract today. A refund takes 14 days.",
        other="hers",
    )
    _is_sorted(desk, dana)
    desk.house.close_the_day()
    desk.house.resolve(dana.conversation, desk.ada)
    with writing():
        records.rate(dana.conversation, "people", 4, desk.house.now())
    _has_a_reply_on_its_way(desk, dana)
    desk.house.refuse_ai(dana.conversation, dana.id)
    desk.house.allow_ai(dana.conversation, dana.id)
    _reaches_and_joins(desk, dana)
    desk.house.attach(dana.conversation, dana.id, "list.txt", b"two cups", "what broke")
    desk.house.keep_helps(dana.id, Helps(("large_print",), "I hear better on the left"), language="en")
    desk.house.tell(dana.id, {"gender": "woman", "age_band": "45-59"}, language="en")
    desk.house.file_request(dana.id, "erase", "all of it, dana@example.org")
    desk.house.place_hold(desk.pia, dana.id, dana.conversation, "a claim", desk.house.now() + timedelta(days=9))
    desk.house.case(dana.conversation, desk.ada)
    desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)
    desk.house.break_glass(dana.conversation, desk.ada, "the bank asks about the refund")
    desk.house.stop_ai(desk.ada, f"customer:{dana.id}", "she asked for it")
    desk.house.stop_ai(desk.ada, f"conversation:{dana.conversation}", "and here too")
    _was_imported(desk, dana)
    _is_in_a_flow(desk, dana)
    _has_a_draft(desk, dana)
    second = desk.house.start(dana.id, "en")
    with writing():
        records.add_outgoing(records.turns_of(dana.conversation)[0], second, 1, "web", desk.house.now())
        records.add_arrival(second, 1, records.turns_of(dana.conversation)[1], desk.house.now())
        hidden.hide(dana.id, CustomerId("another-place"), "code", desk.house.now())
        opening = seal(desk.house.keys.of(dana.id), b"0", place_of_opening("an-act"))
        records.add_opening("an-act", dana.conversation, opening)
    return dana


def _has_a_reply_on_its_way(desk: Desk, dana: Customer) -> None:
    """She wrote again, and a colleague's answer can still be taken back."""
    desk.says(dana, "One more thing")
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.send(dana.conversation, desk.ada, "I will write to you tomorrow.", 99)
    desk.house.here(dana.conversation, desk.ben)


def _is_sorted(desk: Desk, dana: Customer) -> None:
    """She has a label, was put aside and came back; another conversation of hers was given to somebody, and waits for a call."""
    desk.house.add_label(desk.cleo, "Contracts")
    ((label, _),) = desk.house.labels(desk.ada)
    desk.house.sort(desk.ada, [dana.conversation], Sort("label", str(label)))
    third = desk.house.start(dana.id, "en")
    desk.house.ask_for_person(third, dana.id, "button")
    desk.house.set_presence(desk.ben, "available")
    desk.house.assign(third, desk.ada, Target(colleague=int(desk.ben)))
    desk.house.settings = replace(desk.house.settings, call_back="09:00-17:00")
    window = desk.house.may_choose(third, dana.id).windows[0]
    desk.house.ask_for_call(third, dana.id, window.name, "+00 000 555 0177")
    fourth = desk.house.start(dana.id, "en")
    desk.house.take_over(fourth, desk.ada)
    desk.house.snooze(fourth, desk.ada, "customer")


def _is_in_a_flow(desk: Desk, dana: Customer) -> None:
    """A flow stands in her conversation, and something is still to be done for her."""
    act, at = records.turns_of(dana.conversation)[0], desk.house.now()
    key, state = desk.house.keys.of(dana.id), FlowState("cancel_order", "v", "sure", at, {"mail": "[EMAIL_1]"})
    errand = Errand("go", "cancel", {"mail": "[EMAIL_1]"}, "It is done.")
    sealed = seal(key, flow_state_bytes(state), place_of_flow(dana.conversation))
    with writing():
        stands = flows.StateRow(dana.conversation, dana.id, "cancel_order", "doing", sealed)
        flows.keep_state(stands, at, at + timedelta(days=1))
        sealed = seal(key, errand_bytes(errand, state), place_of_errand(act))
        flows.add_errand(act, dana.conversation, dana.id, sealed, at)


def _has_a_draft(desk: Desk, dana: Customer) -> None:
    """An answer to her was to be looked at first."""
    at = desk.house.now()
    act = records.turns_of(dana.conversation)[0]
    with writing():
        sealed = seal(desk.house.keys.of(dana.id), b'{"asked": "a", "text": "b"}', place_of_probe("probe-1"))
        made = Probe("probe-1", act, dana.id, "en", Fault.WRONG_VALUE, at, desk.rio, None, Stands.MADE, sealed)
        vigilance.add_probe(made)
        drafts.add(Waiting(act, dana.conversation, dana.id, 1, at, at + timedelta(hours=1), "calm", "en"))


def _was_imported(desk: Desk, dana: Customer) -> None:
    """She also wrote in another system once, and a replay says that another rule would have helped her."""
    turn = replay.ImportedTurn(1, None, {"concern": "none"}, "assistant", "", "", "person", None, None)
    sealed = seal(desk.house.keys.of(dana.id), b'{"turns": [["customer", "Hello"]]}', place_of_past("past-1"))
    past = replay.Imported("past-1", "s", "c", dana.id, "web", "en", "", {}, None, sealed, (turn,))
    with writing():
        replay.add_conversation(past, desk.house.now())
        replay.add_case(replay.Case("r1", "task", 1, dana.id, "past-1", "past-1#1", "granted", "salt"))


def _reaches_and_joins(desk: Desk, dana: Customer) -> None:
    """She gives an address, proves it, says how to write to her, gets a letter, and joins another place of hers."""
    house = desk.house
    named = house.add_address(dana.id, "dana@example.org", "192.0.2.1", dana.token)
    house.enter_code(named, code_in_letter(desk, dana.id), "192.0.2.1", dana.token)
    house.keep_wishes(dana.id, Wishes(neutral=True))
    elsewhere, token = house.add_customer("en")
    house.join(dana.token, token)
    assert dana.id in house.same_person(elsewhere)
    house.add_address(dana.id, "dana@example.net", "192.0.2.1", dana.token)


@pytest.fixture
def sam(desk: Desk) -> Customer:
    """The stranger, with a story of his own."""
    sam = desk.customer()
    desk.says(sam, "Who pays for the post? sam@example.org")
    return sam


class TestEveryTableHasAnOwner:
    def test_the_story_reaches_every_table_with_a_customer(self, desk, dana):
        """Otherwise the tests below would prove nothing about the table it does not reach."""
        reached = rows_about(dana)

        assert set() == {table for table, count in reached.items() if not count}
        assert {table for table, columns in tables().items() if set(NAMES_ONE) & set(columns)} <= reached.keys()

    def test_what_the_rooms_say_is_what_is_there(self, desk, dana):
        assert sum(rows_about(dana).values()) == sum(held(dana.id).values())

    def test_forgetting_leaves_no_cell_that_names_her(self, desk, dana):
        assert set() == unforgotten(desk, dana)
        assert 0 == sum(held(dana.id).values())

    def test_the_exemptions_are_needed(self, desk, dana):
        ids = all_of(desk, dana)
        forget(desk.house, dana.id, "asked")

        assert EXEMPT.keys() == {table for table, _ in cells_that_hold(*ids)}

    @pytest.mark.parametrize("column", ["customer_id", "conversation_id", "about"])
    def test_and_a_table_without_an_owner_is_found(self, desk, dana, column):
        """Whatever its column is called."""
        value = dana.conversation if column == "conversation_id" else dana.id
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE stray_note (id integer PRIMARY KEY, {column} text)")
        try:
            with writing():
                execute("INSERT INTO stray_note VALUES (1, %s)", value)

            assert {"stray_note"} == unforgotten(desk, dana)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE stray_note")


class TestTheStranger:
    def test_his_holdings_never_count_her_rows(self, desk, sam):
        before = held(sam.id)
        dana = desk.customer()
        desk.says(dana, "It was for my father's funeral. dana@example.org")
        desk.house.refuse_ai(dana.conversation, dana.id)

        assert before == held(sam.id)
        assert sum(before.values()) == sum(rows_about(sam).values())

    def test_forgetting_her_leaves_his(self, desk, dana, sam):
        before, seen = held(sam.id), desk.sees(sam).entries

        forget(desk.house, dana.id, "asked")

        assert before == held(sam.id)
        assert seen == desk.sees(sam).entries

    def test_somebody_who_never_wrote_is_held_by_identity_alone(self, desk):
        customer, _ = desk.house.add_customer("en")

        assert {"identity_token": 1, "identity_customer": 1} == {k: n for k, n in held(customer).items() if n}

    def test_who_is_unknown_is_held_nowhere(self, desk, dana):
        assert 0 == sum(held(CustomerId("nobody")).values())
