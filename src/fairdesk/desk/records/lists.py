"""Reads what colleagues see of all conversations: how many stand where, who waits how long, and whether anything changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from fairdesk.database import micros, row, rows
from fairdesk.desk.records.stored import CONVERSATION, ITEM, ConversationRow, ItemRow, item_of
from fairdesk.nouns import ActId, ConversationId, CustomerId

_ASLEEP = "EXISTS (SELECT 1 FROM desk_snooze z WHERE z.conversation_id = c.id AND z.woke_at IS NULL)"
_GIVEN = "EXISTS (SELECT 1 FROM desk_assignment g WHERE g.conversation_id = c.id AND g.colleague {})"
_TEAMS = (
    "EXISTS (SELECT 1 FROM desk_assignment g JOIN desk_member m ON m.team = g.team WHERE g.conversation_id = c.id"
    " AND g.colleague IS NULL AND m.colleague = %s)"
)
_LAST_SAID = (
    "(SELECT i.voice FROM desk_item i WHERE i.conversation_id = c.id AND i.voice IN ('customer', 'person')"
    " ORDER BY i.number DESC LIMIT 1)"
)

VIEWS = {
    "waiting": (f"c.state = 'waiting' AND NOT {_ASLEEP}", "c.waiting_since"),
    "mine": (
        f"((c.state = 'person' AND c.assignee = %s) OR (c.state = 'waiting' AND {_GIVEN.format('= %s')}))"
        f" AND NOT {_ASLEEP}",
        "c.changed_at DESC",
    ),
    "unassigned": (
        f"c.state = 'waiting' AND NOT {_GIVEN.format('IS NOT NULL')} AND NOT {_ASLEEP}",
        "c.waiting_since",
    ),
    "team": (f"c.state = 'waiting' AND {_TEAMS} AND NOT {_ASLEEP}", "c.waiting_since"),
    "customer": (f"c.state = 'person' AND {_LAST_SAID} = 'person' AND NOT {_ASLEEP}", "c.changed_at DESC"),
    "snoozed": (f"c.state <> 'resolved' AND {_ASLEEP}", "c.changed_at DESC"),
    "assistant": ("c.state = 'assistant' AND c.items > 0", "c.changed_at DESC"),
    "resolved": ("c.state = 'resolved'", "c.changed_at DESC"),
    "all": ("c.items > 0", "c.changed_at DESC"),
}
"""Each list: what is in it, and in which order it is read. %s is the colleague who looks."""

_CONVERSATION_C = ", ".join(f"c.{name}" for name in CONVERSATION.split(", "))


def queue_counts(colleague: int) -> Mapping[str, int]:
    """Return how many conversations each list has for this colleague: counted as the list itself is read."""
    return {view: _count(where, colleague) for view, (where, _) in VIEWS.items()}


def _count(where: str, colleague: int) -> int:
    found = row(f"SELECT count(*) FROM desk_conversation c WHERE {where}", *[colleague] * where.count("%s"))
    return int(found[0]) if found else 0


def listed(view: str, colleague: int, limit: int = 200) -> list[ConversationRow]:
    """Return the conversations of a desk list: waiting ones longest first, others latest first."""
    where, order = VIEWS[view]
    return chosen(f"WHERE {where} ORDER BY {order} LIMIT {limit}", *[colleague] * where.count("%s"))


def chosen(which: str, *values: object) -> list[ConversationRow]:
    """Return the conversations `c` that the rest of a query chooses."""
    found = rows(f"SELECT {_CONVERSATION_C} FROM desk_conversation c {which}", *values)
    return [ConversationRow(*each) for each in found]


def several(conversations: Collection[ConversationId]) -> list[ConversationRow]:
    """Return some conversations, in the order in which they are named; those that are gone are left out."""
    if not conversations:
        return []
    found = chosen(f"WHERE c.id IN ({', '.join(['%s'] * len(conversations))})", *conversations)
    at = {name: place for place, name in enumerate(conversations)}
    return sorted(found, key=lambda row: at[row.id])


def held_by(colleague: int) -> list[ConversationRow]:
    """Return every conversation a colleague has taken, put aside or not."""
    return chosen("WHERE c.state = 'person' AND c.assignee = %s ORDER BY c.changed_at DESC", colleague)


def last_said(conversation: ConversationId) -> ItemRow | None:
    """Return the customer's latest message, or None."""
    found = row(
        f"SELECT {ITEM} FROM desk_item WHERE conversation_id = %s AND voice = 'customer' ORDER BY number DESC LIMIT 1",
        conversation,
    )
    return item_of(found) if found else None


