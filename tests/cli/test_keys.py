"""Commands on the keys, run as people run them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.bao import TOKEN, Bao, serving
from tests.test_cli import refused, run, session, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


@pytest.fixture
def data(tmp_path: Path) -> Path:
    told(tmp_path / "desk", "demo")
    return tmp_path / "desk"


def test_rotate_check_and_the_ledger(data: Path) -> None:
    ran = session(data, ("keys", "check"), ("keys", "rotate", "--json"), ("keys", "rotate"), ("keys", "rotate", "--root"),
                  ("keys", "check", "--json"), ("ledger", "verify"), ("keys", "tombstones"))  # fmt: skip

    assert [0] * 7 == [status for status, _, _ in ran], ran
    assert "All is well." in ran[0][1]
    rotated = json.loads(ran[1][1])
    assert {"version": 2, "resumed": False, "destroyed": [1], "held_until": None} == {
        k: v for k, v in rotated.items() if k != "rewrapped"
    }
    assert "keys are under version 3; the old one is destroyed. No backup of the keys holds it." in ran[2][1]
    report = json.loads(ran[4][1])
    assert [] == report["findings"]
    assert [3] == [each["version"] for each in report["wrapping_keys"]]
    assert report["customers"] == report["keys"] > 0
    assert "" == ran[6][1]


def test_check_ends_with_1_and_names_what_is_wrong(data: Path) -> None:
    with closing(sqlite3.connect(data / "keys.db")) as file, file:
        ((customer,),) = file.execute("SELECT customer_id FROM customer_key LIMIT 1").fetchall()
        file.execute("UPDATE customer_key SET wrapped = zeroblob(40) WHERE customer_id = ?", (customer,))
        file.execute("INSERT INTO customer_key SELECT 'nobody', wrapped, 1, under FROM customer_key LIMIT 1")

    ran = session(data, ("keys", "check"), ("keys", "check", "--sweep", "--json"))

    assert [1, 1] == [status for status, _, _ in ran], ran
    assert f"customer {customer} has rows, but a stored key was changed" in ran[0][1]
    assert "1 keys older than an hour have no customer, such as nobody" in ran[0][1]
    swept = json.loads(ran[1][1])
    assert (1, 1) == (swept["swept"]["orphans"], len(swept["findings"]))


def test_to_a_key_server_and_back(data: Path) -> None:
    with serving(Bao()) as bao:
        there = {"FAIRDESK_TRANSIT_ADDRESS": bao.address, "FAIRDESK_TRANSIT_KEY": "fairdesk", "BAO_TOKEN": TOKEN}
        assert "Set keyring" in run(data, "keys", "rotate", "--to", "transit", **there).stdout
        assert not (data / "root.key").exists()
        assert 'set keyring = "transit"' in refused(data, 1, "keys", "check")
        there["FAIRDESK_KEYRING"] = "transit"

        checked = run(data, "keys", "check", **there)
        assert (0, "") == (checked.returncode, checked.stderr), checked
        assert 0 == run(data, "keys", "rotate", "--to", "file", **there).returncode

    assert "All is well." in told(data, "keys", "check")


def test_what_contradicts_itself_is_said(data: Path) -> None:
    assert "give one of them" in refused(data, 7, "keys", "rotate", "--root", "--to", "transit")
    assert "is file already" in refused(data, 7, "keys", "rotate", "--to", "file")


def test_no_desk_is_made_by_looking(tmp_path: Path) -> None:
    assert "there is no desk" in refused(tmp_path / "none", 7, "keys", "check")
    assert not (tmp_path / "none" / "keys.db").exists()
