"""One-time codes: six digits of chance, ten minutes, five tries, one answer for whatever is not right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity.codes import (
    LASTS,
    LIMITS,
    RIGHT,
    TOO_OLD,
    TRIES,
    WRONG,
    Kept,
    Limit,
    TooMany,
    check,
    code_from,
    digest,
    free_from,
    network,
    read_code,
)

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
KEY = b"k" * 32
KEPT = Kept(digest(KEY, "a", "123456"), AT + LASTS, 1)
MINUTE = timedelta(minutes=1)


def code_of(kept: Kept | None, typed: str, at: datetime = AT) -> str:
    return check(kept, digest(KEY, "a", typed), at).code


class TestACode:
    @given(st.binary(min_size=16, max_size=16))
    def test_has_six_digits(self, random):
        assert 6 == len(code_from(random))
        assert code_from(random).isdigit()

    def test_every_digit_comes_as_often(self):
        """Chi-squared with 9 degrees of freedom: 27.9 is passed once in a thousand by chance; the bytes are fixed."""
        import hashlib

        drawn = Counter("".join(code_from(hashlib.sha256(str(n).encode()).digest()) for n in range(5000)))

        assert 27.9 > sum((drawn[digit] - 3000) ** 2 / 3000 for digit in "0123456789")

    @pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "١٢٣٤٥٦", "１２３４５６", "code: 123456"])
    def test_is_read_however_it_is_typed(self, typed):
        assert "123456" == read_code(typed)

    @given(st.text())
    def test_what_is_typed_never_breaks_it(self, typed):
        assert read_code(typed).isdigit() or read_code(typed) == ""

    def test_what_is_kept_opens_in_its_own_place_only(self):
        assert digest(KEY, "a", "123456") != digest(KEY, "b", "123456") != digest(b"x" * 32, "b", "123456")
        assert "123456" not in digest(KEY, "a", "123456")


class TestATry:
    def test_the_right_one_in_time(self):
        assert RIGHT == code_of(KEPT, "123456")

    def test_a_wrong_one_says_how_many_are_left(self):
        assert (WRONG, 4) == ((verdict := check(KEPT, "", AT)).code, verdict.facts["tries_left"])

    @pytest.mark.parametrize(
        "kept",
        [None, replace(KEPT, used_at=AT - MINUTE), replace(KEPT, expires_at=AT), replace(KEPT, tries=TRIES + 1)],
        ids=["never sent", "used", "too old", "tried too often"],
    )
    def test_four_cases_have_one_answer_even_for_the_right_one(self, kept):
        assert check(kept, digest(KEY, "a", "123456"), AT) == check(None, "", AT)
        assert TOO_OLD == code_of(kept, "123456")

    def test_the_fifth_try_still_counts_and_a_wrong_fifth_ends_it(self):
        last = replace(KEPT, tries=TRIES)

        assert RIGHT == code_of(last, "123456")
        assert TOO_OLD == code_of(last, "654321")


class TestLimits:
    def test_one_too_many_waits_until_the_oldest_is_old_enough(self):
        limit, times = Limit(3, timedelta(hours=1)), [AT - n * MINUTE for n in (10, 30, 50)]

        assert AT + 10 * MINUTE == free_from(times, limit, AT)
        assert free_from(times, limit, AT + 10 * MINUTE) is None
        assert free_from(times[:2], limit, AT) is None

    @given(st.lists(st.integers(0, 7200), max_size=40), st.integers(1, 10))
    def test_never_more_than_so_many_in_any_hour(self, gaps, most):
        limit, at, done = Limit(most, timedelta(hours=1)), AT, []
        for gap in gaps:
            at += timedelta(seconds=gap)
            until = free_from(done, limit, at)
            if until is None:
                done.append(at)
            else:
                assert at < until <= at + limit.within

        for begin in done:
            assert most >= sum(begin <= each < begin + limit.within for each in done)

    @pytest.mark.parametrize(
        ("address", "part"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
            ("fe80::1%eth0", "fe80:0000:0000:0000"),
            ("", ""),
            ("unix:", ""),
        ],
    )
    def test_a_household_is_one_address(self, address, part):
        assert part == network(address)

    def test_guessing_is_hopeless(self):
        """The odds of guessing one customer's code in an hour, by the limits in force: under one in 30,000."""
        letters = LIMITS["ask_address"].most

        assert 30_000 <= 10**6 / (letters * TRIES)

    def test_being_refused_says_until_when(self):
        assert (429, AT) == (TooMany.http_status, TooMany(AT).until)
        assert "09:30" in str(TooMany(AT))
