"""Commands on who comes: a duty is entered, listed and ended, a care certificate given and ended, the clock is told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.clock import now
from tests.server import with_tables
from tests.test_cli import run

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A desk with Ben, who answers customers, and a manager."""
    with_tables(tmp_path)
    for name, role in (("ben", "colleague"), ("cleo", "manager")):
        assert 0 == run(tmp_path, "colleague", "add", name, "--role", role).returncode
    return tmp_path


def test_a_duty_from_its_entry_to_its_end(small):
    since, until = (f"{now() + timedelta(hours=hours):%Y-%m-%dT%H:%M}" for hours in (-1, 9))
    added = run(small, "on-call", "add", "ben", "--from", since, "--to", until, "--reach", "ben@on-call.example")
    assert 0 == added.returncode, added.stderr
    assert "ben is on call from" in added.stdout

    (listed,) = json.loads(run(small, "on-call", "list", "--json").stdout)
    assert ("ben", "ben@on-call.example", True) == (listed["name"], listed["reach"], listed["alarmed"])
    assert 0 == run(small, "on-call", "end", listed["id"]).returncode
    assert 4 == run(small, "on-call", "end", listed["id"]).returncode
    assert "Nobody is on call, now or later." in run(small, "on-call", "list").stdout
    assert (
        7 == run(small, "on-call", "add", "ben", "--from", until, "--to", since, "--reach", "a@b.example").returncode
    )
    assert (
        4
        == run(small, "on-call", "add", "nobody", "--from", since, "--to", until, "--reach", "a@b.example").returncode
    )


def test_a_care_certificate_from_its_giving_to_its_end(small):
    given = run(small, "care-certificate", "give", "ben", "--topic", "bereavement", "--days", "90")
    assert 0 == given.returncode, given.stderr
    assert f"until {now() + timedelta(days=90):%Y-%m-%d}." in given.stdout

    (listed,) = json.loads(run(small, "care-certificate", "list", "--json").stdout)
    assert ("ben", "bereavement", True, "a command on the server") == (
        listed["name"],
        listed["topic"],
        listed["holds"],
        listed["given_by"],
    )
    assert 0 == run(small, "care-certificate", "end", listed["id"]).returncode
    assert [] == json.loads(run(small, "care-certificate", "list", "--json").stdout)
    assert 7 == run(small, "care-certificate", "give", "ben", "--topic", "nothing").returncode


def test_the_clock_tells_of_each_matter_with_its_n(small):
    told = json.loads(run(small, "clock", "--json").stdout)

    assert (0, 0) == (told["waiting"], told["over"])
    assert {"topic": "crisis", "n": 0, "in_time": 0, "p50": 0.0, "p95": None} == told["matters"][0]
    assert "0 wait for a first reply now; 0 over their time." in run(small, "clock").stdout
