"""Count the practices: sums by day and language, and nothing that leads to a person."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from fairdesk.database import execute, row


class Counts(NamedTuple):
    """How many chose the planted error, and how many chose another sentence."""

    right: int
    wrong: int


def count(day: date, language: str, right: bool) -> None:
    """Add one practice to the day's sums."""
    execute(
        "INSERT INTO accessibility_practice (date, language, right_count, wrong_count) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (date, language) DO UPDATE SET"
        " right_count = accessibility_practice.right_count + excluded.right_count,"
        " wrong_count = accessibility_practice.wrong_count + excluded.wrong_count",
        day.isoformat(),
        language,
        int(right),
        int(not right),
    )


def counts(since: date, until: date) -> Counts:
    """Return the sums over all languages, from *since* to *until*, both included."""
    found = row(
        "SELECT COALESCE(SUM(right_count), 0), COALESCE(SUM(wrong_count), 0) FROM accessibility_practice"
        " WHERE date >= %s AND date <= %s",
        since.isoformat(),
        until.isoformat(),
    )
    return Counts(int(found[0]), int(found[1])) if found else Counts(0, 0)
