"""`fairdesk drill`: held for real, shown again; run as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import run, told

pytestmark = pytest.mark.once  # each command opens a desk of its own, and those are on SQLite


def test_a_drill(tmp_path: Path):
    told(tmp_path, "demo")
    ran = run(tmp_path, "drill", "--json")

    (held,) = json.loads(ran.stdout)
    assert (0 if held["passed"] else 1) == ran.returncode  # how quick it is, is the machine's to say
    assert (4, 0) == (held["conversations"], held["texts_after"])
    assert [held] == json.loads(told(tmp_path, "drill", "--last", "--json"))
