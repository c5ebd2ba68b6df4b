"""Read a text as what its words stand for when somebody wishes for a person: a human, a talk, a machine, that it is enough.

    read = concepts.read([concepts.word_of(each) for each in ("I", "want", "a", "human", ".")])
    read.features              # what is there, and what comes before what, within one clause
    concepts.named(read)       # "wish", "human", "wish>human", "human$" ...

The words of each concept stand in wishes/*.toml, a file a language: a star ends a beginning of words ("konsultant*").
What is read knows no language any more, so that what was learned from one is true of all (weighing.py). A word that is
on no list may be one of ours with one slip of the keyboard.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

from fairdesk.oversight.spelling import HAN, folded, one_slip

FOLDER = Path(__file__).with_name("wishes")

CONCEPTS = (
    "human", "staff", "body", "nobody", "talk", "reach", "call", "act", "wish", "ask", "not", "bot", "enough", "real",
    "there", "who", "me", "my", "your", "they", "past", "thing", "took", "count", "else", "about", "matter",
    "meet", "comes", "wanted", "away",
)  # fmt: skip
"""A human being, who works at the desk, somebody, nobody; to talk, to connect, to call, to look at; wishing, asking, denying;
a machine, enough of it, real, being there; who, I, mine, you, others; what was before, a thing, what others did with it, how
many, another, about, what a customer has: an order, an account. The last four are made of others: "talk to a person",
"somebody calls", either of them wished for, and a machine denied. A feature is one, or two in their order."""
_BIT = {name: 1 << place for place, name in enumerate(CONCEPTS)}
_PERSON = _BIT["human"] | _BIT["staff"] | _BIT["body"]
_CONTACT = _BIT["talk"] | _BIT["reach"] | _BIT["call"] | _BIT["act"]
_WISHING, _DENYING = _BIT["wish"] | _BIT["ask"], _BIT["not"] | _BIT["enough"]
_MAKING = _PERSON | _CONTACT | _BIT["bot"]
_TELLING = _PERSON | _BIT["bot"] | _BIT["nobody"] | _BIT["who"] | _BIT["call"]
_TELLING_IF_SHORT = _BIT["talk"] | _BIT["reach"] | _BIT["act"] | _BIT["enough"] | _BIT["real"] | _BIT["there"]
_SHORT_TEXT = 9
"""A text with nothing telling is not weighed: of many words, of few ones."""
_CORE = frozenset(("human", "staff", "body", "bot", "talk", "call", "reach"))
"""Whose words may be misspelt."""
_SHORTEST = 5
"""Letters of a word that is recognised in spite of a slip."""
FAR, BESIDE, FEW = 9, 5, 3
"""Words that a pair may be apart, those of what is made of two, words of a short clause. A close pair is two apart."""

_ONE, _FIRST, _LAST, _ASKED, _SHORT = 0, 1, 2, 3, 4
_BEFORE = _SHORT + FEW
_CLOSE = _BEFORE + len(CONCEPTS)
_LENGTH = _CLOSE + len(CONCEPTS)
ROWS = _LENGTH + 1
"""Rows of features, each a mask of concepts: there at all; first; last; in a question; in a clause of one, two, three words;
before each concept; close before it; and how short a clause is (with a word on no list, or none)."""

_ARABIC = re.compile("[\u0600-\u06ff]")
_ENDS = frozenset(".!?;\n")
_LONGEST = 6
"""Characters of a Chinese word."""


class _Word(NamedTuple):
    """A word as it is compared; whether it is a word (of Chinese, one character of one), ends a clause, or is a mark within."""

    folded: str
    kind: int
    known: int
    """Votes in the field of each language whose list it is on: the sum over a text's words counts for all at once."""
    meant: Mapping[str, int]
    """What it stands for, by language."""
    any: int
    """What it may stand for in some language."""


WORDS, CHINESE, WITHIN, ENDING = range(4)
_FIELD = 16
_NOTHING: Mapping[str, int] = {}


class _Lexicon(NamedTuple):
    """Words and beginnings of words, with what they stand for in each language; Chinese ones; what Arabic puts before a word."""

    words: Mapping[str, Mapping[str, int]]
    stems: Mapping[str, Mapping[str, int]]
    core: Mapping[str, tuple[str, ...]]
    chinese: Mapping[str, int]
    prefixes: tuple[str, ...]


class Read(NamedTuple):
    """What was read: the languages it may be in, its features in rows, and for each word the mask of what it stands for."""

    languages: tuple[str, ...]
    features: tuple[int, ...]
    words: tuple[tuple[int, int, int], ...]
    """Place of the first and after the last written word, and the mask."""


