"""Reads past conversations in: each masked, sealed under a key of its own, and decided as the desk would decide it now.

They are kept apart from the desk's own conversations (room replay), so that no list and no figure of the desk counts
them. A file may be read again, after a crash or later: what is here already is left as it is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer as answer_from_articles
from fairdesk.clock import new_id
from fairdesk.database import micros, writing
from fairdesk.desk.turn import Rules, decide
from fairdesk.house.books import Books
from fairdesk.house.holding import place_of_past
from fairdesk.house.knowing import GUIDELINES
from fairdesk.house.sitting import unclear_now
from fairdesk.identity import records as identity
from fairdesk.language import offered
from fairdesk.nouns import Asked, BadInput, CustomerId, Draft, Duty, RawText, Situation, Turn
from fairdesk.privacy.keys import seal
from fairdesk.privacy.mask import Vault, mask
from fairdesk.replay import records as replay
from fairdesk.replay.interchange import Past, exact, read_line

IMPORT_KEY = "import"
BY_IMPORT = "import:"
"""Begins the tokens made from a company's own marks of customers; random tokens hold no colon."""

AT_ONCE = 25
"""Conversations a transaction: one durable write costs as much as deciding a few."""

_NOBODY = Duty(True, None, 0, 0, None)


@dataclass(slots=True)
class Told:
    """What became of a file's lines. `bad` names each line that could not be read, and what is wrong, without a word of it."""

    conversations: int = 0
    turns: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    erased: int = 0
    """Lines left out because their conversation was erased here before."""
    bad: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    past: Past
    source: str
    content: str


def import_past(
    house: Books, lines: Iterable[bytes], *, dry_run: bool = False, step: Callable[[int], None] = lambda _done: None
) -> Told:
    """Keep the past conversations in *lines*; with *dry_run* only say what would become of them.

    Each handful is one transaction, so a process that dies leaves whole conversations, and the same file read again
    adds the rest.
    """
    told, key, whole = Told(), house.keys.house_key(IMPORT_KEY), hashlib.sha256()
    read = _read(lines, key, told, whole)
    while some := list(islice(read, AT_ONCE)):
        fresh = [each for each in some if _is_fresh(each, told)]
        if fresh and not dry_run:
            _keep(house, fresh)
        step(told.conversations)
    if (told.added or told.changed) and not dry_run:
        with writing():
            house.memory.add_deed(
                house.now(), "imported", "house",
                {"file": whole.hexdigest(), "added": told.added, "changed": told.changed, "bad": len(told.bad)},
            )  # fmt: skip
    return told


def _read(lines: Iterable[bytes], key: bytes, told: Told, whole: hashlib._Hash) -> Iterator[_Line]:
    for number, raw in enumerate(lines, 1):
        whole.update(raw)
        if not raw.strip():
            continue
        try:
            past = read_line(raw.decode("utf-8"))
        except UnicodeDecodeError:
            told.bad.append((number, "the line is not UTF-8 text"))
            continue
        except BadInput as wrong:
            told.bad.append((number, str(wrong)))
            continue
        told.conversations += 1
        told.turns += sum(each.author == "customer" for each in past.turns)
        yield _Line(past, _digest(key, "id", past.id.encode()), _digest(key, "content", exact(past)))


def _is_fresh(line: _Line, told: Told) -> bool:
    """Count what becomes of a line; True if it is to be kept."""
    if replay.was_forgotten(line.source):
        told.erased += 1
        return False
    kept = replay.content_of(line.source)
    if kept and kept[1] == line.content:
        told.unchanged += 1
        return False
    told.added, told.changed = told.added + (kept is None), told.changed + (kept is not None)
    return True


def _keep(house: Books, lines: list[_Line]) -> None:
    at = house.now()
    rules, situation = _as_known(house, at)
    decided = [(line, *_decided(house, line.past, rules, situation)) for line in lines]
    with writing():
        for line, words, turns in decided:
            kept = replay.content_of(line.source)
            if kept:
                replay.drop_conversation(kept[0])
            _keep_one(house, line, words, turns, at)
    # A crash before the commit leaves at most keys without a customer, which are swept; after it, whole conversations.


