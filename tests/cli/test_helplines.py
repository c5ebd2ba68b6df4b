"""`fairdesk helplines`: what there is, what runs out, and an exit status that a scheduler can read."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fairdesk.cli import main

pytestmark = pytest.mark.once


def said(*words: str, status: int = 0) -> str:
    done = CliRunner().invoke(main, ["helplines", *words])
    assert status == done.exit_code, done.output
    return done.output


def test_each_line_with_its_sources_and_dates():
    (ireland,) = json.loads(said("list", "--country", "ie", "--on", "2026-12-01", "--json"))

    assert ("116 123", "Samaritans", "112", "fresh") == tuple(
        ireland[name] for name in ("line", "name", "emergency", "standing")
    )
    assert len(ireland["sources"]) >= 2
    assert len(said("list", "--on", "2026-12-01").splitlines()) >= 25


@pytest.mark.parametrize(
    ("on", "stands", "status"),
    [("2026-12-01", "fresh", 0), ("2027-02-20", "runs_out_soon", 0), ("2027-02-21", "expired", 1)],
)
def test_what_runs_out_is_told_before_and_after(on, stands, status):
    found = json.loads(said("check", "--on", on, "--json", status=status))

    assert {stands: found["lines"]} == found["standing"]
    assert ("" if stands == "fresh" else stands) in said("check", "--on", on, status=status)
