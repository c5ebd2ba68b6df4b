"""One message's way through the house: what is known about it, and the one transaction that keeps what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from fairdesk.answers import records as answers
from fairdesk.answers.abstain import about_what
from fairdesk.answers.small_talk import small_talk_of
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose, about
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.find import EVERY, digests
from fairdesk.desk.first_human import Clock
from fairdesk.desk.records import tokens
from fairdesk.desk.timeline import State
from fairdesk.desk.turn import Answer, Message, Rules, digest
from fairdesk.explainability.because import find
from fairdesk.fairness.watching import SEEN
from fairdesk.flows import records as flows
from fairdesk.house.coming import clock_for, immediacy_in, timing
from fairdesk.house.flowing import Flows, Outside, step_or_answer
from fairdesk.house.joining import Person, person
from fairdesk.house.knowing import Knowing
from fairdesk.house.memory import (
    Content,
    Memory,
    errand_bytes,
    fingerprint,
    flow_state_bytes,
    place_of_errand,
    place_of_flow,
    place_of_turn,
    place_of_vault,
    write_turn,
)
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.money.claim import DRAFTED
from fairdesk.nouns import (
    ActId,
    Asked,
    ConversationId,
    CustomerId,
    Draft,
    Fact,
    FlowState,
    Overtaken,
    Release,
    Route,
    Situation,
    Turn,
    Voice,
)
from fairdesk.oversight import records as oversight
from fairdesk.oversight.first_look import Stands, Waiting, waits_until
from fairdesk.oversight.pause import Pause, scopes_that_stop, stopped_topics
from fairdesk.oversight.records import drafts
from fairdesk.privacy import records as privacy
from fairdesk.privacy.detect import Detector, version_of
from fairdesk.privacy.keys import OwnedKey, seal
from fairdesk.privacy.mask import Vault, mask, restore
from fairdesk.privacy.retention import category
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive.topics import Topic

TURNS_REMEMBERED = 50
"""How many earlier turns a situation names; the timeline keeps all."""

MOST_REMEMBERED = 20
"""Earlier answers that may shape one, the latest."""

OFFERS_PERSON = "offers_person"
"""Stands in the values of an answer under which a person is offered, because the message sounded angry or in distress."""

UNTOLD = "notice"
"""Stands among the pauses of a message that was written before its customer was told of the outside model in use."""


CLOCK_MAY_RUN = 20
"""How many times longer than its computing masking may take by the clock: a busy machine is no reason to call a person,
a detector that waits for something is."""


class Settled(Exception):
    """Somebody else has kept this message's turn already."""


