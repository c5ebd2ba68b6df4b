"""A desk of before brings its promises along: of several in force of one topic the newest stays, and none holds any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fairdesk.database import rows
from fairdesk.oversight import records

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture(autouse=True)
def and_forward_again(folder: object) -> Iterator[None]:
    """Bring the tables up to date again: on PostgreSQL the next test has the same ones."""
    yield
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes("oversight"))


def test_of_two_promises_in_force_the_newer_stays() -> None:
    MigrationExecutor(connection).migrate([("oversight", "0003_reviewed_answers")])
    with connection.cursor() as cursor:
        for id, at in (("m1", 1), ("m2", 2)):
            cursor.execute(
                "INSERT INTO oversight_promise (id, topic, at, by_id, threshold, target, confidence, reviewed, answered, wrong,"
                " first_at, last_at, entries) VALUES (%s, 'all', %s, 1, 0.7, 0.05, 0.95, 94, 90, 0, 1, 2, 3)",
                [id, at],
            )

    MigrationExecutor(connection).migrate([("oversight", "0004_kept_looks")])

    assert [("m1", 1), ("m2", None)] == [
        (id, ended) for id, ended in rows("SELECT id, ended_at FROM oversight_promise ORDER BY id")
    ]
    (kept,) = records.promises_in_force()
    assert ("", "") == (kept.topics, kept.look), (
        "it says of no topics that today's settings name, so it does not hold"
    )
