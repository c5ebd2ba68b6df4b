"""A review is announced, then overdue, then an incident."""

from __future__ import annotations

from datetime import date

import pytest

from fairdesk.guidelines.reviews import Review, review


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 5, 30), Review.FINE),
        (date(2027, 5, 31), Review.NEAR),
        (date(2027, 6, 30), Review.NEAR),
        (date(2027, 7, 1), Review.OVERDUE),
        (date(2027, 7, 14), Review.OVERDUE),
        (date(2027, 7, 15), Review.INCIDENT),
    ],
)
def test_how_a_review_stands(today, expected):
    assert expected is review(date(2027, 6, 30), today)
