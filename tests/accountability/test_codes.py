"""A short code is read as people type it, and finds nothing but its own entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.accountability.codes import code_of, mark_of, read_code
from fairdesk.accountability.tree import leaf_hash
from fairdesk.nouns import BadInput
from tests.accountability.examples import exact


@given(st.integers(0, 10**12), st.binary(max_size=64))
def test_a_code_leads_back(position: int, entry: bytes) -> None:
    assert (position, mark_of(entry)) == read_code(code_of(position, entry))


@given(st.integers(0, 10**9), st.binary(max_size=64))
def test_typed_carelessly_it_is_the_same(position: int, entry: bytes) -> None:
    typed = code_of(position, entry).lower().replace("-", "  ").replace("0", "o").replace("1", "l")

    assert (position, mark_of(entry)) == read_code(f" {typed} ")


@pytest.mark.parametrize("typed", ["", "ABC", "12345678", "7-9XT4B2Q!", "U" * 12, "1" * 40, "é" * 12])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_code(typed)


def test_what_is_public_of_an_entry_does_not_give_its_code() -> None:
    """Whoever has the tiles has every entry's hash, and the place of it."""
    entry = exact(7)
    public = leaf_hash(entry)

    assert mark_of(entry) not in {mark_of(public), mark_of(public[:5]), read_code(f"7-{_letters(public[:5])}")[1]}


def _letters(raw: bytes) -> str:
    number = int.from_bytes(raw, "big")
    return "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> 5 * at & 31] for at in reversed(range(8)))


def test_the_code_is_the_one_that_was_written_down() -> None:
    """`printf 'fairdesk-code/1\\0entry' | sha256sum` begins with 3ae11100df. A code in somebody's hand must go on to hold."""
    assert "0-7BGH206Z" == code_of(0, b"entry")
