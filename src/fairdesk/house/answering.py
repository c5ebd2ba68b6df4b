"""What the articles of a moment say to a message, read with what was said before it: for the live desk and for replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer
from fairdesk.answers.several import together
from fairdesk.answers.small_talk import small_talk_of
from fairdesk.answers.written import Writer
from fairdesk.desk import records as desk
from fairdesk.house.memory import place_of_turn, said_before
from fairdesk.house.understanding import Understanding
from fairdesk.nouns import ActId, Asked, Draft, MaskedText, Situation
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
    history = [said for act in situation.turns_before[-TURNS_READ:] for said in _said(keys, act)]
    proposed = answer(asked.text, asked.language, history, at, answers.find, writer)
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


def _said(keys: Keys, act: ActId) -> tuple[MaskedText, ...]:
    kept = desk.turn(act)
    key = keys.of(desk.conversation(kept.conversation).customer)
    return said_before(unseal(key, kept.sealed, place_of_turn(act)))
