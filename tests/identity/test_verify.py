"""Tokens are kept as digests alone; a link works once and in time, and says which of the two it missed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity.verify import LINK_LASTS, LONGEST_TOKEN, PRINTED_LINK_LASTS, check_link, digest
from fairdesk.nouns import Refused

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)


def test_a_digest_is_the_sha256_of_the_token() -> None:
    assert hashlib.sha256(b"abc").hexdigest() == digest("abc")


@given(st.text())
def test_any_text_has_a_digest_and_none_breaks_it(token: str) -> None:
    assert len(digest(token)) in ({64} if len(token) <= LONGEST_TOKEN else {0})


def test_half_a_character_and_what_is_too_long_break_nothing() -> None:
    assert 64 == len(digest("\ud800"))
    assert "" == digest("x" * (LONGEST_TOKEN + 1))


def test_links_last_a_quarter_of_an_hour_and_printed_ones_a_day() -> None:
    assert (timedelta(minutes=15), timedelta(hours=24)) == (LINK_LASTS, PRINTED_LINK_LASTS)


def test_a_fresh_link_is_good_until_its_end() -> None:
    check_link(AT + LINK_LASTS, None, AT)
    check_link(AT + LINK_LASTS, None, AT + LINK_LASTS - timedelta(microseconds=1))


def test_at_its_end_it_is_too_old() -> None:
    with pytest.raises(Refused, match="too old"):
        check_link(AT, None, AT)


def test_a_used_link_says_that_it_was_used_even_when_it_is_old_too() -> None:
    for moment in (AT, AT + timedelta(days=3)):
        with pytest.raises(Refused, match="used already; if that was not you"):
            check_link(AT + LINK_LASTS, AT, moment)
