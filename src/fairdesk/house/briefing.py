"""The hand-over brief in the house: what is known of a case, who put it otherwise, and what need not be asked again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from fairdesk.consent.accommodations import HELPS
from fairdesk.database import moment, writing
from fairdesk.desk import records as desk
from fairdesk.desk.asks import GivenAlready, asked_for, given, given_already
from fairdesk.desk.brief import CORRECTED, EDITABLE, EDITED, Beside, Known, brief, changed, edits, version
from fairdesk.desk.timeline import Brief, Entry, State
from fairdesk.explainability.wording import for_colleague, for_customer, handover_sentence
from fairdesk.flows import records as flows
from fairdesk.flows.flow import Action, Flow, Slot, SlotType
from fairdesk.house.colleagues import ColleagueSide
from fairdesk.house.customers import CustomerSide
from fairdesk.house.flowing import flow_of
from fairdesk.house.joining import ai_choice
from fairdesk.house.memory import flow_state_from, only_answers, place_of_flow, place_of_turn
from fairdesk.language import say
from fairdesk.nouns import (
    ActId,
    ColleagueId,
    ConversationId,
    CustomerId,
    Fact,
    FlowState,
    NotFound,
    Overtaken,
    Turn,
    Voice,
)
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.mask import restore
from fairdesk.sensitive import records as sensitive

ASKED_AGAIN = "asked_again"
"""The event of a person's reply that asked for what the customer had given; customers see it in their copy alone."""

DOUBT_LOOKED_BACK = 10
"""Turns: a customer who waits may have written some more, which the assistant never looked at."""

_SLOTS = {SlotType.NUMBER: "order", SlotType.EMAIL: "email", SlotType.ADDRESS: "address", SlotType.DATE: "date",
          SlotType.AMOUNT: "amount"}  # fmt: skip
_SLOT_NAMES = {"reason": "reason", "trouble": "reason", "product": "product", "item": "product"}
_CONSENT = {
    "refused": "people only: the customer refused the assistant",
    "allowed": "the customer let the assistant answer again",
    "told": "told that an assistant answers first; chose nothing else",
}


