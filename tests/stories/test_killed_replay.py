"""The process is killed with -9 while it replays: no report is half kept or kept twice, and asking again makes the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.database import rows
from fairdesk.guidelines.table import shipped
from fairdesk.house.importing import import_past
from fairdesk.house.replay_reports import compared, make_report
from tests.people import Desk
from tests.stories.test_killed import KILLED, LIVED, dies, open_again  # noqa: F401  a fixture
from tests.stories.test_killed_import import CONVERSATIONS, file_of_past


def dies_and_asks_again(desk: Desk, dies, statements: list[int]) -> None:  # noqa: F811
    with file_of_past(desk.folder).open("rb") as lines:
        import_past(desk.house, lines)
    table = desk.folder / "routing.yaml"
    everybody = "then: {route: person, reason: language}"
    table.write_text(shipped("routing").replace("then: {route: assistant, reason: routine}", everybody))

    statuses = [dies(statement, replay=str(table)) for statement in statements]
    open_again(desk)

    assert KILLED in statuses
    whole = statuses.count(LIVED)
    assert whole == _count("replay_report") == _deeds()
    # Each report that is there has all its cases, and none has some of a report that is not.
    assert set() == {n for (n,) in rows("SELECT report_id FROM replay_case")} - {
        n for (n,) in rows("SELECT id FROM replay_report")
    }
    made = make_report(desk.house, compared(desk.house, Path(table)))
    assert 2 * CONVERSATIONS == made.report["changed"]
    assert whole + 1 == _count("replay_report") == _deeds()
    assert () == desk.house.verify().problems


def _count(table: str) -> int:
    return int(rows(f"SELECT count(*) FROM {table}")[0][0])


def _deeds() -> int:
    return int(rows("SELECT count(*) FROM desk_deed WHERE kind = 'replayed'")[0][0])


def test_killed_three_times(desk, dies):  # noqa: F811
    dies_and_asks_again(desk, dies, [12, 18, 24])


@pytest.mark.long
def test_killed_twenty_times(desk, dies):  # noqa: F811
    dies_and_asks_again(desk, dies, list(range(2, 42, 2)))
