"""Walk a flow with one message: fill what was asked, go on step by step until something is asked, said or to be done.

Pure: the moment and the facts are arguments. What only the world knows comes through `Outside` and is written into
the step, so that the same answers give the same step again. Nothing is called, looked up or done unless the guideline
that the action names says so, and what is to be done is only noted here: the house does it once the turn is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from fairdesk.flows.flow import END, Action, Flow, Slot, SlotType, Step
from fairdesk.flows.hearing import day_said, something_else, stops, value_of
from fairdesk.language import gettext_noop, say
from fairdesk.nouns import Asked, Because, Errand, Fact, Facts, FlowState, FlowStep, Verdict

MOST_TRIES = 2
"""How often an answer may not be understood before a person takes over."""
MOST_ASIDES = 1
"""How many other questions are answered in between before the flow is left."""
PERSON, FAILED = "flow_person", "flow_failed"
"""Why a person takes over: a step or a guideline says so, or the flow could not go on."""
KNOWN_EMAIL = "known.email"
"""What an action may send besides slots and facts: the address the customer has proved."""

_NAMED = re.compile(r"\{([a-z_]+)\}")
CANCELLED = gettext_noop("All right, we stop here. Nothing was changed.")
DOING = gettext_noop("We are doing this now. We tell you here when it is done.")
AGAIN = gettext_noop("Sorry, we did not understand that.")
GOES_ON = gettext_noop("We go on where you stopped.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from outside: `status` is found, missing or failed; `facts` are the declared values of an answer."""

    status: str
    facts: Facts
    problem: str = ""


class Outside(Protocol):
    """What a walk asks of the world."""

    def fits(self, slot: Slot, placeholder: str) -> bool:
        """Whether what a placeholder stands for has the slot's pattern and check digit."""

    def look_up(self, action: Action, send: Mapping[str, Fact]) -> Answer:
        """Call an action without effect. Never raises: what went wrong is an answer too."""

    def decide(self, guideline: str, facts: Facts) -> Verdict:
        """Ask a guideline."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk in progress: where it stands, what it has said and asked on the way, and why."""

    state: FlowState
    says: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    reasons: tuple[Because, ...] = ()

    def done(self, what: str, **changes: object) -> Walk:
        """Return the walk after a step."""
        return replace(self, state=replace(self.state, done=(*self.state.done, what), **changes))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Message:
    """The message a flow is walked with."""

    asked: Asked
    language: str
    at: datetime
    known: Facts
    repeats: bool = False
    """It says again the words that begin the flow it is in."""
    used: bool = False


Walked = tuple[FlowStep, tuple[Because, ...]]


def put_down(state: FlowState | None, step: FlowStep | None, handover: str) -> FlowStep | None:
    """Return what becomes of a flow in a turn: what it did, or that it is put down at once because a person takes over.

    What was put down never goes on by itself.
    """
    if (step and step.speaks) or not handover:
        return step
    stands = step.state if step else state
    return FlowStep("put_down", stands, ended=handover) if stands else None


def begin(flow: Flow, at: datetime) -> FlowState:
    """Return a flow at its beginning."""
    return FlowState(flow.name, flow.version, flow.steps[0].id, at + flow.lasts, facts=dict(flow.facts))


def walk(flow: Flow, state: FlowState, message: Message, outside: Outside, *, fresh: bool) -> Walked:
    """Walk on from *state* with a message. *fresh*: it begins, or takes up again, the flow; else it answers its step."""
    if fresh:
        taken_up = (say(message.language, GOES_ON),) if state.filled else ()
        return _go(flow, Walk(state, taken_up), flow.step(state.step), message, outside)
    if stops(message.asked.text, message.language):
        return FlowStep("cancelled", state, say(message.language, CANCELLED), ended="cancelled"), ()
    step = flow.step(state.step)
    slot = flow.slots[step.of]
    value = value_of(slot, message.asked, message.language, message.at.date())
    if slot.type is SlotType.YES_NO and (corrected := _corrected(flow, state, message, slot)):
        return _correct(flow, state, corrected, message, outside)
    if value:
        return _filled(flow, Walk(state), step, value, message, outside)
    if corrected := _corrected(flow, state, message, slot):
        return _correct(flow, state, corrected, message, outside)
    if message.repeats:
        return FlowStep("asked", state, _text(flow, step, state, message.language)), ()
    if something_else(message.asked.text):
        return _aside(flow, state, step, message)
    return _again(Walk(state), step, message)


def answers(flow: Flow, state: FlowState, message: Message) -> bool:
    """Whether a message answers what the flow asks, in words of its own: then it begins no other flow."""
    slot = flow.slots[flow.step(state.step).of]
    return not slot.hidden_as and bool(value_of(slot, message.asked, message.language, message.at.date()))


