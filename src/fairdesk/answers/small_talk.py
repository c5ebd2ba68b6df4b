"""Hear small talk: a greeting, thanks, a goodbye or an "okay" that asks for nothing, in every language the desk offers.

    small_talk("Hi there, thank you so much!")   ->   "thanks"
    small_talk("Hi, where is my parcel?")        ->   ""

A message is small talk only if nothing is left when the phrases of small_talk.toml are taken out of it. Names behind
placeholders and signs that are no words do not count. A question is never swallowed: one unknown word is enough.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fairdesk.answers.ngrams import words
from fairdesk.language import gettext_noop, say
from fairdesk.nouns import Because, Draft

FILE = Path(__file__).with_name("small_talk.toml")
LONGEST = 200
"""Characters: nobody greets for longer without asking something."""
KINDS = ("greeting", "fine", "goodbye", "thanks")
"""From the least to the most: "hello and thank you" is thanks."""
_FILLER = "filler"
_CODE = "answer.small_talk"
REPLIES: Mapping[str, str] = {
    "greeting": gettext_noop("Hello. Write your question here to our AI assistant, or ask for a person."),
    "fine": gettext_noop("All right. If you need more, write here to our AI assistant, or ask for a person."),
    "goodbye": gettext_noop("Goodbye. If you need more, write here to our AI assistant, or ask for a person."),
    "thanks": gettext_noop("You are welcome. If you need more, write here to our AI assistant, or ask for a person."),
}
"""What people wrote beforehand for each kind."""


def small_talk(text: str) -> str:
    """Return the kind of small talk a message is, of KINDS; "" if it may ask for something."""
    if len(text) > LONGEST:
        return ""
    said, found, at = [word for word in words(text) if word.isalnum()], set(), 0
    while at < len(said):
        length, kind = _longest(said, at)
        if not length:
            return ""
        found.add(kind)
        at += length
    return next((kind for kind in reversed(KINDS) if kind in found), "")


def small_talk_draft(kind: str) -> Draft:
    """Return what an answerer proposes for small talk: no words of its own, only which of REPLIES fits."""
    return Draft("", (), 0.0, Because("answer", _CODE, {"small_talk": kind}))


def small_talk_of(draft: Draft | None) -> str:
    """Return the kind of small talk a draft is for, of KINDS; "" if it is to be released like any other."""
    kind = str(draft.because.facts.get("small_talk", "")) if draft and draft.because.code == _CODE else ""
    return kind if kind in KINDS else ""


def small_talk_reply(kind: str, language: str) -> str:
    """Return the words for a kind, in a language."""
    return say(language, REPLIES[kind])


def _longest(said: list[str], at: int) -> tuple[int, str]:
    """Return how many words from *at* on are one phrase, and its kind; 0 if none is."""
    for length in range(min(_phrases()[1], len(said) - at), 0, -1):
        if kind := _phrases()[0].get(tuple(said[at : at + length])):
            return length, kind
    return 0, ""


@cache
def _phrases() -> tuple[Mapping[tuple[str, ...], str], int]:
    """Return the kind of each phrase, and the words of the longest; what is a filler in one language may be more in another."""
    lists = tomllib.loads(FILE.read_text("utf-8"))
    kinds = {
        tuple(words(phrase)): kind
        for kind in (_FILLER, *KINDS)
        for part in lists.values()
        for phrase in part.get(kind, ())
    }
    return kinds, max(map(len, kinds))
