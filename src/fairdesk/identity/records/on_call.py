"""The roster of those on call: duties that are or are to come. What is over is deleted; nothing tells who was there when.

Functions that write expect an open transaction (`database.writing`), which the house composes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import execute, micros, moment, rows, stored_bytes
from fairdesk.nouns import ColleagueId


@dataclass(frozen=True, slots=True)
class OnCallRow:
    """A duty as it is stored: how somebody is reached is sealed. `by_mail`: the desk itself can alarm them."""

    id: str
    colleague: ColleagueId
    since: datetime
    until: datetime
    by_mail: bool
    sealed: bytes

    def covers(self, at: datetime) -> bool:
        """Whether this duty holds at a moment."""
        return self.since <= at < self.until


def add(duty: OnCallRow) -> None:
    """Keep a duty."""
    execute(
        "INSERT INTO identity_on_call (id, colleague, since, until, by_mail, sealed) VALUES (%s, %s, %s, %s, %s, %s)",
        duty.id, int(duty.colleague), micros(duty.since), micros(duty.until), int(duty.by_mail), duty.sealed,
    )  # fmt: skip


def roster(at: datetime) -> tuple[OnCallRow, ...]:
    """Return every duty that is not over, the next one first."""
    found = rows(
        "SELECT id, colleague, since, until, by_mail, sealed FROM identity_on_call WHERE until > %s ORDER BY since, id",
        micros(at),
    )
    return tuple(
        OnCallRow(id, ColleagueId(who), moment(since), moment(until), bool(by_mail), stored_bytes(sealed))
        for id, who, since, until, by_mail, sealed in found
    )


def drop(id: str) -> int:
    """Delete a duty, and return how many there were."""
    return execute("DELETE FROM identity_on_call WHERE id = %s", id)


def drop_of(colleague: ColleagueId) -> int:
    """Delete the duties of a colleague who leaves."""
    return execute("DELETE FROM identity_on_call WHERE colleague = %s", int(colleague))


def delete_over(at: datetime) -> int:
    """Delete what is over: who was on call when is nobody's to know."""
    return execute("DELETE FROM identity_on_call WHERE until <= %s", micros(at))
