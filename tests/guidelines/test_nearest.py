"""What would have changed an outcome is the smallest change there is, and it does change it: every time.

The oracle is brute force on a grid: every allowed combination of the values between which a table's cells tell, tried
cell by cell, without the compiled function and without the spans.
"""

from __future__ import annotations

import math
import random
from importlib import resources
from itertools import product

import pytest

from fairdesk.guidelines.cells import Cell, Kind, read_cell
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.nearest import EVERYBODY, another, nearest
from fairdesk.guidelines.table import Changeable, HitPolicy, Table, parse, shipped
from fairdesk.nouns import Fact, Otherwise
from tests.guidelines.tables import AS_CSV, REFUNDS, interesting, random_facts, shipped_tables
from tests.guidelines.test_compile import ROUTINE, SURE

ROUTING, RELEASE = (compile_table(table) for table in shipped_tables()[:2])
OPEN = REFUNDS.replace(
    'from: order, allowed: ">= 0"}', 'from: order, allowed: ">= 0", changeable: customer}'
).replace("from: identity}", "from: identity, changeable: company}")
UNIQUE = (
    OPEN.replace("hit: first", "hit: unique")
    .replace('"damaged, late"', "late")
    .replace("when: {}", "when: {topic: late, known: false}")
)
COLLECT = OPEN.replace("hit: first", "hit: collect")
SHIPPED = sorted(
    file.name for file in (resources.files("fairdesk.guidelines") / "tables").iterdir() if ".yaml" in file.name
)
TABLES = [
    *(parse(shipped(name.removesuffix(".yaml")), name) for name in SHIPPED),
    *(parse(text, "refunds.yaml") for text in (OPEN, UNIQUE, COLLECT)),
]


def outcome(table: Table, facts: dict[str, Fact]) -> dict[str, str] | None:
    """Decide by trying each cell; None where the table refuses."""
    held = [
        rule
        for rule in table.rules
        if all(cell.holds(facts[column.name]) for column, cell in zip(table.inputs, rule.cells, strict=True))
    ]
    if not held or (table.hit is HitPolicy.UNIQUE and len(held) > 1):
        return None
    counted = held if table.hit is HitPolicy.COLLECT else held[:1]
    return {
        column.name: ", ".join(dict.fromkeys(rule.outputs[column.name] for rule in counted))
        for column in table.outputs
        if column.name != "reason"
    }


def smallest(table: Table, facts: dict[str, Fact]) -> tuple[int, float] | None:
    """Return by brute force how few changeable inputs must change for another outcome, and how far at least."""
    now = outcome(table, facts)
    values = [
        {facts[column.name], *grid(table, n)} if column.changeable is not Changeable.NO else {facts[column.name]}
        for n, column in enumerate(table.inputs)
    ]
    best: tuple[int, float] | None = None
    for case in product(*values):
        tried = dict(zip((column.name for column in table.inputs), case, strict=True))
        changed = sum(tried[name] != facts[name] for name in facts), way(table, facts, tried)
        if (best is None or changed < best) and outcome(table, tried) not in (now, None):
            best = changed
    return best


def way(table: Table, facts: dict[str, Fact], tried: dict[str, Fact]) -> float:
    total = 0.0
    for n, column in enumerate(table.inputs):
        was, to = facts[column.name], tried[column.name]
        if isinstance(was, (str, bool)) or isinstance(to, (str, bool)):
            total += was != to
            continue
        cells = [*(rule.cells[n] for rule in table.rules), column.limits]
        ends = [e for cell in cells for part in cell.intervals for e in (part.low, part.high) if math.isfinite(e)]
        total += abs(to - was) / ((max(ends) - min(ends) if ends else 0) or 1)
    return total


def grid(table: Table, n: int) -> list[Fact]:
    """Return each end that a cell of an input names, and values beside and between."""
    column = table.inputs[n]
    if column.kind in (Kind.BOOLEAN, Kind.TEXT):
        return interesting(column)
    cells = [rule.cells[n] for rule in table.rules]
    ends = sorted(
        {end for cell in cells for part in cell.intervals for end in (part.low, part.high) if math.isfinite(end)}
    )
    step = 1 if column.kind is Kind.WHOLE else 0.001
    return [value for end in ends or [0] for value in (end - step, end, end + step) if column.limits.holds(value)]


