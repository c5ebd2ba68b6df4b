"""What is to mend in an article is said in sentences; of fewer than five customers no count is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fairdesk.answers.article_quality import Used, judged

TODAY, SINCE = date(2026, 11, 20), date(2026, 8, 22)
GOOD = Used("returns", "en", "Returns", "Ada", date(2026, 1, 1), None, 30.0, answers=9, customers=6)


def said(one: Used) -> tuple[str, ...]:
    return tuple(sentence for each in judged([one], SINCE, TODAY) for sentence in each.says)


def test_of_a_good_article_nothing_is_said() -> None:
    assert () == judged([GOOD], SINCE, TODAY)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_until": date(2026, 11, 19)}, "past its date since 2026-11-19, so it is not quoted"),
        ({"valid_until": TODAY}, "valid until 2026-11-20 only"),
        ({"valid_until": date(2026, 12, 19)}, "valid until 2026-12-19 only"),
        ({"answers": 0, "customers": 0}, "no answer was given from it since 2026-08-22"),
        ({"hardness": 61.4}, "hard to read (LIX 61, at most 50 is wanted)"),
        ({"hardness": 66.0, "language": "pl"}, "hard to read (LIX 66, at most 65 is wanted)"),
        ({"hardness": 61.0, "language": "de"}, "hard to read (LIX 61, at most 60 is wanted)"),
        ({"hardness": 44.0, "language": "zh"}, "hard to read (44 characters a sentence, at most 40 is wanted)"),
        (
            {"otherwise": (("contradiction", "says otherwise than Post: day: 3 days or 5 days"),)},
            "says otherwise than Post: day: 3 days or 5 days",
        ),
        ({"unhelpful": 3}, "3 of 9 answers from it did not help"),
    ],
)
def test_says_what_is_wrong(change: dict[str, object], sentence: str) -> None:
    assert (sentence,) == said(replace(GOOD, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": date(2026, 12, 20)},
        {"answers": 0, "customers": 0, "in_force_since": date(2026, 8, 23)},
        {"hardness": None},
        {"hardness": 60.0, "language": "de"},
        {"hardness": 50.0},
        {"unhelpful": 3, "customers": 4},
    ],
)
def test_says_nothing_too_early_or_of_too_few(change: dict[str, object]) -> None:
    assert () == said(replace(GOOD, **change))  # type: ignore[arg-type]


def test_what_most_often_did_not_help_comes_first() -> None:
    each = [
        replace(GOOD, id="old", valid_until=date(2026, 1, 1), hardness=70.0),
        replace(GOOD, id="some", unhelpful=1),
        replace(GOOD, id="most", unhelpful=5),
    ]

    assert ["most", "some", "old"] == [one.id for one in judged(each, SINCE, TODAY)]
