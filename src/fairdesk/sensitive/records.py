"""Keep and read concerns: special data, apart from the conversation, with a basis and a short life of its own.

What is here tells only that a person is needed and why; the words stay sealed with the turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from fairdesk.database import execute, micros, moment, rows, rows_about
from fairdesk.nouns import ActId, ConversationId, CustomerId
from fairdesk.sensitive.topics import Topic, most_urgent

KEPT_FOR = timedelta(days=30)


def add(
    id: str,
    conversation: ConversationId,
    customer: CustomerId,
    topic: str,
    act: ActId,
    at: datetime,
    kept_for: timedelta = KEPT_FOR,
) -> None:
    """Keep that *act* found *topic*. The same id again changes nothing."""
    execute(
        "INSERT INTO sensitive_concern (id, conversation_id, customer_id, topic, act, at, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
        id,
        conversation,
        customer,
        str(Topic(topic)),
        act,
        micros(at),
        micros(at + kept_for),
    )


def open_concern(conversation: ConversationId, at: datetime) -> str:
    """Return the most urgent concern of a conversation that has not expired, or "none"."""
    found = rows(
        "SELECT DISTINCT topic FROM sensitive_concern WHERE conversation_id = %s AND expires_at > %s",
        conversation,
        micros(at),
    )
    return str(most_urgent(frozenset(Topic(topic) for (topic,) in found)))


def first_act(conversation: ConversationId, topic: Topic, at: datetime) -> str:
    """Return the act that first found a topic in a conversation, if that has not expired; "" if none did."""
    found = rows(
        "SELECT act FROM sensitive_concern WHERE conversation_id = %s AND topic = %s AND expires_at > %s ORDER BY at LIMIT 1",
        conversation,
        str(topic),
        micros(at),
    )
    return str(found[0][0]) if found else ""


def all_open(at: datetime) -> Mapping[ConversationId, str]:
    """Return the conversations with a concern that has not expired, each with its most urgent one."""
    topics: dict[ConversationId, set[Topic]] = {}
    for conversation, topic in rows(
        "SELECT DISTINCT conversation_id, topic FROM sensitive_concern WHERE expires_at > %s", micros(at)
    ):
        topics.setdefault(ConversationId(conversation), set()).add(Topic(topic))
    return {conversation: str(most_urgent(frozenset(found))) for conversation, found in topics.items()}


def close(conversation: ConversationId) -> int:
    """Delete the concerns of a conversation that a person has closed, and return how many there were."""
    return execute("DELETE FROM sensitive_concern WHERE conversation_id = %s", conversation)


def delete_expired(at: datetime) -> int:
    """Delete what has outlived its time, and return how many rows."""
    return execute("DELETE FROM sensitive_concern WHERE expires_at <= %s", micros(at))


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(("sensitive_concern",), customer, only=only)


def holdings(customer: CustomerId) -> tuple[Mapping[str, str], ...]:
    """Return all that is kept here about a customer, oldest first."""
    found = rows(
        "SELECT conversation_id, topic, act, at, expires_at FROM sensitive_concern WHERE customer_id = %s ORDER BY at, id",
        customer,
    )
    return tuple(
        {
            "conversation": conversation,
            "topic": topic,
            "act": act,
            "at": moment(at).isoformat(),
            "expires_at": moment(expires_at).isoformat(),
        }
        for conversation, topic, act, at, expires_at in found
    )


def forget(customer: CustomerId) -> int:
    """Delete all that is kept here about a customer, and return how many rows."""
    return execute("DELETE FROM sensitive_concern WHERE customer_id = %s", customer)
