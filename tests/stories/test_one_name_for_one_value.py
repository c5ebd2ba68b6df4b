"""A value keeps its placeholder through a conversation, however many messages are answered at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from fairdesk.desk import records
from fairdesk.nouns import RawText
from tests.people import Customer, Desk

THREADS = 32


def test_thirty_two_threads_give_each_value_one_name(desk: Desk) -> None:
    dana, sam = desk.customer(), desk.customer()

    def says(who: Customer, number: int) -> None:
        text = f"Refund? I am kim@example.org, my friend is friend{number % 8}@example.org"
        desk.house.say(who.conversation, who.id, RawText(text), f"{who.id}-{number}")

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda n: says(dana if n % 2 else sam, n // 2), range(2 * THREADS)))
    for who in (dana, sam):
        desk.settle(who)

    for who in (dana, sam):
        vault = desk.house.memory.vault(who.conversation, desk.house.keys.of(who.id))
        masked = [desk.house.kept_turn(act)[1].asked.text for act in records.turns_of(who.conversation)]
        names = [re.findall(r"\[(\w+)", text) for text in masked]
        assert THREADS == len(masked)
        assert (
            9
            == len(vault.kept)
            == len({kept.value for kept in vault.kept})
            == len({kept.name for kept in vault.kept})
        )
        assert 1 == len({mine for mine, _ in names}), "the same value has the same name everywhere"
        assert 8 == len({friend for _, friend in names})
    assert "kim@" not in " ".join(entry.masked for entry in desk.house.case(dana.conversation, desk.ada).entries)