SILENT = Read((), (0,) * ROWS, ())
"""What is read where nothing stands for a person, a talk or a machine."""


@cache
def parts() -> Mapping[str, Mapping[str, Any]]:
    """Return what the files say, by language: read once a process."""
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("??.toml"))}


@cache
def lexicon() -> _Lexicon:
    """Return the words of all languages, read once a process."""
    words: dict[str, dict[str, int]] = {}
    stems: dict[str, dict[str, int]] = {}
    chinese: dict[str, int] = {}
    core: dict[str, set[str]] = {}
    prefixes: list[str] = []
    for language, part in parts().items():
        for concept, listed in part["concepts"].items():
            if concept == "prefixes":
                prefixes += map(folded, listed.split())
                continue
            for each in listed.split():
                word, bit = folded(each.rstrip("*")), _BIT[concept]
                if HAN.match(word):
                    chinese[word] = chinese.get(word, 0) | bit
                    continue
                meant = (stems if each[-1] == "*" else words).setdefault(word, {})
                meant[language] = meant.get(language, 0) | bit
                if concept in _CORE and len(word) >= _SHORTEST:
                    core.setdefault(word[0], set()).add(word)
    return _Lexicon(words, stems, {k: tuple(sorted(v)) for k, v in core.items()}, chinese, tuple(prefixes))


@lru_cache(maxsize=65536)
def word_of(written: str) -> _Word:
    """Return what is known of a written word or mark. Cached: texts repeat their words."""
    word = folded(written)
    if HAN.match(word):
        return _Word(word, CHINESE, 0, _NOTHING, -1)
    if not (word[:1].isalnum() or word[:1] == "_"):  # of some signs nothing is left when they are folded
        return _Word(word, ENDING if word in _ENDS else WITHIN, 0, _NOTHING, 0)
    meant = _as_listed(word)
    votes = 4 if meant else 1  # a slip says least about the language
    meant = meant or _as_meant(word)
    known = sum(votes << _FIELD * place for place, language in enumerate(parts()) if language in meant)
    every = 0
    for mask in meant.values():
        every |= mask
    return _Word(word, WORDS, known, meant, every)


def _as_listed(word: str) -> Mapping[str, int]:
    """Return what a folded word stands for in each language, also behind what Arabic puts before it; else nothing."""
    ours = lexicon()
    found = _listed(word, ours)
    if not found and _ARABIC.match(word):
        bare = (word[len(prefix) :] for prefix in ours.prefixes if word.startswith(prefix))
        found = next((meant for rest in bare if len(rest) > 2 and (meant := _listed(rest, ours))), _NOTHING)
    return found


def _as_meant(word: str) -> Mapping[str, int]:
    """Return what all nouns stand for that one slip may have made into *word*."""
    ours, found = lexicon(), dict[str, int]()
    if len(word) >= _SHORTEST and word.isalpha():
        for noun in ours.core.get(word[0], ()):
            for language, mask in _misspelt(word, noun, ours).items():
                found[language] = found.get(language, 0) | mask
    return found


def _listed(word: str, ours: _Lexicon) -> Mapping[str, int]:
    """Return what lists say: of the whole word, else of its longest beginning that is listed, in each language."""
    found = dict(ours.words.get(word, _NOTHING))
    for size in range(len(word), min(3, len(word)) - 1, -1):
        for language, mask in ours.stems.get(word[:size], _NOTHING).items():
            found.setdefault(language, mask)
    return found


def _misspelt(word: str, noun: str, ours: _Lexicon) -> Mapping[str, int]:
    found, size = dict[str, int](), len(noun)
    if noun in ours.words and abs(size - len(word)) <= 1 and one_slip(word, noun):
        found.update(ours.words[noun])
    if noun in ours.stems:
        heads = (word[:each] for each in (size - 1, size, size + 1) if each <= len(word))
        if any(one_slip(head, noun) for head in heads):
            found.update(ours.stems[noun])
    return found


