"""A customer's requests: filed, shown, answered and taken back; every move is a rule, a row and a deed at once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fairdesk.consent.purposes import NAMES, purpose_named
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.house.carrying_out import carried_out, handed_over
from fairdesk.house.exporting import Exporting
from fairdesk.house.holding import place_of_words
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed, may
from fairdesk.language import say
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId, Fact, NotFound, Overtaken, Verdict
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.rights import deadlines
from fairdesk.rights import records as rights
from fairdesk.rights.proof import Proof
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
    may_agree_now,
    moved,
)
from fairdesk.rights.shown import Said, Shown
from fairdesk.rights.wording import ASKS_IDENTITY, KINDS

LONGEST_WORDS = 5_000
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for each other on the telephone."""


class Requests(Exporting):
    """What the customer's and the officer's part of rights stand on."""

    # --- the customer ---
    def file_request(
        self, customer: CustomerId, kind: str, words: str = "", *, language: str = "en",
        filed_by: ColleagueId | None = None, known_by: str = "session", scope: Sequence[str] = (),
    ) -> str:  # fmt: skip
        """Keep a request and return its number. Asked again while the same is open: that one, with the new words added.

        *known_by* says how we know that it is the customer: "session" (the browser or token that wrote),
        "verified_mail", "letter", or "none"; what more must be shown is decided by a table (guidelines/tables/identity.yaml).
        *scope*: what an objection is about, as names of purposes (GDPR Article 21), or the one conversation that is
        to be restricted; none: all of it. What the customer could do by a button is done at once; a person then
        reads what was added in words. All of it is one transaction: what is filed is done, and what is done is filed.

        Raises BadInput for a kind or a purpose there is not, NotFound for another's conversation, KeyDestroyed for
        somebody who was erased.
        """
        wanted, said, at = _kind(kind), words_of(words, needed=False), self.now()
        about = self._scope(wanted, customer, scope)
        request = Request(_number(), wanted, Stage.RECEIVED, at, int(filed_by or 0))
        with writing():
            identity.hold_person(customer)  # of two windows at once the second finds the first one's request
            kept = self._open_already(customer, wanted, about)
            if kept is None:
                self._keep_request(request, customer, about, language, known_by)
                self._ask(request, customer, said, "filed", at)
                kept = self._checks_begun(rights.find(request.id), customer, new=True)
            elif said and said not in (each.text for each in self._said(kept)):
                rights.change(kept, kept.request, at)  # whoever answers it right now reads it again first
                self._ask(replace(kept.request, filed_by=request.filed_by), present(kept), said, "asked_again", at)
            if not filed_by:
                self._at_once(rights.find(kept.request.id), customer, about)
        self.pulse.beat()
        self.ask_others_soon(customer)
        return kept.request.id

    def _open_already(self, customer: CustomerId, kind: RequestKind, about: Sequence[str]) -> rights.Kept | None:
        """Return the open request of a person for the same thing: of this kind, and about the same."""
        mine = (each for each in rights.of(*identity.same_person(customer)) if not each.ended_at)
        same = (each for each in mine if each.request.kind is kind)
        return next((each for each in same if set(self.scope_of(each)) == set(about)), None)

    def _keep_request(
        self, request: Request, customer: CustomerId, about: Sequence[str], language: str, known_by: str
    ) -> None:
        at, law, key, claim = request.filed_at, self._law(), self.keys.of(customer), _claim()
        due = self._end_of_day(deadlines.due(self._day(at), law, self._holidays()))
        rights.add(request, customer, law=law.code, language=language, due_at=due, identity=known_by, claim=claim)
        self._say(request.id, customer, key, at, "claim", claim)
        if about:
            self._say(request.id, customer, key, at, "scope", " ".join(about))

    def _ask(self, request: Request, customer: CustomerId, said: str, move: str, at: datetime) -> None:
        """Keep what the customer, or a colleague for them, wrote; and that something was asked."""
        if said:
            self._say(request.id, customer, self.keys.of(customer), at, "asked", said)
        self._deed_of(request, move, "person" if request.filed_by else "customer", at, request.filed_by)

    def _scope(self, kind: RequestKind, customer: CustomerId, scope: Sequence[str]) -> tuple[str, ...]:
        if kind is RequestKind.OBJECT:
            return tuple(dict.fromkeys(str(purpose_named(each)) for each in scope))
        if kind is RequestKind.RESTRICT:
            return tuple(self.own(ConversationId(each), customer).id for each in scope[:1])
        return ()

    def _at_once(self, kept: rights.Kept, customer: CustomerId, about: tuple[str, ...]) -> None:
        """Stop the uses that were named, or restrict: the customer may do so by a button too, so nobody need agree.

        What was added in words leaves the request open with its proof: who answers them does nothing a second time,
        as the customer may have said yes again since.
        """
        named = kept.request.kind is RequestKind.OBJECT and about
        if kept.request.stage is Stage.IDENTITY_NEEDED or not (named or kept.request.kind is RequestKind.RESTRICT):
            return
        proof = carried_out(self, kept.request, customer, about)
        if kept.request.stage is Stage.RECEIVED and not any(each.side == "asked" for each in self._said(kept)):
            self._moved(self._moved(kept, Move.ACCEPT, HOUSE), Move.FINISH, HOUSE, proof=proof)
        else:
            rights.change(kept, kept.request, self.now(), _proven(proof))

    def uses(self, language: str) -> tuple[tuple[str, str], ...]:
        """Return each use of their words that customers may object to: its name, and what it is called."""
        return tuple((str(purpose), say(language, name)) for purpose, name in NAMES.items())

    def scope_of(self, kept: rights.Kept) -> tuple[str, ...]:
        """Return what a request is about: purposes, or a conversation; nothing means all, or that words say it."""
        return next((tuple(each.text.split()) for each in self._said(kept) if each.side == "scope"), ())

    def _checks_begun(self, kept: rights.Kept, customer: CustomerId, *, new: bool = False) -> rights.Kept:
        """Ask who it is where the table says so; a file that the browser may read anyway is made ready at once.

        Of a *new* one a letter says that it is here; where an address is to be proved, its link proves it.
        """
        at, asks = self.now(), self.identity_needed(kept, customer).outputs["ask"]
        if new:
            page = f"/privacy/requests/{kept.request.id}"
            link = self.one_time_link(customer, page, at) if asks == "code_by_mail" else page
            due = self._day(kept.due_at).isoformat()
            self._write("request_received", kept.request, customer, at, due=due, link=link)
        if asks != "nothing":
            question = say(kept.language, ASKS_IDENTITY[asks])
            return self._moved(kept, Move.ASK_IDENTITY, HOUSE, words=question, side="question")
        if kept.request.kind in (RequestKind.SEE, RequestKind.EXPORT):
            return self._moved(kept, Move.ACCEPT, HOUSE)
        return kept

    def identity_needed(self, kept: rights.Kept, customer: CustomerId) -> Verdict:
        """Return what somebody must show for a request, by the table of the guidelines room, with its reason."""
        mine = desk.conversations_of(*identity.same_person(customer))
        channels = {desk.conversation(each).channel for each in mine}
        return self.knowing.scored_rule_for("identity", self.now()).decide({
            "kind": str(kept.request.kind),
            "known_by": kept.identity,
            "other_channels": len(channels) > 1,
            "can_mail": self.reachable(customer) and self.may_write(customer),
        })  # fmt: skip

    def my_requests(self, customer: CustomerId) -> tuple[Shown, ...]:
        """Return a person's requests from every place of theirs, newest first."""
        return tuple(self._as_shown(kept, CUSTOMER) for kept in rights.of(*identity.same_person(customer)))

    def request_of(self, id: str, customer: CustomerId | None, claim: str = "") -> Shown:
        """Return a request to its customer, or to who has its claim code. A stranger's and a missing one: NotFound."""
        return self._as_shown(self._theirs(id, customer, claim), CUSTOMER)

    def withdraw_request(self, id: str, customer: CustomerId) -> None:
        """Take a request back."""
        self._move(self._theirs(id, customer), Move.WITHDRAW, CUSTOMER)

    def answer_request(self, id: str, customer: CustomerId, words: str, *, known_by: str = "session") -> None:
        """Answer what was asked; the deadline runs again. Who proved an address meanwhile is asked nothing more."""
        kept, said = self._theirs(id, customer), words_of(words)
        with writing():
            kept = self._moved(kept, Move.ANSWER, CUSTOMER, words=said, side="reply")
            if known_by == "verified_mail":
                rights.change(kept, kept.request, self.now(), {"identity": known_by})
                self._checks_begun(rights.find(id), customer)
        self.pulse.beat()

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
        if customer is None or kept.customer not in identity.same_person(customer):
            raise NotFound("there is no such request, or it is not yours")
        return kept

    def fetch_data(self, id: str, customer: CustomerId) -> bytes:
        """Return the file a customer asked for ("see", "export") as a ZIP, and close the request with its hash."""
        kept = self._theirs(id, customer)
        if kept.request.kind not in (RequestKind.SEE, RequestKind.EXPORT):
            raise NotFound("this request has no file")
        if kept.ended_at is None and Move.FINISH not in allowed(kept.request, HOUSE):
            raise Overtaken("the file is not ready yet; the request says what is needed first")
        body = b"".join(self.export(customer, kept.language).pieces)
        if kept.ended_at is None:
            with writing():
                self._moved(kept, Move.FINISH, HOUSE, proof=handed_over(self, kept.request, body))
            self.pulse.beat()
        return body

    # --- moving ---
    def _move(self, kept: rights.Kept, move: Move, by: By, **more: Any) -> rights.Kept:
        """Do what `_moved` does, in a transaction of its own."""
        with writing():
            after = self._moved(kept, move, by, **more)
        self.pulse.beat()
        return after

    def _moved(
        self, kept: rights.Kept, move: Move, by: By, *, words: str = "", side: str = "answer", ground: str = "",
        solo: bool = False, proof: Proof | None = None,
    ) -> rights.Kept:  # fmt: skip
        """Move a request one stage on, in the caller's transaction: the rule, the row, the words and the deed."""
        at = self.now()
        after = moved(kept.request, move, by, at, proof=proof, ground=ground, solo=solo)
        rights.change(kept, after, at, {**self._clock(kept, after, at), **(_proven(proof) if proof else {})})
        if words:
            customer = present(kept)
            self._say(after.id, customer, self.keys.of(customer), at, side, words)
        self._deed_of(after, str(move), _ACTORS[by.side], at, by.colleague, proof)
        if move is Move.ACCEPT and kept.customer and after.kind in (RequestKind.SEE, RequestKind.EXPORT):
            self._write_ready(after, kept.customer, at, self._day(kept.due_at))
        if after.stage in (Stage.DONE, Stage.REFUSED) and kept.customer and after.kind is not RequestKind.ERASE:
            self._write("request_done", after, kept.customer, at)
        return rights.find(after.id)

    def _write(self, kind: str, request: Request, customer: CustomerId, at: datetime, **more: str) -> None:
        """Tell the customer by letter, where they gave an address that one may go to."""
        if not self.reachable(customer):
            return
        said = say(identity.language_of(customer), KINDS[request.kind][0])
        values = {"request": said, "link": f"/privacy/requests/{request.id}", **more}
        self.write_letter(customer, kind, values, at, once=f"{kind}:{request.id}")

    def _write_ready(self, request: Request, customer: CustomerId, at: datetime, until: date) -> None:
        """Tell the customer by letter that the file of a request can be fetched."""
        if self.reachable(customer):
            values = {"link": f"/privacy/requests/{request.id}", "until": until.isoformat()}
            self.write_letter(customer, "export_ready", values, at, once=f"export_ready:{request.id}")

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

    def _advance(self, kept: rights.Kept, move: Move) -> rights.Kept:
        return self._move(kept, move, HOUSE)

    # --- showing ---
    def _as_shown(self, kept: rights.Kept, by: By, *, words: bool = True) -> Shown:
        at, request, company = self.now(), kept.request, self.knowing.company()
        said = self._said(kept) if words else []
        first = identity.colleague(request.first_approver) if request.first_approver else None
        moves = allowed(request, by)
        if by.side is Side.OFFICER:
            may_agree = may_agree_now(request, by.colleague, at, solo=self._alone_approves())
            moves = tuple(move for move in moves if move is not Move.APPROVE or may_agree)
        left = kept.due_at - at
        return Shown(
            request.id, request.kind, request.stage, request.filed_at, kept.due_at, left // timedelta(days=1),
            kept.ended_at is None and left < deadlines.NEAR, kept.overdue(at), kept.paused_at is not None,
            kept.extended_at is not None, kept.ended_at, deadlines.laws()[kept.law],
            deadlines.authority_for(company.country, company.law), company.time_zone,
            GROUNDS.get(request.ground, ""), tuple(each for each in said if each.side not in ("claim", "scope")),
            next((each.text for each in said if each.side == "claim"), "") if by.side is Side.CUSTOMER else "",
            moves, first.work_name if first else "", bool(first and by.colleague == first.id),
            self._alone_approves(), bool(kept.certificate), kept.proof, bool(request.filed_by), kept.identity,
            next((tuple(each.text.split()) for each in said if each.side == "scope"), ()),
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

    def _may_look(self, colleague: ColleagueId) -> Colleague:
        """Return a colleague who works requests or approves erasures."""
        found = identity.colleague(colleague)
        if found is not None and found.may(Deed.APPROVE_ERASURE):
            return found
        return self.colleague_who_may(colleague, Deed.WORK_REQUESTS)

    def _alone_approves(self) -> bool:
        return sum(may(person.role, Deed.APPROVE_ERASURE) for person in identity.colleagues()) == 1

    # --- the law and its days ---
    def _law(self) -> deadlines.Law:
        company = self.knowing.company()
        return deadlines.law_for(company.country, company.law)

    def laws(self) -> tuple[tuple[str, str], ...]:
        """Return the laws a company may choose: code and name."""
        return tuple((code, law.name) for code, law in deadlines.laws().items())

    def _holidays(self) -> deadlines.Holidays:
        return self.knowing.company().holidays

    def _day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.knowing.company().time_zone)).date()

    def _end_of_day(self, day: date) -> datetime:
        return deadlines.last_moment(day, self.knowing.company().time_zone)


_ACTORS = {Side.CUSTOMER: "customer", Side.OFFICER: "person", Side.HOUSE: "house"}


def _proven(proof: Proof) -> dict[str, object]:
    return {"proof": json.dumps(dict(proof.facts))}


def present(kept: rights.Kept) -> CustomerId:
    """Return whose request it is. Raises NotFound once the customer was erased."""
    if kept.customer is None:
        raise NotFound("this customer was erased; only the request itself is left")
    return kept.customer


def _kind(name: str) -> RequestKind:
    try:
        return RequestKind(name)
    except ValueError as unknown:
        raise BadInput(f"there is no such request; choose one of {', '.join(RequestKind)}") from unknown


def move_named(name: str) -> Move:
    """Return the move of this name. Raises BadInput."""
    try:
        return Move(name)
    except ValueError as unknown:
        raise BadInput("there is no such step; use one of the buttons") from unknown


def words_of(typed: str, *, needed: bool = True) -> str:
    """Return what was typed without characters that cannot be seen. Raises BadInput if it is empty or too long."""
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
