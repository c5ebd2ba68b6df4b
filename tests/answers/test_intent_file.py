"""A kept model is read back as it was, is named by its content, and is refused where it is not whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from fairdesk.answers.classify import IntentModel
from fairdesk.answers.embedding import Embedder
from fairdesk.answers.intent_file import ARRAYS, FEATURES, FILES, MODEL, read, version_of, write
from fairdesk.answers.intent_training import train
from fairdesk.nouns import BadInput
from tests.answers.encoder import write_encoder
from tests.answers.topics import examples, small_model

ASKED = ["where is my parcel", "refund please", "", "où est mon colis", "zeppelins"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(small_model(oos=True), tmp_path / "intents")
    return tmp_path / "intents"


def test_it_reads_the_same_after_it_was_kept(folder: Path) -> None:
    before, after = IntentModel(small_model(oos=True)), read(folder)

    assert before.read_many(ASKED) == after.read_many(ASKED)
    assert before.why(ASKED[0]) == after.why(ASKED[0])
    assert {*FILES} == {path.name for path in folder.iterdir()}


def test_its_version_is_its_content(folder: Path, tmp_path: Path) -> None:
    version = read(folder).version

    assert 16 == len(version)
    assert version == version_of(folder) == write(small_model(oos=True), tmp_path / "again")
    head = json.loads((folder / MODEL).read_text("utf-8"))
    (folder / MODEL).write_text(json.dumps({**head, "temperature": 2.0}), "utf-8")
    assert version != version_of(folder)
    assert "" == version_of(tmp_path / "nothing")


@pytest.mark.parametrize("missing", FILES)
def test_one_that_is_not_whole_is_refused(folder: Path, missing: str) -> None:
    (folder / missing).unlink()

    with pytest.raises(BadInput, match="no intent model"):
        read(folder)


@pytest.mark.parametrize("broken", FILES)
def test_one_that_was_cut_is_refused(folder: Path, broken: str) -> None:
    body = (folder / broken).read_bytes()
    (folder / broken).write_bytes(body[: len(body) // 2])

    with pytest.raises(BadInput, match="train it again"):
        read(folder)


def test_nothing_in_it_is_run(folder: Path) -> None:
    """An array of objects is a pickle, which is a program."""
    with np.load(folder / ARRAYS) as kept:
        arrays = dict(kept)
    arrays["bias"] = np.array([print] * len(arrays["bias"]), dtype=object)
    np.savez_compressed(folder / ARRAYS, **arrays)

    with pytest.raises(BadInput, match="train it again"):
        read(folder)


def test_arrays_that_point_outside_are_refused(folder: Path) -> None:
    with np.load(folder / ARRAYS) as kept:
        arrays = dict(kept)
    arrays["starts"][-1] += 5
    np.savez_compressed(folder / ARRAYS, **arrays)

    with pytest.raises(BadInput, match="do not fit together"):
        read(folder)


def test_one_made_by_another_form_of_words_is_refused(folder: Path) -> None:
    head = json.loads((folder / MODEL).read_text("utf-8"))
    (folder / MODEL).write_text(json.dumps({**head, "form": head["form"] + 1}), "utf-8")

    with pytest.raises(BadInput, match="another version"):
        read(folder)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises(BadInput, match="cannot be written"):
        write(small_model(), tmp_path / "file" / "intents")
    shutil.rmtree(tmp_path / "file", ignore_errors=True)


def test_one_that_was_trained_with_an_encoder_asks_for_that_one(tmp_path: Path) -> None:
    right, wrong = write_encoder(tmp_path / "right"), write_encoder(tmp_path / "wrong", seed=2)
    learned = train(examples(), encoder=Embedder(right))
    write(learned, tmp_path / "intents")
    before, after = IntentModel(learned, embed=Embedder(right)), read(tmp_path / "intents", right)

    assert before.read_many(ASKED) == after.read_many(ASKED)
    with pytest.raises(BadInput, match="name its folder"):
        read(tmp_path / "intents")
    with pytest.raises(BadInput, match="another sentence encoder"):
        read(tmp_path / "intents", wrong)


def test_the_features_can_be_read_by_a_person(folder: Path) -> None:
    assert {"parcel", "my parcel", "^ where"} <= set((folder / FEATURES).read_text("utf-8").split("\n"))
