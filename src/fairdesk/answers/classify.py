"""Say what a message asks: one of the topics a company taught, how sure that is, and whether it is any of them at all.

    model = intent_file.read(folder)
    model.read("my card never came")     ->  Reading(label="card_arrival", probability=0.97, in_scope=0.99, ...)
    model.why("my card never came")      ->  Score("card_arrival", 7.1, {"card": 1.2, " arri": 0.3, ...})

Linear over words, pairs of words and pieces of words (tf-idf, both views of length 1; Salton & Buckley, "Term-weighting
approaches in automatic text retrieval", 1988), multinomial logistic, one temperature (Guo et al., ICML 2017). Whether a
message is in scope is a second, small logistic score: SCOPE names its parts. numpy alone; what was learned is arrays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairdesk.answers.languages import guessed
from fairdesk.answers.ngrams import pieces, word_grams, words
from fairdesk.nouns import Score

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

OUT_OF_SCOPE = "oos"
"""The label of messages that ask for none of the topics."""
SCOPE = ("sure", "strength", "nearest", "fellow", "unknown")
"""What tells whether a message is in scope: the log-odds of the best topic, its score, the cosine to the nearest example of
any topic and of that one, and what share of the message's words, weighed by rarity, was never seen."""
_REMEMBERED = 20_000
_SHOWN = 1e-12


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message asks, as a model reads it."""

    label: str
    probability: float
    """That `label` is right, if the message is in scope."""
    in_scope: float
    """That the message asks for one of the topics."""
    second: str
    second_probability: float
    ready: bool
    """Whether topic and language had enough examples; otherwise people answer, with the assistant's draft."""
    refused: bool
    """Whether the model would call it out of scope."""

    @property
    def confidence(self) -> float:
        """That the message is in scope and its label right."""
        return self.probability * self.in_scope

    @property
    def said(self) -> str:
        """The label, or OUT_OF_SCOPE."""
        return OUT_OF_SCOPE if self.refused else self.label


@dataclass(frozen=True, slots=True)
class Learned:
    """What training found, as it is kept. F features: those of words first, in the order of `vocabulary`."""

    labels: tuple[str, ...]
    word_names: tuple[str, ...]
    piece_names: tuple[str, ...]
    rarity: Array
    """float32, F: the inverse document frequency."""
    unseen: float
    """The rarity of what no example had: it makes a message longer, so that what is known counts less."""
    weights: Array
    """int8, F x labels; times `scale`."""
    scale: Array
    """float32, F."""
    bias: Array
    """float32, labels."""
    starts: Array
    """int32, words + 1: where the examples of each word feature begin in `holders`."""
    holders: Array
    """int32: the numbers of the examples that hold a word feature; those of one topic stand together."""
    topic_starts: Array
    """int32, labels + 1: where the examples of each topic begin."""
    shares: Array
    """uint8: what each holder's feature counts in it; 255 is 1."""
    temperature: float
    scope: tuple[float, ...]
    """The weights of SCOPE, then the start."""
    refuse_below: float
    """Messages less likely in scope are called out of scope; 0: none are."""
    card: Mapping[str, Any] = field(default_factory=dict)
    """How it was made: counts, languages, what is not ready, figures."""


