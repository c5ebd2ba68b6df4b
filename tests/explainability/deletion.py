"""How much it hurts to delete words in the order of an explanation, beside random orders.

The comprehensiveness of an order of words (DeYoung et al., "ERASER: A Benchmark to Evaluate Rationalized NLP Models",
ACL 2020): an explanation that names the words a passage was chosen for loses more by deleting them first.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from statistics import fmean

from fairdesk.answers.analysis import terms
from fairdesk.answers.search import Candidate, CorpusStatistics, rank
from fairdesk.nouns import MaskedText

QUESTIONS = (
    "How long does a refund take after my parcel has come back to you?",
    "Who pays for the post when I send a jumper back?",
    "Can I send something back that was opened or worn outside?",
    "My parcel has not arrived although the post says it was delivered yesterday",
    "Which ways to pay do you take and is my card charged at once?",
    "How do I wash wool so that it does not shrink in the machine?",
    "Can I change the address of an order that has not left yet?",
    "I forgot the password of my account, how do I choose a new one?",
    "Do you mend a torn seam and how much does a repair cost?",
    "How many days do I have to return a present without the receipt?",
)
"""What customers of the made-up company may ask."""


def deletion(
    question: MaskedText,
    candidates: Sequence[Candidate],
    statistics: CorpusStatistics,
    dice: random.Random,
    times: int = 20,
) -> tuple[float, float]:
    """Return how much deleting words hurts the quoted passage: in the explanation's order, and in random ones on average.

    Each is the mean share of its score that is gone, over deleting one informative word after another (at least two).
    The passage is ranked anew after each: nothing is taken from the explanation but the order.
    """
    best = rank(question, candidates, statistics)[0]
    told = _words(best.terms)
    asked = list(dict.fromkeys(terms(question, statistics.language)))
    order = [*told, *(term for term in asked if term not in told)]

    def area(chosen: Sequence[str]) -> float:
        left = [
            _score(
                best.passage,
                [word for word in asked if word not in chosen[: n + 1]],
                question,
                candidates,
                statistics,
            )
            for n in range(max(1, len(chosen) - 1))
        ]
        return fmean(1 - score / best.score for score in left)

    return area(order), fmean(area(dice.sample(order, len(order))) for _ in range(times))


def _words(earned: Mapping[str, float]) -> list[str]:
    """Return single words by what each earned, the most first; each of a pair by half of what the pair did."""
    each: dict[str, float] = {}
    for term, part in earned.items():
        for word in term.split():
            each[word] = each.get(word, 0.0) + part / len(term.split())
    return sorted(each, key=lambda word: (-each[word], word))


def _score(
    passage: str,
    kept: Sequence[str],
    question: MaskedText,
    candidates: Sequence[Candidate],
    statistics: CorpusStatistics,
) -> float:
    """Return the score of a passage for what is left of a question."""
    words = [word for word in question.split() if set(terms(MaskedText(word), statistics.language)) & set(kept)]
    ranked = rank(MaskedText(" ".join(words)), candidates, statistics)
    return next((found.score for found in ranked if found.passage == passage), 0.0)
