"""Gathers the typed facts of kept and imported turns, for a replay by columns. No key is needed: nothing is opened."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from fairdesk.database import Row, micros, rows
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.nouns import ConversationId, CustomerId, Facts
from fairdesk.privacy.restriction import covering
from fairdesk.replay import records as replay
from fairdesk.replay.columns import Values

_REMEMBERED = 200_000
"""Different texts of facts whose values are remembered: most turns look like another."""


class TypedTurn(NamedTuple):
    """A turn as a replay by columns knows it. `failed`: 1 the answer went wrong, 0 it did not, -1 nobody knows."""

    turn: str
    conversation: str
    customer: str
    language: str
    channel: str
    topic: str
    groups: str
    failed: int
    facts: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which turns are replayed: since a moment, about one matter or topic, and at most so many (0: all)."""

    since: datetime | None = None
    topic: str = ""
    sample: int = 0


@dataclass(slots=True)
class Gathered:
    """What is known after all turns were read."""

    convs: list[tuple[int, str, str, str, str, int]] = field(default_factory=list)
    told: list[tuple[int, str, str]] = field(default_factory=list)
    unknown: int = 0


def gather(
    house: Books, chosen: Chosen, row_of: Callable[[Facts], Values], found: Gathered, step: Callable[[int], None]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table `turns`; *found* is filled while they are read."""
    known: dict[tuple[str, str, str], Values] = {}
    places: dict[str, int] = {}
    for n, turn in enumerate(_picked(_readable(house, chosen, found), chosen.sample)):
        alike = (turn.facts, turn.language, turn.channel)
        values = known.get(alike)
        if values is None:
            # Language and channel stand with the conversation; a turn has them as facts only if its guideline asked.
            values = row_of({"language": turn.language, "channel": turn.channel, **_facts(turn.facts)})
            if len(known) < _REMEMBERED:
                known[alike] = values
        place = places.get(turn.conversation)
        if place is None:
            place = places[turn.conversation] = len(places)
            found.convs.append(
                (place, turn.conversation, turn.customer, turn.language, turn.channel, int(turn.groups != _LIVE))
            )
            if turn.groups != "{}":
                found.told += [(place, name, value) for name, value in json.loads(turn.groups).items()]
        if n % 10_000 == 0:
            step(n)
        yield (n, turn.turn, place, turn.failed, *values)


def _readable(house: Books, chosen: Chosen, found: Gathered) -> Iterator[TypedTurn]:
    """Yield the turns to replay; one whose key is gone, or that may only be stored, is counted as unknown, not guessed."""
    openable: Collection[str] = set(house.keys.all_customers())
    restricted = restrictions_in_force()
    for turn in _all(chosen):
        if chosen.topic and turn.topic != chosen.topic and _facts(turn.facts).get("concern") != chosen.topic:
            continue
        if turn.customer not in openable or (
            restricted and covering(restricted, CustomerId(turn.customer), ConversationId(turn.conversation))
        ):
            found.unknown += 1
        else:
            yield turn


def _all(chosen: Chosen) -> Iterator[TypedTurn]:
    yield from _live(chosen.since)
    for each in replay.imported_turns(chosen.since):
        conversation, number, customer, language, channel, topic, groups, failed, facts = each
        told = -1 if failed is None else int(failed)
        yield TypedTurn(
            f"{conversation}#{number}", conversation, customer, language, channel, topic, groups, told, facts
        )


_LIVE = "{}  "
"""The groups of a turn of this desk: none are known, and it is told apart from an imported one without any."""

_WENT_WRONG = "'did_not_help', 'asked_for_person', 'reopened'"
_LIVE_TURNS = f"""
    SELECT t.act, t.conversation_id, c.customer_id, c.language, c.channel, t.facts,
        CASE WHEN t.release <> 'send' THEN -1 WHEN w.last > t.number THEN 1 WHEN c.state = 'resolved' THEN 0 ELSE -1 END
    FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id
    LEFT JOIN (SELECT conversation_id, max(number) AS last FROM desk_item WHERE code IN ({_WENT_WRONG})
        GROUP BY conversation_id) w ON w.conversation_id = t.conversation_id
    WHERE t.act > %s AND t.at >= %s ORDER BY t.act LIMIT 20000"""


def _live(since: datetime | None) -> Iterator[TypedTurn]:
    after, begin = "", micros(since) if since else 0
    while some := rows(_LIVE_TURNS, after, begin):
        yield from map(_typed, some)
        after = some[-1][0]


def _typed(found: Row) -> TypedTurn:
    act, conversation, customer, language, channel, facts, failed = found
    return TypedTurn(act, conversation, customer, language, channel, "", _LIVE, int(failed), facts)


def _picked(turns: Iterable[TypedTurn], sample: int) -> Iterable[TypedTurn]:
    """Return at most *sample* turns, always the same ones: those whose hash is smallest."""
    if not sample:
        return turns
    return heapq.nsmallest(sample, turns, key=lambda turn: hashlib.sha256(turn.turn.encode()).digest())


def _facts(stored: str) -> Facts:
    try:
        found = json.loads(stored)
    except ValueError:  # somebody edited it; verification names the act, a replay finds its inputs missing
        return {}
    return found if isinstance(found, dict) else {}
