"""Say what a message asks: one of the topics a company taught, how sure that is, and whether it is any of them at all.

    model = intent_file.read(folder)
    model.read("my card never came")     ->  Reading(label="card_arrival", probability=0.97, in_scope=0.99, ...)
    model.why("my card never came")      ->  Score("card_arrival", 7.1, {"card": 1.2, " arri": 0.3, ...})

Linear over words, pairs of words and pieces of words (tf-idf, both views of length 1; Salton & Buckley, "Term-weighting
approaches in automatic text retrieval", 1988), multinomial logistic, one temperature (Guo et al., ICML 2017). Whether a
message is in scope is a second, small logistic score: SCOPE names its parts. numpy alone; what was learned is arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from fairdesk.answers.languages import guessed
from fairdesk.answers.ngrams import pieces, unmarked, word_grams, words
from fairdesk.nouns import Score

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]
    Embed = Callable[[Sequence[str]], Array]

OUT_OF_SCOPE = "oos"
"""The label of messages that ask for none of the topics."""
SCOPE = ("sure", "strength", "nearest", "fellow", "unknown")
"""What tells whether a message is in scope: the log-odds of the best topic, its score, the cosine to the nearest example of
any topic and of that one, and what share of the message's words, weighed by rarity, was never seen."""
SCOPE_MEANING = ("meaning", "alike")
"""What an encoder adds to these: the best topic's score by meaning alone, and the cosine to the example of nearest meaning."""
HALF = 0.5
"""Words and meaning weigh the same."""
MEANING = "(meaning)"
"""Names what an encoder added to a score."""
_REMEMBERED = 20_000
_SHOWN = 1e-12
_AT_ONCE = 256


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
class Meaning:
    """What training found on the points that an encoder of `size` numbers makes of messages."""

    encoder: str
    """The version of the encoder; with another one these numbers mean nothing."""
    weights: Array
    """float32, size x labels."""
    bias: Array
    """float32, labels."""
    examples: Array
    """int8, examples x size: their points, times 127."""
    temperatures: tuple[float, float]
    """By which the scores of words and those of meaning are made alike before they are added."""


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
    meaning: Meaning | None = None

    @property
    def scope_names(self) -> tuple[str, ...]:
        """The names of the parts of `scope`."""
        return (*SCOPE, *(SCOPE_MEANING if self.meaning else ()), "start")


class Rows(NamedTuple):
    """Texts as numbers: the features of each, rising, one text after the other."""

    ids: Array
    values: Array
    starts: Array
    """texts + 1: where each text begins."""
    unknown: Array
    """texts: the share of words never seen, weighed by rarity."""

    def row(self, number: int) -> tuple[Array, Array]:
        """Return one text's features and values."""
        place = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.ids[place], self.values[place]


class Measured(NamedTuple):
    """What a model finds in texts, before temperatures: scores by words, by meaning, and all parts of SCOPE but the first."""

    words: Array
    meaning: Array | None
    facts: Array


