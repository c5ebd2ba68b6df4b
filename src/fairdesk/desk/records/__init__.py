"""Reads and writes the desk's tables. Callers hold the transaction; nothing here opens one.

`stored` has the rows as they are kept, `kept_turns` what became of messages, `lists` what colleagues see of all
conversations; callers find them here.
`assignments`, `sorting` and `tokens` hold what is kept beside a conversation: whom it was given to, its labels and when
it comes back, and the words by which it is found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from fairdesk.database import execute, for_update, micros, row, rows, rows_about, stored_bytes
from fairdesk.desk.records.assignments import drop_assignment as drop_assignment
from fairdesk.desk.records.handed import asked_again as asked_again
from fairdesk.desk.records.handed import escape_depths as escape_depths
from fairdesk.desk.records.handed import first_replies as first_replies
from fairdesk.desk.records.handed import passing as passing
from fairdesk.desk.records.handed import waits as waits
from fairdesk.desk.records.kept_turns import acts_of as acts_of
from fairdesk.desk.records.kept_turns import acts_since as acts_since
from fairdesk.desk.records.kept_turns import add_turn as add_turn
from fairdesk.desk.records.kept_turns import answered as answered
from fairdesk.desk.records.kept_turns import count_turns as count_turns
from fairdesk.desk.records.kept_turns import drafts as drafts
from fairdesk.desk.records.kept_turns import facts_of as facts_of
from fairdesk.desk.records.kept_turns import latest_facts as latest_facts
from fairdesk.desk.records.kept_turns import latest_turns as latest_turns
from fairdesk.desk.records.kept_turns import questioned as questioned
from fairdesk.desk.records.kept_turns import replied_to as replied_to
from fairdesk.desk.records.kept_turns import sealed_turns as sealed_turns
from fairdesk.desk.records.kept_turns import to_answer as to_answer
from fairdesk.desk.records.kept_turns import turn as turn
from fairdesk.desk.records.kept_turns import turns as turns
from fairdesk.desk.records.kept_turns import turns_of as turns_of
from fairdesk.desk.records.lists import conversations_with as conversations_with
from fairdesk.desk.records.lists import count_events as count_events
from fairdesk.desk.records.lists import customer_spoke_last as customer_spoke_last
from fairdesk.desk.records.lists import has_answered as has_answered
from fairdesk.desk.records.lists import held_by as held_by
from fairdesk.desk.records.lists import helped as helped
from fairdesk.desk.records.lists import last_said as last_said
from fairdesk.desk.records.lists import latest_change as latest_change
from fairdesk.desk.records.lists import listed as listed
from fairdesk.desk.records.lists import median_wait as median_wait
from fairdesk.desk.records.lists import queue_counts as queue_counts
from fairdesk.desk.records.lists import several as several
from fairdesk.desk.records.lists import waiting as waiting
from fairdesk.desk.records.lists import waiting_line as waiting_line
from fairdesk.desk.records.lists import watch as watch
from fairdesk.desk.records.ratings import rate as rate
from fairdesk.desk.records.ratings import rated as rated
from fairdesk.desk.records.ratings import ratings as ratings
from fairdesk.desk.records.sorting import settle as settle
from fairdesk.desk.records.sorting import wake as wake
from fairdesk.desk.records.stored import CONVERSATION, ITEM, item_of
from fairdesk.desk.records.stored import ConversationRow as ConversationRow
from fairdesk.desk.records.stored import ItemRow as ItemRow
from fairdesk.desk.records.stored import TurnRow as TurnRow
from fairdesk.identity import records as identity
from fairdesk.nouns import ActId, ConversationId, CustomerId, NotFound, Voice

NOTHING: Mapping[str, object] = {}


# --- conversations --------------------------------------------------------------------------------------------------
def add_conversation(
    conversation: ConversationId, customer: CustomerId, channel: str, language: str, at: datetime
) -> None:
    """Open a conversation; it begins with the assistant."""
    now = micros(at)
    execute(
        "INSERT INTO desk_conversation (id, customer_id, channel, language, created_at, changed_at, version, items, state,"
        " mode, reason, unclear, assignee_name, work_micros)"
        " VALUES (%s, %s, %s, %s, %s, %s, 0, 0, 'assistant', 'automated', '', 0, '', 0)",
        conversation, customer, channel, language, now, now,
    )  # fmt: skip


def conversation(wanted: ConversationId, *, hold: bool = False) -> ConversationRow:
    """Return a conversation; with *hold*, nobody else changes it before this transaction ends. Raises NotFound."""
    found = row(
        f"SELECT {CONVERSATION} FROM desk_conversation WHERE id = %s" + (for_update() if hold else ""), wanted
    )
    if found is None:
        raise NotFound("there is no such conversation, or it is not yours")
    return ConversationRow(*found)


def change(
    wanted: ConversationId, at: datetime, columns: Mapping[str, object] = NOTHING, *, overtakes: bool = True
) -> None:
    """Set columns of a conversation. *overtakes*: whether a decision being made about it must be made again.

    Of one that begins to wait, how many wait before it and how many people are there is kept: the pace is measured so.
    """
    if columns.get("state") == "waiting":
        columns = {**columns, **_when_it_began(wanted, str(columns.get("reason", "")), at)}
    names = "".join(f", {name} = %s" for name in columns)
    step = 1 if overtakes else 0
    execute(
        f"UPDATE desk_conversation SET changed_at = %s, version = version + {step}{names} WHERE id = %s",
        micros(at), *columns.values(), wanted,
    )  # fmt: skip


def _when_it_began(wanted: ConversationId, reason: str, at: datetime) -> Mapping[str, object]:
    """Return the place of a conversation that begins to wait, and the people on duty. Sensitive ones pass the others."""
    found = row(
        "SELECT count(*) FROM desk_conversation WHERE state = 'waiting' AND id <> %s AND (reason = 'sensitive' OR %s)",
        wanted, reason != "sensitive",
    )  # fmt: skip
    return {"waiting_place": 1 + int(found[0] if found else 0), "waiting_people": identity.people_on_duty(at)}


def conversations_of(*customers: CustomerId) -> tuple[ConversationId, ...]:
    """Return the conversations of one or more customers, newest first."""
    marks = ", ".join(["%s"] * len(customers))
    found = rows(
        f"SELECT id FROM desk_conversation WHERE customer_id IN ({marks}) ORDER BY created_at DESC", *customers
    )
    return tuple(ConversationId(each) for (each,) in found)


def running() -> tuple[ConversationId, ...]:
    """Return the conversations that are not closed, oldest first."""
    return tuple(
        ConversationId(each)
        for (each,) in rows("SELECT id FROM desk_conversation WHERE state <> 'resolved' ORDER BY created_at")
    )


def customers_silent_since(moment: datetime) -> list[CustomerId]:
    """Return the customers in none of whose conversations anything has happened since a moment."""
    found = rows(
        "SELECT customer_id FROM desk_conversation GROUP BY customer_id HAVING max(changed_at) < %s", micros(moment)
    )
    return [CustomerId(each) for (each,) in found]


# --- timelines ------------------------------------------------------------------------------------------------------
def add_item(
    conversation: ConversationId,
    id: str,
    at: datetime,
    voice: Voice,
    seal: Any,
    *,
    language: str,
    code: str = "",
    author: int | None = None,
    act: str = "",
    released: bool = True,
    client_key: str | None = None,
) -> int:
    """Append a line to a timeline and return its number. *seal* turns the number into the sealed content.

    Raises Conflict if a line with this client_key is there already: the transaction must end then.
    """
    counted = row(
        "UPDATE desk_conversation SET items = items + 1, changed_at = %s WHERE id = %s RETURNING items",
        micros(at), conversation,
    )  # fmt: skip
    if counted is None:
        raise NotFound("there is no such conversation, or it is not yours")
    number = int(counted[0])
    execute(
        "INSERT INTO desk_item (conversation_id, number, id, at, voice, code, author, act, language, released_at,"
        " client_key, sealed) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        conversation, number, id, micros(at), str(voice), code, author, act, language,
        micros(at) if released else None, client_key, seal(number),
    )  # fmt: skip
    return number


def forget_client_keys(before: datetime) -> int:
    """Delete the marks that make a resend harmless where the line is older than *before*; return how many."""
    return execute("UPDATE desk_item SET client_key = NULL WHERE client_key IS NOT NULL AND at < %s", micros(before))


def number_of_client_key(client_key: str) -> tuple[ConversationId, int] | None:
    """Return where the message with this client key stands, if it was kept."""
    found = row("SELECT conversation_id, number FROM desk_item WHERE client_key = %s", client_key)
    return None if found is None else (ConversationId(found[0]), int(found[1]))


def items(conversation: ConversationId, after: int = 0) -> list[ItemRow]:
    """Return the lines of a timeline after a number, in order."""
    found = rows(
        f"SELECT {ITEM} FROM desk_item WHERE conversation_id = %s AND number > %s ORDER BY number",
        conversation,
        after,
    )
    return [item_of(each) for each in found]


def settled_items(conversation: ConversationId) -> list[ItemRow]:
    """Return the lines of a timeline before the first whose text has not left, in order."""
    # One statement: between two, a text could leave and would then be in neither.
    found = rows(
        f"SELECT {ITEM} FROM desk_item WHERE conversation_id = %s AND number < coalesce("
        "(SELECT min(number) FROM desk_outbox WHERE conversation_id = %s), 2147483647) ORDER BY number",
        conversation,
        conversation,
    )
    return [item_of(each) for each in found]


def item(conversation: ConversationId, number: int) -> ItemRow:
    """Return one line of a timeline. Raises NotFound."""
    found = row(f"SELECT {ITEM} FROM desk_item WHERE conversation_id = %s AND number = %s", conversation, number)
    if found is None:
        raise NotFound("there is no such message")
    return item_of(found)


def said(conversation: ConversationId, number: int) -> tuple[CustomerId, str, str, ItemRow]:
    """Return who wrote a message, in which language and channel, and its line. Raises NotFound."""
    found = row(
        f"SELECT c.customer_id, c.language, c.channel, {', '.join(f'i.{name}' for name in ITEM.split(', '))}"
        " FROM desk_item i JOIN desk_conversation c ON c.id = i.conversation_id"
        " WHERE i.conversation_id = %s AND i.number = %s", conversation, number,
    )  # fmt: skip
    if found is None:
        raise NotFound("there is no such message")
    customer, language, channel, *line = found
    return CustomerId(customer), language, channel, item_of(tuple(line))


def items_of_act(act: ActId) -> list[ItemRow]:
    """Return the lines that belong to an act."""
    return [item_of(each) for each in rows(f"SELECT {ITEM} FROM desk_item WHERE act = %s ORDER BY number", act)]


# --- arrivals and outbox --------------------------------------------------------------------------------------------
def add_arrival(conversation: ConversationId, number: int, act: ActId, until: datetime) -> None:
    """Note that a message waits for its turn, claimed until a moment."""
    execute(
        "INSERT INTO desk_arrival (conversation_id, number, act, claimed_until) VALUES (%s, %s, %s, %s)",
        conversation, number, act, micros(until),
    )  # fmt: skip


def arrivals_of(conversation: ConversationId) -> list[tuple[int, ActId]]:
    """Return the numbers and acts of a conversation's messages without a turn, oldest first."""
    return [
        (int(number), ActId(act))
        for number, act in rows(
            "SELECT number, act FROM desk_arrival WHERE conversation_id = %s ORDER BY number", conversation
        )
    ]


