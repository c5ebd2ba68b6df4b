"""What colleagues may do to lists: read from a form, and whose turn it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.sorting import Room, Sort, Target, checked_label, next_in_turn, snoozed_until, target, wanted
from fairdesk.nouns import BadInput
from fairdesk.sensitive.topics import Topic

AT = datetime(2026, 11, 3, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "sort"),
    [
        ("assign:me", Sort("assign", "me")),
        ("snooze:2026-12-24", Sort("snooze", "2026-12-24")),
        ("resolve:", Sort("resolve")),
    ],
)
def test_a_form_says_what_to_do(raw, sort):
    assert sort == wanted(raw)


@pytest.mark.parametrize("raw", ["", "delete:all", "Resolve"])
def test_nothing_else_is_done(raw):
    with pytest.raises(BadInput):
        wanted(raw)


def test_a_target_is_oneself_nobody_a_colleague_or_a_team():
    assert [Target(colleague=7), Target(), Target(colleague=3), Target(team=2)] == [
        target(each, 7) for each in ("me", "nobody", "colleague:3", "team:2")
    ]


@pytest.mark.parametrize("raw", ["", "colleague:", "colleague:-1", "team:x", "customer:3", "colleague:1e3"])
def test_nobody_else_is_one(raw):
    with pytest.raises(BadInput):
        target(raw, 7)


class TestUntil:
    def test_an_hour_is_an_hour(self):
        assert AT + timedelta(hours=1) == snoozed_until("hour", AT, "Europe/Dublin")

    def test_until_the_customer_writes_has_no_time(self):
        assert snoozed_until("customer", AT, "Europe/Dublin") is None

    @pytest.mark.parametrize(
        ("how_long", "zone", "until"),
        [
            ("tomorrow", "Europe/Dublin", "2026-11-04T09:00+00:00"),
            # In Tokyo it is the fourth already.
            ("tomorrow", "Asia/Tokyo", "2026-11-05T00:00+00:00"),
            ("week", "Europe/Dublin", "2026-11-10T09:00+00:00"),
            ("2026-12-24", "America/New_York", "2026-12-24T14:00+00:00"),
        ],
    )
    def test_days_begin_at_nine_by_the_companys_clock(self, how_long, zone, until):
        assert datetime.fromisoformat(until) == snoozed_until(how_long, AT, zone)

    @pytest.mark.parametrize("wrong", ["", "soon", "2026-11-03", "2026-01-01", "2027-06-01", "2026-13-01"])
    def test_no_other_time(self, wrong):
        with pytest.raises(BadInput):
            snoozed_until(wrong, AT, "UTC")


class TestNames:
    @pytest.mark.parametrize(
        "wrong",
        [
            "",
            " \t ",
            "x" * 41,
            "a\x00b",
            "Gambling",
            "GRIEF!",
            "scám",
            "old debts",
            *(topic for topic in Topic if topic is not Topic.NONE),
        ],
    )
    def test_what_is_no_label(self, wrong):
        with pytest.raises(BadInput):
            checked_label(wrong)

    @pytest.mark.parametrize("right", ["Umbrellas", "Children's shoes", "Pay by card", "退款", "مرتجع"])
    def test_what_is_one(self, right):
        assert right == checked_label(f"  {right} ")


class TestTurns:
    def test_round_and_round(self):
        rooms = {1: Room(0, 9), 4: Room(0, 9), 7: Room(0, 9)}
        taken, last = [], 4
        for _ in range(4):
            last = next_in_turn(rooms, last) or 0
            taken.append(last)

        assert [7, 1, 4, 7] == taken

    def test_who_has_no_room_is_passed_over(self):
        assert 7 == next_in_turn({1: Room(2, 2), 4: Room(0, 0), 7: Room(1, 2)}, last=7)

    def test_among_some(self):
        assert 4 == next_in_turn({1: Room(0, 1), 4: Room(0, 1)}, last=4, among={4})
        assert next_in_turn({1: Room(0, 1)}, last=0, among=()) is None

    @given(st.dictionaries(st.integers(1, 9), st.integers(0, 5), min_size=1), st.integers(0, 9))
    def test_all_room_is_used_and_nobody_gets_more(self, takes, last):
        has = dict.fromkeys(takes, 0)
        while (who := next_in_turn({each: Room(has[each], takes[each]) for each in takes}, last)) is not None:
            has[who] += 1
            last = who

        assert takes == has

    @given(st.sets(st.integers(1, 9), min_size=2), st.integers(1, 40))
    def test_it_is_even(self, people, rounds):
        has, last = dict.fromkeys(people, 0), 0
        for _ in range(rounds):
            last = next_in_turn({each: Room(has[each], 100) for each in people}, last) or 0
            has[last] += 1

        assert max(has.values()) - min(has.values()) <= 1