def _keep_one(house: Books, line: _Line, words: bytes, turns: tuple[replay.ImportedTurn, ...], at: datetime) -> None:
    past, id = line.past, new_id()
    customer = _customer(house, past, at)
    replay.add_conversation(
        replay.Imported(
            id, line.source, line.content, customer, past.channel, past.language, past.topic, past.groups,
            past.outcome.went_wrong, seal(house.keys.of(customer), words, place_of_past(id)), turns,
        ),
        at,
    )  # fmt: skip


def _customer(house: Books, past: Past, at: datetime) -> CustomerId:
    """Return whose conversation it is: one person for each mark of the company, or one for each conversation."""
    mark = _digest(house.keys.house_key(IMPORT_KEY), "customer", (past.customer or f"alone {past.id}").encode())
    known = identity.customer_by_token(BY_IMPORT + mark)
    if known is not None:
        return known
    customer, _ = identity.new_customer(offered(past.language), at)
    identity.add_token(customer, BY_IMPORT + mark, at)
    house.keys.make(customer, at)
    return customer


# --- as decide would know them --------------------------------------------------------------------------------------
def _as_known(house: Books, at: datetime) -> tuple[Rules, Callable[[Past], Situation]]:
    """Return the rules in force, and what is known at the beginning of a conversation: nobody refused, nothing is stopped."""
    versions = house.knowing.guidelines_in_force(at)
    routing, release = (house.knowing.guideline(versions[name]) for name in GUIDELINES)
    rules = Rules(routing, release)
    country, knowledge = house.knowing.company().country, answers.knowledge_version()
    promised = house.knowing.promised()

    def situation(past: Past) -> Situation:
        return Situation(
            at,
            past.language,
            0,
            False,
            False,
            "told",
            (),
            "none",
            0,
            _NOBODY,
            country,
            (),
            versions,
            knowledge,
            promised,
        )

    return rules, situation


def _decided(
    house: Books, past: Past, rules: Rules, situation: Callable[[Past], Situation]
) -> tuple[bytes, tuple[replay.ImportedTurn, ...]]:
    """Return the masked words of a conversation, and each customer's turn decided, the earlier ones being known."""
    vault, known, language = Vault.empty(), situation(past), past.language.partition("-")[0]
    words: list[list[str]] = []
    turns: list[replay.ImportedTurn] = []
    assistant_spoke = False
    for place, said in enumerate(past.turns):
        # By the seconds of computing, not of the clock: a busy machine must not hide what it would show on another day.
        asked, vault = mask(
            RawText(said.text), language, vault, house.detector, house.settings.mask_seconds, time.thread_time
        )
        words.append([said.author, asked.text])
        if said.author == "customer":
            turn = decide(asked, known, _search, rules)
            turns.append(_as_stored(past, place, turn))
            known = _after(known, turn)
        elif said.author == "assistant":
            assistant_spoke = True
        elif assistant_spoke:
            # Where people answered from the first word on there was no assistant to route past, so nothing is known
            # of what it would have been given; a person who came in after it had the conversation from then on.
            known = _changed(known, with_person=True)
    return json.dumps({"v": 1, "id": past.id, "turns": words}, ensure_ascii=False).encode(), tuple(turns)


def _after(known: Situation, turn: Turn) -> Situation:
    concern = turn.concern if turn.concern != "none" else known.concern
    return _changed(known, concern=concern, unclear_before=unclear_now(known.unclear_before, turn.release))


def _changed(known: Situation, **columns: object) -> Situation:
    return Situation(**{**{name: getattr(known, name) for name in Situation.__slots__}, **columns})


def _as_stored(past: Past, place: int, turn: Turn) -> replay.ImportedTurn:
    said, later = past.turns[place], past.turns[place + 1 :]
    answer = next((each for each in later if each.author != "customer"), None)
    waited = micros(answer.at) - micros(said.at) if answer and answer.at and said.at else None
    failed = None
    if answer and answer.author == "assistant":
        failed = True if any(each.author == "person" for each in later) else past.outcome.went_wrong
    return replay.ImportedTurn(
        place + 1, micros(said.at) if said.at else None, {**said.facts, **turn.facts}, turn.route, turn.release or "",
        turn.handover, answer.author if answer else "", waited, failed,
    )  # fmt: skip


def _search(asked: Asked, situation: Situation) -> Draft:
    return answer_from_articles(asked.text, asked.language, [], situation.at, answers.find)


def _digest(key: bytes, what: str, content: bytes) -> str:
    return hmac.digest(key, what.encode() + b"\0" + content, "sha256").hex()
