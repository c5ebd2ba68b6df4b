"""Reads and writes the replies of colleagues that have not left. Callers hold the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.database import execute, micros, row, rows, stored_bytes
from fairdesk.desk.unsent import Held
from fairdesk.nouns import ColleagueId, ConversationId

_COLUMNS = "id, conversation_id, author, seen, at, leaves_at, held, closes, words"


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """A reply that has not left, as it is stored; `seen` is the last line its writer had read."""

    id: str
    conversation: ConversationId
    author: ColleagueId
    seen: int
    at: int
    leaves_at: int
    held: Held
    closes: bool
    words: bytes


def add(
    id: str,
    conversation: ConversationId,
    author: ColleagueId,
    seen: int,
    at: datetime,
    leaves_at: datetime,
    words: bytes,
) -> None:
    """Keep a reply that leaves later; *words* are sealed."""
    execute(
        f"INSERT INTO desk_unsent ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        id, conversation, author, seen, micros(at), micros(leaves_at), Held.NO.value, False, words,
    )  # fmt: skip


def unsent(id: str) -> UnsentRow | None:
    """Return a reply that has not left; None once it has, or was taken back."""
    found = row(f"SELECT {_COLUMNS} FROM desk_unsent WHERE id = %s", id)
    return _row(found) if found else None


def unsent_in(conversation: ConversationId) -> list[UnsentRow]:
    """Return what has not left in a conversation, oldest first."""
    found = rows(f"SELECT {_COLUMNS} FROM desk_unsent WHERE conversation_id = %s ORDER BY at, id", conversation)
    return [_row(each) for each in found]


def due(at: datetime) -> list[str]:
    """Return what should have left by now, oldest first."""
    sql = "SELECT id FROM desk_unsent WHERE leaves_at <= %s AND held = '' ORDER BY leaves_at, id"
    return [id for (id,) in rows(sql, micros(at))]


def hold(id: str, why: Held) -> None:
    """Keep a reply from leaving, until somebody takes it back."""
    execute("UPDATE desk_unsent SET held = %s, closes = %s WHERE id = %s", why.value, False, id)


def replace_words(id: str, words: bytes) -> None:
    """Keep the words of a reply sealed anew."""
    execute("UPDATE desk_unsent SET words = %s WHERE id = %s", words, id)


def close_with(id: str, closes: bool) -> None:
    """Close the conversation when this reply leaves, or do not."""
    execute("UPDATE desk_unsent SET closes = %s WHERE id = %s", closes, id)


def drop(id: str) -> None:
    """Take a reply out: it has left, or was taken back."""
    execute("DELETE FROM desk_unsent WHERE id = %s", id)


def _row(found: tuple[Any, ...]) -> UnsentRow:
    id, conversation, author, seen, at, leaves_at, held, closes, words = found
    return UnsentRow(
        id, conversation, author, seen, at, leaves_at, Held(held), bool(closes), stored_bytes(words)
    )  # fmt: skip
