"""Keep reports of replays, past conversations that were imported, and the cases that reports point at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from fairdesk.database import Row, execute, micros, moment, row, rows, rows_about, stored_bytes
from fairdesk.nouns import CustomerId, Facts, NotFound

_REPORT = "id, name, proposed, current, at, made_by, summary, hash, note"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was kept: which versions of which guideline, its exact JSON text, its hash, the signed note."""

    id: str
    name: str
    proposed: str
    current: str
    at: datetime
    by: str
    summary: str
    hash: str
    note: str


def keep_report(
    id: str, name: str, proposed: str, current: str, at: datetime, by: str, summary: str, hash: str, note: str
) -> None:
    """Keep a report, in the caller's transaction. Raises Conflict if the id is there already."""
    execute(
        f"INSERT INTO replay_report ({_REPORT}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        id, name, proposed, current, micros(at), by, summary, hash, note,
    )  # fmt: skip


def report(id: str) -> Report:
    """Return a report. Raises NotFound."""
    found = row(f"SELECT {_REPORT} FROM replay_report WHERE id = %s", id)
    if found is None:
        raise NotFound(f"there is no report {id!r}; `fairdesk replay --guideline FILE` makes one")
    return _report(found)


def reports(limit: int = 200) -> tuple[Report, ...]:
    """Return the reports, the latest first."""
    found = rows(f"SELECT {_REPORT} FROM replay_report ORDER BY at DESC, id DESC LIMIT {limit}")
    return tuple(map(_report, found))


def _report(found: Row) -> Report:
    id, name, proposed, current, at, by, summary, hash, note = found
    return Report(id, name, proposed, current, moment(at), by, summary, hash, note)


# --- past conversations ---------------------------------------------------------------------------------------------
_CONVERSATION = "id, source, content, customer_id, channel, language, topic, imported_at, groups, wrong, sealed"
_TURN = (
    "conversation_id, number, customer_id, at, facts, route, release, handover, answered_by, waited_micros, failed"
)


@dataclass(frozen=True, slots=True)
class ImportedTurn:
    """A customer's turn of a past conversation, as it is stored; times in microseconds."""

    number: int
    at: int | None
    facts: Facts
    route: str
    release: str
    handover: str
    answered_by: str
    waited: int | None
    failed: bool | None


@dataclass(frozen=True, slots=True)
class Imported:
    """A past conversation as it is stored, with its turns."""

    id: str
    source: str
    content: str
    customer: CustomerId
    channel: str
    language: str
    topic: str
    groups: Mapping[str, str]
    wrong: bool | None
    sealed: bytes
    turns: tuple[ImportedTurn, ...]


def add_conversation(past: Imported, at: datetime) -> None:
    """Keep a past conversation, in the caller's transaction. Raises Conflict if its source is there already."""
    execute(
        f"INSERT INTO replay_conversation ({_CONVERSATION}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        past.id, past.source, past.content, past.customer, past.channel, past.language, past.topic, micros(at),
        json.dumps(dict(past.groups), sort_keys=True), past.wrong, past.sealed,
    )  # fmt: skip
    for turn in past.turns:
        execute(
            f"INSERT INTO replay_turn ({_TURN}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            past.id, turn.number, past.customer, turn.at, json.dumps(dict(turn.facts), sort_keys=True), turn.route,
            turn.release, turn.handover, turn.answered_by, turn.waited, turn.failed,
        )  # fmt: skip


def drop_conversation(id: str) -> None:
    """Take away a past conversation, with what reports pointed at in it."""
    for table in ("replay_case", "replay_turn"):
        execute(f"DELETE FROM {table} WHERE conversation_id = %s", id)
    execute("DELETE FROM replay_conversation WHERE id = %s", id)


def content_of(source: str) -> tuple[str, str, CustomerId] | None:
    """Return (id, content, customer) of the past conversation that came from *source*; None if there is none."""
    found = row("SELECT id, content, customer_id FROM replay_conversation WHERE source = %s", source)
    return (found[0], found[1], CustomerId(found[2])) if found else None


def was_forgotten(source: str) -> bool:
    """Whether the past conversation from *source* was erased here."""
    return row("SELECT 1 FROM replay_forgotten WHERE source = %s", source) is not None


def is_kept(conversation: str) -> bool:
    """Whether a past conversation is here."""
    return row("SELECT 1 FROM replay_conversation WHERE id = %s", conversation) is not None


def words_of(conversation: str) -> tuple[CustomerId, bytes]:
    """Return whose a past conversation is and its sealed words. Raises NotFound."""
    found = row("SELECT customer_id, sealed FROM replay_conversation WHERE id = %s", conversation)
    if found is None:
        raise NotFound("there is no such past conversation; it may have been erased")
    return CustomerId(found[0]), bytes(found[1])


def counts() -> tuple[int, int]:
    """Return how many past conversations and turns are kept."""
    found = row("SELECT (SELECT count(*) FROM replay_conversation), (SELECT count(*) FROM replay_turn)")
    return (int(found[0]), int(found[1])) if found else (0, 0)


def imported_before(moment_: datetime) -> list[CustomerId]:
    """Return the customers all of whose past conversations were imported before a moment."""
    found = rows(
        "SELECT customer_id FROM replay_conversation GROUP BY customer_id HAVING max(imported_at) < %s",
        micros(moment_),
    )
    return [CustomerId(each) for (each,) in found]


