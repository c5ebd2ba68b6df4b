"""The command that learns a scorer writes a file that can be read, tells its figures, and names what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairdesk.cli import main
from fairdesk.guidelines.scorer import read_scorer
from tests.guidelines.test_training import cases

pytest.importorskip("sklearn", reason="the extra `train` is not installed")
ANSWERS = ("--owner", "Head of customer service", "--review-by", "2027-06-30")


def run(folder: Path, *words: str):
    file = folder / "cases.csv"
    file.write_text(cases(), "utf-8")
    return CliRunner().invoke(
        main, ["guideline", "train-scorer", str(file), "--out", str(folder / "s.json"), *ANSWERS, *words]
    )


def test_it_writes_a_scorer_and_tells_how_good_it_is(tmp_path):
    told = run(tmp_path, "--outcome", "paid", "--changeable", "amount")

    assert 0 == told.exit_code, told.output
    assert "learned from 320 cases" in told.output
    assert "On 80 others" in told.output
    scorer = read_scorer((tmp_path / "s.json").read_text("utf-8"), "s.json")
    assert ("cases", ("amount",)) == (scorer.name, scorer.file.changeable)


def test_its_card_can_be_read_by_programs(tmp_path):
    told = run(tmp_path, "--outcome", "paid", "--json")

    assert 320 == json.loads(told.output)["n"]


@pytest.mark.parametrize("words", [("--outcome", "gone"), ("--outcome", "paid", "--changeable", "mood")])
def test_a_mistake_is_one_sentence_and_its_status(tmp_path, words):
    told = run(tmp_path, *words)

    assert 7 == told.exit_code
    assert not (tmp_path / "s.json").exists()
