"""Everything about a hidden conversation goes with it, whatever happened in it before, and opens in its new place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fairdesk.database import execute, row, rows, writing
from fairdesk.desk import records
from fairdesk.house.forgetting import ROOMS
from fairdesk.house.hiding import OWNED, SEALED
from fairdesk.house.holding import PLACES, Held
from fairdesk.nouns import CustomerId
from tests.house.test_owners import dana as dana  # noqa: PLC0414  the story that reaches every table
from tests.house.test_owners import tables
from tests.people import Customer, Desk


@pytest.fixture
def inner(desk: Desk, dana: Customer) -> CustomerId:
    """Dana hides the conversation in which all of it happened."""
    with writing():
        for table in ("identity_hidden", "desk_opening", "desk_arrival", "desk_outbox"):
            execute(f"DELETE FROM {table}")
    desk.house.restrict(dana.id, False, desk.house.now(), dana.conversation)
    desk.house.file_request(dana.id, "restrict", "this one only", scope=(dana.conversation,))
    desk.house.hide(dana.conversation, dana.id)
    return CustomerId(row("SELECT customer_id FROM identity_hidden")[0])


def cells_of(customer: CustomerId) -> Iterator[tuple[str, str, str]]:
    for room in ROOMS:
        for table, found in room.all_about(customer):
            yield from ((table, column, str(cell)) for column, cell in found.items())


def test_nothing_of_the_shared_place_names_it(desk, dana, inner):
    ids = {dana.conversation, *records.acts_of(dana.conversation)}

    for place in desk.house.same_person(dana.id):
        named = {(table, column) for table, column, cell in cells_of(place) if cell in ids}
        assert set() == named
        assert "this one only" not in str(list(_opened(desk, place)))


def test_and_all_of_it_opens_in_its_own(desk, dana, inner):
    opened = list(_opened(desk, inner))

    assert not [table for table, body in opened if "unreadable" in body]
    assert {"desk_item", "desk_turn", "privacy_vault", "privacy_glass", "flows_state", "flows_errand", "desk_opening",
            "rights_words", "identity_contact", "consent_accommodation"} <= {table for table, _ in opened}  # fmt: skip
    desk.house.close_the_day()
    assert () == tuple(desk.house.verify().problems)


def test_no_table_is_forgotten(desk):
    """A new table about a conversation and whose it is must be named, and a sealed one too."""
    for table, columns in tables().items():
        if (
            "conversation_id" in columns
            and "customer_id" in columns
            and table not in ("consent_choice", "replay_turn", "replay_case")
        ):
            assert table in OWNED, table
        # A number to call is deleted when the conversation is hidden, not handed on.
        if "conversation_id" in columns and table in PLACES and table not in ("desk_opening", "desk_later"):
            assert table in SEALED, table


def test_a_choice_stays_with_who_made_it_and_forgets_where(desk, dana, inner):
    found = rows("SELECT conversation_id FROM consent_choice WHERE customer_id = %s", dana.id)

    assert found
    assert {("",)} == set(found)


def test_a_hold_and_a_stop_hold_there_too(desk, dana, inner):
    assert (1,) == row("SELECT count(*) FROM rights_hold WHERE customer_id = %s AND lifted_at IS NULL", inner)
    assert f"customer:{inner}" in {stop.scope for stop in desk.house.stops(desk.ada)}


def test_what_was_restricted_stays_so(desk, dana):
    with writing():
        execute("DELETE FROM identity_hidden")
        execute("DELETE FROM desk_opening")
    desk.house.restrict(dana.id, True, desk.house.now())
    desk.house.hide(dana.conversation, dana.id)
    (inner,) = row("SELECT customer_id FROM identity_hidden")

    assert row("SELECT 1 FROM privacy_restriction WHERE customer_id = %s AND lifted_at IS NULL", inner)


def _opened(desk: Desk, place: CustomerId) -> Iterator[tuple[str, object]]:
    held = Held(desk.house, place, "en")
    for table, found in held.rows():
        if body := held.body(table, found):
            yield table, body
