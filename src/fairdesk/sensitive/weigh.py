"""Weigh how much a message looks like each sensitive matter: a line through words, pieces of words, signs and hits.

    model = Model.read(FOLDER)
    model.weigh(("i", "wont", "need", "it", "after", "friday", "."), "en", ())   # -> Weighed("en", ..., {"acute": 1.9, ...})
    model.why("crisis", weighed)                              # -> (("<not need>", 0.8), ("<need after>", 0.7), ...)

One logistic score a head (tf-idf, each view of length 1; Salton & Buckley 1988), made a probability by two numbers
(Platt 1999) on messages that the weights did not come from. The folder holds arrays and text, no program.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairdesk.sensitive.features import FLOORS, FORM, grams, of_signs, of_topics, pieces, read
from fairdesk.sensitive.signs import END, Signs

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FOLDER = Path(__file__).parent / "model"
SIGNS = Path(__file__).parent / "signs"
ARRAYS, NAMES, HEAD = "weights.npz", "features.txt", "model.json"
FILES = (ARRAYS, NAMES, HEAD)
ACUTE = "acute"
"""The gate: a person is needed at once, whichever of the acute matters it is."""
OF_THE_GATE = ("crisis", "violence", "abuse", "bereavement")
BESIDE = 0.3
"""What the score of the likeliest acute matter weighs in the gate, beside the gate's own line: two views err less than one."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a model makes of one message: its language and signs, the log-odds of each head, and what each feature counts."""

    language: str
    signs: tuple[str, ...]
    scores: Mapping[str, float]
    features: Sequence[int]
    """Each feature that the model knows, by its number."""
    values: Sequence[float]
    """What each of them counts."""


