"""Recognise a request for a person, in every language the desk offers, whatever the language of the page.

One request is enough: nothing here counts or asks back. What the words of a text stand for is weighed first (concepts.py,
weighing.py); then the lines of wishes/*.toml are tried, a file a language: regular expressions over folded words, of
which "not" lists hold what only looks like a request and are taken out first. A line that matches asks, unless all else
in the text tells against it; without a line the weight alone must be high. Nouns for a person at the desk are recognised
with one slip of the keyboard ("humna", "reprsentative").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any

from fairdesk.nouns import Because, MaskedText
from fairdesk.oversight import concepts, weighing
from fairdesk.oversight.needed import Gate
from fairdesk.oversight.spelling import WORD, clean, folded, one_slip, pattern

LONGEST = 2000
"""Characters read from each end of a message: a longer one says what it wants at its beginning or its end."""
ENOUGH = -0.15
"""Log odds above which the words alone ask; chosen on lists left out of what the weights learned from, and raised from -0.25
for one ordinary message more of Banking77 than a test allows."""
A_LINE = 3.0
"""What a line that matches is worth beside them."""

_NAMED = re.compile(r"\{([a-z]+)\}")
_REMEMBERED = 20_000


class Lines:
    """The lines of one language: what asks, what only looks like it, and its nouns that may be misspelt."""

    def __init__(self, part: Mapping[str, Any]) -> None:
        words: dict[str, str] = {}
        for name, meant in part.get("words", {}).items():
            words[name] = _named(meant, words)  # a word may be made of those above it
        self.asks = [pattern(_named(line, words)) for line in part["asks"]]
        self.not_asks = [pattern(_named(line, words)) for line in part["not"]]
        self._asks_gate, self._not_asks_gate = Gate(self.asks), Gate(self.not_asks)
        self._nouns: dict[str, list[str]] = {}
        for noun in sorted(map(folded, part["misspelt"])):
            self._nouns.setdefault(noun[0], []).append(noun)
        known = re.findall(r"\w{4,}", " ".join((*self.asks, *self.not_asks)))
        self._right = {*known, *(noun for nouns in self._nouns.values() for noun in nouns), "employer", "college"}
        self._read: dict[str, tuple[str, int, int]] = {}

    def found(self, written: Sequence[str], words: Sequence[str]) -> list[str]:
        """Return the words that ask, as they were *written*; *words* are the same, folded."""
        read = [self._read.get(word) or self._remember(word) for word in words]
        may_ask = self._asks_gate.open(_all(bits for _, bits, _ in read))
        return (
            [_as_written(match, written) for match in _found(self.asks, may_ask, self._left(read))] if may_ask else []
        )

    def left(self, words: Sequence[str]) -> list[str]:
        """Return folded *words* with a dash in the place of each word of what only looks like a request."""
        return self._left([self._read.get(word) or self._remember(word) for word in words]).split()[1:-1]

    def _left(self, read: Sequence[tuple[str, int, int]]) -> str:
        may_not = self._not_asks_gate.open(_all(bits for _, _, bits in read))
        searched = f"^ {' '.join(word for word, _, _ in read)} $"
        # A look-alike is crossed out word by word, so that what remains keeps its place in the text.
        for found in reversed(list(_found(self.not_asks, may_not, searched))):
            crossed = re.sub(r"\S+", "-", found.group())
            searched = searched[: found.start()] + crossed + searched[found.end() :]
        return searched

    def _remember(self, word: str) -> tuple[str, int, int]:
        """Return a word as it is compared, and what it fulfils for lines that ask and that only look like it."""
        if len(self._read) > _REMEMBERED:
            self._read.clear()
        meant = self.mended(word)
        self._read[word] = read = (meant, self._asks_gate.of(meant), self._not_asks_gate.of(meant))
        return read

    def mended(self, word: str) -> str:
        """Return the noun that *word* was meant to be: one letter wrong, missing, doubled or changed with its neighbour."""
        if len(word) < 4 or word in self._right:
            return word
        alike = self._nouns.get(word[0], ())
        return next((noun for noun in alike if abs(len(noun) - len(word)) <= 1 and one_slip(word, noun)), word)


@cache
def lines(language: str) -> Lines:
    """Return the lines of a language, read once a process: up to a fifth of a second, so a desk does it as it begins."""
    return Lines(concepts.parts()[language])


def files() -> tuple[Path, ...]:
    """Return all files that what is heard depends on."""
    return tuple(sorted(concepts.FOLDER.iterdir()))


def load() -> None:
    """Read all that a message may need."""
    concepts.lexicon(), weighing.weights()
    for language in concepts.parts():
        lines(language)


def asks_for_a_person(text: MaskedText, language: str) -> Because:
    """Return the reason "wish.asks_for_a_person" with the words that ask, or "wish.none".

    *language* is the page's; it does not narrow the search and is kept as a fact of the reason. Where no line matched
    and the words alone weighed enough, "weight" says how much: log odds, of which telling ones are the words.
    """
    written = written_words(text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]}\n{text[-LONGEST:]}")
    words = [concepts.word_of(each) for each in written]
    read = concepts.read(words)
    weight = weighing.weigh(read.features) if read.words else -A_LINE
    facts: dict[str, str | int | float] = {"page_language": language, "hits": 0}
    if weight <= ENOUGH - A_LINE:
        return Because("wish", "wish.none", facts)
    compared = [word.folded for word in words]
    found = _by_lines(written, compared, read.languages)
    facts["hits"] = len(found)
    if not found and weight > ENOUGH:
        weight = _without_look_alikes(compared, read)
        if weight > ENOUGH:
            found, facts["weight"] = _that_weighed(written, read), round(weight, 2)
    return Because("wish", "wish.asks_for_a_person" if found else "wish.none", facts, words=found)


def written_words(text: str) -> list[str]:
    """Return the words and marks of a text."""
    return WORD.findall(clean(text))


def _without_look_alikes(words: Sequence[str], read: concepts.Read) -> float:
    """Return what is weighed when that which only looks like a request is crossed out."""
    left = list(words)
    for language in read.languages:
        left = lines(language).left(left)
    return weighing.weigh(concepts.read([concepts.word_of(word) for word in left]).features)


def _by_lines(written: Sequence[str], words: Sequence[str], languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for language in languages for each in lines(language).found(written, words)))


def _that_weighed(written: Sequence[str], read: concepts.Read) -> tuple[str, ...]:
    """Return the words behind the three features that weighed most for a wish."""
    told = [name for name, weight in weighing.telling(read.features) if weight > 0][:3]
    wanted = set(re.findall(r"[a-z]+", " ".join(told)))
    found = [" ".join(written[a:b]) for a, b, mask in read.words if wanted & set(concepts.meaning(mask))]
    return tuple(dict.fromkeys(found)) or tuple(dict.fromkeys(w for w in written if w.isalnum()))[:3]


def _named(line: str, words: dict[str, str]) -> str:
    return _NAMED.sub(lambda found: words[found[1]], line)


@cache
def _whole(line: str) -> re.Pattern[str]:
    """Compile a line when a message may match it: few lines of all are ever tried by one process."""
    return re.compile(rf"(?<!\S)(?:{line})(?!\S)")


def _all(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


def _found(tried: Sequence[str], may_match: Sequence[int], text: str) -> Iterator[re.Match[str]]:
    """Yield what the lines match, from left to right without overlap; of two at one place the upper line's."""
    compiled = [_whole(tried[each]) for each in may_match]
    nearest = [line.search(text) for line in compiled]
    place = 0
    while True:
        for each, match in enumerate(nearest):
            if match and match.start() < place:  # the others' matches lie ahead still
                nearest[each] = compiled[each].search(text, place)
        found = [match for match in nearest if match]
        if not found:
            return
        first = min(found, key=re.Match.start)  # min takes the first of equals: the upper line
        yield first
        place = first.end()


def _as_written(match: re.Match[str], written: Sequence[str]) -> str:
    first = match.string.count(" ", 0, match.start())
    after = first + match.group().count(" ") + 1
    return " ".join(written[max(first - 1, 0) : after - 1])
