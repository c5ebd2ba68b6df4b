"""The code of a hidden conversation: hard to guess, easy to copy, and told from what people write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity.hiding import ALPHABET, LASTS, RENEWED, ends, new_code, read_code, still_there

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


@given(st.binary(min_size=16, max_size=16))
def test_every_code_is_read_as_it_was_shown_however_it_is_typed(random):
    code = new_code(random)
    kept = read_code(code)

    assert 16 == len(kept)
    assert set(kept) <= set(ALPHABET)
    assert (
        kept
        == read_code(f" {code.upper()} ")
        == read_code(code.replace("-", " "))
        == read_code(code.replace("-", ""))
    )


def test_different_bytes_are_different_codes():
    assert 2000 == len({new_code(sha256(b"%d" % number).digest()) for number in range(2000)})


def test_a_code_of_digits_alone_gets_a_letter():
    """It would look like the number of a card, and such a number must not be refused as a slip."""
    assert "b222-2222-2222-2222" == new_code(bytes(16))


@pytest.mark.parametrize(
    "text",
    ["", "4222 3333 4444 5555", "please help with that case now", "bcdf-ghjk", "bcdf-ghjk-mnpq-rstv please",
     "2345-6789-bcdf-ghjk-mnpq", "abcd-efgh-ijkl-mnop", "b" * 5000],
)  # fmt: skip
def test_what_people_write_is_no_code(text):
    assert "" == read_code(text)


def test_a_visit_ends_by_itself_and_is_prolonged_in_steps():
    until = ends(AT, AT)

    assert AT + LASTS == until
    assert still_there(until, until - timedelta(seconds=1))
    assert not still_there(until, until)
    assert until == ends(until, AT + RENEWED - timedelta(seconds=1))
    assert until + RENEWED == ends(until, AT + RENEWED)
