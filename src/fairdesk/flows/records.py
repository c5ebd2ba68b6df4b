"""Keep and read flows: the files in force, where each conversation's flow stands, and what is still to be done outside.

Functions that write expect an open transaction (`database.writing`). States and errands come and go sealed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairdesk.database import execute, micros, row, rows, rows_about
from fairdesk.nouns import ActId, ConversationId, CustomerId, NotFound

LONGEST_CLAIM = timedelta(seconds=60)
"""How long one process keeps an errand to itself; longer than any call may take."""


@dataclass(frozen=True, slots=True)
class StateRow:
    """Where a conversation's last flow stands, sealed."""

    conversation: ConversationId
    customer: CustomerId
    name: str
    ended: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class ErrandRow:
    """What is still to be done outside, sealed; `tries` counts this one."""

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    tries: int
    sealed: bytes


# --- the files --------------------------------------------------------------------------------------------------------
def add(name: str, version: str, text: str, at: datetime) -> bool:
    """Put a flow's file in force; what was in force of that name ends. False if it is in force already."""
    if row("SELECT 1 FROM flows_text WHERE name = %s AND version = %s AND ended_at IS NULL", name, version):
        return False
    retire(name, at)
    execute(
        "INSERT INTO flows_text (name, at, version, text, ended_at) VALUES (%s, %s, %s, %s, NULL)",
        name, micros(at), version, text,
    )  # fmt: skip
    return True


def retire(name: str, at: datetime) -> bool:
    """Let a flow begin no more; those under way end at their next message. False if none of that name is in force."""
    return bool(execute("UPDATE flows_text SET ended_at = %s WHERE name = %s AND ended_at IS NULL", micros(at), name))


def in_force() -> Mapping[str, str]:
    """Return the version of each flow that may begin, by name."""
    return dict(rows("SELECT name, version FROM flows_text WHERE ended_at IS NULL ORDER BY name"))


def text_of(version: str) -> str:
    """Return the file of a version. Raises NotFound."""
    found = row("SELECT text FROM flows_text WHERE version = %s", version)
    if found is None:
        raise NotFound(f"flow version {version} is not kept here")
    return str(found[0])


# --- where each stands ------------------------------------------------------------------------------------------------
def keep_state(kept: StateRow, at: datetime, until: datetime) -> None:
    """Keep where a conversation's flow stands; one that stood there before is over."""
    execute(
        "INSERT INTO flows_state (conversation_id, customer_id, name, ended, changed_at, until, sealed)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (conversation_id) DO UPDATE SET name = excluded.name,"
        " ended = excluded.ended, changed_at = excluded.changed_at, until = excluded.until, sealed = excluded.sealed",
        kept.conversation, kept.customer, kept.name, kept.ended, micros(at), micros(until), kept.sealed,
    )  # fmt: skip


def end(conversation: ConversationId, why: str, at: datetime) -> None:
    """End a conversation's flow, if one is under way."""
    execute(
        "UPDATE flows_state SET ended = %s, changed_at = %s WHERE conversation_id = %s AND ended = ''",
        why, micros(at), conversation,
    )  # fmt: skip


def finish(conversation: ConversationId, how: str, at: datetime) -> None:
    """Keep how the errand of a conversation's flow came out."""
    execute(
        "UPDATE flows_state SET ended = %s, changed_at = %s WHERE conversation_id = %s AND ended = 'doing'",
        how, micros(at), conversation,
    )  # fmt: skip


def moved(places: tuple[CustomerId, ...], name: str, to: ConversationId, at: datetime) -> None:
    """End a person's flow in every other conversation: it goes on in one."""
    marks = ", ".join(["%s"] * len(places))
    execute(
        f"UPDATE flows_state SET ended = 'moved', changed_at = %s WHERE customer_id IN ({marks}) AND name = %s"
        " AND conversation_id <> %s AND ended = ''",
        micros(at), *places, name, to,
    )  # fmt: skip


def state_of(conversation: ConversationId) -> StateRow | None:
    """Return the last flow of a conversation, over or not."""
    found = row(f"{_STATE} WHERE conversation_id = %s", conversation)
    return _state(found) if found else None


