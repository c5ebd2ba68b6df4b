"""The tables: an entry is kept with its act or not at all, gets one place, and what is signed is what is there."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from django.db import connection

from fairdesk import database
from fairdesk.accountability import records
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import read_checkpoint
from fairdesk.accountability.records import reading
from fairdesk.accountability.tree import TILE, leaf_hash, root_of
from fairdesk.database import execute, rows, writing
from fairdesk.nouns import BadInput
from tests.accountability.examples import SIGNER, STRANGER, act_name, entry, exact
from tests.accountability.kept import (
    HISTORY,
    KEY,
    LATER,
    TABLES,
    append,
    closing,
    fill,
    leaves_of,
    newest,
    places,
    sequence,
    together,
    until_done,
)

pytestmark = pytest.mark.usefixtures("folder")


class TestAppend:
    def test_keeps_the_exact_bytes_and_their_hash(self) -> None:
        fill(1)

        kept = records.entry_for(act_name(0))

        assert kept is not None
        assert (exact(0), leaf_hash(exact(0)), None) == (kept.entry, kept.leaf, kept.position)
        assert (database.micros(entry(0).at), "answered", act_name(0)) == (kept.at, kept.kind, kept.act)

    def test_is_part_of_the_callers_transaction(self) -> None:
        with suppress(RuntimeError), writing():
            append(0)
            raise RuntimeError("the act was not kept")

        assert records.entry_for(act_name(0)) is None

    def test_an_act_that_is_not_there_has_no_entry(self) -> None:
        assert records.entry_for("nobody") is None
        assert records.position_of("nobody") is None

    def test_of_several_entries_of_an_act_the_first_is_given(self) -> None:
        with writing():
            append(5)
        sequence()
        with writing():
            append(5)

        kept = records.entry_for(act_name(5))

        assert kept is not None
        assert 0 == kept.position

    def test_costs_one_statement(self, monkeypatch: pytest.MonkeyPatch) -> None:
        run, statements = database._run, []

        def counted(sql: str, values: tuple[object, ...]) -> object:
            statements.append(sql)
            return run(sql, values)

        with writing():
            monkeypatch.setattr(database, "_run", counted)
            append(0)

        assert 1 == len(statements)


class TestSequence:
    def test_with_nothing_waiting_does_nothing(self) -> None:
        assert 0 == sequence()
        assert records.latest_checkpoint() is None

    def test_gives_places_in_the_order_of_time(self) -> None:
        with writing():
            append(2)
            append(1)
            append(0)

        assert 3 == sequence()
        assert [(act_name(n), n) for n in range(3)] == [(kept.act, kept.position) for kept in records.entries()]

    def test_signs_the_root_of_just_what_is_placed(self) -> None:
        fill(10)

        sequence()

        head = records.latest_checkpoint()
        assert head is not None
        assert database.micros(LATER) == head.at
        signed = read_checkpoint(head.note, KEY)
        assert (SIGNER.name, 10, root_of(leaves_of(10))) == (signed.origin, signed.size, signed.root)

    def test_again_changes_nothing(self) -> None:
        fill(5)
        sequence()
        before = list(records.entries()), list(records.checkpoints())

        assert 0 == sequence()
        assert before == (list(records.entries()), list(records.checkpoints()))

    def test_goes_on_where_it_stopped(self) -> None:
        fill(700)

        placed = [sequence(limit=90) for _ in range(9)]

        assert [90] * 7 + [70, 0] == placed
        assert list(range(700)) == places()
        assert [0, 90, 180][1:] == [head.size for head in records.checkpoints()][:2]
        assert root_of(leaves_of(700)) == read_checkpoint(newest(), KEY).root

    def test_late_entries_come_behind_those_already_placed(self) -> None:
        fill(3, start=10)
        sequence()
        fill(3, start=0)

        sequence()

        assert [10, 11, 12, 0, 1, 2] == [int(kept.act[-8:]) for kept in records.entries()]

    def test_keeps_a_tile_for_each_full_256(self) -> None:
        fill(2 * TILE + 1)

        while sequence(limit=200):
            pass

        assert [(0, 0), (0, 1)] == rows("SELECT level, number FROM accountability_tile ORDER BY level, number")

    def test_a_crash_at_any_statement_leaves_all_or_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(260)
        run, crashes = database._run, 0

        while records.latest_checkpoint() is None:
            left = crashes

            def power_cut(sql: str, values: tuple[object, ...]) -> object:
                nonlocal left
                if left == 0:
                    raise KeyboardInterrupt
                left -= 1
                return run(sql, values)

            monkeypatch.setattr(database, "_run", power_cut)
            try:
                sequence()
            except KeyboardInterrupt:
                crashes += 1
            monkeypatch.undo()
            placed, tiles = len(places()), len(rows("SELECT 1 FROM accountability_tile"))
            assert (placed, tiles) in {(0, 0), (260, 1)}

        assert crashes >= 5
        assert list(range(260)) == places()
        assert records.verified(HISTORY).holds

    def test_is_asked_by_two_at_once_and_every_entry_gets_one_place(self) -> None:
        fill(400)

        together([lambda: until_done(sequence) for _ in range(4)])

        assert list(range(400)) == places()
        assert records.verified(HISTORY).holds

    def test_while_eight_threads_append_no_entry_is_lost_or_doubled(self) -> None:
        each, done = 60, threading.Event()

        def writer(number: int) -> None:
            for n in range(each):
                with writing():
                    append(number * each + n)

        def sequencer() -> None:
            stop_at = monotonic() + 60
            while monotonic() < stop_at and not (done.is_set() and not sequence(limit=50)):
                sequence(limit=50)

        behind = [threading.Thread(target=closing(sequencer)) for _ in range(2)]
        for thread in behind:
            thread.start()
        together([lambda n=n: writer(n) for n in range(8)])  # type: ignore[misc]
        done.set()
        for thread in behind:
            thread.join()

        assert list(range(8 * each)) == places()
        assert {act_name(n) for n in range(8 * each)} == {kept.act for kept in records.entries()}
        assert (8 * each, 0, ()) == ((report := records.verified(HISTORY)).entries, report.waiting, report.problems)


class TestNeverSignsTwoHistories:
    @pytest.fixture(autouse=True)
    def _ledger(self, folder: Path) -> None:
        fill(300)
        sequence()
        fill(1, start=300)

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE accountability_entry SET leaf = entry WHERE position = 299",
            "UPDATE accountability_tile SET root = hashes",
            "DELETE FROM accountability_tile",
            "DELETE FROM accountability_entry WHERE position = 299",
            "DELETE FROM accountability_entry WHERE position = 280",
            "DELETE FROM accountability_checkpoint",
            "UPDATE accountability_checkpoint SET note = 'x'",
            "UPDATE accountability_checkpoint SET size = 299",
            "UPDATE accountability_entry SET position = 300 WHERE position = 299",
        ],
    )
    def test_a_damaged_tree_is_not_built_upon(self, damage: str) -> None:
        with writing():
            execute(damage)
        before = list(records.checkpoints())

        with pytest.raises((Tampered, BadInput)):
            sequence()

        assert before == list(records.checkpoints())
        assert records.position_of(act_name(300)) is None

    def test_another_key_does_not_go_on_with_our_tree(self) -> None:
        with pytest.raises(Tampered, match="not signed by"):
            records.sequence(LATER, STRANGER)


class TestReading:
    def test_entries_are_given_from_and_until_a_place(self) -> None:
        fill(20)
        sequence()

        assert [8, 9, 10] == [kept.position for kept in records.entries(after=7, until=11)]

    def test_entries_come_in_chunks_and_none_is_left_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(9)
        sequence()
        fill(4, start=9)
        monkeypatch.setattr(reading, "CHUNK", 2)

        assert list(range(9)) == places()
        assert [act_name(n) for n in range(9, 13)] == [kept.act for kept in records.waiting()]


class TestWhatAnAuditorLooksFor:
    """By kind and by day, without reading the whole ledger for a page."""

    def test_is_found_before_an_index_the_newest_first(self) -> None:
        fill(20)
        sequence()
        at = [entry(number).at for number in range(20)]
        found = lambda *asked: [kept.position for kept in records.newest_entries(3, *asked)]  # noqa: E731

        assert [19, 18, 17] == found()
        assert [6, 5, 4] == found("", None, 7)
        assert [19, 18, 17] == found("answered")
        assert [] == found("note")
        assert [8, 7, 6] == found("", (at[2], at[8]))
        assert [3, 2] == found("answered", (at[2], at[8]), 4)
        assert [] == found("", (at[0] - timedelta(days=2), at[0] - timedelta(days=1)))

    @pytest.mark.parametrize(("kind", "day"), [("note", False), ("answered", False), ("", True), ("note", True)])
    def test_is_found_by_an_index(self, kind: str, day: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        many = 300 if database.on_sqlite() else 20_000
        put(many)
        asked: list[tuple[str, tuple[object, ...]]] = []
        for name in ("row", "rows"):
            real = getattr(reading, name)
            monkeypatch.setattr(reading, name, lambda sql, *v, real=real: asked.append((sql, v)) or real(sql, *v))

        found = records.newest_entries(50, kind, (entry(3).at, entry(5).at) if day else None)

        assert found or kind == "note"
        explain = "EXPLAIN QUERY PLAN" if database.on_sqlite() else "EXPLAIN"
        plans = [str(step) for sql, values in asked for *_, step in rows(f"{explain} {sql}", *values)]
        assert plans
        assert not [step for step in plans if re.search(r"^SCAN|TEMP B-TREE|Seq Scan|Sort", step)], plans
        if database.on_sqlite():
            if kind:
                assert any("accountability_entry_kind" in step for step in plans)
            if day:
                assert "COVERING INDEX accountability_entry_at" in plans[0]
                assert 1 == asked[-1][0].count("position <"), "of two upper bounds SQLite may look at the wrong one"
        elif day or kind == "note":
            assert any(re.search("accountability_entry_(at|kind)", step) for step in plans), plans


def put(count: int) -> None:
    """Place entries without a tree: a plan depends on how many there are. PostgreSQL reads a small table end to end."""
    with writing():
        execute(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
            " INSERT INTO accountability_entry (position, act, at, kind, entry, leaf)"
            " SELECT i, 'act-' || i, CAST(%s AS BIGINT) + i * CAST(%s AS BIGINT), 'answered', %s, %s FROM n",
            count - 1, database.micros(entry(0).at), 1000, b"", b"",
        )  # fmt: skip
        if not database.on_sqlite():
            execute("ANALYZE accountability_entry")


class TestTables:
    def test_hold_nothing_about_a_customer(self) -> None:
        """The owner of erasure has nothing to do here: ids of acts, random case ids, hashes, signatures."""
        with connection.cursor() as cursor:
            columns = {
                table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
                for table in map("accountability_{}".format, TABLES)
            }

        assert {
            "accountability_waiting": ["number", "act", "at", "kind", "entry", "leaf"],
            "accountability_entry": ["position", "act", "at", "kind", "entry", "leaf"],
            "accountability_tile": ["level", "number", "hashes", "root"],
            "accountability_checkpoint": ["size", "at", "note"],
            "accountability_key": ["number", "verifier_key", "size", "lost"],
            "accountability_cosignature": ["size", "key", "at", "line"],
        } == {table: sorted(names, key=names.index) for table, names in columns.items()}

    def test_what_waits_has_no_index_so_that_an_act_writes_one_page(self) -> None:
        if not database.on_sqlite():
            pytest.skip("pages are counted on SQLite")

        assert [] == rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'accountability_waiting'"
        )
        fill(1)
        log = Path(connection.settings_dict["NAME"] + "-wal")
        before = log.stat().st_size
        for number in range(1, 101):
            fill(1, start=number)

        # Five or six entries fill a page; the page above it changes when one begins. Four pages an act it was before.
        assert 1.5 > (log.stat().st_size - before) / 4120 / 100
        assert [] == rows("SELECT name FROM sqlite_sequence WHERE name = 'accountability_waiting'")
