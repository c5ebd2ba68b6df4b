"""What customers told of themselves, sealed: written, handed out sealed, and deleted. Only the house opens it.

Functions that write expect an open transaction (`database.writing`), which the house composes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fairdesk.consent.purposes import Purpose
from fairdesk.database import execute, micros, moment, row, rows, rows_about
from fairdesk.nouns import CustomerId

_DISCLOSED = "fairness_disclosed"


def keep_disclosed(customer: CustomerId, sealed: bytes, at: datetime) -> None:
    """Keep what a customer tells of themselves, in place of what they told before."""
    execute(
        f"INSERT INTO {_DISCLOSED} (customer_id, sealed, at) VALUES (%s, %s, %s) "
        "ON CONFLICT (customer_id) DO UPDATE SET sealed = excluded.sealed, at = excluded.at",
        customer, sealed, micros(at),
    )  # fmt: skip


def sealed_of(customers: Sequence[CustomerId], since: datetime) -> dict[CustomerId, tuple[bytes, datetime]]:
    """Return what some customers told since a moment, sealed, and when each told it."""
    if not customers:
        return {}
    marks = ", ".join(["%s"] * len(customers))
    found = rows(
        f"SELECT customer_id, sealed, at FROM {_DISCLOSED} WHERE at >= %s AND customer_id IN ({marks})",
        micros(since), *customers,
    )  # fmt: skip
    return {CustomerId(who): (bytes(sealed), moment(at)) for who, sealed, at in found}


def delete_disclosed(before: datetime) -> int:
    """Delete what was told before a moment; return of how many customers."""
    return execute(f"DELETE FROM {_DISCLOSED} WHERE at < %s", micros(before))


def withdraw(customer: CustomerId, purpose: Purpose) -> Mapping[str, int]:
    """Delete what this room keeps for a purpose, and return how many rows of which table."""
    return {_DISCLOSED: forget(customer)} if purpose is Purpose.DISCLOSE else {}


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about((_DISCLOSED,), customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows of each table are about this customer."""
    found = row(f"SELECT count(*) FROM {_DISCLOSED} WHERE customer_id = %s", customer)
    return {_DISCLOSED: int(found[0]) if found else 0}


def forget(customer: CustomerId) -> int:
    """Delete every row about this customer and return how many."""
    return execute(f"DELETE FROM {_DISCLOSED} WHERE customer_id = %s", customer)