def abandoned(at: datetime) -> list[ConversationId]:
    """Return conversations with a message whose claim ran out: whoever was answering it died."""
    found = rows("SELECT DISTINCT conversation_id FROM desk_arrival WHERE claimed_until < %s", micros(at))
    return [ConversationId(each) for (each,) in found]


def claim(conversation: ConversationId, number: int, at: datetime, until: datetime) -> bool:
    """Take an abandoned message; False if somebody else has it."""
    return bool(
        execute(
            "UPDATE desk_arrival SET claimed_until = %s WHERE conversation_id = %s AND number = %s AND claimed_until < %s",
            micros(until), conversation, number, micros(at),
        )
    )  # fmt: skip


def let_go_of_claims() -> None:
    """Free every claim: at the start of a desk with one process, whoever held them is gone."""
    execute("UPDATE desk_arrival SET claimed_until = 0")


def grow(conversation: ConversationId, number: int, sealed: bytes) -> None:
    """Keep what a model has written so far of the answer to a message that waits."""
    execute(
        "UPDATE desk_arrival SET growing = %s WHERE conversation_id = %s AND number = %s",
        sealed,
        conversation,
        number,
    )


def growing(conversation: ConversationId) -> tuple[int, bytes] | None:
    """Return the message of a conversation whose answer a model is writing, and what it wrote so far, sealed."""
    found = row(
        "SELECT number, growing FROM desk_arrival WHERE conversation_id = %s AND growing IS NOT NULL"
        " ORDER BY number LIMIT 1", conversation,
    )  # fmt: skip
    return (int(found[0]), bytes(found[1])) if found else None


