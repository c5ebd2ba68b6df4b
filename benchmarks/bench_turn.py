"""One governed turn, in process: written down, masked, decided over 10,000 passages, kept durably, delivered.

    python benchmarks/bench_turn.py [--turns 600] [--passages 10000] [--profile FILE]

CPU is that of the whole process, all threads; the wall time is from `say` until the answer may be read. Goals: 5 ms of
CPU, 25 ms at p99.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from figures import full, share, tell
from stand import PASSAGES, Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House

PEER = "pattern masking alone: Presidio 1.8-2.1 ms (presidio-analyzer 2.2, measured earlier on such messages)"
TURNS_A_CONVERSATION = 4
BLOCKS = 6
"""A shared machine slows down for a while now and then: the best block is what the code costs, the worst is told too."""


def measure(house: House, texts: Texts, turns: int, tag: str = "") -> tuple[float, list[float], int]:
    """Return CPU ms a turn, the wall ms of each, and how many went to the assistant."""
    from fairdesk.desk import records as desk
    from fairdesk.nouns import RawText

    walls: list[float] = []
    spent = 0.0
    to_assistant = 0
    for number in range(turns):
        if number % TURNS_A_CONVERSATION == 0:
            customer, _ = house.add_customer("en")
            conversation = house.start(customer, "en")
        text = RawText(texts.question())
        wall, began = time.perf_counter(), time.process_time()
        house.say(conversation, customer, text, f"bench-{tag}-{number}")
        while desk.arrivals_of(conversation):
            house.answer_arrivals(conversation)
        spent += time.process_time() - began
        walls.append((time.perf_counter() - wall) * 1000)
        to_assistant += desk.turn(desk.turns_of(conversation)[-1]).route == "assistant"
    return spent / turns * 1000, walls, to_assistant


def profiled(house: House, texts: Texts, turns: int, file: str) -> None:
    """Measure with every function timed, into a file for pstats; the answering thread's work is done in this one."""
    import cProfile

    class AtOnce(ThreadPoolExecutor):
        def submit(self, work: Any, /, *given: Any, **named: Any) -> Future[Any]:
            done: Future[Any] = Future()
            done.set_result(work(*given, **named))
            return done

    house.turns = AtOnce(1)
    profile = cProfile.Profile(time.thread_time)
    profile.runcall(measure, house, texts, turns)
    profile.dump_stats(file)


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turns", type=int, default=2000 if full() else 600)
    options.add_argument("--passages", type=int, default=PASSAGES)
    options.add_argument("--profile", default="")
    given = options.parse_args()
    texts = Texts(given.passages)
    with open_stand(texts) as house:
        measure(house, texts, 20, "warm")
        if given.profile:
            profiled(house, texts, given.turns, given.profile)
            return
        blocks = [measure(house, texts, given.turns // BLOCKS, str(n)) for n in range(BLOCKS)]
    costs = [cpu for cpu, _, _ in blocks]
    walls = [wall for _, some, _ in blocks for wall in some]
    searched = sum(count for _, _, count in blocks) / len(walls)
    note = f"best of {BLOCKS} blocks, worst {max(costs):.1f}; {given.passages:,} passages, {searched:.0%} searched"
    tell("a governed turn in process, CPU", min(costs), "ms", at_most=5, n=given.turns, peer=PEER, note=note)
    tell("a governed turn in process, p50", share(walls, 0.5), "ms", n=given.turns)
    tell("a governed turn in process, p99", share(walls, 0.99), "ms", at_most=25, n=given.turns)


if __name__ == "__main__":
    main()
