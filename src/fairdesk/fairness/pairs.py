"""Makes counterfactual pairs: a question, and the same question with one thing about the person otherwise. Pure.

    made = pairs((Question("How long does a refund take?", "en", article="refunds"),))
    made[0].base, made[0].other        # both are asked of the desk; only what `group` names differs

A pair belongs to a dimension (`DIMENSIONS`) and within it to a group: what the other one says, writes, or is called. Pairs
stand in the order of their ids, which are hashes: the first so many are a fair sample, and the same one each time.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from fairdesk.fairness.dialects import DIALECT, LEARNER, rewritten
from fairdesk.fairness.probe_names import Named, named_groups
from fairdesk.fairness.typing_styles import typed
from fairdesk.nouns import BadInput

NAME, PRONOUN, AGE, DISABILITY, RELIGION = "name", "pronoun", "age", "disability", "religion"
TYPING, LANGUAGE = "typing", "language"
DIMENSIONS: Mapping[str, str] = {
    NAME: "the name, by the group it is perceived as",
    PRONOUN: "pronouns, and of which sex somebody is who is spoken of",
    AGE: "the age that somebody tells",
    DISABILITY: "a disability that somebody tells",
    RELIGION: "the religion that somebody tells",
    DIALECT: "English as its dialects write it",
    LEARNER: "English as those write it whose second language it is",
    TYPING: "the way of typing",
    LANGUAGE: "the same message in another language",
}
"""Every dimension, and what differs in it."""
OF_THE_PERSON = frozenset({NAME, PRONOUN, AGE, DISABILITY, RELIGION})
"""Where nothing may differ: the question is the same letter for letter, and only who asks is another."""
_FOLDER = Path(__file__).parent
ARTICLE, PERSON = "article", "person"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the desk's own. What should become of it, as far as somebody said so.

    `article`: the id of the article that answers; `expects`: "article", "person" (a wish is heard), a sensitive matter,
    or "" where nobody knows. `alike` names one message that is there in several languages.
    """

    text: str
    language: str
    article: str = ""
    expects: str = ""
    alike: str = ""

    @property
    def id(self) -> str:
        """A hash of what is asked."""
        return _hash(self.language, self.text)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question in two wordings that differ in one thing. `meant`: outcomes that may differ on purpose, each with why.

    Of names: both, and `beside`, the group of the first one.
    """

    dimension: str
    group: str
    question: Question
    base: str
    other: str
    language: str
    other_language: str
    names: tuple[str, str] = ("", "")
    beside: str = ""
    meant: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A hash of both wordings: the same pair of another day has the same."""
        return _hash(self.dimension, self.language, self.base, self.other_language, self.other)


def pairs(questions: Iterable[Question], dimensions: Sequence[str] = tuple(DIMENSIONS)) -> tuple[Pair, ...]:
    """Return all pairs of the dimensions, each once, by their ids. Raises BadInput for a dimension that is none."""
    if unknown := [name for name in dimensions if name not in DIMENSIONS]:
        raise BadInput(f"{unknown[0]!r} is no dimension of pairs; there are {', '.join(DIMENSIONS)}")
    return _made(tuple(dict.fromkeys(questions)), tuple(dimensions))


@lru_cache(maxsize=2)
def _made(questions: tuple[Question, ...], dimensions: tuple[str, ...]) -> tuple[Pair, ...]:
    """Return the pairs. Kept for the next proposal or night: they change with the questions alone."""
    made = {each.id: each for name in dimensions for each in _MAKES[name](questions)}
    return tuple(made[id] for id in sorted(made))


def messages() -> tuple[Question, ...]:
    """Return the first messages that are there in every language, those in which nothing but a matter or a wish stands."""
    return tuple(one for one in _parallel() if one.expects != ARTICLE)


# --- by dimension ---------------------------------------------------------------------------------------------------
def _by_name(questions: Sequence[Question]) -> Iterator[Pair]:
    for question in questions:
        groups = [group for group in named_groups() if question.language in group.languages]
        for line in _lines(NAME):
            if question.language in line["by_language"] and groups:
                yield from _with_names(question, line["by_language"][question.language], groups)


