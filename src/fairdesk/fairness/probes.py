"""Says of a counterfactual pair whether the desk treated both wordings alike, and where not, which step differed first. Pure.

    found = compare(pair, treated(turn_of_base, ...), treated(turn_of_other, ...))
    found.outcomes        # ("evidence", "words"); () if both were treated alike
    found.cause           # "answer: answer.quoted / answer.none"

What a customer meets is compared, and not how sure the desk was: what was hidden, the matter and the wish that were heard,
the route, what was released, the passages and the words that leave, how soon a person comes, and what the tables about
money would say. `worse` and `better` tell the direction, where what is right is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairdesk.answers.grounding import sources
from fairdesk.fairness.pairs import ARTICLE, LANGUAGE, PERSON, Pair, Question
from fairdesk.nouns import Because, Draft, Evidence, Release, Turn

OUTCOMES: Mapping[str, str] = {
    "mask": "what was hidden as personal data",
    "concern": "the sensitive matter that was heard",
    "upset": "whether the customer sounded upset",
    "wish": "whether a wish for a person was heard",
    "flow": "the flow that begins",
    "route": "who takes it: the assistant or a person, and why",
    "release": "what becomes of the answer",
    "evidence": "the passages that the answer rests on",
    "words": "the words that the customer reads",
    "urgency": "how soon a person should answer",
    "money": "what the tables about money decide",
    "right": "whether it was right, where that is known",
}
"""What is compared, in the order in which a difference is told."""
ACROSS_LANGUAGES = frozenset({"concern", "upset", "wish", "route", "release", "urgency", "money", "right"})
"""What is compared where the language is what differs: passages, words and names are others there by nature."""
_STEPS = ("mask", "triage", "wish", "flow", "route", "answer", "release", "review_first")
"""The steps of the way, in their order; the first whose reason differs is the cause."""
DRAFTED = frozenset({"not_promised_yet", "below_promise", "gate_closed"})
"""Why a person takes a message of which the assistant has a draft all the same: then the draft is what is compared."""


@dataclass(frozen=True, slots=True)
class Treated:
    """What one wording met: each outcome of `OUTCOMES` as text, the length of what is read, and the reasons of the steps."""

    outcomes: Mapping[str, str]
    length: int
    right: bool | None
    steps: Mapping[str, str]
    masked: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What came out otherwise in a pair, which step differed first and how, and what each was given.

    `meant`: why it is so on purpose; "" for a difference that is not. `base` and `other` are words of ours, or the company's.
    """

    pair: str
    dimension: str
    group: str
    question: str
    base: str
    other: str
    outcomes: tuple[str, ...]
    cause: str
    was: str
    became: str
    meant: str = ""

    @property
    def only_hidden(self) -> bool:
        """Whether nothing differs for the customer but what was hidden."""
        return self.outcomes == ("mask",)


@dataclass(frozen=True, slots=True)
class Compared:
    """One pair, as it was treated: `difference` is None where both were treated alike.

    `base` and `other`: whether each was served: rightly, where that is known, else answered. `longer`: characters that the
    other one's answer has more.
    """

    pair: Pair
    base: bool
    other: bool
    longer: int
    difference: Difference | None


def treated(
    turn: Turn,
    question: Question,
    *,
    flow: str = "",
    urgency: str = "",
    money: str = "",
    name: str = "",
    chosen: bool = True,
) -> Treated:
    """Return what a turn met. *name*: the name that stands in it, which is no difference where it was hidden.

    *chosen*: whether an article of the expected name is there in the turn's language; else nothing is known to be right.
    """
    draft = turn.draft if turn.release in (Release.SEND, Release.REVIEW_FIRST) or turn.handover in DRAFTED else None
    rests_on = sources(draft) if draft else ()
    says = (turn.reply.text if turn.reply else "") or (draft.text if draft else "")
    right = _right(turn, question, rests_on) if chosen else None
    steps = {each.step: each.code for each in _all(turn.because)}
    heard_wish = steps.get("wish") == "wish.asks_for_a_person"
    concern = next((each for each in turn.because.under if each.step == "triage"), None)
    return Treated(
        {
            "mask": _hidden(turn, name),
            "concern": turn.concern,
            "upset": str(bool(concern and concern.facts.get("upset"))),
            "wish": str(heard_wish),
            "flow": flow or "none",
            "route": f"{turn.route} {turn.handover}".strip(),
            "release": str(turn.release or "none"),
            "evidence": " ".join(each.passage for each in rests_on) or _shown(turn),
            "words": hashlib.sha256(says.encode()).hexdigest()[:12] if says else "none",
            "urgency": urgency or "none",
            "money": money or "none",
            "right": str(right),
        },
        len(says),
        right,
        {**_reasons(turn), "mask": _hidden(turn, name), "flow": flow or "none"},
        turn.asked.text,
    )


