"""Figures of appeals: counted with intervals, and no group of few can be had by subtracting what is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId
from fairdesk.oversight.appeal import Filed, Outcome
from fairdesk.oversight.appeal_figures import FEWEST, OTHERS, figures

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=90)


def filed(topic: str, outcome: Outcome | None = Outcome.UPHELD, days: float = 2, language: str = "en") -> Filed:
    at = NOW - timedelta(days=30)
    return Filed(
        ActId("a"), 1, ConversationId("c"), CustomerId("d"), at, at + timedelta(days=7), ColleagueId(1), "Ada", topic,
        language, outcome, at + timedelta(days=days) if outcome else None,
    )  # fmt: skip


def test_rates_times_and_lateness():
    found = [filed("a", Outcome.CHANGED, 1), filed("a", days=9), *[filed("a")] * 4, filed("a", None)]
    told = figures(found, 700, SINCE, NOW)

    assert (7, 6, 1, 1, 2) == (told.disputed, told.decided, told.changed, told.open, told.late)
    assert 0.01 == told.contested.value
    assert round(1 / 6, 6) == round(told.overturned.value, 6)
    assert told.overturned.low < 1 / 6 < told.overturned.high
    assert (2.0, 5 / 6) == (told.median_days, told.in_time.value)
    assert () == told.groups, "one group is everybody"


def test_of_few_there_is_no_rate():
    told = figures([filed("a")] * (FEWEST - 1), 3, SINCE, NOW)

    assert (None, None, None, None) == (told.contested, told.overturned, told.median_days, told.in_time)
    assert told.overturned is None


def test_groups_of_few_are_put_together():
    told = figures([filed("a")] * 9 + [filed("b")] * 6 + [filed("c")] * 2 + [filed("d")] * 3, 99, SINCE, NOW)

    assert {"a": 9, "b": 6, OTHERS: 5} == {each.name: each.decided for each in told.groups if each.by == "topic"}


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8))
def test_no_group_of_few_can_be_worked_out(sizes: list[int]):
    decided = [filed(f"t{n}") for n, size in enumerate(sizes) for _ in range(size)]
    told = figures(decided, 999, SINCE, NOW)

    shown = [each.decided for each in told.groups if each.by == "topic"]
    assert all(each >= FEWEST for each in shown)
    assert sum(shown) in (0, told.decided), "what is left over would be a group of few"


def test_what_was_disputed_about_money_counts_in_every_line_alike():
    told = figures([filed("money")] * 6 + [filed("a")] * 5, 99, SINCE, NOW)

    assert (11, 11, 11 / 99) == (told.disputed, told.decided, told.contested.value)
    assert {"money", "a"} == {each.name for each in told.groups}
