"""Which places are hidden, from whom, and in which browser one of them is open: read and written.

Functions that write expect an open transaction (`database.writing`), which the house composes.
"""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import execute, micros, moment, row, rows
from fairdesk.identity.verify import digest
from fairdesk.nouns import CustomerId


def hide(place: CustomerId, away_from: CustomerId, code: str, at: datetime) -> None:
    """Keep that a place is hidden from another, and the digest of the code that leads to it."""
    execute(
        "INSERT INTO identity_hidden (customer_id, away_from, code, at, visitor, until_at) VALUES (%s, %s, %s, %s, '', 0)",
        place, away_from, digest(code), micros(at),
    )  # fmt: skip


def is_hidden(place: CustomerId) -> bool:
    """Whether a place is a hidden one."""
    return row("SELECT 1 FROM identity_hidden WHERE customer_id = %s", place) is not None


def hidden_from(*places: CustomerId) -> tuple[CustomerId, ...]:
    """Return the places that were hidden from some others."""
    marks = ", ".join(["%s"] * len(places))
    found = rows(f"SELECT customer_id FROM identity_hidden WHERE away_from IN ({marks}) ORDER BY at", *places)
    return tuple(CustomerId(each) for (each,) in found)


def by_code(code: str) -> CustomerId | None:
    """Return the place a code leads to, or None."""
    found = row("SELECT customer_id FROM identity_hidden WHERE code = %s", digest(code))
    return CustomerId(found[0]) if found else None


def open_in(place: CustomerId, token: str, until: datetime) -> None:
    """Let the browser with a token be in a place until a moment, and no other browser."""
    execute(
        "UPDATE identity_hidden SET visitor = %s, until_at = %s WHERE customer_id = %s",
        digest(token), micros(until), place,
    )  # fmt: skip


def close_in(token: str) -> int:
    """End every visit in the browser with a token."""
    return execute("UPDATE identity_hidden SET visitor = '', until_at = 0 WHERE visitor = %s", digest(token))


def visited(token: str) -> tuple[CustomerId, datetime] | None:
    """Return the place that is open in a browser and until when, or None; of several the latest."""
    found = row(
        "SELECT customer_id, until_at FROM identity_hidden WHERE visitor = %s ORDER BY until_at DESC", digest(token)
    )
    return (CustomerId(found[0]), moment(found[1])) if found else None
