"""The hand-over: a wait is measured or not said."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.handover import honest_wait, minutes, wait_sentence
from fairdesk.language import OFFERED
from fairdesk.nouns import Duty

AT = datetime(2026, 3, 6, 18, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)


def duty(
    *, is_open: bool = True, opens_at: datetime | None = None, people: int = 2, median: int | None = 240
) -> Duty:  # fmt: skip
    return Duty(is_open, opens_at, people, 1, median)


class TestHonestWait:
    def test_is_the_middle_half_of_waits_with_the_measured_median(self) -> None:
        wait = honest_wait(duty(median=240), 1)

        assert (True, 100, 480) == (wait.known, wait.seconds_from, wait.seconds_to)

    def test_half_of_exponential_waits_fall_into_it(self) -> None:
        """Exact, from the distribution function: F(to) - F(from) = 1/2, F(from) = 1/4."""
        wait = honest_wait(duty(median=100_000), 1)
        rate = math.log(2) / 100_000

        assert math.isclose(0.25, 1 - math.exp(-rate * wait.seconds_from), abs_tol=1e-5)
        assert math.isclose(0.75, 1 - math.exp(-rate * wait.seconds_to), abs_tol=1e-5)

    @pytest.mark.parametrize(
        ("position", "people", "rounds"), [(1, 2, 1), (2, 2, 1), (3, 2, 2), (5, 1, 5), (0, 3, 1)]
    )
    def test_grows_with_the_rounds_the_people_must_go_through(self, position: int, people: int, rounds: int) -> None:
        assert 480 * rounds == honest_wait(duty(people=people), position).seconds_to

    @given(st.integers(1, 500), st.integers(1, 40), st.integers(0, 10_000))
    def test_is_never_shorter_further_back_and_never_the_wrong_way_round(
        self, place: int, people: int, median: int
    ) -> None:
        here, behind = (honest_wait(duty(people=people, median=median), n) for n in (place, place + 1))

        assert here.seconds_from <= here.seconds_to
        assert here.seconds_to <= behind.seconds_to

    def test_too_few_measured_waits_are_not_known(self) -> None:
        assert not honest_wait(duty(median=None), 1).known

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
        assert "2 people are here. The wait is about 2 to 8 minutes." == wait_sentence(duty(), 1, "en", "UTC")

    def test_one_person_and_one_minute_are_singular(self) -> None:
        assert "1 person is here. The wait is about 1 minute." == wait_sentence(
            duty(people=1, median=20), 1, "en", "UTC"
        )

    def test_says_so_when_too_little_is_known(self) -> None:
        assert "2 people are here. We cannot say yet how long it takes." == wait_sentence(
            duty(median=None), 1, "en", ""
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
        "nobody", [duty(people=0), duty(is_open=False, people=0), duty(is_open=False, people=0, median=None)]
    )
    def test_says_so_when_nobody_is_there(self, nobody: Duty) -> None:
        said = wait_sentence(nobody, 1, "en", "UTC")

        assert said.startswith("Nobody is at the desk right now.")
        assert "minute" not in said

    @pytest.mark.parametrize("language", OFFERED)
    @pytest.mark.parametrize(
        "there", [duty(), duty(median=None), duty(people=0), duty(is_open=False, opens_at=MONDAY)]
    )
    def test_every_language_has_every_sentence_filled(self, language: str, there: Duty) -> None:
        said = wait_sentence(there, 3, language, "Europe/Berlin", AT)

        assert said
        assert "{" not in said
        assert "%" not in said
