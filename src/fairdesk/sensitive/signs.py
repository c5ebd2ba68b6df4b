"""Find the signs of a message: what it is about, told by words of its language, under names that all languages share.

    signs = Signs.read(folder)
    signs.of(("i", "wont", "need", "the", "account", "after", "friday", "."))
        # -> ("en", ("self", "not", "need", "thing", "after", "soon", ".")): what is learned of one language serves all

A sign proves nothing by itself; a model weighs it. A list holds words, beginnings (`word*`) and words in a row (`a_b`).
The language is the one whose lists know most words of the message, so that the German "die" is no English death.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fairdesk.sensitive.phrases import tokens

END = "."
LONGEST = 5
"""Words in a row that one sign may have: for Chinese, characters."""


@dataclass(frozen=True)
class _List:
    """The signs of one language."""

    whole: Mapping[tuple[str, ...], str]
    begins: Mapping[str, str]
    shortest: int
    known: dict[str, str] = field(default_factory=dict, compare=False)
    """Single words that were looked up before."""

    def at(self, words: Sequence[str], place: int) -> tuple[str, int]:
        """Return the sign that begins at a word, or "", and how many words it takes."""
        for size in range(min(LONGEST, len(words) - place), 1, -1):
            if found := self.whole.get(tuple(words[place : place + size])):
                return found, size
        word = words[place]
        if (sign := self.known.get(word)) is None:
            sign = self.whole.get((word,)) or self._by_beginning(word)
            if len(self.known) < 50_000:
                self.known[word] = sign
        return sign, 1

    def _by_beginning(self, word: str) -> str:
        for size in range(len(word), self.shortest - 1, -1):
            if found := self.begins.get(word[:size]):
                return found
        return ""


@dataclass(frozen=True)
class Signs:
    """The lists of all languages; `version` is their hash."""

    lists: Mapping[str, _List]
    version: str

    @classmethod
    def read(cls, folder: Path) -> Signs:
        """Read every `<language>.toml` of *folder*. Raises ValueError naming a file that has other signs than the first."""
        files = sorted(folder.glob("*.toml"))
        read = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in files}
        names = set(next(iter(read.values()), {}))
        for language, signs in read.items():
            if set(signs) != names:
                raise ValueError(f"signs of {language}: {sorted(set(signs) ^ names)} is not in every language")
        digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
        return cls({language: _list(signs) for language, signs in read.items()}, digest)

    def of(self, words: Sequence[str], page: str = "en") -> tuple[str, tuple[str, ...]]:
        """Return the language of *words* (folded; sentences end with "."), and its signs in order, with those ends."""
        best: str = page
        found: tuple[str, ...] = ()
        for language, one in self.lists.items():
            signs = tuple(_signs(one, words))
            count, most = _number(signs), _number(found)
            if count > most or (count == most and language == page):
                best, found = language, signs
        return best, found


def _number(signs: Sequence[str]) -> int:
    return sum(sign != END for sign in signs)


def _signs(one: _List, words: Sequence[str]) -> Iterable[str]:
    place = 0
    while place < len(words):
        if words[place] == END:
            yield END
            place += 1
            continue
        sign, size = one.at(words, place)
        if sign:
            yield sign
        place += size


def _list(signs: Mapping[str, str]) -> _List:
    whole: dict[tuple[str, ...], str] = {}
    begins: dict[str, str] = {}
    for sign, written in signs.items():
        for word in written.split():
            said = tuple(token.folded for token in tokens(word.rstrip("*").replace("_", " "))[:-1])
            if word.endswith("*") and len(said) == 1:
                begins.setdefault(said[0], sign)
            elif said:
                whole.setdefault(said[:LONGEST], sign)
    return _List(whole, begins, min(map(len, begins), default=1))
