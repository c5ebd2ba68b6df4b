"""What is kept of codes, letters and attempts: used once, claimed once, swept when it says nothing any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.database import row, writing
from fairdesk.identity.codes import LASTS, TRIES, Kept
from fairdesk.identity.records import codes, letters
from fairdesk.identity.records.codes import CodeRow
from fairdesk.identity.records.letters import LetterRow, State
from fairdesk.nouns import CustomerId, NotFound

pytestmark = pytest.mark.usefixtures("folder")

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DANA = CustomerId("dana")


def keep_code(name: str, at: datetime = AT) -> None:
    with writing():
        codes.add(CodeRow(name, DANA, "", "", Kept("digest", at + LASTS, 0)), f"link of {name}")


def keep_letter(name: str, once: str = "", state: State = State.WAITING, at: datetime = AT) -> str:
    with writing():
        return letters.add(
            LetterRow(name, DANA, "code", "en", b"sealed", state, "contact.may", 0, at, at, None, once or name)
        )


class TestCodes:
    def test_of_two_who_use_one_up_the_second_is_told_no(self):
        keep_code("a")
        with writing():
            assert [True, False] == [codes.use("a", AT), codes.use("a", AT)]

    def test_each_try_is_counted_up_to_one_too_many(self):
        keep_code("a")
        counted = []
        for _ in range(TRIES + 3):
            with writing():
                counted.append(codes.try_one("a").kept.tries)

        assert [1, 2, 3, 4, 5, 6, 6, 6] == counted
        with writing():
            assert codes.try_one("another") is None

    def test_is_found_by_its_link(self):
        keep_code("a")

        assert "a" == codes.by_link("link of a").id
        assert codes.by_link("link of b") is None

    def test_goes_a_day_after_its_end(self):
        keep_code("a")
        keep_code("b", AT + timedelta(hours=24))
        assert codes.by_link("link of a")
        keep_code("c", AT + timedelta(hours=25, minutes=1))

        assert codes.by_link("link of a") is None
        assert codes.by_link("link of b")


class TestAttempts:
    def test_are_counted_by_who_and_since_when(self):
        with writing():
            for minutes, who in ((0, "x"), (10, "x"), (20, "y")):
                codes.attempted(who, AT + timedelta(minutes=minutes))

        assert (AT, AT + timedelta(minutes=10)) == codes.attempts("x", AT - timedelta(seconds=1))
        assert (AT + timedelta(minutes=10),) == codes.attempts("x", AT)


class TestLetters:
    def test_are_due_oldest_first_and_claimed_once(self):
        for name, minutes in (("b", 2), ("a", 1), ("later", 60)):
            keep_letter(name, at=AT + timedelta(minutes=minutes))
        at = AT + timedelta(minutes=5)

        assert ("a", "b") == letters.due(at)
        with writing():
            assert 1 == letters.claim("a", at, at + LASTS).attempts
            assert letters.claim("a", at, at + LASTS) is None
            assert letters.claim("later", at, at + LASTS) is None
        assert ("b",) == letters.due(at)

    def test_once_is_once(self):
        assert "a" == keep_letter("a", "the request") == keep_letter("b", "the request")
        with pytest.raises(NotFound):
            letters.letter("b")

    def test_what_became_of_one_stays(self):
        keep_letter("a")
        with writing():
            letters.finish("a", State.SENT, "contact.may", AT)
            letters.finish("a", State.FAILED, "contact.refused", AT)

        kept = letters.letter("a")
        assert (State.SENT, b"") == (kept.state, kept.sealed)
        assert {("sent", "contact.may"): 1} == letters.counts()

    def test_rows_of_no_use_are_found_those_that_wait_never(self):
        keep_letter("waits")
        keep_letter("stopped", state=State.STOPPED)
        month = AT + timedelta(days=30, seconds=1)

        assert () == letters.old(AT + timedelta(days=30))
        assert ("stopped",) == letters.old(month)

    def test_one_of_nobody_is_nobodys(self):
        keep_letter("a")

        assert ("a",) == letters.ids_of(DANA)
        assert () == letters.ids_of(CustomerId("sam"))
        assert (1,) == row("SELECT count(*) FROM identity_letter")
