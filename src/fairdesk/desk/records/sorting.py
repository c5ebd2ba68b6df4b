"""Reads and writes labels, what was put aside and when it comes back, and what can still be undone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import execute, micros, row, rows
from fairdesk.desk.records.assignments import drop_assignment
from fairdesk.nouns import ColleagueId, ConversationId


# --- labels ---------------------------------------------------------------------------------------------------------
def labels() -> list[tuple[int, str]]:
    """Return the company's labels, by name."""
    return [(int(id), name) for id, name in rows("SELECT id, name FROM desk_label ORDER BY lower(name), id")]


def add_label(name: str) -> None:
    """Add a label. Raises Conflict if there is one of this name."""
    execute("INSERT INTO desk_label (name) VALUES (%s)", name)


def drop_label(label: int) -> None:
    """Take a label away, also from every conversation that has it."""
    execute("DELETE FROM desk_labelled WHERE label = %s", label)
    execute("DELETE FROM desk_label WHERE id = %s", label)


def set_label(conversation: ConversationId, label: int, has: bool) -> bool:
    """Give a conversation a label or take it away; False if it was so already."""
    if not has:
        return bool(
            execute("DELETE FROM desk_labelled WHERE conversation_id = %s AND label = %s", conversation, label)
        )
    return bool(
        execute(
            "INSERT INTO desk_labelled (conversation_id, label) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            conversation, label,
        )
    )  # fmt: skip


def labels_of(conversations: Collection[ConversationId]) -> Mapping[ConversationId, tuple[str, ...]]:
    """Return the names of the labels each of some conversations has; those without are left out."""
    if not conversations:
        return {}
    marks = ", ".join(["%s"] * len(conversations))
    found: dict[ConversationId, tuple[str, ...]] = {}
    for each, name in rows(
        "SELECT d.conversation_id, l.name FROM desk_labelled d JOIN desk_label l ON l.id = d.label"
        f" WHERE d.conversation_id IN ({marks}) ORDER BY lower(l.name)", *conversations,
    ):  # fmt: skip
        found[each] = (*found.get(each, ()), name)
    return found


# --- put aside ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Snoozed:
    """A conversation that was put aside; `until` None: until its customer writes. `woke`: it came back."""

    until: int | None
    woke: bool


def snooze(conversation: ConversationId, until: datetime | None) -> None:
    """Put a conversation aside until a moment, or until its customer writes; a message ends both."""
    execute("DELETE FROM desk_snooze WHERE conversation_id = %s", conversation)
    execute(
        "INSERT INTO desk_snooze (conversation_id, until) VALUES (%s, %s)",
        conversation, None if until is None else micros(until),
    )  # fmt: skip


def put_back(conversation: ConversationId, until: int | None, woke: bool, at: datetime) -> None:
    """Put a conversation aside as it was, or as having come back."""
    execute(
        "INSERT INTO desk_snooze (conversation_id, until, woke_at) VALUES (%s, %s, %s)",
        conversation, until, micros(at) if woke else None,
    )  # fmt: skip


def snoozed(conversations: Collection[ConversationId]) -> Mapping[ConversationId, Snoozed]:
    """Return which of some conversations were put aside, those that came back among them."""
    if not conversations:
        return {}
    marks = ", ".join(["%s"] * len(conversations))
    found = rows(
        f"SELECT conversation_id, until, woke_at FROM desk_snooze WHERE conversation_id IN ({marks})", *conversations
    )
    return {ConversationId(each): Snoozed(until, woke is not None) for each, until, woke in found}


def wake(conversation: ConversationId, at: datetime) -> bool:
    """Bring back what was put aside; False if it was not, or is back already."""
    return bool(
        execute(
            "UPDATE desk_snooze SET woke_at = %s WHERE conversation_id = %s AND woke_at IS NULL",
            micros(at), conversation,
        )
    )  # fmt: skip


def due_back(at: datetime) -> list[ConversationId]:
    """Return what was put aside until a moment that has come."""
    found = rows("SELECT conversation_id FROM desk_snooze WHERE woke_at IS NULL AND until <= %s", micros(at))
    return [ConversationId(each) for (each,) in found]


def drop_snooze(conversation: ConversationId) -> None:
    """Forget that a conversation was put aside, or came back."""
    execute("DELETE FROM desk_snooze WHERE conversation_id = %s", conversation)


def settle(conversation: ConversationId) -> None:
    """Somebody works on it: it is nobody else's any more, and needs not be brought back."""
    drop_assignment(conversation)
    drop_snooze(conversation)


# --- undo -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Done:
    """What was done to one conversation, and how it stood before; `version` and `items`: how it stood after."""

    conversation: ConversationId
    kind: str
    version: int
    items: int
    before: Mapping[str, object]


def keep_undo(id: str, colleague: ColleagueId, at: datetime, done: Done) -> None:
    """Keep how a conversation stood before it was changed."""
    execute(
        "INSERT INTO desk_undo (id, conversation_id, colleague, kind, at, version, items, before)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        id, done.conversation, colleague, done.kind, micros(at), done.version, done.items, json.dumps(done.before),
    )  # fmt: skip


def undos(id: str, colleague: ColleagueId) -> list[Done]:
    """Return what a colleague did under an id, and can still take back."""
    found = rows(
        "SELECT conversation_id, kind, version, items, before FROM desk_undo WHERE id = %s AND colleague = %s ORDER BY 1",
        id, colleague,
    )  # fmt: skip
    return [
        Done(ConversationId(c), kind, version, items, json.loads(before)) for c, kind, version, items, before in found
    ]


def drop_undo(id: str) -> None:
    """Forget how it was: it was taken back."""
    execute("DELETE FROM desk_undo WHERE id = %s", id)


def undos_before(at: datetime) -> int:
    """Return how many can be taken back no more."""
    found = row("SELECT count(*) FROM desk_undo WHERE at < %s", micros(at))
    return int(found[0]) if found else 0


def drop_undos_before(at: datetime) -> None:
    """Forget how it was before what was done earlier than a moment."""
    execute("DELETE FROM desk_undo WHERE at < %s", micros(at))
