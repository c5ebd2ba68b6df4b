"""`fairdesk intents` on the command line: train, score, why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairdesk.cli import main
from tests.answers import topics

pytestmark = pytest.mark.once


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("intents")
    (place / "shop.jsonl").write_bytes(topics.lines(oos=True))
    trained = run("--data", place / "data", "intents", "train", place / "shop.jsonl")
    assert 0 == trained.exit_code, trained.output
    assert "track_parcel" in trained.output
    assert "close_account" in trained.output
    assert "draft only" in trained.output
    return place


def test_the_desk_s_own_folder_is_used_where_none_is_named(folder: Path) -> None:
    told = run("--data", folder / "data", "intents", "score", folder / "shop.jsonl", "--json")
    found = json.loads(told.output)

    assert (129, 30) == (found["n"], found["n_oos"])
    assert found["accuracy_in_scope"] > 0.9
    assert {"accuracy", "oos_auroc", "fpr_at_95_in_scope", "ece", "answered_at_5", "answered_at_2"} <= found.keys()
    assert "accuracy_in_scope" in run("--data", folder / "data", "intents", "score", folder / "shop.jsonl").output


def test_why_names_parts_that_sum_to_the_score(folder: Path) -> None:
    told = run("intents", "why", "where is my parcel", "--model", folder / "data" / "intents", "--json")
    found = json.loads(told.output)

    assert "track_parcel" == found["label"] == found["explained"]
    assert sum(found["parts"].values()) == pytest.approx(found["score"], abs=1e-9)
    shown = run("intents", "why", "where is my parcel", "--model", folder / "data" / "intents").output
    assert "parcel" in shown


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("intents", "score", "FILE"), "there is no intent model"),
        (("intents", "why", "x"), "there is no intent model"),
        (("intents", "why", "x", "--label", "nonsense", "--model", "MODEL"), "no topic 'nonsense'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(folder: Path, tmp_path: Path, words, problem: str) -> None:
    places = {"FILE": folder / "shop.jsonl", "MODEL": folder / "data" / "intents"}
    refused = run("--data", tmp_path, *(places.get(word, word) for word in words))

    assert 7 == refused.exit_code
    assert problem in refused.output
    assert 1 == len(refused.output.strip().splitlines())


class TestSuggest:
    def test_groups_are_named_counted_and_written_for_people_to_correct(self, folder: Path, tmp_path: Path) -> None:
        messages, out = tmp_path / "messages.jsonl", tmp_path / "to-correct.jsonl"
        texts = [json.loads(line)["text"] for line in (folder / "shop.jsonl").read_text().splitlines()]
        messages.write_text("".join(json.dumps({"text": f"{text} ana@example.org"}) + "\n" for text in texts))

        told = json.loads(run("intents", "suggest", messages, "--groups", 6, "--out", out, "--json").output)

        assert len(texts) == told["n"] == told["left_out"] + sum(group["n"] for group in told["groups"])
        assert "agreement" not in told
        lines = [json.loads(line) for line in out.read_text().splitlines()]
        assert {group["name"] for group in told["groups"]} == {line["label"] for line in lines}
        assert all("[EMAIL_1]" in line["text"] for line in lines)
        trained = run("--data", tmp_path, "intents", "train", out, "--masked", "--out", tmp_path / "model")
        assert 0 == trained.exit_code, trained.output

    def test_with_labels_it_says_how_far_they_agree(self, folder: Path) -> None:
        shown = run("intents", "suggest", folder / "shop.jsonl", "--groups", 6).output

        assert "129 messages in" in shown
        assert "normalised mutual information" in shown

    def test_what_is_no_message_is_named_by_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "bad.jsonl").write_text('{"text": "a"}\n{"label": "b"}\n')

        refused = run("intents", "suggest", tmp_path / "bad.jsonl")

        assert 7 == refused.exit_code
        assert "bad.jsonl, line 2 should look like" in refused.output


def test_the_same_file_gives_the_same_model(folder: Path, tmp_path: Path) -> None:
    told = run("intents", "train", folder / "shop.jsonl", "--out", tmp_path / "again", "--json")
    card = json.loads(told.output)

    assert 129 == card["n"]
    assert (
        card["version"]
        == json.loads(run("--data", folder / "data", "intents", "score", folder / "shop.jsonl", "--json").output)[
            "version"
        ]
    )
