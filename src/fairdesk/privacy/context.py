"""Say what the words around a number announce: an order, a telephone, a date of birth, or only a thing.

The words are looked up one by one in a table, nearest first; that costs a tenth of an alternation of them all.
"""

from __future__ import annotations

import re

from fairdesk.privacy.patterns import COPULAS, NUMBER, PAIRS, UNSPACED, WORDS

_REACH = 48
"""How many characters before a number its announcing words are looked for."""

WORD = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:['.-][^\W\d_]+)*|[nN][º°]")
_DIGIT = re.compile(r"\d")


class Reading:
    """One text with what its finders ask again and again: the words before and after a place."""

    __slots__ = ("text", "low", "_before")

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()
        self._before: dict[int, tuple[str, bool, bool]] = {}

    def before(self, start: int) -> tuple[str, bool, bool]:
        """Return what the nearest announcing word says ("" for none), whether a number stands between, whether a
        word such as "number", a colon or "#" directly announces one."""
        known = self._before.get(start)
        if known is None:
            known = self._before[start] = self._look_back(start)
        return known

    def _look_back(self, start: int) -> tuple[str, bool, bool]:
        window = self.text[max(0, start - _REACH) : start].lower()
        words = WORD.findall(window)
        if start > _REACH and words and window[0].isalnum() and self.text[start - _REACH - 1].isalnum():
            words = words[1:] if window.startswith(words[0]) else words
        numbered = window.rstrip(" (\"'").endswith((":", "#", "=")) or NUMBER in map(WORDS.get, _last_said(words))
        kind, at = _nearest(words, window)
        crossed = bool(kind) and _DIGIT.search(window, max(at, 0)) is not None
        return kind or (NUMBER if numbered else ""), crossed, numbered

    def after(self, end: int) -> tuple[str, ...]:
        """Return the few words that follow a place, lower case."""
        return tuple(WORD.findall(self.text[end : end + 32].lower())[:5])

    def kind(self, start: int, end: int) -> str:
        """Return what the words say that stands here: those before it, or those after "... is my"."""
        kind, _, _ = self.before(start)
        if kind and kind != NUMBER:
            return kind
        following = self.after(end)
        if following and following[0] in COPULAS:
            return next((found for found in map(WORDS.get, following[1:]) if found and found != NUMBER), kind)
        return kind


def _last_said(words: list[str]) -> list[str]:
    """Return the last word, and the one before if the last is only "is"."""
    return words[-2:] if words and words[-1] in COPULAS else words[-1:]


def _nearest(words: list[str], window: str) -> tuple[str, int]:
    for place in range(len(words) - 1, max(-1, len(words) - 9), -1):
        word = words[place].rstrip(".")
        kind = PAIRS.get((words[place - 1], word)) if place else None
        kind = kind or WORDS.get(word) or WORDS.get(word.removesuffix("'s").rpartition("'")[2])
        if kind and kind != NUMBER:
            return kind, window.rfind(word)
    if not window.isascii():
        found, at = max(((kind, window.rfind(word)) for word, kind in UNSPACED.items()), key=lambda pair: pair[1])
        if at >= 0:
            return found, at
    return "", -1
