"""Practice counts: sums by day and language, and nobody in them."""

from __future__ import annotations

from datetime import date

import pytest

from fairdesk.accessibility import records
from fairdesk.accessibility.models import Practice

DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)

pytestmark = pytest.mark.usefixtures("folder")


def test_counts_add_up_over_days_and_languages() -> None:
    for day, language, right in (
        (DAY, "en", True),
        (DAY, "en", True),
        (DAY, "en", False),
        (DAY, "ar", True),
        (NEXT, "en", False),
    ):
        records.count(day, language, right)

    assert (3, 1) == records.counts(DAY, DAY)
    assert (3, 2) == records.counts(DAY, NEXT)


def test_without_practice_there_is_nothing_to_count() -> None:
    assert (0, 0) == records.counts(DAY, NEXT)


def test_the_table_has_no_column_for_a_person() -> None:
    columns = {field.name for field in Practice._meta.get_fields()}

    assert {"id", "date", "language", "right_count", "wrong_count"} == columns
