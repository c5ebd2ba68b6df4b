"""The parts that guidelines rest on: one hash each, another one whenever the part is another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.answers import abstain
from fairdesk.guidelines.parts import digest, parts_of
from fairdesk.house import resting
from fairdesk.house.resting import Resting, parts_of_the_desk, shipped_parts
from fairdesk.nouns import BadInput
from fairdesk.settings import Settings


def test_the_same_desk_has_the_same_parts():
    assert shipped_parts() == parts_of_the_desk(Settings()) == Resting(Settings()).now()
    assert {"tagger", "triage", "wish", "answerer"} == set(shipped_parts())


@pytest.mark.parametrize(
    ("setting", "value", "part"),
    [("detector", "gliner", "tagger"), ("model_recipient", "Some Model Ltd", "answerer"), ("model_seconds", 5.0, "")],
)
def test_a_setting_that_chooses_another_part_changes_its_hash_alone(setting, value, part):
    other = parts_of_the_desk(replace(Settings(), **{setting: value}))

    assert {part} - {""} == {name for name, each in shipped_parts().items() if other[name] != each}


def test_so_does_a_threshold_of_the_answerer(monkeypatch):
    before = shipped_parts()
    monkeypatch.setattr(abstain, "CLEAR_LEAD", 0.1)

    assert before["answerer"] != shipped_parts()["answerer"]


def test_so_does_a_word_in_a_list(monkeypatch, tmp_path):
    before = shipped_parts()
    for file in resting.wish.files():
        (tmp_path / file.name).write_bytes(file.read_bytes() + b"# one more line\n" * (file.name == "pl.toml"))
    monkeypatch.setattr(resting.wish.concepts, "FOLDER", tmp_path)

    assert {"wish"} == {name for name, each in shipped_parts().items() if before[name] != each}


def test_so_does_another_model_of_sensitive_matters(monkeypatch):
    before = parts_of_the_desk(Settings())
    monkeypatch.setattr(resting.triage, "model_version", lambda: "another")

    after = parts_of_the_desk(Settings())

    assert {"triage"} == {part for part in before if before[part] != after[part]}


class TestArticles:
    def test_count_only_where_the_setting_names_them(self):
        version = ["one"]
        without = Resting(Settings(), lambda: version[0])
        with_them = Resting(replace(Settings(), guidelines_rest_on="articles"), lambda: version[0])
        before = without.digest("release"), with_them.digest("release"), with_them.digest("routing")
        version[0] = "two"

        assert before[0] == without.digest("release")
        assert before[1] != with_them.digest("release") == digest(parts_of("release", with_them.now()))
        assert before[2] == with_them.digest("routing")

    def test_another_word_is_refused(self):
        with pytest.raises(BadInput, match="guidelines_rest_on"):
            Resting(replace(Settings(), guidelines_rest_on="weather"))
