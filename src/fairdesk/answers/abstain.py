"""Say how sure search is that its best passage answers the question, in four readable parts.

    lead      share of the question (its words weighed by rarity) that the passage covers, times how far the passage
              is ahead of every other article; 1 from a lead of 40 per cent
    headed    share of the question that the passage's title and headings cover
    informed  informative words matched, of three
    tied      how near another article comes: 0 up to readings.NEAR of what the best earned, 1 where both earned the same

    confidence = logistic(3.5 lead + 3.0 headed + 1.2 informed - 1.0 tied - 3.4)

The weights are rounded from a logistic regression on development questions: doc2dial (is the best passage from the right
document?), a help centre in four languages, and messages to banks and assistants that neither can answer. That of `tied`
is what took the share of wrong answers among those above 0.5 on doc2dial from 15 to 6 in a hundred, at 38 answered instead
of 46; a larger one takes little more.
0 when nothing matches. A probability it becomes only by calibration on a company's own reviewed answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fairdesk.answers.analysis import terms
from fairdesk.answers.readings import NEAR
from fairdesk.answers.search import CorpusStatistics
from fairdesk.answers.several import weakest
from fairdesk.answers.understanding import ready
from fairdesk.nouns import ANY_TOPIC, Draft, Evidence, Fact, Facts, MaskedText, Promised, Score

LEAD, HEADED, INFORMED, TIED, START = 3.5, 3.0, 1.2, -1.0, -3.4
CLEAR_LEAD = 0.4
ENOUGH_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sureness:
    """The four parts, each between 0 and 1."""

    lead: float
    headed: float
    informed: float
    tied: float = 0.0

    @property
    def confidence(self) -> float:
        """The parts as one number between 0 and 1."""
        return logistic(LEAD * self.lead + HEADED * self.headed + INFORMED * self.informed + TIED * self.tied + START)

    @property
    def facts(self) -> dict[str, float]:
        """The parts as the reason of an answer names them: `contributions` needs no more."""
        tied = {"tied": self.tied} if self.tied else {}
        return {"lead": self.lead, "headed": self.headed, "informed": self.informed, **tied}


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
    weights |= {"tied": TIED} if "tied" in facts else {}
    parts = {"start": START, **{name: weight * float(facts[name]) for name, weight in weights.items()}}
    return Score("confidence", math.fsum(parts.values()), parts)


def confidence(question: MaskedText, ranked: Sequence[Evidence], statistics: CorpusStatistics) -> float:
    """Return how sure it is that the best of *ranked* answers *question*, between 0 and 1."""
    parts = sureness(question, ranked, statistics)
    return parts.confidence if parts else 0.0


def sureness(question: MaskedText, ranked: Sequence[Evidence], statistics: CorpusStatistics) -> Sureness | None:
    """Return the parts of the confidence; None if no informative word of the question is in the best passage."""
    weights = {term: statistics.weight(term) for term in terms(question, statistics.language)}
    asked = sum(weights.values())
    matched = [term for term in weights if ranked and term in ranked[0].terms]
    if not matched or asked <= 0:
        return None
    best = ranked[0]
    headings = set(terms(" ".join((best.title, *best.heading)), statistics.language))
    return Sureness(
        lead=sum(weights[term] for term in matched) / asked * min(_ahead(ranked) / CLEAR_LEAD, 1.0),
        headed=sum(weight for term, weight in weights.items() if term in headings) / asked,
        informed=min(len(matched) / ENOUGH_WORDS, 1.0),
        tied=min(max((1 - _ahead(ranked) - NEAR) / (1 - NEAR), 0.0), 1.0),
    )


def _ahead(ranked: Sequence[Evidence]) -> float:
    best = ranked[0]
    others = next((found.score for found in ranked if found.article != best.article), 0.0)
    return 1 - others / best.score if best.score > 0 else 0.0


# --- what was promised of answers this sure -------------------------------------------------------------------------
_HELD = ("closed", "cold", "none", "kept")
"""What may hold of a promise, from what keeps an answer back most."""


def topic_of(draft: Draft | None, by: str) -> str:
    """Return the topic whose promise an answer falls under: ANY_TOPIC where it has none of its own.

    The answer to several questions counts under the topic of its least sure part.
    """
    if draft is not None and draft.parts:
        return topic_of(weakest(draft.parts), by)
    if draft is None or not draft.evidence:
        return ANY_TOPIC
    if by == "article":
        return draft.evidence[0].article
    return str(draft.because.facts.get("intent", ANY_TOPIC)) if by == "intent" else ANY_TOPIC


def promise_facts(draft: Draft | None, promised: Promised) -> Facts:
    """Return what the release guideline is told of the promise; nothing of a time when there was none.

    `promise`: "closed" where it was broken, "cold" where the model of what messages ask had too few examples of this topic
    or language, "kept" where one is in force, otherwise what holds before one is.
    `above_promise`: whether the answer is as sure as the promise in force asks for. `ready`: false where that model had too
    few examples, whatever else holds. Of several questions it is what holds of the worst of them.
    """
    if not promised.before:
        return {}
    if draft is not None and draft.parts:
        each = [promise_facts(part.draft, promised) for part in draft.parts]
        worst = min(each, key=lambda facts: (_HELD.index(str(facts["promise"])), bool(facts["above_promise"])))
        unready: Facts = {"ready": False} if any(facts.get("ready") is False for facts in each) else {}
        return {**worst, **unready, **({} if promised.by == ANY_TOPIC else {"topic": topic_of(draft, promised.by)})}
    topic = topic_of(draft, promised.by)
    named: dict[str, Fact] = {} if promised.by == ANY_TOPIC else {"topic": topic}
    if promised.tells_ready and not ready(draft):
        named["ready"] = False
    if {topic, ANY_TOPIC} & set(promised.closed):
        return {"promise": "closed", "above_promise": False, **named}
    if not ready(draft):
        return {"promise": "cold", "above_promise": False, **named}
    threshold = promised.thresholds.get(topic)
    if threshold is None:
        return {"promise": promised.before, "above_promise": False, **named}
    return {"promise": "kept", "above_promise": draft is not None and draft.confidence >= threshold, **named}
