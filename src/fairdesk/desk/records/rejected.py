"""Read which suggested replies colleagues rejected."""

from __future__ import annotations

from fairdesk.database import rows
from fairdesk.desk.records.stored import ItemRow, item_of
from fairdesk.desk.suggestion import REJECTED
from fairdesk.nouns import ConversationId, CustomerId

_ITEM = "i.number, i.id, i.at, i.voice, i.code, i.author, i.act, i.language, i.released_at, i.sealed"


def rejected_since(first: str) -> list[tuple[ConversationId, CustomerId, str, ItemRow]]:
    """Return of each rejection, from a line's id on, the conversation, its customer and channel, and the line; oldest first."""
    # Ids are in the order of time, and indexed: only the lines since then are looked at.
    found = rows(
        f"SELECT i.conversation_id, c.customer_id, c.channel, {_ITEM} FROM desk_item i"
        " JOIN desk_conversation c ON c.id = i.conversation_id WHERE i.id >= %s AND i.code = %s ORDER BY i.id",
        first, REJECTED,
    )  # fmt: skip
    return [
        (ConversationId(talk), CustomerId(customer), channel, item_of(tuple(line)))
        for talk, customer, channel, *line in found
    ]
