"""Take from around a question what is polite and asks nothing, so that it gets the answer that the bare question gets.

    without_courtesies("Dear team,\n\nHow long does a refund take?\n\nKind regards\n[PERSON_1]")
                                                    ->   "How long does a refund take?"

Words in the middle stay, and so does everything if nothing would be left: small talk is small_talk.py's to answer. What
stands behind the farewell of a letter is a signature.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from fairdesk.answers import small_talk
from fairdesk.answers.ngrams import words
from fairdesk.nouns import MaskedText, piece

FILE = Path(__file__).with_name("courtesies.toml")
LONGEST_SIGNATURE = 60
"""Characters behind a farewell; more is no signature."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"\[[A-Z][A-Z_]*_\d+(?: [^\[\]\n]{{1,60}})?\]|[{_HAN}]|(?:(?![{_HAN}])\w)+(?:['’](?:(?![{_HAN}])\w)+)*"
)
_END, _MARK = re.compile(r"[\s.,;:!¡،؛，。！：；、–—-]*"), re.compile(r"[?？؟.!。！]*")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")

Phrases = frozenset[tuple[str, ...]]


def without_courtesies(text: MaskedText) -> MaskedText:
    """Return a message without the courtesies at its beginning and its end."""
    tokens = [(found.start(), found.end(), _word(found[0])) for found in _TOKEN.finditer(text)]
    first, last = _after(tokens), _before(tokens, text)
    if first >= last:
        return text
    begin = _past(_END, text, tokens[first - 1][1]) if first else 0
    if last == len(tokens):
        return piece(text, begin, len(text))
    # The mark of the question itself stays.
    return piece(text, begin, _past(_MARK, text, tokens[last - 1][1]))


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where what a pattern matches from a place on ends; the place itself where nothing does."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _after(tokens: Sequence[tuple[int, int, str]]) -> int:
    """Return how many tokens at the beginning are courtesies."""
    phrases, longest = _phrases()["before"]
    at = 0
    while length := _longest([word for _, _, word in tokens[at : at + longest]], phrases):
        at += length
    return at


def _before(tokens: Sequence[tuple[int, int, str]], text: str) -> int:
    """Return from which token on to the end all is courtesies, or a signature behind a farewell on a line of its own."""
    phrases, longest = _phrases()["behind"]
    said = [word for _, _, word in tokens]
    end = len(said)
    while length := next((n for n in range(min(longest, end), 0, -1) if tuple(said[end - n : end]) in phrases), 0):
        end -= length
    if end < len(said):
        return end
    for at in range(len(said) - 1, 0, -1):
        start = tokens[at][0]
        if len(text) - start > LONGEST_SIGNATURE + 40:
            break
        length = _longest(said[at : at + longest], phrases)
        line = text[tokens[at - 1][1] : start]
        if length and "\n" in line and "\n" in text[tokens[at + length - 1][1] :].strip(" ,.!"):
            return at
    return end


def _longest(said: Sequence[str], phrases: Phrases) -> int:
    return next((n for n in range(len(said), 0, -1) if tuple(said[:n]) in phrases), 0)


def _word(token: str) -> str:
    """Return a word without case and accents, drawn-out letters once: "Heyyy" is "hey"."""
    return _DRAWN_OUT.sub(r"\1", "".join(words(token))) if not token.startswith("[") else token


@cache
def _phrases() -> Mapping[str, tuple[Phrases, int]]:
    own, talk = (tomllib.loads(file.read_text("utf-8")) for file in (FILE, small_talk.FILE))
    found = {}
    for where, kinds in (("before", ("greeting", "thanks")), ("behind", ("thanks", "goodbye"))):
        listed = [phrase for part in own.values() for phrase in part[where]]
        listed += [phrase for part in talk.values() for kind in kinds for phrase in part.get(kind, ())]
        phrases = frozenset(_words_of(listed))
        found[where] = phrases, max(map(len, phrases))
    return found


def _words_of(listed: Iterable[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(_word(found[0]) for found in _TOKEN.finditer(phrase)) for phrase in listed)
