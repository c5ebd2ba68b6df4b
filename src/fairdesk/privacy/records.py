"""Keep customers' keys in the key file and their vaults in the database; destroy and forget both.

The key file is apart from the database, so that a backup of one is worthless without the other. Keys are never cached:
a destroyed key is gone for every process at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fairdesk.database import KeyFile, Row, execute, micros, moment, row, rows, rows_about
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId, NotFound, Unavailable
from fairdesk.privacy.keys import Keyring, new_key
from fairdesk.privacy.restriction import Glass, Look, Restriction

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


# --- who looked -----------------------------------------------------------------------------------------------------
_LOOK = "id, conversation_id, customer_id, colleague, role, work_name, at, what"


def looked_since(conversation: ConversationId, colleague: ColleagueId, since: datetime, what: str) -> bool:
    """Whether a colleague's look of this kind at a conversation has been kept since a moment. One step in one index."""
    sql = "SELECT 1 FROM privacy_look WHERE conversation_id = %s AND colleague = %s AND at > %s AND what = %s"
    return row(sql, conversation, colleague, micros(since), what) is not None


def add_look(look: Look) -> None:
    """Keep a look."""
    execute(
        f"INSERT INTO privacy_look ({_LOOK}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        look.id, look.conversation, look.customer, look.colleague, look.role, look.work_name, micros(look.at), look.what,
    )  # fmt: skip


def looks(customer: CustomerId) -> tuple[Look, ...]:
    """Return who looked at what a customer wrote, latest first."""
    found = rows(f"SELECT {_LOOK} FROM privacy_look WHERE customer_id = %s ORDER BY at DESC, id DESC", customer)
    return tuple(_look(each) for each in found)


def _look(each: Row) -> Look:
    id, conversation, customer, colleague, role, work_name, at, what = each
    return Look(id, conversation, customer, colleague, role, work_name, moment(at), what)


def delete_old_looks(before: datetime) -> int:
    """Delete the looks of a time long past, and return how many."""
    return execute("DELETE FROM privacy_look WHERE at < %s", micros(before))


# --- restriction and glass --------------------------------------------------------------------------------------------
_GLASS = "id, conversation_id, customer_id, colleague, role, work_name, at, until, sealed, seen_at"


def restrictions(customer: CustomerId | None = None) -> tuple[Restriction, ...]:
    """Return the restrictions in force, oldest first: one customer's, or all."""
    mine, values = ("", ()) if customer is None else (" AND customer_id = %s", (customer,))
    sql = "SELECT id, customer_id, conversation_id, at FROM privacy_restriction WHERE lifted_at IS NULL"
    found = rows(f"{sql}{mine} ORDER BY at, id", *values)
    return tuple(Restriction(id, whose, conversation, moment(at)) for id, whose, conversation, at in found)


def restrict(restriction: Restriction) -> None:
    """Keep that something is restricted from now on."""
    execute(
        "INSERT INTO privacy_restriction (id, customer_id, conversation_id, at) VALUES (%s, %s, %s, %s)",
        restriction.id, restriction.customer, restriction.conversation, micros(restriction.at),
    )  # fmt: skip


def lift(customer: CustomerId, conversation: ConversationId, at: datetime) -> int:
    """End the restriction of a conversation, or with "" of all that is the customer's; return how many ended."""
    mine = "" if not conversation else " AND conversation_id = %s"
    values = (conversation,) if conversation else ()
    sql = f"UPDATE privacy_restriction SET lifted_at = %s WHERE customer_id = %s AND lifted_at IS NULL{mine}"
    return execute(sql, micros(at), customer, *values)


def break_glass(glass: Glass) -> None:
    """Keep that a glass was broken."""
    execute(
        "INSERT INTO privacy_glass (id, conversation_id, customer_id, colleague, role, work_name, at, until, sealed)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        glass.id, glass.conversation, glass.customer, glass.colleague, glass.role, glass.work_name, micros(glass.at),
        micros(glass.until), glass.sealed,
    )  # fmt: skip


def glass_open(conversation: ConversationId, colleague: ColleagueId, at: datetime) -> bool:
    """Whether a colleague has broken this conversation's glass and the time is not over."""
    sql = "SELECT 1 FROM privacy_glass WHERE conversation_id = %s AND colleague = %s AND until > %s"
    return row(sql, conversation, colleague, micros(at)) is not None


def glasses(limit: int = 200) -> tuple[Glass, ...]:
    """Return the glasses that were broken: those no officer has read first, then latest first."""
    found = rows(f"SELECT {_GLASS} FROM privacy_glass ORDER BY seen_at IS NOT NULL, at DESC, id DESC LIMIT {limit}")
    return tuple(_glass(each) for each in found)


def glasses_of(customer: CustomerId) -> tuple[Glass, ...]:
    """Return the glasses that were broken to see what this customer wrote, oldest first."""
    return tuple(
        _glass(each)
        for each in rows(f"SELECT {_GLASS} FROM privacy_glass WHERE customer_id = %s ORDER BY at, id", customer)
    )


def unread_glasses() -> int:
    """Return how many broken glasses no officer has read."""
    found = row("SELECT count(*) FROM privacy_glass WHERE seen_at IS NULL")
    return int(found[0]) if found else 0


def acknowledge(id: str, officer: ColleagueId, at: datetime) -> bool:
    """Keep that an officer has read of a glass; False if somebody had."""
    sql = "UPDATE privacy_glass SET seen_at = %s, seen_by = %s WHERE id = %s AND seen_at IS NULL"
    return bool(execute(sql, micros(at), officer, id))


def _glass(each: Row) -> Glass:
    id, conversation, customer, colleague, role, work_name, at, until, sealed, seen_at = each
    seen = None if seen_at is None else moment(seen_at)
    return Glass(
        id, conversation, customer, colleague, role, work_name, moment(at), moment(until), bytes(sealed), seen
    )


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
