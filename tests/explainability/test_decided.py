"""Every reason about money has its sentence, and a customer reads the facts that decided; never a sensitive matter."""

from __future__ import annotations

import pytest

from fairdesk.explainability.decided import NAMES, REASONS, VALUES, money_facts, money_reasons
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import Because

FACTS = {
    "concern": "none", "amount": 12.5, "order_age_days": 40, "times_before": 0, "trouble": "changed_mind",
    "proof": "none",
}  # fmt: skip
TABLES = [parse(shipped(name), name) for name in ("refund", "goodwill")]


def test_each_reason_of_the_tables_has_a_short_sentence():
    codes = {f"{table.name}.{rule.outputs['reason']}" for table in TABLES for rule in table.rules}

    assert codes | {f"{table.name}.refused" for table in TABLES} == set(REASONS)
    assert all(len(sentence.split()) <= 15 and sentence.endswith(".") for sentence in REASONS.values())


def test_each_value_of_the_tables_has_its_words():
    texts = {
        value for table in TABLES for column in table.inputs if column.name != "concern" for value in column.allowed
    }

    assert texts == set(VALUES)
    assert {column.name for table in TABLES for column in table.inputs} == {*NAMES, "concern"}


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_rule_s_reason_is_found_below_a_person_s(wrapped):
    because = compile_table(TABLES[0]).decide(FACTS).because
    if wrapped:
        because = Because("refund", "refund.person_refused", {"amount": 3.0}, under=(because,))

    assert ("The time to send it back is over.",) == money_reasons(because, "en")
    assert ("amount you asked for, in euros", "12.50") == money_facts(because, "en")[0]
    assert ("what was wrong", "you changed your mind") in money_facts(because, "en")


def test_a_sensitive_matter_is_not_named():
    because = compile_table(TABLES[0]).decide({**FACTS, "concern": "hardship"}).because

    assert "hardship" not in str(money_facts(because, "en"))
    assert ("This is about something that people should decide, not a machine.",) == money_reasons(because, "en")
