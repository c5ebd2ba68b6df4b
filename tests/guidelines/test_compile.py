"""The compiled guideline decides as its cells say, tells every failed condition, and refuses what it cannot read."""

from __future__ import annotations

import math
import pickle
import random
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.compile import NO_RULE, PROBLEMS, REFUSED, SEVERAL, compile_table, why_not
from fairdesk.guidelines.table import Table
from fairdesk.nouns import Fact
from tests.guidelines.tables import facts_of, random_facts, refunds, shipped_tables

TABLES = [refunds(), *shipped_tables()]
SMALL: dict[str, Fact] = {"amount": 12.5, "days": 40, "topic": "late", "known": True}

ROUTINE: dict[str, Fact] = {
    "masking_ok": True, "triage_ok": True, "concern": "none", "ai_refused": False, "ai_paused": False,
    "with_person": False, "asks_for_person": False,
    "upset": False,
    "language_offered": True,
}  # fmt: skip
SURE: dict[str, Fact] = {
    "answerer_ok": True, "answer_found": True, "confidence": 0.9, "in_time": True, "evidence_valid": True, "grounded": True,
    "unclear_before": 0, "promise": "none", "above_promise": False,
}  # fmt: skip


def by_cells(table: Table, facts: dict[str, Fact]) -> dict[str, tuple[str, ...]]:
    """Try every cell one by one: for each rule the inputs whose condition failed."""
    return {
        rule.id: tuple(
            column.name
            for column, cell in zip(table.inputs, rule.cells, strict=True)
            if not cell.holds(facts[column.name])
        )
        for rule in table.rules
    }


class TestDecides:
    def test_by_the_first_rule_that_holds_and_says_why(self):
        verdict = compile_table(refunds()).decide(SMALL)

        assert {"refund": "pay"} == verdict.outputs
        assert "" == verdict.refused
        because = verdict.because
        assert ("refunds", "refunds.A2", "A2") == (because.step, because.code, because.rule)
        assert refunds().version == because.version
        assert SMALL == because.facts
        assert {"A1": ("days", "topic")} == because.failed

    def test_the_reason_output_names_the_code(self):
        routing, release = (compile_table(table) for table in shipped_tables()[:2])

        assert "route.routine" == routing.decide(ROUTINE).because.code
        assert "release.sure_enough" == release.decide(SURE).because.code

    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    @given(data=st.data())
    def test_as_trying_each_cell_would(self, table, data):
        facts = data.draw(facts_of(table))
        guideline = compile_table(table)
        failed = by_cells(table, facts)
        expected = next(n for n, names in enumerate(failed.values()) if not names)

        verdict = guideline.decide(facts)

        assert expected == guideline.hit(facts) == guideline.traced(facts)[0]
        assert table.rules[expected].outputs == verdict.outputs
        assert {rule.id: failed[rule.id] for rule in table.rules[:expected]} == verdict.because.failed
        assert {rule: names for rule, names in failed.items() if names} == why_not(guideline, facts)

    def test_the_same_in_another_process(self):
        guideline = pickle.loads(pickle.dumps(compile_table(refunds())))

        assert compile_table(refunds()).decide(SMALL) == guideline.decide(SMALL)