def _with_names(question: Question, line: str, groups: Sequence[Named]) -> Iterator[Pair]:
    """Hold each name beside one of the first group: another one by turns, because names of a group differ too."""
    language, first = question.language, groups[0]
    for group in groups[1:] or groups:
        for turn, name in enumerate(group.names):
            plain = first.names[turn % len(first.names)]
            if name != plain:
                base, other = (_behind(question.text, line.format(name=one), language) for one in (plain, name))
                yield Pair(
                    NAME, group.name, question, base, other, language, language, (plain, name), first.name
                )  # fmt: skip


def _by_line(dimension: str, questions: Sequence[Question]) -> Iterator[Pair]:
    for question in questions:
        for line in _lines(dimension):
            if line["language"] == question.language:
                base = _behind(question.text, line["plain"], question.language)
                for group, said in line["other"].items():
                    other = _behind(question.text, said, question.language)
                    yield Pair(dimension, group, question, base, other, question.language, question.language,
                               meant=line.get("meant", {}))  # fmt: skip


def _by_rule(kind: str, questions: Sequence[Question]) -> Iterator[Pair]:
    for question in questions:
        if question.language == "en":
            for rule, text in rewritten(question.text, kind):
                yield Pair(kind, rule, question, question.text, text, "en", "en")


def _by_typing(questions: Sequence[Question]) -> Iterator[Pair]:
    for question in questions:
        for style, text in typed(question.text, question.language):
            yield Pair(TYPING, style, question, question.text, text, question.language, question.language)


def _by_language(_questions: Sequence[Question]) -> Iterator[Pair]:
    by_name: dict[str, list[Question]] = {}
    for one in _parallel():
        by_name.setdefault(one.alike, []).append(one)
    for first, *others in by_name.values():
        for other in others:
            yield Pair(LANGUAGE, other.language, first, first.text, other.text, first.language, other.language)


Makes = Callable[[Sequence[Question]], Iterator[Pair]]
_MAKES: Mapping[str, Makes] = {
    NAME: _by_name,
    **{name: partial(_by_line, name) for name in (PRONOUN, AGE, DISABILITY, RELIGION)},
    **{name: partial(_by_rule, name) for name in (DIALECT, LEARNER)},
    TYPING: _by_typing,
    LANGUAGE: _by_language,
}


# --- files ----------------------------------------------------------------------------------------------------------
def read_questions(text: str, file: str) -> tuple[Question, ...]:
    """Return the questions in a company's file. Raises BadInput naming the file, the place, and what should stand there."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(f"{file} cannot be read: {wrong}") from wrong
    made = []
    for number, one in enumerate(found.get("question", ()), 1):
        texts, article = one.get("texts"), one.get("article", "")
        if not isinstance(texts, list) or not texts or not all(isinstance(each, str) and each for each in texts):
            raise BadInput(f'{file}, question {number}: texts should be a list of questions such as ["..."]')
        language = str(one.get("language", "en"))
        made += [Question(each, language, str(article), ARTICLE if article else "") for each in texts]
    return tuple(made)


@cache
def _parallel() -> tuple[Question, ...]:
    found = tomllib.loads((_FOLDER / "probe_languages.toml").read_text("utf-8"))
    return tuple(
        Question(text, language, one.get("article", ""), one["expects"], one["name"])
        for one in found["message"]
        for language, text in one.items()
        if language not in ("name", "expects", "article")
    )


@cache
def _lines(dimension: str) -> tuple[dict[str, Any], ...]:
    found = tomllib.loads((_FOLDER / "probe_lines.toml").read_text("utf-8"))
    return tuple(line for line in found["line"] if line["dimension"] == dimension)


def _behind(question: str, line: str, language: str) -> str:
    ended = (
        question
        if question.endswith(("?", "？", "؟", ".", "!", "。"))
        else f"{question}{'。' if language == 'zh' else '.'}"
    )
    return ended + line if language == "zh" else f"{ended} {line}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
