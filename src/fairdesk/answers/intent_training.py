"""Learn from labelled messages what customers ask, and how far to trust it.

    learned = train(read_examples(body, "examples.jsonl"), print)

The weights come from all messages. What sets the temperature and tells in scope from out is measured on messages that the
weights did not come from: in each of FOLDS rounds a part of the messages of each topic is left out, and a part of the
topics altogether. Messages of topics that were left out are what customers will ask and nobody taught.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

from fairdesk.answers import softmax
from fairdesk.answers.classify import OUT_OF_SCOPE, SCOPE, IntentModel, Learned, Meaning, Measured, log_odds, together
from fairdesk.answers.intent_examples import Examples
from fairdesk.answers.languages import counted, evened
from fairdesk.answers.ngrams import pieces, unmarked, word_grams, words
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FEWEST = 10
"""A topic with fewer examples stays with people: the assistant drafts and does not send."""
FEWEST_OF_A_LANGUAGE = 50
STRENGTH = 20.0
MEANING_STRENGTH = 20.0
ITERATIONS = 45
FOLDS = 3
LEFT_OUT = 5
"""One topic of so many is not taught in a round."""
EXPECTED_OUT = 0.15
"""The share of messages out of scope that `in_scope` is a probability for; only reviewed live traffic can say the real one."""
ALL_INSIDE = 6.0
"""The start of a scope that had nothing to learn from."""
MANY = 2_000
"""From so many messages on, a feature that only one of them has is left out: it says little and makes the model large."""
COMMON = 20
"""What more than one message in so many has is not looked at for the nearest example."""
SEED = 5
_NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Held:
    """What a round's model said of messages it did not learn from."""

    measured: Measured
    """Of the messages; first come those that ask for one of the topics that were taught."""
    truth: Array
    """The column of each of the first ones' own topic."""
    strange: int
    """How many of the last ones somebody labelled as out of scope; those between ask for topics that were left out."""

    @property
    def sides(self) -> Array:
        """0 for a message in scope, 1 for one of a topic that was left out, 2 for a strange one."""
        import numpy as np

        size = len(self.measured.words)
        return np.repeat([0, 1, 2], [len(self.truth), size - len(self.truth) - self.strange, self.strange])


class Encoder(Protocol):
    """A sentence encoder: see embedding.Embedder."""

    version: str

    def __call__(self, texts: Sequence[str]) -> Array:
        """Return a row of length 1 for each text."""


class _Once:
    """An encoder that remembers what it was asked: each round asks for the same messages."""

    def __init__(self, encoder: Encoder) -> None:
        self.version, self._encoder = encoder.version, encoder
        self._known: dict[str, Array] = {}

    def __call__(self, texts: Sequence[str]) -> Array:
        import numpy as np

        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self._encoder(new), strict=True) if new else ())
        return np.array([self._known[text] for text in texts])


def train(
    examples: Examples,
    tell: Callable[[str], object] = lambda _said: None,
    encoder: Encoder | None = None,
    *,
    weigh_languages: bool = False,
) -> Learned:
    """Return what *examples* teach, by words and, with an *encoder*, by meaning too. `tell` hears what is done.

    *weigh_languages*: examples in a language that has few count more (languages.evened).

    Raises BadInput where there is too little to learn from, or the extra `train` is missing.
    """
    if find_spec("scipy") is None:
        raise BadInput("to train, install the extra: pip install 'fairdesk[train]'")
    taught = [
        (text, label) for text, label in zip(examples.texts, examples.labels, strict=True) if label != OUT_OF_SCOPE
    ]
    strange = [text for text, label in zip(examples.texts, examples.labels, strict=True) if label == OUT_OF_SCOPE]
    if len(examples.topics) < 2:
        raise BadInput("there is one topic or none; a model tells topics apart, so it needs examples of at least two")
    embed = _Once(encoder) if encoder else None
    held = []
    for number in range(FOLDS):
        tell(f"round {number + 1} of {FOLDS}: learning from a part, measuring on the rest")
        held += _round(taught, strange, number, embed, weigh_languages)
    tell("learning from all")
    learned = _learn([text for text, _ in taught], [label for _, label in taught], embed, weigh_languages)
    parts, scores = _one_score(held)
    temperature = _temperature(held, scores)
    return replace(
        learned,
        meaning=learned.meaning and replace(learned.meaning, temperatures=parts),
        temperature=temperature,
        scope=_scope(held, scores, temperature, len(learned.scope_names) - 1),
        refuse_below=0.5 if strange else 0.0,
        card={**composition(examples), **({"languages_weighed": True} if weigh_languages else {})},
    )


def composition(examples: Examples) -> dict[str, Any]:
    """Return what a file of examples is made of, and which topics and languages have too few to be answered alone."""
    topics = Counter(label for label in examples.labels if label != OUT_OF_SCOPE)
    languages = counted(examples.texts)
    return {
        "n": len(examples.texts),
        "n_oos": len(examples.texts) - topics.total(),
        "data": examples.digest,
        "topics": {name: topics[name] for name in examples.topics},
        "languages": languages,
        "fewest": FEWEST,
        "draft_only": [name for name in examples.topics if topics[name] < FEWEST],
        "languages_ready": [code for code, n in languages.items() if code and n >= FEWEST_OF_A_LANGUAGE],
    }


