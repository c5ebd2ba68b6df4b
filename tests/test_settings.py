"""Flags over environment over file over default, and whatever cannot be used is named with the place it came from."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from fairdesk.nouns import BadInput
from fairdesk.settings import DATA, Settings, load


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "fairdesk.toml").write_text('port = 1\nhost = "file.example"\nmodel_seconds = 5\n')
    return tmp_path


def from_(data: Path, **environment: str) -> dict[str, str]:
    return {"FAIRDESK_DATA": str(data), **environment}


class TestWhatCounts:
    def test_without_anything_the_defaults(self, tmp_path: Path, monkeypatch):
        monkeypatch.chdir(tmp_path)

        assert Settings() == load({}, {})
        assert (DATA, "sqlite", "127.0.0.1", 8765) == (
            Settings().data,
            Settings().database,
            Settings().host,
            Settings().port,
        )

    def test_the_file_over_the_default(self, data: Path):
        assert (1, "file.example", 5.0) == ((s := load({}, from_(data))).port, s.host, s.model_seconds)

    def test_the_environment_over_the_file(self, data: Path):
        assert 2 == load({}, from_(data, FAIRDESK_PORT="2")).port

    def test_a_flag_over_the_environment(self, data: Path):
        assert 3 == load({"port": 3}, from_(data, FAIRDESK_PORT="2")).port

    def test_a_flag_that_was_not_given_counts_for_nothing(self, data: Path):
        assert 2 == load({"port": None}, from_(data, FAIRDESK_PORT="2")).port

    def test_the_folder_named_by_a_flag_has_its_own_file(self, data: Path, tmp_path_factory):
        other = tmp_path_factory.mktemp("other")

        assert (other, 8765) == ((s := load({"data": str(other)}, from_(data))).data, s.port)

    @pytest.mark.parametrize("name", [each.name for each in fields(Settings) if each.name != "data"])
    def test_every_setting_can_be_set_everywhere(self, tmp_path: Path, name):
        kind = type(getattr(Settings(), name))
        wanted = {str: "word", int: 7, float: 7.5}[kind]

        (tmp_path / "fairdesk.toml").write_text(f"{name} = {wanted!r}\n".replace("'", '"'))
        by_file = load({}, from_(tmp_path))
        (tmp_path / "fairdesk.toml").unlink()
        by_environment = load({}, from_(tmp_path, **{f"FAIRDESK_{name.upper()}": str(wanted)}))

        assert wanted == getattr(by_file, name) == getattr(by_environment, name)
        assert by_file == by_environment == load({name: wanted}, from_(tmp_path))

    def test_the_real_environment_is_read_if_none_is_given(self, monkeypatch, data: Path):
        monkeypatch.setenv("FAIRDESK_DATA", str(data))
        monkeypatch.delenv("FAIRDESK_DATABASE")

        assert 1 == load().port
        assert "FAIRDESK_DATABASE" not in os.environ


class TestWhatCannotBeUsed:
    @pytest.mark.parametrize(
        ("flags", "environment", "place"),
        [
            ({"port": "eight"}, {}, "a flag"),
            ({}, {"FAIRDESK_PORT": "eight"}, "FAIRDESK_PORT"),
            ({}, {"FAIRDESK_MODEL_SECONDS": ""}, "FAIRDESK_MODEL_SECONDS"),
        ],
    )
    def test_a_value_is_named_with_its_place(self, tmp_path: Path, flags, environment, place):
        with pytest.raises(BadInput, match=place):
            load(flags, from_(tmp_path, **environment))

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("port = 'eight'", "fairdesk.toml"),
            ("prot = 1", "unknown keys: prot"),
            ("data = 'elsewhere'\nzeal = 1", "zeal"),
            ("port =", "not readable as TOML"),
        ],
    )
    def test_a_file_is_named_with_what_is_wrong(self, tmp_path: Path, written, said):
        (tmp_path / "fairdesk.toml").write_text(written)

        with pytest.raises(BadInput, match=said):
            load({}, from_(tmp_path))

    def test_bytes_that_are_no_text(self, tmp_path: Path):
        (tmp_path / "fairdesk.toml").write_bytes(b"\xff\xfe")

        with pytest.raises(BadInput, match=r"fairdesk\.toml"):
            load({}, from_(tmp_path))

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("answers_before_promise = 'nobody'", "one of: assistant, people, shadow"),
            ("promise_topics = 'mood'", "one of: all, article, intent"),
            ("promise_target = 5", "a share between 0 and 1"),
            ("promise_confidence = 1.0", "a share between 0 and 1"),
        ],
    )
    def test_a_promise_nobody_can_make_is_named(self, tmp_path: Path, written, said):
        (tmp_path / "fairdesk.toml").write_text(written)

        with pytest.raises(BadInput, match=said):
            load({}, from_(tmp_path)).check_promise()


def test_the_key_of_a_model_is_never_shown(tmp_path):
    found = load({"data": tmp_path}, {"FAIRDESK_LLM_KEY": "a-secret-key"})

    assert "a-secret-key" == found.llm_key
    assert "a-secret-key" not in repr(found)
