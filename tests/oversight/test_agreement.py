"""Krippendorff's alpha: the textbook's figures, another way to count, and what an alpha allows."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations

import pytest

from fairdesk.oversight.agreement import (
    Agreement,
    agreement,
    agreement_of_pairs,
    alpha,
    interval,
    nominal,
    ordinal,
)

VALUES = ("right", "wrong", "unclear")

TEXTBOOK = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
"""Four observers, twelve units (Krippendorff 2011)."""
UNITS = [[int(v) for v in unit if v != "*"] for unit in zip(*(line.split() for line in TEXTBOOK), strict=True)]


@pytest.mark.parametrize(("metric", "figure"), [(nominal, 0.7434), (ordinal, 0.8154), (interval, 0.8491)])
def test_the_textbooks_figures(metric, figure):
    assert pytest.approx(figure, abs=5e-5) == alpha(UNITS, metric)


def by_pairs(units, metric):
    """Count it another way: mean difference of pairs within units, over that of all pairs of values."""
    pairable = [unit for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    often = {value: values.count(value) for value in values}
    within = sum(
        metric(a, b, often) * 2 / (len(unit) - 1) for unit in pairable for a, b in combinations(unit, 2)
    ) / len(values)
    apart = [metric(a, b, often) for a, b in combinations(values, 2)]
    over_all = sum(apart) / len(apart) if apart else 0.0
    return 1 - within / over_all if over_all else 1.0


@pytest.mark.parametrize("metric", [nominal, ordinal, interval])
def test_brute_force_over_all_pairs_finds_the_same(metric):
    dice = random.Random(7)
    for _ in range(150):
        units = [[dice.randint(1, 5) for _ in range(dice.randint(0, 5))] for _ in range(dice.randint(2, 12))]
        if sum(len(unit) > 1 for unit in units):
            assert pytest.approx(by_pairs(units, metric), abs=1e-12) == alpha(units, metric)


def test_what_one_person_judged_tells_nothing():
    assert alpha([["right"], []]) is None
    assert alpha([*UNITS, [5], [1]]) == alpha(UNITS)


def test_full_agreement_is_one_and_chance_is_about_nought():
    dice = random.Random(3)

    assert 1.0 == alpha([["a", "a"], ["b", "b"]])
    assert 1.0 == alpha([["a", "a"], ["a", "a"]])
    assert abs(alpha([[dice.choice("ab"), dice.choice("ab")] for _ in range(4000)])) < 0.05


def test_the_interval_holds_the_figure_and_is_the_same_each_time():
    found = agreement(UNITS)

    assert found.low < found.alpha < found.high
    assert found == agreement(UNITS)
    assert 11 == found.units
    assert agreement([["a", "b"]]) is None


def test_of_pairs_it_is_the_same_alpha_and_the_interval_is_wide_where_all_say_the_same():
    counts = {("right", "right"): 30, ("right", "wrong"): 4, ("wrong", "wrong"): 6}
    found = agreement_of_pairs(counts, VALUES)
    units = [pair for pair, many in counts.items() for _ in range(many)]

    assert alpha(units) == found.alpha
    assert found.low < found.alpha < found.high
    assert found == agreement_of_pairs(counts, VALUES)
    same = agreement_of_pairs({("right", "right"): 20}, VALUES)
    assert (1.0, 1.0) == (same.alpha, same.high)
    assert same.low < 0.5, "twenty that are all right tell little of how far people agree"
    assert agreement_of_pairs({("right", "wrong"): 1}, VALUES) is None


@pytest.mark.parametrize(("n", "least"), [(20, 0.9), (100, 0.9)])
def test_the_interval_of_pairs_holds_the_true_figure_as_often_as_it_says(n, least):
    """Two who are wrong in 5 of 100 judge answers of which 10 of 100 are wrong: the alpha of endlessly many is known."""
    dice, wrong, err = random.Random(9), 0.1, 0.05
    says_wrong = wrong * (1 - err) + (1 - wrong) * err
    truth = 1 - 2 * err * (1 - err) / (2 * says_wrong * (1 - says_wrong))
    held = 0
    for run in range(60):
        pairs = Counter()
        for _ in range(n):
            is_wrong = dice.random() < wrong
            pairs["rw"[is_wrong != (dice.random() < err)], "rw"[is_wrong != (dice.random() < err)]] += 1
        found = agreement_of_pairs(pairs, "rwu", seed=run)
        held += found.low <= truth <= found.high

    assert held >= least * 60


@pytest.mark.parametrize(
    ("figure", "means"),
    [(0.8, "rely on them"), (0.79, "tentative conclusions only"), (0.66, "rewrite the guideline, publish nothing")],
)
def test_what_it_allows(figure, means):
    assert means == Agreement(figure, 0, 1, 20).means
