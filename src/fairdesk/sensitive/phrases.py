"""Find the phrases of the lexicons in a text: readable lists in, matched words out.

    lexicons = Lexicons.read(folder)
    lexicons.hits("I cannot go on like this")      # -> (Hit(topic="crisis", language="en", words="cannot go on"),)

A lexicon is a YAML file a native speaker can review. A phrase is words in order; every word may be

    word        itself, whatever its case and accents        word*     this beginning
    a|b_c       any of these (b_c: two words)                word?     perhaps there
    ..          up to four words of the same sentence        @age      a number from 5 to 17
    $           the end of the sentence, alone or among alternatives

A guard is a phrase that takes the words it covers out of every lexicon's sight: figurative uses, names of things,
false friends between languages. Words are found by an index from a phrase's rarest word, so a message costs a few
look-ups a word and only the candidates' expressions run.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import yaml

GUARD = "guards"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|(?:(?![{_HAN}])\w)+|[.!?;:。！？；]|\n\s*\n")
_SENTENCE_END = frozenset(".!?;:\n。！？；")
_SHORT_FORM = re.compile(r"['’ʼ`](?=(?:t|s|m|re|ve|ll|d)\b)")
_INVISIBLE = re.compile(
    r"[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_ARABIC = re.compile(r"^و?(?:[بفك]?ال|لل)?(?=\w{3})")
_SAME_LETTER = {
    ord("أ"): "ا",
    ord("إ"): "ا",
    ord("آ"): "ا",
    ord("ى"): "ي",
    ord("ة"): "ه",
    ord("ß"): "ss",
    ord("ł"): "l",
}
_AGES = "|".join(str(age) for age in range(5, 18))
LONGEST_SENTENCE = 120
_GAP = r"(?: [^\s.]+){0,4}?"


class Token(NamedTuple):
    """A word as it is compared and as it was written."""

    folded: str
    written: str


def tokens(text: str) -> tuple[Token, ...]:
    """Cut a text into words without case and accents; sentence ends become "." and the last token always is one.

    A Chinese character is a word of its own; Arabic words lose their article and joined "and".
    """
    clean = _SHORT_FORM.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    found = tuple(Token(_folded(word), word) for word in _WORD.findall(clean))
    return (*found, Token(".", ""))


def _folded(word: str) -> str:
    if word[0] in _SENTENCE_END:
        return "."
    lower = word.lower()
    if lower.isascii():
        return lower
    if "\u0600" <= lower[0] <= "\u06ff":
        return _ARABIC.sub("", lower.translate(_SAME_LETTER))
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return bare.translate(_SAME_LETTER)


@dataclass(frozen=True)
class Phrase:
    """One line of a lexicon. `written` is the line itself."""

    language: str
    topic: str
    written: str
    parts: tuple[tuple[str, ...], ...] = field(compare=False)
    """The words that must be there: for each part its alternatives, folded; "kill*" stands for a beginning."""

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The phrase as a regular expression over words joined by one space; compiled when first needed."""
        return re.compile("(?<!\\S)" + _expression(self.written).lstrip(" ") + r"(?![^\s.])")


def phrase(language: str, topic: str, written: str) -> Phrase:
    """Read one line. Raises ValueError naming it if nothing in it must be there, for then it cannot be found."""
    must = tuple(_alternatives(part) for part in written.split() if _must_be_there(part))
    if not must:
        raise ValueError(f"{language}, {topic}: the phrase {written!r} has no word that must be there")
    return Phrase(language, topic, written, must)


def _must_be_there(part: str) -> bool:
    return part not in ("..", "@age") and not part.endswith(("?", "$"))


def _alternatives(part: str) -> tuple[str, ...]:
    return tuple(_as_tokens(alternative) for alternative in part.split("|"))


def _as_tokens(alternative: str) -> str:
    star = "*" if alternative.endswith("*") else ""
    words = [token.folded for token in tokens(alternative.rstrip("*").replace("_", " "))[:-1]]
    return " ".join(words) + star


def _expression(written: str) -> str:
    return "".join(_part(part) for part in written.split())


def _part(part: str) -> str:
    if part == "..":
        return _GAP
    if part == "@age":
        return f" (?:{_AGES})"
    either = f" (?:{'|'.join(map(_alternative, part.rstrip('?').split('|')))})"
    return f"(?:{either})?" if part.endswith("?") else either


