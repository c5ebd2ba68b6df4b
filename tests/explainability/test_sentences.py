"""Every code has its sentence, and every sentence for a customer is short and plain."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from fairdesk.explainability import sentences
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
    UNCLEAR,
)
from fairdesk.guidelines.table import parse, shipped
from fairdesk.sensitive.topics import Topic

TABLES = [parse(shipped(name), f"{name}.yaml") for name in ("routing", "release")]
VERDICTS = [f"{table.name}.{rule.outputs['reason']}" for table in TABLES for rule in table.rules] + [
    f"{table.name}.refused" for table in TABLES
]
TO_A_PERSON = [
    outputs["reason"]
    for table in TABLES
    for outputs in (*(rule.outputs for rule in table.rules), table.on_refusal)
    if {"person", "hand_over"} & set(outputs.values())
]
# Said by a company's own rule alone.
VERDICTS.append("route.named")
TO_A_PERSON.append("named")
STEPS = [
    "turn.answered", "turn.unclear", "turn.handed_over", "mask.ok", "mask.failed", "permit.ai_allowed",
    "permit.ai_refused", "permit.paused", "wish.none", "wish.asks_for_a_person", "wish.failed", "answer.found",
    "answer.nothing", "answer.error", "answer.too_slow", "triage.failed", "answer.small_talk", "turn.small_talk",
    "answer.several", "turn.asked_which", "history.helped_before", "answer.other_language",
    *(f"triage.{topic}" for topic in Topic),
]  # fmt: skip
FOR_CUSTOMERS = [
    *CUSTOMER.values(), *PASSAGES, *HIDDEN, *HIDDEN_LIST, NOTHING_HIDDEN, *HANDOVER.values(), HANDOVER_OTHERWISE, UNCLEAR,
    sentences.RULED,
]  # fmt: skip
NAMES = [*HIDDEN_KINDS.values(), HIDDEN_OTHERWISE, *sentences.RULES.values()]
"""Parts of a sentence."""


@pytest.mark.parametrize("code", [*VERDICTS, *STEPS])
def test_every_code_has_a_sentence_for_colleagues(code):
    assert COLLEAGUE[code].endswith(".")


@pytest.mark.parametrize("code", VERDICTS)
def test_every_verdict_has_a_sentence_for_customers(code):
    assert CUSTOMER[code].endswith(".")


@pytest.mark.parametrize("code", [*TO_A_PERSON, "unsure", "error", "taken_over", "model_too_slow"])
def test_every_hand_over_has_a_sentence(code):
    assert re.search(r"person|team", HANDOVER[code])


def test_no_sentence_is_left_over_from_a_rule_that_is_gone():
    told = {code for code in (*CUSTOMER, *COLLEAGUE) if code.split(".")[0] in ("route", "release")}

    assert set(VERDICTS) == told


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_input_has_a_label(table):
    assert set() == {column.name for column in table.inputs} - set(FACTS)


@pytest.mark.parametrize("text", FOR_CUSTOMERS)
def test_a_customer_reads_short_sentences_of_plain_words(text):
    for sentence in re.findall(r"[^.]+\.", text):
        assert len(sentence.split()) <= 15, sentence
    assert reading_ease(text) >= 60, text
    assert "!" not in text
    assert not re.search(r"\d", text)


def reading_ease(text: str) -> float:
    """Return Flesch's reading ease (1948), syllables counted as groups of vowels without a silent last e."""
    words = re.findall(r"[A-Za-z']+", text.replace("{count}", "two"))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeioul])e\b", "", w.lower())))) for w in words)
    return 206.835 - 1.015 * len(words) / text.count(".") - 84.6 * syllables / len(words)


def test_the_extraction_of_translations_finds_every_sentence():
    """Each text stands as a literal in a call of gettext_noop, where xgettext looks."""
    tree = ast.parse(Path(sentences.__file__).read_text("utf-8"))
    marked = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "gettext_noop"
        if isinstance(call.args[0], ast.Constant)
    }

    assert {*FOR_CUSTOMERS, *NAMES, *COLLEAGUE.values(), *FACTS.values(), *sentences.WORDS.values()} == marked
