"""Say how sure search is that its best passage answers the question, in four readable parts.

    lead      share of the question (its words weighed by rarity; one that a synonym stands for, or that is read as
              another, counts 0.7) that the passage covers, times how far it is ahead of every other article; 1 from a lead of 40 per cent
    headed    share of the question that the passage's title and headings cover
    informed  informative words matched, of three
    tied      how near another article comes: 0 up to readings.NEAR of what the best earned, 1 where both earned the same

    confidence = logistic(4.5 lead + 3.0 headed + 1.0 informed - 1.0 tied - 3.2)

The weights are rounded from a logistic regression (tools/fit_confidence.py) on development questions: doc2dial (is the best
passage from the right document?), and messages to a bank and an assistant that those documents cannot answer. `headed` is
held at 3: in a help centre, whose articles stand close together, the words of a heading are most of a short question. The
start is lower than fitted, so that of a stranger's questions at most one in ten is answered: too low is doubt. With `tied`
fewer of what is above 0.5 is wrong: on doc2dial with 24 in a hundred strangers 13 in a hundred.
0 when nothing matches. A probability it becomes only by calibration on a company's own reviewed answers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairdesk.answers.analysis import terms
from fairdesk.answers.grounding import sources
from fairdesk.answers.readings import NEAR
from fairdesk.answers.search import CorpusStatistics
from fairdesk.answers.several import weakest
from fairdesk.answers.understanding import ready
from fairdesk.answers.wanted import GUESSED, stand_ins
from fairdesk.nouns import ANY_TOPIC, Draft, Evidence, Fact, Facts, MaskedText, Promised, Score

LEAD, HEADED, INFORMED, TIED, START = 4.5, 3.0, 1.0, -1.0, -3.2
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
        tied=min(max((1 - _ahead(ranked) - NEAR) / (1 - NEAR), 0.0), 1.0),
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


def about_what(draft: Draft) -> tuple[str, ...]:
    """Return the topics of an answer, its own first: what it was asked (the intent), then each article it stands in.

    ANY_TOPIC alone where it has none. Of several questions it is what each of them is about.
    """
    drafts = tuple(part.draft for part in draft.parts) or (draft,)
    asked = [str(each.because.facts["intent"]) for each in drafts if "intent" in each.because.facts]
    quoted = [found.article for each in drafts for found in (sources(each) or each.evidence[:1])]
    return tuple(dict.fromkeys([*asked, *quoted])) or (ANY_TOPIC,)


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
