"""Turn a message into what a classifier counts: words, pairs of neighbours, and pieces of words.

    words("I can't pay!")           ->   ["i", "cant", "pay"]
    word_grams(["i", "cant", "pay"])   ->   ["i", "cant", "pay", "^ i", "i cant", "cant pay", "pay $"]
    pieces("pay")                   ->   (" p", "pa", "ay", "y ", " pa", ...)

Case and accents are folded, digits are all 0, a placeholder of masked data becomes its kind. A Chinese character is a
word of its own. Change nothing here without raising FORM: a kept model counts what its own words were cut into.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

FORM = 1
SHORTEST, LONGEST = 2, 5
"""Letters of a piece; a word has a blank at both ends."""
LONGEST_WORD = 32
"""Of a longer word (a number, an address, a typing cat) only the beginning counts."""

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_PLACEHOLDER = re.compile(r"\[([A-Z][A-Z_]*)_\d+(?: [^\[\]\n]{1,60})?\]")
_SHORT_FORM = re.compile(r"['’ʼ`´](?=(?:t|s|m|re|ve|ll|d)\b)")
_WORD = re.compile(rf"\[[a-z_]+\]|[{_HAN}]|(?:(?![{_HAN}])[^\W_])+|[?$€£%]")
_DIGIT = re.compile(r"\d")
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي", "ة": "ه", "ـ": None}
)


def words(text: str) -> list[str]:
    """Return the words of *text* in order, folded; signs for money, per cent and questions count as words."""
    marked = _PLACEHOLDER.sub(lambda found: f" [{found[1].lower()}] ", text)
    return _WORD.findall(_DIGIT.sub("0", _SHORT_FORM.sub("", _folded(marked))))


def word_grams(said: Sequence[str]) -> Iterator[str]:
    """Yield the words, then the pairs of neighbours; ^ and $ stand for beginning and end."""
    yield from said
    before = "^"
    for word in said:
        yield f"{before} {word}"
        before = word
    if said:
        yield f"{before} $"


def pieces(word: str) -> tuple[str, ...]:
    """Return the runs of SHORTEST to LONGEST letters of a word with a blank before and after it."""
    if word.startswith("["):
        return ()
    padded = f" {word[:LONGEST_WORD]} "
    return tuple(
        padded[at : at + size]
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(len(padded) - size + 1)
    )  # fmt: skip


def unmarked(text: str) -> str:
    """Return *text* with the kind of thing where a placeholder stands: "[EMAIL_1]" becomes "email"."""
    return _PLACEHOLDER.sub(lambda found: found[1].lower().replace("_", " "), text)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)
