"""Keep and read the drills of the stop."""

from __future__ import annotations

from datetime import timedelta

from fairdesk.database import execute, micros, moment, rows
from fairdesk.oversight.drill import Drill


def add(drill: Drill) -> None:
    """Keep a drill that was held."""
    execute(
        "INSERT INTO oversight_drill (id, at, talks, took_micros, after_stop) VALUES (%s, %s, %s, %s, %s)",
        drill.id, micros(drill.at), drill.talks, drill.took // timedelta(microseconds=1), drill.after,
    )  # fmt: skip


def latest(most: int) -> tuple[Drill, ...]:
    """Return the latest drills, newest first."""
    found = rows("SELECT id, at, talks, took_micros, after_stop FROM oversight_drill ORDER BY at DESC LIMIT %s", most)
    return tuple(
        Drill(id, moment(at), int(talks), timedelta(microseconds=int(took)), int(after))
        for id, at, talks, took, after in found
    )
