"""Tell which words a regular expression cannot do without, so that it is tried only where they stand.

    needed("(?:speak|talk) to (?:a )?human")      # -> [{" human "}, {" speak ", " talk "}, ...]

Of each set a match holds at least one text; a space beside it says that the word begins or ends there. All is read
from the expression itself: nobody keeps a list beside it that could say otherwise. An expression is over words joined
by one space.
"""

from __future__ import annotations

import re._constants as sign  # the parser of `re` has no public name; a test compares with matching without this file
import re._parser as parser
from collections.abc import Iterable
from typing import Any

Texts = frozenset[str]

NOTHING = frozenset({""})
MOST = 400
"""Texts that are kept apart while an expression is read; more are cut into what stands before and after."""
NEEDS = 3
"""How many sets a gate asks for, the most telling first."""


def needed(expression: str) -> list[Texts]:
    """Return the sets, the most telling first; raises ValueError if nothing can be told."""
    found = _read(parser.parse(f" (?:{expression}) "))
    if not found:
        raise ValueError(f"no word is needed for {expression!r}; it would be tried on every message")
    return sorted(found, key=_tells_little)


def _read(items: Iterable[Any]) -> list[Texts]:
    """Return every set of texts of which a match of *items*, one after the other, holds one."""
    ends, found = NOTHING, []
    for operation, value in items:
        exact, inside = _item(operation, value)
        if exact is None or len(ends) * len(exact) > MOST:
            found += _telling(ends)
            ends = NOTHING
        found += inside
        ends = frozenset(one + more for one in ends for more in exact) if exact is not None else ends
    return list(dict.fromkeys((*found, *_telling(ends))))


def _item(operation: Any, value: Any) -> tuple[Texts | None, list[Texts]]:
    """Return all texts an item stands for (None: too many to say), and what it must hold besides."""
    if operation is sign.LITERAL:
        return frozenset({chr(value)}), []
    if operation is sign.SUBPATTERN and not value[1]:
        return _part(value[3])
    if operation is sign.BRANCH:
        return _either(value[1])
    if operation is sign.MAX_REPEAT:
        least, most, part = value
        exact, inside = _part(part)
        if (least, most) == (0, 1) and exact is not None:
            return exact | {""}, []
        return None, (inside or _telling(exact or NOTHING)) if least else []
    if operation in (sign.ASSERT, sign.ASSERT_NOT, sign.AT):
        return NOTHING, []
    return None, []


def _part(items: Iterable[Any]) -> tuple[Texts | None, list[Texts]]:
    """Read a part by itself: its texts if all can be told, otherwise what it must hold."""
    ends = NOTHING
    for operation, value in items:
        exact, _ = _item(operation, value)
        if exact is None or len(ends) * len(exact) > MOST:
            return None, _read(items)
        ends = frozenset(one + more for one in ends for more in exact)
    return ends, []


def _either(parts: Iterable[Any]) -> tuple[Texts | None, list[Texts]]:
    read = [_part(part) for part in parts]
    exact = [each for each, _ in read if each is not None]
    if len(exact) == len(read) and sum(map(len, exact)) <= MOST:
        return frozenset().union(*exact), []
    needs = [inside or _telling(each or NOTHING) for each, inside in read]
    return None, [frozenset().union(*(min(sets, key=_tells_little) for sets in needs))] if all(needs) else []


def _telling(texts: Texts) -> list[Texts]:
    """Return the longest word, or part of one, of each text, then the second longest; none if a text has no letter."""
    words = [sorted(_pieces(text), key=len, reverse=True)[:NEEDS] for text in texts]
    return [frozenset(each) for each in zip(*words, strict=False)]


def _tells_little(texts: Texts) -> tuple[int, int, list[str]]:
    """Order sets: "human" tells more than "to"; the set whose shortest text is longest, and of two the smaller."""
    return -min(len(text.strip()) for text in texts), len(texts), sorted(texts)


def _pieces(text: str) -> Iterable[str]:
    """Cut at spaces; a piece keeps the space beside it, which says that the word begins or ends there."""
    parts = text.split(" ")
    for place, part in enumerate(parts):
        if any(map(str.isalnum, part)):
            yield (" " if place else "") + part + (" " if place < len(parts) - 1 else "")


class Gate:
    """Tells which of many expressions may match, from the words of a text.

    bits = 0
    for word in words:
        bits |= gate.of(word)
    gate.open(bits)        # the places of the expressions all of whose needs are there
    """

    def __init__(self, expressions: Iterable[str]) -> None:
        self._bits: dict[str, int] = {}
        self._needs: dict[int, tuple[int, int]] = {}
        """By the bit of an expression's most telling need: its place, and the bits of all its needs."""
        bit = 1
        for place, expression in enumerate(expressions):
            first = bit
            for texts in needed(expression)[:NEEDS]:
                for text in texts:
                    self._bits[text] = self._bits.get(text, 0) | bit
                bit <<= 1
            self._needs[first] = place, bit - first
        self._most_telling = sum(self._needs)
        lengths: dict[str, set[int]] = {}
        for text in self._bits:
            lengths.setdefault(text[:2], set()).add(len(text))
        self._lengths = {first: tuple(sorted(each)) for first, each in lengths.items()}
        """How long the texts are that begin with these two signs: at most places of a word, none does."""
        self._of_one_sign = tuple((text, bits) for text, bits in self._bits.items() if len(text) == 1)

    def of(self, word: str) -> int:
        """Return the bits of the needs that this word, or a part of it, fulfils."""
        spaced, found = f" {word} ", 0
        for start in range(len(word) + 1):
            for length in self._lengths.get(spaced[start : start + 2], ()):
                found |= self._bits.get(spaced[start : start + length], 0)
        for text, bits in self._of_one_sign:
            if text in word:
                found |= bits
        return found

    def open(self, bits: int) -> list[int]:
        """Return the places of the expressions whose needs are all among *bits*, in order."""
        found, left = [], bits & self._most_telling
        while left:  # few bits of many are set: only these expressions are looked at
            bit = left & -left
            place, need = self._needs[bit]
            if bits & need == need:
                found.append(place)
            left ^= bit
        return found
