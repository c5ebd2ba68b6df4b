"""Killed at any moment of an append or of placing: nothing acknowledged is lost, nothing is there twice, all verifies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fairdesk.accountability import records
from fairdesk.accountability.history import of_one
from fairdesk.database import on_sqlite
from tests.accountability.examples import SIGNER, act_name
from tests.accountability.kept import sequence

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.long)])
def test_kill_9_while_appending(folder: Path, rounds: int) -> None:
    if not on_sqlite():
        pytest.skip("the embedded database is in the process that is killed; a server is not")
    words = [sys.executable, "-m", "tests.accountability.appending", str(folder), str(rounds)]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert 0 == ran.returncode, ran.stderr
    acknowledged = {act_name(int(number)) for number in ran.stdout.split()}

    while sequence():
        pass
    acts = [kept.act for kept in records.entries()]

    assert len(acknowledged) >= rounds
    assert set() == acknowledged - set(acts)
    assert len(set(acts)) == len(acts)
    assert records.verified(of_one(SIGNER.verifier_key)).holds
