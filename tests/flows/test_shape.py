"""The part of JSON Schema that calls use, with jsonschema as the oracle."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.flows.shape import fault_of, fault_of_schema

SCHEMA = {
    "type": "object",
    "required": ["state", "days"],
    "additionalProperties": False,
    "properties": {
        "state": {"type": "string", "enum": ["open", "sent"]},
        "days": {"type": "integer", "minimum": 0, "maximum": 30},
        "day": {"type": "string", "pattern": "[0-9]{4}", "maxLength": 4},
        "price": {"type": "number"},
        "done": {"type": "boolean"},
    },
}
RIGHT = {"state": "open", "days": 3, "day": "2026", "price": 1.5, "done": True}


def test_what_is_as_declared():
    assert "" == fault_of(RIGHT, SCHEMA)
    assert "" == fault_of_schema(SCHEMA)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"state": "gone"}, "answer.state is none of the declared values"),
        ({"days": -1}, "answer.days is outside what is declared"),
        ({"days": True}, "answer.days is not of type integer"),
        ({"day": "26"}, "answer.day has not the declared pattern"),
        ({"day": "20266"}, "answer.day is too long"),
        ({"secret": "kim@example.org"}, "answer has 1 values that are not declared"),
        ({"price": "1"}, "answer.price is not of type number"),
    ],
)
def test_what_is_not_is_named_without_its_value(changes, says):
    assert says == fault_of({**RIGHT, **changes}, SCHEMA)


def test_what_is_missing():
    assert "answer.days is missing" == fault_of({"state": "open"}, SCHEMA)
    assert "answer is not of type object" == fault_of([1], SCHEMA)


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "object", "oneOf": []}, "the schema uses 'oneOf'"),
        ({"properties": {}}, "the schema needs a type"),
        ({"type": "object", "properties": {"a": {"type": "array"}}}, "a needs a type"),
        ([], "the schema is no mapping"),
    ],
)
def test_a_declaration_that_would_be_ignored_is_refused(schema, says):
    assert fault_of_schema(schema).startswith(says)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["open", "sent", "gone", 1]),
        "days": st.one_of(st.integers(-2, 40), st.booleans(), st.text(max_size=2)),
        "price": st.one_of(st.floats(0, 5), st.integers(0, 5), st.none()),
        "done": st.one_of(st.booleans(), st.integers(0, 1)),
        "more": st.integers(),
    },
)


@given(VALUES)
def test_it_says_what_jsonschema_says(value):
    """The oracle reads 3.0 as an integer, as JSON Schema does; ours wants what Python's reader calls one."""
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(value) == (not fault_of(value, SCHEMA))
