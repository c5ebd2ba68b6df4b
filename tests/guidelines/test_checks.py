"""The checks find every overlap, gap and unreachable rule, and nothing else."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdesk.guidelines import boxes
from fairdesk.guidelines.checks import Flaw, check
from fairdesk.guidelines.compile import NO_RULE, compile_table
from fairdesk.guidelines.table import parse
from tests.guidelines.tables import REFUNDS, refunds, shipped_tables


@pytest.mark.parametrize("table", shipped_tables(), ids=lambda table: table.name)
def test_the_shipped_guidelines_have_no_flaw(table):
    assert () == check(table)


def test_a_gap_is_shown_by_a_case_that_no_rule_covers():
    table = refunds(("    when: {}\n", "    when: {known: false}\n"))

    (found,) = check(table)

    assert Flaw.GAP is found.flaw
    assert NO_RULE == compile_table(table).hit(found.example)


def test_a_rule_behind_a_wider_one_is_never_reached():
    (found,) = check(
        refunds(
            ('topic: damaged, days: "[0..30]"', "known: true"),
        )
    )

    assert (Flaw.UNREACHABLE, ("A2", "A1")) == (found.flaw, found.rules)
    assert "A2 can never apply: A1 apply before it." == found.says


def test_a_rule_that_no_allowed_value_passes_is_never_reached():
    (found,) = check(refunds(('amount: "(0..20]"', 'amount: "< 0"')))

    assert (Flaw.UNREACHABLE, ("A2",)) == (found.flaw, found.rules)
    assert "no allowed value passes its tests" in found.says


def test_overlaps_count_where_only_one_rule_may_apply():
    found = check(refunds(("hit: first", "hit: unique")))

    assert {("A1", "A2"), ("A1", "A3"), ("A2", "A3")} == {each.rules for each in found}
    collecting = compile_table(refunds(("hit: first", "hit: collect")))
    for each in found:
        assert set(each.rules) <= set(collecting.decide(each.example).because.rule.split(", "))


def test_ends_of_ranges_are_seen_to_the_point():
    two = REFUNDS.replace("hit: first", "hit: unique").split("rules:")[0] + (
        "rules:\n"
        "  - {id: A, says: Up to five., when: {amount: '[0..5]'}, then: {refund: pay}}\n"
        "  - {id: B, says: From five., when: {amount: '%s'}, then: {refund: person}}\n"
    )

    assert () == check(parse(two % "> 5", "x.yaml"))
    assert [Flaw.OVERLAP] == [found.flaw for found in check(parse(two % ">= 5", "x.yaml"))]
    assert [Flaw.GAP] == [found.flaw for found in check(parse(two % "> 5.01", "x.yaml"))]


def test_between_two_whole_numbers_there_is_no_gap():
    whole = REFUNDS.split("rules:")[0] + (
        "rules:\n"
        "  - {id: A, says: Up to five., when: {days: '<= 5'}, then: {refund: pay}}\n"
        "  - {id: B, says: From six., when: {days: '>= 6'}, then: {refund: person}}\n"
    )

    assert () == check(parse(whole, "x.yaml"))


def test_a_table_too_tangled_to_check_says_so(monkeypatch):
    monkeypatch.setattr(boxes, "MOST_BOXES", 0)

    assert [Flaw.TOO_LARGE] == [found.flaw for found in check(shipped_tables()[0])]


CELLS = {
    "a": st.sampled_from(["-", "0", "1", "not(1)", "> 1", "[0..1]"]),
    "b": st.sampled_from(["-", "true", "false"]),
    "c": st.sampled_from(["-", "x", "y", "x, z", "not(x)"]),
}
HEAD = """\
{format: 1, name: t, title: t, hit: %s, effective_from: 2026-01-01, review_by: 2027-01-01, owner: o, reason: r,
inputs: [{name: a, type: whole number, label: a, from: f, allowed: "[0..3]"}, {name: b, type: boolean, label: b, from: f},
{name: c, type: text, label: c, from: f, allowed: [x, y, z]}], outputs: [{name: o, label: o, allowed: [k]}],
on_refusal: {o: k}, rules: [%s]}
"""


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["first", "unique"]), st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=5))
def test_trying_every_case_finds_the_same(hit, rows):
    rules = ", ".join(
        f'{{id: R{n}, says: s., when: {{a: "{row["a"]}", b: "{row["b"]}", c: "{row["c"]}"}}, then: {{o: k}}}}'
        for n, row in enumerate(rows)
    )
    table = parse(HEAD % (hit, rules), "t.yaml")
    holding = [
        [rule.id for rule in table.rules if all(map(lambda cell, value: cell.holds(value), rule.cells, case))]
        for case in product([0, 1, 2, 3], [True, False], ["x", "y", "z"])
    ]

    found = check(table)

    assert any(not rules for rules in holding) == any(each.flaw is Flaw.GAP for each in found)
    reached = {rules[0] if hit == "first" else rule for rules in holding for rule in rules}
    never = {each.rules[0] for each in found if each.flaw is Flaw.UNREACHABLE}
    assert {rule.id for rule in table.rules} - reached == never
    both = {(a, b) for rules in holding for a in rules for b in rules if a < b} if hit == "unique" else set()
    assert both == {each.rules for each in found if each.flaw is Flaw.OVERLAP}
