"""Runs an approved erasure step by step, searches again, and proves that nothing was found.

Each step can be repeated: a process that dies between two leaves a request that is running, and the next round of the
background goes on. What there was before, and what to search for, is written down before anything goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from django.db import connection

from fairdesk.attachments import records as attachments
from fairdesk.clock import new_id
from fairdesk.database import empty_the_log, on_sqlite, rows, writing
from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.house.forgetting import ROOMS, forget_hidden, forget_place
from fairdesk.house.joining import person
from fairdesk.house.raw_files import holds_any
from fairdesk.identity import records as identity
from fairdesk.nouns import ConversationId, CustomerId, Fact, NotFound, Unavailable
from fairdesk.privacy import records as privacy
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.restriction import EVERYTHING, Restriction
from fairdesk.rights import records as rights
from fairdesk.rights.holds import Hold
from fairdesk.rights.proof import Erased

BY_CONVERSATION = (attachments, privacy, desk)
"""Rooms whose rows a hold on one conversation can keep: they forget all but that one."""

PIECES = 32
"""Beginnings of sealed rows that are searched for in the raw files, spread over all there were."""

PIECE_BYTES = 24
"""Enough to be found nowhere by chance: a version byte, a random nonce of 12 bytes, 11 bytes of ciphertext."""

IDS_AT_ONCE = 500
"""A database takes a limited number of values in one question; SQLite 32,766."""

STAYS = ("accountability_",)
"""Tables that are not searched: the ledger names a case by its random id, which leads nowhere once the rows are gone."""


def counted(*places: CustomerId) -> dict[str, int]:
    """Return how many rows each table of each room holds about a person's places; those with any."""
    found: Counter[str] = Counter()
    for place, room in product(places, ROOMS):
        held = room.holdings(place)
        # The sensitive room returns the labels themselves, because the customer may read them.
        found.update({"sensitive_concern": len(held)} if isinstance(held, tuple) else held)
    return dict(+found)


def to_search(*places: CustomerId) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Return what must be found nowhere afterwards: ids, and beginnings of sealed rows as they lie on disk."""
    mine = desk.conversations_of(*places)
    sealed = [bytes(each) for place in places for (each,) in rows(_SEALED, *[place] * 5)]
    step = max(1, len(sealed) // PIECES)
    return (*places, *mine), tuple(each[:PIECE_BYTES] for each in sealed[::step][:PIECES])


_SEALED = """
    SELECT sealed FROM desk_item WHERE conversation_id IN (SELECT id FROM desk_conversation WHERE customer_id = %s)
    UNION ALL
    SELECT sealed FROM desk_turn WHERE conversation_id IN (SELECT id FROM desk_conversation WHERE customer_id = %s)
    UNION ALL
    SELECT sealed FROM privacy_vault WHERE customer_id = %s
    UNION ALL
    SELECT sealed FROM fairness_disclosed WHERE customer_id = %s
    UNION ALL
    SELECT substr(content, 1, 24) FROM attachments_file WHERE customer_id = %s
"""


def begin(request: str, customer: CustomerId, at: datetime) -> None:
    """Write down what there is and what to search for, in every place of the person, in the caller's transaction."""
    places = identity.same_person(customer)
    ids, pieces = to_search(*places)
    rights.begin_running(rights.Running(request, at, counted(*places), ids, pieces, len(places)))


def erase_but(house: Books, customer: CustomerId, kept: Collection[ConversationId], at: datetime) -> int:
    """Erase all but the conversations that a hold keeps, and return how many rows went. The key stays until it ends."""
    marks = ", ".join(["%s"] * len(kept)) or "''"
    mine = f"SELECT id FROM desk_conversation WHERE customer_id = %s AND id NOT IN ({marks})"
    acts = (
        f"SELECT act FROM desk_turn WHERE conversation_id IN ({mine})"
        f" UNION ALL SELECT id FROM desk_item WHERE act = '' AND conversation_id IN ({mine}) ORDER BY 1"
    )
    with writing():
        going = [act for (act,) in rows(acts, customer, *kept, customer, *kept)]
        # Stops of one conversation are found by the desk's rows: those go last.
        gone: int = sum(int(room.forget(customer)) for room in ROOMS if room not in (*BY_CONVERSATION, rights))
        gone += sum(int(room.forget_but(customer, kept)) for room in BY_CONVERSATION)
        if gone:
            record: dict[str, Fact] = {
                "acts": " ".join(going),
                "reason": "asked; a legal hold keeps the rest",
                "rows": gone,
            }
            house.memory.add_deed(at, "erased", "house", record)
    empty_the_log()
    house.pulse.beat()
    return gone


