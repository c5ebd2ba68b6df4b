"""What may be promised is told whole: threshold or what is missing, the condition, the curve, groups, in text and for programs."""

from __future__ import annotations

import json

import pytest

from fairdesk.answers.certificate import CONDITION, as_dict, as_text, report, still_needed, thinned
from fairdesk.answers.promise import Case, Promise, risk_coverage
from tests.answers.test_promise import traffic

CASES = [Case(each.confidence, each.correct, each.topic, {"language": "en"}) for each in traffic(1_500, seed=4)]


def test_a_certified_topic_tells_its_threshold_share_and_error():
    told = as_dict(report(CASES, 0.05, 0.95, ["language"], 3))

    (topic,) = told["topics"]
    assert topic["certified"]
    assert 0.05 > topic["error"] > 0
    assert topic["error_interval"][0] < topic["error"] < topic["error_interval"][1]
    assert (1_500, CONDITION) == (topic["reviewed"], told["condition"])
    assert 1_500 == told["curve"][-1]["answered"] == told["groups"][0]["reviewed"]
    assert 3 == told["trial"]["promised"]["splits"]
    json.dumps(told)


def test_a_topic_without_promise_tells_what_is_missing_and_when_it_will_be_there():
    told = report([Case(0.9, True)] * 30, 0.05, 0.95, a_day=10)

    (topic,) = as_dict(told)["topics"]
    assert (False, None) == (topic["certified"], topic["error"])
    assert topic["days"] == max(1, round(topic["needed"] / 10))
    assert f"not certifiable yet: {topic['needed']:,} more reviewed answers needed, about" in as_text(told)


def test_the_text_fits_a_terminal_and_says_the_condition():
    text = as_text(report(CASES, 0.05, 0.95, ["language"], 3))

    assert CONDITION in text
    assert "risk-coverage curve of all 1,500" in text
    assert "language en" in text
    assert all(len(line) <= 100 for line in text.splitlines() if line != CONDITION)


def test_what_a_desks_own_looks_found_is_told_as_they_found_it():
    looked = {"all": Promise("all", 0.05, 0.95, 0.025, 72, 0.9, 60, 0)}

    told = report(CASES, 0.05, 0.95, ["language"], promises=looked)

    assert looked == told.promises
    assert 1_500 == told.curve[-1].answered
    assert sum(case.confidence >= 0.9 for case in CASES) == told.groups[0].answered


def test_nothing_reviewed_is_said():
    told = report([], 0.05, 0.95)

    assert "There is no reviewed answer." in as_text(told)
    assert [] == as_dict(told)["topics"]


@pytest.mark.parametrize(
    ("needed", "days", "says"),
    [
        (None, None, "even among the surest answers more than that is wrong"),
        (1, None, "1 more reviewed answer needed"),
        (59, 1, "59 more reviewed answers needed, about 1 day at the pace of late"),
    ],
)
def test_what_is_missing_is_said_in_words(needed, days, says):
    assert says == still_needed(needed, days)


def test_a_thinned_curve_keeps_its_end():
    curve = risk_coverage(CASES)

    assert 20 >= len(thinned(curve, 20)) > 15
    assert curve[-1] == thinned(curve, 20)[-1]
    assert [] == thinned([], 20)