@dataclass(frozen=True)
class Model:
    """A model as it is kept. F features, H heads."""

    heads: tuple[str, ...]
    names: tuple[str, ...]
    views: tuple[int, ...]
    """How many of the names each view has, in order; the last view counts as it is, the others have length `shares`."""
    shares: tuple[float, ...]
    rarity: Array
    """float32, F."""
    weights: Array
    """int8, F x H; times `scale`."""
    scale: Array
    """float32, H."""
    bias: Array
    """float32, H."""
    calibration: Mapping[str, tuple[float, float]]
    """By which a score is multiplied, and what is added, to be the log-odds that were found."""
    thresholds: Mapping[str, float]
    """The score from which a head says yes."""
    signs: Signs
    version: str = field(default="")
    cut: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Words that were cut into pieces before."""

    @classmethod
    def read(cls, folder: Path = FOLDER, signs: Path = SIGNS) -> Model:
        """Read a model. Raises ValueError if it was made by another form of features, or its arrays do not fit."""
        import numpy as np

        head = json.loads((folder / HEAD).read_bytes())
        names = tuple((folder / NAMES).read_text("utf-8").split("\n"))
        if head["form"] != FORM:
            raise ValueError(f"{folder} was made by another version of fairdesk; make it again")
        with np.load(folder / ARRAYS, allow_pickle=False) as kept:
            rarity, weights, scale, bias = (kept[name] for name in ("rarity", "weights", "scale", "bias"))
        heads = tuple(head["heads"])
        if weights.shape != (len(names), len(heads)) or len(rarity) != len(names) or sum(head["views"]) != len(names):
            raise ValueError(f"{folder} holds arrays that do not fit together; make it again")
        calibration = {name: (float(a), float(b)) for name, (a, b) in head["calibration"].items()}
        return cls(
            heads, names, tuple(head["views"]), tuple(head["shares"]), rarity, weights, scale, bias,
            calibration, head["thresholds"], Signs.read(signs), version_of(folder, signs),
        )  # fmt: skip

    @cached_property
    def _at(self) -> tuple[Mapping[str, int], ...]:
        """Where the features of each view are."""
        found, begin = [], 0
        for size in self.views:
            found.append({name: begin + place for place, name in enumerate(self.names[begin : begin + size])})
            begin += size
        return tuple(found)

    @cached_property
    def _rarity(self) -> list[float]:
        return [float(each) for each in self.rarity]

    def weigh(self, words: Sequence[str], page: str, topics: Iterable[str]) -> Weighed:
        """Return what the model makes of folded words on a page of language *page*, where the lexicons found *topics*."""
        said = read(words)
        language, signs = self.signs.of(said, page)
        in_words, in_pieces, in_signs, in_topics = self._at
        views = (
            [in_words[one] for one in grams(said) if one in in_words],
            [id for word in said if word != END for id in self._pieces(word, in_pieces)],
            [in_signs[one] for one in of_signs(signs) if one in in_signs],
            [in_topics[one] for one in of_topics(topics) if one in in_topics],
        )
        ids: list[int] = []
        values: list[float] = []
        for place, (share, view) in enumerate(zip(self.shares, views, strict=True)):
            often = Counter(view)
            ids += often
            if place == len(views) - 1:
                values += [share] * len(often)
            else:
                values += self._of_length(often, FLOORS[place], share)
        return Weighed(language, signs, self._scores(ids, values), ids, values)

    def _pieces(self, word: str, at: Mapping[str, int]) -> tuple[int, ...]:
        """Return the pieces of a word that the model knows. Kept: texts repeat their words."""
        if (found := self.cut.get(word)) is None:
            found = tuple([at[piece] for piece in pieces(word) if piece in at])
            if len(self.cut) < 50_000:
                self.cut[word] = found
        return found

    def _of_length(self, often: Mapping[int, int], floor: float, share: float) -> list[float]:
        rarity = self._rarity
        counts = [rarity[id] if n == 1 else (1 + math.log(n)) * rarity[id] for id, n in often.items()]
        length = math.hypot(floor, *counts) or 1.0
        return [share * count / length for count in counts]

    def _scores(self, ids: list[int], values: list[float]) -> Mapping[str, float]:
        import numpy as np

        sums = np.array(values, np.float32) @ self.weights[ids].astype(np.float32) * self.scale + self.bias
        scores: dict[str, float] = dict(zip(self.heads, sums.tolist(), strict=True))
        scores[ACUTE] += BESIDE * max(scores[head] for head in OF_THE_GATE)
        return scores

    def certainty(self, head: str, score: float) -> float:
        """Return the probability that a score of *head* stands for."""
        slope, start = self.calibration[head]
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, slope * score + start))))

    def says(self, head: str, weighed: Weighed) -> bool:
        """Whether the score of *head* is high enough to call a person."""
        return weighed.scores[head] >= self.thresholds[head]

    def why(self, head: str, weighed: Weighed) -> tuple[tuple[str, float], ...]:
        """Return what each feature added to the score of *head*, strongest first; with "start" they sum to it."""
        lines = [(self.heads.index(head), 1.0)]
        if head == ACUTE:
            lines.append((self.heads.index(max(OF_THE_GATE, key=weighed.scores.__getitem__)), BESIDE))
        weights = [(number, share * float(self.scale[number])) for number, share in lines]
        parts = [
            (self.names[id], value * sum(scale * float(self.weights[id, number]) for number, scale in weights))
            for id, value in zip(weighed.features, weighed.values, strict=True)
        ]
        start = sum(share * float(self.bias[number]) for number, share in lines)
        return tuple(sorted([*parts, ("start", start)], key=lambda part: -abs(part[1])))


def version_of(folder: Path = FOLDER, signs: Path = SIGNS) -> str:
    """Return the hash of a model and of the lists of signs that it counts by."""
    found = hashlib.sha256()
    for file in (*(folder / name for name in FILES), *sorted(signs.glob("*.toml"))):
        body = file.read_bytes()
        found.update(f"{file.name} {len(body)}\n".encode() + body)
    return found.hexdigest()[:16]
