"""What is measured of an act: minutes waited, of everybody; answers and money, of who said yes to the purpose `research`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from fairdesk.consent.purposes import Purpose
from fairdesk.database import Row, rows
from fairdesk.desk.records.stored import ITEM, item_of
from fairdesk.explainability.reading_ease import WITHOUT_SPACES, lix, sentences
from fairdesk.house.books import Books
from fairdesk.house.joining import standing_of
from fairdesk.house.own_outcomes import Read
from fairdesk.money.claim import GRANTED
from fairdesk.nouns import ActId, ConversationId, CustomerId
from fairdesk.privacy.keys import OwnedKey
from fairdesk.sensitive.care import RULES, check
from fairdesk.sensitive.topics import Topic

OF_ANSWERS = ("reply_length", "reading_level", "care_score")
Numbers = dict[str, float | None]


def numbers_of(house: Books, acts: Sequence[Read], wanted: Collection[str]) -> Mapping[ActId, Numbers]:
    """Return what is measured of each act; None where there is nothing to measure, or no yes to measuring it."""
    waits = "wait_minutes" in wanted
    found: dict[ActId, Numbers] = {
        each.act: {"wait_minutes": None if each.waited is None else each.waited / 6e7} if waits else {}
        for each in acts
    }
    answers, money = [name for name in OF_ANSWERS if name in wanted], "money_granted" in wanted
    if answers or money:
        agreed = [each for each in acts if standing_of(each.customer, Purpose.RESEARCH) == "allowed"]
        keys = house.keys.of_many({each.customer for each in agreed})
        for act, text, language in _answers(house, agreed, keys) if answers else ():
            found[act] |= {name: _OF_TEXT[name](text, language) for name in answers}
        for act, amount in _amounts(house, agreed, keys) if money else ():
            found[act]["money_granted"] = amount
    return found


def _reading_level(text: str, language: str) -> float | None:
    return lix(text) if language not in WITHOUT_SPACES and any(sentences(text)) else None


def _care_score(text: str, language: str) -> float:
    return float(len(RULES) - len(check(text, language, Topic.BEREAVEMENT, by_machine=True)))


_OF_TEXT = {
    "reply_length": lambda text, _language: float(len(text)),
    "reading_level": _reading_level,
    "care_score": _care_score,
}


def _answers(
    house: Books, agreed: Sequence[Read], keys: Mapping[CustomerId, OwnedKey]
) -> Iterator[tuple[ActId, str, str]]:
    """Yield each answer that was sent, with its language."""
    sent = {each.act: each for each in agreed if each.release == "send" and each.customer in keys}
    for row in _some(f"SELECT {ITEM} FROM desk_item WHERE act IN ({{marks}}) AND voice = 'assistant'", sent):
        line = item_of(row)
        one = sent[ActId(line.act)]
        yield one.act, house.memory.read_line(one.conversation, keys[one.customer], line).text, line.language


def _amounts(
    house: Books, agreed: Sequence[Read], keys: Mapping[CustomerId, OwnedKey]
) -> Iterator[tuple[ActId, float]]:
    """Yield of each act the euros that were granted in its conversation, if any were."""
    whose = {each.conversation: each.customer for each in agreed if each.customer in keys}
    sums: dict[ConversationId, float] = {}
    sql = f"SELECT conversation_id, {ITEM} FROM desk_item WHERE conversation_id IN ({{marks}}) AND code = '{GRANTED}'"
    for talk, *row in _some(sql, whose):
        values = house.memory.read_line(talk, keys[whose[talk]], item_of(tuple(row))).values or {}
        sums[talk] = sums.get(talk, 0.0) + float(values["amount"])
    yield from ((each.act, sums[each.conversation]) for each in agreed if each.conversation in sums)


def _some(sql: str, ids: Collection[str], size: int = 500) -> Iterator[Row]:
    """Yield the rows about many ids, asked for so many at a time."""
    left = iter(sorted(ids))
    while some := list(islice(left, size)):
        yield from rows(sql.format(marks=", ".join(["%s"] * len(some))), *some)
