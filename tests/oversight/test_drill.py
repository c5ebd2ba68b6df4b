"""A drill passes if the stop was in force within a second and nothing left after it; it is due each week."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fairdesk.oversight.drill import Drill, due, overdue

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HELD = Drill("d", NOW, 4, timedelta(milliseconds=40), 0)


def test_it_passes_only_in_time_and_if_nothing_left_after_it():
    assert (True, 40.0) == (HELD.passed, HELD.milliseconds)
    assert not replace(HELD, after=1).passed
    assert not replace(HELD, took=timedelta(seconds=1, microseconds=1)).passed


def test_it_is_due_each_week_and_missed_after_two():
    assert not due(None, NOW, NOW + timedelta(days=6))
    assert due(None, NOW, NOW + timedelta(days=7))
    assert due(HELD, NOW - timedelta(days=99), NOW + timedelta(days=7))
    assert not overdue(HELD, NOW + timedelta(days=13))
    assert overdue(HELD, NOW + timedelta(days=14))
    assert not overdue(None, NOW)
