"""The ledger's cost: an append, durable appends beside the disk's own rate, placing, full verification, a receipt.

    python benchmarks/bench_ledger.py [--entries 200000] [--seconds 5]

It works in a folder of its own beside the present one (a RAM disk would flatter it), on SQLite. The disk's rate is that
of overwriting 4 kB and fdatasync, measured in turns with ours within the same minute. Goals: half of the disk's rate
with one client, 120,000 entries a second verified on a core, a receipt checked in 50 ms.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from figures import tell

START = datetime(2026, 1, 1, tzinfo=UTC)
SEED = bytes(range(32))


def prepare(folder: Path) -> None:
    os.environ |= {
        "FAIRDESK_DATA": str(folder),
        "FAIRDESK_DATABASE": "sqlite",
        "DJANGO_SETTINGS_MODULE": "fairdesk.web.settings",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", "accountability", verbosity=0)


def rate(step: Callable[[], object], seconds: float) -> float:
    count, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        step()
        count += 1
    return count / spent


def timed(step: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> tuple[Any, float]:
    gc.collect()
    started = clock()
    result = step()
    return result, clock() - started


class Acts:
    """Numbered invented acts, and what is written about each."""

    def __init__(self) -> None:
        self.number = 0

    def append(self) -> None:
        from fairdesk.accountability.ledger import Actor, Entry, commitment, entry_bytes
        from fairdesk.accountability.records import append

        number, at = self.number, START + timedelta(microseconds=self.number)
        act, body = f"0190f000-0000-7000-8000-{number:012d}", self.body(number)
        seal = commitment(self.opening(number), body).hex()
        versions = {"routing": "8f" * 16, "release": "2c" * 16}
        exact = entry_bytes(Entry(at, "answered", Actor.ASSISTANT, act, "c" * 32, "route.answerable", versions, seal))
        append(at, "answered", act, exact)
        self.number += 1

    def opening(self, number: int) -> bytes:
        return number.to_bytes(32, "big")

    def body(self, number: int) -> bytes:
        return b'{"asked":"Where is my parcel?","said":"It is on its way.","number":%d}' % number


def durable(acts: Acts, folder: Path, seconds: float) -> None:
    from fairdesk.database import writing

    def ours() -> None:
        with writing():
            acts.append()

    raw = os.open(folder / "raw", os.O_RDWR | os.O_CREAT)
    os.pwrite(raw, bytes(4096 * 16), 0)
    os.fsync(raw)

    def disk() -> None:
        os.pwrite(raw, bytes(4096), 0)
        os.fdatasync(raw)

    bare = bare_sqlite(folder)
    rounds = [(rate(disk, seconds / 5), rate(ours, seconds / 5), rate(bare, seconds / 5)) for _ in range(5)]
    os.close(raw)
    of_disk, of_ours, of_bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    pages = pages_written(folder, ours)
    shares = sorted(ours / disk for disk, ours, _ in rounds)
    note = f"{of_ours:,.0f} appends/s; fdatasync alone {of_disk:,.0f}/s; SQLite bare {of_bare:,.0f}/s"
    tell("durable append, share of the disk's own rate", shares[2], at_least=0.5, n=5, note=note)
    beside_bare = statistics.median(ours / bare for _, ours, bare in rounds)
    tell(
        "durable append, share of SQLite's bare rate",
        beside_bare,
        n=5,
        note="one row, one table, no index, no entry made",
    )
    tell("pages written for an append", pages, n=100, note="and one fdatasync; SQLite can do no less than 1")


def pages_written(folder: Path, step: Callable[[], object]) -> float:
    """How many pages a step adds to the write-ahead log: what the disk's mood does not change."""
    from fairdesk.database import empty_the_log

    empty_the_log()
    step()
    log = folder / "fairdesk.db-wal"
    before = log.stat().st_size
    for _ in range(100):
        step()
    return (log.stat().st_size - before) / 4120 / 100


def bare_sqlite(folder: Path) -> Callable[[], object]:
    """The least that SQLite can do as durably: one table, one row, one commit."""
    table = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        table.execute(f"PRAGMA {pragma}")
    table.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, exact BLOB)")
    return lambda: table.execute("INSERT INTO entry (exact) VALUES (?)", (bytes(600),))


