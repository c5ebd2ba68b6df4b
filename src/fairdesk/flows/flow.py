"""What a flow is: how it begins, what it asks for, what it may call outside, and its steps in order.

Docs and an example: docs/flows.md. Everything a customer reads is written by people in the file, in each language in
which the flow may begin; in another language it does not, and the message is answered as any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from fairdesk.nouns import Facts

Texts = Mapping[str, str]
"""Words in each language of the flow."""

END = "end"
"""Stands for the step after the last."""


class SlotType(StrEnum):
    """What may be filled in."""

    NUMBER = "number"
    """A number of an order or the like; hidden by the mask as ACCOUNT, checked outside the decision."""
    EMAIL = "email"
    ADDRESS = "address"
    DATE = "date"
    AMOUNT = "amount"
    CHOICE = "choice"
    YES_NO = "yes_no"


HIDDEN_AS: Mapping[SlotType, str] = {
    SlotType.NUMBER: "ACCOUNT",
    SlotType.EMAIL: "EMAIL",
    SlotType.ADDRESS: "ADDRESS",
}
"""The kinds of placeholders that stand for personal details; these slots are filled by placeholder, never by words."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Something to be filled in. `options` of a choice: each one's code with the words that mean it, by language."""

    name: str
    type: SlotType
    pattern: re.Pattern[str] | None = None
    check: str = ""
    """The check-digit rule of a number: luhn, or ""."""
    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def hidden_as(self) -> str:
        """The kind of placeholder it is filled by; "" if it is no personal detail."""
        return HIDDEN_AS.get(self.type, "")

    def fits(self, value: str) -> bool:
        """Whether a value, as the customer wrote it, has the declared pattern and a right check digit."""
        return (self.pattern is None or bool(self.pattern.fullmatch(value.strip()))) and (
            self.check != "luhn" or luhn(value)
        )


def luhn(value: str) -> bool:
    """Whether the digits of *value* have a right last digit (ISO/IEC 7812-1, annex B)."""
    digits = [int(sign) for sign in value if sign.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits[::-1])]
    return len(digits) > 1 and sum(doubled) % 10 == 0


@dataclass(frozen=True, slots=True)
class Action:
    """A call outside, under the operator's address. `send`: what goes out, each from a slot, a fact or `known.email`.

    `allowed_by`: the guideline and the output it must give, or nothing is called. `request` and `answer` are JSON
    Schemas (the part of draft 2020-12 that shape.py checks). `facts`: which values of the answer go on.
    """

    name: str
    method: str
    path: str
    seconds: float
    effect: bool
    guideline: str
    output: str
    value: str
    send: Mapping[str, str]
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `does` is a word of `DOES` in reading.py; `of` the slot, action, guideline or fact it is about.

    `to`: where each outcome leads (of a decision the value of `output`, of an answer yes or no, of a look-up
    `missing`); anything else goes to `then`.
    """

    id: str
    does: str
    of: str = ""
    says: Texts = field(default_factory=dict)
    output: str = ""
    to: Mapping[str, str] = field(default_factory=dict)
    then: str = END


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow as its file says it. `words`: what a fact's value is called, by fact, value and language."""

    name: str
    title: str
    owner: str
    version: str
    lasts: timedelta
    begins: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, Slot]
    actions: Mapping[str, Action]
    steps: tuple[Step, ...]
    words: Mapping[str, Mapping[str, Texts]] = field(default_factory=dict)
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases, by language, that keep a message from beginning it: a question about the rule is no wish to do it."""
    facts: Facts = field(default_factory=dict)
    """What is known at its beginning, for its guidelines."""

    def step(self, id: str) -> Step:
        """Return a step by its id. The loader has seen that every id that is named is there."""
        return next(step for step in self.steps if step.id == id)

    @property
    def guidelines(self) -> tuple[str, ...]:
        """The guidelines it asks, each once."""
        asked = [step.of for step in self.steps if step.does in ("decide", "claim")]
        return tuple(dict.fromkeys([*asked, *(action.guideline for action in self.actions.values())]))
