"""Keep and read incidents. Their words are sealed by the house; nothing here opens them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, stored_bytes
from fairdesk.nouns import NotFound, Overtaken

_COLUMNS = (
    "id, number, cause_key, found, severity, known_at, opened_at, opened_by, owner, owner_name, breach, due_at, reported_at,"
    " closed_at, version, sealed"
)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as it is stored."""

    id: str
    number: int
    key: str
    found: str
    severity: str
    known_at: datetime
    opened_at: datetime
    opened_by: int
    owner: int
    owner_name: str
    breach: str
    due_at: datetime
    reported_at: datetime | None
    closed_at: datetime | None
    version: int
    sealed: bytes


def add(kept: IncidentRow) -> None:
    """Keep an incident. Raises Conflict if one of the same cause is open."""
    execute(
        f"INSERT INTO accountability_incident ({_COLUMNS}, late_told)"
        f" VALUES ({', '.join(['%s'] * 16)}, FALSE)",
        kept.id, kept.number, kept.key, kept.found, kept.severity, micros(kept.known_at), micros(kept.opened_at),
        kept.opened_by, kept.owner, kept.owner_name, kept.breach, micros(kept.due_at), None, None, 0, kept.sealed,
    )  # fmt: skip


def change(kept: IncidentRow) -> None:
    """Keep what is known now, in place of the version that was read. Raises Overtaken if somebody changed it meanwhile."""
    changed = execute(
        "UPDATE accountability_incident SET severity = %s, owner = %s, owner_name = %s, breach = %s, due_at = %s,"
        " reported_at = %s, closed_at = %s, sealed = %s, version = version + 1 WHERE id = %s AND version = %s",
        kept.severity, kept.owner, kept.owner_name, kept.breach, micros(kept.due_at), _maybe(kept.reported_at),
        _maybe(kept.closed_at), kept.sealed, kept.id, kept.version,
    )  # fmt: skip
    if not changed:
        raise Overtaken("somebody changed this incident meanwhile; read it again")


def of_number(number: int, *, hold: bool = False) -> IncidentRow:
    """Return an incident by its number. Raises NotFound."""
    held = for_update() if hold else ""
    found = row(f"SELECT {_COLUMNS} FROM accountability_incident WHERE number = %s{held}", number)
    if found is None:
        raise NotFound("there is no incident of this number; look at the list")
    return _row(found)


def listed(*, closed: bool = True, most: int = 500) -> tuple[IncidentRow, ...]:
    """Return the incidents, those that are open first, the first due first; of closed ones the latest."""
    only = "" if closed else " WHERE closed_at IS NULL"
    found = rows(
        f"SELECT {_COLUMNS} FROM accountability_incident{only}"
        " ORDER BY CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END, CASE WHEN closed_at IS NULL THEN due_at ELSE -closed_at END"
        " LIMIT %s",
        most,
    )
    return tuple(map(_row, found))


def latest_of(key: str) -> IncidentRow | None:
    """Return the latest incident of a cause, or None."""
    found = row(
        f"SELECT {_COLUMNS} FROM accountability_incident WHERE cause_key = %s ORDER BY number DESC LIMIT 1", key
    )
    return None if found is None else _row(found)


def last_closed(prefix: str) -> dict[str, datetime]:
    """Return, of each cause that begins so, when its latest incident was closed."""
    found = rows(
        "SELECT cause_key, max(closed_at) FROM accountability_incident WHERE cause_key LIKE %s AND closed_at IS NOT NULL"
        " GROUP BY cause_key",
        f"{prefix}%",
    )
    return {key: moment(at) for key, at in found}


def next_number() -> int:
    """Return the number of the next incident; the caller is alone."""
    found = row("SELECT coalesce(max(number), 0) FROM accountability_incident")
    return int(found[0]) + 1 if found else 1


def late_untold(at: datetime) -> tuple[int, ...]:
    """Return the numbers of incidents whose clock ran out unanswered and of which the ledger does not know."""
    found = rows(
        "SELECT number FROM accountability_incident WHERE due_at < %s AND closed_at IS NULL AND reported_at IS NULL"
        " AND NOT late_told ORDER BY number",
        micros(at),
    )
    return tuple(int(number) for (number,) in found)


def tell_late(number: int) -> bool:
    """Note that the ledger knows; False if it did before."""
    sql = "UPDATE accountability_incident SET late_told = TRUE WHERE number = %s AND NOT late_told"
    return bool(execute(sql, number))


def _row(found: Row) -> IncidentRow:
    (
        id,
        number,
        key,
        kind,
        severity,
        known,
        opened,
        by,
        owner,
        name,
        breach,
        due,
        reported,
        closed,
        version,
        sealed,
    ) = found
    return IncidentRow(
        id, int(number), key, kind, severity, moment(known), moment(opened), int(by), int(owner), name, breach,
        moment(due), _moment(reported), _moment(closed), int(version), stored_bytes(sealed),
    )  # fmt: skip


def _maybe(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)
