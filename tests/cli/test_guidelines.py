"""Guidelines from the command line: a file is checked without a desk, and a change needs two people and a replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairdesk.guidelines.table import parse, shipped, version_of
from tests.guidelines.test_nearest_scored import scorer_text
from tests.test_cli import session

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite

PLAINER = shipped("routing").replace("A routine question, so", "A plain question, so")
WEAKER = shipped("routing").replace(
    "when: {asks_for_person: true}", "when: {asks_for_person: true, masking_ok: false}"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("fine", PLAINER), ("weaker", WEAKER), ("broken", "hit: [")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "routing.yaml").write_bytes(text.encode())
    return tmp_path


def test_files_are_checked_and_compared_without_a_desk(files: Path):
    fine, weaker, broken = (str(files / name / "routing.yaml") for name in ("fine", "weaker", "broken"))
    ran = session(
        files / "nowhere",
        ("guideline", "check", fine),
        ("guideline", "check", weaker, "--json"),
        ("guideline", "check", broken),
        ("guideline", "diff", fine, weaker),
        ("guideline", "diff", fine, fine),
        ("guideline", "jdm", weaker),
    )
    (files / "weaker.json").write_text(ran[5][1])
    (back,) = session(files / "nowhere", ("guideline", "jdm", fine, "--read", str(files / "weaker.json")))

    assert (0, f"routing.yaml: 9 rules, version {version_of(PLAINER)}. Nothing found.\n") == ran[0][:2]
    assert 1 == ran[1][0]
    floor = next(each for each in json.loads(ran[1][1])["found"] if each["flaw"] == "floor")
    assert "promise 3" in floor["says"]
    assert floor["case"]["asks_for_person"]
    assert (7, "") == ran[2][:2]
    assert 1 == ran[3][0]
    assert any(line.startswith("changed  R04: when: asks_for_person true →") for line in ran[3][1].splitlines())
    assert (0, "They say the same.\n") == ran[4][:2]
    assert 0 == back[0]
    assert "asks_for_person" in back[1]
    assert "masking_ok" in back[1].partition("R04")[2].partition("R05")[0]
    assert [rule.id for rule in parse(back[1], "routing.yaml").rules] == [f"R{n:02d}" for n in range(1, 10)]
    assert not (files / "nowhere" / "fairdesk.db").exists()


def test_a_change_goes_from_file_to_force_with_two_people(files: Path):
    data, fine = files / "desk", str(files / "fine" / "routing.yaml")
    by = ("--by", "cleo", "--why", "Plainer words.")
    ran = session(
        data,
        ("demo",),
        ("guideline", "show"),
        ("guideline", "show", "routing", "--counts", "--json"),
        ("guideline", "show", "routing", "--file"),
        ("guideline", "propose", str(files / "weaker" / "routing.yaml"), *by),
        ("guideline", "propose", fine, *by, "--json"),
    )
    assert [0, 0, 0, 0, 3, 0] == [status for status, _, _ in ran], ran
    assert {"routing", "release"} <= {line.split()[0] for line in ran[1][1].splitlines()}
    counts = json.loads(ran[2][1])
    assert 7 == counts["turns"] == sum(rule["met"] for rule in counts["rules"])
    assert shipped("routing") == ran[3][1]
    id = json.loads(ran[5][1])["proposal"]

    ran = session(
        data,
        ("guideline", "approve", id, "--by", "dora"),
        ("guideline", "replay", id, "--by", "cleo", "--json"),
        ("guideline", "approve", id, "--by", "cleo"),
        ("guideline", "approve", id, "--by", "dora", "--json"),
        ("guideline", "history", "routing", "--json"),
        ("guideline", "diff", version_of(shipped("routing")), "routing"),
        ("guideline", "rollback", "routing", "--by", "cleo", "--why", "It was plainer before.", "--json"),
        ("ledger", "verify"),
    )
    assert [5, 0, 3, 0, 0, 1, 0, 0] == [status for status, _, _ in ran], ran
    assert 7 == json.loads(ran[1][1])["summary"]["turns"]
    assert "in_force" == json.loads(ran[3][1])["stage"]
    latest, first = json.loads(ran[4][1])
    assert ("in_force", "Cleo", "Dora", id) == (
        latest["stage"],
        latest["proposed_by"],
        latest["second"],
        latest["id"],
    )
    assert ("superseded", "fairdesk") == (first["stage"], first["proposed_by"])
    assert "changed  R09: says:" in ran[5][1]
    back = json.loads(ran[6][1])
    assert back["in_force"]

    ran = session(data, ("guideline", "confirm", back["proposal"], "--by", "dora"), ("guideline", "show", "routing"))
    assert [(0, "Confirmed.\n"), 0] == [ran[0][:2], ran[1][0]]
    assert version_of(shipped("routing")) in ran[1][1]
    assert "R04   asks_for_person true" in ran[1][1]


def test_a_scorer_goes_from_file_to_force_with_two_people(tmp_path: Path):
    file, data = tmp_path / "goodwill.json", tmp_path / "desk"
    file.write_text(scorer_text())
    by = ("--by", "cleo", "--why", "Learned from last year.")
    ran = session(
        data,
        ("demo",),
        ("guideline", "check", str(file), "--json"),
        ("guideline", "propose", str(file), *by, "--draft"),
        ("guideline", "propose", str(file), *by, "--json"),
    )
    assert [0, 0, 7, 0] == [status for status, _, _ in ran], ran
    assert (version_of(scorer_text()), 3, []) == tuple(json.loads(ran[1][1]).values())
    id = json.loads(ran[3][1])["proposal"]

    ran = session(
        data,
        ("guideline", "replay", id, "--by", "cleo", "--json"),
        ("guideline", "approve", id, "--by", "cleo"),
        ("guideline", "approve", id, "--by", "dora", "--json"),
        ("guideline", "show", "--json"),
        ("guideline", "show", "scorer.goodwill_score"),
        ("guideline", "history", "scorer.goodwill_score", "--json"),
        ("ledger", "verify"),
    )
    assert [0, 3, 0, 0, 0, 0, 0] == [status for status, _, _ in ran], ran
    assert {"scored", "above", "changed"} <= json.loads(ran[0][1])["summary"].keys()
    assert ("scorer.goodwill_score", "Cleo", 3) == next(
        (line["name"], line["owner"], line["rules"]) for line in json.loads(ran[3][1]) if line["name"] > "scorer."
    )
    assert scorer_text() == ran[4][1]
    assert [id] == [line["id"] for line in json.loads(ran[5][1])]


def test_a_proposal_is_rejected_or_withdrawn_with_a_reason(files: Path):
    data, fine = files / "desk", str(files / "fine" / "routing.yaml")
    by = ("--by", "cleo", "--why", "Plainer words.")
    ran = session(data, ("demo",), ("guideline", "propose", fine, *by, "--json"))
    id = json.loads(ran[1][1])["proposal"]
    ran = session(
        data,
        ("guideline", "reject", id, "--by", "dora", "--why", "Not plainer."),
        ("guideline", "withdraw", id, *by),
        ("guideline", "propose", fine, *by, "--from", "2099-01-01"),
        ("guideline", "rollback", "routing", *by),
        ("guideline", "rollback", "routing", *by, "--to", "0123"),
        ("guideline", "show", "weather"),
    )

    assert [0, 5, 0, 4, 4, 4] == [status for status, _, _ in ran], ran