class BriefSide(CustomerSide, ColleagueSide):
    """The part of the house that tells a person what is known, and the customer what that person is told."""

    def entries_in_full(self, row: desk.ConversationRow) -> tuple[Entry, ...]:
        """Return a conversation's lines as colleagues see them."""
        raise NotImplementedError

    def kept_turn(self, act: ActId) -> tuple[desk.TurnRow, Turn]:
        """Return a turn as it is stored and as it was decided."""
        raise NotImplementedError

    # --- the colleague's ---
    def brief_of(
        self, row: desk.ConversationRow, entries: Sequence[Entry], task: str, *, with_helps: bool
    ) -> Mapping[str, str]:
        """Return the brief of a case for a colleague; *with_helps* for one who may answer."""
        beside = Beside(
            known=self.known_of(row, entries),
            task=task,
            doubt=self._doubt(row),
            helps=self.helps(row.customer).for_colleagues if with_helps else (),
            consent=_CONSENT[ai_choice(row.customer)],
            sensitive=sensitive.open_concern(row.id, self.now()) != "none",
            only_answers=self._only_answers(row),
        )
        return brief(entries, row.language, row.reason, beside)

    def edit_brief(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        stood: Mapping[str, str],
        written: Mapping[str, str],
        seen: int,
    ) -> None:
        """Keep a colleague's version of the brief beside the one before it. *seen* is the version they changed.

        Raises Refused if the conversation is not theirs, Overtaken if somebody changed the brief meanwhile.
        """
        who, at = self.colleague_who_may(colleague, "reply"), self.now()
        with writing():
            row = self.mine(conversation, colleague)
            if values := self._new_version(row, stood, written, seen):
                self.memory.add_event(row.id, self.keys.of(row.customer), at, EDITED, actor="person", author=who.id,
                                      who=who.work_name, values=values)  # fmt: skip
        self.pulse.beat()

    def _new_version(
        self, row: desk.ConversationRow, stood: Mapping[str, str], written: Mapping[str, str], seen: int
    ) -> Mapping[str, Fact]:
        key = self.keys.of(row.customer)
        latest = max((line.number for line in desk.items(row.id) if line.code in (EDITED, CORRECTED)), default=0)
        last = edits(self._versions(row, key)) if latest != seen else {}
        values = changed(stood, written)
        if any(edit.number > seen and name in values for name, edit in last.items()):
            raise Overtaken("somebody changed this part meanwhile; read it, then change it again")
        return values

    def _versions(self, row: desk.ConversationRow, key: bytes) -> Iterator[Entry]:
        for line in desk.items(row.id):
            if line.code in (EDITED, CORRECTED):
                said = self.memory.read_line(row.id, key, line)
                yield Entry(
                    line.number, moment(line.at), Voice.EVENT, code=line.code, values=said.values or {}, who=said.who
                )

    # --- the customer's ---
    def brief_for(self, conversation: ConversationId, customer: CustomerId, language: str) -> Brief:
        """Return what a person is told of a conversation, to its customer, in the words of the page's language.

        Raises NotFound for a stranger, and while no person was asked for.
        """
        row = self.own(conversation, customer)
        if row.state not in (State.WAITING, State.PERSON):
            raise NotFound("nobody reads this conversation now, so nobody is told of it")
        entries = self.entries_in_full(row)
        turn = self._looked(row)
        known = self.known_of(row, entries, looked_up=False)
        beside = Beside(known=known, only_answers=self._only_answers(row), reader=language)
        told = brief(entries, row.language, row.reason, beside)
        helps = self.helps(row.customer)
        others = {
            "reason": handover_sentence(row.reason, language),
            "language": told["language"],
            "helps": "; ".join((*(say(language, HELPS[code]) for code in helps.chosen), helps.words)).strip("; "),
            "doubt": " ".join(for_customer(turn.because, language)[:2]) if turn else "",
        }
        return Brief(
            parts={name: told.get(name, "") for name in EDITABLE},
            edits=edits(entries),
            version=version(entries),
            person=row.assignee_name if row.state == State.PERSON else "",
            others={name: text for name, text in others.items() if text},
        )

    def correct_brief(
        self,
        conversation: ConversationId,
        customer: CustomerId,
        stood: Mapping[str, str],
        written: Mapping[str, str],
        seen: int,
    ) -> None:
        """Keep a customer's correction of the brief beside what stood there. Raises Overtaken as `edit_brief`."""
        at = self.now()
        with writing():
            row = self.own(conversation, customer, hold=True)
            if values := self._new_version(row, stood, written, seen):
                self.memory.add_event(
                    row.id, self.keys.of(row.customer), at, CORRECTED, actor="customer", values=values
                )
        self.pulse.beat()

    # --- what is known ---
    def known_of(
        self, row: desk.ConversationRow, entries: Sequence[Entry], *, looked_up: bool = True
    ) -> tuple[Known, ...]:
        """Return the facts of a case: those of its flow with what verified each, and those that the messages give.

        Without *looked_up*, nothing tells what the company's system holds: a customer who proved nothing must not learn
        from the brief whether somebody else's order is there.
        """
        key = self.keys.of(row.customer)
        vault = self.memory.vault(row.id, key)
        of_flow = tuple(self._of_flow(row, key, entries, looked_up))
        told = {each.value.casefold() for each in of_flow}
        proved = self.walks.proved_email(row.customer).casefold()
        said = (
            each
            for each in given(entries, lambda hidden: restore(hidden, vault))
            if each.value.casefold() not in told
        )
        return (*of_flow, *(_proved(each, proved) for each in said))

    def _of_flow(
        self, row: desk.ConversationRow, key: bytes, entries: Sequence[Entry], looked_up: bool
    ) -> Iterator[Known]:
        kept = flows.state_of(row.id)
        if kept is None:
            return
        state = flow_state_from(json.loads(unseal(key, kept.sealed, place_of_flow(row.id))))
        flow, vault = flow_of(state.version), self.memory.vault(row.id, key)
        for name, slot in flow.slots.items():
            if name in state.filled:
                value = restore(state.filled[name], vault)
                found = _verified(name, flow, state if looked_up else replace(state, done=()))
                yield Known(_slot_name(slot), value, found, _number(value, entries))
        told = {name for action in flow.actions.values() if _found(action, state) for name in action.facts}
        if looked_up:
            yield from (Known(name, str(value), "found") for name, value in state.facts.items() if name in told)

    def already_given(self, conversation: ConversationId, colleague: ColleagueId, draft: str) -> tuple[Known, ...]:
        """Return what a draft asks for although the customer gave it. The draft is not kept."""
        self.colleague_who_may(colleague, "reply")
        row = desk.conversation(conversation)
        self.check_glass(row, colleague)
        return self._given_already(row, draft)

    def _given_already(self, row: desk.ConversationRow, draft: str) -> tuple[Known, ...]:
        if not asked_for(draft, row.language):
            return ()  # most drafts: nothing has to be opened
        return given_already(draft, row.language, self.known_of(row, self.entries_in_full(row)))

    def note_asked_again(self, row: desk.ConversationRow, words: str, past: Iterable[str]) -> None:
        """Keep that a reply asks for what the customer gave; the colleague must have seen it and gone *past* it.

        Raises GivenAlready for what they have not seen yet. In the caller's transaction.
        """
        found = self._given_already(row, words)
        if {each.slot for each in found} - set(past):
            raise GivenAlready(found)
        if found:
            slots: dict[str, Fact] = {"slots": ", ".join(each.slot for each in found)}
            self.memory.add_event(
                row.id, self.keys.of(row.customer), self.now(), ASKED_AGAIN, values=slots, released=False
            )

    # --- what the assistant made of it ---
    def _only_answers(self, row: desk.ConversationRow) -> Callable[[Entry], bool]:
        key = self.keys.of(row.customer)
        return lambda entry: entry.act is not None and self.says_only_an_answer(entry.act, key)

    def says_only_an_answer(self, act: ActId, key: bytes) -> bool:
        """Whether a message only answered what a flow asked, or was small talk, and so says nothing of what is needed."""
        try:
            return only_answers(unseal(key, desk.turn(act).sealed, place_of_turn(act)))
        except NotFound:
            return False

    def _looked(self, row: desk.ConversationRow) -> Turn | None:
        """Return the last turn in which the assistant looked for an answer and it was decided what becomes of it."""
        turns = (self.kept_turn(act)[1] for act in reversed(desk.turns_of(row.id, DOUBT_LOOKED_BACK)))
        return next((turn for turn in turns if turn.release is not None), None)

    def _doubt(self, row: desk.ConversationRow) -> str:
        turn = self._looked(row)
        if turn is None:
            return ""
        sure = f"{turn.draft.confidence:.0%} sure of its answer. " if turn.draft and turn.draft.evidence else ""
        said = (line.sentence for line in for_colleague(turn.because) if line.step in ("answer", "release"))
        return sure + " ".join(dict.fromkeys(said))


def _slot_name(slot: Slot) -> str:
    if slot.type is SlotType.CHOICE or slot.type is SlotType.YES_NO:
        return _SLOT_NAMES.get(slot.name, slot.name)
    return _SLOTS[slot.type]


def _verified(name: str, flow: Flow, state: FlowState) -> str:
    """Return what verified a slot of a flow: the company's own system, its check digit, its form, or nothing."""
    slot = flow.slots[name]
    if any(name in action.send.values() and _found(action, state) for action in flow.actions.values()):
        return "found"
    return "checked" if slot.check else "fits" if slot.pattern is not None else "said"


def _found(action: Action, state: FlowState) -> bool:
    return f"{action.name}: found" in state.done


def _number(value: str, entries: Iterable[Entry]) -> int:
    spoken = (each for each in entries if each.voice is Voice.CUSTOMER)
    return next((each.number for each in spoken if value.casefold() in each.text.casefold()), 0)


def _proved(known: Known, proved: str) -> Known:
    if known.slot == "email" and proved and known.value.casefold() == proved:
        return Known(known.slot, known.value, "proved", known.number)
    return known
