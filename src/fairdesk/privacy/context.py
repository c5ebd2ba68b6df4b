"""Say what the words around a number announce: an order, a telephone, a date of birth, or only a thing.

The words of a text are looked up once in a table, and each number asks for the nearest that announces something; that
costs a tenth of an alternation of them all, and the same for the thousandth number of a text as for the first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from fairdesk.privacy.announcing import CODE, COPULAS, NUMBER, PAIRS, UNSPACED, WORDS

_REACH = 48
"""How many characters before a number its announcing words are looked for."""
_WORDS_BACK = 9
_WEAK = frozenset((NUMBER, CODE))

WORD = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:['.-][^\W\d_]+)*|[nN][º°]")
_DIGIT = re.compile(r"\d")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_OPENING = " (\"'"


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

    __slots__ = ("text", "low", "_before", "_words", "_unspaced")

    def __init__(self, text: str) -> None:
        self.text = text
        low = text.lower()
        # A few letters grow when they are lowered; places must mean the same in both.
        self.low = low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        self._before: dict[int, Said] = {}
        self._words: _Words | None = None
        self._unspaced = not text.isascii() and _UNSPACED.search(text) is not None

    def has(self, stems: tuple[str, ...]) -> bool:
        """Whether one of *stems* (lower case) stands anywhere in the text: the gate before a finder's patterns."""
        low = self.low
        for stem in stems:  # noqa: SIM110  # a loop costs half of any()
            if stem in low:
                return True
        return False

    def before(self, start: int) -> Said:
        """Return what the words before a place announce."""
        known = self._before.get(start)
        if known is None:
            known = self._before[start] = self._look_back(start)
        return known

    def _look_back(self, start: int) -> Said:
        if self._words is None:
            self._words = _Words(self.low)
        words, reach = self._words, start - _REACH
        last = bisect_right(words.ends, start) - 1
        nearest, code = (words.strong[last], words.code[last]) if last >= 0 else (-1, -1)
        least = last - _WORDS_BACK
        kind, at = (words.kinds[nearest], words.starts[nearest]) if nearest > least and nearest >= 0 else ("", -1)
        if at < max(reach, 0):
            kind, at = self._without_spaces(start) if self._unspaced else ("", -1)
        coded = code > least and code >= 0 and words.starts[code] >= reach
        is_copula = last >= 0 and words.starts[last] >= reach and words.copulas[last]
        said = {
            words.weak[i] for i in ((last, last - 1) if is_copula else (last,)) if i >= 0 and words.starts[i] >= reach
        }
        numbered = self._opened_by(start) or NUMBER in said or CODE in said
        crossed = bool(kind) and _DIGIT.search(self.text, at, start) is not None
        alone = CODE if CODE in said or (coded and is_copula) else NUMBER if numbered else ""
        return Said(kind or alone, crossed, numbered, coded)

    def _opened_by(self, start: int) -> bool:
        """Whether a colon, "#" or "=" stands before a place, with nothing but spaces and quotes between."""
        place, least = start - 1, start - _REACH
        while place > least and place >= 0 and self.text[place] in _OPENING:
            place -= 1
        return place >= 0 and self.text[place] in ":#="

    def _without_spaces(self, start: int) -> tuple[str, int]:
        window, first = self.low[max(0, start - _REACH) : start], max(0, start - _REACH)
        found, at = max(((kind, window.rfind(word)) for word, kind in UNSPACED.items()), key=lambda pair: pair[1])
        return (found, first + at) if at >= 0 else ("", -1)

    def after(self, end: int) -> tuple[str, ...]:
        """Return the few words that follow a place, lower case."""
        return tuple(WORD.findall(self.low, end, end + 32)[:5])

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


class _Words:
    """The words of a text in their order: where each stands, what it announces, and the nearest one that does."""

    __slots__ = ("starts", "ends", "kinds", "weak", "copulas", "strong", "code")

    def __init__(self, low: str) -> None:
        found = [(m.start(), m.end(), m[0]) for m in WORD.finditer(low)]
        self.starts = [start for start, _, _ in found]
        self.ends = [end for _, end, _ in found]
        self.copulas = [word in COPULAS for _, _, word in found]
        self.weak = [WORDS.get(word) for _, _, word in found]
        self.kinds: list[str] = []
        self.strong: list[int] = []
        self.code: list[int] = []
        before, strong, code = "", -1, -1
        for place, (_, _, word) in enumerate(found):
            kind = _kind_of(before, word)
            strong = place if kind and kind not in _WEAK else strong
            code = place if kind == CODE else code
            self.kinds.append(kind)
            self.strong.append(strong)
            self.code.append(code)
            before = word


def _kind_of(before: str, word: str) -> str:
    """Return what a word announces, with the one before it: "gift card" is no card."""
    word = word.rstrip(".")
    kind = PAIRS.get((before, word)) or WORDS.get(word, "")
    return kind or ("'" in word and WORDS.get(word.removesuffix("'s").rpartition("'")[2])) or ""
