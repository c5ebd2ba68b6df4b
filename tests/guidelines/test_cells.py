"""The tests in a table's cells mean what S-FEEL says, and nothing else is read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.guidelines.cells import ANYTHING, Kind, read_cell


@pytest.mark.parametrize(
    ("text", "kind", "inside", "outside"),
    [
        ("3", Kind.WHOLE, [3], [2, 4]),
        ("-2.5", Kind.NUMBER, [-2.5], [2.5]),
        ("< 3", Kind.NUMBER, [2.999, -1e9], [3, 4]),
        ("<= 3", Kind.NUMBER, [3, 2], [3.0001]),
        (">3", Kind.WHOLE, [4], [3]),
        (">= 0.5", Kind.NUMBER, [0.5, 1], [0.4999]),
        ("[1..5]", Kind.NUMBER, [1, 3, 5], [0.99, 5.01]),
        ("(1..5)", Kind.NUMBER, [1.01, 4.99], [1, 5]),
        ("[1..5)", Kind.WHOLE, [1, 4], [5]),
        ("( 1 .. 5 ]", Kind.WHOLE, [5, 2], [1]),
        ("1, 3, [10..20], > 100", Kind.WHOLE, [1, 3, 15, 101], [2, 9, 100]),
        ("not([1..5], 9)", Kind.WHOLE, [0, 6], [1, 5, 9]),
        ("true", Kind.BOOLEAN, [True], [False]),
        ("not(true)", Kind.BOOLEAN, [False], [True]),
        ("crisis", Kind.TEXT, ["crisis"], ["Crisis", "crisis "]),
        ("crisis, abuse", Kind.TEXT, ["crisis", "abuse"], ["none"]),
        ('"a, b", c d', Kind.TEXT, ["a, b", "c d"], ["a", "b"]),
        ('"-"', Kind.TEXT, ["-"], ["x"]),
        ("not(none)", Kind.TEXT, ["crisis"], ["none"]),
    ],
)
def test_a_cell_means_what_it_says(text, kind, inside, outside):
    cell = read_cell(text, kind)

    assert [True] * len(inside) == [cell.holds(value) for value in inside]
    assert [False] * len(outside) == [cell.holds(value) for value in outside]


def test_a_dash_is_anything():
    assert ANYTHING == read_cell(" - ", Kind.NUMBER)
    assert ANYTHING.holds("whatever")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind.TEXT),
        ("a,", Kind.TEXT),
        (",a", Kind.TEXT),
        ('"a', Kind.TEXT),
        ("< 3", Kind.TEXT),
        ("yes", Kind.BOOLEAN),
        ("True", Kind.BOOLEAN),
        ("true, false", Kind.BOOLEAN),
        ("many", Kind.NUMBER),
        ("1e3", Kind.NUMBER),
        ("nan", Kind.NUMBER),
        ("1.", Kind.NUMBER),
        ("٣", Kind.NUMBER),
        ("9" * 5000, Kind.NUMBER),
        ("=> 3", Kind.NUMBER),
        ("[5..1]", Kind.NUMBER),
        ("(5..5)", Kind.NUMBER),
        ("[1..5", Kind.NUMBER),
        ("1.5", Kind.WHOLE),
        ("not(not(1))", Kind.WHOLE),
        ("not()", Kind.TEXT),
    ],
)
def test_what_is_no_test_is_refused_with_what_it_should_be(text, kind):
    with pytest.raises(ValueError, match="should be"):
        read_cell(text, kind)


@given(st.text(max_size=40), st.sampled_from(list(Kind)))
def test_any_text_is_a_cell_or_a_named_mistake(text, kind):
    try:
        told = read_cell(text, kind).text
    except ValueError as found:
        told = str(found)

    assert text.strip() == told or "should be" in told


@given(st.lists(st.text(max_size=12).filter(lambda word: '"' not in word), min_size=1, max_size=5))
def test_any_list_of_quoted_texts_is_read_back(words):
    written = ", ".join(f'"{word}"' for word in words)

    assert tuple(words) == read_cell(written, Kind.TEXT).values


@given(
    st.integers(-999, 999),
    st.integers(-999, 999),
    st.integers(-1001, 1001),
    st.sampled_from(["[]", "[)", "(]", "()"]),
)
def test_a_range_holds_what_lies_between_its_ends(low, high, value, brackets):
    text = f"{brackets[0]}{low}..{high}{brackets[1]}"
    if low > high or (low == high and brackets != "[]"):
        with pytest.raises(ValueError, match="no number lies in this range"):
            read_cell(text, Kind.WHOLE)
        return

    expected = low < value < high or (value == low and brackets[0] == "[") or (value == high and brackets[1] == "]")
    assert expected == read_cell(text, Kind.WHOLE).holds(value)
