"""Commands on the database that is being tested; those of other files open desks of their own, on SQLite."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.house.test_content_gaps import ASKED, asks
from tests.people import Desk
from tests.test_cli import QUESTION, run


def told(folder: Path, *words: str) -> str:
    """Run a command on the database of these tests, see that it worked without complaint, and return what it printed."""
    ran = run(folder, *words, FAIRDESK_DATABASE=os.environ["FAIRDESK_DATABASE"])
    assert (0, "") == (ran.returncode, ran.stderr), ran
    return ran.stdout


def test_a_message_goes_its_whole_way(folder: Path) -> None:
    found = json.loads(told(folder, "ask", QUESTION, "--json"))

    assert "person" == found["route"] or found["handover"]


def test_gaps_are_told_in_lines_and_to_programs(desk: Desk) -> None:
    for asked in (*ASKED, "Is the shop in Cork open on Sunday?"):
        asks(desk, asked)
    desk.knows("---\ntitle: Old sale\nowner: Ada\nvalid_until: 2026-05-03\n---\n\nHalf price.\n", "sale")

    shown = told(desk.folder, "knowledge", "gaps").splitlines()
    found = json.loads(told(desk.folder, "knowledge", "gaps", "--json"))

    assert "6 questions of 6 customers were not answered; 1 of them left out." == shown[0]
    assert "en       5 customers     5 questions  gift, card" == shown[1]
    assert "en   Old sale  Ada: past its date since 2026-05-03, so it is not quoted" == shown[2]
    assert [{"language": "en", "words": ["gift", "card"], "customers": 5, "questions": 5}] == found["found"]
    assert (6, 6, 1, ["sale"]) == (
        found["questions"],
        found["customers"],
        found["left_out"],
        [one["id"] for one in found["articles"]],
    )


def test_a_month_is_told_in_lines_and_to_programs(desk: Desk) -> None:
    desk.says(desk.customer(), QUESTION)
    shown, found = told(desk.folder, "month"), json.loads(told(desk.folder, "month", "--json"))

    assert "1 conversations, 1 messages; 1 still open" in shown
    assert (1, 1, {}) == (found["conversations"], found["open"], found["outcomes"])