def conversations_with(code: str) -> tuple[ConversationId, ...]:
    """Return the conversations that have an event of this code."""
    found = rows("SELECT DISTINCT conversation_id FROM desk_item WHERE code = %s ORDER BY conversation_id", code)
    return tuple(ConversationId(each) for (each,) in found)


def count_events(code: str, since: datetime) -> int:
    """Return how many events of this code were kept since a moment."""
    found = row("SELECT count(*) FROM desk_item WHERE code = %s AND at >= %s", code, micros(since))
    return int(found[0]) if found else 0


def customer_spoke_last(conversations: Collection[ConversationId]) -> frozenset[ConversationId]:
    """Return those of some conversations in which a person answered, and the customer wrote again since."""
    if not conversations:
        return frozenset()
    marks = ", ".join(["%s"] * len(conversations))
    found = rows(
        f"SELECT c.id FROM desk_conversation c WHERE c.state = 'person' AND c.id IN ({marks})"
        f" AND {_LAST_SAID} = 'customer'", *conversations,
    )  # fmt: skip
    return frozenset(ConversationId(each) for (each,) in found)


def has_answered(conversation: ConversationId, colleague: int | None) -> bool:
    """Whether a colleague wrote to the customer of a conversation."""
    found = row(
        "SELECT 1 FROM desk_item WHERE conversation_id = %s AND voice = 'person' AND author = %s LIMIT 1",
        conversation, colleague,
    )  # fmt: skip
    return found is not None


def waiting() -> int:
    """Return how many conversations wait for a person."""
    found = row("SELECT count(*) FROM desk_conversation WHERE state = 'waiting'")
    return int(found[0]) if found else 0


def waiting_line() -> list[tuple[ConversationId, int, str]]:
    """Return every waiting conversation, since when it waits and why."""
    found = rows(
        "SELECT id, waiting_since, reason FROM desk_conversation WHERE state = 'waiting' ORDER BY waiting_since"
    )
    return [(ConversationId(each), int(since or 0), reason) for each, since, reason in found]


def median_wait(last: int = 50, fewest: int = 5) -> int | None:
    """Return the median seconds until a person's first reply over the *last* ones; None for fewer than *fewest*."""
    found = rows(
        "SELECT waited_micros FROM desk_conversation WHERE waited_micros IS NOT NULL ORDER BY changed_at DESC"
        f" LIMIT {last}"
    )
    if len(found) < fewest:
        return None
    waits = sorted(int(each) for (each,) in found)
    return waits[len(waits) // 2] // 1_000_000


def helped(
    customers: Collection[CustomerId], but: ConversationId, since: datetime, most: int
) -> list[tuple[ActId, ConversationId]]:
    """Return the latest acts that answered these customers, newest first, with the conversation of each.

    Left out: the conversation *but*, one about a sensitive matter, and answers after which somebody disputed one, said
    that it did not help, or asked for a person.
    """
    marks = ", ".join(["%s"] * len(customers))
    found = rows(_HELPED.format(marks=marks), *customers, but, micros(since), most)
    return [(ActId(act), ConversationId(conversation)) for act, conversation in found]


_HELPED = """
    SELECT t.act, t.conversation_id FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id
    WHERE c.customer_id IN ({marks}) AND t.conversation_id <> %s AND t.at >= %s AND t.release = 'send'
    AND NOT EXISTS (SELECT 1 FROM desk_turn s WHERE s.conversation_id = t.conversation_id AND s.handover = 'sensitive')
    AND NOT EXISTS (SELECT 1 FROM desk_item e WHERE e.conversation_id = t.conversation_id AND e.number > t.number
        AND e.code IN ('did_not_help', 'asked_for_person', 'appealed', 'answer_held_back'))
    ORDER BY t.act DESC LIMIT %s"""


def latest_change() -> tuple[int, ...]:
    """Return a value that differs whenever any conversation changed: what live desk pages watch."""
    # Not the newest time alone: who took an earlier moment and waited for a lock commits after it. Whatever changed
    # within a minute of the newest is counted and summed, and lines and versions only grow.
    found = row(
        "SELECT count(*), coalesce(max(n.newest), 0), coalesce(sum(c.items + c.version), 0),"
        " coalesce(sum(n.newest - c.changed_at), 0) FROM desk_conversation c,"
        " (SELECT max(changed_at) AS newest FROM desk_conversation) n WHERE c.changed_at >= n.newest - 60000000"
    )
    return tuple(map(int, found or ()))


def watch(conversation: ConversationId) -> tuple[int, int]:
    """Return a value that differs whenever this conversation changed; (0, 0) if there is none."""
    found = row("SELECT items, changed_at FROM desk_conversation WHERE id = %s", conversation)
    return (int(found[0]), int(found[1])) if found else (0, 0)
