"""Letters: written in the transaction of what they are about, held at one gate, carried when they are due.

Nothing here or elsewhere reaches a carrier but `_send`, and it asks `may_contact` first. A letter can leave twice at
most where a process dies between handing it over and noting that it did; both have one Message-ID, and the folder
carrier makes one file of them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from fairdesk.clock import new_id
from fairdesk.consent.purposes import Purpose
from fairdesk.database import writing
from fairdesk.house.foundation import BY_ADDRESS, Foundation
from fairdesk.house.joining import Person, standing_of
from fairdesk.identity import records as identity
from fairdesk.identity.contact import (
    GAVE_UP,
    MAY,
    NOT_NOW,
    REFUSED,
    TOO_LATE,
    UNDELIVERABLE,
    Occasion,
    Reach,
    Wishes,
    from_json,
    may_contact,
    to_json,
)
from fairdesk.identity.letters import (
    KINDS,
    Declined,
    Letter,
    Undeliverable,
    as_html,
    as_text,
    check_values,
    paragraphs,
    subject_of,
)
from fairdesk.identity.records import addresses, letters
from fairdesk.identity.records.letters import LetterRow, State
from fairdesk.nouns import Because, CustomerId, Unavailable
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.restriction import EVERYTHING

NOBODY = CustomerId("")
LETTERS_KEY = "letters"
CLAIM = timedelta(minutes=2)
"""How long a carrier may take; longer than any of its time-outs together."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
MOST_ATTEMPTS = 20
"""Doubling from one minute to four hours, this is two days."""

ONE_TIME = "/privacy/link/"
"""Begins the path of a link that signs its customer in once."""

LAST_LETTER_LASTS = timedelta(days=7)
log = logging.getLogger("fairdesk.post")


