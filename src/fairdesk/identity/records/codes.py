"""One-time codes and links, and how often things that are limited were done: read and written, as digests only.

Functions that write expect an open transaction (`database.writing`), which the house composes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.database import execute, micros, moment, row, rows
from fairdesk.identity.codes import TRIES, Kept
from fairdesk.nouns import CustomerId

ATTEMPTS_KEPT = timedelta(hours=2)
CODES_KEPT = timedelta(hours=25)
"""After this a code that is past says nothing any more that the page has to tell."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as it is stored. `address`: the row it would prove, or ""; `leads_to`: where its link ends."""

    id: str
    customer: CustomerId
    address: str
    leads_to: str
    kept: Kept


def add(code: CodeRow, link: str) -> None:
    """Keep a code; what is long past is swept."""
    at = micros(code.kept.expires_at)
    execute("DELETE FROM identity_code WHERE expires_at < %s", at - CODES_KEPT // timedelta(microseconds=1))
    execute(
        "INSERT INTO identity_code (id, customer_id, address_id, digest, link, leads_to, expires_at, tries, used_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, 0, NULL)",
        code.id, code.customer, code.address, code.kept.digest, link, code.leads_to, at,
    )  # fmt: skip


def try_one(id: str) -> CodeRow | None:
    """Count one try of a code and return it as it stands after, or None if there is no such code.

    Counting comes first and in one statement: of many tries at once, five are judged.
    """
    execute("UPDATE identity_code SET tries = tries + 1 WHERE id = %s AND tries <= %s", id, TRIES)
    return _one("id", id)


def by_link(link: str) -> CodeRow | None:
    """Return the code with this link (its digest), or None."""
    return _one("link", link)


def use(id: str, at: datetime) -> bool:
    """Use a code up. Of two who try at once, one gets True."""
    return execute("UPDATE identity_code SET used_at = %s WHERE id = %s AND used_at IS NULL", micros(at), id) == 1


def _one(column: str, value: str) -> CodeRow | None:
    found = row(
        "SELECT id, customer_id, address_id, leads_to, digest, expires_at, tries, used_at FROM identity_code"
        f" WHERE {column} = %s",
        value,
    )
    if not found:
        return None
    id, customer, address, leads_to, digest, expires_at, tries, used_at = found
    kept = Kept(digest, moment(expires_at), tries, None if used_at is None else moment(used_at))
    return CodeRow(id, CustomerId(customer), address, leads_to, kept)


# --- limits ---------------------------------------------------------------------------------------------------------
def attempted(who: str, at: datetime) -> None:
    """Keep that somebody (a keyed digest) did something that is limited."""
    execute("DELETE FROM identity_attempt WHERE at < %s", micros(at - ATTEMPTS_KEPT))
    execute("INSERT INTO identity_attempt (who, at) VALUES (%s, %s)", who, micros(at))


def attempts(who: str, since: datetime) -> tuple[datetime, ...]:
    """Return when somebody did it since a moment."""
    found = rows("SELECT at FROM identity_attempt WHERE who = %s AND at > %s ORDER BY at", who, micros(since))
    return tuple(moment(at) for (at,) in found)
