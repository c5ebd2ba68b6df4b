"""What counts as each outcome of an act, decided here alone, from plain columns; and the acts of which it can be said.

A conversation in which a sensitive matter was found is left out whole. No word of anybody is opened here. Most outcomes are
of turns of the assistant; whether more proof of who somebody is was demanded is of requests about their own data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from fairdesk.answers.gaps import UNANSWERED
from fairdesk.clock import id_from
from fairdesk.database import Row, micros, moment, rows, stored_bytes
from fairdesk.desk.outcomes import Seen, outcome
from fairdesk.desk.records.outcomes import seen_of
from fairdesk.house.foundation import Foundation
from fairdesk.house.memory import HOUSE_KEY, place_of_deed
from fairdesk.money.claim import GRANTED, REFUSED
from fairdesk.nouns import ActId, ConversationId, CustomerId, DeskError
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.restriction import EVERYTHING
from fairdesk.rights.requests import Move

MOST_AT_ONCE = 5_000
"""Acts in memory at a time, however many are kept."""
TO_ANSWER = "{t}.route = 'assistant' AND {t}.release <> ''"
_DECIDED = "({t}.release <> '' OR {t}.handover <> '')"
"""Of small talk and of a step of a flow nothing is released and nobody is called: they are no such acts."""
IN_VAIN = (
    "(" + " OR ".join(f"({{t}}.release = '{how}' AND {{t}}.handover = '{why}')" for how, why in UNANSWERED) + ")"
)
"""How a turn ends that no article answered, or not surely enough."""
_SENT = "{t}.release = 'send'"
_REVIEWED = "SELECT 1 FROM oversight_answer_review r WHERE r.act = {t}.act AND r.sent AND r.verdict <> 'unclear'"
_APPEALED = "SELECT 1 FROM oversight_appeal a WHERE a.act = {t}.act"
_MONEY = "SELECT 1 FROM desk_item m WHERE m.conversation_id = {t}.conversation_id AND m.code"
_ALWAYS = "1 = 1"
_OF_ACTS: Mapping[str, tuple[str, str]] = {
    "answered": (TO_ANSWER, _SENT),
    "handed_over": (_DECIDED, "{t}.handover <> ''"),
    "refused": (TO_ANSWER, "{t}.release = 'unclear'"),
    "unanswered": (TO_ANSWER, IN_VAIN),
    "reviewed_wrong": (f"{_SENT} AND EXISTS ({_REVIEWED})", f"EXISTS ({_REVIEWED} AND r.verdict = 'wrong')"),
    "overridden": (_SENT, "EXISTS (SELECT 1 FROM oversight_override o WHERE o.act = {t}.act)"),
    "appealed": (_DECIDED, f"EXISTS ({_APPEALED})"),
    "upheld": (
        f"EXISTS ({_APPEALED} AND a.round = 1 AND a.decided_at IS NOT NULL)",
        f"EXISTS ({_APPEALED} AND a.round = 1 AND a.outcome = 'upheld')",
    ),
    "opened_again": (_DECIDED, _ALWAYS),
    "confirmed": (_DECIDED, _ALWAYS),
    "gave_up": (_DECIDED, _ALWAYS),
    "granted": (
        f"{_DECIDED} AND EXISTS ({_MONEY} IN ('{GRANTED}', '{REFUSED}'))",
        f"EXISTS ({_MONEY} = '{GRANTED}')",
    ),
}
"""Outcome -> of which acts it can be said, and of which of these it holds; `{t}` is the turn."""


def _closed(seen: Seen) -> bool | None:
    return seen.reopened if seen.closed else None


def _ended(name: str, seen: Seen) -> bool | None:
    return outcome(seen) == name if seen.settled else None


_OF_CONVERSATIONS: Mapping[str, Callable[[Seen], bool | None]] = {
    "opened_again": _closed,
    "confirmed": lambda seen: _ended("confirmed", seen),
    "gave_up": lambda seen: _ended("gave_up", seen),
}
"""Outcome -> whether it holds of an act, by what became of its conversation; None: nobody can say yet."""

_A_CONCERN, _NO_CONCERN = '%%"concern": "%%', '%%"concern": "none"%%'
NOT_SENSITIVE = f"""NOT EXISTS (SELECT 1 FROM desk_turn s WHERE s.conversation_id = t.conversation_id
        AND s.facts LIKE '{_A_CONCERN}' AND s.facts NOT LIKE '{_NO_CONCERN}')"""
"""Of a turn `t`: no sensitive matter was found in its conversation."""
_EARLIER = "u.act >= %s AND u.act < t.act AND {of_u}"
# Two questions and not one with OR: each is answered by an index, and the second is asked only of who was joined.
_ACTS = f"""
    SELECT t.act, t.conversation_id, c.customer_id, c.language, c.channel, c.waited_micros, t.facts, t.release, t.at,
        coalesce((SELECT max(u.act) FROM desk_conversation d JOIN desk_turn u ON u.conversation_id = d.id
            WHERE d.customer_id = c.customer_id AND {_EARLIER}), ''),
        CASE WHEN j.person_id IS NULL THEN '' ELSE coalesce((SELECT max(u.act) FROM identity_joined k
            JOIN desk_conversation d ON d.customer_id = k.customer_id JOIN desk_turn u ON u.conversation_id = d.id
            WHERE k.person_id = j.person_id AND {_EARLIER}), '') END,
        {{holds}}
    FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id
    LEFT JOIN identity_joined j ON j.customer_id = c.customer_id
    WHERE t.act > %s AND t.act < %s AND {{of_t}}
    AND {NOT_SENSITIVE}
    ORDER BY t.act LIMIT {MOST_AT_ONCE}
