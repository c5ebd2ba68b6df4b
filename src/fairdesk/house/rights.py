"""What customers ask about their data, and what officers do with it: each step a deed of the ledger.

The rules stand in the rights room; this file reads what they need, keeps what they decide, and writes the ledger, each
time in one transaction. An erasure that two people approved runs by itself (house/erasing.py does the work).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdesk.accountability import records as ledger_records
from fairdesk.clock import new_id
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.house import erasing
from fairdesk.house.books import Books
from fairdesk.house.carrying_out import carried_out, copy_of, handed_over
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId, Fact, NotFound, Refused, Unavailable
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.rights import certificate, deadlines
from fairdesk.rights import records as rights
from fairdesk.rights.holds import Hold, checked_review, held_conversations, holds_all
from fairdesk.rights.proof import Erased, Proof, of_erasure
from fairdesk.rights.requests import (
    CUSTOMER,
    GROUNDS,
    HOUSE,
    PAUSED,
    By,
    Move,
    Request,
    RequestKind,
    Side,
    Stage,
    allowed,
    moved,
    officer,
)
from fairdesk.rights.shown import DryRun, Erasure, Said, Shown

LONGEST_WORDS = 5_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for each other on the telephone."""


class RightsSide(Books):
    """The part of the house that answers for customers' rights."""

    # --- the customer ---
    def file_request(
        self, customer: CustomerId, kind: str, words: str = "", *, language: str = "en",
        filed_by: ColleagueId | None = None, session: bool = True,
    ) -> str:  # fmt: skip
        """Keep a request and return its number. Asked again while the same is open: the one that is open.

        Raises BadInput for a kind there is not, KeyDestroyed for somebody who was erased.
        """
        wanted, said, at = _kind(kind), _words(words, needed=False), self.now()
        for kept in rights.of(customer):
            if kept.request.kind is wanted and kept.ended_at is None:
                return kept.request.id
        key, law = self.keys.of(customer), self._law()
        request = Request(_number(), wanted, Stage.RECEIVED, at, int(filed_by or 0))
        claim, due = _claim(), self._end_of_day(deadlines.due(self._day(at), law, self._holidays()))
        with writing():
            rights.add(
                request, customer, law=law.code, language=language, due_at=due,
                identity="session" if session else "none", claim=claim,
            )  # fmt: skip
            self._say(request.id, customer, key, at, "claim", claim)
            if said:
                self._say(request.id, customer, key, at, "asked", said)
            self._deed_of(request, "filed", "person" if filed_by else "customer", at, int(filed_by or 0))
        if wanted in (RequestKind.SEE, RequestKind.EXPORT) and session:
            self._advance(rights.find(request.id), Move.ACCEPT)  # the browser that wrote may read what it wrote
        self.pulse.beat()
        return request.id

    def my_requests(self, customer: CustomerId) -> tuple[Shown, ...]:
        """Return a customer's requests, newest first."""
        return tuple(self._as_shown(kept, CUSTOMER) for kept in rights.of(customer))

    def request_of(self, id: str, customer: CustomerId | None, claim: str = "") -> Shown:
        """Return a request to its customer, or to who has its claim code. A stranger's and a missing one: NotFound."""
        return self._as_shown(self._theirs(id, customer, claim), CUSTOMER)

    def withdraw_request(self, id: str, customer: CustomerId) -> None:
        """Take a request back."""
        self._move(self._theirs(id, customer), Move.WITHDRAW, CUSTOMER)

    def answer_request(self, id: str, customer: CustomerId, words: str) -> None:
        """Answer what an officer asked; the deadline runs again."""
        self._move(self._theirs(id, customer), Move.ANSWER, CUSTOMER, words=_words(words), side="reply")

    def certificate(self, id: str, customer: CustomerId | None, claim: str = "") -> str:
        """Return the signed certificate of an erasure. NotFound for a stranger and before it is done."""
        kept = self._theirs(id, customer, claim)
        if not kept.certificate:
            raise NotFound("there is no certificate yet; it is made when the erasure is done")
        return kept.certificate

    def _theirs(self, id: str, customer: CustomerId | None, claim: str = "") -> rights.Kept:
        if claim:
            return rights.claimed(id, claim.strip().upper())
        kept = rights.find(id)
        if customer is None or kept.customer != customer:
            raise NotFound("there is no such request, or it is not yours")
        return kept

    # --- the officer ---
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
        wanted = _move_named(move)
        deed = Deed.APPROVE_ERASURE if wanted is Move.APPROVE else Deed.WORK_REQUESTS
        self.colleague_who_may(colleague, deed)
        asks = wanted in (Move.ASK_IDENTITY, Move.ASK_CLARIFICATION)
        said = _words(words, needed=asks) if words or asks else ""
        self._move(
            rights.find(id), wanted, officer(colleague), words=said, side="question" if asks else "answer",
            ground=ground, solo=self._alone_approves(),
        )  # fmt: skip

    def extend_request(self, id: str, colleague: ColleagueId, words: str) -> None:
        """Take the longer time that the law gives, saying why: the customer reads it. Raises Refused if it is too late."""
        self.colleague_who_may(colleague, Deed.WORK_REQUESTS)
        kept, at, said = rights.find(id), self.now(), _words(words)
        if kept.extended_at is not None or kept.ended_at is not None:
            raise Refused("the time was extended already, or the request has ended")
        law = deadlines.laws()[kept.law]
        day = deadlines.extended(self._day(kept.request.filed_at), law, self._day(at), self._holidays())
        customer = _present(kept)
        with writing():
            rights.change(
                kept, kept.request, at, {"due_at": micros(self._end_of_day(day)), "extended_at": micros(at)}
            )
            self._say(id, customer, self.keys.of(customer), at, "answer", said)
            self._deed_of(kept.request, "extended", "person", at, int(colleague))
        self.pulse.beat()

    def carry_out(self, id: str, colleague: ColleagueId, words: str) -> None:
        """Do what was asked for and close the request with the proof of it; the customer reads *words*.

        Raises Refused for an erasure, which two people approve, and for a file, which the customer fetches.
        """
        self.colleague_who_may(colleague, Deed.WORK_REQUESTS)
        kept, said = rights.find(id), _words(words)
        customer = _present(kept)
        if kept.request.kind in (RequestKind.ERASE, RequestKind.SEE, RequestKind.EXPORT):
            raise Refused(f"a request to {kept.request.kind} is not carried out by hand")
        if Move.BEGIN in allowed(kept.request, HOUSE):
            kept = self._advance(kept, Move.BEGIN)
        proof = carried_out(self, kept.request, customer, colleague, said)
        proven = {"proof": json.dumps(dict(proof.facts))}
        self._move(kept, Move.FINISH, HOUSE, words=said, proof=proof, columns=proven)

    def fetch_data(self, id: str, customer: CustomerId) -> bytes:
        """Return the file a customer asked for ("see", "export") and close the request with its hash."""
        kept = self._theirs(id, customer)
        if kept.request.kind not in (RequestKind.SEE, RequestKind.EXPORT):
            raise NotFound("this request has no file")
        body = copy_of(self, customer)
        if kept.ended_at is None:
            proof = handed_over(self, kept.request, body)
            self._move(kept, Move.FINISH, HOUSE, proof=proof, columns={"proof": json.dumps(dict(proof.facts))})
        return body

    def dry_run(self, id: str, colleague: ColleagueId) -> DryRun | None:
        """Return what an erasure would take now, and what would stay and why; None once the customer is gone."""
        self._may_look(colleague)
        customer = rights.find(id).customer
        return self.would_erase(customer) if customer else None

    def would_erase(self, customer: CustomerId) -> DryRun:
        """Return what an erasure of a customer would take."""
        found, holds = erasing.counted(customer), rights.holds_on(customer)
        conversations = desk.conversations_of(customer)
        return DryRun(
            found, len(conversations), found.get("desk_item", 0), len(held_conversations(holds)), holds_all(holds),
            sum(len(desk.items(each)) for each in conversations), self._final_on(),
        )  # fmt: skip

    def _may_look(self, colleague: ColleagueId) -> Colleague:
        """Return a colleague who works requests or approves erasures."""
        found = identity.colleague(colleague)
        if found is not None and found.may(Deed.APPROVE_ERASURE):
            return found
        return self.colleague_who_may(colleague, Deed.WORK_REQUESTS)

    def _alone_approves(self) -> bool:
        return sum(may(person.role, Deed.APPROVE_ERASURE) for person in identity.colleagues()) == 1

    # --- moving ---
    def _move(
        self, kept: rights.Kept, move: Move, by: By, *, words: str = "", side: str = "answer", ground: str = "",
        solo: bool = False, proof: Proof | None = None, columns: Mapping[str, object] | None = None,
    ) -> Request:  # fmt: skip
        """Move a request one stage on: the rule, the row, the words and the deed, in one transaction."""
        at = self.now()
        after = moved(kept.request, move, by, at, proof=proof, ground=ground, solo=solo)
        more = {**self._clock(kept, after, at), **(columns or {})}
        with writing():
            rights.change(kept, after, at, more)
            if words:
                customer = _present(kept)
                self._say(after.id, customer, self.keys.of(customer), at, side, words)
            self._deed_of(after, str(move), _ACTORS[by.side], at, by.colleague, proof)
        self.pulse.beat()
        return after

    def _clock(self, kept: rights.Kept, after: Request, at: datetime) -> dict[str, object]:
        """Return the columns of the deadline: it stands still while the customer must answer, where the law says so."""
        if after.stage in PAUSED and kept.paused_at is None:
            return {"paused_at": micros(at)}
        if after.stage not in PAUSED and kept.paused_at is not None:
            why = "identity" if kept.request.stage is Stage.IDENTITY_NEEDED else "clarification"
            due = deadlines.paused_for(kept.due_at, kept.paused_at, at, why, deadlines.laws()[kept.law])
            return {"paused_at": None, "due_at": micros(due)}
        return {}

    def _deed_of(
        self, request: Request, move: str, actor: str, at: datetime, by: int = 0, proof: Proof | None = None
    ) -> None:
        record: dict[str, Fact] = {
            "request": request.id,
            "kind": str(request.kind),
            "move": move,
            "stage": str(request.stage),
            "by": by,
        }
        proven = {"proof": proof.digest} if proof else {}
        self.memory.add_deed(at, "request_moved", actor, {**record, **proven})

    def _say(self, id: str, customer: CustomerId, key: bytes, at: datetime, side: str, words: str) -> None:
        number = rights.next_number(id)
        rights.add_words(id, number, customer, at, side, seal(key, words.encode(), place_of_words(id, number)))

    # --- erasing ---
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
        running = rights.running(id)
        self.plug("erasure begun")
        holds = rights.holds_on(CustomerId(running.ids[0]))
        if holds:
            if not holds_all(holds):
                erasing.erase_but(self, CustomerId(running.ids[0]), held_conversations(holds), self.now())
            return self._advance(kept, Move.HOLD).request.stage
        # A crash from here on leaves a running request: the background goes on with it.
        erasing.erase(self, running)
        self.plug("erased")
        return self._prove(id, running)

    def _begin_erasure(self, kept: rights.Kept) -> rights.Kept:
        at, customer = self.now(), _present(kept)
        after = moved(kept.request, Move.RUN, HOUSE, at)
        with writing():
            erasing.begin(kept.request.id, customer, at)
            rights.change(kept, after, at)
            self._deed_of(after, str(Move.RUN), "house", at)
        return rights.find(kept.request.id)

    def _advance(self, kept: rights.Kept, move: Move) -> rights.Kept:
        self._move(kept, move, HOUSE)
        return rights.find(kept.request.id)

    def _prove(self, id: str, running: rights.Running) -> Stage:
        kept = rights.find(id)
        with writing():
            act = self.memory.add_deed(
                self.now(), "erasure_searched", "house", {"request": id, "rows": sum(running.before.values())}
            )
        erased = erasing.facts(self, running, act)
        proof = of_erasure(id, erased)
        note = self._certificate(kept, erased)
        self.plug("proven")
        at = self.now()
        after = moved(kept.request, Move.FINISH, HOUSE, at, proof=proof)
        with writing():
            rights.change(kept, after, at, {"proof": json.dumps(dict(proof.facts)), "certificate": note})
            rights.end_running(id)
            self._deed_of(after, str(Move.FINISH), "house", at, proof=proof)
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

    def _final_on(self) -> datetime | None:
        """Return when the last backup expires that may still hold a destroyed key; None if there is none."""
        return self.keys.final_on(self.now())

    def go_on_with_erasures(self) -> None:
        """Run what two people approved, go on with what was cut off, and finish what a hold no longer keeps."""
        for kept in (*rights.at_stage(Stage.APPROVED), *rights.at_stage(Stage.RUNNING)):
            self.run_erasure(kept.request.id)
        for kept in rights.at_stage(Stage.HELD):
            if not rights.holds_on(CustomerId(rights.running(kept.request.id).ids[0])):
                self.run_erasure(kept.request.id)

    # --- the command line ---
    def customer_named(self, named: str) -> CustomerId:
        """Return the customer with this id or e-mail address. Raises NotFound; makes nobody."""
        found = self.known_by_address(named) if "@" in named else CustomerId(named)
        if found is None or not erasing.counted(found):
            raise NotFound("there is no such customer here; nothing is kept about them")
        return found

    def approvers(self, approved_by: str, second: str | None) -> tuple[ColleagueId, ColleagueId]:
        """Return who approves an erasure at the command line. Raises Refused if a role does not allow it.

        Without *second*, the other person is whoever can run commands on the desk's own machine; where one colleague
        alone may approve, that is the same person, who agrees a second time a day later.
        """
        first = identity.colleague_named(approved_by).id
        other = identity.colleague_named(second).id if second else OPERATOR
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
        stage = self.run_erasure(id)
        return Erasure(id, stage, rights.find(id).certificate, _SAYS.get(stage, ""))

    def request_lines(self, view: str) -> list[dict[str, Fact]]:
        """Return the requests for the command line: nothing in them says whose they are."""
        return [
            {"id": each.id, "kind": str(each.kind), "stage": str(each.stage), "days_left": each.days_left,
             "due_at": each.due_at.isoformat(), "overdue": each.overdue}
            for each in (self._as_shown(kept, HOUSE, words=False) for kept in rights.listed(view))
        ]  # fmt: skip

    # --- showing ---
    def _as_shown(self, kept: rights.Kept, by: By, *, words: bool = True) -> Shown:
        at, request = self.now(), kept.request
        said = self._said(kept) if words else []
        first = identity.colleague(request.first_approver) if request.first_approver else None
        moves = allowed(request, by)
        if by.side is Side.OFFICER:
            moves = tuple(move for move in moves if move is not Move.APPROVE or by.colleague != request.filed_by)
        left = kept.due_at - at
        return Shown(
            request.id, request.kind, request.stage, request.filed_at, kept.due_at, left // timedelta(days=1),
            kept.ended_at is None and left < deadlines.NEAR, kept.overdue(at), kept.paused_at is not None,
            kept.extended_at is not None, kept.ended_at, deadlines.laws()[kept.law],
            deadlines.authority_for(self.knowing.company().country), self.knowing.company().time_zone,
            GROUNDS.get(request.ground, ""), tuple(each for each in said if each.side != "claim"),
            next((each.text for each in said if each.side == "claim"), "") if by.side is Side.CUSTOMER else "",
            moves, first.work_name if first else "", bool(first and by.colleague == first.id),
            self._alone_approves(), bool(kept.certificate), kept.proof, bool(request.filed_by), kept.identity,
        )  # fmt: skip

    def _said(self, kept: rights.Kept) -> list[Said]:
        if kept.customer is None:
            return []
        try:
            key = self.keys.of(kept.customer)
        except KeyDestroyed:
            return []  # the key is gone and the rows are about to be
        return [
            Said(each.at, each.side, unseal(key, each.sealed, place_of_words(kept.request.id, each.number)).decode())
            for each in rights.words_of(kept.request.id)
        ]

    # --- the law and its days ---
    def _law(self) -> deadlines.Law:
        return deadlines.law_for(self.knowing.company().country)

    def _holidays(self) -> deadlines.Holidays:
        return self.knowing.company().holidays

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.knowing.company().time_zone)).date()

    def _end_of_day(self, day: date) -> datetime:
        return deadlines.last_moment(day, self.knowing.company().time_zone)

    # --- holds ---
    def place_hold(
        self, colleague: ColleagueId, customer: CustomerId, conversation: ConversationId | None, reason: str,
        review_by: datetime,
    ) -> str:  # fmt: skip
        """Keep a customer's conversation (or, with None, all of theirs) from being erased; return the hold's id."""
        who, at, why = self.colleague_who_may(colleague, Deed.WORK_REQUESTS), self.now(), _words(reason)
        checked_review(at, review_by)
        if conversation is not None:
            self.own(conversation, customer)
        self.keys.of(customer)  # nobody holds what was erased
        hold = Hold(new_id(), customer, conversation, who.id, who.work_name, why, at, review_by)
        with writing():
            rights.add_hold(hold)
            self.memory.add_deed(
                at, "hold_placed", "person", {"hold": hold.id, "by": int(who.id), "whole": conversation is None}
            )
        return hold.id

    def hold_for(
        self, id: str, colleague: ColleagueId, conversation: str, reason: str, review_by: datetime
    ) -> str:  # fmt: skip
        """Place a hold on the customer of a request, or on one conversation of theirs."""
        customer = _present(rights.find(id))
        return self.place_hold(colleague, customer, ConversationId(conversation) or None, reason, review_by)

    def holdable(self, id: str, colleague: ColleagueId) -> tuple[ConversationId, ...]:
        """Return the conversations of a request's customer, which a hold can keep."""
        self._may_look(colleague)
        customer = rights.find(id).customer
        return desk.conversations_of(customer) if customer else ()

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


