"""Keep and read the stops of the assistant, and the looks at what the mask missed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, rows_about
from fairdesk.nouns import ColleagueId, CustomerId, NotFound, Overtaken
from fairdesk.oversight.pause import Pause, checked_scope

_COLUMNS = (
    "id, scope, at, by_id, by_name, reason, start_asked_by_id, start_asked_by_name, start_asked_at, released_at"
)


def stop(id: str, scope: str, by_id: ColleagueId, by_name: str, reason: str, at: datetime) -> None:
    """Stop the assistant in *scope*. Raises BadInput if that is no scope."""
    execute(
        "INSERT INTO oversight_pause (id, scope, at, by_id, by_name, reason, start_asked_by_name, released_by_name)"
        " VALUES (%s, %s, %s, %s, %s, %s, '', '')",
        id,
        checked_scope(scope),
        micros(at),
        by_id,
        by_name,
        reason,
    )


def find(id: str) -> Pause:
    """Return a stop, held for this transaction. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_pause WHERE id = %s{for_update()}", id)
    if found is None:
        raise NotFound("there is no such stop; look at the list of stops in force")
    return _pause(found)


def ask_to_start(id: str, by_id: ColleagueId, by_name: str, at: datetime) -> None:
    """Note the first agreement to start again. Raises Overtaken if somebody agreed meanwhile or the stop has ended."""
    noted = execute(
        "UPDATE oversight_pause SET start_asked_by_id = %s, start_asked_by_name = %s, start_asked_at = %s"
        " WHERE id = %s AND start_asked_by_id IS NULL AND released_at IS NULL",
        by_id,
        by_name,
        micros(at),
        id,
    )
    if not noted:
        raise Overtaken("somebody else agreed to start again meanwhile; look at the stop once more")


def release(id: str, by_id: ColleagueId, by_name: str, at: datetime) -> None:
    """End the stop: the second agreement. pause.start_again decided that *by_id* may be the second.

    Raises Overtaken if it ended meanwhile or nobody had agreed first.
    """
    ended = execute(
        "UPDATE oversight_pause SET released_by_id = %s, released_by_name = %s, released_at = %s"
        " WHERE id = %s AND start_asked_by_id IS NOT NULL AND released_at IS NULL",
        by_id,
        by_name,
        micros(at),
        id,
    )
    if not ended:
        raise Overtaken("the stop has ended meanwhile, or nobody had agreed first; look at it once more")


def in_force() -> tuple[Pause, ...]:
    """Return the stops in force, oldest first. One query over a partial index: it runs on the way of every message."""
    return tuple(
        map(_pause, rows(f"SELECT {_COLUMNS} FROM oversight_pause WHERE released_at IS NULL ORDER BY at, id"))
    )


def history(limit: int = 200) -> tuple[Pause, ...]:
    """Return the newest stops, ended ones too."""
    return tuple(
        map(_pause, rows(f"SELECT {_COLUMNS} FROM oversight_pause ORDER BY at DESC, id DESC LIMIT %s", limit))
    )


# --- what is held about a customer ----------------------------------------------------------------------------------
def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(("oversight_pause",), customer, _MINE, only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many stops name this customer or a conversation of theirs."""
    found = row(f"SELECT count(*) FROM oversight_pause WHERE {_MINE}", customer)
    return {"oversight_pause": int(found[0]) if found else 0}


def forget(customer: CustomerId) -> int:
    """Delete the stops that name this customer or a conversation of theirs, and return how many.

    Before the desk forgets the conversations: only it knows whose they are.
    """
    return execute(f"DELETE FROM oversight_pause WHERE {_MINE}", customer)


_MINE = (
    "EXISTS (SELECT 1 FROM (SELECT CAST(%s AS TEXT) AS id) who WHERE scope = 'customer:' || who.id OR scope IN"
    " (SELECT 'conversation:' || mine.id FROM desk_conversation mine WHERE mine.customer_id = who.id))"
)
"""The one place that looks into a table of the desk: a stop names a conversation, and the desk alone knows whose."""


def _pause(found: Row) -> Pause:
    id, scope, at, by, by_name, reason, asked_by, asked_by_name, asked_at, released_at = found
    return Pause(
        id, scope, moment(at), by, by_name, reason, asked_by, asked_by_name, _maybe(asked_at), _maybe(released_at)
    )


def _maybe(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


# --- what the mask missed -------------------------------------------------------------------------------------------
def add_mask_review(token: bytes, by_id: ColleagueId, missed: Mapping[str, int], at: datetime) -> None:
    """Keep one look at a masked message. Raises Overtaken if somebody else looked at it meanwhile."""
    kept = execute(
        "INSERT INTO oversight_mask_review (token, at, by_id, missed, kinds) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (token) DO NOTHING",
        token, micros(at), by_id, sum(missed.values()), json.dumps(dict(missed), sort_keys=True),
    )  # fmt: skip
    if not kept:
        raise Overtaken("somebody else looked at this message meanwhile; take the next one")


def mask_reviewed(token: bytes) -> bool:
    """Whether somebody has looked at this message."""
    return row("SELECT 1 FROM oversight_mask_review WHERE token = %s", token) is not None


def mask_reviews() -> tuple[int, int, Mapping[str, int], datetime | None, datetime | None]:
    """Return how many messages were looked at, in how many something was missed, of which kinds, and from when to when."""
    found = rows("SELECT at, missed, kinds FROM oversight_mask_review ORDER BY at")
    kinds = Counter[str]()
    for _, _, missed in found:
        kinds.update(json.loads(missed))
    first, last = (moment(found[0][0]), moment(found[-1][0])) if found else (None, None)
    return len(found), sum(missed > 0 for _, missed, _ in found), kinds, first, last
