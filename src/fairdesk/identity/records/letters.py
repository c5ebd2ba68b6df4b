"""The outbox of letters: what waits to be sent, what left, what was held back and why.

Functions that write expect an open transaction (`database.writing`), which the house composes. A letter's words and
address are sealed while it waits and are gone when it has left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.nouns import CustomerId, NotFound

KEPT_FOR = timedelta(days=30)
"""How long the row of a letter that left is kept: long enough to find out why somebody got none."""


class State(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENT = "sent"
    STOPPED = "stopped"
    """Held back for good, by the gate."""
    FAILED = "failed"
    """The mail server did not take it."""


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter as it is stored. `customer` is "" for the last letter to somebody who was erased."""

    id: str
    customer: CustomerId
    kind: str
    language: str
    sealed: bytes
    state: State
    reason: str
    attempts: int
    made_at: datetime
    due_at: datetime
    until_at: datetime | None
    once: str


def add(letter: LetterRow) -> str:
    """Keep a letter and return its id; if one with the same `once` is there, return that one's."""
    execute(
        "INSERT INTO identity_letter (id, customer_id, kind, language, sealed, state, reason, attempts, made_at, due_at,"
        " until_at, done_at, once) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s, %s, %s, %s, %s)"
        " ON CONFLICT (once) DO NOTHING",
        letter.id, letter.customer, letter.kind, letter.language, letter.sealed, letter.state.value, letter.reason,
        micros(letter.made_at), micros(letter.due_at), letter.until_at and micros(letter.until_at),
        None if letter.state is State.WAITING else micros(letter.made_at), letter.once,
    )  # fmt: skip
    found = row("SELECT id FROM identity_letter WHERE once = %s", letter.once)
    return str(found[0]) if found else letter.id


def due(at: datetime, most: int = 50) -> tuple[str, ...]:
    """Return the ids of letters that may be carried now, the oldest first."""
    found = rows(
        "SELECT id FROM identity_letter WHERE state = 'waiting' AND due_at <= %s ORDER BY due_at, id LIMIT %s",
        micros(at), most,
    )  # fmt: skip
    return tuple(id for (id,) in found)


def claim(id: str, at: datetime, until: datetime) -> LetterRow | None:
    """Keep a letter to ourselves until a moment; None if it is not due or somebody else was faster."""
    claimed = execute(
        "UPDATE identity_letter SET due_at = %s, attempts = attempts + 1"
        " WHERE id = %s AND state = 'waiting' AND due_at <= %s",
        micros(until), id, micros(at),
    )  # fmt: skip
    return letter(id) if claimed else None


def letter(id: str) -> LetterRow:
    """Return a letter. Raises NotFound."""
    found = row(f"{_LETTER} WHERE id = %s", id)
    if not found:
        raise NotFound("there is no such letter")
    return _letter(found)


def wait(id: str, due_at: datetime, reason: str, *, counts: bool = True) -> None:
    """Put a letter off, with the reason. *counts*: whether the claim before it was an attempt to carry it."""
    execute(
        "UPDATE identity_letter SET due_at = %s, reason = %s, attempts = attempts - %s WHERE id = %s",
        micros(due_at), reason, 0 if counts else 1, id,
    )  # fmt: skip


def finish(id: str, state: State, reason: str, at: datetime) -> None:
    """Keep what became of a letter and let go of its words and its address."""
    execute(
        "UPDATE identity_letter SET state = %s, reason = %s, done_at = %s, sealed = %s"
        " WHERE id = %s AND state = 'waiting'",
        state.value, reason, micros(at), b"", id,
    )  # fmt: skip


def waiting() -> tuple[LetterRow, ...]:
    """Return every letter that has not left yet."""
    return tuple(_letter(each) for each in rows(f"{_LETTER} WHERE state = 'waiting' ORDER BY id"))


def waiting_once(once: str) -> LetterRow | None:
    """Return the letter of this name if it has not left yet."""
    found = row(f"{_LETTER} WHERE once = %s AND state = 'waiting'", once)
    return _letter(found) if found else None


def seal_again(id: str, sealed: bytes) -> None:
    """Keep other sealed contents of a letter that waits."""
    execute("UPDATE identity_letter SET sealed = %s WHERE id = %s AND state = 'waiting'", sealed, id)


def ids_of(customer: CustomerId) -> tuple[str, ...]:
    """Return the ids of a customer's letters."""
    return tuple(id for (id,) in rows("SELECT id FROM identity_letter WHERE customer_id = %s", customer))


def counts() -> dict[tuple[str, str], int]:
    """Return how many letters stand where: (state, reason) -> number."""
    found = rows("SELECT state, reason, count(*) FROM identity_letter GROUP BY state, reason ORDER BY state, reason")
    return {(state, reason): int(count) for state, reason, count in found}


def old(at: datetime, most: int = 500) -> tuple[str, ...]:
    """Return the ids of letters that left or were held back so long ago that their rows are of no use."""
    found = rows(
        "SELECT id FROM identity_letter WHERE done_at < %s ORDER BY done_at LIMIT %s", micros(at - KEPT_FOR), most
    )
    return tuple(id for (id,) in found)


def delete(id: str) -> None:
    """Delete the row of a letter."""
    execute("DELETE FROM identity_letter WHERE id = %s", id)


_LETTER = (
    "SELECT id, customer_id, kind, language, sealed, state, reason, attempts, made_at, due_at, until_at, once"
    " FROM identity_letter"
)


def _letter(each: Row) -> LetterRow:
    id, customer, kind, language, sealed, state, reason, attempts, made_at, due_at, until_at, once = each
    return LetterRow(
        id, CustomerId(customer), kind, language, bytes(sealed), State(state), reason, attempts, moment(made_at),
        moment(due_at), None if until_at is None else moment(until_at), once,
    )  # fmt: skip