OPERATOR = ColleagueId(-1)
"""Stands for whoever runs commands on the desk's own machine, where nobody signs in."""

_SAYS = {
    Stage.CHECKED: "One person agreed. There is only one here: run this again in 24 hours to agree a second time.",
    Stage.HELD: "Erased but for what a legal hold keeps; the rest goes by itself when the hold is lifted.",
}
_ACTORS = {Side.CUSTOMER: "customer", Side.OFFICER: "person", Side.HOUSE: "house"}


def _present(kept: rights.Kept) -> CustomerId:
    if kept.customer is None:
        raise NotFound("this customer was erased; only the request itself is left")
    return kept.customer


def _kind(name: str) -> RequestKind:
    try:
        return RequestKind(name)
    except ValueError as unknown:
        raise BadInput(f"there is no such request; choose one of {', '.join(RequestKind)}") from unknown


def _move_named(name: str) -> Move:
    try:
        return Move(name)
    except ValueError as unknown:
        raise BadInput("there is no such step; use one of the buttons") from unknown


def _words(typed: str, *, needed: bool = True) -> str:
    words = "".join(c for c in typed.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if needed and not words:
        raise BadInput("write a few words first")
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"{len(words)} characters are too many; {LONGEST_WORDS} fit")
    return words


def _number() -> str:
    return "R-" + _letters(10)


def _claim() -> str:
    return "-".join(_letters(5) for _ in range(5))


def _letters(number: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(number))


def place_of_words(request: str, number: int) -> str:
    """Return where what was said in a request belongs."""
    return f"rights_words|{request}|{number}"