def drop_arrival(conversation: ConversationId, number: int) -> bool:
    """Note that a message has its turn; False if it had one already."""
    return bool(execute("DELETE FROM desk_arrival WHERE conversation_id = %s AND number = %s", conversation, number))


def add_outgoing(act: ActId, conversation: ConversationId, number: int, channel: str, at: datetime) -> None:
    """Put a kept text into the outbox."""
    execute(
        "INSERT INTO desk_outbox (act, conversation_id, number, channel, at) VALUES (%s, %s, %s, %s, %s)",
        act, conversation, number, channel, micros(at),
    )  # fmt: skip


def take_outgoing(act: ActId) -> tuple[ConversationId, int] | None:
    """Take the text of an act out of the outbox and return where it stands; None if it has left, or somebody else has it."""
    found = row("DELETE FROM desk_outbox WHERE act = %s RETURNING conversation_id, number", act)
    return None if found is None else (ConversationId(found[0]), int(found[1]))


def all_outgoing() -> list[ActId]:
    """Return the acts whose text has not left, oldest first."""
    return [ActId(act) for (act,) in rows("SELECT act FROM desk_outbox ORDER BY at")]


def is_leaving(conversation: ConversationId) -> bool:
    """Whether a text of a conversation waits to leave."""
    return row("SELECT 1 FROM desk_outbox WHERE conversation_id = %s LIMIT 1", conversation) is not None


