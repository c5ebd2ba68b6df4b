"""Keep and read concerns: special data, apart from the conversation, with a basis and a short life of its own.

What is here tells only that a person is needed and why; the words stay sealed with the turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fairdesk.database import execute, micros, moment, rows, rows_about
from fairdesk.nouns import ActId, ConversationId, CustomerId
from fairdesk.sensitive.helplines import Helpline
from fairdesk.sensitive.topics import Topic, most_urgent

KEPT_FOR = timedelta(days=30)
MEASURED_FOR = timedelta(days=365)
"""How long it is kept how long people took: it is about nobody."""
LATEST = 20
"""How many of the latest clocks of a matter say whether its time can be promised."""
MOST_ALARMS = 2
"""One when the time is nearly over, and one when it is."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock of a concern: when a person should have answered, when and who is alarmed, whether it was promised."""

    due_at: datetime
    alarm_at: datetime
    alarmed: str
    promised: bool


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs since `at`: no person has answered since. `alarms`: how many were raised, 0 to 2."""

    id: str
    conversation: ConversationId
    topic: str
    at: datetime
    due_at: datetime
    promised: bool
    alarmed: str
    alarms: int

    @property
    def over(self) -> bool:
        """Whether the alarm was raised that the time is over."""
        return self.alarms >= MOST_ALARMS


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
        "INSERT INTO sensitive_concern (id, conversation_id, customer_id, topic, act, at, expires_at, alarmed, alarms,"
        " promised) VALUES (%s, %s, %s, %s, %s, %s, %s, '', 0, 0) ON CONFLICT (id) DO NOTHING",
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


# --- the clock to a person's first answer ---
def start_clock(conversation: ConversationId, topic: str, timing: Timing, at: datetime) -> int:
    """Start the clock of a conversation's latest concern about *topic*, and return how many were started: one or none."""
    return execute(
        "UPDATE sensitive_concern SET clock_at = %s, due_at = %s, alarm_at = %s, alarmed = %s, promised = %s, alarms = 0,"
        " answered_at = NULL WHERE id = (SELECT id FROM sensitive_concern WHERE conversation_id = %s AND topic = %s"
        " AND expires_at > %s ORDER BY at DESC, id DESC LIMIT 1)",
        micros(at),
        micros(timing.due_at),
        micros(timing.alarm_at),
        timing.alarmed,
        int(timing.promised),
        conversation,
        topic,
        micros(at),
    )


def running(at: datetime) -> tuple[Running, ...]:
    """Return every clock that runs, the one that is due first before the others."""
    return _running("", at)


def running_in(conversation: ConversationId, at: datetime) -> Running | None:
    """Return the clock of a conversation that is due first; None if none runs."""
    return next(iter(_running(" AND conversation_id = %s", at, conversation)), None)


def to_alarm(at: datetime) -> tuple[Running, ...]:
    """Return the clocks of which an alarm is due at a moment."""
    return _running(" AND alarm_at <= %s", at, micros(at))


def _running(where: str, at: datetime, *values: object) -> tuple[Running, ...]:
    found = rows(
        "SELECT id, conversation_id, topic, clock_at, due_at, promised, alarmed, alarms FROM sensitive_concern"
        f" WHERE answered_at IS NULL AND due_at IS NOT NULL AND expires_at > %s{where} ORDER BY due_at, id",
        micros(at),
        *values,
    )
    return tuple(
        Running(id, ConversationId(which), topic, moment(since), moment(due), bool(promised), alarmed, alarms)
        for id, which, topic, since, due, promised, alarmed, alarms in found
    )


def note_alarm(clock: Running, at: datetime) -> int:
    """Keep that an alarm is raised, and return which: 1 or 2. Where the time is over the first one is left out.

    0 if somebody else raised it, or a person has answered meanwhile.
    """
    which = MOST_ALARMS if at >= clock.due_at else clock.alarms + 1
    next_at = None if which == MOST_ALARMS else micros(clock.due_at)
    raised = execute(
        "UPDATE sensitive_concern SET alarms = %s, alarm_at = %s WHERE id = %s AND alarms = %s AND answered_at IS NULL",
        which,
        next_at,
        clock.id,
        clock.alarms,
    )
    return which if raised else 0


