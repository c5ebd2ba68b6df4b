"""The wait as a distribution: what is told holds as often as it says, for few measurements and many, simulated."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.stats import f, gamma

from fairdesk.desk.queue_model import FEWEST, LONGEST, Pace, between, measured

MANY = 20_000


def within(pace: Pace, place: int, people: int, wait: float, passing: float = 0.0) -> bool:
    told = between(pace, place, people, 0.8, passing)
    return told is not None and told[0] <= wait <= told[1]


class TestInterval:
    @pytest.mark.parametrize("measurements", [5, 20, 200])
    @pytest.mark.parametrize(("place", "people"), [(1, 1), (3, 2), (12, 4)])
    def test_holds_in_eight_of_ten_however_few_waits_were_measured(
        self, measurements: int, place: int, people: int
    ) -> None:
        """Everybody busy, exponential times with mean 240 s; the pace is estimated anew in each of 20,000 desks."""
        draw = np.random.default_rng(20931)
        past = draw.exponential(240.0, (MANY, measurements)).mean(axis=1)
        waits = draw.gamma(place, 240.0 / people, MANY)
        low, high = np.array([between(Pace(1.0, measurements), place, people, 0.8)]).T

        covered = np.mean((past * low <= waits) & (waits <= past * high))

        assert 0.79 <= covered <= 0.81

    def test_with_many_measurements_it_is_the_conditional_wait_of_the_queue(self) -> None:
        """A gamma distribution whose shape is the place (Gans, Koole and Mandelbaum 2003), from scipy."""
        told = between(Pace(240.0, 10_000_000), 3, 2, 0.8)

        assert told == pytest.approx(tuple(gamma.ppf([0.1, 0.9], 3, scale=120.0)), rel=1e-4)

    def test_is_the_f_distribution_of_another_library(self) -> None:
        told = between(Pace(240.0, 9), 4, 3, 0.8)

        assert told == pytest.approx(tuple(4 * 80.0 * f.ppf([0.1, 0.9], 8, 18)))

    @pytest.mark.parametrize("passing", [0.2, 0.5])
    def test_holds_about_as_often_where_more_urgent_cases_pass(self, passing: float) -> None:
        """A random walk with rates 1 towards the front and *passing* away from it, 2,000 times from place 5."""
        draw = np.random.default_rng(4711)
        waits = [first_passage(draw, 5, passing) for _ in range(2_000)]

        covered = np.mean([within(Pace(1.0, 1_000_000), 5, 1, wait, passing) for wait in waits])

        assert 0.77 <= covered <= 0.9, "where many pass, it errs on the wide side"
        assert 0.8 > np.mean([within(Pace(1.0, 1_000_000), 5, 1, wait) for wait in waits]) + 0.05

    def test_nothing_is_told_where_urgent_cases_come_as_fast_as_people_can_take_them(self) -> None:
        assert between(Pace(100.0, 50), 2, 1, 0.8, passing=0.01) is None
        assert between(Pace(100.0, 50), 2, 0, 0.8) is None


def first_passage(draw: np.random.Generator, place: int, passing: float) -> float:
    """Return how long a random walk takes to the front."""
    time = 0.0
    while place:
        time += draw.exponential(1 / (1 + passing))
        place += 1 if draw.random() < passing / (1 + passing) else -1
    return time


class TestWholeQueue:
    @pytest.mark.parametrize("people", [1, 3])
    def test_what_is_told_at_the_door_of_a_busy_desk_holds_at_least_eight_of_ten_times(self, people: int) -> None:
        """A desk at 95 % load for 6,000 customers; each who must wait is told from the 200 waits that ended before."""
        told = list(customers_of(people, 6_000, seed=12))

        covered = sum(told) / len(told)
        print(f"{people} people: {covered:.3f} of n={len(told)} waits ended within what was told")
        assert len(told) > 2_000
        assert 0.76 <= covered <= 0.92


def customers_of(people: int, count: int, seed: int) -> Iterator[bool]:
    """Yield, for each customer who had to wait and could be told something, whether the wait ended within it."""
    draw = np.random.default_rng(seed)
    arrivals = np.cumsum(draw.exponential(240.0 / people / 0.95, count))
    free, starts, done = [0.0] * people, [], []
    for arrival in arrivals:
        start = max(arrival, heapq.heappop(free))
        heapq.heappush(free, start + draw.exponential(240.0))
        place = 1 + sum(begun > arrival for begun in starts[-200:])
        waited = start - arrival
        ended = [(wait, n, p) for begun, wait, n, p in done[-400:] if begun <= arrival][-200:]
        if waited > 0:
            if (pace := measured(ended)) is not None and waited < LONGEST:
                yield within(pace, place, people, waited)
            done.append((start, waited, people, place))
        starts.append(start)


class TestMeasured:
    def test_is_what_one_person_takes_until_the_next_is_taken(self) -> None:
        pace = measured([(240.0, 2, 4), (60.0, 2, 1), (120.0, 1, 1), (120.0, 1, 1), (480.0, 1, 3)])

        assert pace == Pace((480 + 120 + 120 + 120 + 480) / 10, 5)

    def test_too_few_say_nothing(self) -> None:
        assert measured([(60.0, 1, 1)] * (FEWEST - 1)) is None

    def test_waits_without_anybody_there_and_over_a_closing_time_do_not_count(self) -> None:
        good = [(60.0, 1, 1)] * FEWEST

        assert measured([*good, (9.0, 0, 1), (LONGEST + 1.0, 1, 1)]) == Pace(60.0, FEWEST)
        assert not math.isnan(good[0][0])
