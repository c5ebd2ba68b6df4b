"""A promise tried on halves is kept on the other half; a threshold tuned on the same halves is not."""

from __future__ import annotations

from fairdesk.answers.promise import Case
from fairdesk.answers.trial import try_splits
from tests.answers.test_promise import traffic


def test_a_tuned_threshold_is_above_its_target_half_of_the_time_and_the_promise_is_not():
    promised, tuned = try_splits(traffic(2_000, seed=5), 0.05, 0.95, splits=60)

    assert (60, 60) == (promised.chosen, tuned.chosen)
    assert promised.above <= 12 < 15 < tuned.above  # 12: the promise's own chance, and that of the other half
    assert promised.beyond_chance <= 3
    assert promised.error < 0.05
    assert 0 < promised.answered < tuned.answered < 1


def test_the_same_seed_gives_the_same_figures():
    cases = traffic(400, seed=2)

    assert try_splits(cases, 0.05, 0.95, 5) == try_splits(cases, 0.05, 0.95, 5)
    assert try_splits(cases, 0.05, 0.95, 5) != try_splits(cases, 0.05, 0.95, 5, seed=2)


def test_where_nothing_can_be_promised_nothing_is_broken():
    promised, _ = try_splits([Case(0.9, n % 2 > 0) for n in range(100)], 0.05, 0.95, 10)

    assert (0, 0, 0.0) == (promised.chosen, promised.above, promised.answered)
