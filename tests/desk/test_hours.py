"""Hours: against an oracle that reads the wall clock minute by minute, also over the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.desk.hours import Hours, end_of_working_day, hours_of, parse
from fairdesk.identity.company import Company
from fairdesk.nouns import BadInput

OFFICE = parse("Europe/Berlin", ["09:00-17:30"] * 5 + ["", ""], ["2026-12-25"])
MINUTE = timedelta(minutes=1)

CLOCK_CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2026, 4, 23, 22, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
]
"""Zones and the moment their clocks change: by an hour, by half an hour, at midnight, back over it, by a whole day."""

WEEKS = [
    ["09:00-17:30"] * 7,
    ["02:15-02:45"] * 7,
    ["01:30-02:30"] * 7,
    ["00:00-00:30, 23:30-24:00"] * 7,
    ["00:00-24:00", "", "00:30-01:00, 02:00-03:00", "", "", "23:00-24:00", "00:00-01:15"],
]


def reads_open(hours: Hours, at: datetime) -> bool:
    """The oracle: what the clock on the wall says, compared as text."""
    local = at.astimezone(ZoneInfo(hours.time_zone))
    if local.date() in hours.holidays:
        return False
    reading = f"{local:%H:%M}"
    return any(
        f"{start // 60:02}:{start % 60:02}" <= reading < f"{end // 60:02}:{end % 60:02}"
        for start, end in hours.weekly[local.weekday()]
    )


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize(("zone", "change"), CLOCK_CHANGES)
def test_is_open_and_next_opening_agree_with_the_wall_clock_minute_by_minute(
    zone: str, change: datetime, week: list[str]
) -> None:
    hours = parse(zone, week)
    moments = [change - timedelta(hours=30) + MINUTE * n for n in range(60 * 60)]
    open_at = [reads_open(hours, at) for at in moments]

    following: datetime | None = None
    for at, is_open in reversed(list(zip(moments, open_at, strict=True))):
        following = at if is_open else following
        assert is_open == hours.is_open(at), at
        # Every minute is asked whether it is open; every seventh, when it opens: that is the slower question.
        if following is not None and at.minute % 7 == 0:
            assert following == hours.next_opening(at), at


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["", "09:00-12:00", "13:00-17:30", "00:00-24:00", "22:00-24:00"]), min_size=7, max_size=7
    ),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "UTC"]),
)
def test_an_opening_is_open_is_not_before_and_the_moment_before_it_is_closed(
    week: list[str], at: datetime, zone: str
) -> None:
    hours = parse(zone, week)

    opens = hours.next_opening(at)

    assert (opens is None) == (not any(week))
    if opens is not None:
        assert opens >= at
        assert hours.is_open(opens)
        assert opens == at or not hours.is_open(opens - timedelta(microseconds=1))
        assert opens - at <= timedelta(days=8)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        ("2026-03-02T08:59:59+01:00", False),
        ("2026-03-02T09:00:00+01:00", True),
        ("2026-03-02T17:29:59+01:00", True),
        ("2026-03-02T17:30:00+01:00", False),
        ("2026-03-07T12:00:00+01:00", False),
        ("2026-12-25T12:00:00+01:00", False),
        ("2026-03-02T12:00:00-05:00", False),
    ],
)
def test_open_from_the_first_minute_to_before_the_last(local: str, is_open: bool) -> None:
    assert is_open == OFFICE.is_open(datetime.fromisoformat(local))


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        ("2026-03-06T17:30:00+01:00", "2026-03-09T09:00:00+01:00"),
        ("2026-03-27T18:00:00+01:00", "2026-03-30T09:00:00+02:00"),
        ("2026-12-24T20:00:00+01:00", "2026-12-28T09:00:00+01:00"),
        ("2026-03-02T10:00:30+01:00", "2026-03-02T10:00:30+01:00"),
        ("2026-03-02T08:59:30+01:00", "2026-03-02T09:00:00+01:00"),
    ],
)
def test_next_opening_passes_weekends_holidays_and_clock_changes(asked: str, opens: str) -> None:
    assert datetime.fromisoformat(opens) == OFFICE.next_opening(datetime.fromisoformat(asked))


def test_a_desk_that_never_opens_promises_nothing() -> None:
    always_closed = Hours("UTC", ((),) * 7)
    all_holidays = Hours(
        "UTC", (((0, 60),),) * 7, frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(500))
    )

    assert always_closed.next_opening(datetime(2026, 1, 1, tzinfo=UTC)) is None
    assert all_holidays.next_opening(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_company_that_gave_no_hours_has_none() -> None:
    assert hours_of(Company("Example Ltd")) is None
    assert OFFICE == hours_of(
        Company("Example Ltd", "Europe/Berlin", hours=OFFICE.weekly, holidays=frozenset({date(2026, 12, 25)}))
    )


def test_days_left_out_are_closed() -> None:
    assert ((), (), (), ()) == parse("UTC", ["09:00-17:00"] * 3).weekly[3:]


@pytest.mark.parametrize(
    ("zone", "week", "holidays", "told"),
    [
        ("Mars/Olympus", [], [], "Mars/Olympus"),
        ("UTC", ["nine to five"], [], "09:00-17:30"),
        ("UTC", [], ["25 December"], "2026-12-25"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(zone: str, week: list[str], holidays: list[str], told: str) -> None:
    with pytest.raises(BadInput, match=told):
        parse(zone, week, holidays)


class TestWorkingDays:
    """2026-11-20 is a Friday; the company works on weekdays and is closed on Wednesday the 25th."""

    FRIDAY = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    WEEK = parse("Europe/Dublin", ["09:00-17:00"] * 5 + [""] * 2, ["2026-11-25"])

    def test_weekends_and_holidays_do_not_count(self):
        assert datetime(2026, 11, 24, tzinfo=UTC) == end_of_working_day(self.WEEK, "Europe/Dublin", self.FRIDAY, 1)
        assert datetime(2026, 12, 1, tzinfo=UTC) == end_of_working_day(self.WEEK, "Europe/Dublin", self.FRIDAY, 5)

    def test_a_day_is_one_of_the_companys_own_clock(self):
        # In Auckland it is Saturday already, and midnight comes thirteen hours sooner.
        there = parse("Pacific/Auckland", ["09:00-17:00"] * 5 + [""] * 2)
        assert datetime(2026, 11, 23, 11, tzinfo=UTC) == end_of_working_day(there, "Pacific/Auckland", self.FRIDAY, 1)

    def test_without_hours_it_is_monday_to_friday_and_who_never_works_is_held_to_something(self):
        assert datetime(2026, 11, 28, tzinfo=UTC) == end_of_working_day(None, "UTC", self.FRIDAY, 5)
        never = parse("UTC", [""] * 7)
        assert end_of_working_day(never, "UTC", self.FRIDAY, 1) > self.FRIDAY
