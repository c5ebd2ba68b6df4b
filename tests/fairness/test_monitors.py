"""A difference that is looked at daily: no alarm in 95 of 100 years without one, and a real one is soon found."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from fairdesk.fairness.audit import audit
from fairdesk.fairness.columns import Columns
from fairdesk.fairness.monitors import Sides, Watched, evidence_of, expected, watch
from fairdesk.nouns import BadInput
from tests.fairness.test_rates import cube_of

DAYS = 365


def years(chance: np.random.Generator, gap: float, base: float, ours: int, others: int, runs: int, days: int = DAYS):
    """Return of so many runs what came each day: hits, acts, and those of everybody else."""
    n, other_n = (np.full((runs, days), each) for each in (ours, others))
    return chance.binomial(n, base + gap), n, chance.binomial(other_n, base), other_n


def whole(*counts) -> Watched:
    """Watch a difference without strata."""
    return watch(Sides(*(np.asarray(each, float)[:, None] for each in counts)))


def found_on(counts, alpha: float):
    """Return the day on which each run's difference was certain; 9,999 if none."""
    sides = Sides(*(each[..., None].astype(float) for each in counts))
    certain = evidence_of(sides, *expected(sides)).sum(axis=-1).cumsum(axis=-1) >= -np.log(alpha)
    return np.where(certain.any(axis=-1), certain.argmax(axis=-1) + 1, 9_999)


class TestFalseAlarms:
    def test_a_year_without_a_difference_has_an_alarm_in_five_of_a_hundred_at_most(self):
        """1,000 years, looked at daily; the test of 95 % that others repeat cries wolf in nearly half of them."""
        counts = years(np.random.default_rng(1), 0.0, 0.3, 60, 200, 1_000)
        alarms = (found_on(counts, 0.05) <= DAYS).sum()
        k, m, ko, mo = (np.cumsum(each, axis=1) for each in counts)
        pooled = (k + ko) / (m + mo)
        z = (k / m - ko / mo) / np.sqrt(pooled * (1 - pooled) * (1 / m + 1 / mo))
        wolves = (np.abs(z) > stats.norm.ppf(0.975)).any(axis=1).sum()

        print(f"false alarms in {alarms / 10:.1f} of 100 years, by a repeated test {wolves / 10:.1f}")
        assert alarms <= 50
        assert wolves > 350

    @pytest.mark.parametrize(("base", "ours", "others"), [(0.05, 10, 190), (0.01, 2, 198), (0.002, 20, 180)])
    def test_rare_events_and_small_groups_cry_no_wolf_either(self, base: float, ours: int, others: int):
        """Each with the small part that many comparisons leave: an interval by the normal distribution fails by far here."""
        alpha, runs = 0.001, 5_000
        counts = years(np.random.default_rng(2), 0.0, base, ours, others, runs, 91)
        alarms = (found_on(counts, alpha) <= 91).sum()

        k, n, ko, no = (np.cumsum(each, axis=1) for each in counts)
        share, other = (k + 0.5) / (n + 1), (ko + 0.5) / (no + 1)
        information = 1 / (share * (1 - share) / n + other * (1 - other) / no)
        r = 400.0
        half = np.sqrt((information + r) * np.log((information + r) / (r * alpha**2))) / information
        normal = ((np.abs(k / n - ko / no) > half) & (n >= 30)).any(axis=1).sum()

        print(
            f"rate {base}: {alarms} false alarms in {runs} runs, {alpha * runs:.0f} allowed; by the normal {normal}"
        )
        assert alarms <= stats.binom.ppf(0.999, runs, alpha)
        assert base < 0.05 or normal > 5 * alpha * runs

    def test_a_rate_that_moves_for_everybody_is_no_difference(self):
        """The assistant gets better from day to day, and one group came late."""
        chance, runs = np.random.default_rng(3), 1_000
        rate = np.linspace(0.3, 0.8, 120)
        n, other_n = np.tile(np.linspace(1, 40, 120).astype(int), (runs, 1)), np.full((runs, 120), 100)
        moved = chance.binomial(n, rate), n, chance.binomial(other_n, rate), other_n

        assert (found_on(moved, 0.05) <= 120).sum() <= 50


