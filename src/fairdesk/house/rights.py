"""Rights as the house answers for them: approved erasures run, go on after a crash, and end in proof.

The rules stand in the rights room; house/requests.py files and shows requests, house/officers.py works them,
house/erasing.py does the erasing itself.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace

from fairdesk.accountability import records as ledger_records
from fairdesk.database import writing
from fairdesk.house import erasing
from fairdesk.house.breaches import BreachSide
from fairdesk.house.officers import Officers
from fairdesk.house.requests import present
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId, CustomerId, Fact, NotFound, Overtaken, Unavailable
from fairdesk.rights import certificate
from fairdesk.rights import records as rights
from fairdesk.rights.holds import Hold, held_conversations, holds_all
from fairdesk.rights.proof import Erased, NotProven, of_erasure
from fairdesk.rights.requests import (
    HOUSE,
    PAUSED,
    Move,
    RequestKind,
    Stage,
    moved,
    officer,
)
from fairdesk.rights.shown import Erasure

MOST_TRIES = 25
"""How often a command tries again while a serving desk works on the same erasure: ten seconds in all."""


class RightsSide(Officers, BreachSide):
    """The part of the house that answers for customers' rights."""

    def run_erasure(self, id: str) -> Stage:
        """Carry out an approved erasure, or go on with one that was cut off; return where the request stands then.

        Raises Unavailable if something still reads what must go (it is tried again), NotProven if something was found.
        """
        kept = rights.find(id)
        if kept.request.stage is Stage.APPROVED:
            kept = self._begin_erasure(kept)
        if kept.request.stage is Stage.HELD:
            kept = self._advance(kept, Move.RESUME)
        if kept.request.stage is not Stage.RUNNING:
            return kept.request.stage
        try:
            running = rights.running(id)
        except NotFound:
            return rights.find(id).request.stage  # another process finished it between the two questions
        self.plug("erasure begun")
        holds = rights.holds_on(*running.customers)
        if holds:
            self._erase_what_no_hold_keeps(running, holds)
            return self._advance(kept, Move.HOLD).request.stage
        # A crash from here on leaves a running request: the background goes on with it.
        erasing.erase(self, running)
        self.plug("erased")
        return self._prove(id, running)

    def _erase_what_no_hold_keeps(self, running: rights.Running, holds: list[Hold]) -> None:
        """Erase all but what is held, place by place: a hold on all of one place leaves the others free to go."""
        erasing.keep_restricted(self, holds)
        # A crash from here on leaves what is held as restricted as it was, and the rest to the next round.
        for place in running.customers:
            mine = [hold for hold in holds if hold.customer == place]
            if not holds_all(mine):
                erasing.erase_but(self, place, held_conversations(mine), self.now())
        self.plug("partly erased")

    def _begin_erasure(self, kept: rights.Kept) -> rights.Kept:
        at, customer = self.now(), present(kept)
        after = moved(kept.request, Move.RUN, HOUSE, at)
        with writing():
            erasing.begin(kept.request.id, customer, at)
            if self.reachable(customer):
                self.write_last_letter(customer, "certificate", {}, at, once=_letter_of(kept.request.id))
            rights.change(kept, after, at)
            self._deed_of(after, str(Move.RUN), "house", at)
        return rights.find(kept.request.id)

    def _prove(self, id: str, running: rights.Running) -> Stage:
        found = erasing.facts(self, running)
        of_erasure(id, replace(found, act="not written yet"))  # nothing is said to the ledger that is not so
        with writing():
            rows = sum(running.before.values())
            act = self.memory.add_deed(self.now(), "erasure_searched", "house", {"request": id, "rows": rows})
        erased = replace(found, act=act)
        proof, kept = of_erasure(id, erased), rights.find(id)
        note = self._certificate(kept, erased)
        self.plug("proven")
        at = self.now()
        after = moved(kept.request, Move.FINISH, HOUSE, at, proof=proof)
        with writing():
            rights.change(kept, after, at, {"proof": json.dumps(dict(proof.facts)), "certificate": note})
            rights.end_running(id)
            self._deed_of(after, str(Move.FINISH), "house", at, proof=proof)
            self.complete_last_letter(_letter_of(id), {"proof": note, "final": self._final_day()}, at)
        self.plug("closed")
        self.pulse.beat()
        return after.stage

    def _certificate(self, kept: rights.Kept, erased: Erased) -> str:
        self.close_the_day()
        place = ledger_records.position_of(erased.act)
        if place is None:
            raise Unavailable("the ledger has not placed the erasure yet; it is tried again")
        request = kept.request
        return self.signer.sign(certificate.written(certificate.Certificate(
            request.id, request.filed_at, self.now(), "one person, twice" if request.solo else "two people",
            erased.before, erased.after, erased.tables, erased.files, "nothing", erased.act, place, self._final_on(),
        )))  # fmt: skip

    def _final_day(self) -> str:
        """Return the day from which no backup can bring anything back; "" where there is no backup of keys."""
        final = self._final_on()
        return self._day(final).isoformat() if final else ""

    def erasures_due(self) -> list[str]:
        """Return the erasures to run: approved by two people, cut off half-way, or no longer kept by a hold."""
        held = [
            kept
            for kept in rights.at_stage(Stage.HELD)
            if not rights.holds_on(*rights.running(kept.request.id).customers)
        ]
        due = (*rights.at_stage(Stage.APPROVED), *rights.at_stage(Stage.RUNNING), *held)
        return [kept.request.id for kept in due]

    def tell_what_is_late(self) -> None:
        """Put passed deadlines and reviews into the ledger, each once; the officer's list shows them all the time."""
        at = self.now()
        for kept in rights.late_untold(at):
            with writing():
                rights.tell_late(kept.request.id)
                self.memory.add_deed(at, "request_late", "house", {"request": kept.request.id})
        for hold in rights.reviews_untold(at):
            with writing():
                rights.tell_review(hold.id)
                self.memory.add_deed(at, "hold_review_due", "house", {"hold": hold.id})
        self.tell_late_breaches()

    # --- the command line ---
    def customer_named(self, named: str) -> CustomerId:
        """Return the customer with this id or e-mail address. Raises NotFound; makes nobody."""
        found = self.known_by_address(named) if "@" in named else CustomerId(named)
        if found is None or not erasing.counted(*identity.same_person(found)):
            raise NotFound("there is no such customer here; nothing is kept about them")
        return found

    def approvers(self, approved_by: str, second: str | None) -> tuple[ColleagueId, ColleagueId]:
        """Return who approves an erasure at the command line. Raises Refused if a role does not allow it.

        Without *second*, the other person is whoever can run commands on the desk's own machine; where one colleague
        alone may approve, that is the same person, who agrees a second time a day later.
        """
        first = identity.colleague_named(approved_by).id
        other = identity.colleague_named(second).id if second else OPERATOR
        if first == other:
            raise BadInput("an erasure takes two different people; name another one with --second")
        for each in {first, other} - {OPERATOR}:
            self.colleague_who_may(each, Deed.APPROVE_ERASURE)
        return first, first if other == OPERATOR and self._alone_approves() else other

    def erase_now(self, customer: CustomerId, first: ColleagueId, second: ColleagueId) -> Erasure:
        """File, try, approve and run an erasure in one go; return what became of it."""
        id = self.file_request(customer, RequestKind.ERASE)
        kept = rights.find(id)
        if kept.request.stage in PAUSED:
            kept = self._advance(kept, Move.ANSWER)
        if kept.request.stage is Stage.RECEIVED:
            kept = self._advance(kept, Move.ACCEPT)
        if kept.request.stage in (Stage.ACCEPTED, Stage.IN_WORK):
            kept = self._advance(kept, Move.DRY_RUN)
        people = (
            [first] if first == second else [each for each in (first, second) if each != kept.request.first_approver]
        )
        for who in people:
            if (kept := rights.find(id)).request.stage is Stage.CHECKED:
                self._move(kept, Move.APPROVE, officer(who), solo=self._alone_approves())
        stage = self._run_beside_others(id)
        return Erasure(id, stage, rights.find(id).certificate, _SAYS.get(stage, ""))

    def _run_beside_others(self, id: str) -> Stage:
        """Run an erasure that a serving desk may run, or read in, at the same moment; each step counts once."""
        for _ in range(MOST_TRIES):
            try:
                return self.run_erasure(id)
            except (Overtaken, Unavailable, NotProven):
                time.sleep(0.4)
        return self.run_erasure(id)

    def request_lines(self, view: str) -> list[dict[str, Fact]]:
        """Return the requests for the command line: nothing in them says whose they are."""
        return [
            {"id": each.id, "kind": str(each.kind), "stage": str(each.stage), "days_left": each.days_left,
             "due_at": each.due_at.isoformat(), "overdue": each.overdue}
            for each in (self._as_shown(kept, HOUSE, words=False) for kept in rights.listed(view))
        ]  # fmt: skip


def _letter_of(request: str) -> str:
    return f"certificate:{request}"


OPERATOR = ColleagueId(-1)
"""Stands for whoever runs commands on the desk's own machine, where nobody signs in."""

_SAYS = {
    Stage.CHECKED: "One person agreed. There is only one here: run this again in 24 hours to agree a second time.",
    Stage.HELD: "Erased but for what a legal hold keeps; the rest goes by itself when the hold is lifted.",
}
