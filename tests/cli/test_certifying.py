"""`fairdesk answers certify` tells what may be promised of a file of reviewed answers, and names what is wrong in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairdesk.cli import main
from tests.answers.test_promise import traffic
from tests.cli.test_on_the_database import told
from tests.people import Desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = [
        json.dumps({"confidence": case.confidence, "correct": case.correct, "language": "de"})
        for case in traffic(900, 6)
    ]
    (tmp_path / "reviews.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path / "reviews.jsonl"


def certify(*words: object):
    return CliRunner().invoke(main, ["answers", "certify", *map(str, words)])


def test_prints_the_promise_the_curve_and_the_groups(file):
    told = certify(file, "--groups", "language", "--splits", 2)

    assert 0 == told.exit_code, told.output
    assert "At most 5.0 % of what is answered alone is wrong, with 95.0 % confidence" in told.output
    assert "language de" in told.output
    assert "tuned until it fitted" in told.output


def test_target_and_confidence_can_be_chosen(file):
    strict, loose = (json.loads(certify(file, "--target", each, "--json").output) for each in (0.02, 0.1))

    assert (0.02, 0.95) == (strict["target"], strict["confidence"])
    assert strict["topics"][0]["answered"] < loose["topics"][0]["answered"]


def test_a_line_that_cannot_be_read_is_named(file):
    file.write_text('{"confidence": 3, "correct": true}', "utf-8")

    told = certify(file)
    assert 7 == told.exit_code
    assert "reviews.jsonl, line 1: confidence should be a number from 0 to 1" in told.stderr


def test_bytes_that_are_no_text_are_named(file):
    file.write_bytes(b"\xff\xfe")

    assert "reviews.jsonl is not UTF-8 text" in certify(file).stderr


@pytest.mark.parametrize("words", [[], ["--own", "FILE"]])
def test_one_source_is_named(file, words):
    assert 2 == certify(*[file if word == "FILE" else word for word in words]).exit_code


def test_a_desks_own_reviews_are_counted_and_what_is_missing_is_said(desk):
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    desk.house.answer_purpose(dana.conversation, dana.id, "improve", True)
    desk.house.keep_answer_review(desk.rio, desk.last_act(dana), "right")

    told = CliRunner().invoke(main, ["--data", str(desk.folder), "answers", "certify", "--own", "--json"])

    (topic,) = json.loads(told.output)["topics"]
    assert (1, False, 71) == (topic["reviewed"], topic["certified"], topic["needed"])
    assert 900 < topic["days"] < 1_100


def test_where_there_is_no_desk_none_is_made(tmp_path):
    told = CliRunner().invoke(main, ["--data", str(tmp_path / "none"), "answers", "certify", "--own"])

    assert 7 == told.exit_code
    assert not (tmp_path / "none").exists()


def test_a_probe_is_told_in_lines_and_to_programs(desk: Desk):
    shown = told(desk.folder, "answers", "probe").splitlines()
    found = json.loads(told(desk.folder, "answers", "probe", "--json", "--questions", "2"))

    assert shown[0].endswith("%).")
    assert " probes got the same answer: " in shown[0]
    assert 3 == found["questions"]["n"], "the two, and what was asked before"
    assert found["interval"][0] < found["share"] <= found["interval"][1]
    assert {"wording", "channel", "time"} == found["kinds"].keys()


def test_a_desk_without_articles_says_that_nothing_can_be_said(folder: Path):
    desk = Desk(folder, articles="")

    assert "No question of the probe is answered" in told(desk.folder, "answers", "probe")
    desk.house.close()