"""

_REQUESTS = """
    SELECT r.id, r.customer_id, coalesce(j.person_id, r.customer_id), r.filed_at, r.language, r.kind, coalesce((
        SELECT c.channel FROM desk_conversation c WHERE c.customer_id = r.customer_id ORDER BY c.created_at DESC, c.id LIMIT 1), '')
    FROM rights_request r LEFT JOIN identity_joined j ON j.customer_id = r.customer_id
    WHERE r.customer_id <> '' AND r.filed_at >= %s AND r.filed_at < %s ORDER BY r.filed_at, r.id
"""
_OF_REQUESTS = ("identity_demanded",)


class Read(NamedTuple):
    """An act with its groups, what holds of it, and the same person's latest act before it of which that can be said ("": none).

    `earlier` is an id, or one made of a moment: where it stands among ids is what counts.
    """

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    language: str
    channel: str
    waited: int | None
    topic: str
    release: str
    day: date
    facts: Mapping[str, Any]
    earlier: str
    said: Mapping[str, bool | None]


def alike() -> Iterator[tuple[str, ...]]:
    """Yield the outcomes that can be said of the same acts, together."""
    for condition in dict.fromkeys(known for known, _ in _OF_ACTS.values()):
        yield tuple(name for name, (known, _) in _OF_ACTS.items() if known == condition)
    yield _OF_REQUESTS


def acts_read(
    house: Foundation, outcomes: Sequence[str], since: date, until: date, back_to: date, at: datetime
) -> Iterator[list[Read]]:  # fmt: skip
    """Yield the acts from a day to before another of which *outcomes* (some of `alike`) can be said, oldest first, so many at a time.

    Each of the days may be a moment. *back_to*: from when on earlier acts of the same person are looked for. *at*: when it is asked what became of them.
    """
    if outcomes[0] in _OF_REQUESTS:
        yield _requests_read(house, since, until, back_to)
        return
    known = _OF_ACTS[outcomes[0]][0]
    holds = ", ".join(f"CASE WHEN {_OF_ACTS[name][1].format(t='t')} THEN 1 ELSE 0 END" for name in outcomes)
    sql = _ACTS.format(holds=holds, of_t=known.format(t="t"), of_u=known.format(t="u"))
    after, before, back = (id_of_day(day) for day in (since, until, back_to))
    while found := rows(sql, back, back, after, before):
        ended = seen_of({one[1] for one in found}, at) if _OF_CONVERSATIONS.keys() & set(outcomes) else {}
        yield [_read(one, outcomes, ended) for one in found]
        after = found[-1][0]


def _read(found: Row, outcomes: Sequence[str], ended: Mapping[str, Seen]) -> Read:
    act, conversation, customer, language, channel, waited, facts, release, micros_at, mine, theirs, *holds = found
    said: dict[str, bool | None] = {name: bool(one) for name, one in zip(outcomes, holds, strict=True)}
    for name in _OF_CONVERSATIONS.keys() & said.keys():
        seen = ended.get(conversation)
        said[name] = _OF_CONVERSATIONS[name](seen) if seen else None
    typed = json.loads(facts)
    return Read(
        act, conversation, customer, language, channel, waited, str(typed.get("intent", "")), release,
        moment(micros_at).date(), typed, max(mine, theirs), said,
    )  # fmt: skip


def _requests_read(house: Foundation, since: date, until: date, back_to: date) -> list[Read]:
    begins, latest, read = micros(midnight(since)), dict[str, str](), []
    found = rows(_REQUESTS, micros(midnight(back_to)), micros(midnight(until)))
    asked = _asked_who_they_are(house, since) if any(one[3] >= begins for one in found) else frozenset()
    for id, customer, person, filed_at, language, kind, channel in found:
        if filed_at >= begins:
            said = dict.fromkeys(_OF_REQUESTS, id in asked)
            read.append(Read(
                id, EVERYTHING, customer, language, channel, None, kind, "", moment(filed_at).date(), {},
                latest.get(person, ""), said,
            ))  # fmt: skip
        latest[person] = id_from(moment(filed_at))
    return read


def _asked_who_they_are(house: Foundation, since: date) -> Collection[str]:
    """Return the requests since a day whose customers were asked to show who they are: the deeds that moved them say so."""
    key, asked = house.keys.house_key(HOUSE_KEY), set[str]()
    for act, sealed in rows(
        "SELECT act, sealed FROM desk_deed WHERE kind = 'request_moved' AND act >= %s", id_of_day(since)
    ):
        with suppress(DeskError, ValueError, KeyError):  # one that was edited is for verification to name
            told = json.loads(unseal(key, stored_bytes(sealed), place_of_deed(act)))
            if told["move"] == Move.ASK_IDENTITY:
                asked.add(str(told["request"]))
    return asked


def id_of_day(day: date) -> str:
    """Return an id that sorts before every act of a day (or from a moment on), and behind every act before it."""
    return id_from(midnight(day))


def midnight(day: date) -> datetime:
    """Return the moment a day begins, in UTC; a moment is itself."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(), UTC)
