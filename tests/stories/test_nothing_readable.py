"""After a full run of the demo no detail that the detector found lies readable anywhere: no table, index, log or file.

And what it missed is readable nowhere either once its customer was erased, because every word is sealed under their key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fairdesk.database import empty_the_log, execute, on_sqlite, rows, writing
from fairdesk.desk import records
from fairdesk.house import tour
from fairdesk.nouns import Voice
from tests.house.test_owners import tables
from tests.people import Customer, Desk

DETAILS = (
    "I am Dana Whitfield, dana.whitfield@example.org, +44 20 7946 0123. How long does a refund take?",
    "My card is 4111 1111 1111 1111 and my IBAN is DE89 3704 0044 0532 0130 00. Who pays for the post?",
    "Born on 12 March 1981, from 203.0.113.77, my password is Tr0ub4dor&3, order 4711-0923-55.",
)
MISSED = "اسمي ليلى المزروعة وأريد أن أعرف متى يصل الطرد"
PLANTED = "ليلى المزروعة"
SHORTEST = 5
"""Characters: a shorter detail stands in other things by chance."""


@dataclass
class Ran:
    """A desk after the demo's walk and a customer's whole day."""

    desk: Desk
    dana: Customer
    layla: Customer
    log: str

    def details(self) -> set[str]:
        """Return every detail that the detector finds in what customers wrote, as it was written."""
        found = set()
        for conversation, customer in rows("SELECT id, customer_id FROM desk_conversation"):
            key = self.desk.house.keys.of(customer)
            for line in records.items(conversation):
                if line.voice is Voice.CUSTOMER:
                    text = self.desk.house.memory.read_line(conversation, key, line).text
                    spans = self.desk.house.detector.spans(text, line.language)
                    found |= {text[span.start : span.end] for span in spans}
        return {each for each in found if len(each) >= SHORTEST}

    def readable(self, *words: str) -> Iterator[tuple[str, str]]:
        """Yield where any of these words lies: a table's column, a file, or the log."""
        looked_for = [(each, each.encode()) for each in words]
        for table, columns in tables().items():
            for cells in rows(f'SELECT * FROM "{table}"'):
                for column, cell in zip(columns, cells, strict=False):
                    said = bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
                    yield from ((each, f"{table}.{column}") for each, coded in looked_for if coded in said)
        for file in (each for each in self.desk.folder.rglob("*") if each.is_file() and _ours(each)):
            kept = file.read_bytes()
            yield from ((each, file.name) for each, coded in looked_for if coded in kept)
        yield from ((each, "the log") for each in words if each in self.log)


def _ours(file: Path) -> bool:
    return "articles" not in file.parts and "mail" not in file.parts


@pytest.fixture
def ran(folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Ran:
    monkeypatch.setattr(tour, "SLOW_SECONDS", 0.3)
    desk = Desk(folder, articles="")
    with caplog.at_level(logging.DEBUG), monkeypatch.context() as already:
        already.setattr("fairdesk.house.tour.set_up_demo", lambda _house: desk.knows(_ARTICLE))
        tour.walk(desk.house, lambda _said: None, 0.0)
        dana, layla = desk.customer(), desk.customer("ar")
        for words in DETAILS:
            desk.says(dana, words)
        desk.says(layla, MISSED)
        desk.house.take_over(dana.conversation, desk.ada)
        desk.house.note(dana.conversation, desk.ada, "Dana Whitfield called from +44 20 7946 0123")
        desk.house.file_request(dana.id, "correct", "I am Dana Whitfield, dana.whitfield@example.org")
        desk.house.add_address(dana.id, "dana.whitfield@example.org", "192.0.2.1", dana.token)
        desk.house.export(dana.id, "en")
        desk.house.close_the_day()
    return Ran(desk, dana, layla, caplog.text)


_ARTICLE = "# Returns\n\n## Refunds\n\nA refund takes five working days. You pay for the post.\n"


def test_no_detail_that_was_found_is_readable_anywhere(ran: Ran) -> None:
    details = ran.details()
    assert {"dana.whitfield@example.org", "kim@example.org", "203.0.113.77"} <= details
    assert 8 <= len(details)

    assert [] == list(ran.readable(*details))


def test_and_one_that_is_would_be_found(ran: Ran) -> None:
    with writing():
        execute("UPDATE desk_conversation SET reason = %s WHERE id = %s", "203.0.113.77", ran.dana.conversation)

    assert ("203.0.113.77", "desk_conversation.reason") in list(ran.readable(*ran.details()))


def test_what_the_mask_missed_is_gone_with_its_customer(ran: Ran) -> None:
    house, who = ran.desk.house, ran.layla
    act = ran.desk.last_act(who)
    assert PLANTED in house.why(act, who.id).seen, "it is no miss any more: plant another name"
    asked = house.file_request(who.id, "erase")
    for person, move in ((ran.desk.pia, "accept"), (ran.desk.pia, "dry_run"), (ran.desk.pia, "approve"), (ran.desk.cleo, "approve")):  # fmt: skip
        house.work_request(asked, person, move)

    assert "done" == house.run_erasure(asked)
    assert not on_sqlite() or empty_the_log()
    assert [] == list(ran.readable(PLANTED, *PLANTED.split()))
