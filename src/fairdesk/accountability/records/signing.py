"""Keeps the history of the ledger's keys, and what witnesses wrote under its checkpoints."""

from __future__ import annotations

from collections.abc import Iterator

from fairdesk.accountability.history import History, SigningKey
from fairdesk.database import execute, row, rows


def history() -> History:
    """Return the keys that signed the ledger, oldest first; none while nothing was signed."""
    found = rows("SELECT verifier_key, size, lost FROM accountability_key ORDER BY number")
    return tuple(SigningKey(key, size, bool(lost)) for key, size, lost in found)


def add_key(key: SigningKey) -> None:
    """Keep the next key, in the caller's transaction."""
    execute(
        """INSERT INTO accountability_key (number, verifier_key, size, lost)
           SELECT coalesce(max(number), 0) + 1, %s, %s, %s FROM accountability_key""",
        key.verifier_key, key.size, key.lost,
    )  # fmt: skip


def add_cosignature(size: int, key: str, at: int, line: str) -> bool:
    """Keep a witness's line under the checkpoint of *size*, in the caller's transaction. False if it was there."""
    return bool(
        execute(
            """INSERT INTO accountability_cosignature (size, key, at, line) VALUES (%s, %s, %s, %s)
               ON CONFLICT DO NOTHING""",
            size, key, at, line,
        )
    )  # fmt: skip


def cosignatures(size: int) -> list[tuple[str, int, str]]:
    """Return who cosigned the checkpoint of *size*, when (seconds since 1970) and the lines of the note."""
    sql = "SELECT key, at, line FROM accountability_cosignature WHERE size = %s ORDER BY key"
    return [(key, at, line) for key, at, line in rows(sql, size)]


def all_cosigned(after: int) -> Iterator[tuple[int, str, str, str]]:
    """Yield size, witness and line of each cosignature from the head of *after* entries on, and that head's note ("": gone)."""
    at = (after, "")
    while found := rows(
        """SELECT c.size, c.key, c.line, coalesce(h.note, '') FROM accountability_cosignature c
           LEFT JOIN accountability_checkpoint h ON h.size = c.size
           WHERE (c.size, c.key) > (%s, %s) ORDER BY c.size, c.key LIMIT 1000""",
        *at,
    ):
        yield from found
        at = found[-1][:2]


def last_cosigned_by(key: str) -> int:
    """Return the size of the newest checkpoint that a witness cosigned, 0 if none."""
    found = row("SELECT coalesce(max(size), 0) FROM accountability_cosignature WHERE key = %s", key)
    return int(found[0]) if found else 0


def newest_cosigned(position: int) -> int | None:
    """Return the size of the newest cosigned checkpoint that covers the entry at *position*, or None."""
    found = row("SELECT max(size) FROM accountability_cosignature WHERE size > %s", position)
    return found[0] if found else None
