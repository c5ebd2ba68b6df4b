"""Two versions are told apart rule by rule; a comma elsewhere in the file is no change."""

from __future__ import annotations

import pytest

from fairdesk.guidelines.diff import Change, decides_alike, difference, then, when
from fairdesk.guidelines.table import parse
from tests.guidelines.tables import REFUNDS, refunds

OLD = refunds()


def test_the_same_table_in_another_layout_differs_in_nothing():
    assert () == difference(
        OLD, refunds(('references: ["Consumer terms, section 4"]', "references:\n  - Consumer terms, section 4"))
    )


@pytest.mark.parametrize(
    ("pair", "change"),
    [
        (("(0..20]", "(0..30]"), ("changed", "A2", "when: amount (0..20], topic damaged, late, known true → amount (0..30], topic damaged, late, known true")),
        (("Damaged goods are", "Broken goods are"), ("changed", "A1", "says: Damaged goods are paid back for a month. → Broken goods are paid back for a month.")),
        (("owner: Head of customer service", "owner: Ada"), ("changed", "owner", "Head of customer service → Ada")),
        (("on_refusal: {refund: person}", "on_refusal: {refund: pay}"), ("changed", "on_refusal", "refund person → refund pay")),
        (("unit: EUR", "unit: GBP"), ("changed", "input amount", "amount asked back, a number in EUR from order (>= 0) → amount asked back, a number in GBP from order (>= 0)")),
        (("    then: {refund: person}", "    then: {refund: pay}"), ("changed", "A3", "then: refund person → refund pay")),
    ],
)  # fmt: skip
def test_one_change_is_one_line(pair, change):
    assert (Change(*change),) == difference(OLD, refunds(pair))


def test_rules_that_came_went_and_moved():
    head, *rules = REFUNDS.split("  - id: ")
    first, second, last = (f"  - id: {rule}" for rule in rules)
    new = parse(head + second + first + last.replace("A3", "A4"), "refunds.yaml")

    assert [("removed", "A3"), ("added", "A4"), ("moved", "A1")] == [(c.how, c.what) for c in difference(OLD, new)]


def test_a_rule_reads_as_a_line():
    assert "days [0..30], topic damaged" == when(OLD.rules[0], OLD)
    assert "always" == when(OLD.rules[2], OLD)
    assert "refund pay" == then(OLD.rules[0])


@pytest.mark.parametrize(
    ("pair", "alike"),
    [
        (("owner: Head of customer service", "owner: Ada"), True),
        (("Damaged goods are", "Broken goods are"), True),
        (("unit: EUR", "unit: EUR, changeable: past"), True),
        (("unit: EUR", "unit: GBP"), False),
        (("(0..20]", "(0..30]"), False),
        (("    then: {refund: person}", "    then: {refund: pay}"), False),
        (("on_refusal: {refund: person}", "on_refusal: {refund: pay}"), False),
    ],
)
def test_words_and_who_could_change_an_input_decide_nothing(pair, alike):
    assert alike is decides_alike(OLD, refunds(pair))


def test_who_could_change_an_input_is_a_change_to_read():
    (change,) = difference(OLD, refunds(("unit: EUR", "unit: EUR, changeable: past")))

    assert change.says.endswith("from order (>= 0), changeable: past")
