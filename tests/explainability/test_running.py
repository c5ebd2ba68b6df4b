"""Figures that are told have enough cases and an interval; the version of the whole changes with any part."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date

import pytest

from fairdesk.explainability.running import FEWEST, Part, as_json, median, one_approves, share, shown, version_of
from tests.web.fake_house import running

FIRST, LAST = date(2026, 8, 5), date(2026, 11, 3)
PARTS = (Part("guideline", "routing", "9a77"), Part("setting", "detector", "default"))


class TestAShare:
    @pytest.mark.parametrize(("hits", "n"), [(0, 20), (1, 20), (7, 60), (60, 60), (311, 1000)])
    def test_ends_where_the_score_test_would_begin_to_reject(self, hits, n):
        """The definition of Wilson's interval: at its ends the share lies exactly 1.96 standard errors away."""
        found = share("reopened", "people", hits, n, FIRST, LAST)

        assert found.low is not None
        assert found.high is not None
        for end in (found.low / 100, found.high / 100):
            if 1e-9 < end < 1 - 1e-9:
                assert abs(hits / n - end) / math.sqrt(end * (1 - end) / n) == pytest.approx(1.959963984540054)
        assert found.low <= 100 * hits / n <= found.high

    def test_of_too_few_says_nothing_but_how_few(self):
        found = share("reopened", "people", 5, FEWEST - 1, FIRST, LAST)

        assert (None, None, None, 19, "") == (found.value, found.low, found.high, found.n, found.says)

    def test_is_read_in_every_language(self):
        assert "10.0 % (95 %: 4.7 % – 20.1 %; n = 60)" == share("reopened", "people", 6, 60, FIRST, LAST).says


class TestAMedian:
    def test_lies_within_its_interval(self):
        found = median("first_answer", "people", list(range(1, 101)), FIRST, LAST)

        assert (50.5, 41, 61) == (found.value, found.low, found.high)

    def test_the_interval_holds_the_true_median_as_often_as_it_says(self):
        dice, held = random.Random(2), 0
        for _ in range(400):
            found = median("first_answer", "people", [dice.expovariate(1) for _ in range(60)], FIRST, LAST)
            assert found.low is not None
            assert found.high is not None
            held += found.low <= 0.6931471805599453 <= found.high
        assert held >= 0.93 * 400

    def test_of_too_few_says_nothing(self):
        assert not median("first_answer", "people", [1.0] * 19, FIRST, LAST).published


@pytest.mark.parametrize(
    ("value", "says"), [(0.42, "0.4 s"), (45.0, "45 s"), (600.0, "10 min"), (9000.0, "2.5 h"), (None, "")]
)
def test_a_time_is_shown_as_people_say_it(value, says):
    assert says == shown(value, "s")


class TestTheVersion:
    def test_does_not_depend_on_the_order(self):
        assert version_of(PARTS) == version_of(reversed(PARTS))

    @pytest.mark.parametrize("changed", [{"kind": "model"}, {"name": "release"}, {"version": "9a78"}])
    def test_changes_with_anything(self, changed):
        assert version_of(PARTS) != version_of((replace(PARTS[0], **changed), PARTS[1]))
        assert version_of(PARTS) != version_of(PARTS[:1])


def test_programs_are_told_the_same():
    told = as_json(running())

    assert {"from", "to", "n", "interval"} <= told["figures"][0].keys()
    assert [None] == [
        each["value"] for each in told["figures"] if (each["name"], each["of"]) == ("reopened", "people")
    ]
    assert "d43c1f9a7702" == told["guidelines"][0]["earlier"][0]["version"]


@pytest.mark.parametrize(
    ("colleagues", "approvers", "alone", "says"),
    [(1, 1, False, True), (3, 1, True, True), (3, 1, False, False), (3, 2, True, False), (1, 0, False, False)],
)
def test_that_one_person_approves_is_said_only_where_it_is_so(colleagues, approvers, alone, says):
    assert says == one_approves(colleagues, approvers, alone)