class IntentModel:
    """A model that reads messages. Safe to use from many threads: what it remembers are facts about words."""

    def __init__(self, learned: Learned, version: str = "") -> None:
        self.learned, self.version = learned, version
        self.labels = learned.labels
        self._words = {name: number for number, name in enumerate(learned.word_names)}
        self._pieces = {name: number + len(self._words) for number, name in enumerate(learned.piece_names)}
        self._of_word: dict[str, tuple[list[int], int]] = {}
        self._examples = int(learned.topic_starts[-1])
        self._not_ready = frozenset(learned.card.get("draft_only", ()))
        self._languages = frozenset(learned.card.get("languages_ready", ()))

    def read(self, text: str, language: str = "") -> Reading:
        """Return what *text* asks; *language* is guessed where it is not named."""
        said = words(text)
        ids, values = self.vector(said)
        scores = self._scores(ids, values)
        return self._reading(scores, self._facts(said, ids, values, scores), language or guessed(text))

    def measured(self, text: str) -> tuple[Array, tuple[float, ...]]:
        """Return the scores of all topics and the parts of SCOPE."""
        said = words(text)
        ids, values = self.vector(said)
        scores = self._scores(ids, values)
        return scores, self._facts(said, ids, values, scores)

    def read_many(self, texts: Iterable[str], language: str = "") -> list[Reading]:
        """Return what each text asks."""
        return [self.read(text, language) for text in texts]

    def why(self, text: str, label: str = "") -> Score:
        """Return what each word and piece added to the score of *label*, or of the best one; they sum to it.

        Pieces of words stand between tildes, so that the piece "~is~" and the word "is" are two.
        """
        ids, values = self.vector(words(text))
        scores = self._scores(ids, values)
        number = self.labels.index(label) if label else int(scores.argmax())
        weights = self.learned.weights[ids, number] * (values * self.learned.scale[ids].astype(float))
        parts = {
            self._name(id): float(part) for id, part in zip(ids.tolist(), weights, strict=True) if abs(part) > _SHOWN
        }
        return Score(
            self.labels[number], float(scores[number]), {**parts, "start": float(self.learned.bias[number])}, True
        )

    def _name(self, feature: int) -> str:
        of_words = len(self.learned.word_names)
        return (
            self.learned.word_names[feature]
            if feature < of_words
            else f"~{self.learned.piece_names[feature - of_words]}~"
        )

    # --- from text to numbers ---
    def vector(self, said: Sequence[str]) -> tuple[Array, Array]:
        """Return the numbers of the features that are known, rising, and their values; each view has length 1.

        What is not known counts in the length alone.
        """
        import numpy as np

        grams = [self._words.get(gram) for gram in word_grams(said)]
        found = [number for number in grams if number is not None]
        new_grams, new_pieces = len(grams) - len(found), 0
        for word in said:
            known, unknown = self._of_word.get(word) or self._look_up(word)
            found += known
            new_pieces += unknown
        ids, often = np.unique(np.array(found, np.int32), return_counts=True)
        values = (1 + np.log(often)) * self.learned.rarity[ids]
        parted = int(ids.searchsorted(len(self._words)))
        for view, new in ((values[:parted], new_grams), (values[parted:], new_pieces)):
            if len(view):
                view /= math.sqrt(float(view @ view) + new * self.learned.unseen**2)
        return ids, values

    def _look_up(self, word: str) -> tuple[list[int], int]:
        numbers = [self._pieces.get(piece) for piece in pieces(word)]
        known = [number for number in numbers if number is not None]
        if len(self._of_word) < _REMEMBERED:
            self._of_word[word] = known, len(numbers) - len(known)
        return known, len(numbers) - len(known)

    def _scores(self, ids: Array, values: Array) -> Array:
        scaled = values * self.learned.scale[ids].astype(float)
        scores: Array = scaled @ self.learned.weights[ids].astype(float) + self.learned.bias.astype(float)
        return scores

    # --- from numbers to a reading ---
    def _facts(self, said: Sequence[str], ids: Array, values: Array, scores: Array) -> tuple[float, ...]:
        """Return the parts of SCOPE."""
        best = int(scores.argmax())
        sure = float(log_odds(scores[None, :], self.learned.temperature)[0])
        return sure, float(scores[best]), *self._nearest(ids, values, best), self._unknown(said)

    def _nearest(self, ids: Array, values: Array, topic: int) -> tuple[float, float]:
        """Return the cosine, over words and pairs, to the nearest training example, and to the nearest of a topic."""
        import numpy as np

        parted = int(ids.searchsorted(len(self._words)))
        places = [slice(*self.learned.starts[id : id + 2].tolist()) for id in ids[:parted].tolist()]
        if not places or not self._examples:
            return 0.0, 0.0
        holders = np.concatenate([self.learned.holders[place] for place in places])
        lengths = [place.stop - place.start for place in places]
        shares = np.concatenate([self.learned.shares[place] for place in places]) * np.repeat(
            values[:parted], lengths
        )
        near = np.bincount(holders, shares, self._examples) / 255
        fellows = near[slice(*self.learned.topic_starts[topic : topic + 2].tolist())]
        return float(near.max()), float(fellows.max(initial=0.0))

    def _unknown(self, said: Sequence[str]) -> float:
        seen = sum(float(self.learned.rarity[self._words[word]]) for word in said if word in self._words)
        new = self.learned.unseen * sum(word not in self._words for word in said)
        return new / (seen + new) if said else 1.0

    def _reading(self, scores: Array, facts: tuple[float, ...], language: str) -> Reading:
        import numpy as np

        shares = np.exp((scores - scores.max()) / self.learned.temperature)
        shares /= shares.sum()
        best, second = (int(number) for number in np.argsort(-shares, kind="stable")[:2])
        *weights, start = self.learned.scope
        sum_of_parts = start + sum(weight * fact for weight, fact in zip(weights, facts, strict=True))
        in_scope = 1 / (1 + math.exp(-max(-700.0, min(700.0, sum_of_parts))))
        label = self.labels[best]
        return Reading(
            label=label,
            probability=float(shares[best]),
            in_scope=in_scope,
            second=self.labels[second],
            second_probability=float(shares[second]),
            ready=label not in self._not_ready and language in self._languages,
            refused=in_scope < self.learned.refuse_below,
        )


def log_odds(scores: Array, temperature: float) -> Array:
    """Return for each row of scores the log-odds of its best topic against all others, at most 14."""
    import numpy as np

    shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    found: Array = -np.log(np.maximum(shares.sum(axis=1) - 1, 1e-6))
    return found
