"""The key file: an earlier one becomes one of now without losing a key, whole or not at all; a newer one is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fairdesk.database import KeyFile
from fairdesk.nouns import BadInput, CustomerId
from fairdesk.privacy.keyring import FileKeyring
from fairdesk.privacy.keys import Tampered, new_key, seal, unseal
from fairdesk.privacy.records import KeyDestroyed, Keys, key_tables
from tests.people import PulledPlug
from tests.privacy.old_keys import seal_format_1, write_format_1

CUSTOMERS = {f"customer-{n}": new_key() for n in range(50)}
HOUSE = {"ledger": new_key(), "desk-id": new_key()}
PLACE = "desk_item|c1|7"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    write_format_1(tmp_path, CUSTOMERS, HOUSE, ("erased",))
    return tmp_path


def open_keys(folder: Path) -> Keys:
    return Keys(KeyFile(folder / "keys.db"), FileKeyring(folder / "root.key"))


def everything(keys: Keys) -> tuple[dict[str, bytes], dict[str, bytes]]:
    return {c: bytes(keys.of(c)) for c in keys.all_customers()}, {name: bytes(keys.house_key(name)) for name in HOUSE}


class TestFromFormat1:
    def test_every_key_is_the_same_one(self, old: Path) -> None:
        keys = open_keys(old)

        assert (CUSTOMERS, HOUSE) == everything(keys) == everything(open_keys(old))
        assert [(1, 52)] == [(each.version, each.keys) for each in keys.wrapping_keys()]
        with pytest.raises(KeyDestroyed):
            keys.of(CustomerId("erased"))

    def test_what_was_sealed_then_opens_and_what_is_sealed_now_is_bound_to_its_owner(self, old: Path) -> None:
        before = seal_format_1(CUSTOMERS["customer-7"], b"where is my parcel", PLACE)

        key = open_keys(old).of(CustomerId("customer-7"))

        assert b"where is my parcel" == unseal(key, before, PLACE)
        assert b"\x02" == seal(key, b"here", PLACE)[:1]
        with pytest.raises(Tampered):
            unseal(key, before, "desk_item|c1|8")

    def test_nothing_stays_wrapped_under_the_root_itself(self, old: Path) -> None:
        with closing(sqlite3.connect(old / "keys.db")) as file:
            before = [bytes(wrapped) for (wrapped,) in file.execute("SELECT wrapped FROM customer_key")]
        keys = open_keys(old)
        keys._file.empty_the_log()

        left = b"".join(path.read_bytes() for path in old.glob("keys.db*"))
        assert [] == [wrapped for wrapped in before if wrapped in left]

    @pytest.mark.parametrize("survived", range(0, 53, 7))
    def test_a_power_cut_leaves_the_old_file_whole(self, old: Path, monkeypatch: pytest.MonkeyPatch, survived: int):
        class Failing(FileKeyring):
            left = survived

            def unwrap(self, wrapped: bytes) -> bytes:
                if not self.left:
                    raise PulledPlug
                self.left -= 1
                return super().unwrap(wrapped)

        file = KeyFile(old / "keys.db")
        with pytest.raises(PulledPlug):
            Keys(file, Failing(old / "root.key"))
        file.close()
        with closing(sqlite3.connect(old / "keys.db")) as kept:
            assert [(1,)] == kept.execute("SELECT version FROM key_format").fetchall()

        assert (CUSTOMERS, HOUSE) == everything(open_keys(old))

    def test_without_its_root_nothing_is_changed(self, old: Path) -> None:
        before = (old / "keys.db").read_bytes()
        (old / "root.key").write_bytes(new_key())

        with pytest.raises(Tampered):
            open_keys(old)
        with closing(sqlite3.connect(old / "keys.db")) as kept:
            assert [(1,)] == kept.execute("SELECT version FROM key_format").fetchall()
            assert "tombstone" in str(kept.execute("SELECT name FROM sqlite_master").fetchall())
        assert before


def test_a_newer_one_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    open_keys(tmp_path)
    KeyFile(tmp_path / "keys.db").execute("UPDATE key_format SET version = %s", key_tables.KEY_FILE_FORMAT + 1)

    with pytest.raises(BadInput, match=r"use the fairdesk that wrote it, or `fairdesk restore`"):
        open_keys(tmp_path)