class LetterSide(Foundation):
    """The part of the house that writes to customers."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._post = ThreadPoolExecutor(1, thread_name_prefix="post")
        self._posting: Future[int] | None = None

    # --- writing ---
    def write_letter(
        self, customer: CustomerId, kind: str, values: Mapping[str, str], at: datetime, *, once: str = ""
    ) -> str:
        """Put a letter into the outbox, in the caller's transaction, and return its id.

        It goes to the address the customer proved last that the gate lets pass; without one the letter is kept as
        stopped, with the reason. *values* are those of `letters.KINDS`; a `link` may be a path of this desk. A second
        letter with the same *once* is the first one. Raises BadInput for an unknown kind or value.
        """
        check_values(kind, values)
        to, token = self._best_address(customer, KINDS[kind].occasion, at)
        return self.keep_letter(customer, kind, values, at, to=to, token=token, once=once)

    def write_last_letter(
        self, customer: CustomerId, kind: str, values: Mapping[str, str], at: datetime, *, once: str = ""
    ) -> str:
        """Put a letter into the outbox that outlives its customer: the certificate of an erasure. Returns its id.

        Call it before the key is destroyed, in a transaction. The letter is sealed under a key of the house, names no
        customer, keeps to the wishes known now, and is gone once it left, after seven days at the latest. Without
        *values* it waits for `complete_last_letter`: nobody is told that all is gone before it is.
        """
        if values:
            check_values(kind, values)
        to, token = self._best_address(customer, KINDS[kind].occasion, at)
        reach = self.reach(customer, token, KINDS[kind].occasion)
        language = identity.language_of(customer)
        return self.keep_letter(
            NOBODY, kind, values, at, to=to, token=token, reach=reach, language=language,
            until_at=at + LAST_LETTER_LASTS, once=once, unfinished=not values,
        )  # fmt: skip

    def complete_last_letter(self, once: str, values: Mapping[str, str], at: datetime) -> None:
        """Give a last letter its words and let it leave, in the caller's transaction; nothing if none waits."""
        row = letters.waiting_once(f"{NOBODY}:{once}")
        if row is None:
            return
        check_values(row.kind, values)
        key, place = self._letter_key(NOBODY), place_of_letter(row.id)
        body = {**json.loads(unseal(key, row.sealed, place)), "values": dict(values)}
        letters.seal_again(row.id, seal(key, json.dumps(body).encode(), place))
        letters.wait(row.id, at, MAY)

    def keep_letter(
        self, customer: CustomerId, kind: str, values: Mapping[str, str], at: datetime, *,
        to: str, token: str, once: str = "", until_at: datetime | None = None, reach: Reach | None = None,
        language: str = "", unfinished: bool = False,
    ) -> str:  # fmt: skip
        """Keep a letter to one address, asked of the gate a first time; it is asked again before it leaves.

        An *unfinished* one is not due before it is too late for it.
        """
        id, known = new_id(), reach or self.reach(customer, token, KINDS[kind].occasion)
        verdict = may_contact(known, at)
        waits = verdict.code in (MAY, NOT_NOW)
        wishes = [to_json(each) for each in known.wishes] if customer == NOBODY else []
        body = {
            "v": 1, "to": to, "token": token, "values": dict(values), "wishes": wishes, "occasion": known.occasion.value,
        }  # fmt: skip
        sealed = seal(self._letter_key(customer), json.dumps(body).encode(), place_of_letter(id))
        row = LetterRow(
            id, customer, kind, language or identity.language_of(customer), sealed if waits else b"",
            State.WAITING if waits else State.STOPPED, verdict.code, 0, at, until_at if unfinished and until_at else _due(verdict, at), until_at,
            f"{customer}:{once}" if once else id,
        )  # fmt: skip
        return letters.add(row)

    def _letter_key(self, customer: CustomerId) -> bytes:
        return self.keys.of(customer) if customer != NOBODY else self.keys.house_key(LETTERS_KEY)

    def _best_address(self, customer: CustomerId, occasion: Occasion, at: datetime) -> tuple[str, str]:
        """Return the address that a letter would go to, and its token; two empty texts if there is none."""
        given = addresses.of(identity.same_person(customer))
        for chosen in (*self._open_addresses(customer, occasion, at), *given):
            return self.open_address(chosen), chosen.token
        return "", ""

    def _open_addresses(self, customer: CustomerId, occasion: Occasion, at: datetime) -> list[addresses.AddressRow]:
        given = addresses.of(identity.same_person(customer))
        asked = [(each, may_contact(self.reach(customer, each.token, occasion), at).code) for each in given]
        return [each for each, code in asked if code in (MAY, NOT_NOW)]

    def may_write(self, customer: CustomerId) -> bool:
        """Whether a letter about what this person asked can go to an address of theirs, now or at their hours."""
        return bool(self._open_addresses(customer, Occasion.SERVICE, self.now()))

    def open_address(self, kept: addresses.AddressRow) -> str:
        """Return an address as it was typed."""
        return unseal(self.keys.of(kept.customer), kept.sealed, place_of_address(kept.id)).decode()

    def exchange_tokens(self, moved: Mapping[str, str]) -> None:
        """Let waiting letters know their addresses by other tokens, in the caller's transaction."""
        for letter in letters.waiting():
            key = self._letter_key(letter.customer)
            body = json.loads(unseal(key, letter.sealed, place_of_letter(letter.id)))
            if body["token"] in moved:
                body["token"] = moved[body["token"]]
                letters.seal_again(letter.id, seal(key, json.dumps(body).encode(), place_of_letter(letter.id)))

    # --- the gate ---
    def reach(self, customer: CustomerId, token: str, occasion: Occasion) -> Reach:
        """Return what the gate must know of writing to one address of a customer."""
        # Asked about nobody, the same is looked up: how long it takes must not tell whether an address is known here.
        mine = identity.same_person(customer)
        given = [each for each in addresses.of(mine) if each.token == token]
        proved = addresses.proved_by(token)
        wrote = identity.customer_by_token(BY_ADDRESS + token)
        verified = any(each.verified_at for each in given)
        others = any(each.customer not in mine for each in proved)
        return Reach(
            occasion,
            has_address=bool(token) and customer != NOBODY,
            verified=verified or wrote in mine,
            # Two people who both proved it read it both, whatever either has said.
            shared=any(each.shared for each in (*given, *proved)) or (verified and others),
            undeliverable=any(each.undeliverable for each in given),
            restricted=Person(mine).is_restricted(EVERYTHING),
            agreed=occasion is Occasion.NEWS and self.agreed_to_letters(customer),
            wishes=tuple(wish for each in mine if (wish := self.wishes(each)) is not None),
        )

    def agreed_to_letters(self, customer: CustomerId) -> bool:
        """Whether a customer said yes to letters that nobody asked for."""
        asked = (purpose for purpose in Purpose if purpose.value == "contact")
        return any(standing_of(customer, purpose) == "allowed" for purpose in asked)

    def wishes(self, customer: CustomerId) -> Wishes | None:
        """Return how a customer wants to be written to; None if nothing was said."""
        kept = addresses.wishes_of(customer)
        return self._wishes_in(kept, customer) if kept else None

    def wishes_of_person(self, customer: CustomerId) -> dict[CustomerId, Wishes]:
        """Return the wishes of every place of a person where any were said."""
        return {each: self._wishes_in(kept, each) for each, kept in addresses.wishes_of_person(customer)}

    def _wishes_in(self, kept: bytes, customer: CustomerId) -> Wishes:
        return from_json(json.loads(unseal(self.keys.of(customer), kept, place_of_wishes(customer))))

    # --- carrying ---
    def post_letters(self) -> None:
        """Carry what is due, beside everything else: a slow mail server must not hold up an answer."""
        if self.carrier is not None and (self._posting is None or self._posting.done()):
            self._posting = self._post.submit(self._posted)

    def _posted(self) -> int:
        try:
            return self.send_letters()
        except Exception as fault:  # noqa: BLE001  a letter that breaks something is tried again when its claim is over
            log.error("post failed", extra={"error": type(fault).__name__})
            return 0

    def send_letters(self) -> int:
        """Carry the letters that are due and return how many left; sweep those that are long past."""
        if self.carrier is None:
            return 0
        sent = sum(self._send(id) for id in letters.due(self.now()))
        if past := letters.old(self.now()):
            self.take_back(past)
            with writing():
                for id in past:
                    letters.delete(id)
        return sent

    def _send(self, id: str) -> bool:
        letter, token = self._claim(id)
        if letter is None or self.carrier is None:
            return False
        self.plug("before carry")
        try:
            self.carrier.carry(letter)
        except Undeliverable:
            self._finish(id, State.FAILED, UNDELIVERABLE, token)
        except Declined:
            self._finish(id, State.FAILED, REFUSED)
        except Unavailable as fault:
            log.warning("letter not taken", extra={"letter": id, "error": type(fault.__cause__ or fault).__name__})
            self._try_later(id)
        else:
            # A crash here leaves the claim: when it has run out, the letter leaves again under the same Message-ID.
            self.plug("after carry")
            self._finish(id, State.SENT, MAY)
            return True
        return False

    def _claim(self, id: str) -> tuple[Letter | None, str]:
        """Take a letter that is due, ask the gate, and return it ready to leave, with its address's token."""
        at = self.now()
        with writing():
            row = letters.claim(id, at, at + CLAIM)
            if row is None:
                return None, ""
            try:
                body = json.loads(unseal(self._letter_key(row.customer), row.sealed, place_of_letter(id)))
            except KeyDestroyed:
                letters.delete(id)
                return None, ""
            reach = self._reach_of(row, body)
            verdict = may_contact(reach, at)
            if row.until_at is not None and at >= row.until_at:
                letters.finish(id, State.STOPPED, TOO_LATE, at)
            elif verdict.code == NOT_NOW:
                letters.wait(id, _due(verdict, at), NOT_NOW, counts=False)
            elif verdict.code != MAY:
                letters.finish(id, State.STOPPED, verdict.code, at)
            else:
                return self._composed(row, body, neutral=any(wish.neutral for wish in reach.wishes)), body["token"]
        return None, ""

    def _reach_of(self, row: LetterRow, body: Mapping[str, Any]) -> Reach:
        occasion = Occasion(body["occasion"])
        if row.customer != NOBODY:
            return self.reach(row.customer, body["token"], occasion)
        shared = any(each.shared for each in addresses.proved_by(body["token"]))
        return Reach(occasion, shared=shared, wishes=tuple(from_json(each) for each in body["wishes"]))

    def _composed(self, row: LetterRow, body: Mapping[str, Any], *, neutral: bool) -> Letter:
        company, values = self.knowing.company(), dict(body["values"])
        if neutral and not values.get("link", "").startswith(ONE_TIME):
            values["link"] = "/"  # the address of any other page would name the matter
        if values.get("link", "").startswith("/"):
            values["link"] = self.address(values["link"])
        subject = subject_of(row.kind, row.language, values, neutral=neutral)
        lines = paragraphs(row.kind, row.language, values, company.telephone or company.email, neutral=neutral)
        name, sender = _sender(self.settings.mail_from or company.email or "desk@localhost", company.name)
        if neutral:
            name, sender = _sender(self.settings.mail_from_neutral or sender, "")
        return Letter(
            row.id, body["to"], name, sender, subject, as_text(lines), as_html(lines, subject, row.language),
            row.language, self.now(),
        )  # fmt: skip

    def address(self, path: str) -> str:
        """Return the full address of a path of this desk, as customers reach it."""
        proxy = self.settings.behind_proxy
        return f"https://{proxy}{path}" if proxy else f"http://localhost:{self.settings.port}{path}"

    def _finish(self, id: str, state: State, reason: str, gone: str = "") -> None:
        at = self.now()
        with writing():
            letters.finish(id, state, reason, at)
            if gone:
                addresses.undeliverable(gone, at)

    def _try_later(self, id: str) -> None:
        at, attempts = self.now(), letters.letter(id).attempts
        if attempts >= MOST_ATTEMPTS:
            self._finish(id, State.FAILED, GAVE_UP)
            return
        wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        with writing():
            letters.wait(id, at + wait, MAY)

    def letter_counts(self) -> dict[tuple[str, str], int]:
        """Return how many letters of the last 30 days stand where: (state, reason) -> number."""
        return letters.counts()

    def close(self) -> None:
        """Finish the letter that is being carried and stop."""
        self._post.shutdown(wait=True)
        super().close()


def _due(verdict: Because, at: datetime) -> datetime:
    return datetime.fromisoformat(str(verdict.facts["until"])) if verdict.code == NOT_NOW else at


def _sender(written: str, name: str) -> tuple[str, str]:
    """Return name and address of "Name <address>", or *name* and the address alone."""
    front, bracket, rest = written.partition("<")
    return (front.strip(), rest.rstrip("> ")) if bracket else (name, written.strip())


def place_of_address(id: str) -> str:
    """Return where a sealed address belongs: it opens nowhere else."""
    return f"identity_address|{id}"


def place_of_wishes(customer: CustomerId) -> str:
    """Return where a customer's sealed wishes belong."""
    return f"identity_contact|{customer}"


def place_of_letter(id: str) -> str:
    """Return where a sealed letter belongs."""
    return f"identity_letter|{id}"
