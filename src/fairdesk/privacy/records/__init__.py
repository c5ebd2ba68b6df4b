"""Keep customers' keys in the key file and their vaults in the database; destroy and forget both.

The key file is apart from the database, so that a backup of one is worthless without the other. Customers' keys are
never cached: a destroyed key is gone for every process at once. `rotation` and `key_backups` are the rarer acts on the
same file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from fairdesk.database import KeyFile, execute, micros, moment, row, rows_about
from fairdesk.nouns import ConversationId, CustomerId, NotFound, Unavailable
from fairdesk.privacy.keyring import Keyring
from fairdesk.privacy.keys import OwnedKey, Tampered, new_key, unwrap_key, wrap_key
from fairdesk.privacy.records.key_backups import KeyBackups
from fairdesk.privacy.records.key_tables import bring_up_to_date
from fairdesk.privacy.records.looking import (
    acknowledge,
    add_look,
    break_glass,
    delete_old_looks,
    ever_broken,
    glass_open,
    glasses,
    glasses_of,
    lift,
    looked_since,
    looks,
    restrict,
    restrictions,
    unread_glasses,
)
from fairdesk.privacy.records.rotation import Rotation

__all__ = [
    "KeyDestroyed",
    "Keys",
    "TENANT_KEY",
    "acknowledge",
    "add_look",
    "all_about",
    "break_glass",
    "ever_broken",
    "bury",
    "delete_old_looks",
    "forget",
    "forget_but",
    "glass_open",
    "glasses",
    "glasses_of",
    "holdings",
    "keep_vault",
    "lift",
    "looked_since",
    "looks",
    "read_vault",
    "restrict",
    "restrictions",
    "unread_glasses",
]

TENANT_KEY = "desk-id"
"""The house's key whose first bytes are this desk's own id."""


INDEX_KEY = "lookup"
"""The house's key for look-ups; a later one has its number behind it ("lookup-2")."""


class KeyDestroyed(NotFound):
    """This customer was erased: their key is gone for good, and nothing sealed under it can be read again."""


