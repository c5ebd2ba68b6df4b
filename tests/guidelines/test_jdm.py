"""Another engine, made elsewhere, gives the same answers; and where a value is missing it answers, and we refuse."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import pytest

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.jdm import to_jdm
from fairdesk.guidelines.table import Table
from fairdesk.nouns import Fact
from tests.guidelines.tables import NEGATED, random_facts, refunds, shipped_tables


def test_every_rule_leaves_with_its_id_and_outputs():
    content = json.loads(to_jdm(refunds()))["nodes"][1]["content"]

    assert ["A1", "A2", "A3"] == [rule["_id"] for rule in content["rules"]]
    assert ["amount", "days", "topic", "known"] == [column["field"] for column in content["inputs"]]
    assert ["$ in (0..20]", "", '$ in ["damaged", "late"]', "true"] == [
        content["rules"][1][name] for name in ("amount", "days", "topic", "known")
    ]


def other_engine(table: Table) -> Any:
    zen = pytest.importorskip("zen", reason="zen-engine, the other engine, is not installed")
    model = to_jdm(table)
    return zen.ZenEngine({"loader": lambda _key: model})


def as_decimal(value: Fact) -> Fact:
    """Return a number with the 15 digits that the other engine counts with."""
    return float(f"{value:.14g}") if isinstance(value, float) else value


@pytest.mark.parametrize("table", [*shipped_tables(), refunds(), NEGATED], ids=lambda table: table.name)
@pytest.mark.parametrize("cases", [2_500, pytest.param(100_000, marks=pytest.mark.long)])
def test_on_complete_facts_both_engines_agree(table, cases):
    engine, guideline, dice = other_engine(table), compile_table(table), random.Random(20260101)

    for _ in range(cases):
        facts = {name: as_decimal(value) for name, value in random_facts(table, dice).items()}
        verdict = guideline.decide(facts)
        assert {**verdict.outputs, "rule": verdict.because.rule} == engine.evaluate("table", facts)["result"], facts


def test_where_an_input_is_missing_the_other_engine_lets_the_assistant_answer_and_we_do_not():
    table = shipped_tables()[0]
    dice = random.Random(1)
    guideline, last = compile_table(table), len(table.rules) - 1
    routine = next(f for f in iter(lambda: random_facts(table, dice), None) if guideline.hit(f) == last)
    consent_lost = {name: value for name, value in routine.items() if name != "ai_refused"}

    assert "assistant" == other_engine(table).evaluate("table", consent_lost)["result"]["route"]
    assert "person" == compile_table(table).decide(consent_lost).outputs["route"]


def test_a_confidence_just_below_the_limit_is_below_it_though_the_other_engine_rounds_it_up():
    table = shipped_tables()[1]
    facts: dict[str, Fact] = {
        "answerer_ok": True, "answer_found": True, "confidence": math.nextafter(0.5, 0), "in_time": True, "evidence_valid": True,
        "grounded": True, "unclear_before": 0, "promise": "none", "above_promise": False,
    }  # fmt: skip

    assert "unclear" == compile_table(table).decide(facts).outputs["release"]
    assert "send" == other_engine(table).evaluate("table", facts)["result"]["release"]
