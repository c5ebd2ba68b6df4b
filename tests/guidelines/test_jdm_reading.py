"""Rules that went to the other editor and came back decide as before; what it can say and we cannot is named."""

from __future__ import annotations

import json
import random

import pytest

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.jdm import to_jdm
from fairdesk.guidelines.jdm_reading import from_jdm
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import BadInput
from tests.guidelines.tables import AS_CSV, REFUNDS, changed, random_facts, refunds

ROUND = {
    "route": shipped("routing"),
    "release": shipped("release"),
    "identity": shipped("identity"),
    "refunds": REFUNDS,
    "negated": changed(
        ("topic: damaged,", "topic: 'not(late, damaged)',"),
        ('"[0..30]"', '"not([1..5), 20, > 500)"'),
        ("known: true", "known: not(true)"),
        ('"(0..20]"', '"(0..1), 5, >= 31"'),
    ),
    "quoted": changed(
        ("[damaged, late, changed_mind]", '["a, b", late, damaged]'), ("topic: damaged,", """topic: '"a, b"',""")
    ),
}


@pytest.mark.parametrize("text", ROUND.values(), ids=ROUND)
def test_what_went_comes_back(text):
    table, dice = parse(text, "table.yaml"), random.Random(1)
    back = parse(from_jdm(to_jdm(table), text, "table.yaml"), "table.yaml")

    assert [(r.id, r.says, r.outputs) for r in table.rules] == [(r.id, r.says, r.outputs) for r in back.rules]
    assert (table.owner, table.inputs, table.on_refusal) == (back.owner, back.inputs, back.on_refusal)
    one, other = compile_table(table).hit, compile_table(back).hit
    for _ in range(500):
        facts = random_facts(table, dice)
        assert one(facts) == other(facts), facts


def edited(column: str, test: str) -> str:
    model = json.loads(to_jdm(refunds()))
    model["nodes"][1]["content"]["rules"][0][column] = test
    return json.dumps(model)


@pytest.mark.parametrize(
    ("column", "test", "reads"),
    [
        ("amount", "> 5", "> 5"),
        ("amount", "[1..20]", "[1..20]"),
        ("amount", "1, 2, 3", "1, 2, 3"),
        ("topic", '"late", "damaged"', "late, damaged"),
        ("known", "", "-"),
        ("known", "-", "-"),
    ],
)
def test_what_somebody_types_there_is_read(column, test, reads):
    back = parse(from_jdm(edited(column, test), REFUNDS, "refunds.yaml"), "refunds.yaml")

    names = [each.name for each in back.inputs]
    assert reads == back.rules[0].cells[names.index(column)].text


@pytest.mark.parametrize("test", ["$ * 2 > 5", "len($) > 3", "not ($ > 5", "> 5 and < 9", '["late"', "sum([1])"])
def test_what_cannot_be_said_is_refused_with_its_place(test):
    with pytest.raises(BadInput, match=r"rule A1, amount"):
        from_jdm(edited("amount", test), REFUNDS, "refunds.yaml")


@pytest.mark.parametrize("model", ["", "{}", "[]", '{"nodes": []}', '{"nodes": [{"type": "decisionTableNode"}]}'])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(BadInput, match="no JSON decision model"):
        from_jdm(model, REFUNDS, "refunds.yaml")


def test_a_table_in_csv_keeps_its_form():
    with pytest.raises(BadInput, match="not written as YAML"):
        from_jdm(to_jdm(refunds()), AS_CSV, "refunds.csv")