class Keys(KeyBackups, Rotation):
    """The customers' keys and the house's own. Each call is durable by itself; none runs inside `writing()`."""

    def __init__(self, file: KeyFile, keyring: Keyring) -> None:
        """Open the key file, made on first use.

        Raises BadInput if a newer version wrote it, Tampered or Unavailable if *keyring* has not its root key.
        """
        self._file = file
        self.keyring = keyring
        bring_up_to_date(file, keyring)
        # With another root key than the one that wrapped these, new keys would be wrapped that the old one cannot open.
        self.prove_root()
        self._tenant = ""
        self._tenant = self.house_key(TENANT_KEY)[:8].hex()

    def make(self, customer: CustomerId, at: datetime) -> OwnedKey:
        """Return this customer's key, made and durable if there was none. Of callers that race all get the same.

        Raises KeyDestroyed if the customer was erased. A crash after it and before the customer's first row leaves a
        key without data: `all_customers` lets a sweep find it.
        """
        fresh = new_key()
        while True:
            version, wrapping = self.newest()
            # One statement, so that neither an erasure nor the end of a rotation can come between question and write.
            self._file.execute(
                "INSERT INTO customer_key SELECT %s, %s, %s, version FROM wrapping_key WHERE version = %s AND NOT EXISTS"
                " (SELECT 1 FROM tombstone WHERE customer_id = %s) ON CONFLICT DO NOTHING",
                customer, wrap_key(wrapping, fresh), micros(at), version, customer,
            )  # fmt: skip
            try:
                return self.of(customer)
            except KeyDestroyed:
                raise
            except NotFound:  # the wrapping key was exchanged at this moment
                continue

    def of(self, customer: CustomerId) -> OwnedKey:
        """Return this customer's key. Raises NotFound if there is none, KeyDestroyed if it was destroyed."""
        found = self._file.rows(
            "SELECT c.wrapped, w.wrapped FROM customer_key c JOIN wrapping_key w ON w.version = c.under"
            " WHERE c.customer_id = %s AND NOT EXISTS (SELECT 1 FROM tombstone t WHERE t.customer_id = c.customer_id)",
            customer,
        )
        if found:
            return OwnedKey.of(self._opened(*found[0]), self._tenant, customer)
        if self._file.rows("SELECT 1 FROM tombstone WHERE customer_id = %s", customer):
            raise KeyDestroyed(f"customer {customer} was erased; what was kept about them cannot be read any more")
        raise NotFound(f"customer {customer} has no key; make one before the first message is kept")

    def of_many(self, customers: Collection[CustomerId]) -> dict[CustomerId, OwnedKey]:
        """Return the keys of those of *customers* who have one, read at once; let go of them soon."""
        keys: dict[CustomerId, OwnedKey] = {}
        wrapping: dict[bytes, bytes] = {}
        for some in _by(500, sorted(customers)):
            for customer, wrapped, under in self._file.rows(
                "SELECT c.customer_id, c.wrapped, w.wrapped FROM customer_key c JOIN wrapping_key w ON w.version = c.under"
                f" WHERE c.customer_id IN ({', '.join(['%s'] * len(some))}) AND NOT EXISTS"
                " (SELECT 1 FROM tombstone t WHERE t.customer_id = c.customer_id)",
                *some,
            ):
                if under not in wrapping:
                    wrapping[under] = self.keyring.unwrap(under)
                keys[customer] = OwnedKey.of(self._unwrapped(wrapping[under], wrapped), self._tenant, customer)
        return keys

    def destroy(self, customer: CustomerId, at: datetime) -> None:
        """Destroy this customer's key: no byte of it stays in the key file or its log. May be called again.

        Raises Unavailable if another process still reads the log; the key is destroyed then, but call again before
        saying that its bytes are gone.
        """
        # Whole or not at all: a crash before the commit leaves the customer as they were, one after it an erased one.
        # The tombstone stays: a restored backup is swept by it.
        with self._file.together():
            self._file.execute("INSERT INTO tombstone VALUES (%s, %s) ON CONFLICT DO NOTHING", customer, micros(at))
            self._file.execute("DELETE FROM customer_key WHERE customer_id = %s", customer)
        if not self._file.empty_the_log():
            raise Unavailable(f"the key of customer {customer} is destroyed, but a reader holds the log; call again")

    def house_key(self, name: str) -> OwnedKey:
        """Return the house's own key of this name ("ledger"), made and durable on first use."""
        while (found := self.kept_house_key(name)) is None:
            version, wrapping = self.newest()
            self._file.execute(
                "INSERT INTO house_key SELECT %s, %s, version FROM wrapping_key WHERE version = %s ON CONFLICT DO NOTHING",
                name, wrap_key(wrapping, new_key()), version,
            )  # fmt: skip
        return found

    def kept_house_key(self, name: str) -> OwnedKey | None:
        """Return the house's own key of this name, or None if it was never made, or is gone."""
        found = self._file.rows(_HOUSE_KEY, name)
        return OwnedKey.of(self._opened(*found[0]), self._tenant, f"house/{name}") if found else None

    # --- the index: addresses are found by a keyed token ---
    def index_keys(self) -> tuple[OwnedKey, ...]:
        """Return the keys under which addresses are looked up, the newest first: tokens are made under that one alone."""
        return tuple(self.house_key(name) for name in self._index_names())

    def rotate_index(self) -> None:
        """Make a new index key; the one before still finds who has not written since, and older ones are destroyed."""
        newest, *older = self._index_names()
        self.house_key(f"{INDEX_KEY}-{_number_of(newest) + 1}")
        for name in older:
            self._file.execute("DELETE FROM house_key WHERE name = %s", name)
        self._file.empty_the_log()

    def _index_names(self) -> list[str]:
        found = self._file.rows(
            "SELECT name FROM house_key WHERE name = %s OR name LIKE %s", INDEX_KEY, f"{INDEX_KEY}-%"
        )
        return sorted((name for (name,) in found), key=_number_of, reverse=True) or [INDEX_KEY]

    def all_customers(self) -> Iterator[CustomerId]:
        """Return every customer who has a key, in the order of their ids."""
        for (customer,) in self._file.rows("SELECT customer_id FROM customer_key ORDER BY customer_id"):
            yield CustomerId(customer)

    def made_before(self, moment_: datetime) -> set[CustomerId]:
        """Return the customers whose key is older than a moment."""
        return {CustomerId(c) for (c,) in self._file.rows(
            "SELECT customer_id FROM customer_key WHERE made_at < %s", micros(moment_))}  # fmt: skip

    def tombstones(self) -> Mapping[CustomerId, datetime]:
        """Return every customer whose key was destroyed, and when."""
        found = self._file.rows("SELECT customer_id, destroyed_at FROM tombstone ORDER BY destroyed_at, customer_id")
        return {CustomerId(customer): moment(at) for customer, at in found}

    def bury(self, tombstones: Mapping[CustomerId, datetime]) -> int:
        """Destroy the keys of customers who were erased elsewhere, and never make them again; return how many were here."""
        gone = bury(self._file, tombstones)
        self._file.empty_the_log()
        return gone

    def snapshot(self) -> bytes:
        """Return the key file as it stands now. It is a backup of the keys: write it down first (`add_backup`)."""
        return self._file.snapshot()

    @property
    def path(self) -> Path:
        """Where the key file is."""
        return self._file.path

    def _opened(self, wrapped: bytes, wrapping: bytes) -> bytes:
        return self._unwrapped(self.keyring.unwrap(wrapping), wrapped)

    def _unwrapped(self, wrapping: bytes, wrapped: bytes) -> bytes:
        try:
            return unwrap_key(wrapping, wrapped)
        except Tampered as wrong:
            raise Tampered(f"{wrong}; restore the right root key, or the key file {self._file.path}") from wrong