def _aside(flow: Flow, state: FlowState, step: Step, message: Message) -> Walked:
    if state.asides >= MOST_ASIDES:
        return FlowStep("aside", state, ended="left"), ()
    question = _text(flow, step, state, message.language)
    return FlowStep("aside", replace(state, asides=state.asides + 1), question), ()


def _again(at: Walk, step: Step, message: Message) -> Walked:
    tries = at.state.tries + 1
    state = replace(at.state, tries=tries, step=step.id)
    if tries >= MOST_TRIES:
        return FlowStep("failed", state, ended="not_understood", handover=FAILED, looked=at.looked), at.reasons
    says = f"{say(message.language, AGAIN)} {step.says[message.language]}"
    return FlowStep("again", state, says, looked=at.looked), at.reasons


def _corrected(flow: Flow, state: FlowState, message: Message, but: Slot) -> tuple[Slot, str] | None:
    """Return what was filled before and is otherwise in this message: "no, it is 1234"."""
    for name in reversed(tuple(state.filled)):
        slot = flow.slots[name]
        if slot.type is SlotType.YES_NO or slot.name == but.name:
            continue
        value = value_of(slot, message.asked, message.language, message.at.date())
        if value and value != state.filled[name]:
            return slot, value
    return None


def _correct(flow: Flow, state: FlowState, new: tuple[Slot, str], message: Message, outside: Outside) -> Walked:
    slot, value = new
    step = next(step for step in flow.steps if step.does == "ask" and step.of == slot.name)
    before = flow.steps[: flow.steps.index(step)]
    kept = {each.of: state.filled[each.of] for each in before if each.does == "ask" and each.of in state.filled}
    # What was found out with the old value is not true of the new one.
    clean = replace(state, filled=kept, facts=dict(flow.facts), tries=0, step=step.id)
    return _filled(flow, Walk(clean).done(f"{slot.name} corrected"), step, value, message, outside)


def _filled(flow: Flow, at: Walk, step: Step, value: str, message: Message, outside: Outside) -> Walked:
    slot = flow.slots[step.of]
    if slot.hidden_as and not outside.fits(slot, value):
        return _again(replace(at, looked=(*at.looked, f"{slot.name} does not fit")), step, message)
    filled = {**at.state.filled, slot.name: value}
    on = at.done(f"{slot.name} given", filled=filled, tries=0, asides=0)
    # The message is used up: it answers no question that comes after.
    return _next(flow, on, step.to.get(value, step.then), replace(message, used=True), outside)


def _next(flow: Flow, at: Walk, id: str, message: Message, outside: Outside) -> Walked:
    if id == END:
        return FlowStep("said", at.state, _said(at), ended="done", looked=at.looked), at.reasons
    return _go(flow, at, flow.step(id), message, outside)