def read(words: Sequence[_Word]) -> Read:
    """Return what *words* and marks stand for, in the language that knows most of them; of equals, in each."""
    told = reduce(or_, [word.any for word in words], 0)
    if not told & (_TELLING if len(words) > _SHORT_TEXT else _TELLING | _TELLING_IF_SHORT):
        return SILENT
    found = _with_chinese(words) if told < 0 else [(at, at + 1, word) for at, word in enumerate(words)]
    counted = sum([word.known for _, _, word in found if word.known])
    full = (1 << _FIELD) - 1
    known = [(counted >> _FIELD * place & full, language) for place, language in enumerate(parts())]
    most = max(known)[0]
    spoken = [language for n, language in known if n == most > 0]
    rows = [0] * ROWS
    clause: list[int] = []
    masks: list[tuple[int, int, int]] = []
    for start, end, word in found:
        if word.kind == WORDS:
            mask = 0
            for language in spoken:
                mask |= word.meant.get(language, 0)
            clause.append(mask)
            if mask:
                masks.append((start, end, mask))
        elif word.kind == ENDING:
            if clause:
                _close(clause, word.folded == "?", rows)
                clause = []
        elif clause:
            clause.append(0)
    if clause:
        _close(clause, False, rows)
    languages = tuple(language for n, language in known if n and 2 * n >= most)
    return Read(languages, tuple(rows), tuple(masks))


def _with_chinese(words: Sequence[_Word]) -> list[tuple[int, int, _Word]]:
    """Return places with words; Chinese ones are found by the longest that is listed."""
    place, found, chinese = 0, [], lexicon().chinese
    field = 4 << _FIELD * list(parts()).index("zh")
    while place < len(words):
        word, size = words[place], 1
        if word.kind == CHINESE:
            joined = "".join(each.folded for each in words[place : place + _LONGEST] if each.kind == CHINESE)
            size = next((n for n in range(len(joined), 1, -1) if joined[:n] in chinese), 1)
            mask = chinese.get(joined[:size])
            word = (
                _Word(joined[:size], WORDS, field, {"zh": mask}, mask)
                if mask
                else _Word(joined[:size], WORDS, 0, _NOTHING, 0)
            )
        found.append((place, place + size, word))
        place += size
    return found


def _close(clause: list[int], asked: bool, rows: list[int]) -> None:
    """Add the features of one clause to *rows*."""
    there = 0
    for place, mask in enumerate(clause):
        if not mask:
            continue
        far = there
        if place > FAR:
            far = 0
            for each in clause[place - FAR : place]:
                far |= each
        if mask & _MAKING:
            mask = clause[place] = mask | _made(clause, place, mask, far)
        there |= mask
        near = clause[place - 1] | (clause[place - 2] if place > 1 else 0) if place else 0
        while mask:
            bit = mask & -mask
            mask ^= bit
            number = bit.bit_length() - 1
            rows[_BEFORE + number] |= far
            rows[_CLOSE + number] |= near
    rows[_ONE] |= there
    rows[_FIRST] |= clause[0]
    rows[_LAST] |= clause[-1]
    if asked:
        rows[_ASKED] |= there
    if len(clause) <= FEW:
        rows[_SHORT + len(clause) - 1] |= there
        rows[_LENGTH] |= 1 << (2 * len(clause) - 2 + (not all(clause)))


def _made(clause: Sequence[int], place: int, mask: int, far: int) -> int:
    """Return what a word and those a little before it make together."""
    beside = made = 0
    for each in clause[max(0, place - BESIDE) : place]:
        beside |= each
    if mask & _PERSON and beside & _CONTACT:
        made |= _BIT["meet"]
    if mask & _CONTACT and beside & _PERSON:
        made |= _BIT["comes"]
    if made and far & _WISHING:
        made |= _BIT["wanted"]
    if mask & _BIT["bot"] and beside & _DENYING:
        made |= _BIT["away"]
    return made


def names(row: int) -> tuple[str, ...]:
    """Return what the features of a row are called, by their bits."""
    if row == _LENGTH:
        return tuple(f"#{size}{unknown}" for size in range(1, FEW + 1) for unknown in ("", "x"))
    if row >= _CLOSE:
        return tuple(f"{name}-{CONCEPTS[row - _CLOSE]}" for name in CONCEPTS)
    if row >= _BEFORE:
        return tuple(f"{name}>{CONCEPTS[row - _BEFORE]}" for name in CONCEPTS)
    form = {_ONE: "{}", _FIRST: "^{}", _LAST: "{}$", _ASKED: "{}?"}.get(row, f"{row - _SHORT + 1}{{}}")
    return tuple(map(form.format, CONCEPTS))


def named(features: Iterable[int]) -> list[str]:
    """Return the names of the features that are there."""
    return [name for row, mask in enumerate(features) if mask for at, name in enumerate(names(row)) if mask >> at & 1]


def meaning(mask: int) -> list[str]:
    """Return the concepts of a mask."""
    return [name for name, bit in _BIT.items() if mask & bit]
