"""Guidelines for tests: a small one of every kind of input, and a strategy of facts that fit a table."""

from __future__ import annotations

import math
import random

from hypothesis import strategies as st

from fairdesk.guidelines.cells import Kind
from fairdesk.guidelines.table import Input, Table, parse, shipped
from fairdesk.nouns import Fact

REFUNDS = """\
format: 1
name: refunds
title: What becomes of a refund
hit: first
effective_from: 2026-01-01
review_by: 2027-01-01
owner: Head of customer service
reason: Small sums are not worth a dispute.
references: ["Consumer terms, section 4"]
inputs:
  - {name: amount, type: number, unit: EUR, label: amount asked back, from: order, allowed: ">= 0"}
  - {name: days, type: whole number, unit: days, label: days since delivery, from: order, allowed: ">= 0"}
  - {name: topic, type: text, label: why, from: triage, allowed: [damaged, late, changed_mind]}
  - {name: known, type: boolean, label: known customer, from: identity}
outputs:
  - {name: refund, label: what happens, allowed: [pay, person]}
on_refusal: {refund: person}
rules:
  - id: A1
    says: Damaged goods are paid back for a month.
    when: {topic: damaged, days: "[0..30]"}
    then: {refund: pay}
  - id: A2
    says: Small amounts of known customers are paid back.
    when: {amount: "(0..20]", known: true, topic: "damaged, late"}
    then: {refund: pay}
  - id: A3
    says: Everything else is looked at by a person.
    when: {}
    then: {refund: person}
"""

AS_CSV = """\
format,1
name,refunds
title,What becomes of a refund
hit,first
effective_from,2026-01-01
review_by,2027-01-01
owner,Head of customer service
reason,Small sums are not worth a dispute.
reference,"Consumer terms, section 4"
input,amount,number,amount asked back,order,EUR,>= 0
input,days,whole number,days since delivery,order,days,>= 0
input,topic,text,why,triage,,"damaged, late, changed_mind"
input,known,boolean,known customer,identity,,
output,refund,what happens,"pay, person"
on_refusal,person
rules,id,amount,days,topic,known,refund,says
rule,A1,-,[0..30],damaged,-,pay,Damaged goods are paid back for a month.
rule,A2,(0..20],-,"damaged, late",true,pay,Small amounts of known customers are paid back.
rule,A3,-,-,-,-,person,Everything else is looked at by a person.
"""

SHIPPED = (
    "routing", "release", "identity", "urgency", "sampling", "retention", "refund", "goodwill", "automation", "appeals",
    "order_access", "order_changes", "public_facts", "acceptance", "first_human", "fairness",
)  # fmt: skip


def refunds(*pairs: tuple[str, str]) -> Table:
    """Return the refund table with parts of its text replaced."""
    return parse(changed(*pairs), "refunds.yaml")


def changed(*pairs: tuple[str, str]) -> str:
    """Return the text of the refund table with each old part replaced by its new one; the old must be there."""
    text = REFUNDS
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


NEGATED = refunds(
    ("topic: damaged,", "topic: not(late),"),
    ('"[0..30]"', '"not([1..5), 20, > 500)"'),
    ("known: true", "known: not(true)"),
    ('"(0..20]"', '"(0..1), 5, >= 31"'),
)
"""Every shape of a number's test, some turned round."""


def shipped_tables() -> list[Table]:
    """Return the guidelines that come with the desk."""
    return [parse(shipped(name), f"{name}.yaml") for name in SHIPPED]


def interesting(column: Input) -> list[Fact]:
    """Return values of an input: all of a small set; of numbers those at, beside and between what cells name."""
    if column.kind is Kind.BOOLEAN:
        return [True, False]
    if column.kind is Kind.TEXT:
        return list(column.allowed) or ["", "anything"]
    numbers: list[Fact] = [0, 1, 2, 5, 20, 30, 31, 1000]
    if column.kind is Kind.NUMBER:
        numbers += [0.0, 0.25, math.nextafter(0.5, 0), 0.5, math.nextafter(0.5, 1), 0.75, 1.0, 19.99, 20.01]
    return [number for number in numbers if column.limits.holds(number)]


def facts_of(table: Table) -> st.SearchStrategy[dict[str, Fact]]:
    """Return a strategy of complete facts for a table."""
    return st.fixed_dictionaries({column.name: st.sampled_from(interesting(column)) for column in table.inputs})


def random_facts(table: Table, dice: random.Random) -> dict[str, Fact]:
    """Return complete facts for a table, by dice."""
    return {column.name: dice.choice(interesting(column)) for column in table.inputs}
