"""The figures are those of outside oracles, and the promise keeps what it says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from fairdesk.answers.classify import Reading
from fairdesk.answers.intent_figures import allowed, area, calibration_error, figures, threshold
from fairdesk.intervals import wilson


def reading(label: str, probability: float = 0.9, in_scope: float = 0.9, *, refused: bool = False) -> Reading:
    return Reading(label, probability, in_scope, "other", 1 - probability, ready=True, refused=refused)


def test_they_are_counted() -> None:
    readings = [reading("a"), reading("b"), reading("a", refused=True), reading("a", in_scope=0.2, refused=True)]
    found = figures(readings, ["a", "a", "a", "oos"], splits=2)

    assert (4, 3, 1) == (found["n"], found["n_in_scope"], found["n_oos"])
    assert 2 / 4 == found["accuracy"]  # the first, and the last, which was turned away
    assert 2 / 3 == pytest.approx(found["accuracy_in_scope"])
    assert 1.0 == found["oos_auroc"]
    assert 0.0 == found["fpr_at_95_in_scope"]
    assert 1.0 == found["oos_recall"]
    assert 1 / 3 == pytest.approx(found["in_scope_refused"])
    assert 0.0 == found["answered_at_5"]  # nothing can be promised from two messages
    assert (wilson(2, 3).low, wilson(2, 3).high) == found["interval"]["accuracy_in_scope"]


def test_without_messages_out_of_scope_nothing_is_said_about_them() -> None:
    assert "oos_auroc" not in figures([reading("a")] * 3, ["a", "a", "b"], splits=0)


def test_the_area_is_that_of_scikit_learn_with_ties_too() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    draw = np.random.default_rng(1)
    inside, outside = draw.integers(2, 9, 200) / 9, draw.integers(0, 7, 80) / 9
    ours, (low, high) = area(inside, outside)

    assert metrics.roc_auc_score([1] * 200 + [0] * 80, [*inside, *outside]) == pytest.approx(ours, abs=1e-12)
    assert low < ours < high


def test_calibration_error_of_known_cases() -> None:
    assert 0.2 == pytest.approx(calibration_error(np.array([0.8] * 10), np.array([True] * 10)))
    assert 0.0 == pytest.approx(calibration_error(np.array([0.5] * 4), np.array([True, False, True, False])))


@pytest.mark.parametrize(("target", "doubt"), [(0.05, 0.05), (0.02, 0.1), (0.1, 0.0166)])
def test_the_errors_allowed_are_those_of_the_binomial(target: float, doubt: float) -> None:
    most = allowed(600, target, doubt)

    for n in (1, 20, 58, 59, 90, 114, 300, 600):
        passing = [c for c in range(n) if stats.binom.cdf(c, n, target) <= doubt]
        assert (max(passing) if passing else -1) == most[n - 1]


def test_a_threshold_is_broken_no_more_often_than_promised() -> None:
    """Errors are drawn from known chances, so that the error behind a threshold is known exactly."""
    draw, target, broken, answered = np.random.default_rng(7), 0.1, 0, []
    for _ in range(400):
        confidence = draw.random(800)
        chance = 0.5 * (1 - confidence)
        limit = threshold(confidence, draw.random(800) < chance, target, 0.05)
        truth = 0.0 if math.isinf(limit) else 0.25 * (1 - limit)  # the mean of 0.5 (1 - c) from the limit to 1
        broken += truth > target
        answered.append(0.0 if math.isinf(limit) else 1 - limit)

    assert broken <= 400 * 0.05
    assert np.mean(answered) > 0.12  # with all known it would be 0.4


def test_messages_of_one_confidence_are_answered_together_or_not_at_all() -> None:
    confidence = np.array([0.9] * 300 + [0.5] * 300)
    wrong = np.array([False] * 300 + [False] * 100 + [True] * 200)

    assert 0.9 == threshold(confidence, wrong, 0.05, 0.05)
    assert math.inf == threshold(confidence, ~wrong, 0.05, 0.05)
