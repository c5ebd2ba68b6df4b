"""Forgetting and its keys: how long until a key is gone from its file, and a customer of 10,000 messages from everything.

    python benchmarks/bench_forget.py [--messages 10000] [--keys 100000] [--erased 200]

The floors are what SQLite alone needs on this disk for the same deletes, commits and truncated logs. Goals: a key gone
within 50 ms at p99, 10,000 messages within 2 s, sealing within 20 microseconds a message.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figures import full, share, tell
from stand import folder_of_our_own, open_folder

if TYPE_CHECKING:
    from fairdesk.house.opening import House

MESSAGE = "My order is 4711-0923 and my mail is ana.lopez@example.org. " * 7
CONVERSATIONS = 20
GONE_MS, WHOLE_SECONDS, SEAL_US, OPEN_US = 50.0, 2.0, 20.0, 100.0


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--messages", type=int, default=10_000)
    asked.add_argument("--keys", type=int, default=100_000 if full() else 20_000)
    asked.add_argument("--erased", type=int, default=500 if full() else 200)
    given = asked.parse_args()
    with folder_of_our_own() as folder:
        house = open_folder(folder)
        try:
            sealing()
            key_gone(house, folder, given.keys, given.erased)
            looking_up(house)
            everything_gone(house, folder, given.messages)
        finally:
            house.close()


# --- keys -----------------------------------------------------------------------------------------------------------
def key_gone(house: House, folder: Path, keys: int, erased: int) -> None:
    """Destroy keys one after the other: until neither the file nor its log holds a byte of them."""
    from fairdesk.privacy.keys import new_key, wrap_key

    _, wrapping = house.keys.newest()
    with house.keys._file.together():
        for number in range(keys):
            house.keys._file.execute("INSERT INTO customer_key VALUES (%s, %s, 1, 1)",
                                     f"{uuid.uuid4().hex}-{number}", wrap_key(wrapping, new_key()))  # fmt: skip
    some = [c for c, _ in zip(house.keys.all_customers(), range(erased * 7), strict=False)][::7]
    with closing(sqlite3.connect(folder / "floor.db", isolation_level=None)) as floor:
        floor.execute("PRAGMA journal_mode=WAL")
        floor.execute("PRAGMA synchronous=FULL")
        floor.execute("PRAGMA secure_delete=ON")
        floor.execute("CREATE TABLE k (id TEXT PRIMARY KEY, w BLOB) WITHOUT ROWID")
        floor.execute("BEGIN")
        floor.executemany("INSERT INTO k VALUES (?, zeroblob(40))", ((c,) for c in house.keys.all_customers()))
        floor.execute("COMMIT")
        ours, theirs = [], []
        at = house.now()
        for customer in some:  # in turns, so that both meet the same disk

            def alone(customer: str = customer) -> None:
                floor.execute("DELETE FROM k WHERE id = ?", (customer,))
                floor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

            theirs.append(milliseconds(alone))
            ours.append(milliseconds(lambda customer=customer: house.keys.destroy(customer, at)))  # type: ignore[misc]
    peer = f"SQLite's delete, commit and truncated log alone: p50 {share(theirs, 0.5):.1f} ms, p99 {share(theirs, 0.99):.1f} ms"
    tell(
        "key gone from file and log, p50", share(ours, 0.5), "ms", peer=peer, n=len(ours), note=f"among {keys:,} keys"
    )
    tell("key gone from file and log, p99", share(ours, 0.99), "ms", at_most=GONE_MS, peer=peer, n=len(ours))
    raw = b"".join(path.read_bytes() for path in folder.glob("keys.db*"))
    assert all(wrapped_of(house, customer) is None for customer in some), raw[:0]


def wrapped_of(house: House, customer: str) -> Any:
    found = house.keys._file.rows("SELECT wrapped FROM customer_key WHERE customer_id = %s", customer)
    return found[0][0] if found else None


def looking_up(house: House) -> None:
    """Read a customer's key: the row is read each time, so that a key destroyed by any process is gone at once."""
    customer, _ = house.add_customer("en")
    n = 5_000
    took = milliseconds(lambda: [house.keys.of(customer) for _ in range(n)]) / n * 1000
    tell("a customer's key, root and tombstone read each time", took, "us", at_most=OPEN_US, n=n,
         note="no cache that an erasure would have to reach")  # fmt: skip


