"""Reads and writes requests, their words, running erasures, holds and breaches. Callers hold the transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.database import Row, execute, for_update, micros, moment, row, rows, rows_about
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, NotFound, Overtaken
from fairdesk.rights.holds import Hold
from fairdesk.rights.requests import ENDED, PAUSED, Request, RequestKind, Stage

_COLUMNS = (
    "id, customer_id, kind, stage, version, law, language, filed_at, filed_by, due_at, extended_at, paused_at,"
    " changed_at, ended_at, first_approver, first_at, second_approver, solo, ground, identity, late_told, proof,"
    " certificate"
)
_ENDED = ", ".join(f"'{stage}'" for stage in sorted(ENDED))
_NO_SUCH = "there is no such request, or it is not yours"


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is stored: the state machine's part, and what stands around it."""

    request: Request
    customer: CustomerId | None
    """None from the erasure on: nothing leads from the request to a person any more."""
    version: int
    law: str
    language: str
    due_at: datetime
    extended_at: datetime | None
    paused_at: datetime | None
    changed_at: datetime
    ended_at: datetime | None
    identity: str
    late_told: bool
    proof: Mapping[str, object]
    certificate: str

    def overdue(self, at: datetime) -> bool:
        """Whether the deadline has passed with the request still open; not while it stands still."""
        return self.ended_at is None and self.paused_at is None and at > self.due_at


@dataclass(frozen=True, slots=True)
class Words:
    """Something that was said in a request, sealed: `side` is "asked", "answer", "question", "reply", "claim" or "scope"."""

    number: int
    at: datetime
    side: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Running:
    """A running erasure: rows of each table before, and what to search for afterwards.

    `ids`: the ids of the customer's places, the named one first, then those of the conversations; `places`: how many
    of them are places. `pieces`: beginnings of sealed rows, as they lay on disk.
    """

    request: str
    at: datetime
    before: Mapping[str, int]
    ids: tuple[str, ...]
    pieces: tuple[bytes, ...]
    places: int = 1

    @property
    def customers(self) -> tuple[CustomerId, ...]:
        """Every place of the person who is erased, as they were joined when it began; the named one first."""
        return tuple(CustomerId(each) for each in self.ids[: self.places])


# --- requests -------------------------------------------------------------------------------------------------------
def add(
    request: Request, customer: CustomerId, *, law: str, language: str, due_at: datetime, identity: str, claim: str
) -> None:
    """Keep a new request. *claim* is the code that will open it after an erasure; only its hash is kept."""
    execute(
        "INSERT INTO rights_request (id, customer_id, kind, stage, version, law, language, filed_at, filed_by, due_at,"
        " changed_at, first_approver, second_approver, solo, ground, identity, claim, late_told, proof, certificate)"
        " VALUES (%s, %s, %s, %s, 0, %s, %s, %s, %s, %s, %s, 0, 0, %s, '', %s, %s, %s, '', '')",
        request.id, customer, str(request.kind), str(request.stage), law, language, micros(request.filed_at),
        request.filed_by, micros(due_at), micros(request.filed_at), False, identity, digest(claim), False,
    )  # fmt: skip


def digest(claim: str) -> str:
    """Return what is kept of a claim code: 128 random bits need no slow hash."""
    return hashlib.sha256(claim.encode("utf-8", "surrogatepass")).hexdigest()


def find(id: str, *, hold: bool = False) -> Kept:
    """Return a request; with *hold*, nobody else changes it before this transaction ends. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM rights_request WHERE id = %s{for_update() if hold else ''}", id)
    if found is None:
        raise NotFound(_NO_SUCH)
    return _kept(found)


def claimed(id: str, claim: str) -> Kept:
    """Return a request to whoever has its claim code. Raises NotFound."""
    found = row(f"SELECT {_COLUMNS} FROM rights_request WHERE id = %s AND claim = %s", id, digest(claim))
    if found is None:
        raise NotFound(_NO_SUCH)
    return _kept(found)


def of(*customers: CustomerId) -> list[Kept]:
    """Return the requests of one or more customers, newest first."""
    mine = f"customer_id IN ({_marks(customers)})"
    found = rows(f"SELECT {_COLUMNS} FROM rights_request WHERE {mine} ORDER BY filed_at DESC", *customers)
    return list(map(_kept, found))


def listed(view: str, limit: int = 200) -> list[Kept]:
    """Return the requests of an officer's list: "open" nearest deadline first, "ended" latest first."""
    where, order = (
        (f"stage IN ({_ENDED})", "changed_at DESC") if view == "ended" else (f"stage NOT IN ({_ENDED})", "due_at")
    )
    return list(
        map(_kept, rows(f"SELECT {_COLUMNS} FROM rights_request WHERE {where} ORDER BY {order} LIMIT {limit}"))
    )


