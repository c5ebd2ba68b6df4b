"""What a question asks for, in terms that the articles have: the turn first, what was said before it less and less.

    wanted_of("my pasword", (), "en", frequency, {}).terms      ->   {"password": 0.7}

A term of the question counts 1 each time, one of what was said before 0.5, less by 0.7 for each step back, and half of
that where the desk said it. A word that no article has is read as the nearest one that they have (spelling.py); the
company's synonyms are asked for too (synonyms.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fairdesk.answers.analysis import terms
from fairdesk.answers.spelling import read_as
from fairdesk.nouns import MaskedText, SaidByDesk

HISTORY, STEP_BACK, BY_DESK = 0.5, 0.7, 0.5
GUESSED = 0.7
"""How much a word counts that was read as another, or stands for one of the same meaning."""

Phrase = tuple[str, ...]
Synonyms = Mapping[str, Sequence[tuple[Phrase, Sequence[Phrase]]]]
"""By its first term: a phrase, and those that mean the same."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much each term is asked for, and how often two stand side by side in the question."""

    terms: dict[str, float] = field(default_factory=dict)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)


def wanted_of(
    question: MaskedText, history: Sequence[MaskedText], language: str, known: Mapping[str, int], synonyms: Synonyms
) -> Wanted:
    """Return what is asked for. `history` is oldest first; `known` says how many passages hold each term."""
    words = terms(question, language)
    asked = Wanted(pairs=Counter((one, two) for one, two in zip(words, words[1:], strict=False) if one != two))
    weight = HISTORY
    for said in reversed(history):
        _add(asked.terms, terms(said, language), weight * (BY_DESK if isinstance(said, SaidByDesk) else 1.0))
        weight *= STEP_BACK
    for term in words:
        guesses = () if term in known else read_as(term, known, language)
        _add(asked.terms, guesses or (term,), GUESSED if guesses else 1.0)
    for phrase in _same(words, synonyms):
        _add(asked.terms, [term for term in phrase if term not in words], GUESSED)
    return asked


def stand_ins(
    words: Sequence[str], language: str, known: Mapping[str, int], synonyms: Synonyms
) -> Mapping[str, frozenset[str]]:
    """Return, of each term of a question that has any, the terms that may stand for it: of its synonyms, or what it is read as."""
    found: dict[str, frozenset[str]] = {}
    for at, first in enumerate(words):
        for phrase, others in synonyms.get(first, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                said = frozenset(term for other in others for term in other)
                found |= {term: found.get(term, frozenset()) | said for term in phrase}
        if first not in known and (guesses := read_as(first, known, language)):
            found[first] = found.get(first, frozenset()) | frozenset(guesses)
    return found


def _add(asked: dict[str, float], found: Sequence[str], weight: float) -> None:
    for term in found:
        asked[term] = asked.get(term, 0.0) + weight


def _same(words: Sequence[str], synonyms: Synonyms) -> Iterator[Phrase]:
    told: set[Phrase] = set()
    for at, first in enumerate(words):
        for phrase, others in synonyms.get(first, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield from (one for one in others if one not in told)
                told.update(others)
