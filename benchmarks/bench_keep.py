"""Keep alone: decided turns kept durably (SQLite, synchronous FULL) by 16 callers; beside it, what SQLite alone does.

    python benchmarks/bench_keep.py [--turns 960] [--callers 16]

Each keep is one transaction: turn, reply, outbox row, ledger entry, sealed under the customer's key. Goals: 3,000 a
second, 5 ms at p99.
"""

from __future__ import annotations

import argparse
import threading
import time
from typing import TYPE_CHECKING, Any

from figures import full, share, tell
from stand import Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House

PEER = "five bare inserts a transaction: 3,495/s with one writer, 1,649/s with 16 contending connections (measured earlier)"


def decided(house: House, texts: Texts, turns: int) -> list[tuple[Any, Any, Any]]:
    """Return messages that are decided and not kept: sitting, message, turn."""
    from fairdesk.desk import records as desk
    from fairdesk.desk.turn import decide
    from fairdesk.house.sitting import Sitting
    from fairdesk.nouns import RawText

    made = []
    customer, _ = house.add_customer("en")
    for number in range(turns):
        conversation = house.start(customer, "en")
        house._write_down(conversation, customer, RawText(texts.question()), f"keep-{number}")
        ((place, act),) = desk.arrivals_of(conversation)
        message, key = house._message(conversation, place, act)
        sitting = Sitting(message, key, house.memory, house.knowing, house.detector, house.plug)
        asked, situation = sitting.mask(message), sitting.recall(message)
        made.append((sitting, message, decide(asked, situation, house.answer, sitting.rules(situation))))
    return made


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turns", type=int, default=4800 if full() else 960)
    options.add_argument("--callers", type=int, default=16)
    given = options.parse_args()
    texts = Texts(200)
    with open_stand(texts) as house:
        waiting = decided(house, texts, given.turns)
        walls: list[float] = []

        def keep() -> None:
            from fairdesk.database import close

            while waiting:
                try:
                    sitting, message, turn = waiting.pop()
                except IndexError:
                    break
                began = time.perf_counter()
                sitting.keep(message, turn)
                walls.append((time.perf_counter() - began) * 1000)
            close()

        callers = [threading.Thread(target=keep) for _ in range(given.callers)]
        cpu, began = time.process_time(), time.perf_counter()
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        spent, cpu = time.perf_counter() - began, time.process_time() - cpu
    n = len(walls)
    tell(f"keep alone, {given.callers} callers", n / spent, "/s", at_least=3000, n=n, peer=PEER)
    tell(f"keep alone, {given.callers} callers, p99", share(walls, 0.99), "ms", at_most=5, n=n)
    tell("keep alone, CPU", cpu / n * 1000, "ms", n=n)


if __name__ == "__main__":
    main()
