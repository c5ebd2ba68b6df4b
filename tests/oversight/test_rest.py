"""When a pause is asked for, and what a browser keeps of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.oversight.rest import PAUSE, Limits, Rest, Sitting, after_look, limits_say, read, rest_due, written

NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DAY = NINE.date()
LIMITS = Limits(timedelta(minutes=45), timedelta(hours=4))


def minutes(many: float) -> timedelta:
    return timedelta(minutes=many)


def looks(*after: float) -> Sitting:
    """A look at nine, and others so many minutes after the one before."""
    at, sitting = NINE, after_look(None, NINE, DAY)
    for each in after:
        at += minutes(each)
        sitting = after_look(sitting, at, DAY)
    return sitting


def test_a_pause_is_due_after_a_sitting_and_over_ten_minutes_after_the_last_look():
    sitting = looks(*[9] * 4, 8.9)
    assert Rest.NONE is rest_due(sitting, sitting.last, DAY, LIMITS)

    sitting = looks(*[9] * 5)
    assert Rest.SITTING is rest_due(sitting, sitting.last, DAY, LIMITS)
    assert Rest.SITTING is rest_due(sitting, sitting.last + PAUSE - minutes(0.1), DAY, LIMITS)
    assert Rest.NONE is rest_due(sitting, sitting.last + PAUSE, DAY, LIMITS)
    assert sitting.last + PAUSE == after_look(sitting, sitting.last + PAUSE, DAY).begun


def test_pauses_do_not_count_into_the_day_and_the_next_day_is_a_new_one():
    sitting = looks(*([9] * 5 + [30]) * 5)
    assert minutes(225) == sitting.looked
    assert Rest.NONE is rest_due(sitting, sitting.last, DAY, LIMITS)

    sitting = looks(*([9] * 5 + [30]) * 5, 9, 6)
    assert Rest.DAY is rest_due(sitting, sitting.last + minutes(300), DAY, LIMITS)
    tomorrow = DAY + timedelta(days=1)
    assert Rest.NONE is rest_due(sitting, NINE + timedelta(days=1), tomorrow, LIMITS)
    assert timedelta(0) == after_look(sitting, NINE + timedelta(days=1), tomorrow).looked


def test_nothing_is_no_limit():
    none = Limits(timedelta(0), timedelta(0))
    sitting = looks(*[9] * 60)

    assert Rest.NONE is rest_due(sitting, sitting.last, DAY, none)
    assert "" == limits_say(none)
    assert "Here one looks for at most 45 minutes at a time and 4 hours a day." == limits_say(LIMITS)


@pytest.mark.parametrize("kept", ["", "x", "2026-11-30 1 2", "2026-11-30 a b c", "2026-11-30 1 99999999999999999 1"])
def test_what_cannot_be_read_is_no_sitting(kept):
    assert read(kept) is None


def test_a_browser_keeps_it_to_the_second():
    sitting = looks(9, 9)

    assert sitting == read(written(sitting))


def test_a_clock_that_goes_back_takes_no_time_away():
    assert timedelta(0) == after_look(looks(), NINE - minutes(5), DAY).looked
