"""Walks flows in the house: which may begin, where a customer stands, what is asked outside, and the errands after.

A look-up happens while a turn is decided and is kept in its reason; what changes something outside is an errand, kept
in the same transaction as its turn and carried out after it, with a key by which the other side knows a repetition.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import State
from fairdesk.desk.turn import Answer
from fairdesk.flows import records as flows
from fairdesk.flows import walking
from fairdesk.flows.calling import AGAIN, BackOffice
from fairdesk.flows.flow import Action, Flow, Slot
from fairdesk.flows.hearing import languages, which_begins
from fairdesk.flows.reading import read_flow
from fairdesk.guidelines import records as guidelines
from fairdesk.house.contact import ContactSide
from fairdesk.house.knowing import Knowing
from fairdesk.house.letters import place_of_address
from fairdesk.house.memory import (
    Content,
    Memory,
    errand_from,
    flow_state_from,
    place_of_errand,
    place_of_flow,
)
from fairdesk.identity import records as identity
from fairdesk.identity.records import addresses
from fairdesk.nouns import (
    ActId,
    Asked,
    Because,
    ConversationId,
    CustomerId,
    Draft,
    Errand,
    Fact,
    Facts,
    FlowState,
    Situation,
    Verdict,
    Voice,
)
from fairdesk.privacy.detect import Detector, Span, settled
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.mask import Vault, restore

GUIDELINE = "guideline:"
"""Begins, among the versions a situation names, those of the guidelines that flows ask."""
MOST_TRIES = 5
ENDED = {
    "": "waits for the customer",
    "done": "done",
    "doing": "being done outside",
    "failed": "it failed",
    "cancelled": "the customer stopped it",
    "left": "the customer asked for other things",
    "moved": "goes on in another conversation of the same person",
    "not_understood": "the answer was not understood twice",
    "person": "left to a person",
    "refused": "the guideline does not allow it",
    "no rule": "no rule could decide",
    "with_person": "a person had it",
    "sensitive": "put down because of a sensitive matter",
    "asked_for_person": "put down because the customer asked for a person",
}
"""How a flow stands, for colleagues."""
BETWEEN_TRIES = timedelta(seconds=20)
"""After the first failed try; twice as long after each more."""


log = logging.getLogger("fairdesk.flows")


class Flows:
    """The flows of one desk and the system they call. Safe to use from many threads."""

    def __init__(self, knowing: Knowing, memory: Memory, office: BackOffice) -> None:
        self._knowing, self._memory, self.office = knowing, memory, office

    def versions(self, at: datetime) -> Mapping[str, str]:
        """Return the versions of the flows that may begin, and of the guidelines they ask; none where nothing can be called."""
        in_force = flows.in_force() if self.office.is_set else {}
        asked = {name for version in in_force.values() for name in flow_of(version).guidelines}
        found = {name: guidelines.in_force(name, at) for name in sorted(asked)}
        return {**in_force, **{GUIDELINE + name: kept[0] for name, kept in found.items() if kept}}

    def known_by(self, customer: CustomerId) -> str:
        """Return how we know who writes: by an address of theirs that they proved and nobody else reads, or a session."""
        return "verified_mail" if self.proved_email_row(customer) else "session"

    def proved_email_row(self, customer: CustomerId) -> addresses.AddressRow | None:
        """Return the address a person proved last that nobody else reads, or None."""
        mine = addresses.of(identity.same_person(customer))
        return next((each for each in mine if each.verified_at and not each.shared), None)

    def proved_email(self, customer: CustomerId) -> str:
        """Return that address, opened; "" if there is none."""
        row = self.proved_email_row(customer)
        return (
            unseal(self._memory.keys.of(row.customer), row.sealed, place_of_address(row.id)).decode() if row else ""
        )

    def stands(
        self, conversation: ConversationId, customer: CustomerId, at: datetime
    ) -> tuple[FlowState | None, FlowState | None]:
        """Return the flow this conversation is in, and one the same person began in another conversation."""
        rows = flows.under_way(identity.same_person(customer), at)
        here = next((each for each in rows if each.conversation == conversation), None)
        there = next((each for each in rows if each.conversation != conversation), None)
        return (self._opened(here) if here else None, self._opened(there) if there else None)

    def _opened(self, kept: flows.StateRow) -> FlowState:
        key = self._memory.keys.of(kept.customer)
        return flow_state_from(json.loads(unseal(key, kept.sealed, place_of_flow(kept.conversation))))

    def takes_up(self, asked: Asked, elsewhere: FlowState) -> bool:
        """Whether a message begins the flow that stands in another conversation of the same person."""
        return which_begins(asked.text, asked.language, [flow_of(elsewhere.version)]) is not None

    def brought(self, state: FlowState, customer: CustomerId, at: datetime, here: Vault) -> tuple[FlowState, Vault]:
        """Return a flow from another conversation with its personal details under the placeholders of this one."""
        row = next(each for each in flows.under_way(identity.same_person(customer), at) if each.name == state.name)
        there = self._memory.vault(row.conversation, self._memory.keys.of(row.customer))
        flow, vault, filled = flow_of(state.version), here, dict(state.filled)
        for name, placeholder in state.filled.items():
            if kind := flow.slots[name].hidden_as:
                value = restore(placeholder, there)
                vault = vault.put([(kind, value, "")])
                kept = vault.find(kind, value)
                filled[name] = kept.placeholder if kept else placeholder
        return replace(state, filled=filled), vault

    def expecting(self, detector: Detector, state: FlowState | None) -> Detector:
        """Return *detector* so that it also hides what the flow has asked for, by its pattern."""
        slots = flow_of(state.version).slots.values() if state else ()
        wanted = [slot for slot in slots if slot.pattern is not None]
        return Expecting(detector, wanted) if wanted else detector


@lru_cache(maxsize=256)
def flow_of(version: str) -> Flow:
    """Return a kept flow, read. Its version is the hash of its text, so it can be reused for ever."""
    return read_flow(flows.text_of(version), version)


class Expecting:
    """A detector that also finds what a flow has asked for, where it stands alone and nothing announces it."""

    def __init__(self, detector: Detector, wanted: list[Slot]) -> None:
        self._detector, self._wanted = detector, wanted

    def spans(self, text: str, language: str) -> tuple[Span, ...]:
        """Return what the other detector finds, and what has the pattern of a slot."""
        asked_for = [
            Span(found.start(), found.end(), slot.hidden_as, 1.0, "flow")
            for slot in self._wanted
            if slot.pattern is not None
            for found in re.finditer(rf"(?<!\w)(?:{slot.pattern.pattern})(?!\w)", text, re.IGNORECASE)
        ]
        return settled([*self._detector.spans(text, language), *asked_for])


class Outside:
    """What a walk may ask of the world, for one message of one customer."""

    def __init__(
        self, flows_here: Flows, knowing: Knowing, vault: Vault, versions: Mapping[str, str], email: str
    ) -> None:
        self._flows, self._knowing, self._vault, self._versions, self._email = (
            flows_here, knowing, vault, versions, email,
        )  # fmt: skip

    def fits(self, slot: Slot, placeholder: str) -> bool:
        """Whether what a placeholder stands for has the slot's pattern and check digit."""
        return slot.fits(restore(placeholder, self._vault))

    def look_up(self, action: Action, send: Mapping[str, Fact]) -> walking.Answer:
        """Call an action without effect, with the customer's own values in place of placeholders."""
        return self._flows.office.call(action, with_values(send, self._vault, self._email))

    def decide(self, guideline: str, facts: Facts) -> Verdict:
        """Ask the guideline in the version the situation names. One that is not in force refuses."""
        version = self._versions.get(GUIDELINE + guideline)
        if version is None:
            return Verdict({}, Because(guideline, f"{guideline}.refused", {"problem": "missing"}), "missing")
        return self._knowing.guideline(version).decide(facts)


