"""The check of understanding: two questions with different right answers, and an honest interval."""

from __future__ import annotations

import pytest

from fairdesk.consent.understanding import AIM, FEWEST, questions, right, shares
from fairdesk.language import OFFERED


@pytest.mark.parametrize("language", OFFERED)
def test_two_questions_in_every_language_each_explained(language: str) -> None:
    asked = questions(language)

    assert ["person", "must"] == [each.name for each in asked]
    assert all(each.text.rstrip().endswith(("?", "？", "؟")) and each.because for each in asked)


def test_each_language_has_questions_of_its_own() -> None:
    assert len(OFFERED) == len({questions(language)[0].text for language in OFFERED})


def test_who_always_says_the_same_has_not_understood() -> None:
    asked = questions("en")

    for always in (True, False):
        assert [True, False] == sorted((right(each, always) for each in asked), reverse=True)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (90, 100, 0.8256, 0.9448),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_the_interval_is_wilsons(hits: int, n: int, low: float, high: float) -> None:
    """Figures of SciPy 1.17, binomtest(hits, n).proportion_ci(method="wilson"), to four digits."""
    (found,) = shares([("must", hits, n - hits)])
    assert (low, high) == pytest.approx((found.low, found.high), abs=5e-5)


def test_few_answers_are_not_told() -> None:
    few, enough = shares([("must", FEWEST - 1, 0), ("person", FEWEST, 0)])

    assert not few.told
    assert enough.told
    assert enough.reached
    assert not shares([("must", 89, 11)])[0].reached
    assert 0.9 == AIM
