"""A ledger in a real database, for the tests that write to one: filling, placing, threads."""

from __future__ import annotations

import threading
from datetime import timedelta

from fairdesk import database
from fairdesk.accountability import records
from fairdesk.accountability.history import of_one
from fairdesk.accountability.ledger import entry_bytes
from fairdesk.accountability.tree import leaf_hash
from fairdesk.database import rows, writing
from tests.accountability.examples import SIGNER, START, entry, exact

TABLES = ("waiting", "entry", "tile", "checkpoint", "key", "cosignature")
LATER = START + timedelta(hours=1)
KEY = SIGNER.verifier_key
HISTORY = of_one(KEY)


def append(number: int) -> None:
    one = entry(number)
    records.append(one.at, one.kind, one.act, entry_bytes(one))


def fill(count: int, start: int = 0) -> None:
    with writing():
        for number in range(start, start + count):
            append(number)


def sequence(limit: int = 1000) -> int:
    return records.sequence(LATER, SIGNER, limit)


def places() -> list[int]:
    return [kept.position for kept in records.entries() if kept.position is not None]


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(exact(number)) for number in range(count)]


def newest() -> str:
    head = records.latest_checkpoint()
    assert head is not None
    return head.note


def everything() -> list[object]:
    return [rows(f"SELECT * FROM accountability_{name} ORDER BY 1") for name in TABLES]


def until_done(step: object) -> None:
    while step():  # type: ignore[operator]
        pass


def closing(work: object) -> object:
    def run() -> None:
        try:
            work()  # type: ignore[operator]
        finally:
            database.close()

    return run


def together(jobs: list[object]) -> None:
    failures: list[BaseException] = []

    def guarded(job: object) -> None:
        try:
            closing(job)()  # type: ignore[operator]
        except BaseException as found:
            failures.append(found)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == failures