class Sitting:
    """Answers one message: recalls, masks, keeps. `plug` is called with a name between steps; tests pull it there."""

    def __init__(
        self,
        message: Message,
        key: OwnedKey,
        memory: Memory,
        knowing: Knowing,
        detector: Detector,
        plug: Callable[[str], None],
        outside: str = "",
        mask_seconds: float = 0.05,
        flows_here: Flows | None = None,
    ) -> None:
        self.message = message
        self._memory = memory
        self._knowing = knowing
        self._detector = detector
        self._plug = plug
        self._outside = outside
        self._mask_seconds = mask_seconds
        self._flows = flows_here
        self._asked: Asked | None = None
        self._company: Company | None = None
        self._key = key
        self._vault = self._grown = Vault.empty()
        self._was_overtaken = False

    def mask(self, message: Message) -> Asked:
        """Replace personal data, with the placeholders this conversation has used so far."""
        self._vault = self._memory.vault(message.conversation, self._key)
        self._company = self._knowing.company()
        detector = self._knowing.sparing(self._detector, self._company)
        if self._flows and self._flows.office.is_set:
            flow, _ = self._flows.stands(message.conversation, message.customer, message.at)
            detector = self._flows.expecting(detector, flow)
        asked, self._grown = mask(
            message.text, message.language, self._vault, detector, self._mask_seconds, _patience(),
            today=message.at.date(),
        )  # fmt: skip
        asked = replace(asked, masked_by=version_of(self._detector)) if asked.masked_ok else asked
        self._asked = asked
        return asked

    def recall(self, message: Message) -> Situation:
        """Read all that is known, at once."""
        at, who = self._knowing.now(), person(message.customer)
        row = desk.conversation(message.conversation)
        uses, stops, company = self._knowing.uses(at), oversight.in_force(), self._company or self._knowing.company()
        flow, elsewhere = self._in_flows(
            message
        )  # after the version: what changes them from here on overtakes this turn
        return Situation(
            at=at,
            language=message.language,
            conversation_version=row.version,
            with_person=row.state == State.PERSON,
            waiting_for_person=row.state == State.WAITING,
            ai_choice=who.ai_choice(),
            paused=(*self._paused(who, stops), *uses.unapproved),
            stopped=self._knowing.stopped(stops),
            concern=sensitive.open_concern(message.conversation, at),
            unclear_before=row.unclear,
            duty=self._knowing.duty(at, company),
            country=company.country,
            local_help=self._knowing.local_help(at, company),
            turns_before=desk.turns_of(message.conversation, TURNS_REMEMBERED),
            guidelines=uses.versions,
            knowledge=answers.knowledge_version(),
            promised=self._knowing.promised(stops, _groups_of(message)),
            remembered=self._remembered(who, at),
            flow=flow,
            elsewhere=elsewhere,
            flows=self._flow_versions(at),
            known_by=self._flows.known_by(message.customer) if self._flows and self._flows.office.is_set else "",
            channel=message.channel,
        )

    def _remembered(self, who: Person, at: datetime) -> tuple[ActId, ...]:
        """Return what helped this person before, if they said yes to that use: nothing of what may only be stored."""
        if not who.lets_remember():
            return ()
        since = at - timedelta(days=about(Purpose.PERSONALISE).days)
        found = desk.helped(who.places, self.message.conversation, since, MOST_REMEMBERED)
        return tuple(act for act, conversation in found if not who.is_restricted(conversation))

    def _in_flows(self, message: Message) -> tuple[FlowState | None, FlowState | None]:
        """Return the flow of this conversation, and one from elsewhere that the message takes up, with what was given."""
        if self._flows is None or not self._flows.office.is_set:
            return None, None
        flow, elsewhere = self._flows.stands(message.conversation, message.customer, message.at)
        if elsewhere is None or self._asked is None or not self._flows.takes_up(self._asked, elsewhere):
            return flow, None
        elsewhere, self._grown = self._flows.brought(elsewhere, message.customer, message.at, self._grown)
        return flow, elsewhere

    def _flow_versions(self, at: datetime) -> Mapping[str, str]:
        return self._flows.versions(at) if self._flows else {}

    def with_flows(self, answer: Answer) -> Answer:
        """Return *answer* so that a flow takes the messages that belong to it."""
        here = self._flows
        if here is None:
            return answer

        def take(asked: Asked, situation: Situation) -> Draft:
            if not situation.flows:
                return answer(asked, situation)
            outside = Outside(
                here, self._knowing, self._grown, situation.flows, here.proved_email(self.message.customer)
            )
            return step_or_answer(asked, situation, outside, answer)

        return take

    def rules(self, situation: Situation) -> Rules:
        """Return the guidelines the situation names."""
        return self._knowing.rules(situation.guidelines)

    def keep(self, message: Message, turn: Turn) -> None:
        """Store the turn and all that follows from it in one transaction.

        Raises Overtaken if a person took over, the assistant was stopped or refused, or what it quotes was taken down, since
        the situation was read; Settled if somebody else kept this turn already.
        """
        # Before the transaction: nobody waits at the writers' queue for sealing.
        written, found_by = self._written(turn), self._found_by(turn)
        self._plug("before keep")
        with writing():
            row = desk.conversation(message.conversation, hold=True)
            if not desk.drop_arrival(message.conversation, message.number):
                raise Settled(message.act)
            if row.version != turn.situation.conversation_version or self._may_not_speak_now(turn):
                self._was_overtaken = True
                raise Overtaken("somebody decided about this conversation meanwhile; it is taken again")
            self._check_vault()
            # What follows happens now, not when the situation was read: live pages look for what is newest.
            at = self._knowing.now()
            self._keep_turn(turn, written)
            tokens.add_tokens(message.conversation, found_by)
            self._plug("in keep")
            self._keep_reply(turn, at)
            self._keep_flow(turn, at)
            self._keep_consequences(row, turn, at)
        # A crash before the commit leaves the arrival: the message is taken again. After it, the outbox row sends
        # the text at the next start. There is no state between the two.
        self._plug("after keep")

    def _check_vault(self) -> None:
        """See that no other process gave this conversation new placeholders since the message was masked.

        Two messages masked from one vault could call two values EMAIL_1, and one of them would be lost.
        """
        if self._grown != self._vault and self._memory.vault(self.message.conversation, self._key) != self._vault:
            raise Overtaken("another message of this conversation was masked meanwhile; it is taken again")

    def _may_not_speak_now(self, turn: Turn) -> bool:
        """Whether stops, the customer's choice, guidelines or articles, read again in this transaction, forbid it."""
        if turn.route is not Route.ASSISTANT:
            return False
        at = self._knowing.now()
        if turn.reply and not answers.still_valid(turn.reply.evidence, at):
            return True
        uses = self._knowing.uses(at)
        if uses.unapproved or uses.versions != turn.situation.guidelines:
            return True
        stops = oversight.in_force()
        if self._knowing.promised(stops, _groups_of(self.message)) != turn.situation.promised:
            return True
        topics = self._knowing.stopped(stops)
        if turn.draft and topics and stopped_topics(topics, about_what(turn.draft)):
            return True
        if turn.flow and self._flow_versions(self._knowing.now()) != turn.situation.flows:
            return True
        who = person(self.message.customer)
        if turn.situation.remembered and not who.lets_remember():
            return True
        return bool(self._paused(who, stops)) or who.ai_choice() == "refused"

    def _paused(self, who: Person, in_force: Iterable[Pause]) -> tuple[str, ...]:
        """Return the scopes that silence the assistant, of the stops as they were read; UNTOLD if an outside model was not announced first."""
        message = self.message
        stops = stopped_for(
            message.channel, message.customer, message.conversation, who, self._knowing.in_use, in_force
        )
        if not self._outside:
            return stops
        written_at = desk.item(message.conversation, message.number).at
        return stops if consent.told_of(message.conversation, self._outside, written_at) else (*stops, UNTOLD)

    def _written(self, turn: Turn) -> tuple[desk.TurnRow, bytes]:
        """Return a turn's row and the record that its ledger entry commits to."""
        message, key = self.message, self._key
        decided = digest(turn)
        record = write_turn(turn, decided, fingerprint(key, message.act, message.text))
        kept = desk.TurnRow(
            message.act, message.conversation, message.number, micros(turn.situation.at), turn.route,
            turn.release or "", turn.handover, turn.facts, decided, seal(key, record, place_of_turn(message.act)),
        )  # fmt: skip
        return kept, record

    def _found_by(self, turn: Turn) -> frozenset[int]:
        """Return the digests of the masked words, by which colleagues find the conversation."""
        found = digests(turn.asked.text, turn.asked.language, self._memory.search_key)
        # The first turn says that this conversation's words are kept from the beginning.
        return found if turn.situation.turns_before else found | {EVERY}

    def _keep_turn(self, turn: Turn, written: tuple[desk.TurnRow, bytes]) -> None:
        message, key, at = self.message, self._key, turn.situation.at
        kept, record = written
        desk.add_turn(kept)
        self._memory.enter(
            message.act, key, at, kind="turn", actor="assistant" if turn.route is Route.ASSISTANT else "house",
            case=message.conversation, code=turn.because.code, body=record, guidelines=_asked_guidelines(turn),
        )  # fmt: skip
        if self._grown != self._vault:
            sealed = seal(key, self._grown.to_bytes(), place_of_vault(message.conversation))
            privacy.keep_vault(message.conversation, message.customer, sealed, at)

    def _keep_reply(self, turn: Turn, at: datetime) -> None:
        reply = turn.reply
        if reply is None:
            return
        by_assistant = reply.voice is Voice.ASSISTANT
        # A flow says a customer's own details back to them; the assistant's words never hold any.
        text = reply.text if by_assistant else restore(reply.text, self._grown)
        number = self._memory.add_line(
            self.message.conversation, self._key, at, reply.voice,
            Content(text, {OFFERS_PERSON: True} if by_assistant and sounds_upset(turn) else None, reply.evidence),
            language=self.message.language, act=self.message.act, released=not by_assistant,
            code=_code_of_line(turn), in_ledger=False,
        )  # fmt: skip
        if by_assistant:
            desk.add_outgoing(self.message.act, self.message.conversation, number, self.message.channel, at)

    def _keep_flow(self, turn: Turn, at: datetime) -> None:
        """Keep where the flow stands, what it still has to do outside, and its question again after an aside."""
        step, message, key = turn.flow, self.message, self._key
        if step is None:
            return
        sealed = seal(key, flow_state_bytes(step.state), place_of_flow(message.conversation))
        stands = flows.StateRow(message.conversation, message.customer, step.state.name, step.ended, sealed)
        flows.keep_state(stands, at, step.state.until)
        if turn.situation.elsewhere:
            flows.moved(identity.same_person(message.customer), step.state.name, message.conversation, at)
        if step.errand:
            sealed = seal(key, errand_bytes(step.errand, step.state), place_of_errand(message.act))
            flows.add_errand(message.act, message.conversation, message.customer, sealed, at)
        if step.claim and turn.draft and (because := find(turn.draft.because, str(step.claim["kind"]))):
            # What a rule proposes about money is a draft: the customer sees nothing of it until a person decides.
            values: dict[str, Fact] = {**step.claim, "by": "rule"}
            self._memory.add_event(
                message.conversation, key, at, DRAFTED, values=values, because=because, released=False
            )
        if step.code == "aside" and step.says:
            again = Content(restore(step.says, self._grown))
            self._memory.add_line(
                message.conversation, key, at, Voice.PREPARED, again, language=message.language, act=message.act,
                in_ledger=False,
            )  # fmt: skip

    def _keep_consequences(self, row: desk.ConversationRow, turn: Turn, at: datetime) -> None:
        message = self.message
        if turn.concern not in ("none", turn.situation.concern):
            sensitive.add(
                message.act, message.conversation, message.customer, turn.concern, message.act, at,
                category("concerns").kept_for,
            )  # fmt: skip
        clock = self._start_clock(row, turn, at)
        if self._was_overtaken and turn.handover:
            self._memory.add_event(
                message.conversation, self._key, at, "answer_discarded", values={"reason": turn.handover}
            )
        if (
            turn.concern == Topic.DISCRIMINATION
            and row.state == State.PERSON
            and desk.has_answered(row.id, row.assignee)
        ):
            self._part_from_who_answered(row, at)
        elif turn.handover and row.state in (State.ASSISTANT, State.RESOLVED):
            wished = turn.handover == "asked_for_person"
            self._memory.add_event(
                message.conversation, self._key, at, "asked_for_person" if wished else "handed_over",
                actor="customer" if wished else "house",
                values={"how": "words"} if wished else {"reason": turn.handover, **promised_in(clock)},
                because=clock.because if clock else None,
            )  # fmt: skip
            waits = {"state": str(State.WAITING), "waiting_since": micros(at), "reason": turn.handover}
            desk.change(message.conversation, at, waits)
        else:
            desk.change(message.conversation, at, {"unclear": unclear_now(row.unclear, turn.release)})
        if turn.release is Release.REVIEW_FIRST:
            self._keep_draft(turn, at)

    def _keep_draft(self, turn: Turn, at: datetime) -> None:
        """Let the draft wait for a person's look, and say so; if the customer wrote on meanwhile, people answer."""
        message, first = self.message, self._knowing.rules(turn.situation.guidelines).first
        assert first is not None  # it said that a person looks first
        said = first.decide(turn.facts).outputs
        drafts.add(
            Waiting(
                message.act, message.conversation, message.customer, message.number, at,
                waits_until(at, said["minutes"]), said["risk"], message.language,
            )
        )  # fmt: skip
        self._memory.add_event(message.conversation, self._key, at, "draft_waits")
        if desk.arrivals_of(message.conversation):
            self._hand_over("wrote_again", at)
            drafts.end(message.conversation, Stands.FOR_PEOPLE, "wrote_again", at)

    def _hand_over(self, reason: str, at: datetime) -> None:
        waits = {"state": str(State.WAITING), "waiting_since": micros(at), "reason": reason}
        self._memory.add_event(self.message.conversation, self._key, at, "handed_over", values={"reason": reason})
        desk.change(self.message.conversation, at, waits)

    def _part_from_who_answered(self, row: desk.ConversationRow, at: datetime) -> None:
        """Give a conversation back to the queue if its customer complains while who answered them has it: an independent
        person takes it."""
        values: dict[str, Fact] = {"reason": "sensitive"}
        self._memory.add_event(row.id, self._key, at, "handed_over", values=values)
        waits = {
            "state": str(State.WAITING), "waiting_since": micros(at), "reason": "sensitive", "assignee": None,
            "assignee_name": "", "work_from": None,
        }  # fmt: skip
        desk.change(row.id, at, waits)

    def _start_clock(self, row: desk.ConversationRow, turn: Turn, at: datetime) -> Clock | None:
        """Let the clock to a person's first answer run: in a new matter, and when an open one waits for people again."""
        topic = turn.concern if turn.concern != "none" else turn.situation.concern
        if topic == "none":
            return None
        waits_again = row.state != State.PERSON and sensitive.running_in(row.id, at) is None
        if not (turn.concern not in ("none", turn.situation.concern) or waits_again):
            return None
        clock = clock_for(self._knowing, topic, immediacy_in(turn.because), at)
        sensitive.start_clock(row.id, topic, timing(clock), at)
        return clock


