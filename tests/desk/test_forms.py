"""What a form may bring is cleaned and judged the same way everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.desk.forms import (
    MOST_BYTES,
    clean,
    client_id,
    fault,
    view_wanted,
    whole,
)


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = clean(raw)

    assert once == clean(once)
    assert not set(once) & {chr(n) for n in range(32) if chr(n) not in "\n\t"}


def test_direction_marks_and_line_ends_stay() -> None:
    assert "\u202eab\u200f\nc\td" == clean(" \x00\u202eab\u200f\r\nc\td\x07\x7f ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("?", ""),
        ("a" * MOST_BYTES, ""),
        ("a" * (MOST_BYTES + 1), "too_long"),
        ("ä" * (MOST_BYTES // 2 + 1), "too_long"),
        ("\ud800", ""),
    ],
)
def test_length_counts_in_bytes(text: str, expected: str) -> None:
    assert expected == fault(text)


@pytest.mark.parametrize("odd", ["", "short", "x" * 65, "with space 123", "né-à-là-bas", "a/../../bcd", "12345678\n"])
def test_an_odd_id_is_replaced(odd: str) -> None:
    assert "fresh" == client_id(odd, "fresh")


def test_a_browsers_id_is_kept() -> None:
    assert "8f14e45f-ceea-467f" == client_id("8f14e45f-ceea-467f", "fresh")


@pytest.mark.parametrize(("raw", "expected"), [("12", 12), ("-1", 0), ("١٢", 0), ("1e3", 0), ("9" * 30, 0), ("", 0)])
def test_counts_are_plain_digits(raw: str, expected: int) -> None:
    assert expected == whole(raw)


def test_an_unknown_list_is_the_first() -> None:
    assert ("mine", "waiting") == (view_wanted("mine"), view_wanted("<script>"))
