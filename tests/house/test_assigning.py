"""Who takes what waits: nobody twice, nobody who is away, nobody more than they said, and each in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from fairdesk.database import row, rows, writing
from fairdesk.desk import records
from fairdesk.desk.records import assignments
from fairdesk.desk.sorting import Target
from fairdesk.desk.timeline import State
from fairdesk.identity import records as identity
from fairdesk.identity.people import Presence
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, NotFound, Overtaken, Refused
from tests.people import Customer, Desk
from tests.postgres import VARIABLE

ROOT = Path(__file__).resolve().parents[2]


def waiting(desk: Desk, how_many: int = 1) -> list[Customer]:
    """Some customers who wait for a person, the first one longest."""
    who = [desk.customer() for _ in range(how_many)]
    for each in who:
        desk.says(each, "human")
    return who


def there(desk: Desk, *colleagues: ColleagueId) -> None:
    """These come to work."""
    for each in colleagues:
        desk.house.set_presence(each, "available")


def to(colleague: ColleagueId) -> Target:
    return Target(colleague=int(colleague))


def given_to(customer: Customer) -> ColleagueId | None:
    return assignments.given([customer.conversation]).get(customer.conversation, assignments.Given()).colleague


def holders_of(*customers: Customer) -> list[ColleagueId | None]:
    return [given_to(each) for each in customers]


class TestTakingTheNext:
    def test_twenty_at_once_in_four_processes_get_twenty_different_ones(self, desk):
        """Item 33: no double assignment under 20 parallel claims."""
        waiting(desk, 20)

        got = claims_at_once(desk, processes=4, threads=5)

        taken = [conversation for _, conversation in got]
        assert 20 == len(taken) == len(set(taken))
        assert None not in taken
        for who, conversation in got:
            assert who == records.conversation(ConversationId(str(conversation))).assignee
        events = Counter(rows("SELECT conversation_id FROM desk_item WHERE code = 'taken_over'"))
        assert {1} == set(events.values())

    def test_of_twenty_who_want_one_exactly_one_gets_it(self, desk):
        (dana,) = waiting(desk)

        got = claims_at_once(desk, processes=4, threads=5)

        (winner,) = [who for who, conversation in got if conversation]
        assert winner == records.conversation(dana.conversation).assignee
        assert 1 == desk.events(dana).count("taken_over")

    def test_it_is_the_one_at_the_highest_risk(self, desk):
        early, grieving = desk.customer(), desk.customer()
        desk.says(early, "human")
        desk.says(grieving, "It was for my father's funeral")

        assert [grieving.conversation, early.conversation, None] == [desk.house.take_next(desk.ada) for _ in range(3)]

    def test_what_another_team_or_colleague_was_given_is_left_to_them(self, desk):
        returns = a_team(desk, "Returns", desk.ben)
        there(desk, desk.ben)
        of_team, of_ben, free = waiting(desk, 3)
        desk.house.assign(of_team.conversation, desk.ada, Target(team=returns))
        desk.house.assign(of_ben.conversation, desk.ada, to(desk.ben))

        assert [free.conversation, None] == [desk.house.take_next(desk.ada) for _ in range(2)]
        assert of_team.conversation == desk.house.take_next(desk.ben)

    def test_what_is_restricted_is_passed_over(self, desk):
        dana, sam = waiting(desk, 2)
        desk.house.restrict(dana.id, True, desk.house.now())

        assert sam.conversation == desk.house.take_next(desk.ada)
        assert desk.house.take_next(desk.ada) is None

    def test_who_may_not_answer_may_not_take(self, desk):
        waiting(desk)

        with pytest.raises(Refused):
            desk.house.take_next(desk.otto)


def claims_at_once(desk: Desk, processes: int, threads: int) -> list[tuple[int, str | None]]:
    """Let colleagues in several processes, several threads each, take the next conversation at the same moment."""
    numbers = ",".join(str(int(each)) for each in (desk.ada, desk.ben, desk.cleo, desk.rio))
    database = os.environ.get("FAIRDESK_DATABASE", "sqlite") if os.environ.get(VARIABLE) else "sqlite"
    command = [sys.executable, "-m", "tests.claims", str(desk.folder), database, numbers, str(threads)]
    running = [
        subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    for each in running:
        assert each.stdout
        assert "ready\n" == each.stdout.readline()
    for each in running:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    told = [each.communicate(timeout=120)[0] for each in running]
    return [(who, conversation) for answer in told for who, conversation in json.loads(answer)]


def a_team(desk: Desk, name: str, *members: ColleagueId) -> int:
    desk.house.add_team(desk.cleo, name)
    number = next(each.id for each in assignments.teams() if each.name == name)
    desk.house.set_members(desk.cleo, number, frozenset(map(int, members)))
    return number


class TestGiving:
    def test_to_a_colleague_who_then_takes_it_over(self, desk):
        there(desk, desk.ben)
        (dana,) = waiting(desk)

        desk.house.assign(dana.conversation, desk.ada, to(desk.ben))

        assert (desk.ben, "waiting") == (given_to(dana), records.conversation(dana.conversation).state)
        assert "taken_over" not in desk.events(dana)
        (mine,) = desk.house.queue(desk.ben, "mine").rows
        assert ("Ben", False) == (mine.given_to, mine.mine)
        assert [0, 1] == [desk.house.queue(desk.ben, view).counts[view] for view in ("unassigned", "mine")]

        desk.house.take_over(dana.conversation, desk.ben)

        assert given_to(dana) is None
        assert 1 == desk.house.queue(desk.ben, "mine").counts["mine"]

    def test_to_oneself_is_to_take_it_over(self, desk):
        (dana,) = waiting(desk)

        desk.house.assign(dana.conversation, desk.ada, to(desk.ada))

        assert ("person", desk.ada) == _has(dana)

    def test_the_customer_sees_who_came_and_not_who_was_given_it(self, desk):
        there(desk, desk.ben)
        (dana,) = waiting(desk)

        desk.house.assign(dana.conversation, desk.ada, to(desk.ben))

        assert not [entry for entry in desk.sees(dana).entries if entry.code == "assigned"]
        (entry,) = [e for e in desk.house.case(dana.conversation, desk.ada).entries if e.code == "assigned"]
        assert ("Ada", "Ben") == (entry.who, entry.values["to"])

    def test_what_the_assistant_has_waits_for_a_person_from_then_on(self, desk):
        there(desk, desk.ben)
        dana = desk.customer()
        desk.says(dana, "How long does a refund take?")

        desk.house.assign(dana.conversation, desk.ada, to(desk.ben))

        assert State.WAITING is desk.sees(dana).state
        assert "handed_over" in desk.events(dana)

    def test_what_one_has_is_passed_on_and_the_wait_goes_on_from_where_it_began(self, desk):
        there(desk, desk.ben)
        (dana,) = waiting(desk)
        since = records.conversation(dana.conversation).waiting_since
        desk.house.take_over(dana.conversation, desk.ada)

        desk.house.assign(dana.conversation, desk.ada, to(desk.ben))

        now = records.conversation(dana.conversation)
        assert ("waiting", None, since) == (now.state, now.assignee, now.waiting_since)

    def test_what_another_has_cannot_be_given_away(self, desk):
        there(desk, desk.ben)
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ben)

        with pytest.raises(Overtaken, match="Ben"):
            desk.house.assign(dana.conversation, desk.ada, to(desk.cleo) if False else Target())
        assert ("person", desk.ben) == _has(dana)

    @pytest.mark.parametrize("presence", ["away", "off"])
    def test_who_is_not_there_is_given_nothing(self, desk, presence):
        (dana,) = waiting(desk)
        there(desk, desk.ben)
        desk.house.set_presence(desk.ben, presence)

        with pytest.raises(Refused, match="there now"):
            desk.house.assign(dana.conversation, desk.ada, to(desk.ben))
        assert desk.ben not in [each.id for each in desk.house.whom(desk.ada).colleagues]

    def test_who_may_not_answer_is_given_nothing(self, desk):
        (dana,) = waiting(desk)
        there(desk, desk.otto)

        with pytest.raises(Refused, match="there now"):
            desk.house.assign(dana.conversation, desk.ada, to(desk.otto))

    def test_back_to_everybody(self, desk):
        there(desk, desk.ben)
        (dana,) = waiting(desk)
        desk.house.assign(dana.conversation, desk.ada, to(desk.ben))

        desk.house.assign(dana.conversation, desk.ada, Target())

        assert given_to(dana) is None
        assert 1 == desk.house.queue(desk.ada, "unassigned").counts["unassigned"]

    def test_to_a_team_is_in_the_list_of_its_members_alone(self, desk):
        returns = a_team(desk, "Returns", desk.ben)
        (dana,) = waiting(desk)

        desk.house.assign(dana.conversation, desk.ada, Target(team=returns))

        assert [1, 0] == [desk.house.queue(who, "team").counts["team"] for who in (desk.ben, desk.ada)]
        assert ["Returns"] == [row.team for row in desk.house.queue(desk.ada, "unassigned").rows]

    def test_a_team_that_goes_leaves_its_conversations_to_everybody(self, desk):
        returns = a_team(desk, "Returns", desk.ben)
        (dana,) = waiting(desk)
        desk.house.assign(dana.conversation, desk.ada, Target(team=returns))

        desk.house.drop_team(desk.cleo, returns)

        assert {} == assignments.given([dana.conversation])
        assert [] == desk.house.queue(desk.ben, "team").rows or () == desk.house.queue(desk.ben, "team").rows

    def test_a_closed_one_cannot_be_given(self, desk):
        (dana,) = waiting(desk)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.resolve(dana.conversation, desk.ada)

        with pytest.raises(Refused, match="closed"):
            desk.house.assign(dana.conversation, desk.ada, Target())

    def test_a_stranger_to_the_desk_and_a_missing_conversation(self, desk):
        with pytest.raises(NotFound):
            desk.house.assign(ConversationId("nothing"), desk.ada, Target())
        with pytest.raises(Refused):
            desk.house.assign(ConversationId("nothing"), ColleagueId(4711), Target())

    def test_only_a_manager_makes_teams(self, desk):
        for deed in (
            lambda: desk.house.add_team(desk.ada, "Returns"),
            lambda: desk.house.drop_team(desk.ada, 1),
            lambda: desk.house.set_members(desk.ada, 1, frozenset()),
            lambda: desk.house.set_automatic(desk.ada, True),
        ):
            with pytest.raises(Refused):
                deed()
        desk.house.add_team(desk.cleo, "Returns")
        with pytest.raises(BadInput, match="already"):
            desk.house.add_team(desk.cleo, " Returns ")


def _has(customer: Customer) -> tuple[str, int | None]:
    now = records.conversation(customer.conversation)
    return (now.state, now.assignee)


class TestInTurn:
    def test_nothing_is_given_out_unless_a_manager_says_so(self, desk):
        (dana,) = waiting(desk)

        assert 0 == desk.house.tend_assignments()
        assert given_to(dana) is None

    def test_each_in_turn_among_those_who_are_there(self, desk):
        desk.house.set_automatic(desk.cleo, True)
        there(desk, desk.ada, desk.ben, desk.rio)
        desk.house.set_presence(desk.ben, "away")
        customers = waiting(desk, 4)

        assert 4 == desk.house.tend_assignments()
        assert [desk.ada, desk.rio, desk.ada, desk.rio] == holders_of(*customers)

        (later,) = waiting(desk)
        desk.house.tend_assignments()
        assert desk.ada == given_to(later)

    def test_nobody_gets_more_than_they_said(self, desk):
        desk.house.set_automatic(desk.cleo, True)
        there(desk, desk.ada, desk.ben)
        desk.house.set_capacity(desk.ada, "1")
        desk.house.set_capacity(desk.ben, "2")
        customers = waiting(desk, 5)

        assert 3 == desk.house.tend_assignments()
        assert Counter({desk.ada: 1, desk.ben: 2, None: 2}) == Counter(holders_of(*customers))
        assert 0 == desk.house.tend_assignments()

    def test_what_one_has_and_did_not_put_aside_counts(self, desk):
        desk.house.set_automatic(desk.cleo, True)
        desk.house.set_capacity(desk.ada, "1")
        mine, other = waiting(desk, 2)
        desk.house.take_over(mine.conversation, desk.ada)
        assert 0 == desk.house.tend_assignments()

        desk.house.snooze(mine.conversation, desk.ada, "customer")

        assert 1 == desk.house.tend_assignments()
        assert desk.ada == given_to(other)

    def test_of_a_team_only_its_members(self, desk):
        desk.house.set_automatic(desk.cleo, True)
        there(desk, desk.ada, desk.ben)
        returns = a_team(desk, "Returns", desk.ben)
        customers = waiting(desk, 2)
        for each in customers:
            desk.house.assign(each.conversation, desk.ada, Target(team=returns))

        desk.house.tend_assignments()

        assert [desk.ben, desk.ben] == holders_of(*customers)

    def test_what_is_restricted_is_given_to_nobody(self, desk):
        desk.house.set_automatic(desk.cleo, True)
        (dana,) = waiting(desk)
        desk.house.restrict(dana.id, True, desk.house.now())

        assert 0 == desk.house.tend_assignments()

    def test_who_leaves_gives_back_what_they_did_not_take(self, desk):
        there(desk, desk.ben)
        given, taken = waiting(desk, 2)
        desk.house.assign(given.conversation, desk.ada, to(desk.ben))
        desk.house.take_over(taken.conversation, desk.ben)

        desk.house.set_presence(desk.ben, "away")

        assert given_to(given) is None
        assert ("person", desk.ben) == _has(taken)

    def test_whose_shift_ended_gives_back_too(self, desk, monkeypatch):
        there(desk, desk.ben)
        (dana,) = waiting(desk)
        desk.house.assign(dana.conversation, desk.ada, to(desk.ben))
        later = desk.house.now() + timedelta(hours=13)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)

        desk.house.tend_assignments()

        assert given_to(dana) is None

    def test_whose_account_is_closed_gives_back_all(self, desk):
        there(desk, desk.ben)
        given, taken = waiting(desk, 2)
        desk.house.assign(given.conversation, desk.ada, to(desk.ben))
        desk.house.take_over(taken.conversation, desk.ben)
        desk.house.snooze(taken.conversation, desk.ben, "customer")

        desk.house.let_go(desk.cleo, desk.ben)

        assert {given.conversation, taken.conversation} == {
            each.conversation for each in desk.house.queue(desk.ada, "unassigned").rows
        }


class TestPresence:
    def test_each_says_it_of_themselves(self, desk):
        for said in ("available", "away", "off", "available"):
            desk.house.set_presence(desk.ben, said)
            assert said == desk.house.my_work(desk.ben).presence
        with pytest.raises(BadInput, match="available, away, off"):
            desk.house.set_presence(desk.ben, "at lunch")

    def test_who_is_away_does_not_shorten_the_wait_that_customers_are_told(self, desk):
        assert 1 == desk.house.knowing.duty(desk.house.now()).people

        desk.house.set_presence(desk.ada, "away")

        assert 0 == desk.house.knowing.duty(desk.house.now()).people

    def test_only_how_it_is_now_is_kept(self, desk):
        """Item 44: no per-minute surveillance. No row, no act and no time says when somebody was away."""
        desk.house.set_presence(desk.ben, "available")
        before, ben = _everything(), _colleague(desk.ben)

        for _ in range(5):
            desk.house.set_presence(desk.ben, "away")
            desk.house.set_presence(desk.ben, "available")

        assert before == _everything()
        assert ben == _colleague(desk.ben)

    def test_coming_back_begins_no_new_shift(self, desk, monkeypatch):
        desk.house.set_presence(desk.ben, "available")
        until = identity.colleague(desk.ben).duty_until
        later = desk.house.now() + timedelta(hours=3)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: later)
        desk.house.set_presence(desk.ben, "away")
        desk.house.set_presence(desk.ben, "available")

        assert until == identity.colleague(desk.ben).duty_until
        assert Presence.AVAILABLE == desk.house.my_work(desk.ben).presence

    def test_others_are_told_who_is_there_and_no_more(self, desk):
        """Who is away is not told from who has left, nor how much anybody has."""
        there(desk, desk.ben)
        desk.house.set_presence(desk.ben, "away")

        away = desk.house.whom(desk.ada)
        desk.house.set_presence(desk.ben, "off")

        assert away == desk.house.whom(desk.ada)

    @pytest.mark.parametrize("wrong", ["-1", "51", "many", "", "1.5", "٣"])
    def test_a_capacity_is_a_small_whole_number(self, desk, wrong):
        with pytest.raises(BadInput):
            desk.house.set_capacity(desk.ben, wrong)

    def test_signing_in_again_is_to_be_there(self, desk):
        desk.house.set_presence(desk.ben, "away")
        with writing():
            identity.set_on_duty(desk.ben, True, desk.house.now())

        assert Presence.AVAILABLE == desk.house.my_work(desk.ben).presence


def _everything() -> dict[str, int]:
    """How many rows each table has."""
    from tests.house.test_owners import tables

    counted = {table: row(f"SELECT count(*) FROM {table}") for table in tables() if not table.startswith("sqlite_")}
    return {table: found[0] for table, found in counted.items() if found}


def _colleague(who: ColleagueId) -> tuple[object, ...]:
    return row("SELECT * FROM identity_colleague WHERE user_id = %s", who) or ()
