"""A certificate is read back as it was written, in one spelling only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.nouns import BadInput
from fairdesk.rights.certificate import Certificate, check, read, written

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ONE = Certificate(
    "R-ABC", AT, AT, "two people", {"desk_item": 5, "desk_turn": 2}, {"desk_item": 0, "desk_turn": 0}, 40,
    ("fairdesk.db", "fairdesk.db-wal"), "nothing", "act-1", 17, None,
)  # fmt: skip
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
tables = st.dictionaries(st.from_regex(r"[a-z]+_[a-z]+", fullmatch=True), st.integers(0, 10**6), min_size=1)


@given(tables, moments, moments, st.none() | moments)
def test_what_is_written_is_read_back(before, asked, done, final):
    one = replace(ONE, before=before, after=dict.fromkeys(before, 0), asked=asked, done=done, final=final)

    again = read(written(one))

    assert (one.before, one.asked, one.done, one.rows) == (again.before, again.asked, again.done, again.rows)
    assert (one.final or one.done) == (again.final or again.done)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("before 5", "before 6"),
        ("rows erased 7", "rows erased 8"),
        ("key destroyed yes", "key destroyed no"),
        ("found again nothing", "found again something"),
        ("We erased what", "We kept what"),
        ("ledger place 17", "ledger place 017"),
        ("2026-03-02 09:30:00 UTC", "2026-13-02 09:30:00 UTC"),
    ],
)
def test_another_spelling_is_none(old, new):
    assert old in written(ONE)
    with pytest.raises(BadInput):
        read(written(ONE).replace(old, new))


@given(st.text(max_size=300))
def test_anything_else_is_refused_and_breaks_nothing(text):
    with pytest.raises(BadInput):
        read(text)


def test_line_ends_of_other_systems_do_no_harm():
    assert ONE == check("\ufeff" + written(ONE).replace("\n", "\r\n"), lambda note: note)


def test_it_names_nobody():
    assert "customer" not in written(ONE)
