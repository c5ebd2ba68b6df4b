"""The commands on articles: what is added is counted, what is bad is named, and search is scored on known answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import shared_data
from tests.house.test_article_tasks import shoes
from tests.people import Desk
from tests.server import with_tables
from tests.test_cli import run, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite

PASSAGES = [
    {"id": "p1", "doc": "post", "title": "The post", "text": "Who pays?\nWe pay for the return label."},
    {"id": "p2", "doc": "post", "title": "The post", "text": "How long?\nA parcel takes two days."},
]
QUESTIONS = [
    {"query": "Who pays for the label?", "history": [], "gold_any": ["p1"], "dialogue": "a"},
    {"query": "How long?", "history": [{"who": "customer", "text": "a parcel"}], "gold_any": ["p2"], "dialogue": "a"},
]


def lines(file: Path, *found: object) -> str:
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in found), "utf-8")
    return str(file)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = with_tables(tmp_path_factory.mktemp("articles"))
    assert "1 added, 0 changed, 0 unchanged.\n" == told(
        folder, "knowledge", "add", lines(folder / "passages.jsonl", *PASSAGES)
    )
    return folder


def test_adding_again_changes_nothing(filled: Path) -> None:
    again = json.loads(told(filled, "knowledge", "add", str(filled / "passages.jsonl"), "--json"))

    assert {"added": 0, "changed": 0, "unchanged": 1, "unreadable": []} == again


def test_the_score_is_told_in_a_table(filled: Path) -> None:
    shown = told(filled, "knowledge", "score", lines(filled / "q.jsonl", *QUESTIONS))

    assert "100.0 (" in shown
    assert "first turn" in shown


def test_and_to_programs_with_its_intervals(filled: Path) -> None:
    found = json.loads(told(filled, "knowledge", "score", lines(filled / "q.jsonl", *QUESTIONS), "--json"))

    assert (2, 1.0, 1.0, 1.0) == (found["n"], found["recall_at_1"], found["recall_at_5"], found["mrr_10"])
    assert (1, 1, 1) == (found["conversations"], found["first_turn"]["n"], found["follow_up"]["n"])
    assert found["recall_at_5_interval"][0] < 1.0


def test_a_bad_line_is_named_the_rest_is_scored_and_the_status_says_so(filled: Path) -> None:
    ran = run(filled, "knowledge", "score", lines(filled / "q.jsonl", "rubbish", *QUESTIONS))

    assert (1, "not read: q.jsonl:1: this line is not JSON\n") == (ran.returncode, ran.stderr)
    assert "100.0 (" in ran.stdout


def test_questions_about_what_is_not_there_are_told(filled: Path) -> None:
    shown = told(
        filled, "knowledge", "score", lines(filled / "q.jsonl", {"query": "Who?", "gold_any": ["gone"]}, *QUESTIONS)
    )

    assert "Of 3 questions 1 asks for a passage that is not in force and counts as a miss." in shown


def test_a_real_set_of_questions_is_scored(tmp_path: Path) -> None:
    data = shared_data("assistant", "retrieval", "doc2dial_passages.jsonl").parent
    told(with_tables(tmp_path), "knowledge", "add", str(data / "doc2dial_passages.jsonl"))
    with (data / "doc2dial_queries_dev.jsonl").open("rb") as file:
        some = b"".join(line for number, line in enumerate(file) if number < 200)
    (tmp_path / "q.jsonl").write_bytes(some)

    found = json.loads(told(tmp_path, "knowledge", "score", str(tmp_path / "q.jsonl"), "--json"))

    assert (200, 0) == (found["n"], found["unknown"])
    assert found["recall_at_5"] > 0.65


def test_gaps_are_of_a_desk_that_is_there(tmp_path: Path) -> None:
    assert "there is no desk in" in run(tmp_path / "none", "knowledge", "gaps").stderr


def test_gaps_name_the_tasks_of_owners_with_both_sentences(desk: Desk) -> None:
    shoes(desk, "boots", 30, "Ada")
    shoes(desk, "sneakers", 14, "Ben")

    shown = told(desk.folder, "knowledge", "gaps").splitlines()
    (task,) = json.loads(told(desk.folder, "knowledge", "gaps", "--json"))["tasks"]

    assert shown[-1].endswith(
        "for Ada and Ben: Boots, Sneakers: Boots and Sneakers say otherwise: day: 30 days or 14 days"
    )
    assert ("contradiction", ["boots", "sneakers"]) == (task["kind"], task["articles"])
    assert "You can return worn shoes within 14 days of delivery." == task["beside"][0]["other_text"]