class TestFound:
    @pytest.mark.parametrize(("gap", "within"), [(0.05, 20), (0.1, 7)])
    def test_a_difference_is_found_in_days(self, gap: float, within: int):
        days = found_on(years(np.random.default_rng(2), gap, 0.3, 60, 200, 200), 0.05)

        print(
            f"a gap of {gap}: found at the median on day {np.median(days):.0f}, 9 of 10 by {np.quantile(days, 0.9):.0f}"
        )
        assert np.median(days) <= within

    def test_like_is_compared_with_like_where_there_are_strata(self):
        """Half of one group's questions are hard, a tenth of the others': as a whole it fares worse, within topics not."""
        chance = np.random.default_rng(5)
        n, other_n = np.tile([20, 20], (60, 1)), np.tile([180, 20], (60, 1))
        rates = np.array([0.8, 0.2])
        hits, other = chance.binomial(n, rates), chance.binomial(other_n, rates)
        crude = whole(hits.sum(1), n.sum(1), other.sum(1), other_n.sum(1))
        within = watch(Sides(hits, n, other, other_n))

        assert crude.certain
        assert crude.high < -0.1
        assert not within.certain
        assert abs(within.gap) < 0.05
        worse = watch(Sides(chance.binomial(n, rates - 0.1), n, other, other_n))
        assert worse.certain
        assert worse.high < 0


class TestIntervals:
    @pytest.mark.parametrize(("base", "gap"), [(0.6, -0.1), (0.05, 0.04), (0.6, 0.0)])
    def test_they_hold_the_difference_and_leave_none_out_only_where_it_is_certain(self, base: float, gap: float):
        counts = years(np.random.default_rng(7), gap, base, 10, 60, 40, 60)
        missed = 0
        for run in range(40):
            told = whole(*(each[run] for each in counts))
            missed += not told.low <= gap <= told.high
            assert told.certain is (told.low > 0 or told.high < 0)
            assert told.low <= told.gap <= told.high
        assert missed <= 2, "5 of 100 at most"

    def test_they_grow_narrow(self):
        widths = []
        for days in (10, 40, 160):
            told = whole(*(each[0] for each in years(np.random.default_rng(8), 0.1, 0.4, 30, 90, 1, days)))
            widths.append(told.high - told.low)
        assert widths[0] > 1.5 * widths[1] > 2.2 * widths[2]

    @pytest.mark.filterwarnings("error")
    def test_the_widest_difference_there_is_has_one_too(self):
        told = whole([0] * 9, [10] * 9, [10] * 9, [10] * 9)

        assert (-1.0, True) == (told.gap, told.certain)
        assert -1 <= told.low <= told.gap < told.high < -0.3

    def test_where_only_one_side_wrote_nothing_is_said(self):
        told = whole([3, 4], [9, 9], [0, 0], [0, 0])

        assert np.isnan(told.gap)
        assert (None, False) == (told.alarm, told.certain)


def days(worse_from: int) -> list[str]:
    chance, rows = random.Random(4), ["language,at,said"]
    for day in range(90):
        for language in ("en", "de", "tr"):
            for _ in range(20):
                share = 0.4 if language == "tr" and day >= worse_from else 0.7
                rows.append(f"{language},{date(2026, 1, 1) + timedelta(day)}T09:30,{int(chance.random() < share)}")
    return rows


def test_an_audit_by_day_says_since_when_it_was_certain():
    (one,) = [
        group
        for group in audit(cube_of(days(40), Columns(("language",), "said", strata="at", by_day=True)))["days"][
            "groups"
        ]
        if group["name"] == "tr"
    ]
    alike = audit(cube_of(days(90), Columns(("language",), "said", strata="at", by_day=True)))["days"]

    assert "2026-02-11" < one["first_certain"] < "2026-03-05"
    assert (90, "2026-01-01", "2026-03-31") == (alike["days"], alike["first"], alike["last"])
    assert [None] * 3 == [group["first_certain"] for group in alike["groups"]]


def test_what_is_no_day_is_refused_with_its_row():
    rows = days(90)
    rows[7] = "en,yesterday,1"

    with pytest.raises(BadInput, match="row 8, column at: holds 'yesterday', which is no day such as 2026-01-31"):
        cube_of(rows, Columns(("language",), "said", strata="at", by_day=True))