class IntentModel:
    """A model that reads messages. Safe to use from many threads: what it remembers are facts about words."""

    def __init__(self, learned: Learned, version: str = "", embed: Embed | None = None) -> None:
        self.learned, self.version = learned, version
        self._embed = embed
        self.labels = learned.labels
        self._words = {name: number for number, name in enumerate(learned.word_names)}
        self._pieces = {name: number + len(self._words) for number, name in enumerate(learned.piece_names)}
        self._of_word: dict[str, tuple[list[int], int, float]] = {}
        self._examples = int(learned.topic_starts[-1])
        self._not_ready = frozenset(learned.card.get("draft_only", ()))
        self._languages = frozenset(learned.card.get("languages_ready", ()))

    def read(self, text: str, language: str = "") -> Reading:
        """Return what *text* asks; *language* is guessed where it is not named."""
        return self.read_many((text,), language)[0]

    def read_many(self, texts: Sequence[str], language: str = "") -> list[Reading]:
        """Return what each text asks."""
        found: list[Reading] = []
        for begins in range(0, len(texts), _AT_ONCE):
            part = texts[begins : begins + _AT_ONCE]
            measured = self.measured(part)
            scores = self._together(measured)
            found += self._readings(scores, measured.facts, [language or guessed(text) for text in part])
        return found

    def measured(self, texts: Sequence[str]) -> Measured:
        """Return the scores, texts x topics, and the parts of SCOPE, texts x parts."""
        import numpy as np

        rows = self.rows(texts)
        scores = np.array([self._scores(*rows.row(number)) for number in range(len(texts))])
        best = scores.argmax(axis=1)
        near = [self._nearest(*rows.row(number), int(topic)) for number, topic in enumerate(best)]
        facts = np.column_stack([scores.max(axis=1), np.array(near), rows.unknown])
        if (meant := self._meant(texts)) is None:
            return Measured(scores, None, facts)
        meaning, alike = meant
        return Measured(scores, meaning, np.column_stack([facts, meaning.max(axis=1), alike]))

    def _meant(self, texts: Sequence[str]) -> tuple[Array, Array] | None:
        """Return the scores by meaning, and the cosine to the example of nearest meaning; None without an encoder."""
        import numpy as np

        if self.learned.meaning is None or self._embed is None:
            return None
        points = self._embed([unmarked(text) for text in texts])
        near = points @ self.learned.meaning.examples.T.astype(np.float32) / 127
        return points @ self.learned.meaning.weights + self.learned.meaning.bias, near.max(axis=1)

    def _together(self, measured: Measured) -> Array:
        if measured.meaning is None or self.learned.meaning is None:
            return measured.words
        return together(measured.words, measured.meaning, self.learned.meaning.temperatures)

    def why(self, text: str, label: str = "") -> Score:
        """Return what each word and piece added to the score of *label*, or of the best one; they sum to it.

        Pieces of words stand between tildes, so that the piece "~is~" and the word "is" are two.
        """
        ids, values = self.rows((text,)).row(0)
        measured = self.measured((text,))
        scores = self._together(measured)[0]
        number = self.labels.index(label) if label else int(scores.argmax())
        share = HALF / self.learned.meaning.temperatures[0] if self.learned.meaning else 1.0
        weights = self.learned.weights[ids, number] * (values * self.learned.scale[ids].astype(float)) * share
        parts = {
            self._name(id): float(part) for id, part in zip(ids.tolist(), weights, strict=True) if abs(part) > _SHOWN
        }
        parts["start"] = float(self.learned.bias[number]) * share
        if measured.meaning is not None and self.learned.meaning is not None:
            parts[MEANING] = float(measured.meaning[0, number]) * HALF / self.learned.meaning.temperatures[1]
        return Score(self.labels[number], float(scores[number]), parts, in_words=True)

    def _name(self, feature: int) -> str:
        of_words = len(self.learned.word_names)
        return (
            self.learned.word_names[feature]
            if feature < of_words
            else f"~{self.learned.piece_names[feature - of_words]}~"
        )

    # --- from texts to numbers ---
    def rows(self, texts: Sequence[str]) -> Rows:
        """Return the features of texts that are known, and their values; each view has length 1.

        What is not known counts in the length alone.
        """
        import numpy as np

        found: list[int] = []
        sizes: list[int] = []
        new: list[int] = []
        unknown: list[float] = []
        for text in texts:
            before = len(found)
            new_grams, new_pieces, share = self._features(text, found)
            sizes.append(len(found) - before)
            new += (new_grams, new_pieces)
            unknown.append(share)
        features = max(1, len(self._words) + len(self._pieces))
        at = np.repeat(np.arange(len(texts)), sizes)
        keys, often = np.unique(at * features + np.array(found, np.int64), return_counts=True)
        at, ids = np.divmod(keys, features)
        values = (1 + np.log(often)) * self.learned.rarity[ids]
        view = 2 * at + (ids >= len(self._words))
        square = np.bincount(view, values * values, len(new)) + np.array(new) * self.learned.unseen**2
        starts = np.searchsorted(at, np.arange(len(texts) + 1))
        return Rows(ids, values / np.sqrt(square[view]), starts, np.array(unknown))

    def _features(self, text: str, found: list[int]) -> tuple[int, int, float]:
        """Add a text's known features to *found*; return how many pairs and pieces are new, and the share of new words."""
        said, new_pieces, seen, strange = words(text), 0, 0.0, 0
        numbers = [self._words.get(gram) for gram in word_grams(said)]
        known = [number for number in numbers if number is not None]
        found += known
        for word in said:
            pieces_known, pieces_new, rarity = self._of_word.get(word) or self._look_up(word)
            found += pieces_known
            new_pieces += pieces_new
            seen += rarity
            strange += not rarity
        lost = strange * self.learned.unseen
        return len(numbers) - len(known), new_pieces, lost / (seen + lost) if said else 1.0

    def _look_up(self, word: str) -> tuple[list[int], int, float]:
        """Return a word's known pieces, how many others it has, and its own rarity, 0 if it is new."""
        numbers = [self._pieces.get(piece) for piece in pieces(word)]
        known = [number for number in numbers if number is not None]
        own = self._words.get(word)
        found = known, len(numbers) - len(known), 0.0 if own is None else float(self.learned.rarity[own])
        if len(self._of_word) < _REMEMBERED:
            self._of_word[word] = found
        return found

    def _scores(self, ids: Array, values: Array) -> Array:
        scaled = values * self.learned.scale[ids]
        scores: Array = scaled @ self.learned.weights[ids].astype(float) + self.learned.bias
        return scores

    def _nearest(self, ids: Array, values: Array, topic: int) -> tuple[float, float]:
        """Return the cosine, over words and pairs, to the nearest training example, and to the nearest of a topic."""
        import numpy as np

        mine = ids[: int(ids.searchsorted(len(self._words)))]
        begins, sizes = self.learned.starts[mine], self.learned.starts[mine + 1] - self.learned.starts[mine]
        if not self._examples or not len(mine):
            return 0.0, 0.0
        # The places of all holders of all features, without a loop over the features.
        place = np.arange(int(sizes.sum())) + np.repeat(begins - (np.cumsum(sizes) - sizes), sizes)
        shares = self.learned.shares[place] * np.repeat(values[: len(mine)] / 255, sizes)
        near = np.bincount(self.learned.holders[place], shares, self._examples)
        fellows = near[self.learned.topic_starts[topic] : self.learned.topic_starts[topic + 1]]
        return float(near.max()), float(fellows.max(initial=0.0))

    # --- from numbers to readings ---
    def _readings(self, scores: Array, facts: Array, languages: Sequence[str]) -> Iterator[Reading]:
        import numpy as np

        shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / self.learned.temperature)
        shares /= shares.sum(axis=1, keepdims=True)
        *weights, start = self.learned.scope
        parts = np.column_stack([log_odds(scores, self.learned.temperature), facts])
        inside = 1 / (1 + np.exp(-np.clip(parts @ np.array(weights) + start, -700, 700)))
        best = shares.argmax(axis=1)
        each = np.arange(len(shares))
        sure = shares[each, best]
        shares[each, best] = -1
        second = shares.argmax(axis=1)
        columns = (best, sure, inside, second, shares[each, second])
        for one, probability, in_scope, other, next_best, language in zip(
            *(column.tolist() for column in columns), languages, strict=True
        ):
            label = self.labels[one]
            yield Reading(
                label, probability, in_scope, self.labels[other], next_best,
                ready=label not in self._not_ready and language in self._languages,
                refused=in_scope < self.learned.refuse_below,
            )  # fmt: skip


def together(words: Array, meaning: Array, temperatures: tuple[float, float]) -> Array:
    """Return the scores of words and of meaning as one: the mean of the two, each at its own temperature."""
    found: Array = HALF * (words / temperatures[0] + meaning.astype(float) / temperatures[1])
    return found


def log_odds(scores: Array, temperature: float) -> Array:
    """Return for each row of scores the log-odds of its best topic against all others, at most 14."""
    import numpy as np

    shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    found: Array = -np.log(np.maximum(shares.sum(axis=1) - 1, 1e-6))
    return found
