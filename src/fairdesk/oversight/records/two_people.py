"""Keep and read what one person asked for and another is to grant. Functions that write expect an open transaction."""

from __future__ import annotations

from datetime import datetime

from fairdesk.database import Row, execute, micros, moment, row, rows
from fairdesk.nouns import ColleagueId, NotFound
from fairdesk.oversight.two_people import Agreed, Asked, Kind

_COLUMNS = "id, kind, what, version, by_id, by_name, at, body, why"


def ask(asked: Asked) -> None:
    """Keep what is asked for, in place of another version of the same thing."""
    end(asked.kind, asked.what, asked.at)
    execute(
        f"INSERT INTO oversight_asked ({_COLUMNS}, agreed_by, agreed_why) VALUES ({', '.join(['%s'] * 9)}, '', '')",
        asked.id, str(asked.kind), asked.what, asked.version, asked.by, asked.by_name, micros(asked.at), asked.body,
        asked.why,
    )  # fmt: skip


def end(kind: Kind, what: str, at: datetime) -> bool:
    """Let something be asked for no more: it was granted, taken back, or replaced. False if it was not asked for."""
    return bool(
        execute(
            "UPDATE oversight_asked SET ended_at = %s WHERE kind = %s AND what = %s AND ended_at IS NULL",
            micros(at), str(kind), what,
        )
    )  # fmt: skip


def agree(asked: Asked, by_name: str, why: str, at: datetime) -> None:
    """Let something be asked for no more, because a second person agreed to it; both reasons stay."""
    execute(
        "UPDATE oversight_asked SET ended_at = %s, agreed_by = %s, agreed_why = %s WHERE id = %s AND ended_at IS NULL",
        micros(at), by_name, why, asked.id,
    )  # fmt: skip


def agreed(most: int) -> tuple[Agreed, ...]:
    """Return what two people agreed to, the latest first."""
    found = rows(
        "SELECT what, version, by_name, why, agreed_by, agreed_why, ended_at FROM oversight_asked"
        " WHERE ended_at IS NOT NULL AND agreed_why <> '' ORDER BY ended_at DESC, id DESC LIMIT %s",
        most,
    )
    return tuple(
        Agreed(what, version, by, why, agreed_by, agreed_why, moment(at))
        for what, version, by, why, agreed_by, agreed_why, at in found
    )


def waiting(kind: Kind | None = None) -> tuple[Asked, ...]:
    """Return what is asked for and not granted yet, oldest first."""
    found = rows(f"SELECT {_COLUMNS} FROM oversight_asked WHERE ended_at IS NULL ORDER BY id")
    return tuple(each for each in map(_asked, found) if kind in (None, each.kind))


def find(id: str) -> Asked:
    """Return what is asked for. Raises NotFound if it waits no more."""
    found = row(f"SELECT {_COLUMNS} FROM oversight_asked WHERE id = %s AND ended_at IS NULL", id)
    if found is None:
        raise NotFound("this waits no more: it was granted, taken back or replaced")
    return _asked(found)


def _asked(found: Row) -> Asked:
    id, kind, what, version, by, by_name, at, body, why = found
    return Asked(id, Kind(kind), what, version, ColleagueId(by), by_name, moment(at), body, why)
