"""What one person asks for and another grants: a flow that begins to be used; a promise is granted on the board.

A flow does things outside the desk, so nobody puts one in force alone. Retiring one, as stopping, takes one person.
"""

from __future__ import annotations

from fairdesk.clock import new_id
from fairdesk.database import alone_with, writing
from fairdesk.flows.flow import Flow
from fairdesk.house.books import Books
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, ColleagueId
from fairdesk.oversight.records import two_people
from fairdesk.oversight.two_people import Agreed, Asked, Kind, check_grants, reason_given

ALONE = "asked"
MOST_SHOWN = 10
"""Of what was agreed to the latest are shown."""


class Granting(Books):
    """The part of the house where two people agree."""

    def waiting_for_a_second(self, colleague: ColleagueId) -> tuple[tuple[Asked, bool], ...]:
        """Return what waits for a second person, and whether this one may grant it."""
        who, at = self.colleague_who_may(colleague, Deed.READ), self.now()
        able, alone = who.may(Deed.APPROVE_GUIDELINE), self.one_grants()
        return tuple((each, able and each.grantable(colleague, at, alone)) for each in two_people.waiting())

    def agree_tasks(self, colleague: ColleagueId) -> tuple[Asked, ...]:
        """Return what waits for this person's agreement: the desk's front shows it to who may."""
        return tuple(each for each, may_grant in self.waiting_for_a_second(colleague) if may_grant)

    def agreed_to(self, colleague: ColleagueId) -> tuple[Agreed, ...]:
        """Return what two people agreed to lately, with both reasons."""
        self.colleague_who_may(colleague, Deed.READ)
        return two_people.agreed(MOST_SHOWN)

    def one_grants(self) -> bool:
        """Whether only one person here may grant anything."""
        return sum(may(person.role, Deed.APPROVE_GUIDELINE) for person in identity.colleagues()) == 1

    def ask_for_flow(self, colleague: ColleagueId, text: str, file: str, why: str) -> Flow:
        """Ask that a flow be put in force, and say why. Raises BadInput naming what is wrong with it, or without a reason."""
        who, at = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), self.now()
        flow, reason = self.read_flow_for_use(text, file), reason_given(why)
        with writing():
            alone_with(ALONE)
            two_people.ask(
                Asked(new_id(), Kind.FLOW, flow.name, flow.version, who.id, who.work_name, at, text, reason)
            )
            self.memory.add_deed(
                at, "asked_for", "person",
                {"kind": str(Kind.FLOW), "what": flow.name, "version": flow.version, "by": int(who.id), "why": reason},
            )  # fmt: skip
        self.pulse.beat()
        return flow

    def grant(self, colleague: ColleagueId, id: str, why: str) -> Asked:
        """Put in force what another asked for, and say why. Raises Refused for who asked, NotFound if it waits no more,
        BadInput without a reason.
        """
        who, reason = self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE), reason_given(why)
        with writing():
            alone_with(ALONE)
            at, found = self.now(), two_people.find(id)
            if found.kind is not Kind.FLOW:
                raise BadInput("a promise is agreed to on the board, beside its figures")
            check_grants(found, colleague, at, self.one_grants())
            # What it rests on may have changed since it was asked for.
            flow = self.read_flow_for_use(found.body, f"{found.what}.yaml")
            self.put_flow(flow, found.body, at, {"by": int(who.id), "why": reason})
            two_people.agree(found, who.work_name, reason, at)
        self.pulse.beat()
        return found

    def ask_no_more(self, colleague: ColleagueId, id: str) -> None:
        """Let something be asked for no more: its asker may, and whoever may grant it."""
        self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE)
        with writing():
            alone_with(ALONE)
            at, found = self.now(), two_people.find(id)
            two_people.end(found.kind, found.what, at)
            self.memory.add_deed(
                at, "asking_ended", "person",
                {"kind": str(found.kind), "what": found.what, "version": found.version, "by": int(colleague)},
            )  # fmt: skip
        self.pulse.beat()

    def flow_asked_for(self, name: str) -> Asked:
        """Return the flow of that name that waits for a second person, for commands. Raises BadInput."""
        for each in two_people.waiting(Kind.FLOW):
            if each.what == name:
                return each
        raise BadInput(f"no flow named {name} waits for a second person")

    def nobody_grants(self) -> bool:
        """Whether nobody at this desk may grant anything: then whoever sets it up puts flows in force."""
        return not any(may(person.role, Deed.APPROVE_GUIDELINE) for person in identity.colleagues())
