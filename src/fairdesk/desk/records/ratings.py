"""How customers say it was: of each conversation at most one step for the assistant and one for people."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import execute, micros, row, rows
from fairdesk.nouns import ConversationId


def rate(conversation: ConversationId, part: str, step: int, at: datetime) -> None:
    """Keep a step; the first one stands."""
    execute(
        "INSERT INTO desk_rating (conversation_id, part, step, at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (conversation_id, part) DO NOTHING",
        conversation, part, step, micros(at),
    )  # fmt: skip


def rated(conversation: ConversationId) -> frozenset[str]:
    """Return the parts of a conversation that were rated."""
    return frozenset(
        part for (part,) in rows("SELECT part FROM desk_rating WHERE conversation_id = %s", conversation)
    )


_TENS = """
    SELECT part, step, at FROM (
        SELECT part, step, at, row_number() OVER (PARTITION BY part ORDER BY at, conversation_id) AS place,
            count(*) OVER (PARTITION BY part) AS every
        FROM desk_rating) r
    WHERE place <= (every / 10) * 10
"""


def ratings() -> tuple[dict[tuple[str, int], int], int, int | None, int | None]:
    """Return how often each step of each part was chosen, how many conversations are closed, and the first and last moment.

    By full tens, the oldest first.
    """
    counted = rows(f"SELECT part, step, count(*) FROM ({_TENS}) t GROUP BY part, step")
    closed = row("SELECT count(*) FROM desk_conversation WHERE state = 'resolved'")
    first, last = row(f"SELECT min(at), max(at) FROM ({_TENS}) t") or (None, None)
    return {(part, int(step)): int(n) for part, step, n in counted}, int(closed[0]) if closed else 0, first, last
