"""Every settled conversation is in exactly one outcome, and nothing is told that is one person's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.outcomes import (
    OUTCOMES,
    Part,
    Replies,
    Seen,
    as_dict,
    as_lines,
    figures,
    months_until,
    outcome,
    percents,
    read_month,
    waited,
)
from fairdesk.intervals import wilson

MONTH = date(2026, 10, 1)
SEEN = st.builds(
    Seen, settled=st.booleans(), answered=st.booleans(), thanked=st.booleans(), person_wrote=st.booleans(),
    left_open=st.booleans(), closed=st.booleans(), reopened=st.booleans(), minutes=st.floats(0, 60),
)  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Seen(answered=True, thanked=True), "confirmed"),
        (Seen(answered=True), "contained"),
        (Seen(answered=True, person_wrote=True, thanked=True), "handed_over"),
        (Seen(person_wrote=True, left_open=True), "handed_over"),
        (Seen(answered=True, left_open=True, thanked=True), "gave_up"),
        (Seen(), "gave_up"),  # nobody answered at all
    ],
)
def test_an_outcome_is_what_it_says(seen, expected):
    assert expected == outcome(seen)


@given(st.lists(SEEN, max_size=40))
def test_the_four_are_all_there_is(seen):
    found = figures(MONTH, True, seen, 9)
    settled = sum(each.settled for each in seen)

    assert sum(part.count for part in found.outcomes) == settled == len(seen) - found.open
    assert not settled or sum(part.share.value for part in found.outcomes) == pytest.approx(1)
    assert not settled or [part.name for part in found.outcomes] == list(OUTCOMES)


@pytest.mark.parametrize(("over", "people", "told"), [(True, 5, 2.0), (True, 4, None), (False, 9, None)])
def test_peoples_time_is_told_of_whole_months_and_of_five_or_more(over, people, told):
    found = figures(
        MONTH, over, [Seen(minutes=90, person_wrote=True), Seen(minutes=30, person_wrote=True)], people, 40
    )

    assert told == found.people_hours
    assert (None if told is None else 80.0) == found.cost
    assert ("told of whole months" in as_lines(found)[-1]) is (told is None)


def test_no_cost_is_told_where_the_company_named_none():
    assert figures(MONTH, True, [Seen(minutes=90)], 5).cost is None


def test_waits_are_told_from_five_on_by_what_was_waited_for():
    seen = [Seen(first_person=float(n)) for n in range(1, 11)] + [Seen(first_person=900.0, by_people_alone=True)]
    found = figures(MONTH, True, seen, 5)

    assert (10, 5.5, 9.0) == (
        found.wait_with_assistant.n, found.wait_with_assistant.half, found.wait_with_assistant.nine_in_ten,
    )  # fmt: skip
    assert found.wait_with_people_alone is None
    assert waited([1.0, 2.0, 3.0, 4.0, None]) is None


def test_json_and_lines_tell_the_same():
    found = figures(MONTH, True, [Seen(answered=True)] * 3 + [Seen(person_wrote=True, closed=True, reopened=True)], 5)
    told = as_dict(found)

    assert {"count": 3, "share": 0.75}.items() <= told["outcomes"]["contained"].items()
    assert 1.0 == told["reopened"]["share"]
    lines = "\n".join(as_lines(found))
    assert "2026-10: 4 conversations" in lines
    assert "3   75.0%" in lines


def test_a_month_is_read_and_what_is_none_or_to_come_is_this_one():
    now = date(2026, 11, 1)

    assert date(2026, 3, 1) == read_month("2026-03", now)
    assert [now] * 4 == [read_month(text, now) for text in ("", "2026-13", "2026-12", "../..")]
    assert (now, date(2026, 10, 1), date(2026, 9, 1)) == months_until(now, 3)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=6).filter(any))
def test_shares_add_to_a_hundred_as_they_are_read(counts):
    parts = [Part(str(n), n, wilson(n, sum(counts))) for n in counts]
    told = [float(each.removesuffix(" %")) for each in percents(parts)]

    assert 1000 == round(10 * sum(told))
    assert all(abs(each - part.share.value * 100) < 0.1 for each, part in zip(told, parts, strict=True))


def test_assisted_replies_are_a_part_of_all_and_cost_is_by_reply():
    seen = [Seen(person_wrote=True, minutes=30.0)] * 4
    found = figures(MONTH, True, seen, 5, 40.0, Replies(2, 1, 5, rejected=3))

    assert [2, 1, 5] == [part.count for part in found.replies or ()]
    assert (80.0, 10.0, 3) == (found.cost, found.cost_per_reply, found.rejected)
    told = as_dict(found)
    assert 1.0 == pytest.approx(sum(each["share"] for each in told["replies"].values()))
    assert any("10.00 a reply" in line for line in as_lines(found))


@pytest.mark.parametrize(("over", "people"), [(True, 4), (False, 9)])
def test_of_a_few_people_or_a_month_that_goes_on_no_reply_is_counted(over, people):
    told = as_dict(figures(MONTH, over, [Seen(person_wrote=True)], people, 40.0, Replies(2, 1, 5, 3)))

    assert (None, None, None) == (told["replies"], told["suggestions_rejected"], told["cost_per_reply"])
