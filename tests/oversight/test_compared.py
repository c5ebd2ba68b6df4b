"""Groups are compared by people, with intervals that hold together; a few people are never a figure of their own."""

from __future__ import annotations

import random

import pytest

from fairdesk.intervals import Share, newcombe, simultaneous
from fairdesk.oversight.compared import OTHERS, Tally, apart, compared, pooled


def test_a_group_stands_beside_everybody_else() -> None:
    english, german = compared("language", {"de": Tally(80, 40, 12, 2), "en": Tally(900, 700, 120, 3)})

    assert ("en", 900, "de", 80) == (english.value, english.people, german.value, german.people)
    assert 0.5 == german.answered.value
    assert newcombe(40, 80, 700, 900, simultaneous(0.95, 8)) == german.answered_apart
    assert "less" == apart(german.answered_apart, "less", "more")
    assert "more" == apart(english.answered_apart, "less", "more")
    assert german.wrong is not None
    assert 2 / 12 == german.wrong.value


def test_an_error_of_few_reviewed_people_is_not_told_neither_its_rest() -> None:
    english, german = compared("language", {"en": Tally(900, 700, 120, 3), "de": Tally(80, 40, 4, 1)})

    assert (None, None) == (english.wrong, german.wrong)
    assert "" == apart(german.wrong_apart, "less", "more")


@pytest.mark.parametrize(
    ("people", "kept"),
    [
        ({"en": 90, "de": 5}, {"en": 90, "de": 5}),
        ({"en": 90, "de": 20, "pl": 3, "uk": 3}, {"en": 90, "de": 20, OTHERS: 6}),
        ({"en": 90, "de": 20, "pl": 2}, {"en": 90, OTHERS: 22}),  # alone they would be what is left of a sum
        ({"en": 4, "de": 3}, {OTHERS: 7}),
        ({}, {}),
    ],
)
def test_a_few_people_are_put_together_with_others(people: dict[str, int], kept: dict[str, int]) -> None:
    found = pooled({value: Tally(number) for value, number in people.items()})

    assert kept == {value: tally.people for value, tally in found.items()}


def test_one_group_alone_is_compared_with_nobody() -> None:
    assert (
        () == compared("language", {"en": Tally(900, 700)}) == compared("language", {"en": Tally(9), "pl": Tally(1)})
    )


def test_where_there_is_no_difference_one_is_seldom_evident() -> None:
    """Six groups of the same chances: over many draws at most one in twenty finds any that differs."""
    found = 0
    for seed in range(400):
        chance = random.Random(seed)
        tallies = {
            value: Tally(
                people, sum(chance.random() < 0.7 for _ in range(people)),
                people // 5, sum(chance.random() < 0.05 for _ in range(people // 5)),
            )
            for value, people in {"en": 400, "de": 150, "fr": 80, "es": 60, "pl": 40, "uk": 30}.items()
        }  # fmt: skip
        found += any(
            apart(share, "less", "more")
            for group in compared("language", tallies)
            for share in (group.answered_apart, group.wrong_apart)
        )

    assert 0.05 * 400 + 9 >= found  # 9: what 400 draws of one in twenty leave to chance


def test_nothing_is_evident_where_the_interval_holds_none() -> None:
    assert "" == apart(Share(0.1, -0.01, 0.2), "less", "more")
