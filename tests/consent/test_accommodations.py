"""What helps: only what is offered or said, in few words, and it comes back as it was kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.consent.accommodations import HELPS, LONGEST, Helps, helps, read, written
from fairdesk.nouns import BadInput


@given(st.sets(st.sampled_from(sorted(HELPS))), st.text(max_size=LONGEST))
def test_what_is_kept_comes_back(chosen: set[str], words: str) -> None:
    what = helps(chosen, words)

    assert what == read(written(what))


def test_the_order_is_that_of_the_page_and_blanks_are_folded() -> None:
    assert Helps(("plain_words", "relay_call"), "left ear") == helps(["relay_call", "plain_words"], "  left \n ear ")


@pytest.mark.parametrize(("chosen", "words"), [(["wings"], ""), ([], "x" * (LONGEST + 1))])
def test_what_is_not_offered_or_too_long_is_refused(chosen: list[str], words: str) -> None:
    with pytest.raises(BadInput):
        helps(chosen, words)


def test_nothing_is_nothing() -> None:
    assert not helps([], "   ")
    assert helps([], "more light")


def test_a_help_that_is_offered_no_more_is_left_out() -> None:
    assert Helps(("large_print",), "") == read(b'{"v": 1, "chosen": ["wings", "large_print"], "words": ""}')


def test_colleagues_read_words_and_no_codes() -> None:
    assert ("Large print in what you send me", "left ear") == Helps(("large_print",), "left ear").for_colleagues
