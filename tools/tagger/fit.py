"""Train the tagger on marked texts with CRFsuite, and write it in our own form.

Okazaki: CRFsuite, a fast implementation of conditional random fields, 2007. Deterministic: one thread, a fixed order.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from fairdesk.privacy import tagger
from fairdesk.privacy.features import Known, mode_of, strings
from tools.tagger.corpus import KINDS, Text, marks


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    c1: float = 0.15
    c2: float = 0.01
    rounds: int = 80
    seldom: int = 2
    unlisted: float = 0.25
    inside_only: bool = False


def fitted(texts: list[Text], known: Known, settings: Settings, facts: dict[str, object] | None = None, seed: int = 7) -> bytes:
    """Return the packed model learned from *texts*. A quarter of them is read as if no word were on any list."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params(
        {"c1": settings.c1, "c2": settings.c2, "max_iterations": settings.rounds, "feature.minfreq": settings.seldom,
         "feature.possible_transitions": False, "feature.possible_states": False}
    )  # fmt: skip
    chance = random.Random(seed)
    for one in texts:
        words, labels = marks(one, settings.inside_only)
        if not words:
            continue
        lists = _forgetful(known) if chance.random() < settings.unlisted else known
        trainer.append(list(strings(words, mode_of(one.text, words), lists)), labels)
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        trainer.train(file.name)
        return repacked(Path(file.name), settings, facts or {})


def _forgetful(known: Known) -> Known:
    from fairdesk.privacy.features import COMMON, NAMED

    return lambda word: known(word) & (COMMON | NAMED)


def repacked(file: Path, settings: Settings, facts: dict[str, object]) -> bytes:
    """Return a CRFsuite model as our own bytes."""
    read = pycrfsuite.Tagger()
    read.open(str(file))
    info = read.info()
    labels = ["O", *(f"{prefix}-{kind}" for kind in KINDS for prefix in ("I" if settings.inside_only else "BI"))]
    labels = [label for label in labels if label in info.labels]
    weights: dict[str, dict[str, float]] = {}
    for (name, label), weight in info.state_features.items():
        weights.setdefault(name, {})[label] = weight
    return tagger.pack(labels, dict(info.transitions), weights, facts)
