"""With a score among its inputs, what would have changed an outcome is still exact: brute force on a grid finds nothing smaller."""

from __future__ import annotations

import json
import random
from itertools import product
from typing import Any

import pytest

from fairdesk.guidelines.cells import read_cell
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.nearest_scored import nearest_scored
from fairdesk.guidelines.scorer import Scorer, read_scorer, scored_facts
from fairdesk.guidelines.table import Changeable, parse, shipped
from fairdesk.nouns import Fact, Otherwise
from tests.guidelines.tables import random_facts

_INPUTS = [
    {"name": "amount", "type": "number", "label": "amount", "from": "colleague", "unit": "EUR"},
    {"name": "order_age_days", "type": "whole number", "label": "days", "from": "colleague", "unit": "days"},
    {"name": "proof", "type": "text", "label": "proof", "from": "colleague", "unit": "", "allowed": ["none", "photo", "receipt"]},
]  # fmt: skip
_TERMS = [
    {"axes": [{"input": "amount", "cuts": [8, 15]}], "scores": [0.6, 0.1, -0.5]},
    {"axes": [{"input": "order_age_days", "cuts": [31, 200]}], "scores": [0.3, 0.0, -0.4]},
    {"axes": [{"input": "proof", "levels": ["none", "photo", "receipt"]}], "scores": [-0.3, 0.2, 0.25]},
]
WHOLE: dict[str, Any] = {
    "format": 1, "name": "goodwill_score", "title": "Score", "owner": "Cleo", "review_by": "2027-06-30",
    "reason": "A try.", "link": "logit", "intercept": -0.05, "threshold": 0.0,
    "changeable": ["amount", "order_age_days", "proof"], "inputs": _INPUTS, "terms": _TERMS,
    "card": {"date": "2026-01-31", "data": "made up", "n": 0, "outcome": "paid", "metrics": {}},
}  # fmt: skip


def scorer_text(**changes: Any) -> str:
    return json.dumps({**WHOLE, **changes})


def by_score() -> str:
    """Return the goodwill table, which pays only where the score is high enough."""
    score = "{name: score, type: number, label: score, from: scorer goodwill_score}"
    low = '{id: G08, says: The score is too low., when: {score: "< 0"}, then: {decision: draft_refusal, reason: unusual}}'
    text = shipped("goodwill").replace("\noutputs:", f"\n  - {score}\noutputs:", 1)
    return text.replace("\n  - id: G05", f"\n  - {low}\n  - id: G05", 1)


TABLE = parse(by_score(), "goodwill.yaml")
GOODWILL = compile_table(TABLE)
SCORERS: dict[str, Scorer] = {"goodwill_score": read_scorer(scorer_text(), "goodwill_score")}
AMOUNTS = [v for e in (8, 15, 20) for v in (e - 0.01, e, e + 0.01)]
GRID: dict[str, list[Fact]] = {
    "amount": [0.01, *AMOUNTS], "order_age_days": [0, 30, 31, 199, 200, 365, 366], "times_before": [0, 1, 2, 3],
    "proof": ["none", "photo", "receipt"],
}  # fmt: skip
CASE: dict[str, Fact] = {
    "concern": "none", "amount": 18.0, "order_age_days": 40, "times_before": 0, "trouble": "late", "proof": "none",
}  # fmt: skip


def pays(facts: dict[str, Fact]) -> bool:
    whole, _ = scored_facts(TABLE.inputs, facts, SCORERS)
    return GOODWILL.decide(whole).outputs["decision"] == "pay"


def asked(facts: dict[str, Fact], by: frozenset[Changeable] | None = None) -> Otherwise | None:
    more = {"by": by} if by else {}
    return nearest_scored(GOODWILL, facts, SCORERS, lambda outputs: outputs["decision"] == "pay", **more)


def cases(count: int, seed: int) -> list[dict[str, Fact]]:
    dice, found = random.Random(seed), []
    while len(found) < count:
        facts = random_facts(TABLE, dice)
        facts.pop("score")
        facts |= {name: dice.choice(values) for name, values in GRID.items()} | {"concern": "none"}
        if not pays(facts):
            found.append(facts)
    return found


def test_every_change_that_is_named_flips_it():
    explained = [(facts, found) for facts in cases(120, 3) if (found := asked(facts))]

    assert len(explained) > 40
    assert all(pays({**facts, **{change.input: change.to for change in found.changes}}) for facts, found in explained)


def test_nothing_with_fewer_changes_is_found_by_brute_force():
    for facts in cases(12, 5):
        found = asked(facts)
        tried = (dict(zip(GRID, values, strict=True)) for values in product(*GRID.values()))
        fewest = min(
            (sum(one[name] != facts[name] for name in one) for one in tried if pays({**facts, **one})), default=None
        )
        assert (len(found.changes) if found else None) == fewest, facts


def test_every_value_that_is_named_does_it():
    kinds = {column.name: column.kind for column in TABLE.inputs}
    for facts in cases(80, 7):
        found = asked(facts)
        if found is None or len(found.changes) > 1:
            continue
        (change,) = found.changes
        cell = read_cell(change.needed, kinds[change.input])
        inside = [value for value in GRID[change.input] if cell.holds(value)]
        assert inside, change
        assert all(pays({**facts, change.input: value}) for value in inside), (facts, change)


def test_an_input_counts_in_its_rule_and_in_its_score():
    found = asked(CASE)

    assert found is not None
    assert [("amount", "< 8", "past")] == [(c.input, c.needed, c.by) for c in found.changes]


def test_first_what_the_customer_can_still_show():
    found = asked({**CASE, "amount": 10.0}, frozenset({Changeable.CUSTOMER}))

    assert found is not None
    assert [("proof", "photo, receipt", "customer")] == [(c.input, c.needed, c.by) for c in found.changes]


def test_only_what_the_scorer_too_calls_changeable():
    stays = {"goodwill_score": read_scorer(scorer_text(changeable=[]), "goodwill_score")}

    assert nearest_scored(GOODWILL, CASE, stays, lambda outputs: outputs["decision"] == "pay") is None


def test_what_was_refused_has_none():
    assert nearest_scored(GOODWILL, CASE, {}, lambda outputs: outputs["decision"] == "pay") is None


@pytest.mark.parametrize(("age", "needed"), [(44, "<= 30"), (31, "<= 30")])
def test_without_a_score_it_is_the_table_s_own(age, needed):
    refund = compile_table(parse(shipped("refund"), "refund.yaml"))
    facts = {**CASE, "trouble": "changed_mind", "order_age_days": age}

    found = nearest_scored(refund, facts, {}, lambda outputs: outputs["decision"] == "pay")

    assert found is not None
    assert [needed] == [change.needed for change in found.changes]
