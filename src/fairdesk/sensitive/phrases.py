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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

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
    found = tuple(Token(_folded(word), word) for word in _written(text))
    return (*found, Token(".", ""))


def _written(text: str) -> list[str]:
    """Cut a text into words as they were written."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    elif "'" not in text and "`" not in text:
        return _WORD.findall(text)
    return _WORD.findall(_SHORT_FORM.sub("", text))


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

    @cached_property
    def _needs(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(alternative.removesuffix("*") for alternative in part) for part in self.parts)

    def may_stand_in(self, joined: str) -> bool:
        """Whether one alternative of each part is somewhere in the words: much quicker than the expression."""
        for part in self._needs:
            for need in part:
                if need in joined:
                    break
            else:
                return False
        return True


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


class Looked(NamedTuple):
    """What was found in a text, and what of its words nothing covers, sentence ends among them."""

    hits: tuple[Hit, ...]
    words: tuple[str, ...]


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

    def __reduce__(self) -> tuple[Any, ...]:
        # What was found out about words stays here; another process finds it out again.
        return type(self), (tuple(replace(one) for one in self.phrases), self.version)

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

    @cached_property
    def _about(self) -> Callable[[str], tuple[str, tuple[Phrase, ...]]]:
        """Folds a word and finds the phrases that need it. Cached: texts repeat their words."""

        @lru_cache(maxsize=65536)
        def about(word: str) -> tuple[str, tuple[Phrase, ...]]:
            folded = _folded(word)
            return folded, tuple(self._candidates(folded))

        return about

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Return what was found in *text*, in the order of its words, without what a guard covers."""
        return self.look(text).hits

    def look(self, text: str) -> Looked:
        """Return what was found in *text*, and its folded words without those that a guard covers."""
        read = [(word, *self._about(word)) for word in _written(text)]
        read.append(("", ".", ()))
        words = [word for _, word, _ in read]
        if not any(candidates for _, _, candidates in read):
            return Looked((), tuple(words))  # most messages: nothing in them is in any lexicon
        found = [hit for first, after in _sentences(words) for hit in _hits(read[first:after], first)]
        guards = [hit for hit in found if hit.topic == GUARD]
        covered = {place for guard in guards for place in range(guard.first, guard.after)}
        hits = tuple(
            hit for hit in found if hit.topic != GUARD and not any(_overlap(hit, guard) for guard in guards)
        )  # fmt: skip
        return Looked(hits, tuple(word for place, word in enumerate(words) if place not in covered or word == "."))

    def _candidates(self, word: str) -> Iterator[Phrase]:
        whole, begins, lengths = self._index
        yield from whole.get(word, ())
        for length in lengths:
            if length > len(word):
                break
            yield from begins.get(word[:length], ())


def _hits(read: Sequence[tuple[str, str, tuple[Phrase, ...]]], first: int) -> list[Hit]:
    """Return what was found in one sentence, guards too."""
    candidates: dict[int, Phrase] = {}
    for _, _, needing in read:
        for one in needing:
            candidates[id(one)] = one
    if not candidates:
        return []
    joined = " ".join(word for _, word, _ in read)
    written = [word for word, _, _ in read]
    found = [
        hit for one in candidates.values() if one.may_stand_in(joined) for hit in _found(one, joined, written, first)
    ]
    return sorted(set(found), key=lambda hit: (hit.first, hit.after, hit.topic, hit.language))


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


def _sentences(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Cut after each "."; what was written without any is cut so that a long message cannot hold up the desk."""
    begin = 0
    for place, word in enumerate(words):
        if word == "." or place - begin > LONGEST_SENTENCE:
            yield begin, place + 1
            begin = place + 1


def _found(one: Phrase, joined: str, words: Sequence[str], offset: int) -> Iterator[Hit]:
    for match in one.expression.finditer(joined):
        first = joined.count(" ", 0, match.start())
        after = first + match.group().rstrip().count(" ") + 1
        written = " ".join(words[first:after])
        yield Hit(one.topic, one.language, written, offset + first, offset + after)


def _overlap(hit: Hit, guard: Hit) -> bool:
    return hit.first < guard.after and guard.first < hit.after
