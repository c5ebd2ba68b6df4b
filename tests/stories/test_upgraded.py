"""A desk of 0.1 becomes one of now: keys wrapped under the root itself and rows bound to their place alone still open."""

from __future__ import annotations

import pytest

from fairdesk.database import execute, rows, writing
from fairdesk.desk import records
from fairdesk.house.forgetting import forget
from fairdesk.house.key_check import check_keys
from fairdesk.house.memory import HOUSE_KEY, place_of_deed, place_of_line, place_of_turn, place_of_vault
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.records import KeyDestroyed
from tests.people import Desk
from tests.privacy.old_keys import seal_format_1, write_format_1

WORDS = "How long does a refund take? I am dana@example.org"


def as_0_1_left_it(desk: Desk) -> None:
    """Write keys and rows as that version did, and open the desk again."""
    keys = desk.house.keys
    customers = {customer: bytes(keys.of(customer)) for customer in keys.all_customers()}
    house = {name: bytes(keys.house_key(name)) for (name,) in keys._file.rows("SELECT name FROM house_key")}
    for table, id, place, key_of in (
        ("desk_item", "id", lambda r: place_of_line(r[2], r[3]), _of_conversation(desk)),
        ("desk_turn", "act", lambda r: place_of_turn(r[0]), _of_conversation(desk)),
        ("privacy_vault", "conversation_id", lambda r: place_of_vault(r[0]), _of_conversation(desk)),
        ("desk_deed", "act", lambda r: place_of_deed(r[0]), lambda _: keys.house_key(HOUSE_KEY)),
    ):
        more = {
            "desk_item": "conversation_id, number",
            "desk_turn": "conversation_id, 0",
            "privacy_vault": "conversation_id, 0",
        }
        for row in rows(f"SELECT {id}, sealed, {more.get(table, '0, 0')} FROM {table}"):
            key, sealed = key_of(row[2]), bytes(row[1])
            assert 2 == sealed[0]
            with writing():
                old = seal_format_1(bytes(key), unseal(key, sealed, place(row)), place(row))
                execute(f"UPDATE {table} SET sealed = %s WHERE {id} = %s", old, row[0])
    keys._file.close()
    for path in desk.folder.glob("keys.db*"):
        path.unlink()
    (desk.folder / "root.key").unlink()
    write_format_1(desk.folder, customers, house)
    desk.restart()


def _of_conversation(desk: Desk):
    return lambda conversation: desk.house.keys.of(records.conversation(conversation).customer)


@pytest.fixture
def dana(desk):
    dana = desk.customer()
    desk.says(dana, WORDS)
    as_0_1_left_it(desk)
    return dana


def test_everything_opens_and_the_ledger_verifies(desk, dana):
    assert 1 == len(desk.answers(dana))
    assert [WORDS] == [entry.text for entry in desk.sees(dana).entries if entry.voice == "customer"]
    assert () == desk.house.verify().problems
    assert () == check_keys(desk.house).findings


def test_the_conversation_goes_on_with_the_placeholders_it_had(desk, dana):
    turn = desk.says(dana, "Write to dana@example.org about my refund")

    assert "[EMAIL_1]" in turn.asked.text
    assert 2 == len(desk.answers(dana))
    assert () == desk.house.verify().problems


def test_and_it_can_be_forgotten(desk, dana):
    forget(desk.house, dana.id, "asked")

    with pytest.raises(KeyDestroyed):
        desk.house.keys.of(dana.id)
    assert () == desk.house.verify().problems
