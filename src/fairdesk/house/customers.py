"""What a customer can do: write, ask for a person, refuse the assistant, say that an answer did not help."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any

from fairdesk.accessibility import records as accessibility
from fairdesk.answers.abstain import about_what
from fairdesk.answers.written import Writer
from fairdesk.attachments import records as attachments
from fairdesk.clock import new_id, random_id
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.consent.signal import HEADER, asks_not_to
from fairdesk.database import Conflict, micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.forms import says_nothing
from fairdesk.desk.timeline import State
from fairdesk.desk.turn import Answer, Message, take
from fairdesk.house.answering import from_articles
from fairdesk.house.attaching import AttachingSide
from fairdesk.house.flowing import FlowSide
from fairdesk.house.foundation import BY_ADDRESS
from fairdesk.house.growing import Growing
from fairdesk.house.helping import HelpingSide
from fairdesk.house.joining import person
from fairdesk.house.memory import Content, as_read, place_of_turn, read_turn
from fairdesk.house.sitting import Settled, Sitting, stopped_for
from fairdesk.identity import records as identity
from fairdesk.identity.hiding import read_code
from fairdesk.nouns import (
    ANY_TOPIC,
    ActId,
    Asked,
    BadInput,
    ConversationId,
    CustomerId,
    Draft,
    Fact,
    NotFound,
    Overtaken,
    RawText,
    Situation,
    Unavailable,
    Voice,
)
from fairdesk.oversight import records as oversight
from fairdesk.oversight.pause import Pause, stopped_topics
from fairdesk.oversight.records import drafts
from fairdesk.privacy.keys import OwnedKey, lookup_token, unseal

LONGEST_MESSAGE = 20_000
"""Characters. Longer texts are refused with the words kept in the browser."""

QUICK_SECONDS = 0.8
"""How long a post waits for its answer before the page shows "the assistant is writing"."""

MOST_RETAKES = 20
"""How often a message is taken again because somebody decided meanwhile; after that a person gets it."""

_CONTROLS = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}
log = logging.getLogger("fairdesk.turn")


class CustomerSide(AttachingSide, HelpingSide, FlowSide):
    """The customer's part of the house."""

    def add_customer(self, language: str) -> tuple[CustomerId, str]:
        """Make a customer with a key of their own; return the id and the token that proves it."""
        at = self.now()
        with writing():
            customer, token = identity.new_customer(language, at)
            # The key is durable in its own file before this commits: a crash here leaves a key nobody uses, swept later.
            self.keys.make(customer, at)
        return customer, token

    def new_customer(self, request: Any) -> CustomerId:
        """Make a customer for a browser's first message; the door sets the cookie on the way out."""
        request.customer, request.new_token = self.add_customer(request.language)
        if asks_not_to(request.headers.get(HEADER)):
            self.honour_signal(request.customer, request.language)
        return CustomerId(request.customer)

    def customer_by_token(self, token: str, where: str = "") -> CustomerId | None:
        """Return whose token this is, or None. What stands for an address is no token that a browser may bring.

        *where*: the network address it comes from. Raises TooMany where many wrong ones came from.
        """
        if not token or token.startswith(BY_ADDRESS):
            return None
        self.guesses.check(where, self.now())
        found = identity.customer_by_token(token)
        if found is None:
            self.guesses.wrong(where, token, self.now())
        return found

    def start(self, customer: CustomerId, language: str, channel: str = "web") -> ConversationId:
        """Open a conversation and note which notice was shown. Raises NotFound if the customer was erased meanwhile."""
        conversation, at = ConversationId(random_id()), self.now()
        shown = self.notice(str(Purpose.AI_ANSWER), language)
        with writing():
            identity.came(customer, language, at)
            desk.add_conversation(conversation, customer, channel, language, at)
            consent.served(conversation, customer, shown, at, place=channel)
        return conversation

    def say(
        self,
        conversation: ConversationId,
        customer: CustomerId,
        text: RawText,
        client_id: str,
        *,
        files: bool = False,
    ) -> int:
        """Keep a message, begin its answer and return the message's number. The same client_id again is harmless.

        *files*: those that wait in this conversation go with it; a message may then have no words.
        """
        wordless = files and says_nothing(text) and bool(self.files_waiting(conversation, customer))
        words = RawText("") if wordless else cleaned(text)
        if read_code(words):
            raise BadInput("this is a code and no message; nothing was kept of it")
        number, fresh = self._write_down(conversation, customer, words, client_id, files)
        self.pulse.beat()
        if fresh:
            self._answer_soon(conversation)
        return number

    def _write_down(
        self, conversation: ConversationId, customer: CustomerId, text: RawText, client_id: str, files: bool = False
    ) -> tuple[int, bool]:
        key, at, act = self.keys.of(self.own(conversation, customer).customer), self.now(), ActId(new_id())
        client_key = lookup_token(key, client_id).hex()  # whatever a program sends as its id may tell of somebody
        try:
            with writing():
                row = self.own(conversation, customer, hold=True)
                along = attachments.unsent(conversation) if files else []
                number = self.memory.add_line(
                    conversation, key, at, Voice.CUSTOMER, Content(text, {"files": len(along)} if along else None),
                    language=row.language, act=act, client_key=client_key, in_ledger=False,
                )  # fmt: skip
                desk.add_arrival(conversation, number, act, at + self.claim_time)
                if row.state == State.RESOLVED:
                    self._reopen(row, key)
                if along:
                    self.files_go(conversation, key, number, along)
                if drafts.waiting_in(conversation):
                    # The draft does not know of this message: people answer both.
                    self.hand_over(row, key, "handed_over", reason="wrote_again")
                if desk.wake(conversation, at):
                    self.memory.add_event(
                        conversation, key, at, "came_back", values={"why": "customer_wrote"}, released=False
                    )
                self.tell_of_outside(row, at)
                self.heed_safe_word(row.customer, text, at)
        except Conflict:
            return self._already_said(conversation, client_key), False
        self.plug("received")
        return number, True

    def _already_said(self, conversation: ConversationId, client_key: str) -> int:
        found = desk.number_of_client_key(client_key)
        if found is None or found[0] != conversation:
            raise BadInput("this message was sent before in another conversation; write it again")
        return found[1]

    def _reopen(self, row: desk.ConversationRow, key: bytes) -> None:
        """Open a closed conversation again: with people if people had it, so that nobody starts from the beginning."""
        at = self.now()
        self.memory.add_event(row.id, key, at, "reopened", actor="customer")
        if row.reason or row.assignee is not None:
            waits = {"state": str(State.WAITING), "waiting_since": micros(at), "reason": row.reason or "with_person"}
            desk.change(row.id, at, waits)
        else:
            desk.change(row.id, at, {"state": str(State.ASSISTANT)})

    # --- answering ---
    def _answer_soon(self, conversation: ConversationId) -> None:
        begun: Future[None] = self.turns.submit(self.answer_arrivals, conversation)
        try:
            begun.result(timeout=QUICK_SECONDS)
        except TimeoutError:
            return  # the answer arrives by itself; the page shows that it is being made
        except Unavailable:
            return  # the message itself is kept: saying otherwise would be wrong; the background takes it again

    def answer_arrivals(self, conversation: ConversationId) -> None:
        """Take every message of a conversation that has no turn yet, oldest first."""
        with self.one_at_a_time(conversation):
            for number, act in desk.arrivals_of(conversation):
                self.take_until_kept(*self._message(conversation, number, act))

    def _message(self, conversation: ConversationId, number: int, act: ActId) -> tuple[Message, OwnedKey]:
        """Return a message that was written down, and its customer's key."""
        customer, language, channel, line = desk.said(conversation, number)
        key = self.keys.of(customer)
        text = as_read(self.memory.read_line(conversation, key, line))
        return Message(act, conversation, customer, number, text, language, channel, self.now()), key

    def take_until_kept(self, message: Message, key: OwnedKey) -> None:
        """Take a message, again whenever somebody overtook it, until it is kept and delivered.

        If it cannot be decided at all, a person gets it (promise 9); if it cannot be kept, the arrival stays and the
        background takes it again.
        """
        sitting = Sitting(
            message,
            key,
            self.memory,
            self.knowing,
            self.detector,
            self.plug,
            self.outside.digest,
            self.settings.mask_seconds,
            self.walks,
        )
        try:
            for _ in range(MOST_RETAKES):
                try:
                    take(message, sitting, sitting.mask, sitting.with_flows(self.answer_to(message)), self)
                    break
                except Overtaken:
                    continue
            else:
                self._give_to_a_person(message)
        except Settled:
            return
        except Unavailable:
            raise
        except Exception as wrong:  # noqa: BLE001  the last door before a customer is left alone
            log.error("turn failed", extra={"act": message.act, "error": type(wrong).__name__})
            self._give_to_a_person(message)
        self.pulse.beat()

    def answer_to(self, message: Message) -> Answer:
        """Return what answers a message; while a model writes, colleagues see how its words grow."""
        if self.writer is None:
            return self.answer
        writer = replace(self.writer, grows=Growing(message, self.keys, self.pulse))
        return partial(self.answer, writer=writer)

    def answer(self, asked: Asked, situation: Situation, writer: Writer | None = None) -> Draft:
        """Propose an answer from the articles, in the words of a *writer* if there is one. Raises TimeoutError past the
        promised time."""
        slow = self.settings.slow_answer_seconds
        if slow:
            time.sleep(min(slow, self.settings.model_seconds))
            if slow >= self.settings.model_seconds:
                raise TimeoutError
        return from_articles(self.keys, asked, situation, situation.at, self.intents, writer or self.writer)

    def _give_to_a_person(self, message: Message) -> None:
        with writing():
            row = desk.conversation(message.conversation, hold=True)
            waited = desk.drop_arrival(message.conversation, message.number)
            # Who has the conversation keeps it, and a place in the queue is not lost.
            if waited and row.state not in (State.WAITING, State.PERSON):
                self.hand_over(row, self.keys.of(message.customer), "handed_over", reason="error")
            else:
                desk.change(row.id, self.now())

    # --- the customer's wishes ---
    def ask_for_person(self, conversation: ConversationId, customer: CustomerId, how: str) -> None:
        """Hand the conversation to people, now."""
        with writing():
            row = self.own(conversation, customer, hold=True)
            if row.state not in (State.WAITING, State.PERSON):
                self.hand_over(
                    row,
                    self.keys.of(row.customer),
                    "asked_for_person",
                    actor="customer",
                    reason="asked_for_person",
                    values={"how": how},
                )
        self.pulse.beat()

    def did_not_help(self, conversation: ConversationId, customer: CustomerId, act: ActId) -> None:
        """An answer did not help: a person takes the conversation."""
        with writing():
            row = self.own(conversation, customer, hold=True)
            if desk.turn(act).conversation != conversation:
                raise NotFound("there is no such answer in this conversation")
            if row.state not in (State.WAITING, State.PERSON):
                said: dict[str, Fact] = {"reason": "did_not_help", "answer": self.number_of_answer(conversation, act)}
                self.hand_over(row, self.keys.of(row.customer), "did_not_help", actor="customer", reason="did_not_help",
                               values=said)  # fmt: skip
        self.pulse.beat()

    def number_of_answer(self, conversation: ConversationId, act: ActId) -> int:
        """Return which answer of the conversation an act was, from 1; 0 if it answered nothing."""
        given = [line for line in desk.items(conversation) if line.released_at is not None]
        answers = [line.act for line in given if line.voice is Voice.ASSISTANT]
        return answers.index(act) + 1 if act in answers else 0

    def count_practice(self, language: str, right: bool) -> None:
        """Count that somebody practised checking an answer; nothing says who."""
        with writing():
            accessibility.count(self.now().date(), language, right)

    def conversations(self, customer: CustomerId) -> tuple[ConversationId, ...]:
        """Return this customer's conversations, newest first."""
        return desk.conversations_of(*identity.same_person(customer))

    # --- delivery ---
    def deliver(self, act: ActId) -> None:
        """Let a kept text leave, unless the assistant may no longer speak: then it is held back, visibly."""
        self.run_errand(act)
        self.plug("before deliver")
        with writing():
            waits = desk.take_outgoing(act)
            if waits is None:
                return
            conversation, number = waits
            row = desk.conversation(conversation, hold=True)
            stops = oversight.in_force()
            reason = self.why_silent(row, stops) or self.why_not_this(act, stops)
            if reason:
                self.hold_back(row, reason)
            else:
                desk.release(conversation, number, self.now())
                desk.change(conversation, self.now(), overtakes=False)
            self.plug("in deliver")
        # A crash before the commit leaves the outbox row: it is delivered at the next start, once.
        self.plug("after deliver")

    def why_silent(self, row: desk.ConversationRow, stops: Sequence[Pause] | None = None) -> str:
        """Return why the assistant may not speak or act in a conversation now, or ""."""
        if row.state != State.ASSISTANT:
            return "with_person"
        who = person(row.customer)
        if who.ai_choice() == "refused":
            return "refused_ai"
        return "paused" if stopped_for(row.channel, row.customer, row.id, who, self.knowing.in_use, stops) else ""

    def why_not_this(self, act: ActId, stops: Sequence[Pause] | None = None) -> str:
        """Return paused if an answer's topic was stopped since it was kept, gate_closed if the topic's promise was broken."""
        kept = desk.turn(act)
        if stopped := self.knowing.stopped(stops):
            key = self.keys.of(desk.conversation(kept.conversation).customer)
            draft = read_turn(unseal(key, kept.sealed, place_of_turn(act))).draft
            if draft and stopped_topics(stopped, about_what(draft)):
                return "paused"
        facts = kept.facts
        closed = set(self.knowing.promised(stops).closed)
        was_sent = facts.get("promise") in ("none", "kept")
        return "gate_closed" if was_sent and closed & {facts.get("topic", ANY_TOPIC), ANY_TOPIC} else ""

    def hold_back(self, row: desk.ConversationRow, reason: str) -> None:
        """Say that an answer is not sent any more, in the caller's transaction; people have the conversation then."""
        key = self.keys.of(row.customer)
        self.memory.add_event(row.id, key, self.now(), "answer_held_back", values={"reason": reason})
        if row.state == State.ASSISTANT:
            self.hand_over(row, key, "handed_over", reason=reason)
        else:
            desk.change(row.id, self.now())


def cleaned(text: str) -> RawText:
    """Return the words without characters that are no words; refuses what is empty or too long."""
    words = text.encode("utf-8", "replace").decode("utf-8").translate(_CONTROLS).strip()
    if says_nothing(words):
        raise BadInput("the message is empty; write your question first")
    if len(words) > LONGEST_MESSAGE:
        raise BadInput(f"the message has {len(words)} characters; {LONGEST_MESSAGE} fit. Send it in parts")
    return RawText(words)
