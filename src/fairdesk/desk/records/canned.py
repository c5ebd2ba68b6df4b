"""Reads and writes canned replies. Callers hold the transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairdesk.database import execute, micros, moment, row, rows
from fairdesk.nouns import ColleagueId, NotFound

_COLUMNS = "id, name, texts, owner, changed_at, review_by"


@dataclass(frozen=True, slots=True)
class CannedRow:
    """A canned reply as it is stored."""

    id: str
    name: str
    texts: Mapping[str, str]
    owner: ColleagueId
    changed_at: datetime
    review_by: date | None


def canned() -> list[CannedRow]:
    """Return every canned reply, by name."""
    return [_row(each) for each in rows(f"SELECT {_COLUMNS} FROM desk_canned ORDER BY lower(name), id")]


def one(id: str) -> CannedRow:
    """Return a canned reply. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM desk_canned WHERE id = %s", id)
    if found is None:
        raise NotFound("there is no such canned reply; somebody may have removed it")
    return _row(found)


def keep(kept: CannedRow) -> None:
    """Keep a canned reply, new or changed; its owner stays who wrote it first."""
    execute(
        f"INSERT INTO desk_canned ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, texts = excluded.texts, changed_at = excluded.changed_at, review_by = excluded.review_by",
        kept.id, kept.name, json.dumps(dict(kept.texts), ensure_ascii=False), kept.owner, micros(kept.changed_at),
        kept.review_by.isoformat() if kept.review_by else "",
    )  # fmt: skip


def remove(id: str) -> None:
    """Remove a canned reply."""
    execute("DELETE FROM desk_canned WHERE id = %s", id)


def _row(found: tuple[Any, ...]) -> CannedRow:
    id, name, texts, owner, changed_at, review_by = found
    until = date.fromisoformat(review_by) if review_by else None
    return CannedRow(id, name, json.loads(texts), ColleagueId(owner), moment(changed_at), until)
