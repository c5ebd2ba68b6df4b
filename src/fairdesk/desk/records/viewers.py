"""Reads and writes who has a conversation open now. A row lasts seconds, is renewed, and leaves no trace."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import execute, micros, moment, row, rows
from fairdesk.nouns import ColleagueId, ConversationId


def viewer(conversation: ConversationId, colleague: ColleagueId) -> tuple[bool, datetime] | None:
    """Return whether a colleague who has a conversation open writes, and until when that holds; None if they have not."""
    found = row(
        "SELECT writes, until FROM desk_viewer WHERE conversation_id = %s AND colleague = %s", conversation, colleague
    )
    return (bool(found[0]), moment(found[1])) if found else None


def others(conversation: ConversationId, colleague: ColleagueId, at: datetime) -> list[tuple[ColleagueId, bool]]:
    """Return who else has a conversation open, and whether they write."""
    found = rows(
        "SELECT colleague, writes FROM desk_viewer WHERE conversation_id = %s AND colleague <> %s AND until > %s"
        " ORDER BY colleague", conversation, colleague, micros(at),
    )  # fmt: skip
    return [(ColleagueId(each), bool(writes)) for each, writes in found]


def come(conversation: ConversationId, colleague: ColleagueId, writes: bool, until: datetime) -> None:
    """Note that a colleague has a conversation open."""
    execute(
        "INSERT INTO desk_viewer (conversation_id, colleague, writes, until) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (conversation_id, colleague) DO UPDATE SET writes = excluded.writes, until = excluded.until",
        conversation, colleague, writes, micros(until),
    )  # fmt: skip


def go(conversation: ConversationId, colleague: ColleagueId) -> None:
    """Note that a colleague has left."""
    execute("DELETE FROM desk_viewer WHERE conversation_id = %s AND colleague = %s", conversation, colleague)


def any_gone(at: datetime) -> bool:
    """Whether a row is there whose time is over."""
    return row("SELECT 1 FROM desk_viewer WHERE until <= %s LIMIT 1", micros(at)) is not None


def forget_gone(at: datetime) -> None:
    """Delete the rows whose time is over."""
    execute("DELETE FROM desk_viewer WHERE until <= %s", micros(at))