def at_stage(stage: Stage) -> list[Kept]:
    """Return the requests at a stage, oldest first."""
    return list(
        map(_kept, rows(f"SELECT {_COLUMNS} FROM rights_request WHERE stage = %s ORDER BY filed_at", str(stage)))
    )


def late_untold(at: datetime) -> list[Kept]:
    """Return the open requests whose deadline has passed and of which nobody was told yet."""
    paused = ", ".join(f"'{stage}'" for stage in sorted(PAUSED))
    return list(map(_kept, rows(
        f"SELECT {_COLUMNS} FROM rights_request WHERE due_at < %s AND late_told = %s AND stage NOT IN ({_ENDED}, {paused})",
        micros(at), False,
    )))  # fmt: skip


def change(before: Kept, after: Request, at: datetime, columns: Mapping[str, object] | None = None) -> None:
    """Keep a request after a move. Raises Overtaken if somebody moved it meanwhile."""
    more = columns or {}
    names = "".join(f", {name} = %s" for name in more)
    kept = execute(
        "UPDATE rights_request SET stage = %s, first_approver = %s, first_at = %s, second_approver = %s, solo = %s,"
        f" ground = %s, changed_at = %s, ended_at = %s, version = version + 1{names} WHERE id = %s AND version = %s",
        str(after.stage), after.first_approver, _maybe_micros(after.first_at), after.second_approver, after.solo,
        after.ground, micros(at), micros(at) if after.stage in ENDED else None, *more.values(), after.id,
        before.version,
    )  # fmt: skip
    if not kept:
        raise Overtaken("somebody else worked on this request meanwhile; look at it again")


def tell_late(id: str) -> None:
    """Note that the passed deadline was told."""
    execute("UPDATE rights_request SET late_told = %s WHERE id = %s", True, id)


def _kept(found: Row) -> Kept:
    (id, customer, kind, stage, version, law, language, filed_at, filed_by, due_at, extended_at, paused_at, changed_at,
     ended_at, first, first_at, second, solo, ground, identity, late_told, proof, certificate) = found  # fmt: skip
    request = Request(
        id, RequestKind(kind), Stage(stage), moment(filed_at), filed_by, first, _maybe(first_at), second, ground,
        bool(solo),
    )  # fmt: skip
    return Kept(
        request, CustomerId(customer) if customer else None, version, law, language, moment(due_at),
        _maybe(extended_at), _maybe(paused_at), moment(changed_at), _maybe(ended_at), identity, bool(late_told),
        json.loads(proof) if proof else {}, certificate,
    )  # fmt: skip


def _marks(customers: tuple[CustomerId, ...]) -> str:
    return ", ".join(["%s"] * len(customers))


