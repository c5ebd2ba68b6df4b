"""What is read from the tables proves every entry, and verification finds whatever was done to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk import database
from fairdesk.accountability import records
from fairdesk.accountability.history import of_one
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.proofs import check_receipt, receipt
from fairdesk.accountability.records import proving
from fairdesk.accountability.tree import root_of, verify_consistency, verify_inclusion
from fairdesk.database import execute, row, writing
from tests.accountability.examples import STRANGER, act_name, body_of, exact, opening_of
from tests.accountability.kept import (
    HISTORY,
    KEY,
    TABLES,
    everything,
    fill,
    leaves_of,
    newest,
    sequence,
    together,
    until_done,
)

pytestmark = pytest.mark.usefixtures("folder")


class TestProofs:
    @pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 513, 700])
    def test_every_entry_is_proven_in_the_latest_and_in_an_earlier_tree(self, count: int) -> None:
        fill(count)
        sequence(limit=max(1, count // 3))
        until_done(sequence)
        leaves = leaves_of(count)

        for size in {head.size for head in records.checkpoints()}:
            root = root_of(leaves[:size])
            for index in {0, size // 2, size - 1}:
                assert verify_inclusion(index, size, leaves[index], records.proof_for(index, size), root)

    def test_any_two_trees_are_consistent(self) -> None:
        fill(600)
        while sequence(limit=70):
            pass
        leaves = leaves_of(600)
        sizes = [head.size for head in records.checkpoints()]

        for old, new in [(old, new) for old in sizes for new in sizes if old <= new]:
            proof = records.consistency_for(old, new)
            assert verify_consistency(old, new, root_of(leaves[:old]), root_of(leaves[:new]), proof), (old, new)

    def test_over_two_levels_of_tiles(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """66,000 entries would be slow to write: tiles of 4 hashes show the same in 150."""
        monkeypatch.setattr("fairdesk.accountability.tree.TILE", 4)
        monkeypatch.setattr("fairdesk.accountability.tree.TILE_LEVELS", 2)
        monkeypatch.setattr(proving, "TILE", 4)
        monkeypatch.setattr(proving, "TILE_LEVELS", 2)
        fill(150)
        while sequence(limit=23):
            pass
        leaves = leaves_of(150)

        assert 3 == row("SELECT max(level) FROM accountability_tile")[0] + 1  # type: ignore[index]
        for size in [head.size for head in records.checkpoints()]:
            for index in range(size):
                proof = records.proof_for(index, size)
                assert verify_inclusion(index, size, leaves[index], proof, root_of(leaves[:size])), (index, size)

    def test_a_proof_reads_one_tile_a_level(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(700)
        sequence()
        run, statements = database._run, []

        def counted(sql: str, values: tuple[object, ...]) -> object:
            statements.append(sql)
            return run(sql, values)

        monkeypatch.setattr(database, "_run", counted)
        records.proof_for(300, 700)

        assert 3 >= len(statements)

    def test_a_planted_tile_that_is_not_full_yet_is_not_believed(self) -> None:
        fill(300)
        sequence()
        with writing():
            execute("INSERT INTO accountability_tile SELECT level, 1, hashes, root FROM accountability_tile")
        leaves = leaves_of(300)

        assert verify_inclusion(299, 300, leaves[299], records.proof_for(299, 300), root_of(leaves))

    def test_a_missing_tile_says_what_to_do(self) -> None:
        fill(300)
        sequence()
        with writing():
            execute("DELETE FROM accountability_tile")

        with pytest.raises(Tampered, match="verify the ledger"):
            records.proof_for(0, 300)

    def test_make_a_receipt_that_holds(self) -> None:
        fill(300)
        sequence()
        kept = records.entry_for(act_name(123))
        assert kept is not None
        assert kept.position is not None

        proof = records.proof_for(kept.position, 300)
        text = receipt(kept.position, kept.entry, opening_of(123), body_of(123), proof, newest())

        assert body_of(123) == check_receipt(text, KEY).body


class TestVerified:
    @pytest.fixture(autouse=True)
    def _ledger(self, folder: Path) -> None:
        fill(300)
        sequence(limit=290)
        sequence()
        fill(2, start=300)

    def test_a_sound_ledger_holds(self) -> None:
        report = records.verified(HISTORY)

        assert (300, 2, 2, 300, ()) == (
            report.entries,
            report.waiting,
            report.checkpoints,
            report.size,
            report.problems,
        )

    def test_reads_only(self) -> None:
        before = everything()

        records.verified(HISTORY)

        assert before == everything()

    @pytest.mark.parametrize("number", [0, 255, 295, 301])
    def test_a_clerks_silent_edit_names_the_act(self, number: int) -> None:
        changed = exact(number).replace(b"route.answerable", b"route.unanswered")
        table = "waiting" if number > 299 else "entry"
        with writing():
            execute(f"UPDATE accountability_{table} SET entry = %s WHERE act = %s", changed, act_name(number))

        assert act_name(number) in {problem.act for problem in records.verified(HISTORY).problems}

    def test_an_edit_by_sql_that_turns_bytes_into_text_names_the_act(self) -> None:
        if not database.on_sqlite():
            pytest.skip("PostgreSQL keeps bytes bytes")
        with writing():
            execute(
                "UPDATE accountability_entry SET entry = replace(entry, 'answered', 'refused') WHERE position = 7"
            )

        assert act_name(7) in {problem.act for problem in records.verified(HISTORY).problems}

    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM accountability_entry WHERE position = 20",
            "DELETE FROM accountability_entry WHERE position = 299",
            "DELETE FROM accountability_entry WHERE position > 100",
            "UPDATE accountability_entry SET position = -1 WHERE position = 299",
            "INSERT INTO accountability_entry SELECT 300, act, at, kind, entry, leaf FROM accountability_waiting WHERE act = '0190-act-00000300'",
            "INSERT INTO accountability_entry SELECT 900, act, at, kind, entry, leaf FROM accountability_waiting WHERE act = '0190-act-00000300'",
            "UPDATE accountability_entry SET kind = 'refused' WHERE position = 3",
            "UPDATE accountability_entry SET at = at + 1 WHERE position = 3",
            "UPDATE accountability_waiting SET act = 'another' WHERE act = '0190-act-00000300'",
            "DELETE FROM accountability_checkpoint WHERE size = 300",
            "DELETE FROM accountability_checkpoint",
            "UPDATE accountability_checkpoint SET size = 291 WHERE size = 290",
            "UPDATE accountability_tile SET root = hashes",
            "DELETE FROM accountability_tile",
        ],
    )
    def test_any_damage_is_found(self, damage: str) -> None:
        with writing():
            execute(damage)

        assert not records.verified(HISTORY).holds

    def test_another_key_is_found(self) -> None:
        assert 2 <= len(records.verified(of_one(STRANGER.verifier_key)).problems)

    def test_an_empty_ledger_holds(self) -> None:
        with writing():
            for table in TABLES:
                execute(f"DELETE FROM accountability_{table}")

        assert records.verified(HISTORY).holds

    def test_holds_while_the_sequencer_works(self) -> None:
        reports = []

        def grow() -> None:
            for number in range(400, 460):
                fill(1, start=number)
                sequence()

        together([grow, lambda: reports.extend(records.verified(HISTORY) for _ in range(8))])

        assert [()] * 8 == [report.problems for report in reports]