def with_values(send: Mapping[str, Fact], vault: Vault, email: str) -> dict[str, Fact]:
    """Return what goes out with values for placeholders; the proved address is left out where there is none."""
    known = {**{name: restore(value, vault) if isinstance(value, str) else value for name, value in send.items()}}
    named = [name for name, value in send.items() if value == walking.KNOWN_EMAIL]
    return {name: email if name in named else value for name, value in known.items() if email or name not in named}


def step_or_answer(asked: Asked, situation: Situation, outside: walking.Outside, answer: Answer) -> Draft:
    """Return what a flow does with a message; where none begins or is under way, or it is an aside, the articles answer."""
    found = _which(asked, situation)
    if found is None:
        return answer(asked, situation)
    flow, state, message, fresh = found
    step, reasons = walking.walk(flow, state, message, outside, fresh=fresh)
    told: dict[str, Fact] = {"flow": flow.name, "flow_step": step.state.step, "did": step.code}
    if step.speaks:
        return Draft(
            "", (), 0.0, Because("answer", "answer.flow", told, version=flow.version, under=reasons), flow=step
        )
    return replace(answer(asked, situation), flow=step)


def _which(asked: Asked, situation: Situation) -> tuple[Flow, FlowState, walking.Message, bool] | None:
    """Return the flow a message belongs to, where it stands, and whether it begins or is taken up again; or None."""
    if situation.language not in languages():
        return None
    known: Facts = {"known_by": situation.known_by, "concern": situation.concern}
    message = walking.Message(asked, situation.language, situation.at, known)
    may_begin = {
        name: flow_of(version) for name, version in situation.flows.items() if not name.startswith(GUIDELINE)
    }
    begun = which_begins(asked.text, situation.language, may_begin.values())
    here, there = situation.flow, situation.elsewhere
    if here is not None and here.name in may_begin:
        flow = flow_of(here.version)  # one that was changed meanwhile is finished as it was begun
        if begun is None or begun.name == here.name or walking.answers(flow, here, message):
            return flow, here, replace(message, repeats=begun is not None), False
    if begun is None:
        return None
    if there is not None and there.name == begun.name and there.version == begun.version:
        return begun, there, message, True
    return begun, walking.begin(begun, situation.at), message, True


