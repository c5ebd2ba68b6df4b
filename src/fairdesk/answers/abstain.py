"""Say how sure search is that its best passage answers the question, in three readable parts.

    lead      share of the question (its words weighed by rarity; one that a synonym stands for, or that is read as
              another, counts 0.7) that the passage covers, times how far it is ahead of every other article; 1 from a lead of 40 per cent
    headed    share of the question that the passage's title and headings cover
    informed  informative words matched, of three

    confidence = logistic(4.5 lead + 2.0 headed + 1.0 informed - 3.0)

The weights are rounded from a logistic regression (tools/fit_confidence.py) on development questions: doc2dial (is the best
passage from the right document?), and messages to a bank and an assistant that those documents cannot answer. `headed` is
held at 2: in a help centre, whose articles stand close together, the words of a heading are most of a short question. The
start is half a unit lower than fitted, so that of a stranger's questions at most one in ten is answered: too low is doubt.
0 when nothing matches. A probability it becomes only by calibration on a company's own reviewed answers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairdesk.answers.analysis import terms
from fairdesk.answers.search import CorpusStatistics
from fairdesk.answers.understanding import ready
from fairdesk.answers.wanted import GUESSED, stand_ins
from fairdesk.nouns import ANY_TOPIC, Draft, Evidence, Facts, MaskedText, Promised, Score

LEAD, HEADED, INFORMED, START = 4.5, 2.0, 1.0, -3.0
CLEAR_LEAD = 0.4
ENOUGH_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sureness:
    """The three parts, each between 0 and 1."""

    lead: float
    headed: float
    informed: float

    @property
    def confidence(self) -> float:
        """The parts as one number between 0 and 1."""
        return logistic(LEAD * self.lead + HEADED * self.headed + INFORMED * self.informed + START)

    @property
    def facts(self) -> dict[str, float]:
        """The parts as the reason of an answer names them: `contributions` needs no more."""
        return {"lead": self.lead, "headed": self.headed, "informed": self.informed}


def logistic(sum_of_parts: float) -> float:
    """Return the confidence that a sum of contributions comes to."""
    return 1 / (1 + math.exp(-sum_of_parts))


def contributions(facts: Facts) -> Score | None:
    """Return what each part of a kept confidence added, given the facts of the answer's reason; None if it names none.

    They sum to the value whose `logistic` is the confidence.
    """
    weights = {"lead": LEAD, "headed": HEADED, "informed": INFORMED}
    if not weights.keys() <= facts.keys():
        return None
    parts = {"start": START, **{name: weight * float(facts[name]) for name, weight in weights.items()}}
    value = (
        LEAD * float(facts["lead"]) + HEADED * float(facts["headed"]) + INFORMED * float(facts["informed"]) + START
    )
    return Score("confidence", value, parts)


def confidence(question: MaskedText, ranked: Sequence[Evidence], statistics: CorpusStatistics) -> float:
    """Return how sure it is that the best of *ranked* answers *question*, between 0 and 1."""
    parts = sureness(question, ranked, statistics)
    return parts.confidence if parts else 0.0


def sureness(question: MaskedText, ranked: Sequence[Evidence], statistics: CorpusStatistics) -> Sureness | None:
    """Return the parts of the confidence; None if no informative word of the question is in the best passage."""
    words = terms(question, statistics.language)
    weights = {term: statistics.weight(term) for term in words}
    asked = sum(weights.values())
    if not ranked or asked <= 0:
        return None
    best = ranked[0]
    others = stand_ins(words, statistics.language, statistics.frequency, statistics.synonyms)
    matched = _covered(weights, best.terms, others)
    if not matched:
        return None
    headings = set(terms(" ".join((best.title, *best.heading)), statistics.language))
    headed = _covered(weights, headings, others)
    return Sureness(
        lead=sum(weights[term] * part for term, part in matched.items())
        / asked
        * min(_ahead(ranked) / CLEAR_LEAD, 1.0),
        headed=sum(weights[term] * part for term, part in headed.items()) / asked,
        informed=min(sum(matched.values()) / ENOUGH_WORDS, 1.0),
    )


def _covered(asked: Iterable[str], held: Collection[str], others: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return how far each term of the question stands in *held*: 1, or GUESSED where only what stands for it does."""
    return {
        term: 1.0 if term in held else GUESSED
        for term in asked
        if term in held or any(other in held for other in others.get(term, ()))
    }


def _ahead(ranked: Sequence[Evidence]) -> float:
    best = ranked[0]
    others = next((found.score for found in ranked if found.article != best.article), 0.0)
    return 1 - others / best.score if best.score > 0 else 0.0


# --- what was promised of answers this sure -------------------------------------------------------------------------
def topic_of(draft: Draft | None, by: str) -> str:
    """Return the topic whose promise an answer falls under: ANY_TOPIC where it has none of its own."""
    if draft is None or not draft.evidence:
        return ANY_TOPIC
    if by == "article":
        return draft.evidence[0].article
    return str(draft.because.facts.get("intent", ANY_TOPIC)) if by == "intent" else ANY_TOPIC


def promise_facts(draft: Draft | None, promised: Promised) -> Facts:
    """Return what the release guideline is told of the promise; nothing of a time when there was none.

    `promise`: "closed" where it was broken, "cold" where the model of what messages ask had too few examples of this topic
    or language, "kept" where one is in force, otherwise what holds before one is.
    `above_promise`: whether the answer is as sure as the promise in force asks for.
    """
    if not promised.before:
        return {}
    topic = topic_of(draft, promised.by)
    named: Facts = {} if promised.by == ANY_TOPIC else {"topic": topic}
    if {topic, ANY_TOPIC} & set(promised.closed):
        return {"promise": "closed", "above_promise": False, **named}
    if not ready(draft):
        return {"promise": "cold", "above_promise": False, **named}
    threshold = promised.thresholds.get(topic)
    if threshold is None:
        return {"promise": promised.before, "above_promise": False, **named}
    return {"promise": "kept", "above_promise": draft is not None and draft.confidence >= threshold, **named}
