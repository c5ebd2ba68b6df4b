"""A ledger of 0.1.0 comes along whole: what had a place keeps it, what waited still waits, in the same order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fairdesk.accountability import records
from fairdesk.accountability.history import of_one
from fairdesk.accountability.tree import Tree
from fairdesk.database import execute, micros, writing
from tests.accountability.examples import SIGNER, act_name, entry, kept, signed
from tests.accountability.kept import sequence

pytestmark = pytest.mark.usefixtures("folder", "newest_afterwards")


@pytest.fixture
def newest_afterwards(folder: object) -> Iterator[None]:
    """On PostgreSQL the next tests use the same tables."""
    yield
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes("accountability"))


def migrated(name: str) -> None:
    MigrationExecutor(connection).migrate([("accountability", name)])


def test_entries_of_the_first_form_are_moved() -> None:
    migrated("0001_initial")
    tree = Tree()
    with writing():
        for number in (0, 1, 3, 2):
            place = number if number < 2 else None
            one = kept(number, place)
            execute(
                """INSERT INTO accountability_entry (id, position, at, kind, act, entry, leaf)
                   VALUES (%s, %s, %s, %s, %s, %s, %s)""",
                f"id-{number}", place, micros(entry(number).at), one.kind, one.act, one.entry, one.leaf,
            )  # fmt: skip
            if place is not None:
                tree.append(one.leaf)
        head = signed(2, tree.root())
        execute("INSERT INTO accountability_checkpoint VALUES (%s, %s, %s)", head.size, head.at, head.note)

    migrated("0002_waiting")

    assert [act_name(2), act_name(3)] == [one.act for one in records.waiting()]
    assert 2 == sequence()
    assert [act_name(n) for n in range(4)] == [one.act for one in records.entries()]
    assert records.verified(of_one(SIGNER.verifier_key)).holds
    assert [SIGNER.verifier_key] == [key.verifier_key for key in records.history()]
