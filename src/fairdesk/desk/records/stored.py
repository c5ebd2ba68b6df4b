"""The rows of the desk's tables as they are kept: times in microseconds, what was said sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fairdesk.database import stored_bytes
from fairdesk.nouns import ActId, ConversationId, CustomerId, Facts, Voice

CONVERSATION = (
    "id, customer_id, channel, language, created_at, changed_at, version, items, state, mode, reason, unclear, "
    "assignee, assignee_name, waiting_since, work_from, work_micros"
)
"""The columns of a ConversationRow, in their order."""
ITEM = "number, id, at, voice, code, author, act, language, released_at, sealed"
"""The columns of an ItemRow, in their order."""


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation as it is stored; times in microseconds."""

    id: ConversationId
    customer: CustomerId
    channel: str
    language: str
    created_at: int
    changed_at: int
    version: int
    items: int
    state: str
    mode: str
    reason: str
    unclear: int
    assignee: int | None
    assignee_name: str
    waiting_since: int | None
    work_from: int | None
    work_micros: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of a timeline as it is stored."""

    number: int
    id: str
    at: int
    voice: Voice
    code: str
    author: int | None
    act: str
    language: str
    released_at: int | None
    sealed: bytes


def item_of(found: tuple[Any, ...]) -> ItemRow:
    """Return a line from its columns."""
    number, id, at, voice, code, author, act, language, released_at, sealed = found
    return ItemRow(number, id, at, Voice(voice), code, author, act, language, released_at, stored_bytes(sealed))


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A turn as it is stored; `facts` are the typed route facts."""

    act: ActId
    conversation: ConversationId
    number: int
    at: int
    route: str
    release: str
    handover: str
    facts: Facts
    digest: str
    sealed: bytes
