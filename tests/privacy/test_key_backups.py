"""Backups of the keys: the last one that is alive says when an erasure is final."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from fairdesk.database import KeyFile
from fairdesk.nouns import CustomerId
from fairdesk.privacy.keyring import FileKeyring
from fairdesk.privacy.records import Keys
from fairdesk.privacy.records.key_backups import KeyBackup

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def open_keys(folder: Path) -> Keys:
    return Keys(KeyFile(folder / "keys.db"), FileKeyring(folder / "root.key"))


def backup(id: str, made: datetime, days: int) -> KeyBackup:
    return KeyBackup(id, made, made + days * DAY, f"/backups/{id}")


def test_without_one_an_erasure_is_final_at_once(tmp_path: Path) -> None:
    assert open_keys(tmp_path).final_on() is None


def test_the_last_to_expire_counts_whichever_was_made_last(tmp_path: Path) -> None:
    keys = open_keys(tmp_path)
    keys.add_backup(backup("long", AT, 30))
    keys.add_backup(backup("short", AT + DAY, 14))

    assert AT + 30 * DAY == keys.final_on() == open_keys(tmp_path).final_on()
    assert ["long", "short"] == [each.id for each in keys.backups()]


def test_an_expired_one_does_not_count_and_a_dropped_one_is_forgotten(tmp_path: Path) -> None:
    keys = open_keys(tmp_path)
    keys.add_backup(backup("old", AT - 20 * DAY, 14))
    keys.add_backup(backup("new", AT, 14))

    assert AT + 14 * DAY == keys.final_on(AT)
    keys.drop_backup("new")
    assert keys.final_on(AT) is None
    assert AT - 6 * DAY == keys.final_on()


def test_a_snapshot_holds_the_keys_of_its_moment_and_no_second_file(tmp_path: Path) -> None:
    keys = open_keys(tmp_path)
    key = keys.make(CustomerId("dana"), AT)
    before = {path.name for path in tmp_path.iterdir()}

    taken = keys.snapshot()
    keys.destroy(CustomerId("dana"), AT)

    assert before == {path.name for path in tmp_path.iterdir()}
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "keys.db").write_bytes(taken)
    old = Keys(KeyFile(tmp_path / "old" / "keys.db"), FileKeyring(tmp_path / "root.key"))
    assert key == old.of(CustomerId("dana")), "which is why a backup must expire"

    assert 1 == old.bury(keys.tombstones())
    assert [] == list(old.all_customers())
    assert 0 == old.bury(keys.tombstones())
