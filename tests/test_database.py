"""One durable transaction or nothing, on both databases; faults are told as ours; the key file forgets what is deleted."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from fairdesk import database
from fairdesk.database import Conflict, KeyFile, execute, for_update, micros, moment, on_sqlite, row, rows, writing
from fairdesk.nouns import Unavailable

INSERT = "INSERT INTO desk_deed (act, at, kind, sealed) VALUES (%s, %s, %s, %s)"


def kept() -> list[str]:
    return [act for (act,) in rows("SELECT act FROM desk_deed ORDER BY act")]


def in_thread(work) -> None:
    def run() -> None:
        try:
            work()
        finally:
            database.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive()


class TestMoments:
    @given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))
    def test_to_the_microsecond_and_back(self, naive):
        aware = naive.replace(tzinfo=UTC)

        assert aware == moment(micros(aware))

    def test_a_zone_is_only_how_it_is_shown(self):
        tokyo = datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))

        assert micros(datetime(2026, 1, 1, 0, tzinfo=UTC)) == micros(tokyo)
        assert timedelta(0) == moment(micros(tokyo)).utcoffset()

    def test_against_the_clock_of_unix(self):
        assert 1_793_700_000_123_456 == micros(
            datetime.fromtimestamp(1_793_700_000, UTC) + timedelta(microseconds=123_456)
        )


@pytest.mark.usefixtures("folder")
class TestWriting:
    def test_all_of_a_block_is_kept(self):
        with writing():
            assert [1, 1] == [execute(INSERT, act, 1, "k", b"s") for act in "ab"]

        assert ["a", "b"] == kept()

    @pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, Unavailable])
    def test_or_nothing(self, fault):
        def broken() -> None:
            with writing():
                execute(INSERT, "a", 1, "k", b"s")
                raise fault

        with pytest.raises(fault):
            broken()

        assert [] == kept()

    def test_nobody_else_sees_a_part_of_it(self):
        seen = []
        with writing():
            execute(INSERT, "a", 1, "k", b"s")
            in_thread(lambda: seen.append(kept()))

        assert [[]] == seen

    def test_a_block_in_a_block_is_refused(self):
        """The house composes one transaction; a room that opens its own inside would commit a part."""
        if on_sqlite():
            return  # one writer at a time is a lock that is not taken twice; asking would wait for ever

        def nested() -> None:
            with writing(), writing():
                pass

        with pytest.raises(RuntimeError):
            nested()

    def test_writers_queue_and_each_is_kept(self):
        def write(number: int) -> None:
            with writing():
                execute(INSERT, f"{number:02}", number, "k", b"s")

        threads = [threading.Thread(target=in_thread, args=(lambda n=n: write(n),)) for n in range(12)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert [f"{number:02}" for number in range(12)] == kept()

    def test_read_and_write_in_one_block_lose_no_update(self):
        with writing():
            execute(INSERT, "count", 0, "k", b"s")

        def one_more() -> None:
            for _ in range(5):
                with writing():
                    found = row(f"SELECT at FROM desk_deed WHERE act = 'count'{for_update()}")
                    assert found
                    execute("UPDATE desk_deed SET at = %s WHERE act = 'count'", found[0] + 1)

        threads = [threading.Thread(target=in_thread, args=(one_more,)) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert (20,) == row("SELECT at FROM desk_deed WHERE act = 'count'")


@pytest.mark.usefixtures("folder")
class TestFaults:
    def test_the_same_key_twice_is_a_conflict_and_leaves_the_first(self):
        def twice() -> None:
            with writing():
                execute(INSERT, "a", 2, "k", b"s")

        with writing():
            execute(INSERT, "a", 1, "k", b"s")
        with pytest.raises(Conflict):
            twice()

        assert (1,) == row("SELECT at FROM desk_deed")

    def test_a_database_that_is_gone_is_unavailable_and_says_nothing_of_the_query(self):
        with pytest.raises(Unavailable) as told:
            rows("SELECT secret_words FROM no_such_table") if on_sqlite() else _cut()

        assert "secret_words" not in str(told.value)

    def test_a_full_disk_is_unavailable_and_nothing_is_kept(self):
        if not on_sqlite():
            return
        with writing():
            execute(INSERT, "a", 1, "k", b"s")
        pages = connection.connection.execute("PRAGMA page_count").fetchone()[0]
        connection.connection.execute(f"PRAGMA max_page_count = {pages}")

        def too_much() -> None:
            with writing():
                execute(INSERT, "b", 1, "k", b"s" * 10_000_000)

        with pytest.raises(Unavailable):
            too_much()

        assert ["a"] == kept()

    def test_values_are_never_part_of_the_sql(self):
        nasty = "'; DROP TABLE desk_deed; --%s?"
        with writing():
            execute(INSERT, nasty, 1, "k", b"s")

        assert (nasty,) == row("SELECT act FROM desk_deed WHERE act = %s", nasty)


def _cut() -> None:
    connection.ensure_connection()
    connection.connection.close()
    # A read would open a new connection and succeed; what writes is never tried twice.
    execute("DELETE FROM desk_deed WHERE kind = 'secret_words'")


@pytest.mark.usefixtures("folder")
def test_on_sqlite_what_is_acknowledged_is_on_the_disk_and_what_is_deleted_is_overwritten():
    if not on_sqlite():
        return
    settings = {name: rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "secure_delete")}

    assert {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1} == settings


@pytest.mark.usefixtures("folder")
def test_an_emptied_log_holds_nothing(folder: Path):
    with writing():
        execute(INSERT, "a", 1, "k", b"a-marker-that-is-deleted")
        execute("DELETE FROM desk_deed")

    assert database.empty_the_log()
    for file in folder.glob("fairdesk.db*"):
        assert b"a-marker-that-is-deleted" not in file.read_bytes()


class TestKeyFile:
    @pytest.fixture
    def file(self, tmp_path: Path) -> KeyFile:
        made = KeyFile(tmp_path / "keys.db")
        made.execute("CREATE TABLE kept (name TEXT PRIMARY KEY, key BLOB)")
        return made

    def test_it_is_its_owners_alone(self, file: KeyFile):
        assert 0o600 == file.path.stat().st_mode & 0o777

    def test_a_deleted_key_is_in_no_byte_of_it(self, file: KeyFile):
        file.execute("INSERT INTO kept VALUES (%s, %s)", "dana", b"the-key-of-dana-0123456789abcdef")
        assert file.empty_the_log()
        assert b"the-key-of-dana" in file.path.read_bytes(), "else the next look would prove nothing"

        file.execute("DELETE FROM kept WHERE name = %s", "dana")
        assert file.empty_the_log()

        for each in file.path.parent.glob("keys.db*"):
            assert b"the-key-of-dana" not in each.read_bytes()

    def test_a_reader_that_holds_the_log_is_told(self, file: KeyFile):
        reader = sqlite3.connect(file.path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM kept").fetchall()
        file._connection().execute("PRAGMA busy_timeout=10")
        file.execute("INSERT INTO kept VALUES ('a', x'00')")

        assert not file.empty_the_log()

        reader.close()
        assert file.empty_the_log()

    def test_each_thread_has_its_own_connection_and_sees_the_same(self, file: KeyFile):
        seen: list = []
        file.execute("INSERT INTO kept VALUES ('a', x'01')")

        def look() -> None:
            seen.append(file.rows("SELECT name FROM kept"))
            file.execute("INSERT INTO kept VALUES ('b', x'02')")
            file.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

        assert [[("a",)]] == seen
        assert [("a",), ("b",)] == file.rows("SELECT name FROM kept ORDER BY name")

    def test_the_same_twice_is_a_conflict(self, file: KeyFile):
        file.execute("INSERT INTO kept VALUES ('a', x'01')")

        with pytest.raises(Conflict):
            file.execute("INSERT INTO kept VALUES ('a', x'02')")

    def test_no_database_is_unavailable(self, tmp_path: Path):
        (tmp_path / "keys.db").write_bytes(b"this is no database, whatever its name may be" * 50)

        with pytest.raises(Unavailable):
            KeyFile(tmp_path / "keys.db").rows("SELECT 1 FROM kept")

    def test_closed_it_opens_again_when_asked(self, file: KeyFile):
        file.close()
        file.close()

        assert [] == file.rows("SELECT * FROM kept")
