"""A reason is written down whole, reads back exactly, and has one byte form."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.explainability.because import canonical_bytes, find, from_dict, to_dict, walk, without_words
from fairdesk.nouns import BadInput, Because

NAMES = st.text(max_size=8)
FACTS = st.dictionaries(
    NAMES,
    st.text(max_size=8) | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    max_size=4,
)
WORDS = st.lists(st.text(st.characters(), max_size=12), max_size=3).map(tuple)


def reasons(under: st.SearchStrategy[Because] | None = None) -> st.SearchStrategy[Because]:
    return st.builds(
        Because, NAMES, NAMES, FACTS, NAMES, NAMES, WORDS, st.dictionaries(NAMES, WORDS, max_size=2),
        st.lists(under, max_size=3).map(tuple) if under is not None else st.just(()),
    )  # fmt: skip


TREES = st.recursive(reasons(), reasons, max_leaves=8)

TREE = Because(
    "turn", "turn.answered",
    under=(
        Because("triage", "triage.none", words=("sad",)),
        Because("route", "route.routine", {"masking_ok": True}, "R10", "abc", (), {"R01": ("masking_ok",)}),
        Because("answer", "answer.found", under=(Because("passage", "passage.rank", words=("word",)),)),
    ),
)  # fmt: skip


@given(TREES)
def test_what_is_written_reads_back_exactly(because):
    assert because == from_dict(to_dict(because))
    read = from_dict(json.loads(canonical_bytes(because)))
    assert because == read
    kinds = [[type(value) for _, value in sorted(part.facts.items())] for part in walk(because)]
    assert kinds == [[type(value) for _, value in sorted(part.facts.items())] for part in walk(read)]


@given(TREES)
def test_without_words_nothing_else_is_lost(because):
    bare = without_words(because)

    assert all(part.words == () for part in walk(bare))
    assert [(part.code, part.facts) for part in walk(because)] == [(part.code, part.facts) for part in walk(bare)]


def test_the_byte_form_does_not_depend_on_the_order_of_facts():
    one = Because("route", "route.routine", {"a": 1, "b": 2.5})
    other = Because("route", "route.routine", {"b": 2.5, "a": 1})

    assert canonical_bytes(one) == canonical_bytes(other)
    assert (
        b'{"code":"route.routine","facts":{"a":1,"b":2.5},"failed":{},"format":1,"rule":"","step":"route","under":[],'
        b'"version":"","words":[]}'
    ) == canonical_bytes(one)


def test_a_whole_number_is_not_the_same_fact_as_a_decimal_or_a_truth():
    forms = {canonical_bytes(Because("a", "a.b", {"x": value})) for value in (1, 1.0, True, "1")}

    assert 4 == len(forms)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_none_has_no_byte_form(value):
    with pytest.raises(BadInput, match=r"a\.b"):
        canonical_bytes(Because("a", "a.b", {"x": value}))


def test_a_tree_is_walked_from_the_top_each_before_what_is_under_it():
    assert ["turn", "triage", "route", "answer", "passage"] == [part.step for part in walk(TREE)]


def test_the_first_reason_of_a_step_is_found_at_any_depth():
    assert TREE.under[2].under[0] is find(TREE, "passage")
    assert TREE is find(TREE, "turn")
    assert None is find(TREE, "release")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": None},
        {"step": 1},
        {"facts": [1]},
        {"facts": {"x": None}},
        {"facts": {"x": math.nan}},
        {"facts": {1: "x"}},
        {"words": "abc"},
        {"words": [1]},
        {"failed": {"R01": "masking_ok"}},
        {"under": {}},
        {"under": [{}]},
        {"more": 1},
    ],
)
def test_what_is_not_of_this_form_is_refused(change):
    with pytest.raises(BadInput):
        from_dict({**to_dict(TREE), **change})


@pytest.mark.parametrize("written", [{}, [], "x", None])
def test_what_is_no_reason_at_all_is_refused(written):
    with pytest.raises(BadInput):
        from_dict(written)


def test_a_tree_without_end_is_refused():
    deep = Because("a", "a.b")
    for _ in range(100):
        deep = Because("a", "a.b", under=(deep,))

    with pytest.raises(BadInput, match="deep"):
        from_dict(to_dict(deep))