def promised_in(clock: Clock | None) -> dict[str, Fact]:
    """Return what a hand-over says of the time to a person: the seconds that were promised, or nothing."""
    return {"within_seconds": clock.seconds} if clock and clock.promised else {}


def _asked_guidelines(turn: Turn) -> Mapping[str, str]:
    """Return the version of each guideline that decided the turn, those that a flow asked among them."""
    asked = turn.draft.because.under if turn.flow and turn.draft else ()
    return {**turn.situation.guidelines, **{part.step: part.version for part in asked if part.version}}


def _code_of_line(turn: Turn) -> str:
    """Return what tells lines of one voice apart: an answer that is unclear, words of a flow's step."""
    if turn.flow and turn.flow.speaks:
        return "flow"
    if small_talk_of(turn.draft) == "thanks":
        return "thanks"  # told apart for the figures of a month: somebody who thanks was helped
    by_assistant = turn.reply is not None and turn.reply.voice is Voice.ASSISTANT
    return "unclear" if by_assistant and turn.release is Release.UNCLEAR else ""


def unclear_now(before: int, release: Release | None) -> int:
    """Return how many unclear answers in a row the conversation has had after this turn."""
    if release is Release.UNCLEAR:
        return before + 1
    return 0 if release is Release.SEND else before


def sounds_upset(turn: Turn) -> bool:
    """Whether the message sounded angry or in distress, without being a sensitive matter; no table or figure reads it."""
    looked = find(turn.because, "triage")
    return looked is not None and bool(looked.facts.get("upset"))


def stopped_for(
    channel: str, customer: CustomerId, conversation: ConversationId, who: Person | None = None,
    in_use: Callable[[], Iterable[str]] = tuple, in_force: Iterable[Pause] | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Return the scopes of the stops and restrictions that silence the assistant in a conversation, read now.

    *in_use*: the scopes of the models and guidelines that answer here. *in_force*: the stops, where they were read already.
    """
    read = oversight.in_force() if in_force is None else in_force
    stops = scopes_that_stop(read, channel, customer, conversation, "", in_use=in_use)
    # What may only be stored is not processed by the assistant either: as if it were stopped in this conversation.
    return (
        (*stops, f"conversation:{conversation}") if (who or person(customer)).is_restricted(conversation) else stops
    )


def _groups_of(message: Message) -> Mapping[str, str]:
    """Return what a message itself says of whom it is from: all that its answer may be in draft mode for."""
    return {by: getattr(message, by) for by in SEEN}


def _patience() -> Callable[[], float]:
    """Return a clock for masking: seconds of this thread's computing, or of the wall's clock a twentieth, if that is more."""
    computed, began = time.thread_time(), time.perf_counter()
    return lambda: max(time.thread_time() - computed, (time.perf_counter() - began) / CLOCK_MAY_RUN)