def applied_to(facts: dict[str, Fact], found: Otherwise) -> dict[str, Fact]:
    return {**facts, **{change.input: change.to for change in found.changes}}


def flips(table: Table, cases: int) -> tuple[int, int]:
    """Explain random cases; return how many had an explanation and how many of these flip, seen by trying cells."""
    guideline, dice = compile_table(table), random.Random(11)
    explained = flipped = 0
    for _ in range(cases):
        facts = random_facts(table, dice)
        if guideline.decide(facts).refused:
            continue
        found = nearest(guideline, facts, another(guideline, facts))
        if found is not None:
            explained += 1
            flipped += outcome(table, applied_to(facts, found)) not in (outcome(table, facts), None)
    return explained, flipped


def can_be_explained(table: Table) -> bool:
    """Whether a table names anybody who could have changed anything, or anything past that explains it."""
    return any(column.changeable is not Changeable.NO for column in table.inputs)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name}-{table.hit}")
class TestEveryExplanation:
    def test_flips_the_decision(self, table):
        explained, flipped = flips(table, 400)

        assert explained == flipped
        assert (explained > 0) == can_be_explained(table)

    @pytest.mark.long
    def test_flips_the_decision_of_ten_thousand_cases(self, table):
        explained, flipped = flips(table, 10_000)

        assert explained == flipped
        assert (explained > 100) == can_be_explained(table)

    def test_is_as_small_as_brute_force_can_find(self, table):
        guideline, dice = compile_table(table), random.Random(7)
        for _ in range(40):
            facts = random_facts(table, dice)
            if outcome(table, facts) is None:
                continue
            found = nearest(guideline, facts, another(guideline, facts))
            best = smallest(table, facts)
            assert (found is None) == (best is None), facts
            if found is not None and best is not None:
                assert len(found.changes) == best[0], facts
                assert way(table, facts, applied_to(facts, found)) <= best[1] + 1e-12, facts

    def test_is_true_of_every_value_it_names(self, table):
        guideline, dice = compile_table(table), random.Random(5)
        kinds = {column.name: column for column in table.inputs}
        for _ in range(60):
            facts = random_facts(table, dice)
            if outcome(table, facts) is None or not (found := nearest(guideline, facts, another(guideline, facts))):
                continue
            named = {change.input: read_cell(change.needed, kinds[change.input].kind) for change in found.changes}
            for case in product(*(inside(cell, kinds[name]) for name, cell in named.items())):
                tried = {**facts, **dict(zip(named, case, strict=True))}
                assert outcome(table, tried) not in (outcome(table, facts), None), (found, tried)

    def test_changes_what_somebody_can_change_and_nothing_else(self, table):
        guideline, dice = compile_table(table), random.Random(3)
        may = {column.name for column in table.inputs if column.changeable is not Changeable.NO}
        for _ in range(60):
            facts = random_facts(table, dice)
            found = nearest(guideline, facts, another(guideline, facts))
            assert found is None or {change.input for change in found.changes} <= may


def inside(cell: Cell, column) -> list[Fact]:
    tried = (
        [*interesting(column), *(n * 0.37 for n in range(60)), *range(60)] if cell.intervals else interesting(column)
    )
    of_kind = [v for v in tried if column.kind is not Kind.WHOLE or isinstance(v, int)]
    return [value for value in of_kind if cell.holds(value) and (not cell.intervals or column.limits.holds(value))][
        :12
    ]


