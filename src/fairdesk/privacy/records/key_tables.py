"""The tables of the key file, and how a file of an earlier version becomes one of this.

Format 1 wrapped every customer's key under the root itself. Format 2 wraps them under a wrapping key with a version,
and only that under the root: a new root, or another keyring, then rewraps a handful of keys instead of all.
"""

from __future__ import annotations

from fairdesk.database import KeyFile
from fairdesk.nouns import BadInput
from fairdesk.privacy.keyring import Keyring
from fairdesk.privacy.keys import new_key, wrap_key

KEY_FILE_FORMAT = 2
_TABLES = (
    "CREATE TABLE IF NOT EXISTS wrapping_key"
    " (version INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, made_at INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS customer_key"
    " (customer_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL, made_at INTEGER NOT NULL, under INTEGER NOT NULL)"
    " WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS customer_key_under ON customer_key (under)",
    "CREATE TABLE IF NOT EXISTS tombstone (customer_id TEXT PRIMARY KEY, destroyed_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS house_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL, under INTEGER NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS key_backup (id TEXT PRIMARY KEY, made_at INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL, place TEXT NOT NULL) WITHOUT ROWID",
)


def bring_up_to_date(file: KeyFile, keyring: Keyring) -> None:
    """Make the tables of this version in the key file, or turn an earlier version's into them, in one transaction.

    Raises BadInput if a newer version wrote the file, Tampered or Unavailable if *keyring* has not its root key.
    """
    found = _format_of(file)
    if found == KEY_FILE_FORMAT:
        return
    if found > KEY_FILE_FORMAT:
        raise BadInput(
            f"the key file {file.path} has format {found}, known is {KEY_FILE_FORMAT}; use the fairdesk that wrote it,"
            " or `fairdesk restore` a backup made before it was updated"
        )
    # A crash in the middle leaves the file in its old format, whole: the next start begins again.
    with file.together():
        found = _format_of(file)  # another process may have been first
        if found == 1:
            for table in ("customer_key", "house_key"):
                file.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
        if found < KEY_FILE_FORMAT:
            _make(file, keyring)
        if found == 1:
            _rewrap_format_1(file, keyring)


def _format_of(file: KeyFile) -> int:
    file.execute(
        "CREATE TABLE IF NOT EXISTS key_format"
        " (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), version INTEGER NOT NULL)"
    )
    found = file.rows("SELECT version FROM key_format")
    return int(found[0][0]) if found else 0


def _make(file: KeyFile, keyring: Keyring) -> None:
    for table in _TABLES:
        file.execute(table)
    now = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"  # SQLite's clock, in microseconds
    file.execute(f"INSERT INTO wrapping_key VALUES (1, %s, {now})", keyring.wrap(new_key()))
    file.execute("INSERT INTO key_format VALUES (1, %s) ON CONFLICT DO UPDATE SET version = excluded.version",
                 KEY_FILE_FORMAT)  # fmt: skip


def _rewrap_format_1(file: KeyFile, keyring: Keyring) -> None:
    wrapping = keyring.unwrap(file.rows("SELECT wrapped FROM wrapping_key")[0][0])
    for customer, wrapped, made_at in file.rows("SELECT customer_id, wrapped, made_at FROM old_customer_key"):
        again = wrap_key(wrapping, keyring.unwrap(wrapped))
        file.execute("INSERT INTO customer_key VALUES (%s, %s, %s, 1)", customer, again, made_at)
    for name, wrapped in file.rows("SELECT name, wrapped FROM old_house_key"):
        file.execute("INSERT INTO house_key VALUES (%s, %s, 1)", name, wrap_key(wrapping, keyring.unwrap(wrapped)))
    for table in ("old_customer_key", "old_house_key"):
        file.execute(f"DROP TABLE {table}")
