"""A customer's copy of everything, as a file on its way: 10,000 messages, each with its answer, reasons and receipt.

    python benchmarks/bench_export.py [--messages 10000]

The messages are decided and kept like real ones (a few different turns, kept again under new ids), in ten conversations,
and every decision is in the ledger's tree. Goal: 5 s. Beside it: what the customer's page about the same data takes.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import TYPE_CHECKING

from figures import tell
from stand import Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House
    from fairdesk.nouns import CustomerId

CONVERSATIONS, A_TRANSACTION = 10, 200
PEER = "no peer publishes one; the goal is the project's own"


def fill(house: House, texts: Texts, messages: int) -> CustomerId:
    """Keep *messages* with their turns, answers and ledger entries for one new customer."""
    from fairdesk.clock import new_id
    from fairdesk.database import writing
    from fairdesk.desk import records as desk
    from fairdesk.desk.turn import decide
    from fairdesk.house.memory import Content
    from fairdesk.house.sitting import Sitting
    from fairdesk.nouns import ActId, RawText, Voice

    customer, _ = house.add_customer("en")
    key, patterns = house.keys.of(customer), []
    conversations = [house.start(customer, "en") for _ in range(CONVERSATIONS)]
    for number in range(50):
        house._write_down(conversations[0], customer, RawText(texts.question()), f"export-{number}")
        ((place, act),) = desk.arrivals_of(conversations[0])
        message, _ = house._message(conversations[0], place, act)
        sitting = Sitting(message, key, house.memory, house.knowing, house.detector, house.plug)
        asked, situation = sitting.mask(message), sitting.recall(message)
        turn = decide(asked, situation, house.answer, sitting.rules(situation))
        sitting.keep(message, turn)
        patterns.append((message, turn))
    from dataclasses import replace

    for start in range(len(patterns), messages, A_TRANSACTION):
        with writing():
            for number in range(start, min(messages, start + A_TRANSACTION)):
                message, turn = patterns[number % len(patterns)]
                where, act = conversations[number % CONVERSATIONS], ActId(new_id())
                place = house.memory.add_line(
                    where,
                    key,
                    house.now(),
                    Voice.CUSTOMER,
                    Content(message.text),
                    language="en",
                    act=act,
                    in_ledger=False,
                )
                mine = Sitting(replace(message, act=act, conversation=where, number=place), key, house.memory,
                               house.knowing, house.detector, house.plug)  # fmt: skip
                mine._keep_turn(turn, mine._written(turn))
                if turn.reply:
                    house.memory.add_line(
                        where, key, house.now(), turn.reply.voice, Content(turn.reply.text, evidence=turn.reply.evidence),
                        language="en", act=act, in_ledger=False,
                    )  # fmt: skip
    house.close_the_day()
    return customer


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=10_000)
    given = options.parse_args()
    texts = Texts(200)
    with open_stand(texts) as house:
        customer = fill(house, texts, given.messages)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        cpu, began = time.process_time(), time.perf_counter()
        made = house.export(customer, "en")
        spent, cpu = time.perf_counter() - began, time.process_time() - cpu
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        began = time.perf_counter()
        house.see(customer, "en")
        seen = time.perf_counter() - began
    n = given.messages
    tell(f"export of {n:,} messages", spent, "s", at_most=5, n=n, peer=PEER)
    tell("export, CPU", cpu, "s", n=n)
    tell("export, the file", sum(map(len, made.pieces)) / 1e6, "MB", n=made.lines, note="n: lines of data")
    tell("export, memory it grows by", grown, "MB", n=n)
    tell("the page about the same data", seen, "s", n=n)


if __name__ == "__main__":
    main()
