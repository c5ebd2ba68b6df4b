"""Opening a desk: tables brought up to date after a copy, guidelines shelved once, nothing opened with the wrong key."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command

from fairdesk.database import close, execute, on_sqlite, row, writing
from fairdesk.guidelines import records as guidelines
from fairdesk.house.knowing import DECISIONS, GUIDELINES
from fairdesk.house.opening import bring_up_to_date, open_house
from fairdesk.nouns import BadInput, DeskError
from fairdesk.settings import Settings

SHIPPED = len((*GUIDELINES, *DECISIONS))


@pytest.fixture
def settings(folder) -> Settings:
    return Settings(data=folder, database="sqlite" if on_sqlite() else "postgresql://")


def open_and_close(settings: Settings, **how) -> None:
    open_house(settings, **how).close()


class TestGuidelines:
    def test_a_new_desk_gets_the_shipped_ones_and_says_so_in_its_ledger(self, settings):
        house = open_house(settings)

        assert {"routing", "release"} == {
            kept.name for name in ("routing", "release") for kept in guidelines.history(name)
        }
        assert (SHIPPED,) == row("SELECT count(*) FROM desk_deed WHERE kind = 'guideline_in_force'")
        house.close_the_day()
        assert () == house.verify().problems
        house.close()

    def test_opened_again_nothing_is_added(self, settings):
        open_and_close(settings)
        before = row("SELECT count(*), max(kept_at) FROM guidelines_version")

        open_and_close(settings)

        assert before == row("SELECT count(*), max(kept_at) FROM guidelines_version")
        assert (SHIPPED,) == row("SELECT count(*) FROM desk_deed")


class TestKeys:
    def test_with_another_root_key_nothing_is_opened(self, settings):
        open_and_close(settings)
        (settings.data / "root.key").write_bytes(os.urandom(32))

        with pytest.raises(DeskError, match="root key"):
            open_house(settings)

    def test_key_files_are_their_owners_alone(self, settings):
        open_and_close(settings)

        for name in ("root.key", "keys.db"):
            assert 0o600 == (settings.data / name).stat().st_mode & 0o777, name


class TestTables:
    def copies(self, settings: Settings) -> list:
        return list(settings.data.glob("fairdesk-before-*.db"))

    def test_up_to_date_nothing_is_copied(self, settings):
        bring_up_to_date(settings)

        assert [] == self.copies(settings)

    def test_before_tables_change_an_embedded_database_is_copied(self, settings):
        open_and_close(settings)
        call_command("migrate", "accessibility", "zero", verbosity=0)

        bring_up_to_date(settings)

        assert (0,) == row("SELECT count(*) FROM accessibility_practice")
        if on_sqlite():
            (copy,) = self.copies(settings)
            kept = sqlite3.connect(copy)
            assert [(SHIPPED,)] == kept.execute("SELECT count(*) FROM guidelines_version").fetchall()
            assert (
                [] == kept.execute("SELECT name FROM sqlite_master WHERE name = 'accessibility_practice'").fetchall()
            )
            kept.close()
        else:
            assert [] == self.copies(settings), "a server's database is backed up by who runs it"

    def test_the_copy_is_its_owners_alone(self, settings):
        if not on_sqlite():
            return
        open_and_close(settings)
        os.chmod(settings.data / "fairdesk.db", 0o600)
        call_command("migrate", "accessibility", "zero", verbosity=0)

        bring_up_to_date(settings)

        for file in (*self.copies(settings), settings.data / "fairdesk.db"):
            assert 0o600 == file.stat().st_mode & 0o777, file
        close()


@pytest.fixture
def noted(settings) -> Iterator[Callable[[str, str], None]]:
    """Note a step of the tables as done, and take the note away again: a server's database outlives a test."""
    open_and_close(settings)

    def note(app: str, name: str) -> None:
        with writing():
            execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, '2030-01-01')", app, name)

    yield note
    with writing():
        execute("DELETE FROM django_migrations WHERE applied >= %s", "2030-01-01")


class TestTheWayBack:
    def test_a_database_that_a_newer_version_changed_is_refused_and_says_what_to_do(self, settings, noted):
        noted("desk", "9999_from_tomorrow")

        with pytest.raises(
            BadInput, match=r"desk\.9999_from_tomorrow.*install that version again, or restore a backup"
        ):
            open_house(settings)

    def test_what_other_programs_noted_there_is_none_of_ours(self, settings, noted):
        noted("other", "9999")

        open_and_close(settings)
