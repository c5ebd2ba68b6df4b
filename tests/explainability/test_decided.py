"""Every reason about money has its sentence, and a customer reads the facts that decided; never a sensitive matter."""

from __future__ import annotations

import pytest

from fairdesk.explainability.decided import (
    AT_MOST,
    MONEY_ROLES,
    NAMES,
    OTHERWISE,
    REASONS,
    SHOWN,
    STILL,
    VALUES,
    money_facts,
    money_otherwise,
    money_reasons,
)
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import Changeable, parse, shipped
from fairdesk.nouns import Because, Change, Otherwise

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


def change(name: str, needed: str, by: str = "past") -> Change:
    return Change(name, f"label of {name}", "EUR", by, 0, 1, needed)


def told(*changes: Change) -> str:
    return money_otherwise(Otherwise("refund", "9a77", changes, {"decision": "pay"}, "F04"), "en")


def test_what_a_rule_would_have_paid_for_is_one_sentence():
    days, amount = change("order_age_days", "<= 30"), change("amount", "<= 19.5")

    assert "If your order had been at most 30 days old, a rule would have paid at once." == told(days)
    assert "If your order had been at most 30 days old and the amount had been at most 19.50 euros, " in told(
        days, amount
    )
    assert "" == money_otherwise(None, "en")


def test_only_what_can_still_be_changed_is_advice():
    proof = change("proof", "photo, receipt", "customer")

    assert told(proof).endswith(STILL)
    assert STILL not in told(proof, change("amount", "<= 50"))


@pytest.mark.parametrize("own", [change("proof", "photo"), change("amount", "> 5"), change("colour", "red")])
def test_a_company_s_own_rule_is_told_in_its_own_words(own):
    assert told(own).startswith(f"Another outcome would have needed: label of {own.input} ")


@pytest.mark.parametrize("text", [OTHERWISE, STILL, SHOWN, *AT_MOST.values(), *MONEY_ROLES.values()])
def test_sentences_are_short_and_plain(text):
    assert len(text.split()) <= 15


def test_every_number_of_the_tables_that_may_be_changed_has_its_clause():
    free = {c.name for table in TABLES for c in table.inputs if c.changeable is not Changeable.NO}

    assert {*AT_MOST, "proof"} == free


def test_a_sensitive_matter_is_not_named():
    because = compile_table(TABLES[0]).decide({**FACTS, "concern": "hardship"}).because

    assert "hardship" not in str(money_facts(because, "en"))
    assert ("This is about something that people should decide, not a machine.",) == money_reasons(because, "en")