class TestTheNearest:
    def test_of_a_wish_is_that_it_had_not_been_made(self):
        found = nearest(ROUTING, {**ROUTINE, "asks_for_person": True}, lambda out: out["route"] == "assistant")

        assert found is not None
        (change,) = found.changes
        assert ("asks_for_person", True, False, "false", "customer") == (
            change.input, change.was, change.to, change.needed, change.by
        )  # fmt: skip
        assert ("route", ROUTING.table.version, "R09") == (found.step, found.version, found.rule)

    def test_of_a_doubt_is_the_threshold_itself(self):
        found = nearest(RELEASE, {**SURE, "confidence": 0.2}, lambda out: out["release"] == "send")

        assert found is not None
        assert [("confidence", 0.5, ">= 0.5")] == [(c.input, c.to, c.needed) for c in found.changes]

    def test_of_a_sensitive_matter_there_is_none(self):
        assert nearest(ROUTING, {**ROUTINE, "concern": "crisis"}, lambda out: out["route"] == "assistant") is None

    def test_of_what_was_refused_there_is_none(self):
        without = {name: value for name, value in ROUTINE.items() if name != "concern"}

        assert nearest(ROUTING, without, lambda out: True) is None

    def test_two_changes_are_told_where_one_is_not_enough(self):
        facts = {**ROUTINE, "asks_for_person": True, "ai_paused": True}

        found = nearest(ROUTING, facts, lambda out: out["route"] == "assistant")

        assert found is not None
        assert ["ai_paused", "asks_for_person"] == sorted(change.input for change in found.changes)

    def test_only_what_the_customer_can_change_if_asked_so(self):
        facts = {**ROUTINE, "ai_paused": True}
        mine = frozenset({Changeable.CUSTOMER})

        assert nearest(ROUTING, facts, lambda out: out["route"] == "assistant", mine) is None

    def test_every_text_that_does_it_is_named(self):
        refund = compile_table(parse(shipped("refund"), "refund.yaml"))
        facts: dict[str, Fact] = {
            "concern": "none", "amount": 90.0, "order_age_days": 100, "times_before": 0, "trouble": "broken", "proof": "none",
        }  # fmt: skip

        found = nearest(refund, facts, lambda out: out["decision"] == "pay", frozenset({Changeable.CUSTOMER}))

        assert found is not None
        assert [("proof", "photo", "photo, receipt")] == [(c.input, c.to, c.needed) for c in found.changes]

    def test_what_is_past_explains_and_is_not_asked_of_anybody(self):
        refund = compile_table(parse(shipped("refund"), "refund.yaml"))
        facts: dict[str, Fact] = {
            "concern": "none", "amount": 90.0, "order_age_days": 44, "times_before": 0, "trouble": "changed_mind",
            "proof": "none",
        }  # fmt: skip

        found = nearest(refund, facts, lambda out: out["decision"] == "pay")

        assert found is not None
        assert [("order_age_days", "past", "<= 30")] == [(c.input, c.by, c.needed) for c in found.changes]
        assert nearest(refund, facts, lambda out: out["decision"] == "pay", EVERYBODY) is None

    def test_an_open_end_is_left_by_the_smallest_step(self):
        table = parse(OPEN.replace('"[0..30]"', '"< 30"'), "refunds.yaml")
        facts = {"amount": 50.0, "days": 44, "topic": "damaged", "known": False}

        found = nearest(compile_table(table), facts, lambda out: out["refund"] == "pay")

        assert found is not None
        assert [("days", 29, "<= 29", "days")] == [(c.input, c.to, c.needed, c.unit) for c in found.changes]

    def test_of_two_ways_the_shorter_is_told(self):
        facts = {"amount": 20.5, "days": 44, "topic": "damaged", "known": True}

        found = nearest(compile_table(parse(OPEN, "refunds.yaml")), facts, lambda out: out["refund"] == "pay")

        assert found is not None
        assert [("amount", 20, "(0..20]")] == [(c.input, c.to, c.needed) for c in found.changes]


class TestWhoCanChangeIt:
    def test_nobody_where_the_table_does_not_say(self):
        assert {Changeable.NO} == {column.changeable for column in parse(REFUNDS, "refunds.yaml").inputs}

    def test_it_is_read_from_csv_as_well(self):
        table = parse(AS_CSV.replace("order,days,>= 0", "order,days,>= 0,customer"), "refunds.csv")

        assert {"days": Changeable.CUSTOMER}.items() <= {c.name: c.changeable for c in table.inputs}.items()

    def test_a_word_that_is_none_of_these_is_refused(self):
        from fairdesk.nouns import BadInput

        with pytest.raises(BadInput, match="no, customer, company"):
            parse(OPEN.replace("changeable: company", "changeable: everybody"), "refunds.yaml")
