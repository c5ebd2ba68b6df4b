"""What an auditor sees at the desk: a check that did not end never looks whole, and an edited entry is shown as edited."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from fairdesk.accountability.codes import code_of
from fairdesk.database import execute, row, writing
from fairdesk.house.auditing import Check
from fairdesk.house.verifying import Audit
from fairdesk.nouns import NotFound
from tests.people import Customer, Desk


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "How long does a refund take?")
    desk.house.close_the_day()
    return dana


def checked(desk: Desk) -> Check:
    """Verify as the button does, and wait for the end."""
    desk.house.begin_check(desk.otto)
    for thread in threading.enumerate():
        if thread.name == "ledger-check":
            thread.join()
    check = desk.house.ledger_page(desk.otto).check
    assert check
    assert check.ended
    return check


class TestVerifyNow:
    def test_a_whole_ledger_is_whole(self, desk, dana):
        check = checked(desk)

        assert ("", ()) == (check.fault, check.problems)
        assert check.entries == check.of == desk.house.head()[0]

    def test_one_that_broke_says_so_in_the_words_of_nobody(self, desk, dana, monkeypatch):
        def breaks(step: Callable[[int], None]) -> Audit:
            raise RuntimeError("something that a customer wrote")

        monkeypatch.setattr(desk.house, "verify", breaks)

        check = checked(desk)

        assert "the check broke (RuntimeError)" in check.fault
        assert "customer wrote" not in check.fault

    def test_one_that_read_less_than_was_signed_says_so(self, desk, dana, monkeypatch):
        monkeypatch.setattr(desk.house, "verify", lambda _step: Audit(1, 0, 1, 0, ()))

        assert "only 1 were read" in checked(desk).fault


class TestAnEditedEntry:
    @pytest.fixture
    def position(self, desk, dana) -> int:
        act = desk.last_act(dana)
        found = row("SELECT position, entry FROM accountability_entry WHERE act = %s", act)
        assert found
        self.code = code_of(found[0], bytes(found[1]))
        with writing():
            assert execute("UPDATE accountability_entry SET entry = %s WHERE act = %s", b"no entry", act)
        return int(found[0])

    def test_is_shown_as_one_and_the_others_as_they_are(self, desk, position):
        page = desk.house.ledger_page(desk.otto)

        assert [position] == [each.position for each in page.entries if each.entry is None]
        assert len(page.entries) > 1
        assert ("no entry", "") == (
            (proven := desk.house.ledger_entry(desk.otto, position)).shown.exact,
            proven.shown.code,
        )

    def test_the_check_names_it(self, desk, dana, position):
        assert desk.last_act(dana) in {problem.act for problem in checked(desk).problems}

    def test_its_code_finds_nothing_any_more(self, desk, position):
        for code in (self.code, code_of(position, b"no entry")):
            with pytest.raises(NotFound):
                desk.house.proof_page(code)


def test_a_code_finds_its_entry_and_the_hash_that_is_public_does_not(desk, dana):
    act = desk.last_act(dana)
    position, entry, leaf = row("SELECT position, entry, leaf FROM accountability_entry WHERE act = %s", act)

    assert act == desk.house.proof_page(code_of(position, bytes(entry))).shown.entry.act
    with pytest.raises(NotFound):
        desk.house.proof_page(code_of(position, bytes(leaf)))


def test_entries_of_a_day_are_those_of_that_day(desk, dana):
    today = desk.house.now().date()
    everything = desk.house.ledger_page(desk.otto).entries

    assert everything == desk.house.ledger_page(desk.otto, day=today).entries
    for day in (date(1, 1, 1), today - timedelta(days=1), today + timedelta(days=1), date(9999, 12, 31)):
        assert () == desk.house.ledger_page(desk.otto, day=day).entries
