"""Appends to a ledger in child processes that are killed with SIGKILL in the middle, and says what was acknowledged.

    python -m tests.accountability.appending FOLDER ROUNDS      the folder holds a migrated fairdesk.db

Prints the numbers of the acts whose commit had returned before the child died.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time


def main(folder: str, rounds: int) -> None:
    os.environ |= {"FAIRDESK_DATA": folder, "FAIRDESK_DATABASE": "sqlite"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairdesk.web.settings"
    import django

    django.setup()
    chance, first = random.Random(20261129), 0
    for _ in range(rounds):
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(ours)
            append_until_killed(first, theirs)
        os.close(theirs)
        os.read(ours, 8)  # it has begun: its first act is acknowledged
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        count = 1
        while some := os.read(ours, 1 << 16):
            count += len(some) // 8
        os.close(ours)
        print(*range(first, first + count))
        first += 1_000_000


def append_until_killed(first: int, told: int) -> None:
    from fairdesk.accountability.records import sequence
    from fairdesk.database import writing
    from tests.accountability.examples import SIGNER
    from tests.accountability.kept import LATER, append

    for number in range(first, first + 1_000_000):
        with writing():
            append(number)
        os.write(told, number.to_bytes(8, "big"))
        if number % 7 == 6:
            sequence(LATER, SIGNER, limit=5)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
