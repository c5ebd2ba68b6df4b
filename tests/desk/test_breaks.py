"""When somebody who answers heavy cases should rest, counted from their own replies of this sitting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.desk.breaks import MOST_TIME, SITTING_ENDS, Reply, break_due

NINE = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def replies(*told: tuple[str, float, bool]) -> list[Reply]:
    return [Reply(conversation, at(minutes), heavy) for conversation, minutes, heavy in told]


@pytest.mark.parametrize(
    ("told", "now", "due"),
    [
        ((), 0, False),
        ((("a", 0, True),), 1, False),
        ((("a", 0, True), ("a", 5, True)), 6, False),  # one case, many words
        ((("a", 0, True), ("b", 15, True)), 16, True),
        ((("a", 0, True), ("x", 10, False), ("b", 25, True)), 26, True),  # an easy one between is no rest
        ((("a", 0, False), ("b", 10, False), ("c", 15, False)), 16, False),
        ((("a", 0, True), ("b", 20, True)), 21, False),  # twenty minutes between them
        ((("a", 0, True), ("b", 15, True)), 35, False),  # twenty minutes since
        ((("a", 0, True), ("b", 15, True), ("c", 60, True)), 61, False),  # rested, and began anew
    ],
)
def test_two_heavy_cases_without_a_rest(told: tuple[tuple[str, float, bool], ...], now: float, due: bool) -> None:
    assert due == break_due(replies(*told), at(now))


def test_or_two_hours_with_one_among_them() -> None:
    hours = [(f"c{n}", 15.0 * n, n == 3) for n in range(9)]

    assert break_due(replies(*hours), NINE + MOST_TIME)
    assert not break_due(replies(*hours), NINE + MOST_TIME - timedelta(seconds=1))
    assert not break_due(replies(*((name, minute, False) for name, minute, _ in hours)), NINE + MOST_TIME)
    assert SITTING_ENDS > timedelta(minutes=15)