def under_way(places: tuple[CustomerId, ...], at: datetime) -> tuple[StateRow, ...]:
    """Return the flows a person is in, in all their conversations, the one touched last first."""
    marks = ", ".join(["%s"] * len(places))
    found = rows(
        f"{_STATE} WHERE customer_id IN ({marks}) AND ended = '' AND until > %s ORDER BY changed_at DESC",
        *places, micros(at),
    )  # fmt: skip
    return tuple(_state(each) for each in found)


_STATE = "SELECT conversation_id, customer_id, name, ended, sealed FROM flows_state"


def _state(found: tuple[Any, ...]) -> StateRow:
    conversation, customer, name, ended, sealed = found
    return StateRow(ConversationId(conversation), CustomerId(customer), name, ended, bytes(sealed))


# --- what is to be done outside ---------------------------------------------------------------------------------------
def add_errand(act: ActId, conversation: ConversationId, customer: CustomerId, sealed: bytes, at: datetime) -> None:
    """Keep what is to be done, in the transaction that keeps the turn."""
    execute(
        "INSERT INTO flows_errand (act, conversation_id, customer_id, tries, next_at, sealed)"
        " VALUES (%s, %s, %s, 0, %s, %s)",
        act, conversation, customer, micros(at), sealed,
    )  # fmt: skip


def due(at: datetime) -> tuple[ActId, ...]:
    """Return the acts whose errands are due."""
    return tuple(
        ActId(act) for (act,) in rows("SELECT act FROM flows_errand WHERE next_at <= %s ORDER BY act", micros(at))
    )


def is_to_be_done(act: ActId) -> bool:
    """Whether an act has an errand that is not done."""
    return row("SELECT 1 FROM flows_errand WHERE act = %s", act) is not None


def claim(act: ActId, at: datetime, until: datetime) -> ErrandRow | None:
    """Take an errand for oneself until a moment, and count the try before it is made. None if somebody else has it."""
    taken = execute(
        "UPDATE flows_errand SET tries = tries + 1, next_at = %s WHERE act = %s AND next_at <= %s",
        micros(until), act, micros(at),
    )  # fmt: skip
    found = row("SELECT conversation_id, customer_id, tries, sealed FROM flows_errand WHERE act = %s", act)
    if not taken or found is None:
        return None
    return ErrandRow(act, ConversationId(found[0]), CustomerId(found[1]), int(found[2]), bytes(found[3]))


def try_again(act: ActId, at: datetime, after: timedelta) -> None:
    """Let an errand be tried again later."""
    execute("UPDATE flows_errand SET next_at = %s WHERE act = %s", micros(at + after), act)


def drop_errand(act: ActId) -> bool:
    """Take an errand away: it is done, or a person's. False if it is gone already."""
    return bool(execute("DELETE FROM flows_errand WHERE act = %s", act))


# --- a customer's rows ------------------------------------------------------------------------------------------------
_TABLES = ("flows_state", "flows_errand")


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(_TABLES, customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows each table holds about a customer."""
    return {table: int((row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", customer) or (0,))[0]) for table in _TABLES}  # fmt: skip


def withdraw(customer: CustomerId, purpose: str) -> Mapping[str, int]:
    """Put down the flows of a customer who refuses the assistant, and return how many uses the no stops here.

    What was still to be done outside stops by itself: whether the assistant may act is read again before each call.
    """
    if purpose != "ai_answer":
        return {}
    ended = execute("UPDATE flows_state SET ended = 'refused_ai' WHERE customer_id = %s AND ended = ''", customer)
    waiting = row("SELECT count(*) FROM flows_errand WHERE customer_id = %s", customer)
    return {"flows_state": ended, "flows_errand": int(waiting[0]) if waiting else 0}


def forget(customer: CustomerId) -> int:
    """Delete all that is kept here about a customer, and return how many rows."""
    return sum(execute(f"DELETE FROM {table} WHERE customer_id = %s", customer) for table in _TABLES)
