"""Recognise a request for a person, in every language the desk offers, whatever the language of the page.

One request is enough: nothing here weighs, counts or asks back. The patterns stand in wish.toml, one list a language,
as regular expressions over folded words; "not" lists hold what only looks like a request and are taken out first.
Words that stand for a person at the desk are recognised with one slip of the keyboard ("humna", "reprsentative").
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

from fairdesk.nouns import Because, MaskedText
from fairdesk.oversight.needed import Gate

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
_NAMED = re.compile(r"\{([a-z]+)\}")
_LETTERS = str.maketrans("أإآىةłß", "ااايهls")


class _Lists(NamedTuple):
    """What wish.toml says: what asks, what only looks like it, words that may be misspelt by their first letter, right ones."""

    asks: Sequence[str]
    not_asks: Sequence[str]
    nouns: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    gate: Gate
    """Of both, those that ask first."""


@cache
def lists() -> _Lists:
    """Return the lines of every language, read once a process: some tenths of a second, so a desk does it as it begins."""
    parts = tomllib.loads(FILE.read_text("utf-8"))
    asks = [_pattern(line) for line in _spelt_out(parts, "asks")]
    not_asks = [_pattern(line) for line in _spelt_out(parts, "not")]
    nouns = frozenset(_folded(word) for part in parts.values() for word in part["misspelt"])
    known = frozenset(re.findall(r"\w{4,}", " ".join((*asks, *not_asks)))) | {"employer", "college"}
    by_letter: dict[str, tuple[str, ...]] = {}
    for noun in sorted(nouns):
        by_letter[noun[0]] = (*by_letter.get(noun[0], ()), noun)
    return _Lists(asks, not_asks, by_letter, nouns | known, Gate([*asks, *not_asks]))


def _spelt_out(parts: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Yield every language's lines of a kind, with its "words" in the place of their names; raises KeyError."""
    for part in parts.values():
        words: dict[str, str] = {}
        for name, meant in part.get("words", {}).items():
            words[name] = _named(meant, words)  # a word may be made of those above it
        yield from (_named(line, words) for line in part[kind])


def _named(line: str, words: Mapping[str, str]) -> str:
    return _NAMED.sub(lambda found: words[found[1]], line)


@cache
def _whole(line: str) -> re.Pattern[str]:
    """Compile a line when a message may match it: few lines of all are ever tried by one process."""
    return re.compile(rf"(?<!\S)(?:{line})(?!\S)")


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
    written = _WORD.findall(_clean(text))
    read = [_read(word) for word in written]
    ours = lists()
    may_match, asks = ours.gate.open(reduce(or_, {bits for _, bits in read}, 0)), len(ours.asks)
    may_ask = [place for place in may_match if place < asks]
    if not may_ask:
        return ()
    may_not = [place - asks for place in may_match if place >= asks]
    searched = f"^ {' '.join(word for word, _ in read)} $"
    # A look-alike is crossed out word by word, so that what remains keeps its place in the text.
    for found in reversed(list(_found(ours.not_asks, may_not, searched))):
        crossed = re.sub(r"\S+", "-", found.group())
        searched = searched[: found.start()] + crossed + searched[found.end() :]
    return tuple(dict.fromkeys(_as_written(match, written) for match in _found(ours.asks, may_ask, searched)))


def _clean(text: str) -> str:
    if "[" in text:
        text = _PLACEHOLDER.sub(" . ", text)
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    elif "'" not in text and "`" not in text:
        return text
    return _SHORT_FORM.sub("", text)


@lru_cache(maxsize=65536)
def _read(word: str) -> tuple[str, int]:
    """Return a word as it is compared, and what it fulfils for the lines. Cached: texts repeat their words."""
    ours = lists()
    meant = _mended(_folded(word), ours.nouns, ours.known)
    return meant, ours.gate.of(meant)


def _found(lines: Sequence[str], may_match: Sequence[int], text: str) -> Iterator[re.Match[str]]:
    """Yield what the lines match, from left to right without overlap; of two at one place the upper line's."""
    tried = [_whole(lines[each]) for each in may_match]
    nearest = [line.search(text) for line in tried]
    place = 0
    while True:
        for each, match in enumerate(nearest):
            if match and match.start() < place:  # the others' matches lie ahead still
                nearest[each] = tried[each].search(text, place)
        found = [match for match in nearest if match]
        if not found:
            return
        first = min(found, key=re.Match.start)  # min takes the first of equals: the upper line
        yield first
        place = first.end()


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