class FlowSide(ContactSide):
    """The part of the house that does what flows decided."""

    @property
    def walks(self) -> Flows:
        """The flows of this desk."""
        office = BackOffice(self.settings.back_office, self.settings.back_office_token_file)
        return Flows(self.knowing, self.memory, office)

    def keep_flow(self, text: str, file: str) -> Flow:
        """Put a flow in force from its file; its ledger entry says which version. Raises BadInput naming what is wrong."""
        flow, at = self.read_flow_for_use(text, file), self.now()
        with writing():
            self.put_flow(flow, text, at)
        return flow

    def read_flow_for_use(self, text: str, file: str) -> Flow:
        """Return the flow of a file whose guidelines are in force here. Raises BadInput naming what is wrong."""
        flow, at = read_flow(text, file), self.now()
        for name in flow.guidelines:
            self.knowing.rule_for(name, at)
        return flow

    def put_flow(self, flow: Flow, text: str, at: datetime, agreed: Mapping[str, Fact] | None = None) -> None:
        """Put a flow in force in the caller's transaction; *agreed*: who agreed to what another asked for, and why."""
        if flows.add(flow.name, flow.version, text, at):
            record: dict[str, Fact] = {"flow": flow.name, "version": flow.version, **(agreed or {})}
            self.memory.add_deed(at, "flow_in_force", "person" if agreed else "house", record)

    def retire_flow(self, name: str) -> bool:
        """Let a flow begin no more. False if none of that name is in force."""
        at = self.now()
        with writing():
            retired = flows.retire(name, at)
            if retired:
                self.memory.add_deed(at, "flow_retired", "house", {"flow": name})
        return retired

    def task_of(self, row: desk.ConversationRow) -> tuple[str, ...]:
        """Return, for a colleague, the last flow of a conversation: how it stands, then what was done, step by step."""
        kept = flows.state_of(row.id)
        if kept is None:
            return ()
        key = self.keys.of(row.customer)
        state = flow_state_from(json.loads(unseal(key, kept.sealed, place_of_flow(row.id))))
        flow = flow_of(state.version)
        stands = f"{flow.title}: {ENDED.get(kept.ended, kept.ended)}, at the step {state.step.replace('_', ' ')}"
        given = {f"{name} given" for name in flow.slots}  # the brief holds what was given
        return (stands, *(line.replace("_", " ") for line in state.done if line not in given))

    # --- errands ---
    def run_errand(self, act: ActId) -> None:
        """Do what an act decided to have done outside, unless the assistant may no longer act: then a person gets it.

        The try is counted before the call: a crash in between leaves an errand that is tried again with the same key.
        """
        if not flows.is_to_be_done(act):
            return  # nearly every act: no transaction for it
        at = self.now()
        with writing():
            kept = flows.claim(act, at, at + flows.LONGEST_CLAIM)
            if kept is None:
                return
            row = desk.conversation(kept.conversation, hold=True)
            if reason := self.why_silent(row):
                self._give_up(row, act, "action_held_back", {"reason": reason, "tried": kept.tries - 1})
                return
        self.plug("before errand")
        key = self.keys.of(kept.customer)
        errand, state = errand_from(unseal(key, kept.sealed, place_of_errand(act)))
        try:
            answer = self._called(errand, state, kept, key)
        except Exception as fault:  # noqa: BLE001  whatever broke, a person gets it (promise 9), and nothing else waits
            log.error("errand failed", extra={"act": act, "error": type(fault).__name__})
            answer = walking.Answer("failed", {}, "error")
        self.plug("after errand")
        with writing():
            row = desk.conversation(kept.conversation, hold=True)
            self._keep_outcome(row, key, kept, errand, answer)
        self.pulse.beat()

    def _called(self, errand: Errand, state: FlowState, kept: flows.ErrandRow, key: bytes) -> walking.Answer:
        action = flow_of(state.version).actions[errand.action]
        here, vault = self.walks, self.memory.vault(kept.conversation, key)
        send = with_values(errand.send, vault, here.proved_email(kept.customer))
        return here.office.call(action, send, errand_key(kept.act, errand.step))

    def _keep_outcome(
        self, row: desk.ConversationRow, key: bytes, kept: flows.ErrandRow, errand: Errand, answer: walking.Answer
    ) -> None:
        at, about = self.now(), {"action": errand.action}
        if answer.status == "found":
            if not flows.drop_errand(kept.act):
                return
            self.memory.add_event(row.id, key, at, "action_done", values=about)
            text = restore(errand.says, self.memory.vault(row.id, key))
            self.memory.add_line(
                row.id, key, at, Voice.PREPARED, Content(text), language=row.language, in_ledger=True
            )  # fmt: skip
            flows.finish(row.id, "done", at)
            desk.change(row.id, at, overtakes=False)
        elif answer.problem in AGAIN and kept.tries < MOST_TRIES:
            flows.try_again(kept.act, at, BETWEEN_TRIES * 2 ** (kept.tries - 1))
        else:
            problem = answer.problem or answer.status
            self._give_up(row, kept.act, "action_failed", {**about, "problem": problem, "tried": kept.tries})

    def _give_up(self, row: desk.ConversationRow, act: ActId, code: str, values: Mapping[str, Fact]) -> None:
        """Give an errand to a person, with what is known of it, in the caller's transaction."""
        if not flows.drop_errand(act):
            return
        key, at = self.keys.of(row.customer), self.now()
        self.memory.add_event(row.id, key, at, code, values=values)
        flows.finish(row.id, "failed", at)
        reason = str(values.get("reason") or walking.FAILED)
        if row.state == State.ASSISTANT:
            self.hand_over(row, key, "handed_over", reason=reason)
        else:
            desk.change(row.id, at)

    def why_silent(self, row: desk.ConversationRow) -> str:
        """Return why the assistant may not act in a conversation now, or ""."""
        raise NotImplementedError


def errand_key(act: ActId, step: str) -> str:
    """Return what the other side knows an errand by, however often it is sent."""
    return hashlib.sha256(f"{act}|{step}".encode()).hexdigest()[:32]
