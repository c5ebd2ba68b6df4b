"""Reads and writes what customers chose instead of waiting. Callers hold the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.database import execute, micros, moment, row, rows, stored_bytes
from fairdesk.desk.later import Window
from fairdesk.nouns import ConversationId

_COLUMNS = "conversation_id, how, at, begins, ends, tried, told, sealed"


@dataclass(frozen=True, slots=True)
class LaterRow:
    """A choice as it is stored: `sealed` holds the number of a call, `told` the last line that an e-mail told of, or the one
    that said to the customer that a call was missed.
    """

    conversation: ConversationId
    how: str
    window: Window | None
    tried: int
    told: int
    sealed: bytes


def choose(conversation: ConversationId, how: str, at: datetime, window: Window | None, sealed: bytes) -> None:
    """Keep a choice in place of the one before."""
    drop(conversation)
    begins, ends = (micros(window.begins), micros(window.ends)) if window else (None, None)
    execute(
        f"INSERT INTO desk_later ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, 0, 0, %s)",
        conversation, how, micros(at), begins, ends, sealed,
    )  # fmt: skip


def chosen(conversation: ConversationId) -> LaterRow | None:
    """Return what was chosen in a conversation, or None."""
    found = row(f"SELECT {_COLUMNS} FROM desk_later WHERE conversation_id = %s", conversation)
    return _row(found) if found else None


def chosen_in(conversations: Sequence[ConversationId]) -> Mapping[ConversationId, LaterRow]:
    """Return what was chosen in each of several conversations."""
    marks = ", ".join(["%s"] * len(conversations))
    found = (
        rows(f"SELECT {_COLUMNS} FROM desk_later WHERE conversation_id IN ({marks})", *conversations) if marks else []
    )
    return {kept.conversation: kept for kept in map(_row, found)}


def promised(most: int) -> frozenset[datetime]:
    """Return when the windows begin that hold as many calls as are promised in one."""
    sql = "SELECT begins FROM desk_later WHERE begins IS NOT NULL GROUP BY begins HAVING count(*) >= %s"
    return frozenset(moment(begins) for (begins,) in rows(sql, most))


def overdue(missed: datetime, kept: datetime) -> tuple[ConversationId, ...]:
    """Return where a call was missed at a moment and nobody has said so, or its window ended before *kept*."""
    found = rows(
        "SELECT conversation_id FROM desk_later WHERE ends IS NOT NULL AND"
        " (ends <= %s AND tried = 0 AND told = 0 OR ends <= %s) ORDER BY ends, conversation_id",
        micros(missed), micros(kept),
    )  # fmt: skip
    return tuple(ConversationId(conversation) for (conversation,) in found)


def tried(conversation: ConversationId) -> None:
    """Count that nobody answered the telephone."""
    execute("UPDATE desk_later SET tried = tried + 1 WHERE conversation_id = %s", conversation)


def told(conversation: ConversationId, number: int) -> None:
    """Keep the last line that an e-mail told of, or that said that a call was missed."""
    execute("UPDATE desk_later SET told = %s WHERE conversation_id = %s", number, conversation)


def drop(conversation: ConversationId) -> bool:
    """Forget what was chosen, with the number, and return whether there was anything."""
    return bool(execute("DELETE FROM desk_later WHERE conversation_id = %s", conversation))


def _row(found: tuple[Any, ...]) -> LaterRow:
    conversation, how, _, begins, ends, tried, told, sealed = found
    window = Window(moment(begins), moment(ends)) if begins is not None else None
    return LaterRow(conversation, how, window, tried, told, stored_bytes(sealed))