def due_conversations(before: datetime) -> list[tuple[str, CustomerId]]:
    """Return the past conversations that were imported before a moment, each with whose it is."""
    found = rows("SELECT id, customer_id FROM replay_conversation WHERE imported_at < %s", micros(before))
    return [(id, CustomerId(customer)) for id, customer in found]


def forget_conversation(id: str) -> None:
    """Delete a past conversation of somebody who stays; a later import of the same file leaves it out."""
    execute(f"{_REMEMBER} WHERE id = %s ON CONFLICT (source) DO NOTHING", id)
    drop_conversation(id)


def imported_turns(since: datetime | None = None, chunk: int = 20_000) -> Iterator[Row]:
    """Yield of every imported turn: turn, conversation, customer, language, channel, topic, groups, failed, facts."""
    after, number = "", 0
    past = "" if since is None else f" AND t.at >= {micros(since)}"
    sql = (
        "SELECT t.conversation_id, t.number, t.customer_id, c.language, c.channel, c.topic, c.groups, t.failed, t.facts"
        " FROM replay_turn t JOIN replay_conversation c ON c.id = t.conversation_id"
        f" WHERE (t.conversation_id, t.number) > (%s, %s){past} ORDER BY t.conversation_id, t.number LIMIT {chunk}"
    )
    while found := rows(sql, after, number):
        yield from found
        after, number = found[-1][0], found[-1][1]


class PastTurn(NamedTuple):
    """An imported turn as deciding it again needs it; `at` is the moment of its import, in microseconds."""

    conversation: str
    number: int
    customer: CustomerId
    language: str
    at: int
    facts: Facts
    route: str
    release: str
    handover: str
    sealed: bytes
    """The masked words of the whole conversation."""


def turns_in(conversations: Sequence[str]) -> list[PastTurn]:
    """Return every turn of some past conversations, in order."""
    found = rows(
        "SELECT t.conversation_id, t.number, t.customer_id, c.language, c.imported_at, t.facts, t.route, t.release,"
        " t.handover, c.sealed FROM replay_turn t JOIN replay_conversation c ON c.id = t.conversation_id"
        f" WHERE c.id IN ({', '.join(['%s'] * len(conversations))}) ORDER BY t.conversation_id, t.number",
        *conversations,
    )
    return [
        PastTurn(
            id,
            number,
            CustomerId(who),
            language,
            at,
            json.loads(facts),
            route,
            release,
            handover,
            stored_bytes(sealed),
        )
        for id, number, who, language, at, facts, route, release, handover, sealed in found
    ]


def owners_of_turns() -> list[tuple[str, int, CustomerId]]:
    """Return conversation, number and customer of every imported turn, in order."""
    found = rows("SELECT conversation_id, number, customer_id FROM replay_turn ORDER BY conversation_id, number")
    return [(conversation, number, CustomerId(customer)) for conversation, number, customer in found]


# --- cases a report points at ---------------------------------------------------------------------------------------
_CASE = "report_id, kind, number, customer_id, conversation_id, turn, code, salt, done_at, done_by"


@dataclass(frozen=True, slots=True)
class Case:
    """A turn that a report points at."""

    report: str
    kind: str
    number: int
    customer: CustomerId
    conversation: str
    turn: str
    code: str
    salt: str
    done_at: datetime | None = None
    done_by: int | None = None


def add_case(case: Case) -> None:
    """Keep a case, in the transaction of its report."""
    execute(
        f"INSERT INTO replay_case ({_CASE}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, NULL, NULL)",
        case.report, case.kind, case.number, case.customer, case.conversation, case.turn, case.code, case.salt,
    )  # fmt: skip


def cases(report: str) -> tuple[Case, ...]:
    """Return the cases of a report that are still here, in their order."""
    found = rows(f"SELECT {_CASE} FROM replay_case WHERE report_id = %s ORDER BY kind, number", report)
    return tuple(_case(each) for each in found)


def open_tasks() -> tuple[Case, ...]:
    """Return the customers that somebody should still write to, of the latest report first."""
    found = rows(
        f"SELECT {_CASE} FROM replay_case WHERE kind = 'task' AND done_at IS NULL ORDER BY report_id DESC, number LIMIT 500"
    )
    return tuple(_case(each) for each in found)


def finish_task(report: str, number: int, colleague: int, at: datetime) -> bool:
    """Note that somebody wrote to the customer of a task; False if it is done already, or gone."""
    return bool(
        execute(
            "UPDATE replay_case SET done_at = %s, done_by = %s"
            " WHERE report_id = %s AND kind = 'task' AND number = %s AND done_at IS NULL",
            micros(at), colleague, report, number,
        )
    )  # fmt: skip


def _case(found: Row) -> Case:
    report, kind, number, customer, conversation, turn, code, salt, done_at, done_by = found
    return Case(
        report, kind, number, customer, conversation, turn, code, salt,
        None if done_at is None else moment(done_at), done_by,
    )  # fmt: skip


# --- what is held about a customer ----------------------------------------------------------------------------------
_REMEMBER = "INSERT INTO replay_forgotten (source) SELECT source FROM replay_conversation"
_ABOUT_ONE = ("replay_case", "replay_turn", "replay_conversation")


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    yield from rows_about(_ABOUT_ONE, customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows of each table are about this customer."""
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE}
    return {table: int(found[0]) for table, found in counted.items() if found}


def forget(customer: CustomerId) -> int:
    """Delete every row about this customer and return how many; a later import of the same file leaves them out."""
    execute(f"{_REMEMBER} WHERE customer_id = %s ON CONFLICT (source) DO NOTHING", customer)
    return sum(execute(f"DELETE FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE)
