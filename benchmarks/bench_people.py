"""How soon people are in charge while 200 customers write: asking for one, taking over, stopping the assistant.

    python benchmarks/bench_people.py [--customers 200] [--stops 20]

A served desk and its customers, each writing about every ten seconds by the JSON API; the colleagues work in a second
process on the same data, so that what they do must reach the first. Hand-over: from the customer's wish until the
answer says that a person will come. Take-over: the colleague's act, after which no assistant's text may be released in that
conversation. Stop: from before the press until the last text of the assistant that was still released. Goals: 1 s.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from statistics import quantiles
from typing import TYPE_CHECKING

from figures import full, tell
from served import Client, serving
from stand import Texts, folder_of_our_own, open_folder, shelve

if TYPE_CHECKING:
    from fairdesk.house.opening import House
    from fairdesk.nouns import ColleagueId

BETWEEN_MESSAGES = 10.0
THREADS = 8
AFTER_A_STOP = 1.5


@dataclass
class Customers:
    """Customers who write until they are told to end; `conversations` are theirs, with the token of each."""

    port: int
    texts: Texts
    ended: threading.Event = field(default_factory=threading.Event)
    conversations: list[tuple[str, str]] = field(default_factory=list)
    wrote: int = 0

    def come(self, count: int) -> None:
        """Let so many begin a conversation."""
        client = Client(self.port)
        for _ in range(count):
            begun = client.post_json("/api/v1/conversations", {"language": "en"}).json()
            self.conversations.append((begun["conversation"], begun["token"]))

    def write(self, mine: list[tuple[str, str]]) -> None:
        """Write in turn, each customer about every ten seconds."""
        client, chance = Client(self.port), random.Random(len(mine))
        while not self.ended.is_set():
            for conversation, token in mine:
                if self.ended.wait(BETWEEN_MESSAGES / len(mine) * chance.uniform(0.2, 1.8)):
                    return
                message = {"text": self.texts.question(), "client_message_id": uuid.uuid4().hex}
                client.post_json(f"/api/v1/conversations/{conversation}/messages", message, token)
                self.wrote += 1


def wishes(customers: Customers) -> list[float]:
    """Let every second customer ask for a person; return the seconds until the answer says that one will come."""
    client, taken = Client(customers.port), []
    for conversation, token in customers.conversations[::2]:
        began = time.perf_counter()
        told = client.post_json(f"/api/v1/conversations/{conversation}/person", {}, token).json()
        taken.append(time.perf_counter() - began if told["queue"]["says"] else float("inf"))
    return taken


def take_overs(house: House, customers: Customers, ada: ColleagueId) -> tuple[list[float], int]:
    """Take every second conversation over; return the seconds of each act, and the assistant's texts released after one."""
    from fairdesk.database import micros, rows
    from fairdesk.nouns import ConversationId

    taken, since = [], []
    for conversation, _ in customers.conversations[1::2]:
        began = time.perf_counter()
        house.take_over(ConversationId(conversation), ada)
        taken.append(time.perf_counter() - began)
        since.append((conversation, micros(house.now())))
    time.sleep(BETWEEN_MESSAGES)
    after = (
        rows(
            "SELECT count(*) FROM desk_item WHERE conversation_id = %s AND voice = 'assistant' AND released_at > %s",
            conversation, at,
        )[0][0]
        for conversation, at in since
    )  # fmt: skip
    return taken, sum(after)


def stops(house: House, tries: int, ada: ColleagueId, ben: ColleagueId) -> tuple[list[float], int]:
    """Stop and start the assistant; return the seconds until its last text left, and the texts that were stopped in all."""
    from fairdesk.database import micros, rows

    taken, held = [], 0
    for _ in range(tries):
        time.sleep(AFTER_A_STOP)
        pressed = micros(house.now())
        stop = house.stop_ai(ada, "all", "a measurement")
        time.sleep(AFTER_A_STOP)
        ((last, turns),) = rows(
            "SELECT (SELECT max(released_at) FROM desk_item WHERE voice = 'assistant' AND released_at > %s),"
            " (SELECT count(*) FROM desk_turn WHERE at > %s AND handover = 'paused')",
            pressed, pressed,
        )  # fmt: skip
        taken.append((last - pressed) / 1e6 if last else 0.0)
        held += turns
        house.start_ai(ada, stop)
        house.start_ai(ben, stop)
    return taken, held


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=200)
    options.add_argument("--stops", type=int, default=50 if full() else 20)
    given = options.parse_args()
    texts = Texts(500)
    with folder_of_our_own() as folder:
        house = open_folder(folder)
        shelve(texts)
        from fairdesk.database import row, writing
        from fairdesk.identity import records as identity
        from fairdesk.nouns import ColleagueId

        found = row("SELECT id FROM auth_user WHERE username = 'ada'")
        ada = ColleagueId(int(found[0]) if found else 0)
        with writing():
            ben = identity.add_colleague("ben", "Ben", "manager")
        with serving(folder) as served:
            customers = Customers(served.port, texts)
            customers.come(given.customers)
            each = [customers.conversations[n::THREADS] for n in range(THREADS)]
            threads = [threading.Thread(target=customers.write, args=(mine,)) for mine in each if mine]
            for thread in threads:
                thread.start()
            stopped, held = stops(house, given.stops, ada, ben)
            wished = wishes(customers)
            taken, after = take_overs(house, customers, ada)
            customers.ended.set()
            for thread in threads:
                thread.join()
        house.close()
    for name, times in (("hand-over told", wished), ("take-over in force", taken), ("stop in force", stopped)):
        hundred = quantiles(times, n=100, method="inclusive")
        tell(f"{name}, p50", hundred[49], "s", n=len(times))
        tell(f"{name}, p99", hundred[98], "s", at_most=1, n=len(times))
    tell("assistant's texts released after a take-over", after, "", at_most=0, n=len(taken))
    tell("messages that a stop sent to people", held, "", n=len(stopped))
    tell("messages written meanwhile", customers.wrote, "", n=given.customers)


if __name__ == "__main__":
    main()
