"""Keep an intent model as a folder of numbers and text: nothing in it is a program, and its name is its content's hash.

write(learned, Path("intents"))       model.json  features.txt  arrays.npz
read(Path("intents")).version         "3f9c0a7712d4be05"
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairdesk.answers.classify import IntentModel, Learned, Meaning
from fairdesk.answers.embedding import Embedder
from fairdesk.answers.ngrams import FORM
from fairdesk.nouns import BadInput

FORMAT = 1
MODEL, FEATURES, ARRAYS = "model.json", "features.txt", "arrays.npz"
FILES = (MODEL, FEATURES, ARRAYS)
_KINDS = {
    "rarity": "float32", "weights": "int8", "scale": "float32", "bias": "float32", "starts": "int32",
    "topic_starts": "int32", "holders": "int32", "shares": "uint8",
}  # fmt: skip

_MEANING = {"weights": "float32", "bias": "float32", "examples": "int8"}


def write(learned: Learned, folder: Path) -> str:
    """Write a model into *folder* and return its version. A reader sees the model of before, none, or this one; never a mix."""
    import numpy as np

    head = {
        "format": FORMAT, "form": FORM, "labels": learned.labels, "words": len(learned.word_names),
        "temperature": learned.temperature, "scope": dict(zip(learned.scope_names, learned.scope, strict=True)),
        "refuse_below": learned.refuse_below, "unseen": learned.unseen, "card": learned.card,
    }  # fmt: skip
    kept = {name: getattr(learned, name) for name in _KINDS}
    if learned.meaning:
        head["meaning"] = {"encoder": learned.meaning.encoder, "temperatures": learned.meaning.temperatures}
        kept |= {f"meaning_{name}": getattr(learned.meaning, name) for name in _MEANING}
    arrays = io.BytesIO()
    np.savez_compressed(arrays, **kept)
    bodies = {
        ARRAYS: arrays.getvalue(),
        FEATURES: "\n".join((*learned.word_names, *learned.piece_names)).encode("utf-8"),
        MODEL: (json.dumps(head, ensure_ascii=False, indent=1) + "\n").encode("utf-8"),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MODEL).unlink(missing_ok=True)  # until all is there, there is no model
        for name, body in bodies.items():
            part = folder / f"{name}.part"
            part.write_bytes(body)
            os.replace(part, folder / name)
    except OSError as fault:
        raise BadInput(f"{folder} cannot be written: {fault.strerror}") from fault
    return version_of(folder)


def version_of(folder: Path) -> str:
    """Return the hash of a kept model, "" if there is none in *folder*."""
    if not (folder / MODEL).is_file():
        return ""
    found = hashlib.sha256()
    for name in FILES:
        body = (folder / name).read_bytes() if (folder / name).is_file() else b""
        found.update(f"{name} {len(body)}\n".encode() + body)
    return found.hexdigest()[:16]


def read(folder: Path, encoder: Path | None = None) -> IntentModel:
    """Return the model of a folder, with the encoder that it was trained with, if it was.

    Raises BadInput saying what is missing or wrong.
    """
    try:
        head = json.loads((folder / MODEL).read_bytes())
        features = (folder / FEATURES).read_bytes().decode("utf-8").split("\n")
        arrays = _arrays(folder / ARRAYS, _KINDS)
        if (head["format"], head["form"]) != (FORMAT, FORM):
            raise BadInput(f"{folder} was trained by another version of fairdesk; train it again")
        learned = Learned(
            labels=tuple(head["labels"]),
            word_names=tuple(features[: head["words"]]),
            piece_names=tuple(features[head["words"] :]),
            temperature=float(head["temperature"]),
            scope=tuple(float(weight) for weight in head["scope"].values()),
            refuse_below=float(head["refuse_below"]),
            unseen=float(head["unseen"]),
            card=head["card"],
            meaning=_meaning(head["meaning"], folder) if "meaning" in head else None,
            **arrays,
        )
    except FileNotFoundError as missing:
        raise BadInput(f"there is no intent model in {folder}; make one with `fairdesk intents train`") from missing
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as wrong:
        raise BadInput(f"{folder} holds no whole intent model ({type(wrong).__name__}); train it again") from wrong
    _check(learned, folder)
    return IntentModel(learned, version_of(folder), _encoder_of(learned, encoder) if learned.meaning else None)


def languages_of(folder: Path) -> Mapping[str, int]:
    """Return how many examples of each language a kept model was learned from; {} where it does not say."""
    try:
        found = json.loads((folder / MODEL).read_bytes())["card"].get("languages", {})
        return {str(code): int(n) for code, n in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadInput(f"{folder} holds no whole intent model ({type(wrong).__name__}); train it again") from wrong


def _arrays(path: Path, kinds: Mapping[str, str], before: str = "") -> dict[str, Any]:
    import numpy as np

    with np.load(path, allow_pickle=False) as kept:
        return {name: kept[before + name].astype(kind, casting="no") for name, kind in kinds.items()}


def _meaning(head: dict[str, Any], folder: Path) -> Meaning:
    words, meaning = (float(each) for each in head["temperatures"])
    arrays = _arrays(folder / ARRAYS, _MEANING, "meaning_")
    return Meaning(str(head["encoder"]), temperatures=(words, meaning), **arrays)


def _encoder_of(learned: Learned, folder: Path | None) -> Embedder:
    """Return the encoder that a model was trained with. Raises BadInput where it is not named, or another one is."""
    assert learned.meaning is not None
    if folder is None:
        raise BadInput("the intent model was trained with a sentence encoder; name its folder (encoder)")
    found = Embedder(folder)
    if found.version != learned.meaning.encoder:
        raise BadInput(
            f"the intent model was trained with another sentence encoder than the one in {folder}; train it again"
        )
    return found


def _check(learned: Learned, folder: Path) -> None:
    """Refuse arrays that do not fit together: an index outside of them would fail in the middle of an answer."""
    features, labels = len(learned.word_names) + len(learned.piece_names), len(learned.labels)
    starts = learned.starts
    fits = (
        labels > 1
        and learned.weights.shape == (features, labels)
        and learned.rarity.shape == learned.scale.shape == (features,)
        and learned.bias.shape == (labels,)
        and starts.shape == (len(learned.word_names) + 1,)
        and (not len(starts) or (starts[0] == 0 and starts[-1] == len(learned.holders) and (starts[1:] >= starts[:-1]).all()))
        and learned.holders.shape == learned.shares.shape
        and learned.topic_starts.shape == (labels + 1,)
        and learned.topic_starts[0] == 0
        and (learned.topic_starts[1:] >= learned.topic_starts[:-1]).all()
        and (not len(learned.holders) or 0 <= learned.holders.min() <= learned.holders.max() < learned.topic_starts[-1])
        and learned.temperature > 0
        and len(learned.scope) == len(learned.scope_names)
        and (learned.meaning is None or _fits(learned.meaning, labels))
    )  # fmt: skip
    if not fits:
        raise BadInput(f"{folder} holds arrays that do not fit together; train it again")


def _fits(meaning: Meaning, labels: int) -> bool:
    size, topics = meaning.weights.shape
    return bool(topics == labels and meaning.bias.shape == (labels,) and meaning.examples.shape[1:] == (size,))