def alarm_state() -> tuple[int, ...]:
    """Return a value that differs whenever an alarm was raised, or a clock with one ended: live desk pages watch it."""
    found = rows(
        "SELECT count(*), coalesce(sum(alarms), 0) FROM sensitive_concern WHERE answered_at IS NULL AND alarms > 0"
    )
    return tuple(map(int, found[0]))


def stop_clocks(conversation: ConversationId, at: datetime, *, answered: bool) -> int:
    """End the clocks of a conversation and return how many ran; how long each took is kept if a person *answered*."""
    for clock in _running(" AND conversation_id = %s", at, conversation) if answered else ():
        execute(
            "INSERT INTO sensitive_first_human (topic, day, taken, allowed) VALUES (%s, %s, %s, %s)",
            clock.topic,
            at.date().isoformat(),
            micros(at) - micros(clock.at),
            micros(clock.due_at) - micros(clock.at),
        )
    return execute(
        "UPDATE sensitive_concern SET answered_at = %s WHERE conversation_id = %s AND answered_at IS NULL"
        " AND due_at IS NOT NULL",
        micros(at),
        conversation,
    )


def measured(topic: str, most: int = LATEST) -> list[tuple[float, float]]:
    """Return of the latest clocks of a matter that ended the seconds that people took and had, the latest first."""
    found = rows(
        "SELECT taken, allowed FROM sensitive_first_human WHERE topic = %s ORDER BY id DESC LIMIT %s", topic, most
    )
    return [(taken / 1_000_000, allowed / 1_000_000) for taken, allowed in found]


def delete_expired(at: datetime) -> int:
    """Delete what has outlived its time, and return how many concerns."""
    execute("DELETE FROM sensitive_first_human WHERE day < %s", (at - MEASURED_FOR).date().isoformat())
    return execute("DELETE FROM sensitive_concern WHERE expires_at <= %s", micros(at))


# --- lines of local help that the company checked itself ---
def keep_helpline(line: Helpline) -> None:
    """Keep a country's line as the company checked it, in place of an earlier one."""
    execute(
        "INSERT INTO sensitive_helpline (country, emergency, line, name, sources, verified_on, expires_on, owner)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (country) DO UPDATE SET emergency = excluded.emergency,"
        " line = excluded.line, name = excluded.name, sources = excluded.sources, verified_on = excluded.verified_on,"
        " expires_on = excluded.expires_on, owner = excluded.owner",
        line.country,
        line.emergency,
        line.line,
        line.name,
        "\n".join(line.sources),
        line.verified_on.isoformat(),
        line.expires_on.isoformat(),
        line.owner,
    )


def own_helplines(country: str = "") -> tuple[Helpline, ...]:
    """Return the lines that the company checked itself, of every country or of one."""
    found = rows(
        "SELECT country, emergency, line, name, sources, verified_on, expires_on, owner FROM sensitive_helpline"
        f"{' WHERE country = %s' if country else ''} ORDER BY country",
        *([country.upper()] if country else []),
    )
    return tuple(
        Helpline(land, urgent, line, name, tuple(sources.split("\n")), date.fromisoformat(since), date.fromisoformat(until), owner)
        for land, urgent, line, name, sources, since, until, owner in found
    )  # fmt: skip


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(("sensitive_concern",), customer, only=only)


def holdings(customer: CustomerId) -> tuple[Mapping[str, str], ...]:
    """Return all that is kept here about a customer, oldest first."""
    found = rows(
        "SELECT conversation_id, topic, act, at, expires_at, due_at, answered_at FROM sensitive_concern"
        " WHERE customer_id = %s ORDER BY at, id",
        customer,
    )
    return tuple(
        {
            "conversation": conversation,
            "topic": topic,
            "act": act,
            "at": moment(at).isoformat(),
            "expires_at": moment(expires_at).isoformat(),
            "due_at": moment(due_at).isoformat() if due_at else "",
            "answered_at": moment(answered_at).isoformat() if answered_at else "",
        }
        for conversation, topic, act, at, expires_at, due_at, answered_at in found
    )


def forget(customer: CustomerId) -> int:
    """Delete all that is kept here about a customer, and return how many rows."""
    return execute("DELETE FROM sensitive_concern WHERE customer_id = %s", customer)
