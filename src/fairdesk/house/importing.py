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
from fairdesk.house.erasing import key_is_gone
from fairdesk.house.joining import person
from fairdesk.house.memory import place_of_past
from fairdesk.house.past_turns import changed, known_of_past
from fairdesk.house.sitting import unclear_now
from fairdesk.identity import records as identity
from fairdesk.language import offered
from fairdesk.nouns import Asked, BadInput, ConversationId, CustomerId, Draft, RawText, Situation, Turn
from fairdesk.privacy.keys import seal
from fairdesk.privacy.mask import Vault, mask
from fairdesk.replay import records as replay
from fairdesk.replay.interchange import Past, exact, read_line

IMPORT_KEY = "import"
BY_IMPORT = "import:"
"""Begins the tokens made from a company's own marks of customers; random tokens hold no colon."""

AT_ONCE = 25
"""Conversations a transaction: one durable write costs as much as deciding a few."""


@dataclass(slots=True)
class Told:
    """What became of a file's lines. `bad` names each line that could not be read, and what is wrong, without a word of it."""

    conversations: int = 0
    turns: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    erased: int = 0
    """Lines left out because their conversation, or whoever wrote it, was erased here."""
    restricted: int = 0
    """Lines left out because what their customer wrote may only be stored (GDPR Article 18)."""
    bad: list[tuple[int, str]] = field(default_factory=list)

    def count(self, fates: Iterable[str]) -> None:
        """Add one to the count of each name."""
        for fate in fates:
            setattr(self, fate, getattr(self, fate) + 1)


FRESH = ("added", "changed")
"""What becomes of the lines that are kept."""


class _File:
    """What was read of a file so far: how many lines, and the SHA-256 of their bytes."""

    def __init__(self) -> None:
        self._lines, self._hash = 0, hashlib.sha256()

    def add(self, line: bytes) -> None:
        """Count a line that was read."""
        self._lines += 1
        self._hash.update(line)

    def so_far(self) -> dict[str, str | int]:
        """Return both for the ledger: whoever has the file can tell that it was this one, and how far."""
        return {"file": self._hash.hexdigest(), "lines": self._lines}


@dataclass(frozen=True, slots=True)
class _Line:
    past: Past
    source: str
    content: str
    owner: str
    """The token of whoever wrote: one person for each mark of the company, or one for each conversation."""


def import_past(
    house: Books, lines: Iterable[bytes], *, dry_run: bool = False, step: Callable[[int], None] = lambda _done: None
) -> Told:
    """Keep the past conversations in *lines*; with *dry_run* only say what would become of them.

    Each handful is one transaction, so a process that dies leaves whole conversations, and the same file read again
    adds the rest.
    """
    told, key, file = Told(), house.keys.house_key(IMPORT_KEY), _File()
    read = _read(lines, key, told, file)
    while some := list(islice(read, AT_ONCE)):
        fates = [(line, _fate(house, line)) for line in some]
        told.count(fate for _, fate in fates if dry_run or fate not in FRESH)
        fresh = [line for line, fate in fates if fate in FRESH]
        if fresh and not dry_run:
            told.count(_keep(house, fresh, file))
        step(told.conversations)
    return told


def _read(lines: Iterable[bytes], key: bytes, told: Told, file: _File) -> Iterator[_Line]:
    for number, raw in enumerate(lines, 1):
        file.add(raw)
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
        who = (past.customer or f"alone {past.id}").encode()
        yield _Line(
            past, _digest(key, "id", past.id.encode()), _digest(key, "content", exact(past)),
            BY_IMPORT + _digest(key, "customer", who),
        )  # fmt: skip


def _fate(house: Books, line: _Line) -> str:
    """Return what becomes of a line as things stand: the name of the count of `Told` it adds to."""
    if replay.was_forgotten(line.source):
        return "erased"
    kept = replay.content_of(line.source)
    if kept and kept[1] == line.content:
        return "unchanged"
    owners = _owners(line)
    if any(key_is_gone(house, owner) for owner in owners):
        return "erased"  # or is being erased: the key goes first
    if any(person(owner).is_restricted(ConversationId(kept[0] if kept else "")) for owner in owners):
        return "restricted"
    return "changed" if kept else "added"


def _owners(line: _Line) -> set[CustomerId]:
    """Return whose a conversation is here and whose it is by its line: two if it moves, none if nobody is known yet."""
    kept, named = replay.content_of(line.source), identity.customer_by_token(line.owner)
    return {owner for owner in (kept and kept[2], named) if owner}


def _keep(house: Books, lines: list[_Line], file: _File) -> list[str]:
    """Keep a handful and return what became of each: somebody may have been erased while it was decided."""
    at = house.now()
    rules, situation = _as_known(house, at)
    decided = [(line, *_decided(house, line.past, rules, situation)) for line in lines]
    with writing():
        for owner in sorted(set().union(*(_owners(line) for line in lines))):
            identity.hold_customer(owner)  # whoever erases them has done so before this, or waits until it is kept
        fates = [_keep_one(house, line, words, turns, at) for line, words, turns in decided]
        if kept := {name: fates.count(name) for name in FRESH if name in fates}:
            house.memory.add_deed(at, "imported", "house", {**file.so_far(), **kept})
    # A crash before the commit leaves at most keys without a customer, which are swept; after it, whole conversations
    # and the entry that says so.
    return fates


def _keep_one(house: Books, line: _Line, words: bytes, turns: tuple[replay.ImportedTurn, ...], at: datetime) -> str:
    fate = _fate(house, line)
    if fate not in FRESH:
        return fate
    if kept := replay.content_of(line.source):
        replay.drop_conversation(kept[0])
    past, id = line.past, new_id()
    customer = _customer(house, line, at)
    replay.add_conversation(
        replay.Imported(
            id, line.source, line.content, customer, past.channel, past.language, past.topic, past.groups,
            past.outcome.went_wrong, seal(house.keys.of(customer), words, place_of_past(id)), turns,
        ),
        at,
    )  # fmt: skip
    return fate


def _customer(house: Books, line: _Line, at: datetime) -> CustomerId:
    """Return whose conversation it is, made known if nobody was."""
    known = identity.customer_by_token(line.owner)
    if known is not None:
        return known
    customer, _ = identity.new_customer(offered(line.past.language), at)
    identity.add_token(customer, line.owner, at)
    house.keys.make(customer, at)
    return customer


# --- as decide would know them --------------------------------------------------------------------------------------
def _as_known(house: Books, at: datetime) -> tuple[Rules, Callable[[Past], Situation]]:
    """Return the rules in force, and what is known at the beginning of a conversation."""
    versions = house.knowing.guidelines_in_force(at)
    rules = house.knowing.rules(versions)
    country, knowledge = house.knowing.company().country, answers.knowledge_version()
    promised = house.knowing.promised()
    return rules, lambda past: known_of_past(at, past.language, country, versions, promised, knowledge)


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
            known = changed(known, with_person=True)
    return json.dumps({"v": 1, "id": past.id, "turns": words}, ensure_ascii=False).encode(), tuple(turns)


def _after(known: Situation, turn: Turn) -> Situation:
    concern = turn.concern if turn.concern != "none" else known.concern
    return changed(known, concern=concern, unclear_before=unclear_now(known.unclear_before, turn.release))


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
