"""What the articles of a moment say to a message, read with what was said before it: for the live desk and for replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer, answer_chosen
from fairdesk.answers.readings import chosen
from fairdesk.answers.remembered import Helped
from fairdesk.answers.search import Find
from fairdesk.answers.several import together
from fairdesk.answers.small_talk import small_talk_of
from fairdesk.answers.written import Writer
from fairdesk.desk import records as desk
from fairdesk.house.memory import helped_by, offered_in, place_of_turn, said_before
from fairdesk.house.understanding import Understanding
from fairdesk.nouns import ActId, Asked, Draft, MaskedText, NotFound, Situation
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.records import Keys

TURNS_READ = 2
"""Earlier turns that a search takes into account: what the customer wrote, and where the assistant's answer stands."""


def from_articles(
    keys: Keys, asked: Asked, situation: Situation, at: datetime, understanding: Understanding | None = None,
    writer: Writer | None = None,
) -> Draft:  # fmt: skip
    """Propose an answer from the articles as they are at *at*: a quotation, or what a *writer* made of them.

    Its reason says what is asked, where a model of intents can tell.
    """
    before = _records(keys, situation.turns_before[-TURNS_READ:])
    if proposed := _of_the_chosen(keys, asked, situation, at, understanding, before):
        return proposed
    history = [said for record in before for said in said_before(record)]
    helped = _helped(keys, situation.remembered)
    proposed = answer(asked.text, asked.language, history, at, _find(at), writer, helped)
    return _understood(proposed, asked, understanding) if understanding and not small_talk_of(proposed) else proposed


def _understood(proposed: Draft, asked: Asked, understanding: Understanding) -> Draft:
    """Say of a draft what is asked; of several questions, of each."""
    if not proposed.parts:
        return understanding.of(proposed, asked)
    return together(
        [
            replace(part, draft=understanding.of(part.draft, replace(asked, text=part.question)))
            for part in proposed.parts
        ]
    )


def _of_the_chosen(
    keys: Keys, asked: Asked, situation: Situation, at: datetime, understanding: Understanding | None,
    before: Sequence[bytes],
) -> Draft | None:  # fmt: skip
    """Answer the question before, if the desk asked which of two is meant and this message says it."""
    offered = offered_in(before[-1]) if before else None
    choice = chosen(asked.text, offered[1], asked.language) if offered else None
    if offered is None or choice is None:
        return None
    question, which = offered
    history = _history(keys, situation.turns_before[:-1])
    proposed = answer_chosen(question, asked.language, history, at, _find(at), which, choice)
    return understanding.of(proposed, replace(asked, text=question)) if understanding else proposed


def _find(at: datetime) -> Find:
    """Return what finds passages for one answer: which articles hold is read once, however many languages are searched."""
    known = answers.knowledge_at(at)
    return lambda question, language, history, at: answers.find(question, language, history, at, known)


def _helped(keys: Keys, acts: Sequence[ActId]) -> list[Helped]:
    """Return what these answers were given from; one that was erased since is left out."""
    opened = _opened(keys, acts)
    found = (helped_by(opened[act]) for act in acts if act in opened)
    return [one for one in found if one]


def _history(keys: Keys, turns: Sequence[ActId]) -> list[MaskedText]:
    return [said for record in _records(keys, turns[-TURNS_READ:]) for said in said_before(record)]


def _records(keys: Keys, acts: Sequence[ActId]) -> list[bytes]:
    """Return the records of turns, all of them. Raises NotFound if one was erased since."""
    opened = _opened(keys, acts)
    if len(opened) < len(acts):
        raise NotFound("what was said before in this conversation was erased meanwhile")
    return [opened[act] for act in acts]


def _opened(keys: Keys, acts: Sequence[ActId]) -> dict[ActId, bytes]:
    """Return the records of those turns that are there and whose customer has a key, in one reading of each."""
    kept = desk.sealed_turns(acts)
    key_of = keys.of_many({customer for customer, _ in kept.values()})
    return {
        act: unseal(key_of[customer], sealed, place_of_turn(act))
        for act, (customer, sealed) in kept.items()
        if customer in key_of
    }