def _go(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    """Do a step and those after it. Ends because the loader refuses a file whose steps could go round unasked."""
    return _DOES[step.does](flow, replace(at, state=replace(at.state, step=step.id)), step, message, outside)


def _ask(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    slot = flow.slots[step.of]
    value = "" if message.used else value_of(slot, message.asked, message.language, message.at.date())
    if slot.hidden_as and value and outside.fits(slot, value):  # it stood in the words that began the flow
        return _filled(flow, at, step, value, message, outside)
    question = _text(flow, step, at.state, message.language)
    return FlowStep("asked", at.state, _said(at, question), looked=at.looked), at.reasons


def _say(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    said = replace(at, says=(*at.says, _text(flow, step, at.state, message.language))).done(f"{step.id} said")
    return _next(flow, said, step.then, message, outside)


def _decide(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    verdict = outside.decide(step.of, facts_for(flow, at.state, message.known))
    reasons = (*at.reasons, verdict.because)
    if verdict.refused:
        return _to_a_person(replace(at, reasons=reasons), FAILED, "no rule")
    value = verdict.outputs[step.output]
    on = replace(at, reasons=reasons).done(f"{step.of}: {value}", facts={**at.state.facts, step.output: value})
    return _next(flow, on, step.to.get(value, step.then), message, outside)


def _allowed(flow: Flow, at: Walk, action: Action, message: Message, outside: Outside) -> tuple[Walk, bool]:
    """Ask the guideline that must allow an action."""
    verdict = outside.decide(action.guideline, facts_for(flow, at.state, message.known))
    allowed = not verdict.refused and verdict.outputs.get(action.output) == action.value
    on = replace(at, reasons=(*at.reasons, verdict.because))
    return (on if allowed else on.done(f"{action.name} not allowed")), allowed


def _look_up(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    action = flow.actions[step.of]
    on, allowed = _allowed(flow, at, action, message, outside)
    if not allowed:
        return _not_allowed(flow, on, step, message, outside)
    answer = outside.look_up(action, _to_send(flow, action, on.state))
    on = replace(on, looked=(*on.looked, f"{action.name}: {answer.problem or answer.status}"))
    if answer.status == "failed":
        return _to_a_person(on.done(f"{action.name} failed"), FAILED, "failed")
    if answer.status == "missing" and "missing" in step.to:
        return _next(flow, on.done(f"{action.name}: missing"), step.to["missing"], message, outside)
    found = {**on.state.facts, **{name: answer.facts[name] for name in action.facts if name in answer.facts}}
    return _next(flow, on.done(f"{action.name}: {answer.status}", facts=found), step.then, message, outside)


def _not_allowed(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    if "refused" in step.to:
        return _next(flow, at, step.to["refused"], message, outside)
    return _to_a_person(at, PERSON, "refused")


def _do(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    action = flow.actions[step.of]
    on, allowed = _allowed(flow, at, action, message, outside)
    if not allowed:
        return _not_allowed(flow, on, step, message, outside)
    after = _text(flow, step, on.state, message.language)
    errand = Errand(step.id, action.name, _to_send(flow, action, on.state), after)
    says = _said(on, say(message.language, DOING))
    return FlowStep("doing", on.state, says, ended="doing", errand=errand, looked=on.looked), on.reasons


def _choose(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    """Go where a known value leads. Nothing is judged here: what needs judging is a guideline's."""
    known = {**at.state.facts, **at.state.filled}
    return _next(flow, at, step.to.get(str(known.get(step.of, "")), step.then), message, outside)


def _claim(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:
    """Ask for money: the guideline proposes, a person decides, and the customer is told that it is so."""
    facts = facts_for(flow, at.state, message.known)
    verdict = outside.decide(step.of, facts)
    proposed = "person" if verdict.refused else verdict.outputs["decision"]
    on = replace(
        at, reasons=(*at.reasons, verdict.because), says=(*at.says, _text(flow, step, at.state, message.language))
    )
    asked = {"kind": step.of, "amount": facts["amount"], "proposed": proposed}
    made, reasons = _to_a_person(on.done(f"{step.of} asked for"), PERSON, "person")
    return replace(made, claim=asked), reasons


def _hand_over(flow: Flow, at: Walk, step: Step, message: Message, outside: Outside) -> Walked:  # noqa: ARG001
    said = replace(at, says=(*at.says, _text(flow, step, at.state, message.language))) if step.says else at
    return _to_a_person(said, PERSON, "person")


def _to_a_person(at: Walk, handover: str, ended: str) -> Walked:
    code = "person" if handover == PERSON else "failed"
    return FlowStep(code, at.state, _said(at), ended=ended, handover=handover, looked=at.looked), at.reasons


_DOES = {
    "ask": _ask, "say": _say, "choose": _choose, "decide": _decide, "look_up": _look_up, "do": _do, "claim": _claim,
    "hand_over": _hand_over,
}  # fmt: skip


def facts_for(flow: Flow, state: FlowState, known: Facts) -> Facts:
    """Return what a guideline may read: what is known, what was looked up, and what was filled in, but nothing personal."""
    filled = {name: _typed(flow.slots[name], value) for name, value in state.filled.items()
              if not flow.slots[name].hidden_as}  # fmt: skip
    return {**state.facts, **filled, **known}


def _typed(slot: Slot, value: str) -> Fact:
    if slot.type is SlotType.YES_NO:
        return value == "yes"
    return float(value) if slot.type is SlotType.AMOUNT else value


def _to_send(flow: Flow, action: Action, state: FlowState) -> dict[str, Fact]:
    """Return what goes out, with placeholders where the house puts the values in."""
    known: dict[str, Fact] = {**state.facts, KNOWN_EMAIL: KNOWN_EMAIL}
    known |= {name: _typed(flow.slots[name], value) for name, value in state.filled.items()}
    return {name: known[source] for name, source in action.send.items() if source in known}


def _text(flow: Flow, step: Step, state: FlowState, language: str) -> str:
    """Return a step's words with what is known put in; personal details stay placeholders until they are shown."""
    known = {name: _in_words(flow, name, str(value), language) for name, value in state.facts.items()}
    known |= {name: _in_words(flow, name, value, language) for name, value in state.filled.items()}
    return _NAMED.sub(lambda found: known.get(found[1], found[0]), step.says.get(language, ""))


def _in_words(flow: Flow, name: str, value: str, language: str) -> str:
    return flow.words.get(name, {}).get(value, {}).get(language) or day_said(value, language)


def _said(at: Walk, last: str = "") -> str:
    return " ".join(part for part in (*at.says, last) if part)
