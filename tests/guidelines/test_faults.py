"""What keeps a text from being put forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fairdesk.guidelines.checks import Flaw
from fairdesk.guidelines.faults import faults_in
from tests.guidelines.tables import SHIPPED, shipped_tables

DAY = date(2026, 12, 1)


@pytest.mark.parametrize("name", SHIPPED)
def test_what_comes_with_the_desk_has_none(name):
    table = shipped_tables()[SHIPPED.index(name)]

    assert () == faults_in(table, name, DAY)


def test_a_review_that_is_past_is_one_from_the_next_day_on():
    table = replace(shipped_tables()[0], review_by=DAY)

    assert () == faults_in(table, "routing", DAY)
    assert [Flaw.REVIEW] == [found.flaw for found in faults_in(table, "routing", DAY + timedelta(days=1))]
    assert "2026-12-01" in faults_in(table, "routing", DAY + timedelta(days=1))[0].says


def test_a_rule_that_never_holds_and_a_broken_promise_are_named_together():
    routing = shipped_tables()[0]
    wish = next(rule for rule in routing.rules if "asked_for_person" in rule.outputs.values())
    without = replace(routing, rules=tuple(rule for rule in routing.rules if rule is not wish))
    twice = replace(without, rules=(*without.rules, replace(without.rules[0], id="R99")))

    assert {Flaw.FLOOR, Flaw.UNREACHABLE} <= {found.flaw for found in faults_in(twice, "routing", DAY)}
