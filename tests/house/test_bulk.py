"""Many at once: what can be done is done, what cannot is left out, and it can be taken back for some minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.database import row
from fairdesk.desk import records
from fairdesk.desk.records import assignments, sorting
from fairdesk.desk.sorting import Sort
from fairdesk.nouns import BadInput, ConversationId, NotFound, Refused
from tests.house.test_assigning import waiting
from tests.house.test_listing import where
from tests.people import Customer, Desk


def ids(*customers: Customer) -> list[ConversationId]:
    return [each.conversation for each in customers]


def stands(*customers: Customer) -> list[tuple[object, ...]]:
    """How conversations stand, in all that sorting can change."""
    found = []
    for each in customers:
        now = records.conversation(each.conversation)
        given = assignments.given([each.conversation]).get(each.conversation)
        aside = sorting.snoozed([each.conversation]).get(each.conversation)
        labels = sorting.labels_of([each.conversation]).get(each.conversation, ())
        found.append((now.state, now.assignee, now.assignee_name, now.waiting_since, given, aside, labels))
    return found


@pytest.fixture
def three(desk: Desk) -> list[Customer]:
    """Three customers whom Ada has."""
    desk.house.add_label(desk.cleo, "Umbrellas")
    desk.house.set_presence(desk.ben, "available")
    desk.house.add_team(desk.cleo, "Returns")
    customers = waiting(desk, 3)
    for each in customers:
        desk.house.take_over(each.conversation, desk.ada)
    return customers


def sorts(desk: Desk) -> list[Sort]:
    ((label, _),) = desk.house.labels(desk.ada)
    (team,) = assignments.teams()
    return [
        Sort("label", str(label)),
        Sort("snooze", "customer"),
        Sort("resolve"),
        Sort("assign", f"colleague:{int(desk.ben)}"),
        Sort("assign", f"team:{team.id}"),
        Sort("assign", "nobody"),
    ]


class TestManyAtOnce:
    @pytest.mark.parametrize("which", range(6))
    def test_each_is_done_to_all_and_taken_back(self, desk, three, which):
        """Items 43 and 50."""
        what, before = sorts(desk)[which], stands(*three)

        done = desk.house.sort(desk.ada, ids(*three), what)

        assert (3, 0) == (done.done, done.left_out)
        assert all(one != other for one, other in zip(before, stands(*three), strict=True))
        assert 3 == desk.house.undoable(desk.ada, done.id)

        undone = desk.house.undo(desk.ada, done.id)

        assert (3, 0) == (undone.done, undone.left_out)
        assert before == stands(*three)
        assert 0 == desk.house.undoable(desk.ada, done.id)

    @pytest.mark.parametrize("by_then", ["waiting", "assistant"])
    def test_taking_over_is_taken_back_and_the_customer_told(self, desk, by_then):
        dana = desk.customer()
        desk.says(dana, "human" if by_then == "waiting" else "How long does a refund take?")
        before = stands(dana)
        done = desk.house.sort(desk.ada, ids(dana), Sort("assign", "me"))
        assert {"mine"} == where(desk, dana)

        desk.house.undo(desk.ada, done.id)

        assert before == stands(dana)
        assert {"waiting": "handed_over", "assistant": "returned_to_ai"}[by_then] == desk.events(dana)[-1]

    def test_a_closing_that_is_taken_back_is_told(self, desk, three):
        done = desk.house.sort(desk.ada, ids(three[0]), Sort("resolve"))
        assert "resolved" == desk.events(three[0])[-1]

        desk.house.undo(desk.ada, done.id)

        assert ["resolved", "opened_again"] == desk.events(three[0])[-2:]
        desk.house.reply(three[0].conversation, desk.ada, "I looked once more.", 99)

    def test_what_cannot_be_done_to_one_is_done_to_the_others(self, desk, three):
        (sam,) = waiting(desk)

        done = desk.house.sort(desk.ada, [*ids(sam, *three), ConversationId("nothing")], Sort("resolve"))

        assert (3, 2) == (done.done, done.left_out)
        assert "take this conversation over first" in done.why
        assert "waiting" == records.conversation(sam.conversation).state

    def test_where_something_happened_since_it_is_not_taken_back(self, desk, three):
        done = desk.house.sort(desk.ada, ids(*three), Sort("resolve"))
        desk.says(three[1], "One more thing")

        undone = desk.house.undo(desk.ada, done.id)

        assert (2, 1) == (undone.done, undone.left_out)
        assert "waiting" == records.conversation(three[1].conversation).state

    def test_only_by_who_did_it(self, desk, three):
        done = desk.house.sort(desk.ada, ids(*three), Sort("resolve"))

        with pytest.raises(NotFound):
            desk.house.undo(desk.ben, done.id)
        assert 0 == desk.house.undoable(desk.ben, done.id)

    def test_only_for_some_minutes(self, desk, three, monkeypatch):
        done = desk.house.sort(desk.ada, ids(*three), Sort("resolve"))
        later = desk.house.now() + timedelta(minutes=5, seconds=1)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)

        desk.house.tend_lists()

        assert (0,) == row("SELECT count(*) FROM desk_undo")
        with pytest.raises(NotFound, match="5 minutes"):
            desk.house.undo(desk.ada, done.id)

    def test_a_label_it_had_already_stays_when_that_is_taken_back(self, desk, three):
        ((label, _),) = desk.house.labels(desk.ada)
        desk.house.label(three[0].conversation, desk.ada, label, has=True)

        done = desk.house.sort(desk.ada, ids(*three), Sort("label", str(label)))
        desk.house.undo(desk.ada, done.id)

        assert [("Umbrellas",), (), ()] == [each[-1] for each in stands(*three)]

    @pytest.mark.parametrize("many", [0, 201])
    def test_none_and_too_many_are_refused(self, desk, many):
        with pytest.raises(BadInput):
            desk.house.sort(desk.ada, [ConversationId(str(each)) for each in range(many)], Sort("resolve"))

    def test_who_may_only_read_changes_nothing(self, desk, three):
        for what in sorts(desk):
            assert 0 == desk.house.sort(desk.otto, ids(*three), what).done
        with pytest.raises(Refused):
            desk.house.sort(4711, ids(*three), Sort("resolve"))
