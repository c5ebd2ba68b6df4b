"""Stops as kept: in force at once, ended once, never lost from history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk import database
from fairdesk.nouns import BadInput, ColleagueId, CustomerId, NotFound, Overtaken
from fairdesk.oversight import records

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
AYA, BO = ColleagueId(1), ColleagueId(2)

pytestmark = pytest.mark.usefixtures("folder")


def stop(id: str = "p1", scope: str = "all", at: datetime = NOON) -> None:
    records.stop(id, scope, AYA, "Aya", "wrong prices", at)


def test_a_stop_is_in_force_at_once_with_all_that_was_said() -> None:
    stop()

    (found,) = records.in_force()
    assert ("p1", "all", NOON, AYA, "Aya", "wrong prices") == (
        found.id, found.scope, found.at, found.by, found.by_name, found.reason,
    )  # fmt: skip
    assert (None, "", None, None) == (
        found.start_asked_by, found.start_asked_by_name, found.start_asked_at, found.released_at,
    )  # fmt: skip


def test_the_oldest_stop_comes_first() -> None:
    stop("p2", "channel:web", LATER)
    stop("p1", "all", NOON)

    assert ["p1", "p2"] == [each.id for each in records.in_force()]


def test_the_first_agreement_is_noted_and_the_stop_stays() -> None:
    stop()

    records.ask_to_start("p1", BO, "Bo", LATER)

    assert (BO, "Bo", LATER) == (
        records.find("p1").start_asked_by, records.find("p1").start_asked_by_name, records.find("p1").start_asked_at,
    )  # fmt: skip
    assert 1 == len(records.in_force())


def test_the_second_agreement_ends_it_and_history_remembers() -> None:
    stop()
    records.ask_to_start("p1", BO, "Bo", LATER)

    records.release("p1", AYA, "Aya", LATER)

    assert () == records.in_force()
    assert [LATER] == [each.released_at for each in records.history()]


def test_nothing_ends_without_a_first_agreement() -> None:
    stop()

    with pytest.raises(Overtaken):
        records.release("p1", BO, "Bo", LATER)
    assert 1 == len(records.in_force())


def test_two_who_agree_first_at_once_are_not_both_first() -> None:
    stop()
    records.ask_to_start("p1", BO, "Bo", LATER)

    with pytest.raises(Overtaken):
        records.ask_to_start("p1", AYA, "Aya", LATER)
    assert BO == records.find("p1").start_asked_by


def test_a_stop_ends_once() -> None:
    stop()
    records.ask_to_start("p1", BO, "Bo", LATER)
    records.release("p1", AYA, "Aya", LATER)

    with pytest.raises(Overtaken):
        records.release("p1", AYA, "Aya", LATER)


def test_a_scope_that_is_none_is_not_kept() -> None:
    with pytest.raises(BadInput):
        stop(scope="everything")
    assert () == records.in_force()


def test_an_unknown_stop_is_not_found() -> None:
    with pytest.raises(NotFound):
        records.find("p9")


def test_reading_the_stops_in_force_is_one_query_over_the_small_index(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = database._run
    monkeypatch.setattr(database, "_run", lambda sql, values: (asked.append(sql), run(sql, values))[1])

    records.in_force()

    assert 1 == len(asked)
    if database.on_sqlite():
        plan = " ".join(str(step) for step in database.rows(f"EXPLAIN QUERY PLAN {asked[0]}"))
        assert "oversight_pause_in_force" in plan


def test_history_is_newest_first_and_limited() -> None:
    for number in range(3):
        stop(f"p{number}", at=NOON + timedelta(minutes=number))

    assert ["p2", "p1"] == [each.id for each in records.history(limit=2)]


def test_a_stop_for_one_customer_goes_with_that_customer_alone() -> None:
    stop("p1", "customer:dana")
    stop("p2", "customer:dana2")

    assert {"oversight_pause": 1, "oversight_answer_review": 0} == records.holdings(CustomerId("dana"))
    assert 1 == records.forget(CustomerId("dana"))
    assert ["p2"] == [each.id for each in records.in_force()]
