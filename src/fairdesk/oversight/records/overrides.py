"""Keep and read which answers of the assistant were overridden, and why."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.nouns import ActId, ConversationId, CustomerId, Overtaken
from fairdesk.oversight.override import Override, Reason

_COLUMNS = "act, conversation_id, customer_id, at, reason, topic, channel"


def add(override: Override, sealed: bytes) -> None:
    """Keep an override; *sealed*: what was said about another reason. Raises Overtaken if the answer has one already."""
    kept = execute(
        f"INSERT INTO oversight_override ({_COLUMNS}, sealed) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (act) DO NOTHING",
        override.act, override.conversation, override.customer, micros(override.at), str(override.reason),
        override.topic, override.channel, sealed,
    )  # fmt: skip
    if not kept:
        raise Overtaken("this answer was corrected already; look at the conversation")


def of(act: ActId) -> Override | None:
    """Return the override of an answer, or None."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_override WHERE act = %s", act)
    return None if found is None else _override(found)


def acts_in(conversation: ConversationId) -> frozenset[ActId]:
    """Return the answers of a conversation that were overridden."""
    found = rows("SELECT act FROM oversight_override WHERE conversation_id = %s", conversation)
    return frozenset(ActId(act) for (act,) in found)


def all_acts() -> frozenset[ActId]:
    """Return every answer that was overridden: the test cases of a replay."""
    return frozenset(ActId(act) for (act,) in rows("SELECT act FROM oversight_override"))


def since(at: datetime) -> tuple[Override, ...]:
    """Return the overrides since a moment, oldest first."""
    found = rows(f"SELECT {_COLUMNS} FROM oversight_override WHERE at >= %s ORDER BY at, act", micros(at))
    return tuple(map(_override, found))


def _override(found: Row) -> Override:
    act, conversation, customer, at, reason, topic, channel = found
    return Override(
        ActId(act), ConversationId(conversation), CustomerId(customer), moment(at), Reason(reason), topic, channel
    )
