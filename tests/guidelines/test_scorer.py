"""A score is the sum of its parts, refuses what it cannot read, and what would change it is found exactly."""

from __future__ import annotations

import math
import random
from itertools import product

import pytest

from fairdesk.explainability.because import from_dict, to_dict
from fairdesk.guidelines.compile import PROBLEMS, compile_table
from fairdesk.guidelines.scorer import read_scorer, scored_facts
from fairdesk.guidelines.table import parse
from tests.guidelines.scorers import text

SCORER = read_scorer(text(), "score.json")
CASE = {"amount": 15.0, "days": 12, "trouble": "late", "known": True}
TABLE = """\
format: 1
name: gift
title: By score
hit: first
effective_from: 2026-01-01
review_by: 2027-01-01
owner: Head of customer service
reason: A try.
inputs:
  - {name: amount, type: number, label: amount, from: colleague}
  - {name: score, type: number, label: score, from: scorer goodwill_score}
outputs:
  - {name: decision, label: what happens, allowed: [pay, person]}
on_refusal: {decision: person}
rules:
  - {id: X1, says: The score is high enough., when: {score: ">= 0"}, then: {decision: pay}}
  - {id: X2, says: It is not., when: {}, then: {decision: person}}
"""
GUIDELINE = compile_table(parse(TABLE, "gift.yaml"))


def any_case(dice: random.Random) -> dict:
    return {
        "amount": round(dice.uniform(0, 500), 2), "days": dice.randint(0, 900),
        "trouble": dice.choice(["late", "broken"]), "known": dice.random() < 0.5,
    }  # fmt: skip


def test_each_term_adds_what_stands_in_the_file():
    scored = SCORER.score(CASE)

    assert {
        "amount": 1.0,
        "days": 0.5,
        "trouble": -0.4,
        "known": 0.1,
        "amount × trouble": 0.0,
    } == scored.contributions
    assert math.isclose(0.95, scored.score or 0)
    assert scored.above


@pytest.mark.parametrize(
    ("amount", "adds"), [(19.99, 1.0), (20.0, 0.1), (20, 0.1), (99.9, 0.1), (100, -2.0), (500, -2.0)]
)
def test_a_cut_belongs_to_the_step_above_it(amount, adds):
    assert adds == SCORER.score({**CASE, "amount": amount}).contributions["amount"]


def test_contributions_sum_to_the_score_and_stand_in_the_reason():
    dice = random.Random(1)
    for _ in range(500):
        scored = SCORER.score(any_case(dice))
        total = math.fsum([SCORER.intercept, *scored.contributions.values()])
        assert scored.score is not None
        assert abs(total - scored.score) <= 1e-9
        told = math.fsum(float(part.facts["adds"]) for part in scored.because.under)
        assert abs(told + SCORER.intercept - scored.score) <= 1e-9
        assert from_dict(to_dict(scored.because)) == scored.because


@pytest.mark.parametrize("name", CASE)
@pytest.mark.parametrize("odd", [None, float("nan"), float("inf"), "?", [], 1e9, True, 1.5])
def test_what_cannot_be_read_refuses_as_a_table_would(name, odd):
    if (name, odd) in (("known", True), ("amount", 1.5)):
        return
    facts = {**CASE, name: odd}
    scored = SCORER.score(facts if odd is not None else {n: v for n, v in CASE.items() if n != name})

    assert (None, {}, False, "goodwill_score.refused") == (
        scored.score, scored.contributions, scored.above, scored.because.code,
    )  # fmt: skip
    assert scored.refused.startswith(f"{name}: ")
    assert scored.because.facts["problem"] in PROBLEMS


class TestInATable:
    def test_the_score_is_an_input_like_another(self):
        facts, reasons = scored_facts(GUIDELINE.table.inputs, CASE, {"goodwill_score": SCORER})

        verdict = GUIDELINE.decide(facts)
        assert ("pay", "X1") == (verdict.outputs["decision"], verdict.because.rule)
        assert [SCORER.version] == [reason.version for reason in reasons]

    @pytest.mark.parametrize("scorers", [{}, {"goodwill_score": SCORER}])
    def test_without_a_score_a_person_decides(self, scorers):
        """It is not there, or it refused; and a score that somebody typed counts for nothing."""
        facts, _ = scored_facts(GUIDELINE.table.inputs, {"amount": 15.0, "score": 9.0}, scorers)

        verdict = GUIDELINE.decide(facts)
        assert ("person", "score: missing") == (verdict.outputs["decision"], verdict.refused)


def test_the_version_is_of_the_exact_bytes():
    assert SCORER.version != read_scorer(text(intercept=-0.2500001), "s").version
    assert all(
        SCORER.score({"amount": a, "days": d, "trouble": t, "known": k}).score is not None
        for a, d, t, k in product((0, 500.0), (0, 900), ("late", "broken"), (True, False))
    )
