"""What a colleague knows of a customer's wish for money, typed, and how a decision on it looks. Nothing is guessed.

An amount is in euros and cents. What a form leaves empty is left out, so the guideline refuses and a person decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fairdesk.nouns import ActId, BadInput, Because, ConversationId, Fact, Score, Voice

KINDS = ("refund", "goodwill")
TROUBLES = ("changed_mind", "broken", "wrong_item", "not_delivered", "late", "poor_service", "other")
PROOFS = ("none", "photo", "receipt")
MOST = 100_000
"""Euros; what is more is a slip of the keyboard, or not a matter for this form."""
LONGEST_WORDS = 2_000

DRAFTED, GRANTED, REFUSED = "money_drafted", "money_granted", "money_refused"
"""The events of a timeline: a draft is shown to colleagues alone."""
EVENTS = (DRAFTED, GRANTED, REFUSED)
APPEALED = "money_appealed"
"""The event of a customer who disputes a decision; its value `decision` is the number of the decision's line."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asked and what is known: `known` holds the typed facts of the guideline but for the concern.

    `seen`: the number of the latest decision that whoever asks had before them; 0: none.
    """

    kind: str
    amount: float
    known: Mapping[str, Fact]
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its place in the timeline, `outcome` (drafted, granted, refused), by whom, and why.

    `by` is "rule" or "person"; `words` are the person's own reason; `proposed` is what the rule said.
    """

    number: int
    act: ActId
    at: datetime
    kind: str
    outcome: str
    amount: float
    by: str
    who: str
    words: str
    proposed: str
    because: Because


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a decision, to a customer or a colleague: why, on which facts, what else a rule would have paid for.

    `scores` are the scores that the rule read, in parts that sum to them. `code` finds the act in the ledger; "" at first.
    `appeal`: "open", how it ended, or "" of what nobody disputed; `decides` until `until`; `may_appeal`: once, or once more.
    """

    reasons: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    otherwise: tuple[str, ...]
    scores: tuple[Score, ...]
    code: str = ""
    appeal: str = ""
    decides: str = ""
    until: date | None = None
    may_appeal: bool = True


@dataclass(frozen=True, slots=True)
class MoneyFile:
    """Everything about money in one conversation, as a colleague sees it."""

    conversation: ConversationId
    title: str
    open: Decision | None
    """The draft that waits for a person."""
    decided: tuple[Decision, ...]
    seen: int
    """The number of the latest decision, a draft too; 0: none."""
    mine: bool
    may_decide: bool


def read_claim(form: Mapping[str, str]) -> Claim:
    """Return what a form says. Raises BadInput naming the field; what is left empty is not known."""
    kind = form.get("kind", "").strip()
    if kind not in KINDS:
        raise BadInput(f"say what is asked for: {' or '.join(KINDS)}")
    amount = read_amount(form.get("amount", ""))
    known: dict[str, Fact] = {"amount": amount}
    for name, says in (("order_age_days", "days since delivery"), ("times_before", "how often it was paid before")):
        if written := form.get(name, "").strip():
            known[name] = _whole(written, says)
    for name, allowed in (("trouble", TROUBLES), ("proof", PROOFS)):
        if (chosen := form.get(name, "").strip()) in allowed:
            known[name] = chosen
    seen = form.get("seen", "")
    return Claim(kind, amount, known, int(seen) if seen.isascii() and seen.isdigit() else 0)


def read_amount(written: str) -> float:
    """Return an amount of euros; a comma may stand for the point. Raises BadInput."""
    try:
        amount = float(written.strip().replace(",", "."))
    except ValueError:
        amount = math.nan
    if not 0.01 <= amount <= MOST:
        raise BadInput(f"write the amount as a number of euros from 0.01 to {MOST}, such as 19.90")
    return round(amount, 2)


def read_words(written: str) -> str:
    """Return a person's reason for the customer. Raises BadInput if there is none or it is too long."""
    words = "".join(c for c in written.replace("\r\n", "\n") if c == "\n" or c.isprintable()).strip()
    if not words:
        raise BadInput("write why, in words of your own; the customer reads it")
    if len(words) > LONGEST_WORDS:
        raise BadInput(f"{len(words)} characters are too many; {LONGEST_WORDS} fit")
    return words


def disputed(lines: Iterable[tuple[Voice, str, Mapping[str, Fact]]]) -> frozenset[int]:
    """Return what was disputed before such appeals named their act and nobody has answered since, by the decision's line.

    *lines*: voice, code and (of an appeal or a decision) values of a timeline's lines in order. A person answers by a
    decision or in words; what a rule grants meanwhile answers nobody.
    """
    waiting: set[int] = set()
    for voice, code, values in lines:
        if code == APPEALED and "act" not in values:
            waiting.add(int(values.get("decision", 0)))
        elif voice is Voice.PERSON or (code in (GRANTED, REFUSED) and values.get("by") == "person"):
            waiting.clear()
    return frozenset(waiting)


def persons_reason(rule: Because, kind: str, outcome: str, amount: float, proposed: str) -> Because:
    """Return the reason of a person's decision: theirs on top, the rule's below it, and whether the two agree."""
    agrees = (outcome == "granted") == (proposed == "pay")
    facts: dict[str, Fact] = {"amount": amount, "proposed": proposed}
    if proposed != "person":
        facts["agrees_with_rule"] = agrees
    return Because(kind, f"{kind}.person_{outcome}", facts, under=(rule,))


def _whole(written: str, says: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) <= 6):
        raise BadInput(f"write {says} as a whole number, such as 12, or leave it empty")
    return int(written)
