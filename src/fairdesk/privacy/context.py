"""Say what the words around a number announce: an order, a telephone, a date of birth, or only a thing.

The words are looked up one by one in a table, nearest first; that costs a tenth of an alternation of them all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from fairdesk.privacy.patterns import CODE, COPULAS, NUMBER, PAIRS, UNSPACED, WORDS

_REACH = 48
"""How many characters before a number its announcing words are looked for."""
_WORDS_BACK = 9
_WEAK = frozenset((NUMBER, CODE))

WORD = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:['.-][^\W\d_]+)*|[nN][º°]")
_DIGIT = re.compile(r"\d")


class Said(NamedTuple):
    """What the words before a place announce."""

    kind: str
    """What the nearest announcing word says; NUMBER or CODE if that is all they say, "" if nothing."""
    crossed: bool
    """Whether a number stands between that word and the place."""
    numbered: bool
    """Whether a word such as "number", a colon or "#" directly announces one."""
    coded: bool
    """Whether one of the words is "code" or the like."""


class Reading:
    """One text with what its finders ask again and again: the words before and after a place."""

    __slots__ = ("text", "low", "_before")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()
        self._before: dict[int, Said] = {}

    def before(self, start: int) -> Said:
        """Return what the words before a place announce."""
        known = self._before.get(start)
        if known is None:
            known = self._before[start] = self._look_back(start)
        return known

    def _look_back(self, start: int) -> Said:
        window = self.text[max(0, start - _REACH) : start].lower()
        words = WORD.findall(window)
        if start > _REACH and words and window[0].isalnum() and self.text[start - _REACH - 1].isalnum():
            words = words[1:] if window.startswith(words[0]) else words
        last = {WORDS.get(word) for word in _last_said(words)}
        numbered = window.rstrip(" (\"'").endswith((":", "#", "=")) or not last.isdisjoint(_WEAK)
        kind, at = _nearest(words, window)
        crossed = bool(kind) and _DIGIT.search(window, max(at, 0)) is not None
        coded = any(WORDS.get(word) == CODE for word in words[-_WORDS_BACK:])
        alone = CODE if CODE in last else NUMBER if numbered else ""
        return Said(kind or alone, crossed, numbered, coded)

    def after(self, end: int) -> tuple[str, ...]:
        """Return the few words that follow a place, lower case."""
        return tuple(WORD.findall(self.text[end : end + 32].lower())[:5])

    def kind(self, start: int, end: int) -> str:
        """Return what the words say that stands here: those before it, or those after "... is my" or in "(...)"."""
        kind = self.before(start).kind
        if kind and kind not in _WEAK:
            return kind
        following = self.after(end)
        if following and following[0] in COPULAS:
            return next((found for found in map(WORDS.get, following[1:]) if found and found not in _WEAK), kind)
        if following and self.text[end : end + 2] == " (":
            return next((found for found in map(WORDS.get, following[:3]) if found and found not in _WEAK), kind)
        return kind


def _last_said(words: list[str]) -> list[str]:
    """Return the last word, and the one before if the last is only "is"."""
    return words[-2:] if words and words[-1] in COPULAS else words[-1:]


def _nearest(words: list[str], window: str) -> tuple[str, int]:
    for place in range(len(words) - 1, max(-1, len(words) - _WORDS_BACK), -1):
        word = words[place].rstrip(".")
        kind = PAIRS.get((words[place - 1], word)) if place else None
        kind = kind or WORDS.get(word) or WORDS.get(word.removesuffix("'s").rpartition("'")[2])
        if kind and kind not in _WEAK:
            return kind, window.rfind(word)
    if not window.isascii():
        found, at = max(((kind, window.rfind(word)) for word, kind in UNSPACED.items()), key=lambda pair: pair[1])
        if at >= 0:
            return found, at
    return "", -1
