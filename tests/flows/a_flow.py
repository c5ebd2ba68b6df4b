"""A small flow for tests, and what stands for the world around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fairdesk.flows import walking
from fairdesk.flows.flow import Action, Flow, Slot
from fairdesk.flows.reading import read_flow
from fairdesk.nouns import Asked, Because, Fact, Facts, Hidden, MaskedText, Verdict

TEXT = """
format: 1
name: cancel
title: Cancel an order
owner: Somebody
begins: {en: ["cancel my order"], de: ["Bestellung stornieren"]}
facts: {agreed: false}
slots:
  order: {type: number, pattern: 'NU-[0-9]{5}-[0-9]', check: luhn}
  why: {type: choice, options: {late: {en: [too late], de: [zu spät]}, other: {en: [other], de: [anderes]}}}
  agreed: {type: yes_no}
actions:
  find:
    method: POST
    path: /find
    effect: false
    allowed_by: {access: {may: look}}
    send: {order: order}
    request: {type: object, required: [order], properties: {order: {type: string}}}
    answer: {type: object, required: [state], properties: {state: {type: string, enum: [open, sent]}}}
    facts: [state]
  cancel:
    method: POST
    path: /cancel
    effect: true
    allowed_by: {changes: {decision: do}}
    send: {order: order, why: why, email: known.email}
words: {state: {open: {en: still here, de: noch hier}, sent: {en: sent, de: unterwegs}}}
steps:
  - {id: which, ask: order, says: {en: "Which order?", de: "Welche Bestellung?"}}
  - {id: look, look_up: find, to: {missing: nothing, refused: nothing}}
  - {id: reason, ask: why, says: {en: "Why?", de: "Warum?"}}
  - {id: sure, ask: agreed, says: {en: "Order {order} is {state}. Cancel?", de: "{order} ist {state}. Stornieren?"}, to: {no: kept}}
  - {id: go, do: cancel, says: {en: "{order} is cancelled.", de: "{order} ist storniert."}, to: {refused: late}}
  - {id: kept, say: {en: "It stays.", de: "Sie bleibt."}, then: end}
  - {id: late, hand_over: {en: "A person looks.", de: "Ein Mensch sieht nach."}}
  - {id: nothing, say: {en: "Not found.", de: "Nicht gefunden."}, then: end}
"""
AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def flow(*pairs: tuple[str, str]) -> Flow:
    """Return the flow with parts of its text replaced; the old parts must be there."""
    return read_flow(changed(*pairs), "cancel.yaml")


def changed(*pairs: tuple[str, str]) -> str:
    """Return its text with parts replaced."""
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@dataclass
class World:
    """Says what it was told to, and keeps what it was asked."""

    may: str = "look"
    decision: str = "do"
    answer: walking.Answer = walking.Answer("found", {"state": "open", "secret": "not declared"})
    right: frozenset[str] = frozenset(("[ACCOUNT_1]", "[ACCOUNT_2]"))
    asked: list[tuple[str, Mapping[str, Fact]]] = field(default_factory=list)
    read: list[Facts] = field(default_factory=list)

    def fits(self, slot: Slot, placeholder: str) -> bool:
        return placeholder in self.right

    def look_up(self, action: Action, send: Mapping[str, Fact]) -> walking.Answer:
        self.asked.append((action.name, send))
        return self.answer

    def decide(self, guideline: str, facts: Facts) -> Verdict:
        self.read.append(facts)
        said = {"access": {"may": self.may}, "changes": {"decision": self.decision}}[guideline]
        refused = "missing" if "refuse" in said.values() else ""
        return Verdict(said, Because(guideline, f"{guideline}.said"), refused)


def asked(text: str) -> Asked:
    """Return a masked message; its placeholders count as hidden."""
    import re

    found = re.finditer(r"\[([A-Z]+)_\d+\]", text)
    return Asked(MaskedText(text), "en", tuple(Hidden(m.start(), m.end(), m[1], m[0]) for m in found))


def message(text: str, language: str = "en", **more: bool) -> walking.Message:
    """Return a message to walk with."""
    return walking.Message(asked(text), language, AT, {"known_by": "verified_mail", "concern": "none"}, **more)
