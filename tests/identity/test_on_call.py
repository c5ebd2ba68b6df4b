"""A duty on call: a time that is still to come, and a way to reach somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.identity.on_call import checked_duty, read_moment, read_reach
from fairdesk.nouns import BadInput, ColleagueId

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_address_is_alarmed_and_a_number_is_not():
    mail, phone = (
        checked_duty("1", ColleagueId(1), AT, AT + HOUR, reach, AT) for reach in ("a@b.example", "+353 1 555")
    )

    assert (True, False) == (mail.is_alarmed, phone.is_alarmed)


@pytest.mark.parametrize(
    ("since", "until"), [(AT, AT), (AT - 2 * HOUR, AT - HOUR), (AT, AT + timedelta(days=32)), (AT + HOUR, AT)]
)
def test_a_time_that_is_none_is_refused(since, until):
    with pytest.raises(BadInput):
        checked_duty("1", ColleagueId(1), since, until, "a@b.example", AT)


@pytest.mark.parametrize("reach", ["", "  ", "a@b", "call me", "<script>"])
def test_a_way_that_reaches_nobody_is_refused(reach):
    with pytest.raises(BadInput):
        read_reach(reach)


def test_times_are_by_the_companys_clock_unless_they_say():
    assert datetime(2026, 7, 1, 17, tzinfo=UTC) == read_moment("2026-07-01T18:00", "Europe/Lisbon")
    assert datetime(2026, 7, 1, 18, tzinfo=UTC) == read_moment("2026-07-01 18:00+00:00", "Europe/Lisbon")
    with pytest.raises(BadInput, match="write it as"):
        read_moment("tomorrow", "UTC")
