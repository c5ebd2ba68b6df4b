"""Looks are due by numbers alone, each has its part of the doubt, and all that is ever promised holds together."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.answers.looks import (
    COUNTED,
    Reviewed,
    Terms,
    counts,
    missing,
    next_look,
    part_of_doubt,
    until_enough,
)
from fairdesk.answers.promise import Case, Promise, certify

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TERMS = Terms(0.05, 0.95, "all")


def reviewed(cases: list[Case]) -> list[Reviewed]:
    return [Reviewed(NOON + timedelta(minutes=number), case) for number, case in enumerate(cases)]


def test_the_parts_of_the_doubt_are_all_of_it_and_no_more() -> None:
    parts = [part_of_doubt(number, 0.05) for number in range(1, 10_000)]

    assert [0.025, 0.05 / 6, 0.05 / 12] == pytest.approx(parts[:3])
    assert 0.0499 < sum(parts) < 0.05


@pytest.mark.parametrize(
    ("there", "new", "last", "number", "more"),
    [
        (0, 0, 0, 1, 72),  # the fewest right ones that prove 5 % with half of the doubt
        (72, 72, 0, 1, 0),
        (100, 28, 72, 2, 44),  # as many new ones as the last look counted
        (144, 72, 72, 2, 0),
        (90, 90, 72, 2, 4),  # all reviews of the last look are gone: 94 prove it with a sixth
        (10, 10, 0, 40, 193),
    ],
)
def test_a_look_is_due_by_how_many_were_reviewed(there: int, new: int, last: int, number: int, more: int) -> None:
    assert more == missing(there, new, last, number, TERMS)


def test_a_look_is_taken_when_it_is_due_with_its_part_of_the_doubt() -> None:
    right = [Case(0.9, True)] * 144

    assert next_look(reviewed(right[:71]), None, 0, 1, TERMS, "all") is None
    first = next_look(reviewed(right[:72]), None, 0, 1, TERMS, "all")
    assert first is not None
    assert (72, 0.9, 0.025) == (first.reviewed, first.threshold, pytest.approx(first.doubt))
    upto = reviewed(right)[71].at
    assert next_look(reviewed(right[:143]), upto, 72, 2, TERMS, "all") is None
    second = next_look(reviewed(right), upto, 72, 2, TERMS, "all")
    assert second is not None
    assert 144 == second.reviewed


def test_reviews_count_for_half_a_year_and_answers_since_the_break() -> None:
    before = NOON - timedelta(days=1)

    assert counts(NOON - COUNTED, before, NOON, None)
    assert not counts(NOON - COUNTED - timedelta(seconds=1), before, NOON, None)
    assert not counts(NOON, before, NOON, NOON)


@pytest.mark.parametrize(
    ("needed", "there", "next_in", "more"), [(10, 80, 64, 64), (100, 80, 64, 208), (None, 80, 64, None)]
)
def test_tells_at_which_look_it_should_be_enough(
    needed: int | None, there: int, next_in: int, more: int | None
) -> None:
    promise = Promise("all", 0.05, 0.95, 0.025, 72, needed=needed)

    assert more == until_enough(promise, there, next_in)


def test_promising_as_soon_as_a_look_allows_it_breaks_no_more_promises_than_it_says() -> None:
    """Every answer is wrong with just over the target, so any threshold at all is a broken promise."""
    broken_in_looks = broken_after_each = 0
    for seed in range(100):
        chance = random.Random(seed)
        cases = [Case(chance.random(), chance.random() >= 0.0501) for _ in range(400)]
        looks: list[Promise] = []
        for n in range(1, 401):
            upto, last = (
                (NOON + timedelta(minutes=looks[-1].reviewed - 1), looks[-1].reviewed) if looks else (None, 0)
            )
            if missing(n, n - last, last, len(looks) + 1, TERMS):
                continue
            found = next_look(reviewed(cases[:n]), upto, last, len(looks) + 1, TERMS, "all")
            assert found is not None
            looks.append(found)
        assert [72, 144, 288] == [look.reviewed for look in looks]
        broken_in_looks += any(look.threshold is not None for look in looks)
        broken_after_each += any(certify(cases[:n]).threshold is not None for n in range(60, 400, 40))

    assert 11 >= broken_in_looks  # chance one in a hundred, if it were 5 %
    assert 11 < broken_after_each
