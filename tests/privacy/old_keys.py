"""A key file as fairdesk 0.1 wrote it (format 1), and what that version sealed: for tests of the way up."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap


def write_format_1(folder: Path, customers: dict[str, bytes], house: dict[str, bytes], erased: tuple[str, ...] = ()):
    """Write root.key and keys.db with these keys (32 bytes each), all wrapped under the root itself."""
    root = os.urandom(32)
    (folder / "root.key").write_bytes(root)
    (folder / "root.key").chmod(0o600)
    with closing(sqlite3.connect(folder / "keys.db")) as file, file:
        file.execute("PRAGMA journal_mode=WAL")
        for table in (
            "key_format (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), version INTEGER NOT NULL)",
            "customer_key (customer_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL, made_at INTEGER NOT NULL) WITHOUT ROWID",
            "tombstone (customer_id TEXT PRIMARY KEY, destroyed_at INTEGER NOT NULL) WITHOUT ROWID",
            "house_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",
        ):
            file.execute(f"CREATE TABLE {table}")
        file.execute("INSERT INTO key_format VALUES (1, 1)")
        for customer, key in customers.items():
            file.execute("INSERT INTO customer_key VALUES (?, ?, 1)", (customer, aes_key_wrap(root, key)))
        for name, key in house.items():
            file.execute("INSERT INTO house_key VALUES (?, ?)", (name, aes_key_wrap(root, key)))
        for customer in erased:
            file.execute("INSERT INTO tombstone VALUES (?, 1)", (customer,))
    (folder / "keys.db").chmod(0o600)


def seal_format_1(key: bytes, plaintext: bytes, place: str) -> bytes:
    """Seal as that version did: bound to the place alone."""
    nonce = os.urandom(12)
    return b"\x01" + nonce + AESGCM(key).encrypt(nonce, plaintext, place.encode())
