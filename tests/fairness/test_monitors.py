"""A difference that is looked at daily: no alarm in 95 of 100 years without one, and a real one is soon found."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from fairdesk.fairness.audit import audit
from fairdesk.fairness.columns import Columns
from fairdesk.fairness.monitors import sequence
from fairdesk.nouns import BadInput
from tests.fairness.test_rates import cube_of

DAYS, OURS, OTHERS = 365, 60.0, 200.0


def year(chance: np.random.Generator, gap: float):
    return (
        chance.binomial(int(OURS), 0.3 + gap, DAYS), np.full(DAYS, OURS), chance.binomial(int(OTHERS), 0.3, DAYS), np.full(DAYS, OTHERS),
    )  # fmt: skip


def test_a_year_without_a_difference_has_an_alarm_in_five_of_a_hundred_at_most():
    """1,000 years, looked at daily; the test of 95 % that others repeat cries wolf in nearly half of them."""
    chance, alarms, wolves = np.random.default_rng(1), 0, 0
    for _ in range(1_000):
        hits, n, other, n_other = year(chance, 0.0)
        alarms += sequence(hits, n, other, n_other).alarm is not None
        k, m, ko, mo = (np.cumsum(each) for each in (hits, n, other, n_other))
        pooled = (k + ko) / (m + mo)
        z = (k / m - ko / mo) / np.sqrt(pooled * (1 - pooled) * (1 / m + 1 / mo))
        wolves += bool((np.abs(z) > stats.norm.ppf(0.975)).any())

    print(f"false alarms in {alarms / 10:.1f} of 100 years, by a repeated test {wolves / 10:.1f}")
    assert alarms <= 50
    assert wolves > 350


@pytest.mark.parametrize(("gap", "within"), [(0.05, 30), (0.1, 9)])
def test_a_difference_is_found_in_days(gap: float, within: int):
    chance = np.random.default_rng(2)
    found = [sequence(*year(chance, gap)).alarm for _ in range(200)]
    days = [DAYS if each is None else each + 1 for each in found]

    print(
        f"a gap of {gap}: found at the median on day {np.median(days):.0f}, 9 of 10 by day {np.quantile(days, 0.9):.0f}"
    )
    assert np.median(days) <= within


def test_nothing_is_said_of_too_few():
    few = sequence(np.array([9, 0]), np.array([10, 10]), np.array([0, 0]), np.array([10, 30]))

    assert few.alarm is None
    assert np.isnan(few.gap).all()


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