class TestTheShippedGuidelines:
    @pytest.mark.parametrize(
        ("changes", "route", "reason"),
        [
            ({}, "assistant", "routine"),
            ({"masking_ok": False, "concern": "crisis"}, "person", "masking_failed"),
            ({"triage_ok": False}, "person", "triage_failed"),
            ({"concern": "crisis", "with_person": True, "asks_for_person": True}, "person", "sensitive"),
            ({"asks_for_person": True, "ai_refused": True}, "person", "asked_for_person"),
            ({"ai_refused": True, "ai_paused": True}, "person", "refused_ai"),
            ({"ai_paused": True, "with_person": True}, "person", "paused"),
            ({"with_person": True, "language_offered": False}, "person", "with_person"),
            ({"language_offered": False}, "person", "language"),
        ],
    )
    def test_route(self, changes, route, reason):
        verdict = compile_table(shipped_tables()[0]).decide({**ROUTINE, **changes})

        assert {"route": route, "reason": reason} == verdict.outputs

    @pytest.mark.parametrize(
        ("changes", "release", "reason"),
        [
            ({}, "send", "sure_enough"),
            ({"confidence": 0.5, "unclear_before": 4}, "send", "sure_enough"),
            ({"confidence": 0.499}, "unclear", "unsure"),
            ({"confidence": 0.2, "unclear_before": 1}, "hand_over", "second_unclear"),
            ({"confidence": 0.149}, "hand_over", "no_article"),
            ({"in_time": False, "answer_found": False}, "hand_over", "too_slow"),
            ({"answerer_ok": False, "in_time": False}, "hand_over", "error"),
            ({"answer_found": False, "evidence_valid": False}, "hand_over", "no_article"),
            ({"evidence_valid": False, "grounded": False}, "hand_over", "article_expired"),
            ({"grounded": False}, "hand_over", "not_grounded"),
            ({"promise": "closed"}, "hand_over", "gate_closed"),
            ({"promise": "cold"}, "hand_over", "not_promised_yet"),
            ({"promise": "kept", "above_promise": True, "confidence": 0.2}, "send", "as_promised"),
            ({"promise": "kept", "above_promise": False}, "hand_over", "below_promise"),
            ({"promise": "kept", "above_promise": True, "grounded": False}, "hand_over", "not_grounded"),
        ],
    )
    def test_release(self, changes, release, reason):
        verdict = compile_table(shipped_tables()[1]).decide({**SURE, **changes})

        assert {"release": release, "reason": reason} == verdict.outputs


class TestRefuses:
    @pytest.mark.parametrize(
        ("name", "value", "problem"),
        [
            ("amount", None, "missing"),
            ("amount", math.nan, "mistyped"),
            ("amount", math.inf, "mistyped"),
            ("amount", "900", "mistyped"),
            ("amount", True, "mistyped"),
            ("amount", [900], "mistyped"),
            ("amount", -0.01, "not_allowed"),
            ("days", 3.0, "mistyped"),
            ("days", False, "mistyped"),
            ("days", -1, "not_allowed"),
            ("topic", None, "missing"),
            ("topic", "Late", "not_allowed"),
            ("topic", "", "not_allowed"),
            ("topic", 7, "mistyped"),
            ("topic", ["late"], "mistyped"),
            ("topic", {"late"}, "mistyped"),
            ("known", "true", "mistyped"),
            ("known", 1, "mistyped"),
            ("known", 0.0, "mistyped"),
        ],
    )
    def test_a_value_it_cannot_use_and_names_it(self, name, value, problem):
        guideline = compile_table(refunds())

        verdict = guideline.decide({**SMALL, name: value})

        assert {"refund": "person"} == verdict.outputs
        assert f"{name}: {problem}" == verdict.refused
        assert "refunds.refused" == verdict.because.code
        assert (name, problem) == (verdict.because.facts["input"], verdict.because.facts["problem"])
        assert {*SMALL, "input", "problem"} - {name} == set(verdict.because.facts)
        assert REFUSED == guideline.hit({**SMALL, name: value})
        assert {} == why_not(guideline, {**SMALL, name: value})

    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    def test_each_missing_input_even_one_that_the_rule_would_not_read(self, table):
        guideline = compile_table(table)
        whole = random_facts(table, random.Random(1))
        for column in table.inputs:
            facts = {name: value for name, value in whole.items() if name != column.name}

            verdict = guideline.decide(facts)

            assert f"{column.name}: missing" == verdict.refused
            assert table.on_refusal == verdict.outputs

    @pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
    @given(data=st.data())
    def test_anything_odd_in_any_place(self, table, data):
        facts = data.draw(facts_of(table))
        column = data.draw(st.sampled_from(table.inputs))
        odd = data.draw(st.sampled_from([None, math.nan, -math.inf, "odd", b"none", 1j, [], {}, object(), ("none",)]))

        verdict = compile_table(table).decide({**facts, column.name: odd})  # type: ignore[dict-item]

        assert table.on_refusal == verdict.outputs
        assert verdict.refused.split(": ")[1] in PROBLEMS

    def test_a_number_that_is_none_where_a_negated_limit_would_let_it_pass(self):
        table = refunds(
            ('from: order, allowed: ">= 0"}\n  - {name: days', 'from: order, allowed: "not(5)"}\n  - {name: days')
        )

        assert "amount: mistyped" == compile_table(table).decide({**SMALL, "amount": math.nan}).refused
        assert "amount: not_allowed" == compile_table(table).decide({**SMALL, "amount": 5}).refused

    def test_and_leaves_a_text_that_is_not_allowed_out_of_the_reason(self):
        verdict = compile_table(refunds()).decide({**SMALL, "topic": "my name is Ada"})

        assert "my name is Ada" not in str(verdict)

    def test_a_case_that_no_rule_covers(self):
        table = refunds(("    when: {}\n", "    when: {known: false}\n"))
        facts = {**SMALL, "amount": 500}

        verdict = compile_table(table).decide(facts)

        assert NO_RULE == compile_table(table).hit(facts)
        assert ": no_rule" == verdict.refused
        assert {"refund": "person"} == verdict.outputs
        assert {"A1": ("days", "topic"), "A2": ("amount",), "A3": ("known",)} == verdict.because.failed


