"""The pages of replays over real HTTP, without scripts: a report is read, its file proves itself, a task is done once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fairdesk.guidelines.table import shipped
from fairdesk.replay.checking import check_saved
from tests.server import RunningDesk, running_desk
from tests.web.guests import Guest, signed_in

EVERYBODY = shipped("routing").replace(
    "then: {route: assistant, reason: routine}", "then: {route: person, reason: language}"
)


def past(n: int) -> dict[str, object]:
    turns = [
        {"author": "customer", "text": f"Where is order {n}? kim{n}@example.org"},
        {"author": "assistant", "text": "I do not know."},
    ]
    outcome = {"resolved": n % 3 > 0}
    return {
        "id": f"old-{n}", "channel": "mail" if n % 2 else "web", "language": "fr" if n % 4 == 0 else "en", "turns": turns,
        "outcome": outcome, "groups": {"region": "north" if n % 5 else "south"},
    }  # fmt: skip


def fill(served: RunningDesk, folder: Path, *more: str) -> None:
    """Import past conversations and replay a table over them."""
    (folder / "past.jsonl").write_text("".join(json.dumps(past(n)) + "\n" for n in range(120)))
    (folder / "routing.yaml").write_text(EVERYBODY)
    assert 0 == served.command("import", str(folder / "past.jsonl")).returncode
    ran = served.command("replay", "--guideline", str(folder / "routing.yaml"), *more)
    assert 0 == ran.returncode, ran.stderr


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("replays")) as desk:
        fill(desk, tmp_path_factory.mktemp("past"))
        yield desk


@pytest.fixture(scope="module")
def cleo(served: RunningDesk) -> Guest:
    return signed_in(served.address, served.sign_in["Cleo"])


def report_of(cleo: Guest) -> str:
    return str(re.search(r"/desk/replays/([0-9a-f-]{36})", cleo.opens("/desk/replays").html)[1])  # type: ignore[index]


def test_the_list_leads_to_the_report_and_names_whom_to_write_to(cleo):
    page = cleo.opens("/desk/replays")

    assert "old-0" in page.html
    assert "Where is order 0? [EMAIL_1]" in page.html
    assert "kim0" not in page.html


def test_a_report_says_what_changes_and_who_loses(cleo):
    page = cleo.opens(f"/desk/replays/{report_of(cleo)}").html

    assert "waits for a person, or is not answered." in page
    assert "<svg" in page
    assert "region: south" in page
    assert "region: 2 small groups" in page, "the desk's own few, and the largest that they could be worked out from"
    assert "style=" not in page


def test_the_file_proves_itself(cleo, served):
    cleo.opens(f"/desk/replays/{report_of(cleo)}/file")
    file = cleo.response.text

    assert check_saved(file, served.command("ledger", "key").stdout.strip())["changed"]


def test_a_task_is_done_once(cleo):
    report, before = report_of(cleo), cleo.opens("/desk/replays").html.count("I wrote to them")
    number = re.search(rf"/desk/replays/{report}/tasks/(\d+)", cleo.opens("/desk/replays").html)
    assert number

    cleo.posts(f"/desk/replays/{report}/tasks/{number[1]}")
    assert 200 == cleo.status
    assert before - 1 == cleo.opens("/desk/replays").html.count("I wrote to them")
    cleo.posts(f"/desk/replays/{report}/tasks/{number[1]}")
    assert 409 == cleo.status


def test_a_colleague_who_may_not_and_a_stranger_see_nothing(cleo, served):
    report = report_of(cleo)
    ada, stranger = signed_in(served.address, served.sign_in["Ada"]), Guest(served.address)

    for path in ("/desk/replays", f"/desk/replays/{report}", f"/desk/replays/{report}/file"):
        ada.opens(path)
        assert 403 == ada.status, path
        assert "old-0" not in stranger.opens(path).html
    assert "Replays" not in ada.opens("/desk").html
    ada.posts(f"/desk/replays/{report}/tasks/2")
    assert 403 == ada.status
    assert 404 == (cleo.opens("/desk/replays/no-such"), cleo.status)[1]
