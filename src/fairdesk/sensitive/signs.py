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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from fairdesk.sensitive.phrases import tokens

END = "."
LONGEST = 5
"""Words in a row that one sign may have: for Chinese, characters."""


_Placed = tuple[int, int, str]
"""The place of a sign's first word, the place after its last, and the sign."""


@dataclass(frozen=True)
class _List:
    """The signs of one language."""

    whole: Mapping[tuple[str, ...], str]
    begins: Mapping[str, str]

    def in_a_row(self, words: Sequence[str], place: int, longest: int) -> tuple[str, int]:
        """Return the sign that begins at a word and takes several, the longest first, and where it ends; or ""."""
        for after in range(min(place + longest, len(words)), place + 1, -1):
            if found := self.whole.get(tuple(words[place:after])):
                return found, after
        return "", place


class _Says(NamedTuple):
    """What a language makes of a word: its sign alone, and of how many words a sign may be that begins with it."""

    language: str
    alone: str
    longest: int


@dataclass(frozen=True)
class Signs:
    """The lists of all languages; `version` is their hash."""

    lists: Mapping[str, _List]
    version: str
    known: dict[str, tuple[_Says, ...]] = field(default_factory=dict, compare=False)
    """Words that were looked up before, each with the languages in which it says something: mostly one or two."""

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
        said: dict[str, list[tuple[int, _Says]]] = {}
        for place, word in enumerate(words):
            for says in self._says(word):
                said.setdefault(says.language, []).append((place, says))
        best: str = page
        most: Sequence[_Placed] = ()
        for language, one in self.lists.items():
            if language not in said:
                continue
            found = _found(one, words, said[language])
            if len(found) > len(most) or (len(found) == len(most) and language == page):
                best, most = language, found
        return best, _with_ends(most, words) if best in self.lists else ()

    def _says(self, word: str) -> tuple[_Says, ...]:
        if (found := self.known.get(word)) is None:
            found = () if word == END else tuple(self._looked_up(word))
            if len(self.known) < 50_000:
                self.known[word] = found
        return found

    def _looked_up(self, word: str) -> Iterator[_Says]:
        by_beginning: dict[str, str] = {}
        for size in range(len(word), self._shortest - 1, -1):
            for language, sign in self._begins.get(word[:size], ()):
                by_beginning.setdefault(language, sign)  # the longest beginning counts
        for language, one in self.lists.items():
            alone = one.whole.get((word,)) or by_beginning.get(language, "")
            longest = self._longest.get((language, word), 1)
            if alone or longest > 1:
                yield _Says(language, alone, longest)

    @cached_property
    def _begins(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The languages in which a beginning is a sign, each with it: most beginnings of a word are none in any."""
        found: dict[str, list[tuple[str, str]]] = {}
        for language, one in self.lists.items():
            for begin, sign in one.begins.items():
                found.setdefault(begin, []).append((language, sign))
        return found

    @cached_property
    def _shortest(self) -> int:
        return min(map(len, self._begins), default=1)

    @cached_property
    def _longest(self) -> Mapping[tuple[str, str], int]:
        """Of how many words the longest sign is that begins with a word of a language."""
        found: dict[tuple[str, str], int] = {}
        for language, one in self.lists.items():
            for said in one.whole:
                found[language, said[0]] = max(len(said), found.get((language, said[0]), 1))
        return found


def _found(one: _List, words: Sequence[str], said: Iterable[tuple[int, _Says]]) -> list[_Placed]:
    found: list[_Placed] = []
    free = 0
    for place, (_, alone, longest) in said:
        if place < free:
            continue
        sign, after = one.in_a_row(words, place, longest) if longest > 1 else ("", 0)
        if not sign:
            sign, after = alone, place + 1
        if sign:
            found.append((place, after, sign))
            free = after
    return found


def _with_ends(found: Sequence[_Placed], words: Sequence[str]) -> tuple[str, ...]:
    """Return the signs, and between them the ends of sentences that none of them takes in."""
    signs: list[str] = []
    free = 0
    for place, after, sign in (*found, (len(words), len(words), "")):
        signs += [END for word in words[free:place] if word == END]
        signs += [sign] if sign else ()
        free = after
    return tuple(signs)


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
    return _List(whole, begins)
