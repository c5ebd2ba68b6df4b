"""Reads and writes what runs of counterfactual pairs found. Functions that write want their caller's transaction."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple

from fairdesk.database import Row, execute, micros, moment, row, rows

KEPT = 30
"""Runs that are kept of the desk as it is: a month of nights."""

ASKED, NIGHT, PROPOSAL = "asked", "night", "proposal"
"""Why a run was: somebody asked, a night, or something is proposed."""


class KeptRun(NamedTuple):
    """A kept run: its number, when and why it was, of which proposal, by the report of its replay ("": the desk as it is), its act, and its report."""

    number: int
    at: datetime
    why: str
    subject: str
    act: str
    report: dict[str, Any]


_COLUMNS = "number, at, why, subject, act, report"


def add_run(at: datetime, why: str, subject: str, act: str, report: dict[str, Any]) -> None:
    """Keep a run. Of one proposal the latest is kept, of the desk as it is the latest `KEPT`."""
    execute(
        "INSERT INTO fairness_run (at, why, subject, act, new, report) VALUES (%s, %s, %s, %s, %s, %s)",
        micros(at), why, subject, act, len(report["new"]), json.dumps(report, ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
    keep = 1 if subject else KEPT
    execute(
        "DELETE FROM fairness_run WHERE subject = %s AND number NOT IN"
        " (SELECT number FROM (SELECT number FROM fairness_run WHERE subject = %s ORDER BY number DESC LIMIT %s) latest)",
        subject, subject, keep,
    )  # fmt: skip


def latest_run(subject: str = "") -> KeptRun | None:
    """Return the latest run of a proposal, or of the desk as it is; None before the first."""
    found = row(f"SELECT {_COLUMNS} FROM fairness_run WHERE subject = %s ORDER BY number DESC LIMIT 1", subject)
    return _run(found) if found else None


def has_run(subject: str) -> bool:
    """Whether there is a run of a proposal."""
    return row("SELECT 1 FROM fairness_run WHERE subject = %s LIMIT 1", subject) is not None


def latest_runs(most: int) -> tuple[KeptRun, ...]:
    """Return the latest runs of the desk as it is, newest first."""
    found = rows(f"SELECT {_COLUMNS} FROM fairness_run WHERE subject = '' ORDER BY number DESC LIMIT %s", most)
    return tuple(map(_run, found))


def _run(found: Row) -> KeptRun:
    number, at, why, subject, act, report = found
    return KeptRun(number, moment(at), why, subject, act, json.loads(report))


def latest_with_new(why: str) -> KeptRun | None:
    """Return the latest run for a reason in which pairs were treated otherwise that were treated alike before."""
    found = row(
        f"SELECT {_COLUMNS} FROM fairness_run WHERE subject = '' AND why = %s AND new > 0 ORDER BY number DESC LIMIT 1",
        why,
    )
    return _run(found) if found else None
