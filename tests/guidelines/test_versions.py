"""Which version of a guideline is in force at a moment."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.versions import in_force

JANUARY, MARCH, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 5))


def test_before_the_first_there_is_none():
    assert None is in_force([(MARCH, "a")], JANUARY)
    assert None is in_force([], JANUARY)


def test_the_one_that_began_last_counts_from_its_very_moment():
    history = [(MARCH, "b"), (JANUARY, "a")]

    assert "a" == in_force(history, datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC))
    assert "b" == in_force(history, MARCH)
    assert "b" == in_force(history, MAY)


def test_of_two_that_begin_together_the_one_kept_later_counts():
    assert "a" == in_force([(MARCH, "b"), (MARCH, "a")], MAY)


@given(
    st.lists(st.tuples(st.datetimes(timezones=st.just(UTC)), st.text(max_size=3))),
    st.datetimes(timezones=st.just(UTC)),
)
def test_nothing_that_has_not_begun_is_in_force(history, at):
    found = in_force(history, at)

    begun = sorted((begins for begins, _ in history if begins <= at), reverse=True)
    assert (found is None) == (not begun)
    assert found is None or (begun[0], found) in history