def sealing() -> None:
    """Seal and open a message of some 400 characters."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from fairdesk.privacy.keys import OwnedKey, new_key, seal, unseal

    key, words, n = OwnedKey.of(new_key(), "desk", "customer"), MESSAGE.encode(), 50_000
    sealed, cipher, nonce = seal(key, words, "desk_item|c|1"), AESGCM(key), b"n" * 12
    alone = milliseconds(lambda: [cipher.encrypt(nonce, words, b"") for _ in range(n)]) / n * 1000
    tell("sealing a message", milliseconds(lambda: [seal(key, words, "desk_item|c|1") for _ in range(n)]) / n * 1000,
         "us", at_most=SEAL_US, peer=f"AES-256-GCM alone {alone:.2f} us", n=n, note=f"{len(words)} bytes")  # fmt: skip
    tell("opening a message", milliseconds(lambda: [unseal(key, sealed, "desk_item|c|1") for _ in range(n)]) / n * 1000,
         "us", at_most=SEAL_US, n=n)  # fmt: skip


# --- a whole customer -----------------------------------------------------------------------------------------------
def everything_gone(house: House, folder: Path, messages: int) -> None:
    """Forget a customer: key, lines, turns and all else, one deed that lists the acts, the log truncated."""
    from fairdesk.house.forgetting import forget
    from fairdesk.nouns import RawText

    customer, _ = house.add_customer("en")
    conversations = [house.start(customer, "en") for _ in range(CONVERSATIONS)]
    for conversation in conversations:
        house.say(conversation, customer, RawText(MESSAGE), uuid.uuid4().hex)
        house.answer_arrivals(conversation)
    multiply(folder / "fairdesk.db", conversations, messages)
    theirs = floor_of(folder, conversations)
    began = time.perf_counter()
    gone = forget(house, customer, "a benchmark")
    ours = time.perf_counter() - began
    tell(f"erase a customer of {messages:,} messages", ours, "s", at_most=WHOLE_SECONDS, n=gone, note="rows deleted",
         peer=f"SQLite's delete of the same lines and turns, commit and truncated log alone: {theirs:.2f} s")  # fmt: skip
    took = milliseconds(house.verify) / 1000
    tell("ledger verified afterwards", took, "s", n=gone, note=f"{len(house.verify().problems)} problems")


def multiply(path: Path, conversations: list[Any], messages: int) -> None:
    """Add copies of what one real message of each conversation left: its lines and its turn."""
    each = messages // len(conversations)
    with closing(sqlite3.connect(path)) as file, file:
        for table, unique in (("desk_item", "id"), ("desk_turn", "act")):
            columns = [
                name for _, name, *_ in file.execute(f"PRAGMA table_info({table})") if name not in ("client_key",)
            ]
            for conversation in conversations:
                rows = file.execute(
                    f"SELECT {', '.join(columns)} FROM {table} WHERE conversation_id = ?", (conversation,)
                )
                for row in [dict(zip(columns, r, strict=True)) for r in rows]:
                    copies = [{**row, unique: str(uuid.uuid4()), "number": row["number"] + 10 * n,
                               **({"act": str(uuid.uuid4())} if table == "desk_item" and row["act"] else {})}
                              for n in range(1, each)]  # fmt: skip
                    marks = ", ".join(f":{name}" for name in columns)
                    file.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", copies)


def floor_of(folder: Path, conversations: list[Any]) -> float:
    """Return the seconds that SQLite alone needs to delete these lines and turns from a copy of the same file."""
    with closing(sqlite3.connect(folder / "fairdesk.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    shutil.copy(folder / "fairdesk.db", folder / "copy.db")
    with closing(sqlite3.connect(folder / "copy.db", isolation_level=None)) as file:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            file.execute(f"PRAGMA {pragma}")
        marks = ", ".join("?" * len(conversations))

        def alone() -> None:
            file.execute("BEGIN IMMEDIATE")
            for table in ("desk_item", "desk_turn"):
                file.execute(f"DELETE FROM {table} WHERE conversation_id IN ({marks})", conversations)
            file.execute("COMMIT")
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

        return milliseconds(alone) / 1000


def milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