def fill(acts: Acts, count: int) -> None:
    from fairdesk.database import writing

    def some() -> None:
        with writing():
            for _ in range(1000):
                acts.append()

    spent = sum(timed(some)[1] for _ in range(count // 1000))
    tell("append, entry made and kept", spent / (count // 1000), "ms CPU", n=count, note="1,000 a transaction")


def place(signer: Any) -> None:
    from fairdesk.accountability.records import sequence

    placed, spent = 0, 0.0
    while True:
        some, seconds = timed(lambda: sequence(START, signer, 1000))
        placed, spent = placed + some, spent + seconds
        if not some:
            break
    tell("placing in the tree", placed / spent, "/s CPU", n=placed, note="1,000 a checkpoint")


def verification(signer: Any) -> None:
    from fairdesk.accountability.history import of_one
    from fairdesk.accountability.records import verified

    runs = [timed(lambda: verified(of_one(signer.verifier_key))) for _ in range(3)]
    report = runs[0][0]
    if not report.holds:
        raise SystemExit(f"the ledger does not hold: {report.problems[:3]}")
    best = report.entries / min(seconds for _, seconds in runs)
    note = f"{report.checkpoints:,} checkpoints, best of 3"
    tell("full verification", best, "entries/s CPU", at_least=120_000, n=report.entries, note=note)


def receipts(acts: Acts, signer: Any) -> None:
    from fairdesk.accountability import records
    from fairdesk.accountability.proofs import check_receipt, receipt

    head = records.latest_checkpoint()
    assert head is not None
    made, checked, hashes = [], [], 0
    for number in range(0, head.size, max(1, head.size // 300)):
        kept = next(records.entries(number - 1, number + 1))
        origin = int(kept.act[-12:])

        def make(kept: Any = kept, number: int = number, origin: int = origin) -> str:
            proof = records.proof_for(number, head.size)
            return receipt(number, kept.entry, acts.opening(origin), acts.body(origin), proof, head.note)

        text, seconds = timed(make, time.perf_counter)
        made.append(seconds)
        checked.append(timed(partial(check_receipt, text, signer.verifier_key), time.perf_counter)[1])
        hashes = max(hashes, len(records.proof_for(number, head.size)))
    tell("a receipt made from the tables", statistics.median(made) * 1000, "ms", n=len(made))
    note = f"worst {max(checked) * 1000:.2f}, up to {hashes} hashes"
    tell("a receipt checked offline", statistics.median(checked) * 1000, "ms", at_most=50, n=len(checked), note=note)


def beside(count: int) -> None:
    """Ours and pymerkle's tree in memory, the same entries, where pymerkle (GPL, never a dependency) is installed."""
    from fairdesk.accountability.tree import Tree, leaf_hash

    entries = [b"entry %012d" % number for number in range(count)]
    tree = Tree()

    def ours() -> None:
        for entry in entries:
            tree.append(leaf_hash(entry))

    tell("tree in memory", count / timed(ours)[1], "entries/s CPU", n=count)
    try:
        pymerkle = importlib.import_module("pymerkle")
    except ImportError:
        print("  pymerkle is not installed: pip install pymerkle==7.0.0 to see it beside")
        return
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    _, seconds = timed(lambda: [theirs.append_entry(entry) for entry in entries])
    same = "same root" if theirs.get_root() == tree.root() else "ANOTHER ROOT"
    print(f"  pymerkle {pymerkle.__version__}                {count / seconds:12,.0f} entries/s of CPU, {same}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--entries", type=int, default=200_000)
    options.add_argument("--seconds", type=float, default=5.0, help="for each of the three durable rates")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-ledger-", dir="."))
    try:
        prepare(folder)
        from fairdesk.accountability.notes import Signer

        acts, signer = Acts(), Signer("fairdesk/bench", SEED)
        durable(acts, folder, given.seconds)
        fill(acts, given.entries)
        place(signer)
        verification(signer)
        receipts(acts, signer)
        beside(min(given.entries, 100_000))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
