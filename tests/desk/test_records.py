"""The desk's tables, below the house: numbers without gaps, claims that one gets, places in the queue, nobody else's rows."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.database import Conflict, close, execute, micros, row, writing
from fairdesk.desk import records
from fairdesk.desk.records import TurnRow, assignments, later, sorting, tokens, unsent, viewers
from fairdesk.desk.records.assignments import Given
from fairdesk.desk.records.ratings import rate
from fairdesk.desk.records.sorting import Done
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, NotFound, Voice

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TALK, OTHER = ConversationId("talk"), ConversationId("other")
DANA, SAM = CustomerId("dana"), CustomerId("sam")


@pytest.fixture(autouse=True)
def _two_conversations(folder):
    with writing():
        records.add_conversation(TALK, DANA, "web", "en", AT)
        records.add_conversation(OTHER, SAM, "web", "de", AT + timedelta(seconds=1))


def add(conversation: ConversationId = TALK, id: str = "", **more) -> int:
    counted = row("SELECT count(*) FROM desk_item")
    assert counted
    with writing():
        return records.add_item(
            conversation, id or f"id{counted[0]}", AT, Voice.CUSTOMER, lambda n: f"sealed {n}".encode(),
            language="en", **more,
        )  # fmt: skip


def turn(act: str, conversation: ConversationId = TALK, number: int = 1) -> TurnRow:
    return TurnRow(
        ActId(act), conversation, number, micros(AT), "person", "", "asked", {"b": 1, "a": True}, "d", b"\x00s"
    )


def in_threads(*works) -> None:
    def run(work) -> None:
        try:
            work()
        finally:
            close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


class TestConversations:
    def test_a_new_one_is_the_assistants_and_empty(self):
        new = records.conversation(TALK)

        assert ("assistant", "automated", 0, 0, None) == (new.state, new.mode, new.items, new.version, new.assignee)
        assert micros(AT) == new.created_at == new.changed_at

    def test_an_unknown_one_is_not_found(self):
        with pytest.raises(NotFound):
            records.conversation(ConversationId("unknown"))

    def test_a_change_makes_a_decision_old_unless_it_does_not_matter(self):
        with writing():
            records.change(TALK, AT + timedelta(seconds=9), {"state": "waiting", "reason": "x"})
            records.change(TALK, AT + timedelta(seconds=10), overtakes=False)

        changed = records.conversation(TALK)
        assert (1, "waiting", "x", micros(AT + timedelta(seconds=10))) == (
            changed.version, changed.state, changed.reason, changed.changed_at,
        )  # fmt: skip
        assert 0 == records.conversation(OTHER).version

    def test_of_one_customer_newest_first(self):
        with writing():
            records.add_conversation(ConversationId("later"), DANA, "web", "en", AT + timedelta(days=1))

        assert (ConversationId("later"), TALK) == records.conversations_of(DANA)


class TestItems:
    def test_numbers_count_from_one_in_each_conversation(self):
        assert [1, 2, 1, 3] == [add(), add(), add(OTHER), add()]
        assert [1, 2, 3] == [line.number for line in records.items(TALK)]
        assert [3] == [line.number for line in records.items(TALK, after=2)]
        assert b"sealed 2" == records.item(TALK, 2).sealed

    def test_without_gaps_or_doubles_also_from_many_threads(self):
        in_threads(*[lambda n=n: [add(id=f"{n}-{i}") for i in range(5)] for n in range(4)])

        assert list(range(1, 21)) == [line.number for line in records.items(TALK)]
        assert 20 == records.conversation(TALK).items

    def test_a_client_key_is_kept_once_and_the_number_is_not_used_up(self):
        first = add(client_key="k")
        with pytest.raises(Conflict):
            add(client_key="k")
        with pytest.raises(Conflict):
            add(OTHER, client_key="k")

        assert (TALK, first) == records.number_of_client_key("k")
        assert records.number_of_client_key("other") is None
        assert 2 == add()

    def test_where_there_is_no_conversation_there_is_no_line(self):
        with pytest.raises(NotFound):
            add(ConversationId("unknown"))

    def test_lines_of_an_act(self):
        add(act="a1")
        add(act="a2")
        add(act="a1", released=False)

        assert [(1, micros(AT)), (3, None)] == [
            (line.number, line.released_at) for line in records.items_of_act(ActId("a1"))
        ]

    def test_settled_ends_before_the_first_text_that_has_not_left(self):
        for _ in range(4):
            add()
        assert [1, 2, 3, 4] == [line.number for line in records.settled_items(TALK)]
        with writing():
            records.add_outgoing(ActId("a3"), TALK, 3, "web", AT)
            records.add_outgoing(ActId("a2"), TALK, 2, "web", AT)
            records.add_outgoing(ActId("o1"), OTHER, 1, "web", AT)

        assert [1] == [line.number for line in records.settled_items(TALK)]

        with writing():
            records.take_outgoing(ActId("a2"))
        assert [1, 2] == [line.number for line in records.settled_items(TALK)]


class TestArrivals:
    def arrive(self, *numbers: int, claimed: timedelta = timedelta(seconds=30)) -> None:
        with writing():
            for number in numbers:
                records.add_arrival(TALK, number, ActId(f"a{number}"), AT + claimed)

    def test_oldest_first(self):
        self.arrive(3, 1, 2)

        assert [(1, "a1"), (2, "a2"), (3, "a3")] == records.arrivals_of(TALK)
        assert [] == records.arrivals_of(OTHER)

    def test_has_its_turn_once(self):
        self.arrive(1)
        with writing():
            assert [True, False] == [records.drop_arrival(TALK, 1), records.drop_arrival(TALK, 1)]

    def test_is_abandoned_when_its_claim_has_run_out(self):
        self.arrive(1, 2)

        assert [] == records.abandoned(AT + timedelta(seconds=30))
        assert [TALK] == records.abandoned(AT + timedelta(seconds=31))

    def test_of_many_who_want_an_abandoned_one_one_gets_it(self):
        self.arrive(1)
        got, late = [], AT + timedelta(minutes=1)

        def want() -> None:
            with writing():
                got.append(records.claim(TALK, 1, late, late + timedelta(minutes=1)))

        in_threads(*[want] * 5)

        assert [False] * 4 + [True] == sorted(got)
        assert [] == records.abandoned(late)

    def test_every_claim_can_be_let_go(self):
        self.arrive(1, 2)
        with writing():
            records.let_go_of_claims()

        assert [TALK] == records.abandoned(AT)


class TestOutbox:
    def test_a_text_waits_until_it_is_taken(self):
        number = add(act="a1", released=False)
        with writing():
            records.add_outgoing(ActId("a1"), TALK, number, "web", AT)
        assert [ActId("a1")] == records.all_outgoing()

        with writing():
            assert (TALK, number) == records.take_outgoing(ActId("a1"))
            records.release(TALK, number, AT)

        assert [] == records.all_outgoing()
        with writing():
            assert records.take_outgoing(ActId("a1")) is None
        assert micros(AT) == records.item(TALK, number).released_at

    def test_oldest_first(self):
        with writing():
            for second, act in enumerate("cab"):
                records.add_outgoing(ActId(act), TALK, second, "web", AT + timedelta(seconds=second))

        assert ["c", "a", "b"] == records.all_outgoing()


class TestTurns:
    def test_is_read_as_it_was_kept(self):
        with writing():
            records.add_turn(turn("a1"))

        assert turn("a1") == records.turn(ActId("a1"))
        with pytest.raises(NotFound):
            records.turn(ActId("a2"))

    @pytest.mark.parametrize("chunk", [1, 2, 3, 500])
    def test_all_are_read_in_order_whatever_the_chunk(self, chunk):
        with writing():
            for act in ("a3", "a1", "a2"):
                records.add_turn(turn(act))

        assert ["a1", "a2", "a3"] == [kept.act for kept in records.turns(chunk=chunk)]
        assert ["a3"] == [kept.act for kept in records.turns(after="a2", chunk=chunk)]

    def test_of_a_conversation_in_the_order_of_its_messages(self):
        with writing():
            records.add_turn(turn("a2", number=1))
            records.add_turn(turn("a1", number=3))
            records.add_turn(turn("a0", OTHER))

        assert ("a2", "a1") == records.turns_of(TALK)

    @pytest.mark.parametrize("facts", ["x", "", "[1]", "null"])
    def test_facts_that_somebody_edited_do_not_stop_the_reading(self, facts):
        """They must come to verification, which names the act."""
        with writing():
            records.add_turn(turn("a1"))
            execute("UPDATE desk_turn SET facts = %s", facts)

        assert {} == records.turn(ActId("a1")).facts


class TestLists:
    def waits(self, conversation: ConversationId, since: int) -> None:
        with writing():
            records.change(conversation, AT, {"state": "waiting", "waiting_since": micros(AT) + since})

    def test_places_are_those_of_the_list(self):
        self.waits(TALK, 20)
        self.waits(OTHER, 10)

        assert [OTHER, TALK] == [each.id for each in records.listed("waiting", 1)]
        assert [(OTHER, micros(AT) + 10, ""), (TALK, micros(AT) + 20, "")] == records.waiting_line()
        assert 2 == records.waiting()

    def test_counts_are_those_of_the_lists(self):
        add()
        self.waits(OTHER, 1)
        with writing():
            records.change(TALK, AT, {"state": "person", "assignee": 7})

        assert (1, 1, 0) == tuple(
            {"mine": 0, **records.queue_counts(7)}.get(k, 0) for k in ("mine", "waiting", "assistant")
        )
        assert 0 == records.queue_counts(8)["mine"]
        assert [[TALK], []] == [[each.id for each in records.listed("mine", who)] for who in (7, 8)]

    def test_empty_conversations_are_in_no_list_but_the_queue(self):
        assert [] == records.listed("all", 1) == records.listed("assistant", 1)

    def test_no_list_is_longer_than_asked(self):
        add()
        add(OTHER)

        assert 1 == len(records.listed("all", 1, limit=1))

    @pytest.mark.parametrize(
        ("waits", "median"), [([1, 2, 3, 4], None), ([5, 1, 2, 4, 3], 3), ([1] * 30 + [9] * 31, 9)]
    )
    def test_the_median_of_the_latest_fifty(self, waits, median):
        with writing():
            for number, seconds in enumerate(waits):
                id = ConversationId(f"w{number}")
                records.add_conversation(id, DANA, "web", "en", AT)
                records.change(id, AT + timedelta(seconds=number), {"waited_micros": seconds * 1_000_000})

        assert median == records.median_wait()


class TestStates:
    def test_of_one_conversation(self):
        before = records.watch(TALK)
        add(OTHER)
        assert before == records.watch(TALK)

        add()

        assert before != records.watch(TALK)
        assert (0, 0) == records.watch(ConversationId("unknown"))

    def test_of_the_desk_with_very_many_conversations(self):
        """Sums stay within what a database counts with."""
        with writing():
            for number in range(300):
                records.add_conversation(
                    ConversationId(f"c{number}"), DANA, "web", "en", AT - timedelta(seconds=number % 90)
                )
        before = records.latest_change()

        add(ConversationId("c7"))

        assert before != records.latest_change()


class TestOneCustomer:
    def test_what_is_held_and_forgotten_is_only_theirs(self):
        for conversation, act in ((TALK, "a1"), (OTHER, "a2")):
            number = add(conversation, act=act)
            with writing():
                records.add_turn(turn(act, conversation))
                records.add_arrival(conversation, number, ActId(act), AT)
                records.add_outgoing(ActId(act), conversation, number, "web", AT)
                viewers.come(conversation, ColleagueId(1), False, AT)
                unsent.add(act, conversation, ColleagueId(1), number, AT, AT, b"sealed")
                assignments.give(conversation, Given(colleague=ColleagueId(7)))
                sorting.snooze(conversation, None)
                sorting.set_label(conversation, 3, True)
                sorting.keep_undo("u", ColleagueId(7), AT, Done(conversation, "resolve", 1, 1, {}))
                tokens.add_tokens(conversation, {number})
                rate(conversation, "people", 4, AT)
                records.add_opening(act, conversation, b"sealed")
                later.choose(conversation, "email", AT, None, b"")
        rooms = ("conversation", "item", "turn", "arrival", "outbox", "unsent", "viewer", "assignment", "snooze", "labelled",
                 "undo", "token", "rating", "opening", "later")  # fmt: skip
        everything = {f"desk_{each}": 1 for each in rooms}
        assert everything == records.holdings(DANA) == records.holdings(SAM)

        with writing():
            assert len(rooms) == records.forget(DANA)

        assert {0} == set(records.holdings(DANA).values())
        assert everything == records.holdings(SAM)

    def test_deeds_are_nobodys_and_stay(self):
        with writing():
            records.add_deed("d2", AT, "kind", b"two")
            records.add_deed("d1", AT, "kind", b"one")
            records.forget(DANA)

        assert [("d1", "kind", b"one"), ("d2", "kind", b"two")] == records.deeds()
