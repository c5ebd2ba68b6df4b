"""What is watched is noticed soon, whenever it begins, and nothing is noticed where nothing is: over many draws."""

from __future__ import annotations

import json
import random

import pytest

from fairdesk.answers.watch import Errors, Traffic, against

DRAWS = 100


def errors_after(good: int, before: float, after: float, seed: int, most: int = 600) -> int | None:
    """Return how many answers after the *good* ones it takes to notice; 0: it was noticed before, None: not at all."""
    chance, watch = random.Random(seed), Errors(0.05)
    for _ in range(good):
        watch.add_review(chance.random() >= before)
    if watch.broken:
        return 0
    for number in range(1, most + 1):
        watch.add_review(chance.random() >= after)
        if watch.broken:
            return number
    return None


class TestErrors:
    def test_one_that_is_exactly_kept_is_seldom_doubted_however_often_one_looks(self):
        """An error exactly on target, looked at after each of 1,000 answers: in 5 % of desks at most, ever."""
        assert 0.11 * DRAWS >= sum(errors_after(1_000, 0.05, 0, seed, 0) == 0 for seed in range(DRAWS))

    @pytest.mark.parametrize("good", [0, 1_000])
    def test_one_that_is_broken_is_noticed_within_three_hundred_answers(self, good):
        noticed = [errors_after(good, 0.03, 0.19, seed) for seed in range(50)]

        assert all(noticed)
        assert 47 <= sum(number <= 300 for number in noticed if number)

    def test_evidence_cannot_be_expected_to_grow_while_the_promise_holds(self):
        bet = against(0.05, 0.1)

        assert 1 == pytest.approx(0.05 * bet.hit + 0.95 * bet.miss)
        assert 1 > 0.04 * bet.hit + 0.96 * bet.miss

    def test_a_run_of_wrong_answers_is_enough_at_once(self):
        watch = Errors(0.05)
        for _ in range(5):
            watch.add_review(correct=False)

        assert watch.broken

    def test_what_was_once_evident_stays_so(self):
        watch = Errors(0.05)
        for correct in [False] * 6 + [True] * 500:
            watch.add_review(correct)

        assert watch.evidence < 20 <= watch.highest
        assert watch.broken

    def test_a_watch_that_was_kept_goes_on_where_it_stood(self):
        chance = random.Random(4)
        verdicts = [chance.random() >= 0.1 for _ in range(300)]
        through, kept = Errors(0.05), Errors(0.05)
        for correct in verdicts:
            through.add_review(correct)
            kept.add_review(correct)
            kept = Errors.from_kept(json.loads(json.dumps(kept.kept())))

        assert (through.evidence, through.highest, through.kept()) == (kept.evidence, kept.highest, kept.kept())


def confidences(chance: random.Random, n: int, out_of_scope: float) -> list[float]:
    """Messages in scope are mostly sure; those out of scope mostly are not."""
    return [
        round(chance.betavariate(1.2, 2) if chance.random() < out_of_scope else chance.betavariate(8, 1.2), 4)
        for _ in range(n)
    ]


class TestTraffic:
    def test_the_same_traffic_is_seldom_called_another(self):
        alarms = 0
        for seed in range(DRAWS):
            chance = random.Random(seed)
            watch = Traffic(confidences(chance, 500, 0.05))
            for sure in confidences(chance, 500, 0.05):
                watch.add_message(sure)
            alarms += watch.broken

        assert 0.11 * DRAWS >= alarms

    @pytest.mark.parametrize("same", [0, 1_000])
    def test_out_of_scope_messages_are_noticed_within_three_hundred(self, same):
        late = 0
        for seed in range(50):
            chance = random.Random(seed)
            watch = Traffic(confidences(chance, 1_000, 0.0))
            for sure in [*confidences(chance, same, 0.0), *confidences(chance, 300, 0.18)]:
                watch.add_message(sure)
            late += not watch.broken

        assert 2 >= late

    def test_surer_than_ever_is_another_traffic_too(self):
        watch = Traffic([n / 500 for n in range(500)])
        for _ in range(100):
            watch.add_message(0.99)

        assert watch.broken

    def test_one_confidence_for_all_is_no_change(self):
        watch = Traffic([0.7] * 100)
        for _ in range(1_000):
            watch.add_message(0.7)

        assert not watch.broken
