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

FILE = Path(__file__).with_name("small_talk.toml")
LONGEST = 200
"""Characters: nobody greets for longer without asking something."""
KINDS = ("greeting", "fine", "goodbye", "thanks")
"""From the least to the most: "hello and thank you" is thanks."""
_FILLER = "filler"


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
