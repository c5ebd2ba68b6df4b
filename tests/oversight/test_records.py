"""Stops as kept: in force at once, ended once, never lost from history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk import database
from fairdesk.database import Conflict, execute
from fairdesk.nouns import BadInput, ColleagueId, CustomerId, NotFound, Overtaken
from fairdesk.oversight import records
from fairdesk.oversight.reviewing import InForce, KeptLook, Watching

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

    assert {
        "oversight_pause": 1,
        "oversight_answer_review": 0,
        "oversight_draft": 0,
        "oversight_probe": 0,
    } == records.holdings(CustomerId("dana"))
    assert 1 == records.forget(CustomerId("dana"))
    assert ["p2"] == [each.id for each in records.in_force()]


# --- promises, looks and watches ------------------------------------------------------------------------------------
MADE = InForce("m1", "all", NOON, 0.7, 0.05, 0.95, 72, 60, 0, NOON, NOON, 9, "all", "l1")
LOOK = KeptLook(
    "l1", "all", "all", 0.05, 0.95, None, NOON, 1, LATER, 0.025, 72, None, 0, 0, 30, NOON, NOON, LATER, AYA
)  # fmt: skip


def test_a_topic_has_one_promise_in_force_whoever_writes() -> None:
    records.put_promise(MADE, AYA)
    with pytest.raises(Conflict):
        execute(
            "INSERT INTO oversight_promise SELECT 'm2', topic, at, by_id, threshold, target, confidence, reviewed, answered,"
            " wrong, first_at, last_at, entries, ended_at, topics, look_id FROM oversight_promise"
        )

    records.put_promise(replace(MADE, id="m2", at=LATER), BO)
    assert (replace(MADE, id="m2", at=LATER),) == records.promises_in_force()


def test_reading_the_promises_in_force_runs_over_the_small_index() -> None:
    if database.on_sqlite():
        plan = database.rows(
            "EXPLAIN QUERY PLAN SELECT id FROM oversight_promise WHERE ended_at IS NULL ORDER BY topic"
        )
        assert "oversight_one_promise" in " ".join(map(str, plan))


def test_a_look_is_kept_as_it_was_taken_and_once() -> None:
    records.add_look(LOOK)
    records.add_look(replace(LOOK, id="l2", number=2, threshold=0.8, needed=None, most_by=None, since=None))
    records.add_look(replace(LOOK, id="l3", run=NOON))

    assert (LOOK, 2) == (records.looks("all", 0.05, 0.95, None)[0], len(records.looks("all", 0.05, 0.95, None)))
    assert [0.8, None, None, None] == [
        getattr(records.looks("all", 0.05, 0.95, None)[1], name)
        for name in ("threshold", "needed", "most_by", "since")
    ]
    assert ["l3"] == [look.id for look in records.looks("all", 0.05, 0.95, NOON)]
    assert () == records.looks("all", 0.02, 0.95, None) == records.looks("article", 0.05, 0.95, None)
    with pytest.raises(Conflict):
        records.add_look(replace(LOOK, id="l4"))


def test_a_watch_stands_where_it_was_left() -> None:
    assert records.watching("m1") is None
    records.keep_watching(Watching("m1", "all", NOON, 3, 1, "{}"))
    records.keep_watching(Watching("m1", "all", LATER, 4, 2, "{1}"))

    assert Watching("m1", "all", LATER, 4, 2, "{1}") == records.watching("m1")
    assert ("all",) == records.watched_topics()


def test_the_last_stop_of_a_scope_is_found_behind_any_number_of_others() -> None:
    stop("p0", "topic:all", NOON - timedelta(days=1))
    stop("p1", "topic:all", NOON)
    for number in range(2, 205):
        stop(f"p{number}", "all", LATER)

    assert {"topic:all": NOON} == records.last_stops(AYA, "topic:")
    assert {} == records.last_stops(BO, "topic:")
