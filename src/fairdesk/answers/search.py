"""Rank passages for a question: BM25 in our own code, the same on every database.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.3; the words of title
and heading path count as if they stood several times in the passage (BM25F with one length, section 3.6). The turn
counts more than the history: score = BM25(question) + 0.5 BM25(question and history).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fairdesk.answers.analysis import terms
from fairdesk.nouns import Evidence, MaskedText

SATURATION = 1.2
"""k1: how soon one more occurrence of a term stops adding."""
LENGTH = 0.6
"""b: how much a long passage is held back."""
TITLE, HEADING, BODY = 1.5, 1.5, 1.0
"""How often a word of each place counts."""
HISTORY = 0.5


class Candidate(NamedTuple):
    """A passage that may answer, as it is kept; `analysed` holds its terms (see analysed())."""

    passage: str
    article: str
    version: str
    title: str
    heading: tuple[str, ...]
    anchor: str
    language: str
    text: str
    analysed: str
    checked: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CorpusStatistics:
    """What BM25 must know of all passages in one language: how many, how long on average, how many hold each term."""

    language: str
    passages: int
    average_length: float
    frequency: Mapping[str, int] = field(repr=False)

    def weight(self, term: str) -> float:
        """Return the inverse document frequency, never negative; a word no passage has weighs most."""
        held = self.frequency.get(term, 0)
        return math.log(1 + (self.passages - held + 0.5) / (held + 0.5))


def analysed(title: str, heading: Sequence[str], text: str, language: str) -> str:
    """Return the terms of a passage as they are kept: title, headings and text on a line each."""
    return "\n".join(" ".join(terms(part, language)) for part in (title, " ".join(heading), text))


def statistics_of(kept: Iterable[str], language: str) -> CorpusStatistics:
    """Count all passages of a language, given each one's analysed terms."""
    passages, total = 0, 0.0
    frequency: Counter[str] = Counter()
    for one in kept:
        passages += 1
        total += _length(one)
        frequency.update(set(one.split()))
    return CorpusStatistics(language, passages, total / passages if passages else 0.0, dict(frequency))


def wanted(question: MaskedText, history: Sequence[MaskedText], language: str) -> dict[str, float]:
    """Return how much each term is asked for: 1.5 for each time in the question, 0.5 for each time in the history."""
    asked: dict[str, float] = dict.fromkeys((), 0.0)
    for term in terms(question, language):
        asked[term] = asked.get(term, 0.0) + 1 + HISTORY
    for said in history:
        for term in terms(said, language):
            asked[term] = asked.get(term, 0.0) + HISTORY
    return asked


def rank(
    question: MaskedText,
    candidates: Sequence[Candidate],
    statistics: CorpusStatistics,
    history: Sequence[MaskedText] = (),
) -> tuple[Evidence, ...]:
    """Return the candidates that share a term with what was asked, best first.

    Each `terms` holds what each term earned; they sum to `score`. Equal scores are ordered by passage id.
    """
    asked = wanted(question, history, statistics.language)
    worth = {term: times * statistics.weight(term) for term, times in asked.items()}
    ranked = []
    for candidate in candidates:
        earned = _earned(candidate.analysed, worth, statistics.average_length or 1.0)
        if earned:
            ranked.append(_evidence(candidate, earned))
    return tuple(sorted(ranked, key=lambda found: (-found.score, found.passage)))


def _earned(kept: str, worth: Mapping[str, float], average_length: float) -> dict[str, float]:
    held = [term for term in worth if term in kept]
    if not held:
        return {}
    # Two spaces between words: each can then be counted with its own two, many times as quickly as in a list.
    spaced = kept.replace("\n", " \n ").replace(" ", "  ")
    title, heading, body = f"  {spaced}  ".split("\n")
    floor = SATURATION * (1 - LENGTH + LENGTH * _length(kept) / average_length)
    earned = {}
    for term in held:
        word = f" {term} "
        often = TITLE * title.count(word) + HEADING * heading.count(word) + BODY * body.count(word)
        if often:
            earned[term] = worth[term] * often * (SATURATION + 1) / (often + floor)
    return earned


def _length(kept: str) -> float:
    title, heading, body = kept.split("\n")
    return TITLE * _count(title) + HEADING * _count(heading) + BODY * _count(body)


def _count(part: str) -> int:
    return part.count(" ") + 1 if part else 0


def _evidence(found: Candidate, earned: Mapping[str, float]) -> Evidence:
    return Evidence(
        passage=found.passage,
        article=found.article,
        article_version=found.version,
        title=found.title,
        heading=found.heading,
        anchor=found.anchor,
        language=found.language,
        quote=found.text,
        score=sum(earned.values()),
        terms=earned,
        checked=found.checked,
        valid_until=found.valid_until,
    )