def release(conversation: ConversationId, number: int, at: datetime) -> None:
    """Let the customer see a line."""
    execute(
        "UPDATE desk_item SET released_at = %s WHERE conversation_id = %s AND number = %s",
        micros(at), conversation, number,
    )  # fmt: skip


# --- openings of acts that another key sealed ----------------------------------------------------------------------------
def add_opening(act: str, conversation: ConversationId, sealed: bytes) -> None:
    """Keep what opens the ledger's commitment to an act, sealed."""
    execute("INSERT INTO desk_opening (act, conversation_id, sealed) VALUES (%s, %s, %s)", act, conversation, sealed)


def kept_opening(act: str) -> bytes | None:
    """Return the sealed opening of an act; None where it follows from the conversation's key."""
    found = row("SELECT sealed FROM desk_opening WHERE act = %s", act)
    return bytes(found[0]) if found else None


# --- acts of the house ----------------------------------------------------------------------------------------------
def add_deed(act: str, at: datetime, kind: str, sealed: bytes) -> None:
    """Keep the record of an act that belongs to no conversation."""
    execute("INSERT INTO desk_deed (act, at, kind, sealed) VALUES (%s, %s, %s, %s)", act, micros(at), kind, sealed)


def deeds() -> list[tuple[str, str, bytes]]:
    """Return act, kind and sealed record of every act of the house."""
    return [
        (act, kind, stored_bytes(sealed))
        for act, kind, sealed in rows("SELECT act, kind, sealed FROM desk_deed ORDER BY act")
    ]


# --- what is held about a customer ----------------------------------------------------------------------------------
_MINE = "conversation_id IN (SELECT id FROM desk_conversation WHERE customer_id = %s)"
_ABOUT_ONE = (
    "desk_viewer", "desk_unsent", "desk_outbox", "desk_arrival", "desk_rating", "desk_token", "desk_undo",
    "desk_labelled", "desk_snooze", "desk_later", "desk_assignment", "desk_turn", "desk_item", "desk_opening",
)  # fmt: skip


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    yield from rows_about(("desk_conversation",), customer, only=only)
    yield from rows_about(_ABOUT_ONE, customer, _MINE, only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows of each table are about this customer."""
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE {_MINE}", customer) for table in _ABOUT_ONE}
    counted["desk_conversation"] = row("SELECT count(*) FROM desk_conversation WHERE customer_id = %s", customer)
    return {table: int(found[0]) for table, found in counted.items() if found}


def withdraw(customer: CustomerId, purpose: str) -> Mapping[str, int]:
    """Return how many uses a withdrawal stops here: messages the assistant was to answer, texts of it that wait to leave.

    They stop by themselves, in public: who answers is read again when a turn is kept and when a text leaves.
    """
    if purpose != "ai_answer":
        return {}
    stopped = ("desk_arrival", "desk_outbox")
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE {_MINE}", customer) for table in stopped}
    return {table: int(found[0]) for table, found in counted.items() if found}


def forget(customer: CustomerId) -> int:
    """Delete every row about this customer and return how many."""
    gone = sum(execute(f"DELETE FROM {table} WHERE {_MINE}", customer) for table in _ABOUT_ONE)
    return gone + execute("DELETE FROM desk_conversation WHERE customer_id = %s", customer)


def forget_but(customer: CustomerId, kept: Collection[ConversationId]) -> int:
    """Delete this customer's conversations but those a legal hold keeps, and return how many rows went."""
    gone = 0
    for conversation in set(conversations_of(customer)) - set(kept):
        gone += sum(execute(f"DELETE FROM {table} WHERE conversation_id = %s", conversation) for table in _ABOUT_ONE)
        gone += execute("DELETE FROM desk_conversation WHERE id = %s", conversation)
    return gone
