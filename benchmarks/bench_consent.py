"""Consent on the way of a message, and how fast a no reaches everything.

    python benchmarks/bench_consent.py [--checks 20000] [--withdrawals 200]

The check is what every turn asks twice: may the assistant answer this customer, read from the table (one step in one
index) and decided by `permit`. The customer asked about has 50 choices behind them, among 500 others. A withdrawal is one
durable transaction with the conversation handed over, every room asked, the report kept and two ledger entries.
"""

from __future__ import annotations

import argparse
import threading
import time

from figures import full, share, tell
from stand import Texts, open_stand


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--checks", type=int, default=100_000 if full() else 20_000)
    options.add_argument("--withdrawals", type=int, default=1000 if full() else 200)
    given = options.parse_args()
    with open_stand(Texts(200)) as house:
        check(house, given.checks)
        withdraw(house, given.withdrawals)
        in_mid_answer(house)


def check(house: object, checks: int) -> None:
    """Measure one consent check: the read and the decision."""
    from fairdesk.consent import records
    from fairdesk.consent.permit import permit
    from fairdesk.consent.purposes import Choice, Purpose
    from fairdesk.consent.receipts import Chosen
    from fairdesk.database import writing
    from fairdesk.nouns import ConversationId, CustomerId

    at, nowhere = house.now(), ConversationId("")  # type: ignore[attr-defined]
    with writing():
        for number in range(500):
            for _ in range(50 if number == 250 else 2):
                chosen = Chosen(CustomerId(f"c{number}"), nowhere, Purpose.AI_ANSWER, Choice.GRANTED, "", "api", at)
                records.choose(chosen)
    walls, cpu = [], time.process_time()
    for _ in range(checks):
        began = time.perf_counter()
        permit(records.ai_choice(CustomerId("c250")), ())
        walls.append((time.perf_counter() - began) * 1e6)
    cpu = (time.process_time() - cpu) / checks * 1e6
    tell("consent check, CPU", cpu, "us", at_most=50, n=checks)
    tell("consent check, p99", share(walls, 0.99), "us", n=checks)


def withdraw(house: object, times: int) -> None:
    """Measure a withdrawal of a customer with one running conversation, from the call to its report."""
    from fairdesk.consent.purposes import Purpose
    from fairdesk.nouns import RawText

    walls = []
    for number in range(times):
        customer, _ = house.add_customer("en")  # type: ignore[attr-defined]
        conversation = house.start(customer, "en")  # type: ignore[attr-defined]
        house._write_down(conversation, customer, RawText("a question"), f"bench-{number}")  # type: ignore[attr-defined]
        began = time.perf_counter()
        house.withdraw(customer, Purpose.AI_ANSWER)  # type: ignore[attr-defined]
        walls.append((time.perf_counter() - began) * 1000)
    tell("withdrawal, to its report, p50", share(walls, 0.5), "ms", n=times)
    tell("withdrawal, to its report, p99", share(walls, 0.99), "ms", at_most=1000, n=times)


def in_mid_answer(house: object, times: int = 10) -> None:
    """Measure a withdrawal while a slow answer is being made: report, and the answer that never arrives."""
    from fairdesk.consent.purposes import Purpose
    from fairdesk.database import close
    from fairdesk.nouns import RawText, Voice

    answer = house.answer  # type: ignore[attr-defined]
    walls, given = [], 0
    for number in range(times):
        thinking = threading.Event()

        def slow(asked: object, situation: object, thinking: threading.Event = thinking) -> object:
            thinking.set()
            time.sleep(0.5)
            return answer(asked, situation)

        house.answer = slow  # type: ignore[attr-defined]
        customer, _ = house.add_customer("en")  # type: ignore[attr-defined]
        talk = house.start(customer, "en")  # type: ignore[attr-defined]

        def ask(talk: str = talk, customer: str = customer, number: int = number) -> None:
            house.say(talk, customer, RawText("a question"), f"slow-{number}")  # type: ignore[attr-defined]
            close()

        asking = threading.Thread(target=ask)
        asking.start()
        thinking.wait()
        began = time.perf_counter()
        house.withdraw(customer, Purpose.AI_ANSWER)  # type: ignore[attr-defined]
        walls.append((time.perf_counter() - began) * 1000)
        asking.join()
        house.answer_arrivals(talk)  # type: ignore[attr-defined]
        entries = house.timeline(talk, customer).entries  # type: ignore[attr-defined]
        given += any(entry.voice is Voice.ASSISTANT for entry in entries)
    house.answer = answer  # type: ignore[attr-defined]
    tell("withdrawal in mid-answer, to its report, slowest", max(walls), "ms", at_most=1000, n=times)
    tell("answers of the assistant given after it", given, "", at_most=0, n=times)


if __name__ == "__main__":
    main()
