"""Recognise a request for a person, in every language the desk offers, whatever the language of the page.

One request is enough: nothing here weighs, counts or asks back. The patterns stand in wish.toml, one list a language,
as regular expressions over folded words; "not" lists hold what only looks like a request and are taken out first.
Words that stand for a person at the desk are recognised with one slip of the keyboard ("humna", "reprsentative").
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from fairdesk.nouns import Because, MaskedText

FILE = Path(__file__).with_name("wish.toml")
LONGEST = 2000
"""Characters read from each end of a message: a longer one says what it wants at its beginning or its end."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])\w)+|[.!?;:,。！？；，؟،]|\n")
_SHORT_FORM = re.compile(r"['’ʼ`](?=(?:t|s|m|re|ve|ll|d)\b)")
_INVISIBLE = re.compile(
    r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{1,30}_\d+(?: [^\[\]\n]{1,60})?\]")
_LETTERS = str.maketrans("أإآىةłß", "ااايهls")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], Mapping[str, tuple[str, ...]], frozenset[str]]:
    """What asks, what only looks like it, the words that may be misspelt by their first letter, words that are right."""
    lists = tomllib.loads(FILE.read_text("utf-8"))
    asks = [line for part in lists.values() for line in part["asks"]]
    not_asks = [line for part in lists.values() for line in part["not"]]
    nouns = frozenset(_folded(word) for part in lists.values() for word in part["misspelt"])
    known = frozenset(re.findall(r"\w{4,}", " ".join(_pattern(line) for line in (*asks, *not_asks)))) | {"employer"}
    by_letter: dict[str, tuple[str, ...]] = {}
    for noun in sorted(nouns):
        by_letter[noun[0]] = (*by_letter.get(noun[0], ()), noun)
    return _either(asks), _either(not_asks), by_letter, nouns | known


def _either(lines: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?:" + "|".join(_pattern(line) for line in lines) + r")(?!\S)")


def _pattern(line: str) -> str:
    """Fold a line as texts are folded; a Chinese character is a word of its own."""
    spaced = re.sub(rf"([{_HAN}])(?=[{_HAN}(])", r"\1 ", line)
    return "".join(c if c.isascii() else _folded(c) for c in re.sub(rf"\)(?=[{_HAN}])", ") ", spaced))


def asks_for_a_person(text: MaskedText, language: str) -> Because:
    """Return the reason "wish.asks_for_a_person" with the words that ask, or "wish.none".

    *language* is the page's; it does not narrow the search and is kept as a fact of the reason.
    """
    found = _asking_words(text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]}\n{text[-LONGEST:]}")
    code = "wish.asks_for_a_person" if found else "wish.none"
    return Because("wish", code, {"page_language": language, "hits": len(found)}, words=found)


def _asking_words(text: str) -> tuple[str, ...]:
    asks, not_asks, nouns, known = _patterns()
    clean = _SHORT_FORM.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", _PLACEHOLDER.sub(" . ", text))))
    written = _WORD.findall(clean)
    joined = " ".join(_mended(word, nouns, known) for word in map(_folded, written))
    # A look-alike is crossed out word by word, so that what remains keeps its place in the text.
    searched = not_asks.sub(lambda match: re.sub(r"\S+", "-", match.group()), f"^ {joined} $")
    return tuple(dict.fromkeys(_as_written(match, written) for match in asks.finditer(searched)))


def _as_written(match: re.Match[str], written: list[str]) -> str:
    first = match.string.count(" ", 0, match.start())
    after = first + match.group().count(" ") + 1
    return " ".join(written[max(first - 1, 0) : after - 1])


def _folded(word: str) -> str:
    lower = word.lower().translate(_LETTERS)
    if lower.isascii():
        return lower
    if lower in "。！？；，؟،":
        return {"，": ",", "،": ",", "؟": "?", "？": "?", "！": "!"}.get(lower, ".")
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


def _mended(word: str, nouns: Mapping[str, tuple[str, ...]], known: frozenset[str]) -> str:
    """Return the noun that *word* was meant to be: one letter wrong, missing, doubled or changed with its neighbour."""
    if len(word) < 4 or word in known:
        return word
    alike = nouns.get(word[0], ())
    return next((noun for noun in alike if abs(len(noun) - len(word)) <= 1 and _one_slip(word, noun)), word)


def _one_slip(word: str, noun: str) -> bool:
    """Whether one slip makes *noun* into *word*. The first letter is right, and a longer word is not its plural."""
    if word[0] != noun[0] or word[:-1] == noun or noun[:-1] == word:
        return False
    same = next((i for i, (a, b) in enumerate(zip(word, noun, strict=False)) if a != b), min(len(word), len(noun)))
    rest, wanted = word[same:], noun[same:]
    swapped = len(rest) > 1 and len(wanted) > 1 and rest[0] == wanted[1] and rest[1] == wanted[0]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or (swapped and rest[2:] == wanted[2:])
