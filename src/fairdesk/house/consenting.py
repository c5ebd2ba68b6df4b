"""What customers choose: a yes or a no about each purpose, and withdrawals that reach everything.

A choice and all that follows from it are one transaction: after it, no room of ours uses the words for that purpose.
Others who work for the company are asked right after, again until they confirm, and the customer's report names each.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from fairdesk.consent import records as consent
from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import NAMES, NO_COLLEAGUE_IS_TOLD, Choice, Purpose, may_use, no_to, purpose_named
from fairdesk.consent.receipts import Chosen
from fairdesk.consent.signal import METHOD as SIGNAL
from fairdesk.consent.signal import refused_by_signal
from fairdesk.consent.withdrawal import NOTHING_IN_USE, STORES, Reached, Withdrawal, together
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import State
from fairdesk.fairness.records import disclosed as told_groups
from fairdesk.flows import records as flows
from fairdesk.house.contact import ContactSide
from fairdesk.house.joining import standing_of
from fairdesk.house.telling import NOWHERE, TellingSide
from fairdesk.identity import records as identity
from fairdesk.language import say
from fairdesk.nouns import BadInput, ConversationId, CustomerId, DeskError, Fact, NotFound, Overtaken
from fairdesk.oversight import records as oversight

log = logging.getLogger("fairdesk.consent")


class Room(Protocol):
    """A room that uses words for a purpose. `withdraw` runs in the transaction of the withdrawal."""

    def withdraw(self, customer: CustomerId, purpose: Purpose) -> Mapping[str, int]:
        """Stop every use for a purpose, and return how many were stopped or deleted in which of its stores."""


class Connector(Protocol):
    """Another system that was given words for a purpose."""

    name: str

    def withdraw(self, customer: CustomerId, purpose: Purpose) -> int:
        """Ask it to stop, and return how many uses it confirms. Asking again is harmless. Raises DeskError if it cannot."""


ROOMS: tuple[Room, ...] = (desk, flows, consent, oversight, told_groups)
"""Every room that keeps something for a purpose; each offers withdraw(customer, purpose)."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A customer's word about a purpose: in which conversation, how and when it was given, and under which notice.

    Without a *version* it is given under the notice that this customer was shown last.
    """

    customer: CustomerId
    conversation: ConversationId
    purpose: Purpose
    method: str
    at: datetime
    version: str = ""


@dataclass(frozen=True, slots=True)
class _No:
    """A no that was kept for one place: as what, and what it stopped (None: nothing was in use)."""

    choice: Choice
    done: Withdrawal | None


class ConsentSide(TellingSide, ContactSide):
    """The part of the house that tells customers and heeds what they choose."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.connectors: list[Connector] = []

    # --- choices ---
    def refuse_ai(self, conversation: ConversationId | None, customer: CustomerId, method: str = "button") -> None:
        """People only, for this customer, from now on: running conversations go to people in the same transaction."""
        if conversation is not None:
            self.own(conversation, customer)
        self.withdraw(customer, Purpose.AI_ANSWER, method, conversation or NOWHERE)

    def allow_ai(
        self,
        conversation: ConversationId | None,
        customer: CustomerId,
        method: str = "button",
        version: str = "",
    ) -> None:
        """Let the assistant answer this customer again; who is with a person stays there."""
        at = self.now()
        with writing():
            identity.hold_person(customer)
            row = self.own(conversation, customer, hold=True) if conversation is not None else None
            self._allow(_Word(customer, conversation or NOWHERE, Purpose.AI_ANSWER, method, at, version))
            if row is not None and conversation is not None:
                self.memory.add_event(conversation, self.keys.of(row.customer), at, "allowed_ai", actor="customer")
                desk.change(conversation, at)
        self.pulse.beat()

    def answer_purpose(
        self, conversation: ConversationId, customer: CustomerId, purpose: str, yes: bool, language: str = ""
    ) -> None:
        """Keep a customer's yes or no to another use of their words, with the notice they read when they chose."""
        asked, row = purpose_named(purpose), self.own(conversation, customer)
        if asked is Purpose.AI_ANSWER:
            raise BadInput("the assistant is refused or allowed by its own buttons")
        self.choose(
            customer, asked, yes, language=language or row.language, place="resolved", conversation=conversation
        )

    def choose(
        self,
        customer: CustomerId,
        purpose: Purpose,
        yes: bool,
        *,
        language: str,
        method: str = "button",
        place: str = "choices",
        conversation: ConversationId = NOWHERE,
        seen: str = "",
    ) -> None:
        """Keep a yes or a no about a purpose, under the notice shown in *language* at *place*. It holds at once.

        *seen* is the version that stood on the page. Raises Overtaken for a yes to words that changed since: nobody
        agrees to what they have not read. A no is kept all the same.
        """
        shown, at = self.notice(purpose, language), self.now()
        if yes and seen and seen != shown.version:
            raise Overtaken("these words have changed since you read them; read them again, then choose")
        with writing():
            identity.hold_person(customer)
            self._served(conversation, customer, shown, at, place)
        if not yes:
            self.withdraw(customer, purpose, method, conversation, shown.version)
        elif purpose is Purpose.AI_ANSWER:
            self.allow_ai(conversation or None, customer, method, shown.version)
        else:
            with writing():
                identity.hold_person(customer)
                word = _Word(customer, conversation, purpose, method, at, shown.version)
                self._allow(word)
                self._say_choice(word, Choice.GRANTED)
            self.pulse.beat()

    def note_objection(self, customer: CustomerId, purpose: Purpose, language: str) -> None:
        """Keep a no that was said in a request, in the caller's transaction; others are asked by `ask_others_soon`."""
        shown = self.notice(purpose, language)
        self._served(NOWHERE, customer, shown, self.now(), "requests")
        self.note_no(customer, purpose, "words", version=shown.version)

    def _served(
        self, conversation: ConversationId, customer: CustomerId, shown: Notice, at: datetime, place: str
    ) -> None:
        if not consent.served_already(conversation, customer, shown.version, place):
            consent.served(conversation, customer, shown, at, place)

    def _allow(self, word: _Word) -> None:
        """Add a yes, also where another place of the same person says no: it would go on holding for this one."""
        self._choose(word, Choice.GRANTED)
        for other in identity.same_person(word.customer):
            if other != word.customer and consent.latest(other, word.purpose) in (Choice.REFUSED, Choice.WITHDRAWN):
                self._choose(replace(word, customer=other, conversation=NOWHERE), Choice.GRANTED)

    def _choose(self, word: _Word, choice: Choice) -> None:
        """Add a choice with its ledger entry, which names nobody: the row's own columns do, while they are kept."""
        version = word.version or consent.last_shown(word.customer, word.purpose)
        consent.choose(Chosen(word.customer, word.conversation, word.purpose, choice, version, word.method, word.at))
        said = {"purpose": word.purpose.value, "choice": choice.value, "method": word.method, "notice": version}
        self.memory.add_deed(word.at, "chosen", "customer", said)

    def _say_choice(self, word: _Word, choice: Choice) -> None:
        """Say in every running conversation what was chosen; not what is nobody's to read at the desk."""
        if word.purpose in NO_COLLEAGUE_IS_TOLD:
            return
        said = {"purpose": word.purpose.value, "choice": choice.value}
        # An answer being made may use what was just taken back: then it is made again.
        again = word.purpose is Purpose.PERSONALISE and choice is not Choice.GRANTED
        self._say_in_running(word.customer, word.conversation, "answered_purpose", said, word.at, overtakes=again)

    def _say_in_running(
        self,
        customer: CustomerId,
        conversation: ConversationId,
        code: str,
        values: Mapping[str, Fact],
        at: datetime,
        *,
        overtakes: bool,
    ) -> None:
        """Say in *conversation*, and in every running one, what was chosen; *overtakes*: answers are made again."""
        for mine in desk.conversations_of(*identity.same_person(customer)):
            row = desk.conversation(mine, hold=True)
            if row.state == State.RESOLVED and mine != conversation:
                continue  # over: there is nobody in it to tell
            self.memory.add_event(mine, self.keys.of(row.customer), at, code, actor="customer", values=values)
            desk.change(mine, at, overtakes=overtakes)

    def honour_signal(self, customer: CustomerId, language: str) -> tuple[Purpose, ...]:
        """Refuse what this customer's browser asks not to be done (Global Privacy Control); return the purposes.

        consent/signal.py says when: a signal is heeded once, and a yes said after it holds.
        """
        if not refused_by_signal(consent.history(customer)):
            return ()
        with writing():
            identity.hold_person(customer)
            at = self.now()
            refused = refused_by_signal(consent.history(customer))
            for purpose in refused:
                consent.served(NOWHERE, customer, self.notice(purpose, language), at, "signal")
                self._report(customer, self._refuse_everywhere(_Word(customer, NOWHERE, purpose, SIGNAL, at)))
            if refused:
                self._say_in_running(customer, NOWHERE, "signal_heeded", {}, at, overtakes=True)
        self.pulse.beat()
        self.ask_others_soon(customer)
        return refused

    # --- withdrawals ---
    def withdraw(
        self,
        customer: CustomerId,
        purpose: Purpose,
        method: str = "button",
        conversation: ConversationId = NOWHERE,
        version: str = "",
    ) -> Withdrawal | None:
        """Say no to a purpose and stop every use of it, now; return what was reached, None if it was refused already.

        After this call no room of ours uses the customer's words for the purpose. An answer being made is discarded
        when it wants to be kept; one that was kept is held back when it wants to leave.
        """
        with writing():
            done = self.note_no(customer, purpose, method, conversation, version)
            if done is None:
                done = consent.withdrawals(customer).get(purpose)  # pressed twice: the first time reached everything
        self.pulse.beat()
        self.ask_others_soon(customer)
        return done

    def note_no(
        self,
        customer: CustomerId,
        purpose: Purpose,
        method: str,
        conversation: ConversationId = NOWHERE,
        version: str = "",
    ) -> Withdrawal | None:
        """Do what `withdraw` does, in the caller's transaction; None if nothing was in use, or every place says no."""
        word = _Word(customer, conversation, purpose, method, self.now(), version)
        nos = self._refuse_everywhere(word)
        if nos and purpose is not Purpose.AI_ANSWER:
            taken_back = any(no.choice is Choice.WITHDRAWN for no in nos)
            said = Choice.WITHDRAWN if taken_back else Choice.REFUSED
            self._say_choice(word, said)
        self._report(customer, nos)
        done = [no.done for no in nos if no.done]
        return together(done) if done else None

    def _refuse_everywhere(self, word: _Word) -> list[_No]:
        """Keep a no in every place of a person; one that stands already in a place says nothing of the others."""
        identity.hold_person(word.customer)  # two windows at once: the second sees what the first has kept
        nos = (
            self._refuse(word if each == word.customer else replace(word, customer=each, conversation=NOWHERE))
            for each in identity.same_person(word.customer)
        )
        return [no for no in nos if no is not None]

    def _refuse(self, word: _Word) -> _No | None:
        """Keep a no and stop every use, in the transaction that is open; None if it stood already."""
        before = consent.latest(word.customer, word.purpose)
        if before in (Choice.REFUSED, Choice.WITHDRAWN):
            return None
        no = no_to(before)
        self._choose(word, no)
        given = self._people_only(word) if word.purpose is Purpose.AI_ANSWER else {}
        done = Withdrawal(word.purpose, word.at, self._reached(word, given))
        if not may_use(word.purpose, before) and not any(one.count for one in done.reached):
            return _No(no, None)  # there was no use of it that could have been stopped
        act = self.memory.add_deed(word.at, "withdrawn", "customer", _in_short(done))
        consent.keep_withdrawal(act, word.customer, done)
        return _No(no, done)

    def _people_only(self, word: _Word) -> Mapping[str, int]:
        """Hand the customer's running conversations to people, and return how many the assistant had."""
        key, given = self.keys.of(word.customer), 0
        for mine in desk.conversations_of(word.customer):
            row = desk.conversation(mine, hold=True)
            if row.state == State.RESOLVED and mine != word.conversation:
                continue  # over: there is nobody in it to tell
            self.memory.add_event(mine, key, word.at, "refused_ai", actor="customer")
            if row.state == State.ASSISTANT and row.items:
                self.hand_over(row, key, "handed_over", reason="refused_ai")
                given += 1
            else:
                desk.change(mine, word.at)
        return {"desk_conversation": given}

    def _reached(self, word: _Word, given: Mapping[str, int]) -> tuple[Reached, ...]:
        """Ask every room to stop; return the stores that were reached, and whom else to ask."""
        reached = [Reached(store, count, self.now()) for store, count in given.items()]
        for room in ROOMS:
            stopped = room.withdraw(word.customer, word.purpose)
            reached += [Reached(store, count, self.now()) for store, count in stopped.items()]
        return (*reached, *(Reached(other.name, 0, None) for other in self.connectors))

    def ask_others_soon(self, customer: CustomerId) -> None:
        """Ask those who have not confirmed a withdrawal of this person, beside everything else."""
        if self.connectors:
            self.turns.submit(self.ask_others_again, identity.same_person(customer))

    def ask_others_again(self, only: Collection[CustomerId] = ()) -> int:
        """Ask those who have not confirmed a withdrawal (of *only* these customers); return how many still have not."""
        waiting = 0
        for act, customer, done in consent.unanswered_withdrawals():
            if only and customer not in only:
                continue
            waiting += self._ask_others(act, customer, done).waits
            if done.late(self.now()):
                log.error("withdrawal not confirmed in time", extra={"act": act, "purpose": done.purpose})
        return waiting

    def _ask_others(self, act: str, customer: CustomerId, done: Withdrawal) -> Withdrawal:
        by_name = {other.name: other for other in self.connectors}
        answers = tuple(
            self._asked(one, by_name[one.store], customer, done.purpose)
            if one.at is None and one.store in by_name
            else one
            for one in done.reached
        )
        if answers != done.reached:
            done = replace(done, reached=answers)
            # Who was erased while others were asked is gone, and the report with them.
            with suppress(NotFound), writing():
                identity.hold_person(customer)  # of two places that are confirmed at once the second sees the first
                consent.keep_withdrawal(act, customer, done)
                self._report_if_confirmed(customer, done)
        return done

    def _report(self, customer: CustomerId, nos: Sequence[_No]) -> None:
        """Tell by letter what a yes that was taken back reached, if it was; in the open transaction."""
        if done := next((no.done for no in nos if no.done), None):
            self._report_if_confirmed(customer, done)

    def _report_if_confirmed(self, customer: CustomerId, done: Withdrawal) -> None:
        """Write one letter of all that the no reached in every place, once everybody has confirmed.

        Not of what helps somebody or which groups they belong to: that stands on their page, and in no mailbox (GDPR Article 9).
        """
        if done.purpose in NO_COLLEAGUE_IS_TOLD or not self.reachable(customer):
            return
        said = {each: consent.withdrawals(each).get(done.purpose) for each in identity.same_person(customer)}
        parts = {each: part for each, part in said.items() if part and part.at == done.at}
        if not any(consent.latest(each, done.purpose) is Choice.WITHDRAWN for each in parts):
            return
        done = together(tuple(parts.values()))
        if done.waits:
            return
        language = identity.language_of(customer)
        told = [
            f"{say(language, STORES.get(one.store, one.store))}: {one.count}" for one in done.reached if one.count
        ]
        values = {
            "purpose": say(language, NAMES[done.purpose]),
            "reached": "\n".join(told) or say(language, NOTHING_IN_USE),
            "link": "/privacy/choices",
        }
        self.write_letter(
            customer,
            "withdrawal_report",
            values,
            self.now(),
            once=f"withdrawal_report:{done.purpose}:{micros(done.at)}",
        )

    def _asked(self, one: Reached, other: Connector, customer: CustomerId, purpose: Purpose) -> Reached:
        try:
            return Reached(one.store, other.withdraw(customer, purpose), self.now())
        except DeskError as fault:
            log.warning("withdrawal not confirmed yet", extra={"error": type(fault).__name__, "store": one.store})
            return one

    # --- views ---
    def agreed(self, customer: CustomerId | None) -> tuple[str, ...]:
        """Return the other uses of their words that this customer said yes to."""
        if customer is None:
            return ()
        return tuple(p.value for p in Purpose if p is not Purpose.AI_ANSWER and standing_of(customer, p) == "allowed")


def _in_short(done: Withdrawal) -> Mapping[str, str | int]:
    """Return a withdrawal as the ledger commits to it: the purpose, and each store with its number."""
    return {"purpose": done.purpose.value, **{one.store: one.count for one in done.reached}}
