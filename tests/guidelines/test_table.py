"""A guideline is read whole or not at all, and its version is the hash of its bytes."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.cells import Kind
from fairdesk.guidelines.table import HitPolicy, parse, shipped, version_of
from fairdesk.nouns import BadInput, NotFound
from tests.guidelines.tables import REFUNDS, SHIPPED, changed, refunds


def test_a_table_holds_what_its_file_says():
    table = refunds()

    assert ("refunds", HitPolicy.FIRST) == (table.name, table.hit)
    assert [Kind.NUMBER, Kind.WHOLE, Kind.TEXT, Kind.BOOLEAN] == [column.kind for column in table.inputs]
    assert "EUR" == table.inputs[0].unit
    assert datetime(2026, 1, 1, tzinfo=UTC) == table.effective_from
    assert date(2027, 1, 1) == table.review_by
    assert {"refund": "person"} == table.on_refusal
    assert ["-", "[0..30]", "damaged", "-"] == [cell.text for cell in table.rules[0].cells]


def test_the_version_is_the_hash_of_the_exact_bytes():
    expected = hashlib.sha256(REFUNDS.encode()).hexdigest()[:16]

    assert expected == refunds().version == version_of(REFUNDS)
    assert expected != parse(REFUNDS + "\n", "refunds.yaml").version


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("format: 1", "format: 2", "line 1, format: '2' should be one of: 1"),
        ("hit: first", "hit: last", "line 4, hit: 'last' should be one of: first, unique, collect"),
        ("owner: Head of customer service\n", "", "has no 'owner'"),
        ("title: What", "titel: What", "has no 'title'"),
        ("reason: Small", "colour: red\nreason: Small", "'colour' is not known here"),
        ("owner: Head of customer service", "owner: ''", "owner: is empty"),
        ("2026-01-01", "soon", "line 5, effective_from: 'soon' should be a date such as 2026-01-31"),
        ("name: refunds", "name: Refunds!", "should be small letters"),
        ("type: number", "type: decimal", "inputs 1 type: 'decimal' should be one of: text, number"),
        ("name: days", "name: amount", "'amount' stands here twice"),
        ("name: days", "name: problem", "is a word that refusals use"),
        ("from: identity}", "from: identity, allowed: [a]}", "a boolean is true or false"),
        ('allowed: ">= 0"', 'allowed: "some"', "inputs 1 allowed: 'some' is not a test of a number"),
        ("[damaged, late, changed_mind]", "[late, late]", "names a value twice"),
        ("id: A2", "id: A1", "rules 2 id: 'A1' is the id of an earlier rule"),
        ("id: A2", "id: 'A 2'", "should be letters, digits"),
        ('days: "[0..30]"', "days: [0..30]", 'rules 1 when days: should be one text; put a test such as ">= 0.5"'),
        ('days: "[0..30]"', 'day: "[0..30]"', "'day' is not known here; it should be one of: amount, days"),
        ("known: true", "known: yes", "rules 2 when known: 'yes' is not a test of a boolean"),
        ("topic: damaged,", "topic: damages,", "line 21, rules 1 when topic: 'damages' is not allowed here"),
        ("then: {refund: pay}", "then: {refund: paid}", "rules 1 then refund: 'paid' should be one of: pay, person"),
        ("then: {refund: person}", "then: {}", "rules 3 then: has no 'refund'"),
        ("on_refusal: {refund: person}", "on_refusal: {}", "on_refusal: has no 'refund'"),
        ("outputs:\n  - {name: refund, label: what happens, allowed: [pay, person]}", "outputs: []", "at least one"),
        ("rules:", "rules: none\nrows:", "not known here"),
    ],
)
def test_a_mistake_names_file_place_and_what_it_should_be(old, new, says):
    with pytest.raises(BadInput) as found:
        parse(changed((old, new)), "refunds.yaml")

    assert str(found.value).startswith("refunds.yaml, line ")
    assert says in str(found.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_guideline_has_a_sentence_a_reason_and_an_owner(name):
    table = parse(shipped(name), f"{name}.yaml")

    assert all(rule.says.endswith(".") and len(rule.says.split()) <= 15 for rule in table.rules)
    assert table.owner
    assert table.references
    assert "rule_input" == table.on_refusal["reason"]


def test_the_desk_says_which_guidelines_it_ships():
    with pytest.raises(NotFound, match="release, retention, review_first, routing"):
        shipped("../routing")


@given(st.data())
def test_a_damaged_file_is_read_or_named_as_a_mistake(data):
    start = data.draw(st.integers(0, len(REFUNDS)))
    length = data.draw(st.integers(0, 60))
    instead = data.draw(st.text(max_size=8))

    try:
        told = parse(REFUNDS[:start] + instead + REFUNDS[start + length :], "refunds.yaml").version
    except BadInput as found:
        told = str(found)

    assert told.startswith("refunds.yaml") or len(told) == 16
