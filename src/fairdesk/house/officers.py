"""What an officer does with requests, and the legal holds; two people approve an erasure."""

from __future__ import annotations

from datetime import datetime

from fairdesk.clock import new_id
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.house import erasing
from fairdesk.house.carrying_out import carried_out, proven_already
from fairdesk.house.requests import Requests, move_named, present, words_of
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, Refused
from fairdesk.rights import deadlines
from fairdesk.rights import records as rights
from fairdesk.rights.holds import Hold, checked_review, held_conversations, holds_all
from fairdesk.rights.requests import (
    HOUSE,
    Move,
    RequestKind,
    allowed,
    officer,
)
from fairdesk.rights.shown import DryRun, Shown


class Officers(Requests):
    """The officer's part of rights."""

    def requests(self, colleague: ColleagueId, view: str = "open") -> tuple[Shown, ...]:
        """Return the officer's list: open ones nearest deadline first, ended ones latest first."""
        self._may_look(colleague)
        return tuple(self._as_shown(kept, officer(colleague), words=False) for kept in rights.listed(view))

    def request_for(self, id: str, colleague: ColleagueId) -> Shown:
        """Return a request to an officer. The look is a deed."""
        who = self._may_look(colleague)
        kept = rights.find(id)
        with writing():
            self.memory.add_deed(self.now(), "request_read", "person", {"request": id, "by": int(who.id)})
        return self._as_shown(kept, officer(colleague))

    def work_request(
        self, id: str, colleague: ColleagueId, move: str, words: str = "", ground: str = ""
    ) -> None:  # fmt: skip
        """Make one of the officer's moves. Words are what the customer reads: a question, or why it is refused."""
        wanted = move_named(move)
        deed = Deed.APPROVE_ERASURE if wanted is Move.APPROVE else Deed.WORK_REQUESTS
        self.colleague_who_may(colleague, deed)
        asks = wanted in (Move.ASK_IDENTITY, Move.ASK_CLARIFICATION)
        said = words_of(words, needed=asks) if words or asks else ""
        self._move(
            rights.find(id), wanted, officer(colleague), words=said, side="question" if asks else "answer",
            ground=ground, solo=self._alone_approves(),
        )  # fmt: skip

    def extend_request(self, id: str, colleague: ColleagueId, words: str) -> None:
        """Take the longer time that the law gives, saying why: the customer reads it. Raises Refused if it is too late."""
        self.colleague_who_may(colleague, Deed.WORK_REQUESTS)
        kept, at, said = rights.find(id), self.now(), words_of(words)
        if kept.extended_at is not None or kept.ended_at is not None:
            raise Refused("the time was extended already, or the request has ended")
        law = deadlines.laws()[kept.law]
        day = deadlines.extended(self._day(kept.request.filed_at), law, self._day(at), self._holidays())
        customer = present(kept)
        with writing():
            rights.change(
                kept, kept.request, at, {"due_at": micros(self._end_of_day(day)), "extended_at": micros(at)}
            )
            self._say(id, customer, self.keys.of(customer), at, "answer", said)
            self._deed_of(kept.request, "extended", "person", at, int(colleague))
        self.pulse.beat()

    def carry_out(self, id: str, colleague: ColleagueId, words: str) -> None:
        """Do what was asked for and close the request with the proof of it; the customer reads *words*.

        What was done when it was filed is not done again. All is one transaction: nothing is done twice after a crash.

        Raises Refused for an erasure, which two people approve, and for a file, which the customer fetches.
        """
        self.colleague_who_may(colleague, Deed.WORK_REQUESTS)
        kept, said = rights.find(id), words_of(words)
        customer = present(kept)
        if kept.request.kind in (RequestKind.ERASE, RequestKind.SEE, RequestKind.EXPORT):
            raise Refused(f"a request to {kept.request.kind} is not carried out by hand")
        if Move.BEGIN in allowed(kept.request, HOUSE):
            kept = self._advance(kept, Move.BEGIN)
        with writing():
            proof = proven_already(kept.request, kept.proof) or carried_out(
                self, kept.request, customer, self.scope_of(kept), colleague, said
            )
            self._moved(kept, Move.FINISH, HOUSE, words=said, proof=proof)
        self.pulse.beat()
        self.ask_others_soon(customer)

    def dry_run(self, id: str, colleague: ColleagueId) -> DryRun | None:
        """Return what an erasure would take now, and what would stay and why; None once the customer is gone."""
        self._may_look(colleague)
        customer = rights.find(id).customer
        return self.would_erase(customer) if customer else None

    def would_erase(self, customer: CustomerId) -> DryRun:
        """Return what an erasure of a customer would take, in every place of the same person."""
        places = identity.same_person(customer)
        found, holds = erasing.counted(*places), rights.holds_on(*places)
        conversations = desk.conversations_of(*places)
        return DryRun(
            found, len(conversations), found.get("desk_item", 0), len(held_conversations(holds)), holds_all(holds),
            sum(len(desk.items(each)) for each in conversations), self._final_on(),
        )  # fmt: skip

    def _final_on(self) -> datetime | None:
        """Return when the last backup expires that may still hold a destroyed key; None if there is none."""
        return self.keys.final_on(self.now())

    # --- holds ---
    def place_hold(
        self, colleague: ColleagueId, customer: CustomerId, conversation: ConversationId | None, reason: str,
        review_by: datetime,
    ) -> str:  # fmt: skip
        """Keep a customer's conversation (or, with None, all of theirs) from being erased; return the hold's id.

        All of theirs is a hold on each place of the same person: taking them apart frees nothing.
        """
        who, at, why = self.colleague_who_may(colleague, Deed.WORK_REQUESTS), self.now(), words_of(reason)
        checked_review(at, review_by)
        places = identity.same_person(customer)
        if conversation is not None:
            places = (self.own(conversation, customer).customer,)
        self.keys.of(customer)  # nobody holds what was erased
        holds = [Hold(new_id(), each, conversation, who.id, who.work_name, why, at, review_by) for each in places]
        with writing():
            for hold in holds:
                rights.add_hold(hold)
                self.memory.add_deed(
                    at, "hold_placed", "person", {"hold": hold.id, "by": int(who.id), "whole": conversation is None}
                )
        return holds[0].id

    def hold_for(
        self, id: str, colleague: ColleagueId, conversation: str, reason: str, review_by: datetime
    ) -> str:  # fmt: skip
        """Place a hold on the customer of a request, or on one conversation of theirs."""
        customer = present(rights.find(id))
        return self.place_hold(colleague, customer, ConversationId(conversation) or None, reason, review_by)

    def holdable(self, id: str, colleague: ColleagueId) -> tuple[ConversationId, ...]:
        """Return the conversations of a request's customer, which a hold can keep."""
        self._may_look(colleague)
        customer = rights.find(id).customer
        return desk.conversations_of(*identity.same_person(customer)) if customer else ()

    def review_hold(self, colleague: ColleagueId, id: str, review_by: datetime) -> None:
        """Say that a hold was looked at again, and when it is looked at next."""
        who, at = self.colleague_who_may(colleague, Deed.WORK_REQUESTS), self.now()
        with writing():
            rights.hold_named(id)
            rights.review_hold(id, checked_review(at, review_by))
            self.memory.add_deed(at, "hold_reviewed", "person", {"hold": id, "by": int(who.id)})

    def lift_hold(self, colleague: ColleagueId, id: str) -> None:
        """End a hold; an erasure that waited for it goes on by itself."""
        who, at = self.colleague_who_may(colleague, Deed.WORK_REQUESTS), self.now()
        with writing():
            rights.lift_hold(id, at)
            self.memory.add_deed(at, "hold_lifted", "person", {"hold": id, "by": int(who.id)})
        self.pulse.beat()

    def holds(self, colleague: ColleagueId) -> tuple[Hold, ...]:
        """Return the holds in force, next review first."""
        self._may_look(colleague)
        return tuple(rights.holds())
