"""After an erasure no readable byte of the customer is in any file: database, log, keys, index, copies, logs.

Names are planted that the mask does not know as names, so that what detection misses is looked for as well.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from fairdesk.channels.mail import FolderCarrier
from fairdesk.database import on_sqlite, rows
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.house.preparing import write_logs
from fairdesk.house.setting_up import set_up_demo
from fairdesk.nouns import NotFound
from tests.house.test_owners import held
from tests.people import Customer, Desk

MISSED = ("Xanthippe Quirkelbaum", "Zwölf-Apostel-Gäßchen", "marmoset-tangerine")
"""A name, a street and a pet's name that no pattern announces."""
DETECTED = ("dana.quirkelbaum@example.org", "4111 1111 1111 1111", "4711-0923")
PLANTED = (*MISSED, *DETECTED)

pytestmark = pytest.mark.skipif(
    not on_sqlite(), reason="PostgreSQL's files are its server's; its rows are tested below"
)


def found_in(folder: Path) -> set[tuple[str, str]]:
    """Return each planted text with the file in which any of its usual writings stands."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            found |= {(planted, path.name) for planted in PLANTED for written in writings(planted) if written in raw}
    return found


def writings(text: str) -> set[bytes]:
    """As it is, in capitals and small, escaped in JSON, and in UTF-16."""
    escaped = text.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
    return {t.encode() for t in (text, text.lower(), text.upper(), text.casefold())} | {
        escaped,
        text.encode("utf-16-le"),
    }


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana, after everything that words can pass through, on a desk with the demo's articles and conversations."""
    write_logs(desk.folder / "fairdesk.log")
    set_up_demo(desk.house)
    desk.house.customer_by_address(DETECTED[0], "en")
    dana = desk.customer()
    for text in (
        f"I am {MISSED[0]}, {DETECTED[0]}. How long does a refund take?",
        f"Send it to {MISSED[1]}; my card is {DETECTED[1]} and my order {DETECTED[2]}",
        f"My password is {MISSED[2]}, and it was for my father's funeral",
    ):
        desk.says(dana, text, client_id=DETECTED[0])
        desk.says(dana, text)
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.note(dana.conversation, desk.ada, f"{MISSED[0]} sounds sad")
    desk.house.reply(dana.conversation, desk.ada, f"Dear {MISSED[0]}, we send it to {MISSED[1]}", 99)
    desk.house.case(dana.conversation, desk.ada)
    desk.house.queue(desk.ada, "all")
    desk.house.carrier = FolderCarrier(desk.folder / "mail")
    desk.house.add_address(dana.id, DETECTED[0], "192.0.2.7", "")
    while not list((desk.folder / "mail").glob("*.eml")):  # the post has a thread of its own
        desk.house.send_letters()
        time.sleep(0.01)
    desk.house.export(dana.id, "en")
    desk.house.file_request(dana.id, "correct", f"My name is {MISSED[0]}")
    Background(desk.house).round()
    desk.sees(dana)
    return dana


class TestWhileKept:
    def test_no_planted_word_is_readable_in_any_file(self, desk, dana):
        """Detected or not: everything a customer wrote is sealed wherever it stands, or it is not there.

        But for a letter in the folder that stands for a mail server: it bears the address that it goes to.
        """
        assert {DETECTED[0]} == {planted for planted, name in found_in(desk.folder) if name.endswith(".eml")}
        assert set() == {each for each in found_in(desk.folder) if not each[1].endswith(".eml")}

    def test_no_detected_span_is_readable_in_any_cell(self, desk, dana):
        hidden = [h for act in _acts() for h in desk.house.kept_turn(act)[1].asked.hidden]
        assert {"EMAIL", "CARD", "ACCOUNT"} <= {h.kind for h in hidden}

        assert set() == {cell for cell in every_cell() if any(planted in cell for planted in PLANTED)}

    def test_and_one_that_was_left_readable_would_be_found(self, desk, dana):
        (desk.folder / "stray.txt").write_text(f'{{"name": "{MISSED[0].upper()}"}}')

        assert (MISSED[0], "stray.txt") in found_in(desk.folder)


class TestAfterwards:
    def test_no_byte_of_her_key_and_no_row_of_hers_is_left(self, desk, dana):
        wrapped = bytes(
            desk.house.keys._file.rows("SELECT wrapped FROM customer_key WHERE customer_id = %s", dana.id)[0][0]
        )
        sealed = [
            bytes(s) for (s,) in rows("SELECT sealed FROM desk_item WHERE conversation_id = %s", dana.conversation)
        ]
        assert 10 < len(sealed)

        forget(desk.house, dana.id, "asked")

        raw = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
        assert wrapped not in raw
        assert wrapped[8:24] not in raw
        assert [] == [s for s in sealed if s[:40] in raw or s[-40:] in raw]
        assert dana.conversation.encode() not in database_bytes(desk)
        assert 0 == sum(held(dana.id).values())
        assert set() == found_in(desk.folder)

    def test_a_copy_made_before_an_update_opens_no_more(self, desk, dana):
        """Copies hold rows, never keys."""
        with closing(sqlite3.connect(desk.folder / "fairdesk-before-20260301T093000Z.db")) as copy:
            with closing(sqlite3.connect(desk.folder / "fairdesk.db")) as source:
                source.backup(copy)
            sealed = copy.execute("SELECT sealed FROM desk_item").fetchall()
        assert sealed

        forget(desk.house, dana.id, "asked")

        assert set() == found_in(desk.folder)
        with pytest.raises(NotFound):
            desk.house.keys.of(dana.id)

    def test_her_address_finds_nobody(self, desk, dana):
        first = desk.house.customer_by_address(DETECTED[0], "en")
        forget(desk.house, first, "asked")

        assert first != desk.house.customer_by_address(DETECTED[0].upper(), "en")

    def test_the_ledger_still_verifies_and_the_others_are_untouched(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, "How long does a refund take?")

        forget(desk.house, dana.id, "asked")

        assert () == desk.house.verify().problems
        assert 1 == len(desk.answers(sam))

    def test_forgetting_twice_is_harmless(self, desk, dana):
        assert 10 < forget(desk.house, dana.id, "asked")
        assert 0 == forget(desk.house, dana.id, "asked")
        assert () == desk.house.verify().problems


def _acts() -> list[str]:
    return [act for (act,) in rows("SELECT act FROM desk_turn")]


def database_bytes(desk: Desk) -> bytes:
    """The database without the ledger, whose entries name cases and acts for ever."""
    with closing(sqlite3.connect(desk.folder / "fairdesk.db")) as file:
        names = [n for (n,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [n for n in names if not n.startswith(("accountability_", "sqlite_"))]
        return repr([file.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept]).encode()


def every_cell() -> set[str]:
    """Every cell of every table as text, search index included."""
    with closing(sqlite3.connect(rows("PRAGMA database_list")[0][2])) as file:
        names = [n for (n,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
            for name in names
            for row in file.execute(f'SELECT * FROM "{name}"')
            for cell in row
        }


def test_writings_cover_what_files_hold():
    assert b"zw\\u00f6lf-Apostel" not in writings("Zw\u00f6lf-Apostel")
    assert b"Zw\\u00f6lf-Apostel" in writings("Zw\u00f6lf-Apostel")
