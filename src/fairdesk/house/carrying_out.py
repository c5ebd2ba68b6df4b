"""Carries out what a request asks besides erasure, and proves it: an objection, a correction, a second look, a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.house.memory import Content, fingerprint
from fairdesk.identity import records as identity
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, Fact, Refused, Voice
from fairdesk.rights.proof import Proof, of_acts, of_correction, of_file
from fairdesk.rights.requests import Request, RequestKind

NOBODY_HERE = ColleagueId(0)


def carried_out(
    house: Books, request: Request, customer: CustomerId, scope: tuple[str, ...],
    colleague: ColleagueId = NOBODY_HERE, words: str = "",
) -> Proof:  # fmt: skip
    """Do what the request asks, in the caller's transaction, and return the proof.

    *scope*: the purposes of an objection, or the conversation to be restricted; none: all. Without a *colleague* the
    house does it by itself.
    """
    if request.kind is RequestKind.CORRECT:
        return _corrected(house, request, customer, colleague, words)
    if request.kind is RequestKind.OBJECT:
        _stop_uses(house, customer, scope)
    if request.kind is RequestKind.RESTRICT:
        which = ConversationId(scope[0] if scope else "")
        house.note_restriction(customer, True, house.now(), which, by="person" if colleague else "customer")
    act = _deed(house, request, int(colleague), " ".join(scope) if request.kind is RequestKind.OBJECT else "")
    return of_acts(request.id, str(request.kind), (act,))


def proven_already(request: Request, proof: Mapping[str, object]) -> Proof | None:
    """Return the proof of what was done when the request was filed; None if it was not, or is done in another way."""
    acts = proof.get("acts")
    return of_acts(request.id, str(request.kind), tuple(str(acts).split())) if acts else None


def _deed(house: Books, request: Request, by: int, uses: str = "") -> str:
    record: dict[str, Fact] = {"request": request.id, "kind": str(request.kind), "by": by}
    if uses:
        record["uses"] = uses
    return house.memory.add_deed(house.now(), "right_carried_out", "person" if by else "house", record)


def _stop_uses(house: Books, customer: CustomerId, named: tuple[str, ...]) -> None:
    """End the uses that were named, or all: each is a no like one that is said by a button (GDPR Article 21).

    A use that was named can begin no more without a new yes; of all of them, those end that any place of the person
    would allow, also where another place says no: the two may be taken apart again.
    """
    language, places = identity.language_of(customer), identity.same_person(customer)
    for purpose in map(Purpose, named or Purpose):
        if named or any(consent.may_use_words(each, purpose) for each in places):
            house.note_objection(customer, purpose, language)


def _corrected(house: Books, request: Request, customer: CustomerId, colleague: ColleagueId, words: str) -> Proof:
    """Write the correction beside what it corrects, where everybody who works on the case reads it."""
    mine = desk.conversations_of(*identity.same_person(customer))
    if not mine:
        raise Refused("this customer has no conversation; there is nothing here to correct")
    key, at = house.keys.of(desk.conversation(mine[0]).customer), house.now()
    before = _notes(house, mine[0], key)
    number = house.memory.add_line(
        mine[0], key, at, Voice.NOTE, Content(f"Corrected at the customer's request: {words}"),
        language="en", author=colleague, actor="person", released=False,
    )  # fmt: skip
    desk.change(mine[0], at, overtakes=False)
    after, act = _notes(house, mine[0], key), desk.item(mine[0], number).id
    of = ActId(request.id)
    return of_correction(request.id, fingerprint(key, of, before), fingerprint(key, of, after), act)


def _notes(house: Books, conversation: ConversationId, key: bytes) -> str:
    lines = [line for line in desk.items(conversation) if line.voice is Voice.NOTE]
    return "\n".join(house.memory.read_line(conversation, key, line).text for line in lines)


def handed_over(house: Books, request: Request, body: bytes) -> Proof:
    """Prove that a file was handed to the customer who asked for it, in the caller's transaction."""
    act = _deed(house, request, 0)
    return of_file(request.id, str(request.kind), hashlib.sha256(body).hexdigest(), len(body), act)
