"""Keep every version of every guideline and the life of each use of one; find what was in force at a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import takewhile

from fairdesk.database import Row, alone_with, execute, for_update, micros, moment, row, rows
from fairdesk.guidelines.life import OPEN, Origin, Proposal, Stage
from fairdesk.guidelines.parts import digest, written
from fairdesk.nouns import ColleagueId, NotFound, Overtaken


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
    form: str = "yaml"

    @property
    def file(self) -> str:
        """The name of the file as it was written; parse() reads a table by it."""
        return f"{self.name}.{self.form}"


@dataclass(frozen=True, slots=True)
class Life:
    """A proposal as it stands, with what a page tells about it."""

    proposal: Proposal
    proposer: str
    why: str
    second: str = ""
    ended_at: datetime | None = None
    rests_on: Mapping[str, str] | None = None
    told: frozenset[str] = frozenset()


# --- versions -------------------------------------------------------------------------------------------------------
def add_version(
    name: str, version: str, text: str, effective_from: datetime, at: datetime, by: str, reason: str, form: str = "yaml"
) -> bool:  # fmt: skip
    """Keep a text; False if this very text is kept already."""
    return bool(
        execute(
            f"INSERT INTO guidelines_version ({_VERSION}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (version) DO NOTHING",
            name, version, text, micros(effective_from), micros(at), by, reason, form,
        )
    )  # fmt: skip


def by_version(version: str) -> Kept | None:
    """Return the version whose file has this hash; None if it was never kept."""
    found = row(f"SELECT {_VERSION} FROM guidelines_version WHERE version = %s", version)
    return _kept(found) if found else None


def history(name: str) -> tuple[Kept, ...]:
    """Return all versions of guideline *name*, the oldest first."""
    found = rows(
        f"SELECT {_VERSION} FROM guidelines_version WHERE name = %s ORDER BY effective_from, kept_at, version", name
    )
    return tuple(_kept(each) for each in found)


_VERSION = "name, version, text, effective_from, kept_at, kept_by, reason, form"


def _kept(found: Row) -> Kept:
    name, version, text, effective_from, kept_at, kept_by, reason, form = found
    return Kept(name, version, text, moment(effective_from), moment(kept_at), kept_by, reason, form)


# --- what is in force -----------------------------------------------------------------------------------------------
# The same rule as versions.in_force: of two that begin together the one decided later counts.
_ORDER = "ORDER BY p.begins DESC, p.at DESC, p.id DESC"
_LATEST = f"{_ORDER} LIMIT 1"


def in_force(name: str, at: datetime) -> tuple[str, str] | None:
    """Return (version, text) of guideline *name* in force *at* a moment; None before the first."""
    found = row(
        "SELECT v.version, v.text FROM guidelines_proposal p JOIN guidelines_version v ON v.version = p.version"
        f" WHERE p.name = %s AND p.begins <= %s {_LATEST}",
        name, micros(at),
    )  # fmt: skip
    return (found[0], found[1]) if found else None


def uses_at(names: tuple[str, ...], at: datetime) -> dict[str, tuple[str, str]]:
    """Return of each guideline in force at a moment its version and the hash of the parts it was approved with."""
    moment_ = micros(at)
    found = rows(_uses(len(names)), *(value for name in names for value in (name, moment_)))
    return {name: (version, rests_on) for name, version, rests_on in found}


@cache
def _uses(count: int) -> str:
    """Return one question for so many guidelines: each message asks it twice."""
    one = f"SELECT p.name, p.version, p.rests_on_hash FROM guidelines_proposal p WHERE p.name = %s AND p.begins <= %s {_LATEST}"
    return " UNION ALL ".join(f"SELECT * FROM ({one}) u{n}" for n in range(count))


def life_in_force(name: str, at: datetime) -> Life:
    """Return the whole of what is in force. Raises NotFound."""
    found = row(
        f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.name = %s AND p.begins <= %s {_LATEST}", name, micros(at)
    )
    if found is None:
        known = ", ".join(names())
        raise NotFound(f"no guideline called {name!r} is in force here; there are: {known}")
    return _life(found)


def rests_since(name: str, parts: Iterable[str], at: datetime) -> datetime | None:
    """Return since when guideline *name* has rested on these parts as it does *at* a moment; None before the first version."""
    found = rows(
        f"SELECT p.begins, p.rests_on FROM guidelines_proposal p WHERE p.name = %s AND p.begins <= %s {_ORDER}",
        name,
        micros(at),
    )
    told = [(begins, json.loads(rests_on or "{}")) for begins, rests_on in found]
    same = takewhile(lambda each: all(each[1].get(part) == told[0][1].get(part) for part in parts), told)
    return min((moment(begins) for begins, _ in same), default=None)


def names() -> tuple[str, ...]:
    """Return the names of all guidelines that this desk has, in order."""
    found = rows("SELECT DISTINCT name FROM guidelines_proposal WHERE begins IS NOT NULL ORDER BY name")
    return tuple(name for (name,) in found)


# --- lives ----------------------------------------------------------------------------------------------------------
_COLUMNS = (
    "id", "name", "version", "origin", "stage", "proposer", "proposer_name", "at", "why", "wished", "report", "against",
    "parts", "second_by", "second_name", "second_at", "begins", "ended_at", "confirm_by", "solo", "rests_on",
    "rests_on_hash", "told",
)  # fmt: skip
_LIFE = ", ".join(f"p.{column}" for column in _COLUMNS)


def add(life: Life) -> None:
    """Keep a new proposal. Part of the caller's transaction."""
    marks = ", ".join(["%s"] * len(_COLUMNS))
    execute(f"INSERT INTO guidelines_proposal ({', '.join(_COLUMNS)}) VALUES ({marks})", *_values(life))


