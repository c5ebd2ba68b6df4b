"""The first two minutes tell what really happens, and tampering is shown on a copy."""

from __future__ import annotations

import sqlite3

import pytest

from fairdesk.database import row
from fairdesk.desk import records
from fairdesk.house import tour
from fairdesk.house.opening import open_house
from fairdesk.nouns import NotFound
from fairdesk.settings import Settings
from tests.people import Desk


@pytest.fixture
def walked(folder, monkeypatch) -> list[str]:
    monkeypatch.setattr(tour, "SLOW_SECONDS", 0.6)
    house, said = open_house(Settings(data=folder), migrate=False), []
    tour.walk(house, said.append, 0.0)
    house.close()
    return said


def test_the_walk_shows_all_four_promises(walked: list[str]):
    told = "\n".join(walked)

    for line in (
        "1. A question, answered with its source",
        "Assistant (AI):",
        "Why this answer?",
        "From: ",
        "What the assistant saw:",
        "2. A question no article answers",
        "3. A person takes over while the answer is being made",
        "answer discarded",
        "4. One person stops the assistant: in force after",
        "two people, and it runs again",
    ):
        assert line in told
    (saw,) = [line for line in walked if "What the assistant saw" in line]
    assert "kim@example.org" not in saw
    assert "[EMAIL_1]" in saw


def test_what_is_told_is_what_is_kept(walked: list[str]):
    assert row("SELECT count(*) FROM desk_item WHERE code = 'answer_discarded'") == (1,)
    assert row("SELECT count(*) FROM oversight_pause WHERE released_at IS NULL") == (0,)
    assert row("SELECT count(*) FROM desk_turn WHERE handover = 'paused'") == (1,)
    assert row("SELECT count(*) FROM desk_arrival") == (0,)


@pytest.fixture
def told(desk: Desk) -> Desk:
    desk.says(desk.customer(), "How long does a refund take?")
    desk.house.close_the_day()
    (desk.folder / "secret.key").write_text("made by the web settings, elsewhere in these tests")
    return desk


@pytest.mark.skipif(
    "not __import__('fairdesk.database').database.on_sqlite()", reason="a server's database is not ours to copy"
)
class TestTamperedCopy:
    def test_the_copy_differs_in_one_act_and_the_original_in_none(self, told: Desk):
        copy, act = tour.tampered_copy(told.settings)

        edited = sqlite3.connect(copy / "fairdesk.db").execute("SELECT act, handover FROM desk_turn").fetchall()
        assert [(act, "sensitive")] == edited
        assert [""] == [kept.handover for kept in records.turns()]
        assert () == told.house.verify().problems

    def test_the_copy_borrows_the_keys_and_holds_none(self, told: Desk):
        copy, _ = tour.tampered_copy(told.settings)

        assert ["fairdesk.db"] == [file.name for file in copy.iterdir() if not file.is_symlink()]
        assert 0o600 == (copy / "fairdesk.db").stat().st_mode & 0o777
        assert (copy / "keys.db").samefile(told.folder / "keys.db")
        assert b"wrapped" not in (copy / "fairdesk.db").read_bytes()

    def test_without_an_answer_there_is_nothing_to_tamper_with(self, desk: Desk):
        (desk.folder / "secret.key").write_text("x")

        with pytest.raises(NotFound, match="fairdesk demo"):
            tour.tampered_copy(desk.settings)


def test_a_servers_database_is_not_copied():
    with pytest.raises(NotFound, match="PostgreSQL"):
        tour.tampered_copy(Settings(database="postgresql://server/desk"))
