"""A short code is read as people type it, and finds nothing but its own entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.accountability.codes import code_of, mark_of, read_code
from fairdesk.nouns import BadInput


@given(st.integers(0, 10**12), st.binary(min_size=32, max_size=32))
def test_a_code_leads_back(position: int, leaf: bytes) -> None:
    assert (position, mark_of(leaf)) == read_code(code_of(position, leaf))


@given(st.integers(0, 10**9), st.binary(min_size=32, max_size=32))
def test_typed_carelessly_it_is_the_same(position: int, leaf: bytes) -> None:
    typed = code_of(position, leaf).lower().replace("-", "  ").replace("0", "o").replace("1", "l")

    assert (position, mark_of(leaf)) == read_code(f" {typed} ")


@pytest.mark.parametrize("typed", ["", "ABC", "12345678", "7-9XT4B2Q!", "U" * 12, "1" * 40, "é" * 12])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_code(typed)
