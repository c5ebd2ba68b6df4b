"""The keyring in a file: its root is its owner's alone, is never replaced behind anybody's back, and can be exchanged."""

import os
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from fairdesk.nouns import BadInput, Unavailable
from fairdesk.privacy.keyring import FileKeyring, check_keyring
from fairdesk.privacy.keys import Tampered, new_key


class TestFileKeyring:
    def test_keeps_the_contract(self, tmp_path: Path) -> None:
        check_keyring(FileKeyring(tmp_path / "root.key"))

    def test_makes_a_root_key_of_its_owner_s_alone_and_keeps_it(self, tmp_path: Path) -> None:
        path, key = tmp_path / "keys" / "root.key", new_key()

        wrapped = FileKeyring(path).wrap(key)

        assert (0o600, 32) == (path.stat().st_mode & 0o777, path.stat().st_size)
        assert [path] == list(path.parent.iterdir())
        assert key == FileKeyring(path).unwrap(wrapped)
        assert key == aes_key_unwrap(path.read_bytes(), wrapped)

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
    def test_refuses_a_root_key_open_to_others(self, tmp_path: Path, mode: int) -> None:
        ring = FileKeyring(tmp_path / "root.key")
        ring.wrap(new_key())
        ring.path.chmod(mode)

        with pytest.raises(BadInput, match="chmod 600"):
            ring.wrap(new_key())

    @pytest.mark.parametrize("size", [0, 31, 33])
    def test_refuses_a_root_key_of_another_size(self, tmp_path: Path, size: int) -> None:
        path = tmp_path / "root.key"
        path.write_bytes(b"x" * size)
        path.chmod(0o600)

        with pytest.raises(BadInput, match="32 bytes"):
            FileKeyring(path).wrap(new_key())

    def test_a_lost_root_key_is_never_replaced_by_reading(self, tmp_path: Path) -> None:
        ring = FileKeyring(tmp_path / "root.key")
        wrapped = ring.wrap(new_key())
        ring.path.unlink()

        with pytest.raises(Unavailable, match="put it back"):
            ring.unwrap(wrapped)
        assert not ring.path.exists()

    def test_another_root_key_opens_nothing(self, tmp_path: Path) -> None:
        wrapped = FileKeyring(tmp_path / "one.key").wrap(new_key())
        other = FileKeyring(tmp_path / "other.key")
        other.wrap(new_key())

        with pytest.raises(Tampered, match="not wrapped by the root key"):
            other.unwrap(wrapped)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_cannot_be_written_is_unavailable(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)

        with pytest.raises(Unavailable, match="cannot be made"):
            FileKeyring(tmp_path / "root.key").wrap(new_key())

    def test_of_many_that_make_the_root_key_at_once_one_wins(self, tmp_path: Path) -> None:
        path, key, wrapped = tmp_path / "root.key", new_key(), []
        together = threading.Barrier(8)

        def make() -> None:
            together.wait()
            wrapped.append(FileKeyring(path).wrap(key))

        threads = [threading.Thread(target=make) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [key] * 8 == [FileKeyring(path).unwrap(one) for one in wrapped]
        assert [path] == list(tmp_path.iterdir())


class TestCheckKeyring:
    def test_finds_a_keyring_that_does_not_wrap(self) -> None:
        class Open:
            def wrap(self, key: bytes) -> bytes:
                return key

            def unwrap(self, wrapped: bytes) -> bytes:
                return wrapped

        with pytest.raises(AssertionError, match="readable"):
            check_keyring(Open())

    def test_finds_a_keyring_that_does_not_notice_changes(self) -> None:
        class Trusting:
            def wrap(self, key: bytes) -> bytes:
                return bytes(b ^ 0xAA for b in key)

            def unwrap(self, wrapped: bytes) -> bytes:
                return bytes(b ^ 0xAA for b in wrapped)

        with pytest.raises(AssertionError, match="Tampered"):
            check_keyring(Trusting())


def test_a_root_that_was_lost_is_not_replaced_by_a_new_one(tmp_path: Path):
    """What was wrapped before could never be opened beside what comes after."""
    keyring = FileKeyring(tmp_path / "root.key")
    wrapped = keyring.wrap(new_key())
    (tmp_path / "root.key").rename(tmp_path / "lost")

    with pytest.raises(Unavailable, match="put it back"):
        keyring.wrap(new_key())

    (tmp_path / "lost").rename(tmp_path / "root.key")
    assert keyring.unwrap(wrapped)
