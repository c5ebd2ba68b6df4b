"""The same table written as CSV is the same table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.rows import read_csv
from fairdesk.guidelines.table import parse
from fairdesk.nouns import BadInput
from tests.guidelines.tables import AS_CSV, refunds


def test_the_csv_form_says_the_same_as_the_yaml_form():
    from_csv = parse(AS_CSV, "refunds.csv")

    assert refunds() == replace(from_csv, version=refunds().version)


def test_empty_rows_and_the_empty_cells_that_a_spreadsheet_adds_change_nothing():
    spread = "\r\n,,,\r\n".join(f"{line},," for line in AS_CSV.splitlines())

    assert refunds().rules == parse(spread, "refunds.csv").rules


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("hit,first", "hit,first\nhit,unique", "line 5, cell 1: 'hit' stands here twice"),
        ("hit,first", "hits,first", "line 4, cell 1: 'hits' is not known here"),
        ("damaged,-,pay", "broken,-,pay", "line 17, rule topic: 'broken' is not allowed here"),
        ("damaged,-,pay", ",-,pay", None),
        ("damaged,-,pay", "damaged,-,paid", "line 17, rule refund: 'paid' should be one of: pay, person"),
        ("rules,id", "rule,id", 'the row "rules" that names the columns should come before'),
        ("on_refusal,person", "on_refusal,person,person", "has 2 cells"),
        ('"damaged, late, changed_mind"', '"damaged', "not readable as CSV|'damaged"),
    ],
)
def test_a_mistake_names_the_row(old, new, says):
    assert old in AS_CSV
    text = AS_CSV.replace(old, new, 1)
    if says is None:
        # An empty cell is a test left out, like a name left out in YAML.
        assert parse(text, "refunds.csv").rules[0].cells[2].anything
        return

    with pytest.raises(BadInput, match=says):
        parse(text, "refunds.csv")


@given(st.text(max_size=200))
def test_any_text_is_read_or_named_as_a_mistake(text):
    try:
        told = read_csv(text, "x.csv").file
    except BadInput as found:
        told = str(found)

    assert told.startswith("x.csv")