def _maybe(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


def _maybe_micros(at: datetime | None) -> int | None:
    return None if at is None else micros(at)


# --- words ----------------------------------------------------------------------------------------------------------
def next_number(request: str) -> int:
    """Return the number of the next words of a request."""
    found = row("SELECT coalesce(max(number), 0) + 1 FROM rights_words WHERE request_id = %s", request)
    return int(found[0]) if found else 1


def add_words(request: str, number: int, customer: CustomerId, at: datetime, side: str, sealed: bytes) -> None:
    """Keep something that was said in a request."""
    execute(
        "INSERT INTO rights_words (request_id, number, customer_id, at, side, sealed) VALUES (%s, %s, %s, %s, %s, %s)",
        request, number, customer, micros(at), side, sealed,
    )  # fmt: skip


def words_of(request: str) -> list[Words]:
    """Return what was said in a request, in order; nothing once the customer was erased."""
    found = rows("SELECT number, at, side, sealed FROM rights_words WHERE request_id = %s ORDER BY number", request)
    return [Words(number, moment(at), side, bytes(sealed)) for number, at, side, sealed in found]


# --- running erasures -----------------------------------------------------------------------------------------------
def begin_running(running: Running) -> None:
    """Keep what an erasure must find gone; kept once, before anything goes."""
    # In hexadecimal, because the search must not find its own list.
    ids, pieces = [each.encode().hex() for each in running.ids], [each.hex() for each in running.pieces]
    wanted = json.dumps([ids, pieces, running.places])
    execute(
        "INSERT INTO rights_running (request_id, at, before, wanted) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (request_id) DO NOTHING",
        running.request, micros(running.at), json.dumps(dict(running.before), sort_keys=True), wanted,
    )  # fmt: skip


def running(request: str) -> Running:
    """Return what a running erasure must find gone. Raises NotFound."""
    found = row("SELECT at, before, wanted FROM rights_running WHERE request_id = %s", request)
    if found is None:
        raise NotFound(f"no erasure runs for request {request}")
    ids, pieces, *places = json.loads(found[2])  # an older version wrote no number of places
    return Running(
        request, moment(found[0]), json.loads(found[1]), tuple(bytes.fromhex(each).decode() for each in ids),
        tuple(map(bytes.fromhex, pieces)), *places,
    )  # fmt: skip


def end_running(request: str) -> None:
    """Forget what an erasure searched for."""
    execute("DELETE FROM rights_running WHERE request_id = %s", request)


# --- holds ----------------------------------------------------------------------------------------------------------
_HOLD = "id, customer_id, conversation_id, owner, owner_name, reason, at, review_by, lifted_at"


def add_hold(hold: Hold) -> None:
    """Keep a hold."""
    execute(
        "INSERT INTO rights_hold (id, customer_id, conversation_id, owner, owner_name, reason, at, review_by, review_told)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        hold.id, hold.customer, hold.conversation or "", hold.owner, hold.owner_name, hold.reason, micros(hold.at),
        micros(hold.review_by), False,
    )  # fmt: skip


def hold_named(id: str) -> Hold:
    """Return a hold. Raises NotFound."""
    found = row(f"SELECT {_HOLD} FROM rights_hold WHERE id = %s{for_update()}", id)
    if found is None:
        raise NotFound("there is no such hold; look at the list")
    return _hold(found)


def holds() -> list[Hold]:
    """Return the holds in force, next review first."""
    return [
        _hold(each) for each in rows(f"SELECT {_HOLD} FROM rights_hold WHERE lifted_at IS NULL ORDER BY review_by")
    ]


def holds_on(*customers: CustomerId) -> list[Hold]:
    """Return the holds in force on one or more customers or a conversation of theirs."""
    mine = f"customer_id IN ({_marks(customers)})"
    found = rows(f"SELECT {_HOLD} FROM rights_hold WHERE {mine} AND lifted_at IS NULL ORDER BY at", *customers)
    return list(map(_hold, found))


def reviews_untold(at: datetime) -> list[Hold]:
    """Return the holds whose review is due and of which nobody was told yet."""
    return list(map(_hold, rows(
        f"SELECT {_HOLD} FROM rights_hold WHERE lifted_at IS NULL AND review_by <= %s AND review_told = %s",
        micros(at), False,
    )))  # fmt: skip


def tell_review(id: str) -> None:
    """Note that the review of a hold was told."""
    execute("UPDATE rights_hold SET review_told = %s WHERE id = %s", True, id)


def review_hold(id: str, review_by: datetime) -> None:
    """Set when a hold is looked at again."""
    execute("UPDATE rights_hold SET review_by = %s, review_told = %s WHERE id = %s", micros(review_by), False, id)


def lift_hold(id: str, at: datetime) -> None:
    """End a hold. Raises Overtaken if it has ended."""
    if not execute("UPDATE rights_hold SET lifted_at = %s WHERE id = %s AND lifted_at IS NULL", micros(at), id):
        raise Overtaken("this hold was lifted already")


def _hold(found: Row) -> Hold:
    id, customer, conversation, owner, owner_name, reason, at, review_by, lifted_at = found
    return Hold(
        id, CustomerId(customer), ConversationId(conversation) if conversation else None, ColleagueId(owner),
        owner_name, reason, moment(at), moment(review_by), _maybe(lifted_at),
    )  # fmt: skip


# --- breaches -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BreachRow:
    """A breach as it is stored; its words are sealed under the house's key."""

    id: str
    known_at: datetime
    recorded_at: datetime
    version: int
    risk: str
    people: int
    sealed: bytes
    authority_told_at: datetime | None
    people_told_at: datetime | None
    closed_at: datetime | None


_BREACH = "id, known_at, recorded_at, version, risk, people, sealed, authority_told_at, people_told_at, closed_at"


def add_breach(kept: BreachRow, by: int) -> None:
    """Keep a breach."""
    execute(
        f"INSERT INTO rights_breach ({_BREACH}, recorded_by, late_told) VALUES"
        " (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        kept.id, micros(kept.known_at), micros(kept.recorded_at), kept.version, kept.risk, kept.people, kept.sealed,
        _maybe_micros(kept.authority_told_at), _maybe_micros(kept.people_told_at), _maybe_micros(kept.closed_at), by,
        False,
    )  # fmt: skip


def change_breach(kept: BreachRow) -> None:
    """Keep a breach as it is now. Raises Overtaken if somebody changed it meanwhile."""
    changed = execute(
        "UPDATE rights_breach SET risk = %s, people = %s, sealed = %s, authority_told_at = %s, people_told_at = %s,"
        " closed_at = %s, version = version + 1 WHERE id = %s AND version = %s",
        kept.risk, kept.people, kept.sealed, _maybe_micros(kept.authority_told_at),
        _maybe_micros(kept.people_told_at), _maybe_micros(kept.closed_at), kept.id, kept.version,
    )  # fmt: skip
    if not changed:
        raise Overtaken("somebody else changed this record meanwhile; look at it again")


def breach(id: str) -> BreachRow:
    """Return a breach. Raises NotFound."""
    found = row(f"SELECT {_BREACH} FROM rights_breach WHERE id = %s", id)
    if found is None:
        raise NotFound("there is no such record; look at the list")
    return _breach(found)


def breaches() -> list[BreachRow]:
    """Return every breach, the latest known first."""
    return [_breach(each) for each in rows(f"SELECT {_BREACH} FROM rights_breach ORDER BY known_at DESC")]


def breaches_late_untold(known_before: datetime) -> list[str]:
    """Return the breaches known before a moment of which the authority was not told, each until it was said once."""
    found = rows(
        "SELECT id FROM rights_breach WHERE known_at < %s AND late_told = %s AND authority_told_at IS NULL"
        " AND closed_at IS NULL AND risk <> 'unlikely'",
        micros(known_before), False,
    )  # fmt: skip
    return [id for (id,) in found]


def tell_breach_late(id: str) -> None:
    """Note that the passed clock of a breach was told."""
    execute("UPDATE rights_breach SET late_told = %s WHERE id = %s", True, id)


def _breach(found: Row) -> BreachRow:
    id, known_at, recorded_at, version, risk, people, sealed, authority, told, closed = found
    return BreachRow(
        id, moment(known_at), moment(recorded_at), version, risk, people, bytes(sealed), _maybe(authority),
        _maybe(told), _maybe(closed),
    )  # fmt: skip


# --- what is held about a customer ----------------------------------------------------------------------------------
_ABOUT_ONE = ("rights_words", "rights_hold", "rights_request")


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(_ABOUT_ONE, customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows of each table are about this customer."""
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE}
    return {table: int(found[0]) for table, found in counted.items() if found}


def forget(customer: CustomerId) -> int:
    """Delete words and holds, take the customer's id off the requests, and return how many rows there were.

    The request itself stays: it is what proves that it was answered, and names nobody any more.
    """
    gone = sum(execute(f"DELETE FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE[:2])
    return gone + execute("UPDATE rights_request SET customer_id = '' WHERE customer_id = %s", customer)


def kept_back(customers: Sequence[CustomerId]) -> frozenset[CustomerId]:
    """Return those of *customers* that a hold or an open request keeps from being erased by time alone."""
    found = rows("SELECT customer_id FROM rights_hold WHERE lifted_at IS NULL UNION"
                 f" SELECT customer_id FROM rights_request WHERE customer_id <> '' AND stage NOT IN ({_ENDED})")  # fmt: skip
    return frozenset(CustomerId(each) for (each,) in found) & frozenset(customers)


def delete_ended(before: datetime) -> int:
    """Delete the requests that ended before a moment, and return how many."""
    return execute(f"DELETE FROM rights_request WHERE stage IN ({_ENDED}) AND ended_at < %s", micros(before))