def change(before: Proposal, life: Life) -> None:
    """Keep how a proposal stands now, in the caller's transaction. Raises Overtaken if somebody moved it meanwhile."""
    columns = [column for column in _COLUMNS if column != "id"]
    touched = execute(
        f"UPDATE guidelines_proposal SET {', '.join(f'{column} = %s' for column in columns)}"
        " WHERE id = %s AND stage = %s AND version = %s AND report = %s AND second_by = %s",
        *_values(life)[1:], before.id, str(before.stage), before.version, before.report, int(before.second),
    )  # fmt: skip
    if not touched:
        raise Overtaken(f"somebody else moved proposal {before.id} meanwhile; look at it again")


def find(id: str) -> Life:
    """Return a proposal. Raises NotFound."""
    found = row(f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.id = %s", id)
    if found is None:
        raise NotFound(f"there is no proposal {id!r}; `fairdesk guideline history` lists them")
    return _life(found)


def hold(name: str) -> None:
    """Let nobody else change what is in force of guideline *name* until the transaction ends, also where nothing is yet."""
    alone_with(f"guideline {name}")
    rows(f"SELECT id FROM guidelines_proposal WHERE name = %s ORDER BY id{for_update()}", name)


def lives(name: str) -> tuple[Life, ...]:
    """Return every proposal of guideline *name*, the latest first."""
    found = rows(f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.name = %s ORDER BY p.at DESC, p.id DESC", name)
    return tuple(map(_life, found))


def begun(name: str, at: datetime) -> tuple[Life, ...]:
    """Return what was ever in force of guideline *name* up to a moment, what is in force then first."""
    found = rows(
        f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.name = %s AND p.begins <= %s {_ORDER}", name, micros(at)
    )
    return tuple(map(_life, found))


def open_lives() -> tuple[Life, ...]:
    """Return what is drafted, proposed, replayed or scheduled, the oldest first."""
    marks = ", ".join(["%s"] * len(OPEN))
    found = rows(
        f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.stage IN ({marks}) ORDER BY p.at, p.id",
        *sorted(map(str, OPEN)),
    )
    return tuple(map(_life, found))


def scheduled_until(at: datetime) -> tuple[Life, ...]:
    """Return what was scheduled for a moment that has come, the earliest first."""
    found = rows(
        f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.stage = %s AND p.begins <= %s ORDER BY p.begins, p.id",
        str(Stage.SCHEDULED), micros(at),
    )  # fmt: skip
    return tuple(map(_life, found))


def in_stage(stage: Stage, name: str = "") -> tuple[Life, ...]:
    """Return every proposal of a stage, of guideline *name* alone if one is named."""
    only = " AND p.name = %s" if name else ""
    found = rows(
        f"SELECT {_LIFE} FROM guidelines_proposal p WHERE p.stage = %s{only} ORDER BY p.begins, p.id",
        str(stage), *([name] if name else []),
    )  # fmt: skip
    return tuple(map(_life, found))


def tell(id: str, incident: str) -> bool:
    """Note that the ledger is told of an incident, once; False if it has been. Part of the caller's transaction."""
    marked = f" {incident}"
    return bool(
        execute(
            "UPDATE guidelines_proposal SET told = told || %s WHERE id = %s AND told || ' ' NOT LIKE %s",
            marked, id, f"%{marked} %",
        )
    )  # fmt: skip


def _values(life: Life) -> list[object]:
    p, parts = life.proposal, dict(life.rests_on or {})
    return [
        p.id, p.name, p.version, str(p.origin), str(p.stage), int(p.by), life.proposer, micros(p.at), life.why,
        _stored(p.wished), p.report, p.against, p.parts, int(p.second), life.second, _stored(p.second_at),
        _stored(p.begins), _stored(life.ended_at), _stored(p.confirm_by), p.solo,
        written(parts) if parts else "", digest(parts), "".join(f" {each}" for each in sorted(life.told)),
    ]  # fmt: skip


def _life(found: Row) -> Life:
    kept = dict(zip(_COLUMNS, found, strict=True))
    proposal = Proposal(
        kept["id"], kept["name"], kept["version"], Origin(kept["origin"]), Stage(kept["stage"]),
        ColleagueId(kept["proposer"]), moment(kept["at"]), _moment(kept["wished"]), kept["report"], kept["against"],
        kept["parts"], ColleagueId(kept["second_by"]), _moment(kept["second_at"]), _moment(kept["begins"]),
        _moment(kept["confirm_by"]), bool(kept["solo"]),
    )  # fmt: skip
    return Life(
        proposal, kept["proposer_name"], kept["why"], kept["second_name"], _moment(kept["ended_at"]),
        json.loads(kept["rests_on"] or "{}"), frozenset(kept["told"].split()),
    )  # fmt: skip


def _stored(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)
