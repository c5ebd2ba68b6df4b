"""Walks a flow's file in a dry run: the desk's guidelines decide, made-up answers stand for the back office."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairdesk.flows import records as flows
from fairdesk.flows import walking
from fairdesk.flows.calling import read_answer
from fairdesk.flows.flow import Action, Flow, Slot
from fairdesk.flows.hearing import which_begins
from fairdesk.flows.reading import read_flow
from fairdesk.flows.shape import fault_of
from fairdesk.house.flowing import Expecting, FlowSide, with_values
from fairdesk.house.knowing import Knowing
from fairdesk.nouns import BadInput, Fact, Facts, FlowState, FlowStep, RawText, Verdict
from fairdesk.privacy.detect import Detector
from fairdesk.privacy.mask import Vault, mask, restore

PATIENCE_SECONDS = 5.0


@dataclass
class Dry:
    """What stands for the world: made-up answers, the desk's guidelines as they are in force, and nothing that acts."""

    knowing: Knowing
    at: datetime
    made_up: Mapping[str, Any]
    vault: Vault = field(default_factory=Vault.empty)

    def fits(self, slot: Slot, placeholder: str) -> bool:
        """Whether what a placeholder stands for has the slot's pattern and check digit."""
        return slot.fits(restore(placeholder, self.vault))

    def look_up(self, action: Action, send: Mapping[str, Fact]) -> walking.Answer:
        """Return the made-up answer, held against the declaration as a real one would be."""
        sent = with_values(send, self.vault, "somebody@example.org")
        if fault := fault_of(sent, action.request):
            return walking.Answer("failed", {}, f"request not as declared: {fault}")
        if action.name not in self.made_up:
            return walking.Answer("failed", {}, "no made-up answer")
        return read_answer(action, 200, json.dumps(self.made_up[action.name]).encode())

    def decide(self, guideline: str, facts: Facts) -> Verdict:
        """Ask the guideline as it is in force."""
        return self.knowing.rule_for(guideline, self.at).decide(facts)


def try_flow(
    text: str, file: str, said: Sequence[str], language: str, known_by: str, world: Dry, detector: Detector
) -> list[dict[str, object]]:
    """Return what the flow says to each message. Raises BadInput if the file is wrong or the first words do not begin it."""
    flow = read_flow(text, file)
    if which_begins(said[0], language, [flow]) is None:
        begins = "; ".join(flow.begins.get(language, ())) or f"nothing in {language!r}"
        raise BadInput(f"{said[0]!r} does not begin {flow.name}; it begins with: {begins}")
    found: list[dict[str, object]] = []
    state: FlowState | None = None
    for words in said:
        step = _step(flow, state, words, language, known_by, world, detector)
        found.append(_shown(words, step, world.vault))
        if step.ended:
            break
        state = step.state
    return found


def _step(
    flow: Flow, state: FlowState | None, words: str, language: str, known_by: str, world: Dry, detector: Detector
) -> FlowStep:
    wanted = [slot for slot in flow.slots.values() if slot.pattern is not None]
    asked, world.vault = mask(RawText(words), language, world.vault, Expecting(detector, wanted), PATIENCE_SECONDS)
    message = walking.Message(asked, language, world.at, {"known_by": known_by, "concern": "none"})
    begun = state or walking.begin(flow, world.at)
    return walking.walk(flow, begun, message, world, fresh=state is None)[0]


def _shown(words: str, step: FlowStep, vault: Vault) -> dict[str, object]:
    return {
        "said": words, "code": step.code, "says": restore(step.says, vault), "step": step.state.step,
        "would_do": f"{step.errand.action} {dict(step.errand.send)}" if step.errand else "",
        "handover": step.handover, "ended": step.ended, "looked": list(step.looked),
    }  # fmt: skip


class TryingFlows(FlowSide):
    """The part of the house that shows flows and tries them without acting."""

    def try_flow(
        self, text: str, file: str, said: Sequence[str], language: str, made_up: Mapping[str, Any], known_by: str
    ) -> list[dict[str, object]]:
        """Return what a flow's file would say to each message; nothing is called or kept."""
        world = Dry(self.knowing, self.now(), made_up)
        return try_flow(text, file, said, language, known_by, world, self.detector)

    def flows_in_force(self) -> dict[str, str]:
        """Return the version of each flow in force, by name."""
        return dict(flows.in_force())