# --- the weights ----------------------------------------------------------------------------------------------------
def _learn(texts: Sequence[str], labels: Sequence[str], embed: _Once | None, weigh: bool = False) -> Learned:
    """Return the weights that texts teach, without a temperature of their own.

    A topic's name is one more example of it: "card_arrival" says what it is about, which counts where there are few.
    """
    import numpy as np

    topics = tuple(sorted(set(labels)))
    named = [(name, topic) for topic in topics if (name := _NO_LETTERS.sub(" ", topic).strip())]
    texts, labels = [*texts, *(name for name, _ in named)], [*labels, *(topic for _, topic in named)]
    order = sorted(range(len(labels)), key=lambda place: labels[place])
    texts, labels = [texts[place] for place in order], [labels[place] for place in order]
    names = _names(texts)
    bare = _without_weights(topics, *names, len(texts))
    model = IntentModel(bare)
    rows = _rows(model, texts, len(names[0]) + len(names[1]))
    number = {name: place for place, name in enumerate(topics)}
    columns = np.array([number[label] for label in labels])
    counts = np.array(evened(texts)) if weigh else None
    weights = softmax.fit(rows, columns, len(topics), STRENGTH, ITERATIONS, counts)
    scale = np.maximum(np.abs(weights[:-1]).max(axis=1), 1e-9) / 127
    by_word = _telling(rows[:, : len(names[0])].tocsc())
    return replace(
        bare,
        weights=np.round(weights[:-1] / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=weights[-1].astype(np.float32),
        starts=by_word.indptr.astype(np.int32),
        topic_starts=np.cumsum([0, *(labels.count(topic) for topic in topics)]).astype(np.int32),
        holders=by_word.indices.astype(np.int32),
        shares=np.round(by_word.data * 255).astype(np.uint8),
        meaning=_meaning(texts, columns, len(topics), embed, counts) if embed else None,
    )


def _meaning(texts: Sequence[str], columns: Array, topics: int, embed: _Once, counts: Array | None = None) -> Meaning:
    """Return the weights that the points of texts teach."""
    import numpy as np
    from scipy.sparse import csr_matrix

    points = embed([unmarked(text) for text in texts])
    weights = softmax.fit(csr_matrix(points), columns, topics, MEANING_STRENGTH, ITERATIONS, counts)
    return Meaning(embed.version, weights[:-1], weights[-1], np.round(points * 127).astype(np.int8), (1.0, 1.0))


def _names(texts: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many texts hold each feature of words and of pieces, by name; of many texts those that two hold."""
    held_words: Counter[str] = Counter()
    held_pieces: Counter[str] = Counter()
    for text in texts:
        said = words(text)
        held_words.update(set(word_grams(said)))
        held_pieces.update({piece for word in said for piece in pieces(word)})
    return _enough(held_words, len(texts)), _enough(held_pieces, len(texts))


def _enough(held: Mapping[str, int], texts: int) -> dict[str, int]:
    return {name: held[name] for name in sorted(held) if held[name] > 1 or texts < MANY}


def _without_weights(
    topics: tuple[str, ...], held_words: dict[str, int], held_pieces: dict[str, int], n: int
) -> Learned:
    """Return a model that knows its features and their rarity (Spärck Jones, 1972, smoothed), and no weights yet."""
    import numpy as np

    held = np.array([*held_words.values(), *held_pieces.values()], float)
    none = np.zeros(0)
    return Learned(
        labels=topics,
        word_names=tuple(held_words),
        piece_names=tuple(held_pieces),
        rarity=(np.log((1 + n) / (1 + held)) + 1).astype(np.float32),
        unseen=math.log((1 + n) / 2) + 1,
        weights=np.zeros((len(held), len(topics)), np.int8),
        scale=np.ones(len(held), np.float32),
        bias=np.zeros(len(topics), np.float32),
        starts=np.zeros(len(held_words) + 1, np.int32),
        topic_starts=np.zeros(len(topics) + 1, np.int32),
        holders=none.astype(np.int32),
        shares=none.astype(np.uint8),
        temperature=1.0,
        scope=(0.0,) * (len(SCOPE) + 1),
        refuse_below=0.0,
    )


def _rows(model: IntentModel, texts: Sequence[str], features: int) -> Any:
    """Return texts x features, each text as the model reads it."""
    import numpy as np
    from scipy.sparse import csr_matrix

    found = model.rows(texts)
    return csr_matrix(
        (found.values.astype(np.float32), found.ids.astype(np.int32), found.starts), shape=(len(texts), features)
    )


def _telling(by_word: Any) -> Any:
    """Return words and pairs x messages without what one message in COMMON has: it tells none from another, and costs most."""
    import numpy as np

    sizes = np.diff(by_word.indptr)
    by_word.data[np.repeat(sizes > max(1, by_word.shape[0] // COMMON), sizes)] = 0
    by_word.eliminate_zeros()
    return by_word


# --- what is measured on messages left out --------------------------------------------------------------------------
def _round(
    taught: Sequence[tuple[str, str]], strange: Sequence[str], number: int, embed: _Once | None, weigh: bool = False
) -> list[_Held]:
    """Learn without a part of the messages and without a part of the topics, and return what comes out for them.

    Nothing where there are too few messages to leave any out.
    """
    import numpy as np

    out = _topics_left_out(sorted({label for _, label in taught}), number)
    drawn = list(taught)
    random.Random(SEED).shuffle(drawn)  # noqa: S311  a draw that anybody can repeat
    learned_from = [each for place, each in enumerate(drawn) if place % FOLDS != number and each[1] not in out]
    known = {label for _, label in learned_from}
    asked = [each for place, each in enumerate(drawn) if place % FOLDS == number and each[1] in known]
    if len(known) < 2 or not asked:
        return []
    learned = _learn([text for text, _ in learned_from], [label for _, label in learned_from], embed, weigh)
    model = IntentModel(learned, embed=embed)
    place_of = {label: place for place, label in enumerate(model.labels)}
    unasked = [text for text, label in drawn if label in out] + list(strange)
    measured = model.measured([*(text for text, _ in asked), *unasked])
    return [_Held(measured, np.array([place_of[label] for _, label in asked]), len(strange))]


def _topics_left_out(topics: Sequence[str], number: int) -> frozenset[str]:
    """Return the topics that round *number* does not teach: a fifth, where enough are left to tell apart."""
    drawn = list(topics)
    random.Random(SEED).shuffle(drawn)  # noqa: S311
    return frozenset(drawn[number::LEFT_OUT]) if len(topics) >= LEFT_OUT else frozenset()


def _one_score(held: Sequence[_Held]) -> tuple[tuple[float, float], list[Array]]:
    """Return the temperatures that make words and meaning alike, and each round's scores of the two as one."""
    words = [one.measured.words for one in held]
    meant = [one.measured.meaning for one in held if one.measured.meaning is not None]
    if not meant:
        return (1.0, 1.0), words
    parts = _temperature(held, words), _temperature(held, meant)
    return parts, [together(by_words, by_meaning, parts) for by_words, by_meaning in zip(words, meant, strict=True)]


def _temperature(held: Sequence[_Held], found: Sequence[Array]) -> float:
    """Return the temperature at which *found*, each round's scores, make the topics of held-out messages least surprising.

    A convex search over its inverse; 1 where nothing was held out.
    """
    import numpy as np

    if not held:
        return 1.0

    def surprise(inverse: float) -> float:
        total = 0.0
        for one, measured in zip(held, found, strict=True):
            scores = measured[: len(one.truth)] * inverse
            highest = scores.max(axis=1)
            right = scores[np.arange(len(scores)), one.truth]
            total += float((highest + np.log(np.exp(scores - highest[:, None]).sum(axis=1)) - right).sum())
        return total

    low, high = 0.2, 4.0  # examples that are all told apart would make it as sure as can be
    for _ in range(30):
        third = (high - low) / 3
        low, high = (low, high - third) if surprise(low + third) < surprise(high - third) else (low + third, high)
    return 2 / (low + high)


def _scope(held: Sequence[_Held], found: Sequence[Array], temperature: float, size: int) -> tuple[float, ...]:
    """Return the *size* weights of SCOPE and the start: a logistic regression, in against out of scope.

    Whatever their numbers, messages out of scope count as EXPECTED_OUT of all; those of topics that were left out and those
    that somebody labelled as out of scope count the same.
    """
    import numpy as np

    sides = np.concatenate([np.zeros(0, int), *(one.sides for one in held)])
    counts = np.bincount(sides, minlength=3)
    inside, outer = sides == 0, int((counts[1:] > 0).sum())
    if not counts[0] or not outer:
        return (0.0,) * size + (ALL_INSIDE,)
    sure = np.concatenate([log_odds(scores, temperature) for scores in found])
    facts = np.column_stack([sure, np.concatenate([one.measured.facts for one in held])])
    shares = np.array([1 - EXPECTED_OUT, EXPECTED_OUT / outer, EXPECTED_OUT / outer])
    weigh = (shares / np.maximum(counts, 1))[sides] * len(sides)
    middle, spread = facts.mean(axis=0), facts.std(axis=0) + 1e-9
    columns = np.column_stack([(facts - middle) / spread, np.ones(len(facts))])
    solved = _logistic(columns, inside.astype(float), weigh)
    weights = solved[:-1] / spread
    return (*map(float, weights), float(solved[-1] - weights @ middle))


def _logistic(columns: Array, came: Array, weigh: Array) -> Array:
    """Return the coefficients of a logistic regression with a little ridge, by Newton's method."""
    import numpy as np

    found = np.zeros(columns.shape[1])
    ridge = np.diag([*[1e-3 * len(came)] * (len(found) - 1), 0.0])
    for _ in range(30):
        share = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        slope = columns.T @ (weigh * (came - share)) - ridge @ found
        bend = (columns * (weigh * share * (1 - share))[:, None]).T @ columns + ridge
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(found)), slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found
