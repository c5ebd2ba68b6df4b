"""Encrypt what is kept about a customer under a key of their own, so that destroying the key destroys it everywhere.

    key = new_key()
    sealed = seal(key, b"...", "desk_item|<conversation>|7|body")
    unseal(key, sealed, "desk_item|<conversation>|7|body")     # another place: Tampered

A customer's key is random and stored wrapped by a `Keyring`; a derived key could not be destroyed alone. Sealed bytes
are a version byte, a 12-byte nonce and AES-256-GCM (NIST SP 800-38D), bound to the place where they are stored.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from fairdesk.nouns import BadInput, DeskError, Unavailable

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_OPENING = "fairdesk ledger opening v1|"


class Tampered(DeskError):
    """Sealed bytes are not what was sealed here: changed, moved from another place, or under another key."""


def new_key() -> bytes:
    """Return 32 random bytes from the operating system."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, place: str) -> bytes:
    """Encrypt *plaintext* so that it opens only with *key* and at *place* ("table|row|column")."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed.

    Raises Tampered if a byte changed or the bytes come from another place, key or version.
    """
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(nonce) < _NONCE_BYTES:
        raise Tampered(f"what is stored at {place} is not sealed as version 1; restore it from a backup")
    try:
        return AESGCM(key).decrypt(nonce, body, place.encode())
    except InvalidTag as wrong:
        raise Tampered(f"what is stored at {place} was changed, moved or sealed by another key") from wrong


def opening(key: bytes, act: str) -> bytes:
    """Return the 32 bytes that open the ledger's commitment to one act, and no other (HKDF-SHA256, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=(_OPENING + act).encode()).derive(key)


def lookup_token(index_key: bytes, value: str) -> bytes:
    """Return the token by which *value* (normalised by the caller) is found without being stored (HMAC-SHA256).

    E-mail addresses and telephones can be guessed: the index key is as secret as the root key.
    """
    return hmac.digest(index_key, value.encode(), "sha256")


class Keyring(Protocol):
    """Wraps customers' keys under a root key that it never gives away. Safe to call from many threads."""

    def wrap(self, key: bytes) -> bytes:
        """Return *key* (32 bytes) wrapped. Raises Unavailable if the root key cannot be used now."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key. Raises Tampered if it was changed or wrapped by another root, Unavailable as above."""


class FileKeyring:
    """The default keyring: a root key in a file of its own, mode 0600, made on first use; AES key wrap (RFC 3394)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._was_here = False

    def wrap(self, key: bytes) -> bytes:
        """Return *key* wrapped under the root key, which is made on first use and never again by this process."""
        # A root that was here and is gone must be put back: under a new one, the old keys and the new ones would
        # never open together again.
        if not self._was_here and not self.path.exists():
            self._make()
        return aes_key_wrap(self._root(), key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key; raises Tampered if this root did not wrap it."""
        try:
            return aes_key_unwrap(self._root(), wrapped)
        except (InvalidUnwrap, ValueError) as wrong:
            raise Tampered(
                f"a stored key was not wrapped by the root key in {self.path}; restore the right one"
            ) from wrong

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
    changed = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    try:
        keyring.unwrap(changed)
    except Tampered:
        return
    raise AssertionError("unwrap() of changed bytes gave a key; it should raise Tampered")
