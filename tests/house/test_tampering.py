"""Every way to change what the desk did is found and named: one test a kind, and two stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.accountability.exported import check_export
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.proofs import check_receipt
from fairdesk.accountability.tiles import Place
from fairdesk.accountability.tree import leaf_hash
from fairdesk.database import execute, on_sqlite, row, writing
from fairdesk.house.rotating import rotate_ledger
from fairdesk.nouns import BadInput
from tests.people import Customer, Desk, PulledPlug

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.close_the_day()
    desk.says(dana, "Who pays for the post?")
    desk.says(desk.customer(), QUESTION)
    desk.house.close_the_day()
    return dana


def edit(sql: str, *values: object) -> None:
    with writing():
        assert execute(sql, *values), "the edit must touch a row, or the test proves nothing"


def size_of() -> int:
    found = row("SELECT max(position) + 1 FROM accountability_entry")
    return int(found[0]) if found else 0


def found(desk: Desk, *evidence: str) -> str:
    """Everything that verification says, in one text."""
    problems = [*desk.house.verify().problems, *(p for each in evidence for p in desk.house.compare(each))]
    return "\n".join(f"{problem.act} {problem.position} {problem.sentence}" for problem in problems)


def entry_of(act: str) -> tuple[int, bytes]:
    kept = row("SELECT position, entry FROM accountability_entry WHERE act = %s", act)
    assert kept
    return kept[0], bytes(kept[1])


def rewrite(act: str) -> bytes:
    return entry_of(act)[1].replace(b"turn.answered", b"turn.refused!".replace(b"!", b"x"))


def test_nothing_is_found_where_nothing_was_done(desk, dana):
    assert "" == found(desk, desk.house.head()[1], desk.house.receipt(desk.last_act(dana), dana.id))


class TestEntries:
    def test_changed(self, desk, dana):
        act = desk.last_act(dana)
        edit("UPDATE accountability_entry SET entry = %s WHERE act = %s", rewrite(act), act)

        assert f"act {act}, entry at index" in found(desk)

    def test_changed_with_its_hash(self, desk, dana):
        act = desk.last_act(dana)
        forged = rewrite(act)
        edit("UPDATE accountability_entry SET entry = %s, leaf = %s WHERE act = %s", forged, leaf_hash(forged), act)

        assert "do not give the root that was signed" in found(desk)

    def test_removed(self, desk, dana):
        act = desk.last_act(dana)
        edit("DELETE FROM accountability_entry WHERE act = %s", act)

        assert "an entry is missing, moved or doubled" in found(desk)
        assert f"{act} None has no entry in the ledger" in found(desk)

    def test_reordered(self, desk, dana):
        for old, new in ((0, -1), (1, 0), (-1, 1)):
            edit("UPDATE accountability_entry SET position = %s WHERE position = %s", new, old)

        assert "do not give the root that was signed" in found(desk)

    def test_inserted(self, desk, dana):
        for position in range(size_of(), 1, -1):
            edit("UPDATE accountability_entry SET position = %s WHERE position = %s", position, position - 1)
        edit(
            "INSERT INTO accountability_entry SELECT 1, act, at, kind, entry, leaf FROM accountability_entry WHERE position = 0"
        )

        assert "do not give the root that was signed" in found(desk)

    def test_truncated(self, desk, dana):
        edit("DELETE FROM accountability_entry WHERE position >= %s", size_of() - 2)

        assert "the end was cut off" in found(desk)

    def test_truncated_with_its_checkpoints_is_found_by_what_somebody_kept(self, desk, dana):
        """The last acts never happened, and the ledger is whole without them; the acts themselves were deleted too."""
        head, act = desk.house.head()[1], desk.last_act(dana)
        receipt = desk.house.receipt(act, dana.id)
        first = row("SELECT min(size) FROM accountability_checkpoint")[0]
        edit("DELETE FROM accountability_checkpoint WHERE size > %s", first)
        edit("DELETE FROM accountability_entry WHERE position >= %s", first)

        assert "rolled back" in found(desk, head)
        assert (
            f"proves another entry at index {check_receipt(receipt, desk.house.ledger_keys_text()).index}"
            in found(desk, receipt)
        )


class TestWhatWasSigned:
    def test_an_edited_checkpoint(self, desk, dana):
        edit("UPDATE accountability_checkpoint SET note = replace(note, 'fairdesk/', 'fairdesk/0')")

        assert "does not hold" in found(desk)

    def test_a_forked_ledger_signed_by_its_own_key(self, desk, dana, monkeypatch):
        """Somebody with every key writes another history: an entry is exchanged and all heads are signed again."""
        head, act = desk.house.head()[1], desk.last_act(dana)
        receipt, size = desk.house.receipt(act, dana.id), size_of()
        forged = rewrite(act)
        edit("UPDATE accountability_entry SET entry = %s, leaf = %s WHERE act = %s", forged, leaf_hash(forged), act)
        edit("DELETE FROM accountability_checkpoint")
        edit(
            """INSERT INTO accountability_waiting (act, at, kind, entry, leaf)
               SELECT act, at, kind, entry, leaf FROM accountability_entry ORDER BY position"""
        )
        edit("DELETE FROM accountability_entry")
        desk.house.close_the_day()
        assert size == size_of()
        assert "root" not in found(desk), "the ledger must be whole in itself, or this proves nothing"

        assert "forked" in found(desk, head)
        assert "forked" in found(desk, receipt)

    def test_an_old_backup_put_back(self, desk, dana, tmp_path):
        if not on_sqlite():
            pytest.skip("a backup of an embedded database is a file")
        from fairdesk.database import copy_sqlite

        file = Path(desk.house.settings.data) / "fairdesk.db"
        copy_sqlite(file, tmp_path / "backup.db")
        desk.says(dana, QUESTION)
        desk.house.close_the_day()
        head = desk.house.head()[1]
        copy_sqlite(tmp_path / "backup.db", file)

        assert "" == found(desk), "an old copy is whole in itself"
        assert "restored from a backup" in found(desk, head)

    def test_a_checkpoint_of_another_ledger_is_refused(self, desk, dana):
        from tests.accountability.examples import signed

        with pytest.raises(Tampered):
            desk.house.compare(signed(3, bytes(32)).note)


class TestTheKey:
    def lose(self, desk: Desk) -> None:
        desk.house.keys._file.execute("DELETE FROM house_key WHERE name = 'ledger'")

    def test_lost(self, desk, dana):
        self.lose(desk)
        desk.says(dana, QUESTION)

        with pytest.raises(Tampered, match="restore the keys"):
            desk.house.close_the_day()
        assert "is not in this desk any more" in found(desk)

    def test_after_a_lost_key_a_new_one_goes_on_and_says_what_it_cannot_prove(self, desk, dana):
        receipt, head = desk.house.receipt(desk.last_act(dana), dana.id), desk.house.head()[1]
        old = desk.house.ledger_keys_text()
        self.lose(desk)

        key = rotate_ledger(desk.house, lost=True)
        desk.says(dana, QUESTION)
        desk.house.close_the_day()

        audit = desk.house.verify()
        assert () == audit.problems
        assert f"before index {key.size} are those" in audit.unproven[0]
        assert check_receipt(receipt, old)
        assert "" == found(desk, receipt, head)

    def test_a_key_that_is_there_is_not_said_to_be_lost(self, desk, dana):
        with pytest.raises(BadInput, match="without --lost"):
            rotate_ledger(desk.house, lost=True)

    def test_rotated_old_receipts_old_keys_and_new_ones_hold(self, desk, dana):
        old_key, receipt = desk.house.signer.verifier_key, desk.house.receipt(desk.last_act(dana), dana.id)

        rotate_ledger(desk.house)
        desk.says(dana, QUESTION)
        later = desk.house.receipt(desk.last_act(dana), dana.id)

        keys = desk.house.ledger_keys_text()
        assert check_receipt(receipt, old_key).entry == check_receipt(receipt, keys).entry
        assert check_receipt(later, keys)
        with pytest.raises(Tampered):
            check_receipt(later, old_key)
        assert ((), ()) == ((audit := desk.house.verify()).problems, audit.unproven)
        assert old_key != desk.house.signer.verifier_key

    def test_a_rotation_cut_short_is_simply_done_again(self, desk, dana):
        def pull(step: str) -> None:
            if step == "ledger key made":
                raise PulledPlug

        desk.house.plug = pull
        with pytest.raises(PulledPlug):
            rotate_ledger(desk.house)
        desk.house.plug = lambda _step: None

        assert () == desk.house.verify().problems
        rotate_ledger(desk.house)
        assert () == desk.house.verify().problems
        assert 2 == len(desk.house.ledger_keys)

    def test_a_key_slipped_into_the_table_signs_nothing(self, desk, dana):
        desk.house.close_the_day()
        size = row("SELECT min(size) FROM accountability_checkpoint")[0]
        forger = desk.house.signer_of(9).verifier_key
        edit("INSERT INTO accountability_key VALUES (2, %s, %s, %s)", forger, size, False)

        assert "is not signed by the key" in found(desk)


class TestStories:
    def test_a_clerks_silent_edit_is_found_by_a_customers_receipt(self, desk, dana):
        """He changes what was answered, its entry and the hashes, and signs everything again. Dana still has a file."""
        act = desk.last_act(dana)
        receipt = desk.house.receipt(act, dana.id)
        position, _ = entry_of(act)
        forged = rewrite(act)
        edit("UPDATE accountability_entry SET entry = %s, leaf = %s WHERE act = %s", forged, leaf_hash(forged), act)

        assert f"{act} {position} the receipt proves another entry at index {position}" in found(desk, receipt)

    def test_an_auditor_with_the_folder_the_key_and_no_server(self, desk, dana, tmp_path):
        head, key = desk.house.head()[1], desk.house.signer.verifier_key
        rotate_ledger(desk.house)
        desk.says(dana, QUESTION)
        desk.house.export_ledger(tmp_path / "ledger")
        desk.house.close()

        whole = check_export(tmp_path / "ledger", key, [head])
        assert (size_of(), (), ()) == (whole.report.entries, whole.report.problems, whole.unproven)
        assert not any(word in everything(tmp_path / "ledger") for word in (b"refund", b"post", dana.id.encode()))

        (bundle,) = (tmp_path / "ledger/tile/entries/000.p").iterdir()
        bundle.write_bytes(bundle.read_bytes().replace(b"turn.answered", b"turn.answeree", 1))

        (problem,) = check_export(tmp_path / "ledger", key, [head]).report.problems[:1]
        assert "the entry was changed" in problem.sentence
        assert problem.act

    def test_the_folder_is_brought_up_to_date_in_place(self, desk, dana, tmp_path):
        desk.house.export_ledger(tmp_path / "ledger")
        desk.says(dana, QUESTION)
        size = desk.house.export_ledger(tmp_path / "ledger")

        assert size == check_export(tmp_path / "ledger", desk.house.signer.verifier_key).report.entries

    def test_other_files_are_not_written_over(self, desk, dana, tmp_path):
        (tmp_path / "diary.txt").write_text("mine")

        with pytest.raises(BadInput, match="other files"):
            desk.house.export_ledger(tmp_path)


class TestAnExportThatIsWrittenAgain:
    """Cut short anywhere, or pointed at the wrong folder, it leaves what was there as sound as it was."""

    def test_cut_short_at_any_file_the_older_one_still_holds(self, desk, dana, tmp_path, monkeypatch):
        folder, key = tmp_path / "ledger", desk.house.signer.verifier_key
        size = desk.house.export_ledger(folder)
        rotate_ledger(desk.house)
        desk.says(dana, QUESTION)
        real, left = Path.replace, [0]

        def replace(self: Path, target: Path) -> Path:
            left[0] -= 1
            if left[0] < 0:
                raise PulledPlug
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        for files in range(100):
            left[0] = files
            try:
                newest = desk.house.export_ledger(folder)
                break
            except PulledPlug:
                found = check_export(folder, key)
                assert (size, ()) == (found.head.size, found.report.problems), f"after {files} files"
        found = check_export(folder, key)
        assert files > 5
        assert (newest, (), ()) == (found.head.size, found.report.problems, found.unproven)
        assert not [*folder.rglob("*.part")]

    def test_a_first_one_cut_short_is_simply_done_again(self, desk, dana, tmp_path, monkeypatch):
        real, left = desk.house._tile, [0, 1]

        def tile(place: Place) -> bytes:
            if left.pop():
                return real(place)
            raise PulledPlug

        monkeypatch.setattr(desk.house, "_tile", tile)
        with pytest.raises(PulledPlug):
            desk.house.export_ledger(tmp_path / "ledger")
        monkeypatch.undo()

        desk.house.export_ledger(tmp_path / "ledger")

        assert check_export(tmp_path / "ledger", desk.house.signer.verifier_key).report.holds

    def test_a_full_tile_that_nobody_signed_for_is_not_taken_over(self, desk, dana, tmp_path):
        """Left over from a folder whose head is gone: whose tile that is nobody knows."""
        while size_of() <= 256:
            desk.says(dana, QUESTION)
            with writing():
                for _ in range(100):
                    desk.house.memory.add_deed(desk.house.now(), "exported", "house", {"what": "test"})
            desk.house.close_the_day()
        desk.house.export_ledger(tmp_path / "ledger")
        (tmp_path / "ledger/checkpoint").unlink()
        (tmp_path / "ledger/tile/0/000").write_bytes(bytes(256 * 32))

        desk.house.export_ledger(tmp_path / "ledger")

        assert check_export(tmp_path / "ledger", desk.house.signer.verifier_key).report.holds

    def test_another_ledgers_is_not_written_over(self, desk, dana, tmp_path):
        from tests.accountability.exports import entries_of, write

        write(tmp_path / "theirs", entries_of(3))
        desk.house.export_ledger(tmp_path / "ours")
        (tmp_path / "theirs/README.txt").write_bytes((tmp_path / "ours/README.txt").read_bytes())
        before = everything(tmp_path / "theirs")

        with pytest.raises(BadInput, match="another ledger's"):
            desk.house.export_ledger(tmp_path / "theirs")

        assert before == everything(tmp_path / "theirs")

    def test_a_newer_one_is_not_written_over_by_a_ledger_that_was_rolled_back(self, desk, dana, tmp_path):
        desk.house.export_ledger(tmp_path / "ledger")
        before = everything(tmp_path / "ledger")
        first = row("SELECT min(size) FROM accountability_checkpoint")[0]
        edit("DELETE FROM accountability_checkpoint WHERE size > %s", first)
        edit("DELETE FROM accountability_entry WHERE position >= %s", first)

        with pytest.raises(BadInput, match="backup was restored"):
            desk.house.export_ledger(tmp_path / "ledger")

        assert before == everything(tmp_path / "ledger")

    def test_a_newer_one_is_not_written_over_by_who_began_before_it(self, desk, dana, tmp_path, monkeypatch):
        older = desk.house.head()
        desk.says(dana, QUESTION)
        desk.house.export_ledger(tmp_path / "ledger")
        before = everything(tmp_path / "ledger")
        monkeypatch.setattr(desk.house, "head", lambda *_: older)

        with pytest.raises(BadInput, match="a newer export"):
            desk.house.export_ledger(tmp_path / "ledger")

        assert before == everything(tmp_path / "ledger")


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_since_reads_only_what_came_after(desk, dana):
    at = desk.house.now()
    first = size_of()
    desk.says(dana, QUESTION)
    desk.house.close_the_day()

    audit = desk.house.verify(since=at)

    assert (first, size_of() - first, ()) == (audit.since, audit.entries, audit.problems)
    assert audit.acts >= 1


def test_since_finds_a_head_that_is_not_what_came_before(desk, dana):
    at = desk.house.now()
    forged = rewrite(desk.last_act(dana))
    edit(
        "UPDATE accountability_entry SET entry = %s, leaf = %s WHERE act = %s",
        forged,
        leaf_hash(forged),
        desk.last_act(dana),
    )

    assert "do not give the root" in "".join(p.sentence for p in desk.house.verify(since=at).problems)
