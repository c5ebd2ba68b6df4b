"""The process is killed with -9 while it reads past conversations: read again, each is there once, whole and openable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fairdesk.database import rows
from fairdesk.house.importing import import_past
from fairdesk.house.memory import place_of_past
from fairdesk.nouns import CustomerId
from fairdesk.privacy.keys import unseal
from fairdesk.replay import records
from tests.house.test_importing import deeds
from tests.people import Desk
from tests.stories.test_killed import KILLED, dies, open_again  # noqa: F401  a fixture

CONVERSATIONS = 60


def file_of_past(folder: Path, many: int = CONVERSATIONS) -> Path:
    said = {"author": "customer", "text": "How long does a refund take?"}
    lines = [
        json.dumps(
            {"id": f"T-{n}", "channel": "web", "language": "en", "customer": f"kim-{n % 7}", "turns": [said] * 2}
        )
        for n in range(many)
    ]
    file = folder / "past.jsonl"
    file.write_text("\n".join(lines) + "\n")
    return file


def dies_and_reads_again(desk: Desk, dies, statements: list[int]) -> None:  # noqa: F811
    file = file_of_past(desk.folder)
    statuses = [dies(statement, **{"import": str(file)}) for statement in statements]
    open_again(desk)

    assert set(statuses) == {KILLED}
    with file.open("rb") as lines:
        import_past(desk.house, lines)

    assert (CONVERSATIONS, 2 * CONVERSATIONS) == records.counts()
    # The ledger was told of each conversation once, however often the process died.
    assert CONVERSATIONS == sum(each["added"] for each in deeds(desk))
    assert 7 == len(rows("SELECT DISTINCT customer_id FROM replay_conversation"))
    for id, customer in rows("SELECT id, customer_id FROM replay_conversation"):
        _, sealed = records.words_of(id)
        assert unseal(desk.house.keys.of(CustomerId(customer)), sealed, place_of_past(id))
    assert () == desk.house.verify().problems


def test_killed_three_times(desk, dies):  # noqa: F811
    dies_and_reads_again(desk, dies, [40, 200, 350])


@pytest.mark.long
def test_killed_twenty_times(desk, dies):  # noqa: F811
    dies_and_reads_again(desk, dies, list(range(20, 400, 19)))
