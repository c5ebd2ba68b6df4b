"""Who takes what waits: presence, teams, giving a conversation to somebody, and the desk giving them out in turn.

To be given a conversation is not to have it: the customer is told that a person is here when somebody takes it over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import Conflict, alone_with, micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.breaks import LOOKED_BACK, Reply, break_due
from fairdesk.desk.records import assignments
from fairdesk.desk.records.assignments import Given, Team
from fairdesk.desk.records.handed import own_replies
from fairdesk.desk.sorting import Room, Target, checked_label, next_in_turn
from fairdesk.desk.timeline import State
from fairdesk.house.listing import MOST_SORTED, Listing
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague, Presence, checked_capacity, presence_named
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, Overtaken, Refused

MOST_GIVEN = 200
"""How many are given out in one round; the next one follows within a second."""


@dataclass(frozen=True, slots=True)
class MyWork:
    """How somebody's own work stands: shown to that person alone."""

    presence: Presence
    capacity: int
    has: int
    teams: tuple[str, ...]
    rest: bool = False
    """Whether they should rest: computed as they look and kept nowhere."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom a colleague may give something to: others who are there, and the teams."""

    colleagues: tuple[Colleague, ...]
    teams: tuple[Team, ...]


class Assigning(Listing):
    """The part of the house that gives conversations to people."""

    # --- presence: each one's own, and nothing is kept of what it was before ---
    def my_work(self, colleague: ColleagueId) -> MyWork:
        """Return how this person's own work stands."""
        who = self.colleague_who_may(colleague, Deed.READ)
        has = assignments.loads().get(int(colleague), 0)
        teams = tuple(team.name for team in assignments.teams() if int(colleague) in team.members)
        replies = [Reply(*each) for each in own_replies(colleague, self.now() - LOOKED_BACK)]
        return MyWork(who.presence(self.now()), who.capacity, has, teams, break_due(replies, self.now()))

    def set_presence(self, colleague: ColleagueId, presence: str) -> None:
        """Say whether this person takes something new. Away or off, what they were given and did not take goes back.

        No act of the ledger and no time is kept of it: it is nobody's business when somebody was away.
        """
        wanted = presence_named(presence)
        self.colleague_who_may(colleague, Deed.READ)
        with writing():
            identity.set_presence(colleague, wanted, self.now())
            back = assignments.given_to(colleague) if wanted is not Presence.AVAILABLE else []
            for conversation in back:
                self._free(conversation)
        self.pulse.beat()

    def set_capacity(self, colleague: ColleagueId, capacity: str) -> None:
        """Say how many conversations at once the desk may give this person by itself."""
        takes = checked_capacity(capacity)
        self.colleague_who_may(colleague, Deed.TAKE_OVER)
        with writing():
            identity.set_capacity(colleague, takes)

    def _free(self, conversation: ConversationId) -> None:
        """Let what somebody was given go back to their team, or to everybody."""
        given = assignments.given([conversation]).get(conversation, Given())
        assignments.give(conversation, Given(given.team))
        desk.change(conversation, self.now(), overtakes=False)

    # --- giving ---
    def whom(self, colleague: ColleagueId) -> Choices:
        """Return whom this colleague may give a conversation to. Who is away is not told from who has left."""
        self.colleague_who_may(colleague, Deed.READ)
        others = tuple(each for each in self._who_is_there(self.now()).values() if each.id != colleague)
        return Choices(others, tuple(assignments.teams()))

    def _who_is_there(self, at: datetime) -> Mapping[int, Colleague]:
        """Return who may answer customers and takes something new."""
        found = (each for each in identity.colleagues() if each.answers_customers)
        return {int(each.id): each for each in found if each.presence(at) is Presence.AVAILABLE}

    def assign(self, conversation: ConversationId, by: ColleagueId, to: Target) -> None:
        """Give a conversation to oneself, a colleague who is there, a team, or back to everybody.

        To oneself is to take it over. Raises Overtaken if somebody has it, Refused if it may not be given so.
        """
        if to.colleague == int(by):
            self.take_over(conversation, by)
            return
        who, at = self.colleague_who_may(by, Deed.TAKE_OVER), self.now()
        named = self._target_name(to, at)
        with writing():
            row = desk.conversation(conversation, hold=True)
            self.check_glass(row, by)
            self._let_go(row, by, at)
            assignments.give(
                conversation, Given(to.team, None if to.colleague is None else ColleagueId(to.colleague))
            )
            self._tell_given(row, at, named, who)
        self.pulse.beat()

    def _target_name(self, to: Target, at: datetime) -> str:
        if to.team is not None:
            found = [team.name for team in assignments.teams() if team.id == to.team]
        else:
            found = [each.work_name for number, each in self._who_is_there(at).items() if number == to.colleague]
        if not found and to != Target():
            raise Refused("nobody of that number is there now; choose somebody else, or a team")
        return found[0] if found else "everybody"

    def _let_go(self, row: desk.ConversationRow, by: ColleagueId, at: datetime) -> None:
        """Bring a conversation to where it waits for a person, in the caller's transaction; its customer is told."""
        if row.state == State.PERSON and row.assignee != by:
            raise Overtaken(f"{row.assignee_name} has this conversation; only they can pass it on")
        if row.state == State.RESOLVED:
            raise Refused("this conversation is closed; it opens again if the customer writes")
        if row.state == State.WAITING:
            return
        waits = row.waiting_since
        self.hand_over(row, self.keys.of(row.customer), "handed_over", reason="with_person")
        # Being passed on costs nobody their place: who waited before has waited since then.
        columns = {"assignee": None, "assignee_name": "", "waiting_since": waits or micros(at)}
        desk.change(row.id, at, columns)
        desk.settle(row.id)

    def _tell_given(self, row: desk.ConversationRow, at: datetime, to: str, who: Colleague | None = None) -> None:
        self.memory.add_event(
            row.id, self.keys.of(row.customer), at, "assigned", actor="person" if who else "house",
            author=who.id if who else None, who=who.work_name if who else "", values={"to": to}, released=False,
        )  # fmt: skip

    # --- taking the next ---
    def take_next(self, colleague: ColleagueId) -> ConversationId | None:
        """Take over what waits at the highest risk and was given to nobody else; None if nothing waits.

        Of many who ask at once each gets another one: who was faster has it, and the next is tried.
        """
        self.colleague_who_may(colleague, Deed.TAKE_OVER)
        mine = {team.id for team in assignments.teams() if int(colleague) in team.members}
        waiting = [row.id for row in self.ordered(desk.listed("unassigned", int(colleague), MOST_SORTED))]
        given = assignments.given(waiting)
        for conversation in waiting:
            team = given.get(conversation, Given()).team
            if team is not None and team not in mine:
                continue
            try:
                self.take_over(conversation, colleague, waiting_only=True)
            except (Overtaken, Refused):
                continue
            return conversation
        return None

    # --- the desk gives out by itself ---
    def tend_assignments(self) -> int:
        """Take back what was given to who has left, and give out in turn what waits; return how many were given."""
        there = self._who_is_there(self.now())
        gone = [conversation for conversation, who in assignments.holders() if int(who) not in there]
        if gone:
            with writing():
                for conversation in gone:
                    self._free(conversation)
            self.pulse.beat()
        return self._give_out(there) if assignments.rota()[0] and there else 0

    def _give_out(self, there: Mapping[int, Colleague]) -> int:
        waiting = [row.id for row in desk.listed("unassigned", 0, limit=MOST_GIVEN)]
        if not waiting:
            return 0
        with writing():
            alone_with("assignments")
            loads, (automatic, last) = assignments.loads(), assignments.rota()
            rooms = {who: Room(loads.get(who, 0), each.capacity) for who, each in there.items()}
            given = 0
            for conversation in self.ordered(desk.several(waiting)) if automatic else ():
                chosen = self._give_one(conversation.id, there, rooms, last)
                if chosen is not None:
                    last, given = chosen, given + 1
                    rooms[chosen] = Room(rooms[chosen].has + 1, rooms[chosen].takes)
            if given:
                assignments.keep_rota(automatic, last)
        if given:
            self.pulse.beat()
        return given

    def _give_one(
        self, conversation: ConversationId, there: Mapping[int, Colleague], rooms: Mapping[int, Room], last: int
    ) -> int | None:
        row, at = desk.conversation(conversation, hold=True), self.now()
        team = assignments.given([conversation]).get(conversation, Given())
        if row.state != State.WAITING or team.colleague is not None:
            return None
        members = next((each.members for each in assignments.teams() if each.id == team.team), None)
        may = [who for who in there if (members is None or who in members) and self.may_open(row, there[who].id)]
        chosen = next_in_turn(rooms, last, may)
        if chosen is None:
            return None
        assignments.give(conversation, Given(team.team, ColleagueId(chosen)))
        self._tell_given(row, at, there[chosen].work_name)
        desk.change(conversation, at, overtakes=False)
        return chosen

    # --- a manager's settings ---
    def set_automatic(self, by: ColleagueId, on: bool) -> None:
        """Let the desk give out what waits by itself, or not."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        with writing():
            assignments.keep_rota(on, assignments.rota()[1])
            self.memory.add_deed(self.now(), "giving_out_changed", "person", {"by": int(by), "on": on})

    def add_team(self, by: ColleagueId, name: str) -> None:
        """Add a team. Raises BadInput if there is one of that name, or it is no name."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        try:
            with writing():
                assignments.add_team(checked_label(name))
                self.memory.add_deed(self.now(), "teams_changed", "person", {"by": int(by)})
        except Conflict as twice:
            raise BadInput("there is a team of that name already") from twice

    def drop_team(self, by: ColleagueId, team: int) -> None:
        """Take a team away; what it was given is everybody's again."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        with writing():
            assignments.drop_team(team)
            self.memory.add_deed(self.now(), "teams_changed", "person", {"by": int(by)})

    def set_members(self, by: ColleagueId, team: int, members: frozenset[int]) -> None:
        """Say who is in a team."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        if team not in {each.id for each in assignments.teams()}:
            raise BadInput("there is no such team any more")
        with writing():
            for each in identity.colleagues():
                assignments.set_member(team, int(each.id), int(each.id) in members)
            self.memory.add_deed(self.now(), "teams_changed", "person", {"by": int(by)})
