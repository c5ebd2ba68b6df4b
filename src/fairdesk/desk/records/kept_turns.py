"""What became of each message, as it is kept; the words of a turn are sealed, its typed facts are not."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from fairdesk.database import execute, micros, moment, row, rows, stored_bytes
from fairdesk.desk.records.stored import TurnRow
from fairdesk.nouns import ActId, ConversationId, CustomerId, Facts, NotFound

_TURN = "act, conversation_id, number, at, route, release, handover, facts, digest, sealed"


def add_turn(kept: TurnRow) -> None:
    """Keep a turn."""
    execute(
        f"INSERT INTO desk_turn ({_TURN}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        kept.act, kept.conversation, kept.number, kept.at, kept.route, kept.release, kept.handover,
        json.dumps(dict(kept.facts), sort_keys=True), kept.digest, kept.sealed,
    )  # fmt: skip


def turn(act: ActId) -> TurnRow:
    """Return a turn. Raises NotFound."""
    found = row(f"SELECT {_TURN} FROM desk_turn WHERE act = %s", act)
    if found is None:
        raise NotFound("there is no such act, or it is not yours")
    return _turn(found)


def sealed_turns(acts: Collection[ActId]) -> dict[ActId, tuple[CustomerId, bytes]]:
    """Return of each of these turns whose it is, and its sealed record; one that is gone is left out."""
    if not acts:
        return {}
    found = rows(
        "SELECT t.act, c.customer_id, t.sealed FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id"
        f" WHERE t.act IN ({', '.join(['%s'] * len(acts))})", *acts,
    )  # fmt: skip
    return {ActId(act): (CustomerId(customer), stored_bytes(sealed)) for act, customer, sealed in found}


def turns(after: str = "", chunk: int = 500) -> Iterator[TurnRow]:
    """Yield every turn in the order of its act id (UUIDv7: in time), read in chunks."""
    while found := rows(f"SELECT {_TURN} FROM desk_turn WHERE act > %s ORDER BY act LIMIT {chunk}", after):
        yield from map(_turn, found)
        after = found[-1][0]


def latest_turns(after: str, most: int, *ended: tuple[str, str]) -> list[TurnRow]:
    """Return the latest turns after an act, newest first, that ended in one of these ways: release, and why handed over."""
    ways = ", ".join(["(%s, %s)"] * len(ended))
    sql = (
        f"SELECT {_TURN} FROM desk_turn WHERE act > %s AND (release, handover) IN ({ways}) ORDER BY act DESC LIMIT %s"
    )
    return [_turn(found) for found in rows(sql, after, *(part for way in ended for part in way), most)]


def replied_to(after: str, most: int) -> list[TurnRow]:
    """Return the latest turns after an act, newest first, after which a person replied before the next message."""
    sql = (
        f"SELECT {_TURN} FROM desk_turn t WHERE act > %s AND EXISTS (SELECT 1 FROM desk_item p WHERE "
        "p.conversation_id = t.conversation_id AND p.number > t.number AND p.voice = 'person' AND NOT EXISTS (SELECT 1 "
        "FROM desk_item c WHERE c.conversation_id = p.conversation_id AND c.voice = 'customer' AND c.number > t.number "
        "AND c.number < p.number)) ORDER BY act DESC LIMIT %s"
    )
    return [_turn(found) for found in rows(sql, after, most)]


def facts_of(conversation: ConversationId) -> list[Facts]:
    """Return the typed facts of every turn of a conversation, oldest first."""
    found = rows("SELECT facts FROM desk_turn WHERE conversation_id = %s ORDER BY number", conversation)
    return [_facts(facts) for (facts,) in found]


_OF_WHOM = "c.language, c.channel"
_FROM = "FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id"


def _with_whose(stored: str, language: str, channel: str) -> Facts:
    """Return typed facts with the language and channel that stand with the conversation: a guideline of later may ask for them."""
    return {"language": language, "channel": channel, **_facts(stored)}


def latest_facts(most: int, *, assistant_only: bool = False) -> list[Facts]:
    """Return the typed facts of the latest turns; of those alone that the assistant might answer, if asked for."""
    only = (
        " WHERE route = 'assistant' AND release <> ''" if assistant_only else ""
    )  # of small talk nothing is released
    found = rows(f"SELECT facts, {_OF_WHOM} {_FROM}{only} ORDER BY act DESC LIMIT %s", most)
    return [_with_whose(*each) for each in found]


def drafts(after: str, chunk: int = 5000) -> Iterator[tuple[ActId, Facts]]:
    """Yield act and typed facts of every turn after an act for which the assistant found an answer, in the order of time."""
    sql = f"SELECT act, facts, {_OF_WHOM} {_FROM} WHERE act > %s AND route = 'assistant' ORDER BY act LIMIT {chunk}"
    while found := rows(sql, after):
        yield from ((ActId(act), facts) for act, *kept in found if (facts := _with_whose(*kept)).get("answer_found"))
        after = found[-1][0]


def to_answer(after: str, chunk: int = 5000) -> Iterator[Facts]:
    """Yield the typed facts of every turn after an act that the assistant was to answer; small talk is none of these."""
    asked = "route = 'assistant' AND release <> ''"
    sql = f"SELECT act, facts, {_OF_WHOM} {_FROM} WHERE act > %s AND {asked} ORDER BY act LIMIT {chunk}"
    while found := rows(sql, after):
        yield from (_with_whose(*kept) for _, *kept in found)
        after = found[-1][0]


def answered(since: datetime, until: datetime) -> list[tuple[ActId, datetime, str, Facts]]:
    """Return act, time, release and typed facts of every turn of a while for which there was an answer, in order."""
    found = rows(
        f"SELECT act, at, release, facts, {_OF_WHOM} {_FROM} WHERE at >= %s AND at < %s AND route = 'assistant' ORDER BY act",
        micros(since), micros(until),
    )  # fmt: skip
    read = ((ActId(act), moment(at), release, _with_whose(*kept)) for act, at, release, *kept in found)
    return [each for each in read if each[3].get("answer_found")]


def questioned(after: str) -> frozenset[ActId]:
    """Return the answers after which, in lines with ids after this one, the customer disputed one, said no help, or asked for a person."""
    found = rows(
        "SELECT DISTINCT t.act FROM desk_item e JOIN desk_turn t ON t.conversation_id = e.conversation_id AND t.number ="
        " (SELECT max(b.number) FROM desk_turn b WHERE b.conversation_id = e.conversation_id AND b.number < e.number"
        " AND b.release = 'send') WHERE e.id > %s AND e.voice = 'event'"
        " AND e.code IN ('did_not_help', 'appealed', 'asked_for_person')",
        after,
    )  # fmt: skip
    return frozenset(ActId(act) for (act,) in found)


def acts_since(at: datetime) -> Iterator[ActId]:
    """Yield the act of every turn since a moment."""
    yield from (ActId(act) for (act,) in rows("SELECT act FROM desk_turn WHERE at >= %s ORDER BY act", micros(at)))


def count_turns(since: datetime) -> int:
    """Return how many messages were decided since a moment."""
    found = row("SELECT count(*) FROM desk_turn WHERE at >= %s", micros(since))
    return int(found[0]) if found else 0


def turns_of(conversation: ConversationId, last: int = 1_000_000) -> tuple[ActId, ...]:
    """Return the *last* turns of a conversation, oldest first."""
    found = rows(
        "SELECT act FROM desk_turn WHERE conversation_id = %s ORDER BY number DESC LIMIT %s", conversation, last
    )
    return tuple(ActId(act) for (act,) in reversed(found))


def _turn(found: tuple[Any, ...]) -> TurnRow:
    act, conversation, number, at, route, release, handover, facts, digest, sealed = found
    return TurnRow(
        act, conversation, number, at, route, release, handover, _facts(facts), digest, stored_bytes(sealed)
    )


def _facts(stored: str) -> Facts:
    # Verification must name the act whose facts somebody edited into no JSON at all, not stumble over it.
    try:
        return dict(json.loads(stored))
    except (TypeError, ValueError):
        return {}


def acts_of(conversation: ConversationId) -> tuple[str, ...]:
    """Return every act of a conversation that the ledger sealed by itself: its turns, and lines that are no turn's."""
    found = rows(
        "SELECT act FROM desk_turn WHERE conversation_id = %s UNION ALL"
        " SELECT id FROM desk_item WHERE act = '' AND conversation_id = %s", conversation, conversation,
    )  # fmt: skip
    return tuple(act for (act,) in found)