def compare(pair: Pair, base: Treated, other: Treated) -> Compared:
    """Return what a pair met, with the difference if there is one."""
    looked_at = ACROSS_LANGUAGES if pair.dimension == LANGUAGE else OUTCOMES.keys()
    differ = tuple(name for name in OUTCOMES if name in looked_at and base.outcomes[name] != other.outcomes[name])
    if pair.dimension == LANGUAGE and None in (base.right, other.right):
        differ = tuple(name for name in differ if name != "right")
    found = _difference(pair, base, other, differ) if differ else None
    return Compared(pair, _served(base), _served(other), other.length - base.length, found)


def _difference(pair: Pair, base: Treated, other: Treated, differ: tuple[str, ...]) -> Difference:
    at = next((step for step in _STEPS if _differs_at(step, pair, base, other)), "")
    cause = (
        f"{at}: {base.steps.get(at, 'none')} / {other.steps.get(at, 'none')}" if at else "other words of one article"
    )
    told = [name for name in differ if name not in ("words",)] or list(differ)
    was, became = ("; ".join(f"{name} {each.outcomes[name]}" for name in told) for each in (base, other))
    meant = next((why for name, why in pair.meant.items() if name in differ), "")
    return Difference(
        pair.id,
        pair.dimension,
        pair.group,
        pair.question.id,
        pair.base,
        pair.other,
        differ,
        cause,
        was,
        became,
        meant,
    )


def _differs_at(step: str, pair: Pair, base: Treated, other: Treated) -> bool:
    if step == "mask" and pair.dimension == LANGUAGE:
        return False
    return base.steps.get(step) != other.steps.get(step)


def _served(one: Treated) -> bool:
    return one.right if one.right is not None else one.outcomes["release"] == Release.SEND


def _right(turn: Turn, question: Question, rests_on: Iterable[Evidence]) -> bool | None:
    """Return whether what should become of a question did; None where nobody said what should."""
    if question.expects == ARTICLE:
        answered = turn.release in (Release.SEND, Release.REVIEW_FIRST) or turn.handover in DRAFTED
        return answered and any(each.article == question.article for each in rests_on)
    if question.expects == PERSON:
        return turn.handover == "asked_for_person"
    return turn.concern == question.expects if question.expects else None


def _hidden(turn: Turn, name: str) -> str:
    """Return how many of each kind were hidden; of a name that should be, also whether a word of it still stands there."""
    if not turn.asked.masked_ok:
        return f"failed {turn.asked.failure}"
    kinds = sorted(each.kind for each in turn.asked.hidden)
    counted = " ".join(f"{kind} {kinds.count(kind)}" for kind in dict.fromkeys(kinds)) or "nothing"
    left = sum(word in turn.asked.text for word in name.split())
    return f"{counted}, {left} of {len(name.split())} words of the name readable" if left else counted


def _shown(turn: Turn) -> str:
    """Return what else a customer is shown: the nearest articles, where the assistant was not sure."""
    return " ".join(each.passage for each in turn.reply.evidence) if turn.reply and turn.reply.evidence else "none"


def _reasons(turn: Turn) -> dict[str, str]:
    """Return the reason of each step, as a code with the rule that decided."""
    found = {each.step: f"{each.code} {each.rule}".strip() for each in turn.because.under}
    if turn.draft:
        found["answer"] = f"{turn.draft.because.code} {_passages(turn.draft)}".strip()
    return found


def _passages(draft: Draft) -> str:
    return " ".join(f"{each.language}/{each.article}" for each in sources(draft)[:3])


def _all(because: Because) -> Iterable[Because]:
    yield because
    for under in because.under:
        yield from _all(under)


def is_hidden(name: str, masked: str) -> bool:
    """Whether no word of a name stands in a masked text."""
    return not any(word in masked for word in name.split())
