"""Reads what colleagues see of all conversations: how many stand where, who waits how long, and whether anything changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from fairdesk.database import micros, row, rows
from fairdesk.desk.records.stored import CONVERSATION, ConversationRow
from fairdesk.nouns import ActId, ConversationId, CustomerId


def queue_counts(colleague: int) -> Mapping[str, int]:
    """Return how many conversations stand where; `mine` are those this colleague has."""
    counts = {state: int(n) for state, n in rows("SELECT state, count(*) FROM desk_conversation GROUP BY state")}
    mine = row("SELECT count(*) FROM desk_conversation WHERE assignee = %s AND state = 'person'", colleague)
    return {**counts, "mine": int(mine[0]) if mine else 0}


def listed(view: str, colleague: int, limit: int = 200) -> list[ConversationRow]:
    """Return the conversations of a desk list: waiting ones longest first, others latest first."""
    where, order = {
        "waiting": ("state = 'waiting'", "waiting_since"),
        "mine": ("state = 'person' AND assignee = %s", "changed_at DESC"),
        "assistant": ("state = 'assistant' AND items > 0", "changed_at DESC"),
        "resolved": ("state = 'resolved'", "changed_at DESC"),
        "all": ("items > 0", "changed_at DESC"),
    }[view]
    values = (colleague,) if "%s" in where else ()
    found = rows(
        f"SELECT {CONVERSATION} FROM desk_conversation WHERE {where} ORDER BY {order} LIMIT {limit}", *values
    )
    return [ConversationRow(*each) for each in found]


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
