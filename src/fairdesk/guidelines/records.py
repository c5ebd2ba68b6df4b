"""Keep every version of every guideline, and find the one that was in force at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import Row, execute, micros, moment, row, rows


@dataclass(frozen=True, slots=True)
class Kept:
    """A version as it was kept: its exact text, in force from when, and who kept it, when and why."""

    name: str
    version: str
    text: str
    effective_from: datetime
    kept_at: datetime
    kept_by: str
    reason: str


def keep(name: str, version: str, text: str, effective_from: datetime, at: datetime, by: str, reason: str) -> None:
    """Keep a version of guideline *name*; nothing happens if this very text is kept already.

    Part of the caller's transaction. *by* is who answers for it, *reason* why it changed.
    """
    execute(
        "INSERT INTO guidelines_version (version, name, text, effective_from, kept_at, kept_by, reason) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (version) DO NOTHING",
        version, name, text, micros(effective_from), micros(at), by, reason,
    )  # fmt: skip


def in_force(name: str, at: datetime) -> tuple[str, str] | None:
    """Return (version, text) of guideline *name* in force *at* a moment; None before the first."""
    # The same rule as versions.in_force: of two that begin together the one kept later counts.
    found = row(
        "SELECT version, text FROM guidelines_version WHERE name = %s AND effective_from <= %s "
        "ORDER BY effective_from DESC, kept_at DESC, version DESC LIMIT 1",
        name, micros(at),
    )  # fmt: skip
    return (found[0], found[1]) if found else None


def by_version(version: str) -> Kept | None:
    """Return the version whose file has this hash; None if it was never kept."""
    found = row(f"SELECT {_COLUMNS} FROM guidelines_version WHERE version = %s", version)
    return _kept(found) if found else None


def history(name: str) -> tuple[Kept, ...]:
    """Return all versions of guideline *name*, the oldest first."""
    found = rows(
        f"SELECT {_COLUMNS} FROM guidelines_version WHERE name = %s ORDER BY effective_from, kept_at, version", name
    )
    return tuple(_kept(each) for each in found)


_COLUMNS = "name, version, text, effective_from, kept_at, kept_by, reason"


def _kept(found: Row) -> Kept:
    name, version, text, effective_from, kept_at, kept_by, reason = found
    return Kept(name, version, text, moment(effective_from), moment(kept_at), kept_by, reason)