def _alternative(written: str) -> str:
    if written == "$":
        return r"(?=\.)"
    words = _as_tokens(written)
    return re.escape(words.removesuffix("*")) + (r"\w*" if words.endswith("*") else "")


class Hit(NamedTuple):
    """A phrase found: its topic, the lexicon's language, the words as written, and where (token numbers)."""

    topic: str
    language: str
    words: str
    first: int
    after: int


@dataclass(frozen=True)
class Lexicons:
    """All lexicons together, tried on every text, for a customer writes in any language. `version` is their hash."""

    phrases: tuple[Phrase, ...]
    version: str

    @classmethod
    def read(cls, folder: Path) -> Lexicons:
        """Read every `<language>.yaml` of *folder*. Raises ValueError naming the file and the line it cannot use."""
        files = sorted(folder.glob("*.yaml"))
        digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
        return cls(tuple(line for file in files for line in _lines(file)), digest)

    @cached_property
    def _index(self) -> tuple[Mapping[str, list[Phrase]], Mapping[str, list[Phrase]], tuple[int, ...]]:
        """Phrases by a word that must be there, by a beginning that must be there, and the beginnings' lengths."""
        uses = Counter(key for one in self.phrases for part in one.parts for key in _keys(part))
        whole: dict[str, list[Phrase]] = defaultdict(list)
        begins: dict[str, list[Phrase]] = defaultdict(list)
        for one in self.phrases:
            rarest = min(one.parts, key=lambda part: (max(uses[k] for k in _keys(part)), -min(map(len, part))))
            for key in _keys(rarest):
                if key.endswith("*"):
                    begins[key[:-1]].append(one)
                else:
                    whole[key].append(one)
        return whole, begins, tuple(sorted({len(key) for key in begins}))

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Return what was found in *text*, in the order of its words, without what a guard covers."""
        return tuple(hit for first, words in _sentences(tokens(text)) for hit in self._hits(words, first))

    def _hits(self, words: tuple[Token, ...], first: int) -> list[Hit]:
        candidates = self._candidates({word.folded for word in words})
        if not candidates:
            return []
        joined = " ".join(word.folded for word in words)
        found = [hit for one in candidates for hit in _found(one, joined, words, first)]
        guarded = [hit for hit in found if hit.topic == GUARD]
        kept = {hit for hit in found if hit.topic != GUARD and not any(_overlap(hit, guard) for guard in guarded)}
        return sorted(kept, key=lambda hit: (hit.first, hit.after, hit.topic, hit.language))

    def _candidates(self, words: set[str]) -> list[Phrase]:
        whole, begins, lengths = self._index
        found: dict[int, Phrase] = {}
        for word in words:
            for one in whole.get(word, ()):
                found[id(one)] = one
            for length in lengths:
                if length > len(word):
                    break
                for one in begins.get(word[:length], ()):
                    found[id(one)] = one
        return list(found.values())


def _lines(file: Path) -> Iterator[Phrase]:
    try:
        content = yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 both are safe
    except yaml.YAMLError as wrong:
        raise ValueError(f"{file.name} is not readable as YAML: {wrong}") from wrong
    for topic, lines in content["topics"].items():
        for line in lines:
            yield phrase(content["language"], str(topic), str(line))
    for line in content.get(GUARD) or ():
        yield phrase(content["language"], GUARD, str(line))


def _keys(part: Iterable[str]) -> set[str]:
    """The one word of each alternative that the index looks for: its longest."""
    return {max(alternative.split(" "), key=len) for alternative in part}


def _sentences(words: tuple[Token, ...]) -> Iterator[tuple[int, tuple[Token, ...]]]:
    """Cut after each "."; what was written without any is cut so that a long message cannot hold up the desk."""
    begin = 0
    for place, word in enumerate(words):
        if word.folded == "." or place - begin > LONGEST_SENTENCE:
            yield begin, words[begin : place + 1]
            begin = place + 1


def _found(one: Phrase, joined: str, words: tuple[Token, ...], offset: int) -> Iterator[Hit]:
    for match in one.expression.finditer(joined):
        first = joined.count(" ", 0, match.start())
        after = first + match.group().rstrip().count(" ") + 1
        written = " ".join(word.written for word in words[first:after])
        yield Hit(one.topic, one.language, written, offset + first, offset + after)


def _overlap(hit: Hit, guard: Hit) -> bool:
    return hit.first < guard.after and guard.first < hit.after
