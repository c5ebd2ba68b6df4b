"""The model of sensitive matters: what is kept, what it says, and that its parts sum to its score."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fairdesk.sensitive.features import features
from fairdesk.sensitive.triage import lexicons, model, model_version
from fairdesk.sensitive.weigh import ARRAYS, BESIDE, FILES, FOLDER, HEAD, NAMES, OF_THE_GATE, Model, Weighed


def weighed(text: str) -> Weighed:
    hits, words = lexicons().look(text)
    return model().weigh(words, "en", {hit.topic for hit in hits})


class TestWhatIsShipped:
    def test_is_small_and_holds_no_program(self) -> None:
        assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 1_000_000
        assert {*FILES, "card.json", "card.md"} == {file.name for file in FOLDER.iterdir()}

    def test_its_version_is_told_from_its_files_without_loading_it(self) -> None:
        assert model().version == model_version()

    def test_has_a_card_of_this_model(self) -> None:
        card = json.loads((FOLDER / "card.json").read_text("utf-8"))

        assert model().version == card["version"]
        assert list(model().heads) == card["heads"]

    def test_every_source_it_learned_from_stands_in_the_notice_and_may_be_learned_from(self) -> None:
        card = json.loads((FOLDER / "card.json").read_text("utf-8"))
        notice = (Path(__file__).parents[2] / "NOTICE").read_text("utf-8")

        assert not {"counsel-chat", "bitext"} & set(card["learned_from"])
        for source, about in card["learned_from"].items():
            assert about["licence"].startswith(("CC BY", "MIT", "Apache", "public domain", "CDLA-Permissive"))
            assert source == "own" or source in notice


class TestWhy:
    @pytest.mark.parametrize("head", ["acute", "crisis", "fraud"])
    def test_parts_sum_to_the_score(self, head: str) -> None:
        found = weighed("I won't need the account after Friday, someone used my card")

        assert found.scores[head] == pytest.approx(sum(part for _, part in model().why(head, found)), abs=1e-3)

    def test_the_gate_weighs_its_own_line_and_the_likeliest_acute_matter(self) -> None:
        found = weighed("my mother passed away in May, please close her account")
        kept = model()
        lines = kept.weights[list(found.features)].T.astype(float) @ found.values * kept.scale + kept.bias
        at = dict(zip(kept.heads, lines, strict=True))

        assert found.scores["acute"] == pytest.approx(at["acute"] + BESIDE * at["bereavement"], abs=1e-3)
        assert "bereavement" == max(OF_THE_GATE, key=at.__getitem__)

    def test_strongest_first(self) -> None:
        parts = [abs(part) for _, part in model().why("crisis", weighed("I want to die"))]

        assert sorted(parts, reverse=True) == parts


def test_certainty_grows_with_the_score() -> None:
    low, high = model().certainty("acute", -3.0), model().certainty("acute", 3.0)

    assert 0 < low < 0.5 < high < 1


def test_of_nothing_only_the_start_counts() -> None:
    assert {"start"} == {name for name, _ in model().why("acute", weighed(""))}


class TestAFolder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        shutil.copytree(FOLDER, tmp_path / "model")
        return tmp_path / "model"

    def test_is_read_as_the_shipped_one(self, folder: Path) -> None:
        assert model().version == Model.read(folder).version

    def test_has_another_version_when_any_file_changes(self, folder: Path) -> None:
        (folder / HEAD).write_bytes((folder / HEAD).read_bytes() + b" ")

        assert model().version != Model.read(folder).version

    def test_of_another_form_is_refused(self, folder: Path) -> None:
        head = json.loads((folder / HEAD).read_text("utf-8"))
        (folder / HEAD).write_text(json.dumps({**head, "form": 0}))

        with pytest.raises(ValueError, match="another version of fairdesk"):
            Model.read(folder)

    def test_with_a_feature_too_many_is_refused(self, folder: Path) -> None:
        (folder / NAMES).write_text((folder / NAMES).read_text("utf-8") + "\nmore", "utf-8")

        with pytest.raises(ValueError, match="do not fit"):
            Model.read(folder)

    def test_with_a_program_for_arrays_is_refused(self, folder: Path) -> None:
        (folder / ARRAYS).write_bytes(b"\x80\x04.")

        with pytest.raises((ValueError, OSError)):
            Model.read(folder)


def test_counts_the_features_that_it_was_made_from() -> None:
    hits, words = lexicons().look("I hit him, i hit him again and 2 of them won't stop. My wife died on Friday")
    topics = {hit.topic for hit in hits}
    made = features(words, "en", model().signs, topics).views

    found = weighed("I hit him, i hit him again and 2 of them won't stop. My wife died on Friday")

    assert topics
    known = set(model().names)
    assert {name for view in made for name in view} & known == {model().names[id] for id in found.features}
