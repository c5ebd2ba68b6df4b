"""The hand-over: a wait is measured or not said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.handover import PeopleNow, honest_wait, minutes, people_now, wait_sentence
from fairdesk.language import OFFERED
from fairdesk.nouns import Duty

AT = datetime(2026, 3, 6, 18, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)


def duty(
    *, is_open: bool = True, opens_at: datetime | None = None, people: int = 2, pace: float | None = 240.0,
    passing: float = 0.0,
) -> Duty:  # fmt: skip
    return Duty(is_open, opens_at, people, 1, None, pace, 50 if pace is not None else 0, passing)


class TestHonestWait:
    def test_is_what_eight_of_ten_such_waits_end_within(self) -> None:
        wait = honest_wait(duty(), 1)

        assert (True, 13, 283) == (wait.known, wait.seconds_from, wait.seconds_to)

    @given(st.integers(1, 500), st.integers(1, 40), st.integers(1, 10_000))
    def test_is_never_shorter_further_back_and_never_the_wrong_way_round(
        self, place: int, people: int, pace: int
    ) -> None:
        here, behind = (honest_wait(duty(people=people, pace=pace), n) for n in (place, place + 1))

        assert here.seconds_from <= here.seconds_to
        assert here.seconds_to <= behind.seconds_to

    def test_more_people_make_it_shorter(self) -> None:
        assert honest_wait(duty(people=4), 3).seconds_to < honest_wait(duty(people=2), 3).seconds_to

    def test_more_urgent_cases_make_it_longer_but_for_who_is_as_urgent(self) -> None:
        busy = duty(passing=1 / 240)

        assert honest_wait(duty(), 3).seconds_to < honest_wait(busy, 3).seconds_to
        assert honest_wait(duty(), 3) == honest_wait(busy, 3, urgent=True)

    def test_is_not_known_where_they_come_as_fast_as_people_can_take_them(self) -> None:
        assert not honest_wait(duty(passing=1.0), 3).known

    def test_too_few_measured_waits_are_not_known(self) -> None:
        assert not honest_wait(duty(pace=None), 1).known

    def test_nobody_there_is_not_known(self) -> None:
        assert not honest_wait(duty(people=0), 1).known

    def test_closed_names_the_opening_and_no_seconds(self) -> None:
        wait = honest_wait(duty(is_open=False, opens_at=MONDAY), 1)

        assert (False, MONDAY) == (wait.known, wait.opens_at)

    @pytest.mark.parametrize(("seconds", "said"), [(0, 1), (1, 1), (60, 1), (61, 2), (600, 10)])
    def test_minutes_are_rounded_up(self, seconds: int, said: int) -> None:
        assert said == minutes(seconds)


class TestSentence:
    def test_says_who_is_there_and_how_long(self) -> None:
        assert "2 people are here. The wait is about 1 to 5 minutes." == wait_sentence(duty(), 1, "en", "UTC")

    def test_one_person_and_one_minute_are_singular(self) -> None:
        assert "1 person is here. The wait is about 1 minute." == wait_sentence(
            duty(people=1, pace=10.0), 1, "en", "UTC"
        )

    def test_says_so_when_too_little_is_known(self) -> None:
        assert "2 people are here. We cannot say yet how long it takes." == wait_sentence(
            duty(pace=None), 1, "en", ""
        )

    def test_says_when_it_opens_on_the_companys_clock(self) -> None:
        closed = duty(is_open=False, opens_at=MONDAY, people=0)

        assert (
            "We are closed now. We open on Monday at 09:00 (Berlin time). A person will answer here then."
        ) == wait_sentence(closed, 1, "en", "Europe/Berlin", AT)

    def test_the_weekday_is_the_one_of_the_companys_clock(self) -> None:
        late = duty(is_open=False, opens_at=datetime(2026, 3, 8, 23, 30, tzinfo=UTC))

        assert "We open on Monday at 08:30 (Tokyo time)." in wait_sentence(late, 1, "en", "Asia/Tokyo", AT)
        assert "We open on Sunday at 18:30 (New York time)." not in wait_sentence(
            late, 1, "en", "America/New_York", AT
        )
        assert "We open on Sunday at 19:30 (New York time)." in wait_sentence(late, 1, "en", "America/New_York", AT)

    def test_an_opening_further_away_than_its_weekday_tells_has_its_date(self) -> None:
        later = duty(is_open=False, opens_at=datetime(2026, 3, 16, 8, tzinfo=UTC))

        assert "on Monday 2026-03-16 at 08:00" in wait_sentence(later, 1, "en", "UTC", AT)

    @pytest.mark.parametrize(
        "nobody", [duty(people=0), duty(is_open=False, people=0), duty(is_open=False, people=0, pace=None)]
    )
    def test_says_so_when_nobody_is_there(self, nobody: Duty) -> None:
        said = wait_sentence(nobody, 1, "en", "UTC")

        assert said.startswith("Nobody is at the desk right now.")
        assert "minute" not in said

    @pytest.mark.parametrize("language", OFFERED)
    @pytest.mark.parametrize("there", [duty(), duty(pace=None), duty(people=0), duty(is_open=False, opens_at=MONDAY)])
    def test_every_language_has_every_sentence_filled(self, language: str, there: Duty) -> None:
        said = wait_sentence(there, 3, language, "Europe/Berlin", AT)

        assert said
        assert "{" not in said
        assert "%" not in said


class TestPeopleNow:
    def test_somebody_is_here(self) -> None:
        assert people_now(duty(), "en", "UTC", AT, "4 min", 23) == PeopleNow(True, typical="4 min", n=23)

    def test_closed_names_the_next_opening_on_the_companys_clock(self) -> None:
        told = people_now(duty(is_open=False, opens_at=MONDAY, people=0), "de", "Europe/Berlin", AT)

        assert (False, MONDAY, "Montag, 09:00 (Berlin)") == (told.here, told.opens_at, told.opening)

    def test_an_opening_far_away_has_its_date(self) -> None:
        later = duty(is_open=False, opens_at=datetime(2026, 3, 16, 8, tzinfo=UTC), people=0)

        assert "Monday 2026-03-16, 08:00 (UTC)" == people_now(later, "en", "UTC", AT).opening

    def test_open_hours_with_nobody_there_promise_no_time(self) -> None:
        told = people_now(duty(people=0, opens_at=AT), "en", "UTC", AT)

        assert (False, None, "") == (told.here, told.opens_at, told.opening)
