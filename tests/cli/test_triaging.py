"""`fairdesk triage`: figures of a file, and why of one message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairdesk.cli import main

pytestmark = pytest.mark.once  # triage opens no desk

LINES = (
    {"text": "I want to kill myself", "category": "crisis_self_harm", "source": "ours"},
    {"text": "where is my parcel", "category": "none", "source": "ours", "hard": True},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)))
    return path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["triage", *arguments])
    return done.exit_code, done.output


def test_scores_a_file_as_json(file: Path) -> None:
    status, said = run("score", str(file), "--json")
    acute = json.loads(said)["acute"]

    assert (0, 1.0, 0.0, 1) == (status, acute["recall"], acute["false_alarms"], acute["n"])
    assert "bereavement" in json.loads(said)["classes"]


def test_scores_a_file_for_people_with_n_and_interval(file: Path) -> None:
    _, said = run("score", str(file))

    assert "acute gate: recall 1.000 [0.206, 1.000] n 1, n too small" in said


@pytest.mark.parametrize("body", ["", "no json\n", "[1]\n", '{"text": "my secret"}\n'])
def test_a_file_that_cannot_be_scored_is_refused_without_a_quote(tmp_path: Path, body: str) -> None:
    (tmp_path / "bad.jsonl").write_text(body)
    status, said = run("score", str(tmp_path / "bad.jsonl"))

    assert 7 == status
    assert "secret" not in said


def test_why_names_the_matter_and_what_weighed() -> None:
    status, said = run("why", "I won't need the account after Friday")

    assert 0 == status
    assert "matter: crisis (acute)" in said
    assert "<not after>" in said
    assert "<soon>" in said


def test_why_as_json_sums_to_the_score() -> None:
    found = json.loads(run("why", "my husband hits me", "--json")[1])

    assert "abuse" == found["topic"]
    assert found["score"] == pytest.approx(sum(found["contributions"].values()), abs=0.1)


def test_why_masks_first() -> None:
    assert "ana@example.org" not in run("why", "I want to die, write to ana@example.org")[1]
