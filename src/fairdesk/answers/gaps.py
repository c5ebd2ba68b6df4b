"""Find what customers ask and the articles do not answer: questions with the same words, counted in customers.

Questions of one language are joined around the one that most customers' questions resemble, then around the next
(Butina, "Unsupervised data base clustering", J. Chem. Inf. Comput. Sci. 39(4), 1999). Two resemble each other if the words
they share, weighed by their rarity among these questions, are at least JOINED of all their words. What joins a gap is its
name: words that at least FEWEST of its customers wrote, so that no name tells what one person asked.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from fairdesk.answers.analysis import terms, words_of
from fairdesk.nouns import CustomerId, MaskedText

FEWEST = 5
"""Customers below whom nothing is shown."""
JOINED = 0.3
"""Share of the weight of all words of both, from which on two questions are of one gap.

A lower share joins what is not one matter, a higher one shows less: `test_most_of_a_gap_is_one_matter` says how much.
"""
MOST_WORDS = 5
UNANSWERED = (
    ("unclear", ""), ("hand_over", "no_article"), ("hand_over", "second_unclear"), ("hand_over", "below_promise"),
)  # fmt: skip
"""How a turn ends (its release, and why a person takes it) that no article answered, or not surely enough."""


@dataclass(frozen=True, slots=True)
class Question:
    """A masked question that no article answered, and the person who asked it."""

    customer: CustomerId
    language: str
    text: MaskedText
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that share words: the words, in the order of the middle one, and how many customers asked how many."""

    language: str
    words: tuple[str, ...]
    customers: int
    questions: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the articles do not answer, most customers first.

    `left_out` questions resemble those of too few others to be shown, or hold no word that says something.
    """

    found: tuple[Gap, ...]
    questions: int
    customers: int
    left_out: int


def gaps(questions: Iterable[Question]) -> Gaps:
    """Return the gaps of all languages. The same questions in the same order give the same gaps."""
    by_language: dict[str, list[Question]] = defaultdict(list)
    for one in questions:
        by_language[one.language].append(one)
    found = [
        Gap(language, words, len({one.customer for one in members}), len(members))
        for language in sorted(by_language)
        for words, members in joined(by_language[language])
    ]
    found.sort(key=lambda gap: (-gap.customers, -gap.questions, gap.language, gap.words))
    everything = [one for each in by_language.values() for one in each]
    shown = sum(gap.questions for gap in found)
    return Gaps(tuple(found), len(everything), len({one.customer for one in everything}), len(everything) - shown)


def joined(questions: Sequence[Question]) -> list[tuple[tuple[str, ...], list[Question]]]:
    """Return the words and the questions of each gap, given questions of one language."""
    said = [frozenset(terms(one.text, one.language)) for one in questions]
    often = Counter(term for each in said for term in each)
    weights = {term: math.log(1 + len(said) / count) for term, count in often.items()}
    near = _near(said, weights)
    free, leaders = set(near), set(near)
    found: list[tuple[tuple[str, ...], list[Question]]] = []

    def customers_around(leader: int) -> int:
        return len({questions[one].customer for one in near[leader] & free})

    while leaders:
        around = {leader: customers_around(leader) for leader in sorted(leaders)}
        leaders = {leader for leader, count in around.items() if count >= FEWEST}
        if not leaders:
            break
        leader = max(sorted(leaders), key=around.__getitem__)
        places = sorted(near[leader] & free)
        members = [questions[one] for one in places]
        if words := _name(members, questions[leader], weights):
            found.append((words, members))
            free -= set(places)
            leaders -= set(places)
        leaders.discard(leader)
    return found


def _near(said: Sequence[Set[str]], weights: Mapping[str, float]) -> dict[int, set[int]]:
    """Return which questions resemble each one; itself too, if it says anything."""
    holding: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(said):
        for term in sorted(each):
            holding[term].append(place)
    whole = [math.fsum(weights[term] for term in each) for each in said]
    near: dict[int, set[int]] = {}
    for place, each in enumerate(said):
        shared: dict[int, float] = defaultdict(float)
        for term in sorted(each):
            for other in holding[term]:
                shared[other] += weights[term]
        near[place] = {
            other for other, sum_ in shared.items() if sum_ >= JOINED * (whole[place] + whole[other] - sum_)
        }
    return near


def _name(members: Sequence[Question], middle: Question, weights: Mapping[str, float]) -> tuple[str, ...]:
    """Return the words of the question in the middle that enough customers wrote, as most of them wrote them."""
    places = list(dict.fromkeys(terms(middle.text, middle.language)))
    by_term: dict[str, set[CustomerId]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for one in members:
        for term in set(places) & set(terms(one.text, one.language)):
            by_term[term].add(one.customer)
            written[term].update(word.lower() for word in words_of(one.text, {term}, one.language))
    enough = [term for term, who in by_term.items() if len(who) >= FEWEST]
    enough.sort(key=lambda term: (-len(by_term[term]) * weights[term], term))
    told = sorted(enough[:MOST_WORDS], key=places.index)
    return tuple(dict.fromkeys(_written(term, written[term], middle.language) for term in told))


def _written(term: str, words: Counter[str], language: str) -> str:
    """Return the commonest form of a word; the term itself where words are not parted and a form would be a sentence."""
    forms = [word for word in words if terms(word, language) == [term]]
    return min(forms, key=lambda word: (-words[word], word), default=term)