class TestReads:
    def test_a_whole_number_where_a_number_is_meant(self):
        assert {"refund": "pay"} == compile_table(refunds()).decide({**SMALL, "amount": 12}).outputs

    def test_the_member_of_an_enum_as_its_plain_value(self):
        class Topic(StrEnum):
            LATE = "late"

        table = refunds(("allowed: [damaged, late, changed_mind]}", "unit: code}"))
        verdict = compile_table(table).decide({**SMALL, "topic": Topic.LATE})

        assert "A2" == verdict.because.rule
        assert str is type(verdict.because.facts["topic"])


class TestUnique:
    def test_refuses_where_two_rules_apply(self):
        guideline = compile_table(refunds(("hit: first", "hit: unique")))

        assert SEVERAL == guideline.hit(SMALL) == guideline.traced(SMALL)[0]
        assert ": several_rules" == guideline.decide(SMALL).refused

    @pytest.mark.parametrize("odd", [math.nan, "900", None, -1])
    def test_refuses_an_odd_value_as_other_tables_do(self, odd):
        guideline = compile_table(refunds(("hit: first", "hit: unique")))

        assert REFUSED == guideline.hit({**SMALL, "amount": odd})
        assert guideline.decide({**SMALL, "amount": odd}).refused.startswith("amount: ")

    def test_decides_where_one_does(self):
        verdict = compile_table(refunds(("hit: first", "hit: unique"))).decide({**SMALL, "amount": 99})

        assert "A3" == verdict.because.rule
        assert {"A1": ("days", "topic"), "A2": ("amount",)} == verdict.because.failed


class TestCollect:
    def test_says_what_every_rule_that_applies_says(self):
        verdict = compile_table(refunds(("hit: first", "hit: collect"))).decide(SMALL)

        assert {"refund": "pay, person"} == verdict.outputs
        assert "A2, A3" == verdict.because.rule
        assert {"A1": ("days", "topic")} == verdict.because.failed

    def test_refuses_where_none_does(self):
        table = refunds(("hit: first", "hit: collect"), ("    when: {}\n", "    when: {known: false}\n"))

        assert ": no_rule" == compile_table(table).decide({**SMALL, "amount": 99}).refused


def test_texts_of_a_file_cannot_become_code():
    evil = """'"x''); raise SystemExit #"'"""
    free = ("allowed: [damaged, late, changed_mind]}", "unit: code}")
    guideline = compile_table(refunds(free, ("topic: damaged,", f"topic: {evil},")))

    (value,) = guideline.table.rules[0].cells[2].values
    assert "x'); raise SystemExit #" == value
    assert "raise" not in guideline.source.replace(repr(value), "")
    assert "A2" == guideline.decide(SMALL).because.rule