def keep_restricted(house: Books, holds: Sequence[Hold]) -> None:
    """Let what a hold keeps stay restricted by itself: what restricted it, and whose place that was, go with the rest."""
    at = house.now()
    with writing():
        for hold in holds:
            kept = hold.conversation or EVERYTHING
            alone = {each.conversation for each in privacy.restrictions(hold.customer)}
            if kept not in alone and person(hold.customer).is_restricted(kept):
                made = Restriction(new_id(), hold.customer, kept, at)
                privacy.restrict(made)
                house.memory.add_deed(at, "restricted", "house", {"restriction": made.id})


def erase(house: Books, running: rights.Running) -> None:
    """Destroy the key and every row. Again after a crash: what is gone already is not done twice."""
    forget_hidden(house, running.customers, "asked")
    left = [each for each in running.customers if counted(each) or not key_is_gone(house, each)]
    for place in reversed(left):
        forget_place(house, place, "asked")
    if not left and not empty_the_log():
        raise Unavailable("the rows are gone, but a reader still holds the file's log; it is tried again")


def key_is_gone(house: Books, customer: CustomerId) -> bool:
    """Whether nothing sealed under the customer's key can be opened any more."""
    try:
        house.keys.of(customer)
    except KeyDestroyed:
        return True
    except NotFound:
        return True
    return False


def facts(house: Books, running: rights.Running) -> Erased:
    """Look at what is left after an erasure: rows, key, every table, every raw file. The ledger does not know yet."""
    customers = running.customers
    left = counted(*customers)
    tables = list(columns_of_text())
    found = [*found_in_tables(customers, running.ids[running.places :], tables)]
    searched: list[str] = []
    if on_sqlite():
        for path in database_files(house.settings.data):
            searched.append(path.name)
            found += [path.name] * holds_any(path, (*map(str.encode, customers), *running.pieces))
    return Erased(
        running.before, {table: left.get(table, 0) for table in {**running.before, **left}},
        all(key_is_gone(house, each) for each in customers), tuple(found), len(tables), tuple(searched), "",
    )  # fmt: skip


# --- searching again ------------------------------------------------------------------------------------------------
def columns_of_text() -> Mapping[str, list[str]]:
    """Return each table of the database with its columns of text, as SQL reads them. The database is asked for both."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(STAYS):
                continue
            described = connection.introspection.get_table_description(cursor, table)
            found[table] = [text for column in described if (text := _as_text(column))]
    return found


def _as_text(column: Any) -> str:
    """Return a column as text in SQL; "" if it holds none. A type nobody knows is searched rather than passed over."""
    try:
        kind = connection.introspection.get_field_type(column.type_code, column)
    except KeyError:
        return f'CAST("{column.name}" AS TEXT)'
    return f'"{column.name}"' if kind in ("TextField", "CharField") else ""


def found_in_tables(
    customers: tuple[CustomerId, ...], conversations: tuple[str, ...], tables: Collection[str]
) -> Iterator[str]:
    """Yield each table in which an id still stands: a customer's anywhere in a text, a conversation's as a whole."""
    columns = columns_of_text()
    for table in tables:
        asked = [(f"{text} LIKE %s", f"%{each}%") for text in columns[table] for each in customers]
        if _stands(table, [question for question, _ in asked], [value for _, value in asked]):
            yield table
            continue
        for some in (conversations[at : at + IDS_AT_ONCE] for at in range(0, len(conversations), IDS_AT_ONCE)):
            marks = ", ".join(["%s"] * len(some))
            if _stands(table, [f"{text} IN ({marks})" for text in columns[table]], some * len(columns[table])):
                yield table
                break


def _stands(table: str, conditions: list[str], values: Sequence[str]) -> bool:
    return bool(conditions) and bool(
        rows(f'SELECT 1 FROM "{table}" WHERE {" OR ".join(conditions)} LIMIT 1', *values)
    )


def database_files(data: Path) -> list[Path]:
    """Return the files of the embedded database that exist: the file and its log."""
    return [path for name in ("fairdesk.db", "fairdesk.db-wal") if (path := data / name).exists()]
