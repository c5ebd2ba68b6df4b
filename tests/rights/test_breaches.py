"""The clock of a breach: 72 hours from knowing, through weekends; closed only when all that the law asks was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import BadInput, Refused
from fairdesk.rights.breaches import FIELDS, Breach, Risk, checked, clock_of, may_close

FRIDAY = datetime(2026, 3, 6, 17, tzinfo=UTC)
TOLD = {"what": "a list was sent to the wrong person", "decision": "told the authority at once"}
ONE = Breach("b", FRIDAY, FRIDAY, Risk.LIKELY, 12, TOLD)


class TestTheClock:
    def test_it_runs_through_the_weekend(self):
        assert datetime(2026, 3, 9, 17, tzinfo=UTC) == clock_of(ONE, FRIDAY).due

    @pytest.mark.parametrize(
        ("hours", "near", "late"),
        [(0, False, False), (48, False, False), (49, True, False), (72, True, False), (73, False, True)],
    )
    def test_it_is_near_and_then_late(self, hours, near, late):
        clock = clock_of(ONE, FRIDAY + timedelta(hours=hours))

        assert (near, late) == (clock.near, clock.late)

    def test_until_somebody_judged_the_risk_it_runs(self):
        assert clock_of(replace(ONE, risk=Risk.UNKNOWN), FRIDAY + timedelta(hours=73)).late

    def test_where_a_risk_is_unlikely_nobody_need_be_told(self):
        clock = clock_of(replace(ONE, risk=Risk.UNLIKELY), FRIDAY + timedelta(hours=99))

        assert (None, False, False) == (clock.due, clock.late, clock.people_wait)

    @pytest.mark.parametrize(("hours", "late"), [(72, False), (73, True)])
    def test_telling_stops_it_late_or_not(self, hours, late):
        told = replace(ONE, authority_told_at=FRIDAY + timedelta(hours=hours))

        assert (None, late) == (clock_of(told, FRIDAY + timedelta(days=30)).left, clock_of(told, FRIDAY).late)

    def test_where_the_risk_is_high_the_people_wait_until_they_are_told(self):
        high = replace(ONE, risk=Risk.HIGH)

        assert clock_of(high, FRIDAY).people_wait
        assert not clock_of(replace(high, people_told_at=FRIDAY), FRIDAY).people_wait


class TestClosing:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"risk": Risk.UNKNOWN}, "risk is not judged"),
            ({}, "authority was not told"),
            ({"risk": Risk.HIGH, "authority_told_at": FRIDAY}, "people concerned were not told"),
            ({"authority_told_at": FRIDAY, "told": {"what": "x"}}, "no decision"),
            ({"authority_told_at": FRIDAY + timedelta(days=9), "told": {"what": "x"}}, "told late"),
        ],
    )
    def test_what_is_missing_is_named(self, change, says):
        with pytest.raises(Refused, match=says):
            may_close(replace(ONE, **change), FRIDAY)

    @pytest.mark.parametrize(
        "change",
        [
            {"risk": Risk.UNLIKELY},
            {"authority_told_at": FRIDAY},
            {"risk": Risk.HIGH, "authority_told_at": FRIDAY, "people_told_at": FRIDAY},
        ],
    )
    def test_then_it_closes(self, change):
        may_close(replace(ONE, **change), FRIDAY)


def test_all_fields_are_kept_and_nothing_else():
    assert FIELDS.keys() == checked({**TOLD, "more": "x"}, FRIDAY, FRIDAY).keys()


@pytest.mark.parametrize(("told", "known"), [({"what": " "}, FRIDAY), (TOLD, FRIDAY + timedelta(minutes=1))])
def test_what_says_nothing_or_comes_from_the_future_is_refused(told, known):
    with pytest.raises(BadInput):
        checked(told, known, FRIDAY)
