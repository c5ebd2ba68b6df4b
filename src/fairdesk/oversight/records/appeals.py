"""Keep and read who decides each appeal and until when; what was said of it stands in the conversation."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId
from fairdesk.oversight.appeal import Filed, Outcome

_COLUMNS = "act, round, conversation_id, customer_id, at, due_at, decider, decider_name, topic, language, outcome, decided_at"


def add(filed: Filed) -> None:
    """Keep a new appeal. Raises Conflict if this round was kept already."""
    execute(
        f"INSERT INTO oversight_appeal ({_COLUMNS}, late_told) VALUES ({', '.join(['%s'] * 12)}, FALSE)",
        filed.act, filed.round, filed.conversation, filed.customer, micros(filed.at), micros(filed.due), filed.decider,
        filed.decider_name, filed.topic, filed.language, "", None,
    )  # fmt: skip


def latest(act: ActId) -> Filed | None:
    """Return the latest appeal against an act, or None."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_appeal WHERE act = %s ORDER BY round DESC LIMIT 1", act)
    return None if found is None else _filed(found)


def latest_round(act: ActId) -> int:
    """Return how often an act was disputed, as far as it is kept here."""
    found = latest(act)
    return found.round if found else 0


def name(act: ActId, round: int, decider: ColleagueId, decider_name: str) -> None:
    """Keep who decides it now."""
    sql = "UPDATE oversight_appeal SET decider = %s, decider_name = %s WHERE act = %s AND round = %s"
    execute(sql, decider, decider_name, act, round)


def decide(act: ActId, round: int, outcome: Outcome, at: datetime) -> None:
    """Keep how an appeal ended, and when."""
    sql = "UPDATE oversight_appeal SET outcome = %s, decided_at = %s WHERE act = %s AND round = %s AND decided_at IS NULL"
    execute(sql, str(outcome), micros(at), act, round)


def in_conversation(conversation: ConversationId) -> tuple[Filed, ...]:
    """Return the appeals of a conversation, in the order they were filed in."""
    sql = f"SELECT {_COLUMNS} FROM oversight_appeal WHERE conversation_id = %s ORDER BY at, round"
    return tuple(map(_filed, rows(sql, conversation)))


def undecided() -> tuple[Filed, ...]:
    """Return the appeals that wait for a person, the first due first."""
    return tuple(
        map(_filed, rows(f"SELECT {_COLUMNS} FROM oversight_appeal WHERE decided_at IS NULL ORDER BY due_at, act"))
    )


def undecided_by() -> Counter[int]:
    """Return how many appeals each colleague has to decide."""
    found = rows("SELECT decider, count(*) FROM oversight_appeal WHERE decided_at IS NULL GROUP BY decider")
    return Counter({int(decider): int(count) for decider, count in found})


def since(at: datetime) -> tuple[Filed, ...]:
    """Return the appeals filed since a moment."""
    return tuple(
        map(_filed, rows(f"SELECT {_COLUMNS} FROM oversight_appeal WHERE at >= %s ORDER BY at, act", micros(at)))
    )


def tell_late(act: ActId, round: int) -> bool:
    """Note that the ledger knows that an appeal is late; False if it did before."""
    sql = "UPDATE oversight_appeal SET late_told = TRUE WHERE act = %s AND round = %s AND NOT late_told"
    return bool(execute(sql, act, round))


def _filed(found: Row) -> Filed:
    act, round, conversation, customer, at, due, decider, decider_name, topic, language, outcome, decided = found
    return Filed(
        ActId(act), int(round), ConversationId(conversation), CustomerId(customer), moment(at), moment(due),
        ColleagueId(decider), decider_name, topic, language, Outcome(outcome) if outcome else None,
        None if decided is None else moment(decided),
    )  # fmt: skip
