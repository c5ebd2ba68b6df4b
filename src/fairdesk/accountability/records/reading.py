"""Writes an act's entry and reads entries and checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from fairdesk.accountability.ledger import Kept, Signed
from fairdesk.accountability.tree import leaf_hash
from fairdesk.database import Row, execute, micros, row, rows

CHUNK = 4096
FIRST, LAST = -(1 << 63), (1 << 63) - 1
COLUMNS = "position, at, kind, act, entry, leaf"
_WAITING = "NULL, at, kind, act, entry, leaf"
_KEPT = partial(tuple.__new__, Kept)
"""Kept._make without its own frame: a verification makes one of every row."""


def append(at: datetime, kind: str, act: str, entry: bytes) -> None:
    """Keep the exact bytes of an entry, in the caller's transaction; at, kind and act repeat what they say."""
    execute(
        "INSERT INTO accountability_waiting (act, at, kind, entry, leaf) VALUES (%s, %s, %s, %s, %s)",
        act, micros(at), kind, entry, leaf_hash(entry),
    )  # fmt: skip


def entry_for(act: str) -> Kept | None:
    """Return the entry of an act (the first, should there be several), or None."""
    placed = f"SELECT {COLUMNS} FROM accountability_entry WHERE act = %s"
    found = row(f"{placed} ORDER BY position LIMIT 1", act)
    if found is None:
        # Both in one statement: an entry that is given its place just now is in neither of two asked one by one.
        both = f"{placed} UNION ALL SELECT {_WAITING} FROM accountability_waiting WHERE act = %s ORDER BY at LIMIT 1"
        found = row(both, act, act)
    return None if found is None else Kept._make(found)


def entry_at(position: int) -> Kept | None:
    """Return the entry at an index of the tree, or None."""
    found = row(f"SELECT {COLUMNS} FROM accountability_entry WHERE position = %s", position)
    return None if found is None else Kept._make(found)


def position_of(act: str) -> int | None:
    """Return an act's index in the tree; None while its entry waits, or if it has none."""
    kept = entry_for(act)
    return None if kept is None else kept.position


def entries(after: int = -1, until: int = LAST) -> Iterator[Kept]:
    """Give the placed entries in order, from the one after index *after* up to but without *until*."""
    sql = f"""SELECT {COLUMNS} FROM accountability_entry WHERE position > %s AND position < %s
              ORDER BY position LIMIT {CHUNK}"""
    while found := rows(sql, after, until):
        yield from map(_KEPT, found)
        after = found[-1][0]


def newest_entries(
    limit: int, kind: str = "", span: tuple[datetime, datetime] | None = None, before: int | None = None
) -> list[Kept]:
    """Return placed entries before an index, the newest first, of one kind or within a span (its ends too) only."""
    asked, last = list[tuple[str, object]](), LAST if before is None else before
    if kind:
        asked.append(("kind = %s", kind))
    if span:
        since, until = map(micros, span)
        # The places of that time come first, folded into one bound on either side: SQLite looks at one alone.
        ends = "SELECT min(position), max(position) FROM accountability_entry WHERE at >= %s AND at <= %s"
        first, newest = row(ends, since, until) or (None, None)
        if first is None:
            return []
        last = min(last, newest + 1)
        asked += [("position >= %s", first), ("at >= %s", since), ("at <= %s", until)]
    where = " AND ".join(clause for clause, _ in [*asked, ("position < %s", last)])
    sql = f"SELECT {COLUMNS} FROM accountability_entry WHERE {where} ORDER BY position DESC LIMIT %s"
    return [Kept._make(found) for found in rows(sql, *(value for _, value in asked), last, limit)]


def kinds() -> tuple[str, ...]:
    """Return the kinds of the newest ten thousand entries: of all would be to read the whole ledger."""
    found = rows(
        """SELECT DISTINCT kind FROM accountability_entry
           WHERE position > (SELECT max(position) FROM accountability_entry) - 10000 ORDER BY kind"""
    )
    return tuple(kind for (kind,) in found)


def newest_heads(limit: int) -> list[tuple[int, int]]:
    """Return size and time of the newest checkpoints, the newest first."""
    found = rows("SELECT size, at FROM accountability_checkpoint ORDER BY size DESC LIMIT %s", limit)
    return [(size, at) for size, at in found]


def waiting() -> Iterator[Kept]:
    """Give the entries that have no place yet, oldest first."""
    yield from map(Kept._make, rows(f"SELECT {_WAITING} FROM accountability_waiting ORDER BY at, number"))


def latest_checkpoint() -> Signed | None:
    """Return the newest checkpoint, or None while nothing was placed."""
    return _signed(row("SELECT size, at, note FROM accountability_checkpoint ORDER BY size DESC LIMIT 1"))


def checkpoint_of(size: int) -> Signed | None:
    """Return the checkpoint of that many entries, or None."""
    return _signed(row("SELECT size, at, note FROM accountability_checkpoint WHERE size = %s", size))


def checkpoint_before(at: datetime) -> Signed | None:
    """Return the newest checkpoint that was signed at a moment or before it, or None."""
    sql = "SELECT size, at, note FROM accountability_checkpoint WHERE at <= %s ORDER BY size DESC LIMIT 1"
    return _signed(row(sql, micros(at)))


def checkpoints(until: int = LAST, after: int = FIRST) -> Iterator[Signed]:
    """Give all checkpoints of more than *after* and at most *until* entries, by size."""
    sql = f"""SELECT size, at, note FROM accountability_checkpoint WHERE size > %s AND size <= %s
              ORDER BY size LIMIT {CHUNK}"""
    while found := rows(sql, after, until):
        yield from map(Signed._make, found)
        after = found[-1][0]


def _signed(found: Row | None) -> Signed | None:
    return None if found is None else Signed._make(found)
