"""Keep customers' keys in the key file and their vaults in the database; destroy and forget both.

The key file is apart from the database, so that a backup of one is worthless without the other. Keys are never cached:
a destroyed key is gone for every process at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from fairdesk.database import KeyFile, execute, micros, row, rows
from fairdesk.nouns import BadInput, ConversationId, CustomerId, NotFound, Unavailable
from fairdesk.privacy.keys import Keyring, new_key

KEY_FILE_FORMAT = 1
_TABLES = (
    "CREATE TABLE IF NOT EXISTS key_format (only_one INTEGER PRIMARY KEY CHECK (only_one = 1), version INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS customer_key"
    " (customer_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL, made_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS tombstone (customer_id TEXT PRIMARY KEY, destroyed_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS house_key (name TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID",
)


class KeyDestroyed(NotFound):
    """This customer was erased: their key is gone for good, and nothing sealed under it can be read again."""


class Keys:
    """The customers' keys and the house's own. Each call is durable by itself; none runs inside `writing()`."""

    def __init__(self, file: KeyFile, keyring: Keyring) -> None:
        """Open the key file, made on first use.

        Raises BadInput if a newer version wrote it, Tampered or Unavailable if *keyring* has not its root key.
        """
        self._file = file
        self._keyring = keyring
        for table in _TABLES:
            file.execute(table)
        file.execute("INSERT INTO key_format VALUES (1, %s) ON CONFLICT DO NOTHING", KEY_FILE_FORMAT)
        version = file.rows("SELECT version FROM key_format")[0][0]
        if version != KEY_FILE_FORMAT:
            raise BadInput(
                f"the key file {file.path} has format {version}, known is {KEY_FILE_FORMAT}; update fairdesk"
            )
        self._prove_root()

    def _prove_root(self) -> None:
        # With another root key than the one that wrapped these, new keys would be wrapped that the old one cannot open.
        one = "SELECT wrapped FROM house_key UNION ALL SELECT wrapped FROM customer_key LIMIT 1"
        for (wrapped,) in self._file.rows(one):
            self._keyring.unwrap(wrapped)

    def make(self, customer: CustomerId, at: datetime) -> bytes:
        """Return this customer's key, made and durable if there was none. Of callers that race all get the same.

        Raises KeyDestroyed if the customer was erased. A crash after it and before the customer's first row leaves a
        key without data: `all_customers` lets a sweep find it.
        """
        # One statement, so that an erasure cannot come between the question and the write.
        self._file.execute(
            "INSERT INTO customer_key SELECT %s, %s, %s WHERE NOT EXISTS"
            " (SELECT 1 FROM tombstone WHERE customer_id = %s) ON CONFLICT DO NOTHING",
            customer, self._keyring.wrap(new_key()), micros(at), customer,
        )  # fmt: skip
        return self.of(customer)

    def of(self, customer: CustomerId) -> bytes:
        """Return this customer's key. Raises NotFound if there is none, KeyDestroyed if it was destroyed."""
        found = self._file.rows("SELECT wrapped FROM customer_key WHERE customer_id = %s", customer)
        if found:
            return self._keyring.unwrap(found[0][0])
        if self._file.rows("SELECT 1 FROM tombstone WHERE customer_id = %s", customer):
            raise KeyDestroyed(f"customer {customer} was erased; what was kept about them cannot be read any more")
        raise NotFound(f"customer {customer} has no key; make one before the first message is kept")

    def destroy(self, customer: CustomerId, at: datetime) -> None:
        """Destroy this customer's key: no byte of it stays in the key file or its log. May be called again.

        Raises Unavailable if another process still reads the log; the key is destroyed then, but call again before
        saying that its bytes are gone.
        """
        # The tombstone first: a crash after it leaves a key that the next call destroys, never a customer who comes
        # back to life, and a restored backup can be swept by it.
        self._file.execute("INSERT INTO tombstone VALUES (%s, %s) ON CONFLICT DO NOTHING", customer, micros(at))
        self._file.execute("DELETE FROM customer_key WHERE customer_id = %s", customer)
        if not self._file.empty_the_log():
            raise Unavailable(f"the key of customer {customer} is destroyed, but a reader holds the log; call again")

    def house_key(self, name: str) -> bytes:
        """Return the house's own key of this name ("ledger"), made and durable on first use."""
        found = self._file.rows("SELECT wrapped FROM house_key WHERE name = %s", name)
        if not found:
            fresh = self._keyring.wrap(new_key())
            self._file.execute("INSERT INTO house_key VALUES (%s, %s) ON CONFLICT DO NOTHING", name, fresh)
            found = self._file.rows("SELECT wrapped FROM house_key WHERE name = %s", name)
        return self._keyring.unwrap(found[0][0])

    def all_customers(self) -> Iterator[CustomerId]:
        """Return every customer who has a key, in the order of their ids."""
        for (customer,) in self._file.rows("SELECT customer_id FROM customer_key ORDER BY customer_id"):
            yield CustomerId(customer)


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


def holdings(customer: CustomerId) -> Mapping[str, int]:
    """Return how many rows each of the room's tables holds about a customer."""
    found = row("SELECT count(*) FROM privacy_vault WHERE customer_id = %s", customer)
    return {"privacy_vault": int(found[0]) if found else 0}


def forget(customer: CustomerId) -> int:
    """Delete the room's rows about a customer, and return how many there were. The key is destroyed apart."""
    return execute("DELETE FROM privacy_vault WHERE customer_id = %s", customer)


def forget_but(customer: CustomerId, kept: Collection[ConversationId]) -> int:
    """Delete this customer's vaults but those of conversations a legal hold keeps, and return how many went."""
    mine = rows("SELECT conversation_id FROM privacy_vault WHERE customer_id = %s", customer)
    return sum(
        execute("DELETE FROM privacy_vault WHERE conversation_id = %s", conversation)
        for (conversation,) in mine
        if conversation not in kept
    )
