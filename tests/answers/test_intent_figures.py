"""The figures are those of outside oracles, and the promise keeps what it says."""

from __future__ import annotations

import numpy as np
import pytest

from fairdesk.answers.classify import Reading
from fairdesk.answers.intent_figures import (
    FEWEST_OF_A_LANGUAGE,
    area,
    by_language,
    calibration_error,
    figures,
    promises,
)
from fairdesk.answers.promise import Case, certify
from fairdesk.intervals import simultaneous, wilson


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


def test_each_language_is_told_and_those_with_few_together() -> None:
    texts = (
        ["Where is my parcel?"] * 40 + ["Gdzie jest moja paczka?"] * FEWEST_OF_A_LANGUAGE + ["Wo ist mein Paket?"] * 3
    )
    truth = ["a"] * 39 + ["oos"] + ["a"] * 10 + ["b"] * (FEWEST_OF_A_LANGUAGE - 10) + ["b"] * 3
    found = by_language([reading("a")] * len(texts), truth, texts)

    assert {"en": (39, 1.0), "pl": (20, 0.5), "": (3, 0.0)} == {
        code: (one["n"], one["right"]) for code, one in found.items()
    }
    z = simultaneous(0.95, 3)
    assert (wilson(10, 20, z).low, wilson(10, 20, z).high) == found["pl"]["interval"]


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


def test_the_promise_is_the_desks_own() -> None:
    """What is answered of the other half is what the threshold found by promise.py lets through, draw by draw."""
    draw = np.random.default_rng(7)
    confidence = draw.random(1_200)
    wrong = draw.random(1_200) < 0.2 * (1 - confidence) ** 2
    inside = np.ones(1_200, bool)
    order = np.random.default_rng(5).permutation(1_200)
    half = [Case(float(confidence[n]), not wrong[n]) for n in order[:600]]
    found = certify(half, 0.05, 0.95)

    told = promises(confidence, wrong, inside, splits=1)
    assert found.threshold is not None
    assert (confidence[order[600:]] >= found.threshold).mean() == pytest.approx(told["answered_at_5"])
    assert told["answered_at_2"] <= told["answered_at_5"] <= told["answered_at_5_sure_90"]


def test_messages_of_one_confidence_are_answered_together_or_not_at_all() -> None:
    confidence = np.array([0.9] * 300 + [0.5] * 300)
    wrong = np.array([False] * 300 + [False] * 100 + [True] * 200)

    assert 0.5 == pytest.approx(promises(confidence, wrong, np.ones(600, bool), 20)["answered_at_5"], abs=0.05)
    assert 0.0 == promises(confidence, ~wrong, np.ones(600, bool), 20)["answered_at_5"]