def _by(count: int, customers: Sequence[CustomerId]) -> Iterator[Sequence[CustomerId]]:
    return (customers[at : at + count] for at in range(0, len(customers), count))


def _number_of(index_key: str) -> int:
    return int(index_key.removeprefix(INDEX_KEY).removeprefix("-") or 1)


def bury(file: KeyFile, tombstones: Mapping[CustomerId, datetime]) -> int:
    """Do what `Keys.bury` does in a key file that nobody has opened yet; needs no root key."""
    gone = 0
    with file.together():
        for customer, at in tombstones.items():
            file.execute("INSERT INTO tombstone VALUES (%s, %s) ON CONFLICT DO NOTHING", customer, micros(at))
            gone += file.execute("DELETE FROM customer_key WHERE customer_id = %s", customer)
    return gone


_HOUSE_KEY = (
    "SELECT h.wrapped, w.wrapped FROM house_key h JOIN wrapping_key w ON w.version = h.under WHERE h.name = %s"
)


# --- vaults ---------------------------------------------------------------------------------------------------------
def read_vault(conversation: ConversationId) -> bytes | None:
    """Return the sealed vault of a conversation, or None if nothing was hidden in it yet."""
    found = row("SELECT sealed FROM privacy_vault WHERE conversation_id = %s", conversation)
    return bytes(found[0]) if found else None


def keep_vault(conversation: ConversationId, customer: CustomerId, sealed: bytes, at: datetime) -> None:
    """Keep the sealed vault of a conversation in the caller's transaction; a later one replaces it.

    Raises NotFound if the conversation's vault belongs to another customer.
    """
    kept = execute(
        "INSERT INTO privacy_vault (conversation_id, customer_id, sealed, changed_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (conversation_id) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at"
        " WHERE privacy_vault.customer_id = excluded.customer_id",
        conversation, customer, sealed, micros(at),
    )  # fmt: skip
    if not kept:
        raise NotFound(f"there is no conversation {conversation} of this customer")


# --- what is held about a customer ------------------------------------------------------------------------------------
_ABOUT_ONE = ("privacy_vault", "privacy_look", "privacy_restriction", "privacy_glass")


def all_about(customer: CustomerId, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every row of the room about a customer, or those in *only* one table: table, and columns by name."""
    return rows_about(_ABOUT_ONE, customer, only=only)


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows each of the room's tables holds about a customer."""
    counted = {table: row(f"SELECT count(*) FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE}
    return {table: int(found[0]) for table, found in counted.items() if found}


def forget(customer: CustomerId) -> int:
    """Delete the room's rows about a customer, and return how many there were. The key is destroyed apart."""
    return sum(execute(f"DELETE FROM {table} WHERE customer_id = %s", customer) for table in _ABOUT_ONE)


def forget_but(customer: CustomerId, kept: Collection[ConversationId]) -> int:
    """Delete the room's rows about a customer but those of conversations a legal hold keeps; return how many went."""
    marks = ", ".join(["%s"] * len(kept)) or "''"
    mine = f"customer_id = %s AND conversation_id NOT IN ({marks})"
    return sum(execute(f"DELETE FROM {table} WHERE {mine}", customer, *kept) for table in _ABOUT_ONE)
