"""Say what the tagger may know of a text: its tokens and, for each, a few short strings.

    words = tokens("Hi, I'm Ana from Porto")
    list(strings(words, mode_of(text), known))       # for training: every feature of every token

A token carries the blank before it, so that " 12" and "12" differ. All that a feature says comes from one token, from two or
three neighbours' classes, or from two neighbouring words; so each can be computed once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

GIVEN, FAMILY, PLACE, PLACE_PART, COUNTRY, COMMON, NAMED, OFTEN = (1 << n for n in range(8))
"""What a list may say of a word: a name of a person, of a place; a common word; a month, weekday or language; one of
the few hundred words that are in every second sentence."""

COMPOUND = 1 << 8
"""On no list, but made of words of which the last is common: Ernteausfälle, Barnomsorgen."""
_LAST_PART, _FIRST_PART = 5, 3

TOKEN = re.compile(r" ?\w+(?:[-@]\w+|\.(?=[a-z0-9])\w+)*|\n| ?[^\w\s]")
"""A word or number (e-mail addresses, web addresses and words with hyphens are one), a line's end, or one other
character; each with the blank before it."""

Known = Callable[[str], int]
"""Returns the bits of a word in lower case."""

EDGE = "<>"
"""Stands before the first token and after the last."""
PAIR = "\x1f"
"""Stands between the parts of a feature that is made of several."""
LINE = "\\n"
"""How features name the end of a line."""

_DIGIT = re.compile(r"\d")
_GERMAN = frozenset(
    [
        "",
        "ich",
        "und",
        "der",
        "die",
        "das",
        "ist",
        "nicht",
        "ein",
        "eine",
        "mit",
        "für",
        "auf",
        "dem",
        "den",
        "zu",
        "von",
        "im",
        "wir",
        "sie",
        "mein",
        "meine",
        "bitte",
        "habe",
    ]
) - {""}


def tokens(text: str) -> list[str]:
    """Return the tokens of *text*."""
    return TOKEN.findall(text)


def mode_of(text: str, words: list[str]) -> str:
    """Return how capitals are used in a text: "l" none, "u" hardly anything else, "g" as in German, else "n"."""
    low = text.lower()
    if low == text:
        return "l"
    if text.upper() == text:
        return "u"
    return "g" if sum(word[1:] in _GERMAN for word in words) >= 2 else "n"


def shape_of(word: str) -> str:
    """Return the form of a token without its blank: "Xx" for Anna, "d4" for 2024, the character for a mark."""
    if word.isalpha():
        return _shape_of_letters(word)
    if word.isdigit():
        return f"d{min(len(word), 7)}"
    if len(word) == 1:
        return LINE if word == "\n" else word
    if word == EDGE:
        return EDGE
    if "@" in word:
        return "a@a"
    if "-" in word:
        parts = word.split("-")
        return f"{shape_of(parts[0])}-{shape_of(parts[-1])}"
    if "." in word:
        return "d.d" if word[0].isdigit() else "a.a"
    if "_" in word:
        return "a_a"
    return "da" if word[0].isdigit() else "ad"


def _shape_of_letters(word: str) -> str:
    size = len(word)
    if word.islower():
        return "x" if size > 3 else f"x{size}"
    if word.istitle():
        return "X" if size == 1 else "Xx" if size > 3 else f"Xx{size}"
    if word.isupper():
        return "XX"
    return "Mm" if word[0].isupper() else "mM" if word[0].islower() else "o"


def read(token: str, mode: str, known: Known) -> tuple[str, str, bool]:
    """Return of a token its word, its class, and whether it is dull.

    The word is in lower case, every digit a 0, long ones cut. The class is what neighbours may know: how capitals are
    used in the text, whether no blank stands before, form, what the lists say. A dull token (a mark, a short number, a
    small common word) gives by itself no reason to look for a name; only what stands near another is looked at.
    """
    if token == EDGE:
        return EDGE, EDGE, True
    blank = token[0] == " "
    word = token[1:] if blank else token
    start = mode if blank else f"{mode}+"
    low = word.lower()
    if word.isalpha():
        bits = known(low)
        if low == word:
            is_dull = bits & OFTEN or (bits & COMMON and not bits & _A_NAME)
            return low[:24], f"{start}{_shape_of_letters(word)}{_letters(bits)}", bool(is_dull)
        if not bits and low[-1] == "s":  # Chinas, Annas: the genitive of many languages
            bits = known(low[:-1]) & ~COMMON
        if not bits and len(low) >= _FIRST_PART + _LAST_PART:
            bits = _compound(low, known)
        return low[:24], f"{start}{_shape_of_letters(word)}{_letters(bits)}", False
    if len(word) == 1:
        return (LINE if word == "\n" else "0" if word.isdigit() else word), start + shape_of(word), word not in "@#_/"
    if word.isdigit():
        return "0" * min(len(word), 7), start + shape_of(word), len(word) < 4
    bits = known(low.partition("-")[0]) & ~COMMON if "-" in word else 0
    return "@@" if "@" in word else _DIGIT.sub("0", low)[:24], f"{start}{shape_of(word)}{_letters(bits)}", False


def _compound(low: str, known: Known) -> int:
    for at in range(_FIRST_PART, min(len(low), 30) - _LAST_PART + 1):
        if known(low[at:]) & COMMON:
            return COMPOUND
    return 0


_A_NAME = GIVEN | FAMILY | PLACE | PLACE_PART | COUNTRY


@cache
def _letters(bits: int) -> str:
    name = "" if not bits & 3 else "ABC"[(bits & 3) - 1]
    place = "P" if bits & PLACE else "p" if bits & PLACE_PART else ""
    return (
        name
        + place
        + ("K" if bits & COUNTRY else "")
        + ("c" if bits & COMMON else "k" if bits & COMPOUND else "")
        + ("N" if bits & NAMED else "")
    )


def own(word: str, mode: str) -> list[str]:
    """Return what a token's word says of itself; `mode` is how capitals are used in its text."""
    size = len(word)
    if size < 3:
        return [f"w{word}"]
    said = [f"w{word}", f"2{word[-2:]}", f"3{mode}{word[-3:]}", f"b{word[:3]}"]
    if size > 5:
        said.append(f"5{word[-5:]}")
    return said


OFFSETS = (-2, -1, 1, 2)
"""Which neighbours' words and classes count: "-1wmy" on a token says that the one before is "my"."""


def pairs(words: list[str], classes: list[str], at: int) -> Iterator[str]:
    """Yield what neighbours say together of the token *at*; both lists have two edges before and after."""
    here = classes[at]
    yield f"A{words[at - 1]}{PAIR}{here}"
    yield f"B{words[at - 2]}{PAIR}{words[at - 1]}"
    yield f"C{classes[at - 1]}{PAIR}{here}{PAIR}{classes[at + 1]}"
    yield f"D{here}{PAIR}{words[at + 1]}"


def strings(found: list[str], mode: str, known: Known) -> Iterator[list[str]]:
    """Yield for each token all its features, as the model is trained on them."""
    seen = [read(token, mode, known) for token in (EDGE, EDGE, *found, EDGE, EDGE)]
    words, classes = [one[0] for one in seen], [one[1] for one in seen]
    for at in range(2, len(found) + 2):
        features = [f"c{classes[at]}", *own(words[at], classes[at][0])]
        # Named by where the token stands that says it: -1 lends to the token after it.
        for offset in OFFSETS:
            features += (f"{offset}w{words[at + offset]}", f"{offset}c{classes[at + offset]}")
        features += pairs(words, classes, at)
        yield features
