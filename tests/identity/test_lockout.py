"""Five wrong codes in a quarter of an hour close the door for a quarter of an hour; it opens by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity.lockout import LOCKED_FOR, TRIES, WINDOW, locked_until, tries_left

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def wrong(*minutes: float) -> list[datetime]:
    return [NOON + each * MINUTE for each in minutes]


def test_four_are_forgiven_and_the_fifth_closes() -> None:
    assert locked_until(wrong(0, 1, 2, 3), NOON + 3 * MINUTE) is None
    assert NOON + 4 * MINUTE + LOCKED_FOR == locked_until(wrong(0, 1, 2, 3, 4), NOON + 4 * MINUTE)


def test_it_opens_by_itself() -> None:
    five = wrong(0, 1, 2, 3, 4)
    opens = five[-1] + LOCKED_FOR
    assert locked_until(five, opens - timedelta(microseconds=1)) == opens
    assert locked_until(five, opens) is None


def test_slow_mistakes_never_close() -> None:
    assert locked_until(wrong(*range(0, 100, 4)), NOON + 96 * MINUTE) is None


def test_one_more_mistake_after_it_opened_is_not_yet_five() -> None:
    after = wrong(0, 1, 2, 3, 4, 20)
    assert locked_until(after, NOON + 20 * MINUTE) is None


def test_tries_left_counts_down_to_none() -> None:
    assert [TRIES, TRIES - 1, 0, 0] == [tries_left(wrong(*range(n)), NOON + 5 * MINUTE) for n in (0, 1, 5, 7)]
    assert TRIES == tries_left(wrong(0, 1, 2), NOON + 2 * MINUTE + WINDOW + MINUTE)


@given(st.lists(st.floats(0, 600), max_size=40), st.floats(0, 700))
def test_nobody_guesses_faster_than_five_in_a_quarter_of_an_hour(tries: list[float], now: float) -> None:
    """However the tries fall, those that were taken (not locked) never exceed five in any window."""
    taken: list[datetime] = []
    for at in wrong(*sorted(tries)):
        if locked_until(taken, at) is None:
            taken.append(at)
    for first in taken:
        assert sum(first <= at <= first + WINDOW for at in taken) <= TRIES
