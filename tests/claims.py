"""Take the next conversation, many times at once: a process of its own that waits for the start and says what it got.

python -m tests.claims FOLDER DATABASE COLLEAGUE THREADS     "go" on standard input begins; answers are one JSON list
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from fairdesk.settings import Settings


def main(folder: str, database: str, colleagues: str, threads: str) -> None:
    """Open the desk in a folder, and let several threads claim at the same moment, each for a colleague of its own."""
    from fairdesk.house.preparing import prepare

    settings = Settings(data=Path(folder), database=database)
    prepare(settings)
    from fairdesk.database import close
    from fairdesk.house.opening import open_house
    from fairdesk.nouns import ColleagueId

    house = open_house(settings, migrate=False)
    numbers = [ColleagueId(int(each)) for each in colleagues.split(",")]
    got: list[tuple[int, str | None]] = []
    begin = threading.Barrier(int(threads) + 1)

    def claim(who: ColleagueId) -> None:
        begin.wait()
        try:
            got.append((int(who), house.take_next(who)))
        finally:
            close()

    claims = [threading.Thread(target=claim, args=(numbers[n % len(numbers)],)) for n in range(int(threads))]
    for each in claims:
        each.start()
    print("ready", flush=True)
    sys.stdin.readline()
    begin.wait()
    for each in claims:
        each.join()
    house.close()
    print(json.dumps(got), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
