"""The root of all keys: a keyring wraps the desk's wrapping keys and never gives its own key away.

    keyring = FileKeyring(Path("root.key"))
    wrapped = keyring.wrap(new_key())
    keyring.unwrap(wrapped)

`check_keyring` lets anybody prove that a keyring of their own keeps the contract.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from fairdesk.nouns import BadInput, Unavailable
from fairdesk.privacy.keys import KEY_BYTES, Tampered, new_key, unwrap_key, wrap_key


class Keyring(Protocol):
    """Wraps keys under a root key that it never gives away. Safe to call from many threads."""

    def wrap(self, key: bytes) -> bytes:
        """Return *key* (32 bytes) wrapped. Raises Unavailable if the root key cannot be used now."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key. Raises Tampered if it was changed or wrapped by another root, Unavailable as above."""


class FileKeyring:
    """The default keyring: a root key in a file of its own, mode 0600, made on first use; AES key wrap (RFC 3394).

    While the root is being exchanged, the next one lies beside it and opens what it wrapped, so that a process that
    runs meanwhile misses nothing, and one that died in between is made good by `settle`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._was_here = False

    @property
    def next(self) -> FileKeyring:
        """The root that is to take this one's place."""
        return FileKeyring(self.path.with_name(f"{self.path.name}.next"))

    def wrap(self, key: bytes) -> bytes:
        """Return *key* wrapped under the root key, which is made on first use and never again by this process."""
        # A root that was here and is gone must be put back: under a new one, the old keys and the new ones would
        # never open together again.
        if not self._was_here and not self.path.exists():
            self._make()
        return wrap_key(self._root(), key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key; raises Tampered if this root did not wrap it."""
        if wrapped.startswith(b"vault:"):
            raise Tampered(f'the keys are wrapped by a key server, not by {self.path}; set keyring = "transit"')
        with contextlib.suppress(Tampered):
            return unwrap_key(self._root(), wrapped)
        # Between the two tries another process may have put the next root in this one's place.
        for keyring in (self.next, self):
            if keyring.path.exists():
                with contextlib.suppress(Tampered, Unavailable):
                    return unwrap_key(keyring._root(), wrapped)
        raise Tampered(f"a stored key was not wrapped by the root key in {self.path}; restore the right one")

    def settle(self, wrapped: bytes) -> None:
        """Finish an exchange of roots that a crash may have cut: the one that opens *wrapped* stays, alone."""
        waiting = self.next.path
        if not waiting.exists():
            return
        try:
            unwrap_key(self.next._root(), wrapped)
        except Tampered:
            unwrap_key(self._root(), wrapped)  # neither opens it: then neither may go
            waiting.unlink(missing_ok=True)
        else:
            waiting.replace(self.path)
        _sync_folder(self.path.parent)

    def _make(self) -> None:
        try:
            _make_root(self.path)
        except OSError as fault:
            raise Unavailable(f"the root key {self.path} cannot be made ({fault.strerror}); free the disk") from fault

    def _root(self) -> bytes:
        # Read anew each time: a root that was taken away or exchanged is noticed at once, and 40 us is nothing.
        try:
            with self.path.open("rb") as file:
                _check_owner_only(self.path, os.fstat(file.fileno()).st_mode)
                root = file.read(KEY_BYTES + 1)
        except OSError as fault:
            raise Unavailable(f"the root key {self.path} cannot be read ({fault.strerror}); put it back") from fault
        if len(root) != KEY_BYTES:
            raise BadInput(
                f"the root key {self.path} has not {KEY_BYTES} bytes; restore it from a backup of the keys"
            )
        self._was_here = True
        return root


def _check_owner_only(path: Path, mode: int) -> None:
    if mode & 0o077:
        raise BadInput(f"the root key {path} is open to others (mode {mode & 0o777:03o}); run: chmod 600 {path}")


def _make_root(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(new_key())
            file.flush()
            os.fsync(file.fileno())
        # A link appears whole or not at all and never replaces: of two that race, one root wins. A crash before it
        # leaves a stray file that wrapped nothing.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def check_keyring(keyring: Keyring) -> None:
    """Prove that *keyring* keeps the contract of `Keyring`; raises AssertionError naming the fault."""
    key = new_key()
    wrapped = keyring.wrap(key)
    if key in wrapped:
        raise AssertionError("wrap() leaves the key readable; it should encrypt it")
    if keyring.unwrap(wrapped) != key:
        raise AssertionError("unwrap(wrap(key)) is not the key")
    for changed in (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), wrapped[: len(wrapped) // 2], b""):
        try:
            keyring.unwrap(changed)
        except Tampered:
            continue
        raise AssertionError("unwrap() of changed bytes gave a key; it should raise Tampered")
