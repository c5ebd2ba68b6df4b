"""The desk's lists: what is in each, counted right after each deed, the highest risk first, nothing of what is restricted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.desk.forms import VIEWS
from fairdesk.desk.sorting import Target
from fairdesk.nouns import BadInput, Refused
from tests.house.test_assigning import waiting
from tests.people import Customer, Desk


def lists(desk: Desk, who=None) -> dict[str, set[str]]:
    """What is in each list, for Ada; each is counted as it is read."""
    found = {}
    for view in VIEWS:
        queue = desk.house.queue(who or desk.ada, view)
        assert queue.counts[view] == len(queue.rows), view
        found[view] = {row.conversation for row in queue.rows}
    return found


def where(desk: Desk, dana: Customer, who=None) -> set[str]:
    return {view for view, held in lists(desk, who).items() if dana.conversation in held} - {"all"}


class TestEachDeed:
    """Item 31: counts and lists are right after each action."""

    def test_moves_it_between_lists_at_once(self, desk):
        house, dana = desk.house, desk.customer()
        assert set() == where(desk, dana)
        desk.says(dana, "How long does a refund take?")
        assert {"assistant"} == where(desk, dana)
        desk.says(dana, "human")
        assert {"waiting", "unassigned"} == where(desk, dana)
        house.set_presence(desk.ben, "available")
        house.assign(dana.conversation, desk.ada, Target(colleague=int(desk.ben)))
        assert {"waiting"} == where(desk, dana)
        assert {"waiting", "mine"} == where(desk, dana, desk.ben)
        house.take_over(dana.conversation, desk.ada)
        assert {"mine"} == where(desk, dana)
        house.reply(dana.conversation, desk.ada, "Which order is it?", 99)
        assert {"mine", "customer"} == where(desk, dana)
        house.snooze(dana.conversation, desk.ada, "customer")
        assert {"snoozed"} == where(desk, dana)
        desk.says(dana, "The red one")
        assert {"mine"} == where(desk, dana)
        house.resolve(dana.conversation, desk.ada)
        assert {"resolved"} == where(desk, dana)
        desk.says(dana, "It is about my father's funeral")
        assert {"waiting", "unassigned", "sensitive"} == where(desk, dana)

    def test_a_note_is_no_answer(self, desk):
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.note(dana.conversation, desk.ada, "asked the shop")

        assert {"mine"} == where(desk, dana)

    def test_the_list_of_what_waits_for_customers_is_everybodys(self, desk):
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ben)
        desk.house.reply(dana.conversation, desk.ben, "Which order is it?", 99)

        assert {"customer"} == where(desk, dana)


class TestOrder:
    """Item 32: whose promised time is nearest stands first."""

    def test_danger_then_the_promised_time_then_who_waits_longer(self, desk):
        early, later = waiting(desk, 2)
        grieving, in_danger = desk.customer(), desk.customer()
        desk.says(grieving, "It was for my father's funeral")
        desk.says(in_danger, "I want to end my life")

        rows = desk.house.queue(desk.ada, "waiting").rows

        wanted = [in_danger, grieving, early, later]
        assert [each.conversation for each in wanted] == [row.conversation for row in rows]
        assert sorted(row.due for row in rows) == [row.due for row in rows]

    def test_who_is_late_stands_before_who_is_not(self, desk, monkeypatch):
        (late,) = waiting(desk)
        now = desk.house.now()
        monkeypatch.setattr(desk.house.knowing, "now", lambda: now + timedelta(hours=9))
        grieving = desk.customer()
        desk.says(grieving, "It was for my father's funeral")

        rows = desk.house.queue(desk.ada, "waiting").rows

        assert [late.conversation, grieving.conversation] == [row.conversation for row in rows]
        assert rows[0].due < desk.house.now() < rows[1].due
        assert [1, 2] == [desk.sees(who).position for who in (late, grieving)]

    def test_the_riskiest_of_many_does_not_fall_off_the_end(self, desk, monkeypatch):
        monkeypatch.setattr("fairdesk.house.listing.MOST_SHOWN", 2)
        waiting(desk, 3)
        in_danger = desk.customer()
        desk.says(in_danger, "I want to end my life")

        rows = desk.house.queue(desk.ada, "waiting").rows

        assert (in_danger.conversation, 2) == (rows[0].conversation, len(rows))

    def test_what_came_back_stands_first(self, desk):
        aside, other = waiting(desk, 2)
        for each in (aside, other):
            desk.house.take_over(each.conversation, desk.ada)
        desk.house.snooze(aside.conversation, desk.ada, "customer")
        desk.house.note(other.conversation, desk.ada, "latest")
        desk.says(aside, "It is the red one")
        desk.house.note(other.conversation, desk.ada, "later still")

        first, second = desk.house.queue(desk.ada, "mine").rows

        assert (aside.conversation, True, False) == (first.conversation, first.came_back, second.came_back)


class TestARow:
    def test_says_who_has_it_and_what_waits(self, desk):
        (dana,) = waiting(desk)
        (row,) = desk.house.queue(desk.ada, "waiting").rows
        assert ("web", "en", "", False) == (row.channel, row.language, row.assignee, row.customer_wrote)
        assert row.due is not None
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.reply(dana.conversation, desk.ada, "Which order is it?", 99)
        desk.says(dana, "The red one")

        (row,) = desk.house.queue(desk.ada, "mine").rows

        assert ("Ada", True, True, None) == (row.assignee, row.mine, row.customer_wrote, row.due)

    def test_shows_nothing_of_what_is_restricted(self, desk):
        (dana,) = waiting(desk)
        desk.house.add_label(desk.cleo, "Umbrellas")
        ((label, _),) = desk.house.labels(desk.ada)
        desk.house.label(dana.conversation, desk.ada, label, has=True)
        desk.house.restrict(dana.id, True, desk.house.now())

        (row,) = desk.house.queue(desk.ada, "waiting").rows

        assert ("", "", "", (), None) == (row.excerpt, row.reason, row.urgency, row.labels, row.due)


class TestLabels:
    def test_are_the_companys_own(self, desk):
        desk.house.add_label(desk.cleo, " Red   umbrellas ")
        (dana,) = waiting(desk)
        ((label, name),) = desk.house.labels(desk.ada)

        assert "Red umbrellas" == name
        assert desk.house.label(dana.conversation, desk.ada, label, has=True)
        assert not desk.house.label(dana.conversation, desk.ada, label, has=True)
        assert [("Red umbrellas",)] == [row.labels for row in desk.house.queue(desk.ben, "all").rows]

        desk.house.drop_label(desk.cleo, label)

        assert [()] == [row.labels for row in desk.house.queue(desk.ben, "all").rows]
        with pytest.raises(BadInput, match="no such label"):
            desk.house.label(dana.conversation, desk.ada, label, has=True)

    def test_only_a_manager_makes_them_and_none_twice(self, desk):
        with pytest.raises(Refused):
            desk.house.add_label(desk.ada, "Umbrellas")
        with pytest.raises(Refused):
            desk.house.drop_label(desk.ada, 1)
        desk.house.add_label(desk.cleo, "Umbrellas")
        with pytest.raises(BadInput, match="already"):
            desk.house.add_label(desk.cleo, "Umbrellas")

    def test_none_names_a_sensitive_matter(self, desk):
        with pytest.raises(BadInput, match="sensitive"):
            desk.house.add_label(desk.cleo, "Bereavement cases")

    def test_who_may_only_read_puts_none_on(self, desk):
        (dana,) = waiting(desk)

        with pytest.raises(Refused):
            desk.house.label(dana.conversation, desk.otto, 1, has=True)


class TestPuttingAside:
    def test_comes_back_at_its_time_once_and_at_the_top(self, desk, monkeypatch):
        from fairdesk.house.background import Background

        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.snooze(dana.conversation, desk.ada, "hour")
        desk.house.wake_what_is_due()
        assert {"snoozed"} == where(desk, dana)
        later = desk.house.now() + timedelta(hours=1)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)

        for _ in range(2):
            Background(desk.house).round()

        assert {"mine"} == where(desk, dana)
        assert desk.house.queue(desk.ada, "mine").rows[0].came_back
        entries = desk.house.case(dana.conversation, desk.ada).entries
        assert [{"why": "time"}] == [entry.values for entry in entries if entry.code == "came_back"]

    def test_comes_back_when_its_customer_writes_although_its_time_has_not_come(self, desk):
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.snooze(dana.conversation, desk.ada, "week")

        desk.says(dana, "Are you there?")

        assert {"mine"} == where(desk, dana)
        assert not {"snoozed", "came_back"} & set(desk.events(dana))

    def test_answering_it_is_enough(self, desk):
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.snooze(dana.conversation, desk.ada, "customer")
        desk.says(dana, "The red one")
        desk.house.reply(dana.conversation, desk.ada, "Thank you.", 99)

        assert not desk.house.queue(desk.ada, "mine").rows[0].came_back

    def test_nobody_who_waits_for_a_person_is_put_aside(self, desk):
        (dana,) = waiting(desk)

        for who in (desk.ada, desk.ben):
            with pytest.raises(Refused):
                desk.house.snooze(dana.conversation, who, "hour")
        desk.house.take_over(dana.conversation, desk.ben)
        with pytest.raises(Refused):
            desk.house.snooze(dana.conversation, desk.ada, "hour")

    def test_can_be_brought_back_by_hand(self, desk):
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.snooze(dana.conversation, desk.ada, "week")

        desk.house.wake(dana.conversation, desk.ada)

        assert {"mine"} == where(desk, dana)
