"""Search at the desk: the first page over many messages, and what keeping a message costs more for it.

    python benchmarks/bench_search_desk.py [--messages 100000]
    python -m tests.postgres -- python benchmarks/bench_search_desk.py     the same on PostgreSQL

Conversations of five messages each, of eight invented words whose use is as uneven as a language's, sealed as real ones
are, each with a record of 8 KB of its turn. What is asked for: a rare word, a middling and the commonest one, two words, words nobody wrote, a word and a label, a
day, and what the assistant decided. Goal: the first page within 300 ms, p99 of all.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from figures import full, share, tell
from stand import Texts, folder_of_our_own, open_folder

if TYPE_CHECKING:
    from fairdesk.house.opening import House

PAGE_MS, A_TALK, WORDS, CUSTOMERS, A_TRANSACTION = 300.0, 5, 8, 500, 500
RECORD = json.dumps(
    {"flow": None, "situation": {}, "because": {"code": "turn.answered"}, "rest": "x" * 8000}
).encode()
"""As long as the record of a real turn: a list opens the latest turn of each of its conversations."""


def fill(house: House, texts: Texts, messages: int) -> Counter[str]:
    """Keep conversations as the desk would, some hundred in a transaction, and return how often each word was written."""
    from fairdesk.clock import new_id, random_id
    from fairdesk.database import writing
    from fairdesk.desk import records as desk
    from fairdesk.desk.find import EVERY, digests
    from fairdesk.desk.records import sorting, tokens
    from fairdesk.house.memory import Content, place_of_turn
    from fairdesk.nouns import ActId, ConversationId, MaskedText, Voice
    from fairdesk.privacy.keys import seal

    customers = [house.add_customer("en")[0] for _ in range(CUSTOMERS)]
    keys = {each: house.keys.of(each) for each in customers}
    key, at, written = house.memory.search_key, house.now(), Counter[str]()
    words = iter(texts.some(WORDS * messages).split())
    with writing():
        sorting.add_label("Every tenth")
    ((label, _),) = sorting.labels()
    talks = messages // A_TALK
    for start in range(0, talks, A_TRANSACTION):
        with writing():
            for number in range(start, min(start + A_TRANSACTION, talks)):
                customer, talk = customers[number % CUSTOMERS], ConversationId(random_id())
                when = at - timedelta(minutes=talks - number)
                desk.add_conversation(talk, customer, "web", "en", when)
                found = {EVERY}
                for _ in range(A_TALK):
                    text, act = " ".join(islice(words, WORDS)), ActId(new_id())
                    written.update(set(text.split()))
                    place = house.memory.add_line(
                        talk,
                        keys[customer],
                        when,
                        Voice.CUSTOMER,
                        Content(text),
                        language="en",
                        act=act,
                        in_ledger=False,
                    )
                    release = "send" if number % 3 else "unclear"
                    record = seal(keys[customer], RECORD, place_of_turn(act))
                    desk.add_turn(desk.TurnRow(act, talk, place, 0, "assistant", release, "", {}, "", record))
                    found |= digests(MaskedText(text), "en", key)
                tokens.add_tokens(talk, found)
                if number % 10 == 0:
                    sorting.set_label(talk, label, has=True)
    return written


def searches(house: House, written: Counter[str]) -> dict[str, Any]:
    """Return what is looked for, each with its name."""
    from fairdesk.desk.records import sorting
    from fairdesk.house.searching import Sought

    common = [word for word, _ in written.most_common()]
    ((label, _),) = sorting.labels()
    today = house.now().date()
    return {
        "a rare word": Sought(common[-1]),
        "a middling word": Sought(common[len(common) // 20]),
        "the commonest word": Sought(common[0]),
        "two common words": Sought(f"{common[0]} {common[1]}"),
        "two words seldom together": Sought(f"{common[len(common) // 20]} {common[len(common) // 20 + 1]}"),
        "two words of every 40th conversation": Sought(
            f"{common[_led(common, written)]} {common[_led(common, written) - 1]}"
        ),
        "a word nobody wrote": Sought("umbrellastand"),
        "a common word and a label": Sought(common[0], label=label),
        "a common word and a label nobody put": Sought(common[0], label=label + 1),
        "a common word of one day": Sought(
            common[0], since=today - timedelta(days=3), until=today - timedelta(days=2)
        ),
        "a common word of another year": Sought(common[0], until=today - timedelta(days=400)),
        "a middling word, unclear": Sought(common[len(common) // 20], decided="unclear"),
        "a label": Sought(label=label),
    }


def _led(common: list[str], written: Counter[str]) -> int:
    """Return the place of the rarest word that does not lead any more: the slowest there are, found all over."""
    from fairdesk.desk.records.tokens import FEW

    return max(place for place, word in enumerate(common) if written[word] > FEW * 1.1)


def first_pages(house: House, written: Counter[str], messages: int, times: int, where: str) -> None:
    """Measure the first page of each search."""
    from fairdesk.identity import records as identity

    (ada,) = identity.colleagues()
    every: list[float] = []
    for name, sought in searches(house, written).items():
        walls, found = [], 0
        for _ in range(times):
            began = time.perf_counter()
            found = len(house.search(ada.id, sought).rows)
            walls.append((time.perf_counter() - began) * 1000)
        every += walls
        tell(f"desk search, {where}, {name}, p50", share(walls, 0.5), "ms", n=times, note=f"{found} on the page")
    tell(
        f"desk search, {where}, first page over {messages:,} messages, p99 of all", share(every, 0.99), "ms",
        at_most=PAGE_MS, n=len(every),
    )  # fmt: skip


def keeping(house: House, texts: Texts, times: int, where: str) -> None:
    """Measure what the words of a message add to keeping it: their digests, and their rows within a transaction."""
    from fairdesk.clock import random_id
    from fairdesk.database import writing
    from fairdesk.desk.find import digests
    from fairdesk.desk.records import tokens
    from fairdesk.nouns import ConversationId, MaskedText

    said = [MaskedText(text) for text in (texts.some(WORDS) for _ in range(times))]
    with_words, bare = 0.0, 0.0
    walls: list[float] = []
    for text in said:
        talk = ConversationId(random_id())
        spent = time.process_time()
        with writing():
            tokens.add_tokens(talk, {1})
        bare += time.process_time() - spent
        spent = time.process_time()
        began = time.perf_counter()
        found = digests(text, "en", house.memory.search_key)
        made = time.perf_counter() - began
        with writing():
            began = time.perf_counter()
            tokens.add_tokens(talk, found | {2})
            walls.append((made + time.perf_counter() - began) * 1000)
        with_words += time.process_time() - spent
    more = (with_words - bare) / times * 1000
    tell(
        f"desk search, {where}, keeping a message costs more CPU",
        more,
        "ms",
        n=times,
        note="beside one row and its commit",
    )
    tell(
        f"desk search, {where}, keeping a message takes longer, p50",
        share(walls, 0.5),
        "ms",
        n=times,
        note="without the commit",
    )


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--times", type=int, default=40 if full() else 20)
    given = options.parse_args()
    texts, database = Texts(200), os.environ.get("FAIRDESK_TEST_DATABASE", "sqlite")
    where = "SQLite" if database == "sqlite" else "PostgreSQL"
    with folder_of_our_own() as folder:
        house = open_folder(folder, database)
        try:
            began = time.perf_counter()
            written = fill(house, texts, given.messages)
            if database == "sqlite":
                size = (folder / "fairdesk.db").stat().st_size / 2**20
                tell(f"desk search, {where}, the whole database", size, "MiB", n=given.messages)
            print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
            first_pages(house, written, given.messages, given.times, where)
            keeping(house, texts, 1000 if full() else 300, where)
        finally:
            house.close()
            from django.db import connections

            connections.close_all()


if __name__ == "__main__":
    main()
