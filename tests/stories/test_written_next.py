"""Polish customers are not answered: the list of what to write next names it, an article is written, and the figure shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fairdesk.answers.article_tasks import DONE
from tests.house.test_groups import QUESTION, asks
from tests.house.test_representing import REFUND
from tests.people import Desk

WRITTEN = "---\ntitle: Zwrot pieniędzy\n---\n\n## Ile trwa zwrot pieniędzy\n\nZwrot pieniędzy trwa do pięciu dni roboczych.\n"


def polish(report: dict[str, Any]) -> tuple[int, float, int]:
    """Return of the Polish: people, the share whom no article answered, and the articles that are there for them."""
    (row,) = (row for row in report["unanswered"]["rows"] if row["language"] == "pl")
    (group,) = (group for group in report["represented"]["views"][0]["groups"] if group["name"] == "pl")
    return row["n"], row["share"], group["sources"]["articles"]["n"]


def test_what_to_write_next_is_written_and_the_next_day_shows_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asks(desk, QUESTION, "en", 24)
    for text in REFUND:
        asks(desk, text, "pl")
    before = desk.house.representation(desk.cleo)
    (row,) = before["to_write"]["rows"]
    assert ("pl", ["zwrot", "pieniędzy"]) == (row["language"], row["words"])
    assert (6, 1.0, 0) == polish(before)

    task = desk.house.ask_to_write(desk.ada, row["matter"])
    desk.knows(WRITTEN, "zwrot", "pl")
    desk.house.close_article_task(desk.ada, task, DONE, "wrote what a refund takes")
    tomorrow = desk.house.now() + timedelta(days=1)
    monkeypatch.setattr(desk.house.knowing, "now", lambda: tomorrow)
    new = [asks(desk, text, "pl")[0] for text in (REFUND[0], REFUND[3]) * 3]

    assert all("pięciu dni" in desk.answers(who)[0] for who in new)
    after = desk.house.representation(desk.cleo)
    assert (12, 0.5, 1) == polish(after), "six of yesterday were not answered, six of today were"
    assert ([], 1) == (after["to_write"]["rows"], after["to_write"]["written"])
