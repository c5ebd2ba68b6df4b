"""Rank passages for a question: BM25 in our own code, the same on every database, each part told by the words it came from.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.3; the words of title
and heading path count as if they stood several times in the passage (BM25F with one length, section 3.6). Two words that
follow each other in the question and in the passage count together like one word that a single passage holds (after
Metzler & Croft, "A Markov Random Field Model for Term Dependencies", SIGIR 2005). What a passage earns so is its own;
its score is that and what the best passage of its article earned: an article on the matter lifts all it says.

The numbers are rounded from what did best on doc2dial's development conversations; docs/figures.md says how well, and how
little the halves differ.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, Protocol

from fairdesk.answers.analysis import terms
from fairdesk.answers.passages import Passage
from fairdesk.answers.wanted import Synonyms, Wanted, wanted_of
from fairdesk.nouns import Evidence, MaskedText

SATURATION = 1.6
"""k1: how soon one more occurrence of a term stops adding."""
LENGTH = 0.6
"""b: how much a long passage is held back."""
TITLE, HEADING = 1.0, 3.0
"""How often a word of these places counts; one of the text counts once."""
PAIR = 1.5
"""How much two words that stand together count, in weights of the rarer one."""
ARTICLE = 1.0
"""How much of what the best passage of its article earned is added to a passage's own."""


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
    """What BM25 must know of all passages in one language: how many, how long on average, how many hold each term.

    `synonyms` are the company's own (see synonyms.py).
    """

    language: str
    passages: int
    average_length: float
    frequency: Mapping[str, int] = field(repr=False)
    synonyms: Synonyms = field(default_factory=dict, repr=False)

    def weight(self, term: str) -> float:
        """Return the inverse document frequency, never negative; a word no passage has weighs most."""
        held = self.frequency.get(term, 0)
        return math.log(1 + (self.passages - held + 0.5) / (held + 0.5))


class Find(Protocol):
    """Brings the passages that may answer, of one language, that may be quoted at a moment."""

    def __call__(
        self, question: MaskedText, language: str, history: Sequence[MaskedText], at: datetime
    ) -> tuple[Sequence[Candidate], CorpusStatistics]:
        """Return the candidates in any order and the statistics of all passages of that language."""


def analysed(title: str, heading: Sequence[str], text: str, language: str) -> str:
    """Return the terms of a passage as they are kept: title, headings and text on a line each."""
    return "\n".join(" ".join(terms(part, language)) for part in (title, " ".join(heading), text))


def analysed_part(title: str, part: Passage, language: str) -> str:
    """Return the terms of an article's passage. What stands before its first heading stands under its title.

    A passage that came with a name came without its article: it may go on where another one ended.
    """
    return analysed(title, part.heading or (() if part.name else (title,)), part.text, language)


def often_of(kept: str) -> tuple[dict[str, float], float]:
    """Return how often each term stands in a passage, counted by where it stands, and the passage's length so counted."""
    title, heading, body = (part.split() for part in kept.split("\n"))
    often: dict[str, float] = dict(Counter(body))
    for words, counts in ((title, TITLE), (heading, HEADING)):
        for term in words:
            often[term] = often.get(term, 0.0) + counts
    return often, TITLE * len(title) + HEADING * len(heading) + len(body)


def statistics_of(kept: Iterable[str], language: str, synonyms: Synonyms | None = None) -> CorpusStatistics:
    """Count all passages of a language, given each one's analysed terms."""
    passages, total = 0, 0.0
    frequency: Counter[str] = Counter()
    for one in kept:
        often, length = often_of(one)
        passages += 1
        total += length
        frequency.update(often.keys())
    return CorpusStatistics(
        language, passages, total / passages if passages else 0.0, dict(frequency), synonyms or {}
    )


def wanted(question: MaskedText, history: Sequence[MaskedText], statistics: CorpusStatistics) -> Wanted:
    """Return what a question with its history asks for, in the terms that passages have."""
    return wanted_of(question, history, statistics.language, statistics.frequency, statistics.synonyms)


def worth_of(asked: Wanted, statistics: CorpusStatistics) -> dict[str, float]:
    """Return what each term that is asked for is worth: how much it is wanted times how rare it is."""
    return {term: times * statistics.weight(term) for term, times in asked.terms.items()}


def rank(
    question: MaskedText,
    candidates: Sequence[Candidate],
    statistics: CorpusStatistics,
    history: Sequence[MaskedText] = (),
) -> tuple[Evidence, ...]:
    """Return the candidates that share a term with what was asked, best first.

    Each `terms` holds what each term, and each pair of terms ("phone number"), earned; they sum to `score`. Equal scores
    are ordered by passage id.
    """
    asked = wanted(question, history, statistics)
    worth = worth_of(asked, statistics)
    pairs = {" ".join(two): times * PAIR * max(map(statistics.weight, two)) for two, times in asked.pairs.items()}
    earned = [(one, _earned(one.analysed, worth, statistics.average_length)) for one in candidates]
    best: dict[str, tuple[float, Mapping[str, float]]] = {}
    for one, own in sorted(earned, key=lambda each: each[0].passage):
        if (together := sum(own.values())) > best.get(one.article, (0, {}))[0]:
            best[one.article] = together, own
    ranked = [
        _evidence(one, _joined(own | _together(one.analysed, pairs), best[one.article][1]))
        for one, own in earned
        if own
    ]
    return tuple(sorted(ranked, key=lambda found: (-found.score, found.passage)))


def floor_of(length: float, average_length: float) -> float:
    """Return how often a term must stand in a passage of this length to earn half of what it can."""
    return SATURATION * (1 - LENGTH + LENGTH * length / (average_length or 1.0))


def _earned(kept: str, worth: Mapping[str, float], average_length: float) -> dict[str, float]:
    often: dict[str, float] = {}
    length = 0.0
    for part, counts in zip(kept.split("\n"), (TITLE, HEADING, 1.0), strict=True):
        words = part.split()
        length += counts * len(words)
        for term in words:
            if term in worth:
                often[term] = often.get(term, 0.0) + counts
    floor = floor_of(length, average_length)
    held = [(term, often[term]) for term in worth if term in often]
    return {term: worth[term] * times * (SATURATION + 1) / (times + floor) for term, times in held}


def _together(kept: str, pairs: Mapping[str, float]) -> dict[str, float]:
    held = {two: value for two, value in pairs.items() if two in kept}
    padded = f" {kept} ".replace("\n", " \n ") if held else ""
    return {two: value for two, value in held.items() if f" {two} " in padded}


def _joined(own: Mapping[str, float], best: Mapping[str, float]) -> dict[str, float]:
    joined = dict(own)
    for term, value in best.items():
        joined[term] = joined.get(term, 0.0) + ARTICLE * value
    return joined


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
