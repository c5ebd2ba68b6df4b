"""Deadlines as the laws count them: months by their day, ends on working days, extensions told in time.

The dates expected here were counted by hand on a calendar, not by the code.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.nouns import BadInput, Refused
from fairdesk.rights.deadlines import (
    Period,
    authority_for,
    confirm_by,
    due,
    extended,
    last_moment,
    law_for,
    laws,
    next_working_day,
    paused_for,
    period,
)

EU, CALIFORNIA, BRAZIL = law_for("DE"), law_for("US-CA"), law_for("BR")
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


class TestMonths:
    @pytest.mark.parametrize(
        ("asked", "by"),
        [
            (date(2026, 3, 10), date(2026, 4, 10)),  # a Friday
            (date(2027, 1, 31), date(2027, 3, 1)),  # no 31 February: 28 is a Sunday, so Monday
            (date(2028, 1, 31), date(2028, 2, 29)),  # a leap year: 29 February is a Tuesday
            (date(2028, 1, 29), date(2028, 2, 29)),
            (date(2026, 8, 31), date(2026, 9, 30)),  # no 31 September
            (date(2026, 12, 31), date(2027, 2, 1)),  # over the year's end; 31 January is a Sunday
            (date(2026, 10, 15), date(2026, 11, 16)),  # 15 November is a Sunday
        ],
    )
    def test_the_day_of_the_same_number_or_the_last_one(self, asked: date, by: date):
        assert by == due(asked, EU)

    def test_a_holiday_moves_the_end(self):
        christmas = frozenset({date(2026, 12, 25)})

        assert date(2026, 12, 25) == due(date(2026, 11, 25), EU)
        assert date(2026, 12, 28) == due(date(2026, 11, 25), EU, christmas)

    @given(days)
    def test_never_before_the_month_is_over_and_always_on_a_working_day(self, asked: date):
        end = due(asked, EU)

        assert end.weekday() < 5
        assert timedelta(days=28) <= end - asked <= timedelta(days=34)

    @given(days, days)
    def test_who_asks_later_is_never_answered_earlier(self, one: date, other: date):
        first, second = sorted((one, other))

        assert due(first, EU) <= due(second, EU)


class TestOtherLaws:
    def test_california_counts_the_day_itself_and_no_weekend_helps(self):
        assert date(2026, 4, 14) == due(date(2026, 3, 1), CALIFORNIA)
        assert date(2026, 5, 29) == extended(date(2026, 3, 1), CALIFORNIA, date(2026, 4, 1))  # 90 days in all

    def test_california_confirms_in_ten_working_days(self):
        assert date(2026, 3, 13) == confirm_by(date(2026, 2, 27), CALIFORNIA)
        assert None is confirm_by(date(2026, 2, 27), EU)

    def test_brazil_answers_in_fifteen_days_and_knows_no_extension(self):
        assert date(2026, 3, 16) == due(date(2026, 3, 1), BRAZIL)
        with pytest.raises(Refused, match="no extension"):
            extended(date(2026, 3, 1), BRAZIL, date(2026, 3, 2))

    @pytest.mark.parametrize("country", ["", "ZZ", "JP"])
    def test_where_no_law_is_known_the_desk_promises_the_european_one(self, country: str):
        assert "OTHER" == law_for(country).code
        assert due(date(2026, 3, 10), EU) == due(date(2026, 3, 10), law_for(country))


class TestExtension:
    def test_three_months_in_all_from_the_first_day(self):
        assert date(2026, 4, 30) == extended(date(2026, 1, 31), EU, date(2026, 2, 10))

    def test_who_tells_it_too_late_has_none(self):
        with pytest.raises(Refused, match="before the first deadline"):
            extended(date(2026, 3, 10), EU, date(2026, 4, 11))


class TestPause:
    def test_the_clock_stands_still_while_the_customer_must_answer(self):
        end, since = datetime(2026, 4, 10, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC)

        assert end + timedelta(days=5) == paused_for(end, since, since + timedelta(days=5), "identity", EU)

    def test_in_california_it_does_not(self):
        end, since = datetime(2026, 4, 10, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC)

        assert end == paused_for(end, since, since + timedelta(days=5), "identity", CALIFORNIA)


class TestTheTable:
    @pytest.mark.parametrize("code", laws())
    def test_each_law_names_its_source_and_when_it_was_looked_at(self, code: str):
        law = laws()[code]

        assert len(law.source) > 20
        assert date(2026, 1, 1) < law.checked < date(2100, 1, 1)

    def test_no_country_has_two_laws_and_each_has_an_authority(self):
        countries = [country for law in laws().values() for country in law.countries]

        assert len(countries) == len(set(countries))
        assert 30 == len(EU.countries), "27 of the Union, and Iceland, Liechtenstein and Norway"
        nobody = authority_for("ZZ")
        assert not [country for country in countries if authority_for(country) == nobody]

    @pytest.mark.parametrize("country", [c for law in laws().values() for c in law.countries])
    def test_each_authority_is_reached_by_tls(self, country: str):
        assert authority_for(country).url.startswith("https://")


def test_a_period_is_a_number_and_a_unit():
    assert Period(10, "working day") == period("10 working days")
    assert None is period("")
    with pytest.raises(BadInput):
        period("soon")


def test_a_deadline_is_met_until_the_last_moment_of_the_day_where_the_company_is():
    assert datetime(2026, 4, 10, 21, 59, 59, 999999, UTC) == last_moment(date(2026, 4, 10), "Europe/Berlin")


def test_a_monday_after_a_holiday_weekend():
    assert date(2026, 4, 7) == next_working_day(date(2026, 4, 4), frozenset({date(2026, 4, 6)}))


def test_a_law_that_was_chosen_stands_above_the_country():
    assert ("US-CA", "BR", "EU") == (
        law_for("US", "US-CA").code,
        law_for("BR", "").code,
        law_for("DE", "no law").code,
    )
    assert "California" in authority_for("US", "US-CA").name
    assert authority_for("DE") == authority_for("DE", "EU")
