"""Turn a message into what the model of sensitive matters counts: words, pieces of words, signs and hits of the lexicons.

    features(lexicons.look("I won't need it after Friday").words, "en", signs, ())
        # -> Features("en", ((words and pairs), (pieces), (signs and pairs of signs), (topics hit)))

Change nothing here without raising FORM: a kept model counts what its own texts were cut into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from fairdesk.sensitive.signs import END, Signs

FORM = 2
FLOORS = (12.0, 24.0, 10.0)
"""What is each view is long at least, as the third side of a right angle: one lone sign in a short message is not all of it."""
SHORTEST, LONGEST = 3, 5
LONGEST_WORD = 32
MOST_WORDS = 400
"""Of a longer message the first and the last words count: what somebody came for stands at an end of it."""
REACH = 3
"""How many signs after one still make a pair with it."""
PLAIN = "plain"
"""The sign of turns of phrase that mean nothing by their words ("had trouble finding", "the last time"): it hides them."""
_DIGIT = re.compile(r"\d")


class Features(NamedTuple):
    """The language that was read, its signs, and the features of each view, each as often as the text has it."""

    language: str
    signs: tuple[str, ...]
    views: tuple[Sequence[str], ...]


def features(words: Sequence[str], page: str, signs: Signs, topics: Iterable[str]) -> Features:
    """Return the features of folded words without those that a guard covers. *topics* are what the lexicons found."""
    said = read(words)
    language, found = signs.of(said, page)
    return Features(
        language,
        found,
        (
            tuple(grams(said)),
            tuple(piece for word in said if word != END for piece in pieces(word)),
            tuple(of_signs(found)),
            tuple(of_topics(topics)),
        ),
    )


def read(words: Sequence[str]) -> list[str]:
    """Return the words that are read, digits as 0."""
    half = MOST_WORDS // 2
    some = words if len(words) <= MOST_WORDS else [*words[:half], END, *words[-half:]]
    return [word if word.isalpha() else _DIGIT.sub("0", word) for word in some]


def grams(words: Sequence[str]) -> Iterator[str]:
    """Yield the words that were read and each pair of neighbours, the ends of a sentence among them."""
    before = ""
    for word in words:
        if word == END:
            if before:
                yield f"{before} $"
            before = ""
            continue
        yield word
        yield f"{before or '^'} {word}"
        before = word


@lru_cache(maxsize=65536)
def pieces(word: str) -> tuple[str, ...]:
    """Return the runs of SHORTEST to LONGEST letters of a word with a blank before and after it, between tildes."""
    padded = f" {word[:LONGEST_WORD]} "
    return tuple(
        f"~{padded[at : at + size]}~"
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(padded) - size + 1)
    )  # fmt: skip


def of_signs(signs: Sequence[str]) -> Iterator[str]:
    """Yield the signs, and the pairs of those near each other in a sentence."""
    sentence: list[str] = []
    for sign in signs:
        if sign == END:
            sentence = []
            continue
        if sign == PLAIN:
            continue
        yield f"<{sign}>"
        yield from (f"<{before} {sign}>" for before in dict.fromkeys(sentence[-REACH:]))
        sentence.append(sign)


def of_topics(topics: Iterable[str]) -> Iterator[str]:
    """Yield what the lexicons found."""
    yield from (f"#{topic}" for topic in sorted(topics))
