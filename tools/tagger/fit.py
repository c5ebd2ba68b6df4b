"""Train the tagger on marked texts with CRFsuite, and write it in our own form.

Okazaki: CRFsuite, a fast implementation of conditional random fields, 2007. Deterministic: one thread, a fixed order.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite
from tools.tagger.corpus import KINDS, Text, marks
from tools.tagger.drawing import Draw

from fairdesk.privacy import tagger
from fairdesk.privacy.features import COMMON, NAMED, OFTEN, Known, mode_of, strings


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train."""

    c1: float = 0.05
    """Weight of the sum of absolute weights, which keeps the model small."""
    c2: float = 0.05
    """Weight of the sum of squared weights."""
    rounds: int = 70
    seldom: int = 1
    """A feature seen less often is left out."""
    unlisted: float = 0.15
    """Share of the texts that are read as if nothing in them were on a list of names or places."""


def fitted(texts: list[Text], known: Known, settings: Settings, facts: dict[str, object] | None = None) -> bytes:
    """Return the packed model learned from *texts*."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params(
        {"c1": settings.c1, "c2": settings.c2, "max_iterations": settings.rounds, "feature.minfreq": settings.seldom,
         "feature.possible_transitions": False, "feature.possible_states": False}
    )  # fmt: skip
    draw = Draw("lists")
    for one in texts:
        words, labels = marks(one)
        if not words:
            continue
        lists = _forgetful(known) if draw.chance(settings.unlisted) else known
        trainer.append(list(strings(words, mode_of(one.text, words), lists)), labels)
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        trainer.train(file.name)
        return repacked(Path(file.name), facts or {})


def _forgetful(known: Known) -> Known:
    return lambda word: known(word) & (COMMON | NAMED | OFTEN)


def repacked(file: Path, facts: dict[str, object]) -> bytes:
    """Return a CRFsuite model as our own bytes."""
    read = pycrfsuite.Tagger()
    read.open(str(file))
    info = read.info()
    labels = ["O", *(f"{prefix}-{kind}" for kind in KINDS for prefix in "BI")]
    labels = [label for label in labels if label in info.labels]
    weights: dict[str, dict[str, float]] = {}
    for (name, label), weight in info.state_features.items():
        weights.setdefault(name, {})[label] = weight
    return tagger.pack(labels, dict(info.transitions), weights, facts)
