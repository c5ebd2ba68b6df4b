"""Say a reason in words: a few plain sentences for the customer, everything for a colleague.

Nothing is added here: each sentence stands for a code of the tree that decided, and for no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fairdesk.explainability.because import find
from fairdesk.explainability.sentences import (
    COLLEAGUE,
    CUSTOMER,
    FACTS,
    HANDOVER,
    HANDOVER_OTHERWISE,
    HIDDEN,
    HIDDEN_KINDS,
    HIDDEN_LIST,
    HIDDEN_OTHERWISE,
    NOTHING_HIDDEN,
    PASSAGES,
    RULED,
    RULES,
    UNCLEAR,
    WORDS,
)
from fairdesk.language import DEFAULT, gettext_noop, say, say_count
from fairdesk.nouns import Because, Fact

STEPS_TOLD = ("route", "history", "answer", "release", "review_first", "mask")
"""The steps a customer is told of, one sentence each: more than four reasons help nobody (12 CFR 1002.9, comment
9(b)(2)-1). What helped before is told in place of the first, and that a person looks first in place of the release."""

_FAILED = gettext_noop("Rule {rule} did not apply because of: {inputs}.")


@dataclass(frozen=True, slots=True)
class Line:
    """One reason of the tree for a colleague: `depth` counts from 0, `facts` are (label, value) in words."""

    depth: int
    step: str
    code: str
    sentence: str
    rule: str
    version: str
    facts: tuple[tuple[str, str], ...]
    failed: tuple[str, ...]

    def __str__(self) -> str:
        """Return the sentence, for a page that shows one line a reason."""
        return self.sentence


def for_customer(because: Because, language: str) -> tuple[str, ...]:
    """Return why the turn went as it did, in at most four sentences of the customer's language.

    The reasons that decided come first; how many personal details were hidden comes last.
    """
    said = (_customer_sentence(because, step, language) for step in STEPS_TOLD)
    sentences = [sentence for sentence in said if sentence] or [handover_sentence("", language)]
    return tuple(dict.fromkeys(sentences))


def for_colleague(because: Because, language: str = DEFAULT) -> tuple[Line, ...]:
    """Return the whole tree, one line a reason, each before what it rests on."""
    return tuple(_lines(because, language, 0))


def handover_sentence(code: str, language: str) -> str:
    """Return, for the customer, why a person takes the conversation; of an unknown *code* only that one does."""
    return say(language, HANDOVER.get(code, HANDOVER_OTHERWISE))


def unclear_sentence(language: str) -> str:
    """Return what the assistant says to the customer in place of an answer it is not sure of."""
    return say(language, UNCLEAR)


def hidden_sentence(hidden: Mapping[str, int], language: str) -> str:
    """Return, for the customer, what was hidden of a message: how many things of which kinds, and none of the words."""
    counts = {kind: count for kind, count in hidden.items() if count > 0}
    if not counts:
        return say(language, NOTHING_HIDDEN)
    named = ((say(language, HIDDEN_KINDS.get(kind, HIDDEN_OTHERWISE)), count) for kind, count in counts.items())
    things = ", ".join(name if count == 1 else f"{name} (×{count})" for name, count in named)
    return say_count(language, *HIDDEN_LIST, sum(counts.values()), things=things)


FIXED = ("answer.small_talk", "answer.flow")
"""Answers that are words people wrote: the message was no everyday question."""


def _customer_sentence(because: Because, step: str, language: str) -> str:
    found = find(because, step)
    if found is None:
        return ""
    if step == "route" and (answered := find(because, "answer")) and answered.code in FIXED:
        return ""  # "an everyday question" would not be true
    if step == "route" and find(because, "history"):
        return ""
    if step == "release" and (first := find(because, "review_first")) and first.code in CUSTOMER:
        return ""
    if step == "history":
        return say(language, CUSTOMER[found.code], title=found.facts["title"], month=found.facts["month"])
    if step == "mask":
        return _counted(language, HIDDEN, found.facts.get("hidden"))
    if found.code == "answer.several":
        # Who wrote the parts, or that one of them is missing, is told before how many there are.
        found = next((part for part in found.under if part.code != "answer.found"), found)
    if found.code == "answer.nothing" and find(because, "release"):
        # The release says the same and what follows from it.
        return ""
    if found.code == "answer.flow":
        return _of_flow(found, language)
    counted = _counted(language, PASSAGES, found.facts.get("passages")) if found.code == "answer.found" else ""
    return counted or _said(language, CUSTOMER, found.code)


def _of_flow(found: Because, language: str) -> str:
    """Return that a flow's steps were taken, and by which guidelines: the customer need not be an expert to read that."""
    steps = dict.fromkeys(part.step for part in found.under)
    rules = ", ".join(_said(language, RULES, step) or step.replace("_", " ") for step in steps)
    said = say(language, CUSTOMER[found.code])
    return f"{said} {say(language, RULED, rules=rules)}" if rules else said


def _counted(language: str, forms: tuple[str, str], count: Fact | None) -> str:
    """Say a count that is known and not nought."""
    return say_count(language, *forms, count) if type(count) is int and count > 0 else ""


def _said(language: str, words: Mapping[str, str], key: str) -> str:
    return say(language, words[key]) if key in words else ""


def _lines(because: Because, language: str, depth: int) -> Iterator[Line]:
    yield Line(
        depth=depth,
        step=because.step,
        code=because.code,
        # A reason of another room (a guideline of the company's own) still shows; its code is its sentence.
        sentence=_said(language, COLLEAGUE, because.code) or because.code,
        rule=because.rule,
        version=because.version,
        facts=tuple((_label(language, name), _value(language, value)) for name, value in because.facts.items()),
        failed=tuple(_failed(language, rule, names) for rule, names in because.failed.items()),
    )
    for below in because.under:
        yield from _lines(below, language, depth + 1)


def _failed(language: str, rule: str, names: tuple[str, ...]) -> str:
    return say(language, _FAILED, rule=rule, inputs=", ".join(_label(language, name) for name in names))


def _label(language: str, name: str) -> str:
    return _said(language, FACTS, name) or name.replace("_", " ")


def _value(language: str, value: Fact) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    return _said(language, WORDS, str(value)) or _label(language, str(value))
