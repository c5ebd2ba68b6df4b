"""`fairdesk incident`: opened, shown, refused while something is missing, closed; run as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import refused, run, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("incidents")
    told(folder, "demo")
    return folder


def test_an_incident_from_first_to_last(data):
    assert "There is no incident.\n" == told(data, "incident", "list")

    made = json.loads(told(data, "incident", "open", "Wrong amounts told", "--by", "ada", "--json"))
    assert (1, "open", "fault", False) == tuple(made[name] for name in ("number", "stage", "severity", "late"))
    early = run(data, "incident", "close", "1", "--cause", "An old article", "--by", "cleo")
    assert 3 == early.returncode
    assert "the correction is not written down" in early.stderr

    told(data, "incident", "close", "1", "--cause", "An old article", "--correction", "Replaced",
         "--ledger", "1", "9", "--by", "cleo")  # fmt: skip
    (listed,) = json.loads(told(data, "incident", "list", "--json"))

    assert ("closed", [1, 9], []) == (listed["stage"], listed["ledger"], listed["missing"])
    assert [] == json.loads(told(data, "incident", "list", "--open", "--json"))
    assert "cause: An old article" in told(data, "incident", "show", "1")


def test_one_that_is_not_there_and_somebody_who_may_not(data):
    assert 4 == run(data, "incident", "show", "99").returncode
    told(data, "incident", "open", "Another one", "--by", "ada")
    assert "your role" in refused(data, 3, "incident", "close", "2", "--cause", "x", "--by", "ada")
