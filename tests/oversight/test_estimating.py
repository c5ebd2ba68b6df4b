"""The error of all answers is found from a sample that is nothing like them, and the interval holds as often as it says."""

from __future__ import annotations

import random

import pytest

from fairdesk.intervals import exact_in
from fairdesk.oversight.estimating import Looked, estimate
from fairdesk.oversight.strata import CALM, DOUBTFUL, QUESTIONED, Stratum, allocate


def test_each_looked_at_answer_stands_for_those_like_it():
    found = estimate([Looked(QUESTIONED, 10, 10, 5), Looked(CALM, 90, 30, 0)])

    assert found.value == pytest.approx(0.05)  # 5 of 100; a plain count would have said 5 of 40
    assert found.low == pytest.approx(0.05)  # the ten are known, and of the calm ones none was wrong
    assert found.high == pytest.approx(0.05 + 0.9 * exact_in(0, 30, 90)[1])


def test_one_stratum_has_its_own_exact_interval():
    found = estimate([Looked(CALM, 300, 59, 1)])

    assert (found.low, found.high) == pytest.approx(exact_in(1, 59, 300))


def test_nothing_is_said_while_nobody_looked_at_a_part():
    assert estimate([Looked(CALM, 300, 59, 1), Looked(DOUBTFUL, 3, 0, 0)]) is None
    assert estimate([]) is None
    assert estimate([Looked(CALM, 300, 59, 1), Looked(DOUBTFUL, 0, 0, 0)]) is not None


@pytest.mark.parametrize(
    "shares",
    [
        {QUESTIONED: (20, 0.3), CALM: (900, 0.02), DOUBTFUL: (300, 0.1)},
        {QUESTIONED: (10, 0.5), CALM: (3_000, 0.005), DOUBTFUL: (500, 0.05)},
        {QUESTIONED: (10, 0.3), CALM: (900, 0.001), DOUBTFUL: (300, 0.01)},
    ],
)
def test_in_drawn_weeks_the_truth_lies_inside_as_often_as_it_says(shares):
    """The strata that the desk uses, drawn as it draws them; 150 looks a week, fixed seeds."""
    chance, weeks, held = random.Random(3), 600, 0
    looks = allocate([Stratum(name, n, p) for name, (n, p) in shares.items()], 150)
    for _ in range(weeks):
        answers = {name: [chance.random() < p for _ in range(n)] for name, (n, p) in shares.items()}
        seen = {name: chance.sample(answers[name], looks[name]) for name in shares}
        found = estimate([Looked(name, len(answers[name]), len(seen[name]), sum(seen[name])) for name in shares])
        truth = sum(map(sum, answers.values())) / sum(map(len, answers.values()))
        held += found.low - 1e-12 <= truth <= found.high + 1e-12

    assert 0.95 <= held / weeks <= 0.995


def test_counting_plainly_would_mislead():
    """What the weights are for: half of the looks are where errors are."""
    chance = random.Random(5)
    errors = {CALM: 0.01, DOUBTFUL: 0.2}
    sizes, looks = {CALM: 9_500, DOUBTFUL: 500}, {CALM: 200, DOUBTFUL: 200}
    wrong = {name: sum(chance.random() < errors[name] for _ in range(looks[name])) for name in errors}
    truth = sum(errors[name] * sizes[name] for name in errors) / 10_000
    found = estimate([Looked(name, sizes[name], looks[name], wrong[name]) for name in errors])

    assert found.low <= truth <= found.high
    assert sum(wrong.values()) / 400 > 3 * truth
