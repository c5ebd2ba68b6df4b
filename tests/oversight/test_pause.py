"""Stops: one person stops, two start; a stop covers what its scope says and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import BadInput, ColleagueId, Refused
from fairdesk.oversight.pause import (
    SOLO_WAIT,
    Pause,
    checked_scope,
    may_second,
    scopes_that_stop,
    start_again,
    stopped_topics,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
AYA, BO = ColleagueId(1), ColleagueId(2)
STOPPED = Pause("p1", "all", NOON, AYA, "Aya", "wrong prices")
ASKED = replace(STOPPED, start_asked_by=AYA, start_asked_by_name="Aya", start_asked_at=NOON)


def scopes(*wanted: str) -> tuple[str, ...]:
    stops = [
        replace(STOPPED, id=str(i), scope=scope, at=NOON + timedelta(seconds=i)) for i, scope in enumerate(wanted)
    ]
    return scopes_that_stop(stops, "web", "dana", "c1", "refunds", "small@3")


class TestScopes:
    @pytest.mark.parametrize(
        "scope",
        ["all", "channel:web", "customer:dana", "conversation:c1", "topic:refunds", "model:small", "model:small@3"],
    )
    def test_that_cover_this_message_stop_it(self, scope: str) -> None:
        assert (scope,) == scopes(scope)

    @pytest.mark.parametrize(
        "scope",
        ["channel:email", "customer:dan", "conversation:c11", "topic:", "topic:refund", "model:small@2", "web"],
    )
    def test_of_something_else_do_not(self, scope: str) -> None:
        assert () == scopes(scope)

    def test_are_named_once_and_oldest_first(self) -> None:
        assert ("channel:web", "all") == scopes("channel:web", "all", "channel:web")

    def test_that_were_released_stop_nothing(self) -> None:
        assert () == scopes_that_stop([replace(STOPPED, released_at=NOON)], "web", "dana", "c1", "")

    @pytest.mark.parametrize("wrong", ["", "everything", "channel", "channel:", "all:web"])
    def test_that_are_none_are_refused_with_the_forms_there_are(self, wrong: str) -> None:
        with pytest.raises(BadInput, match="customer:<name>"):
            checked_scope(wrong)

    def test_that_are_one_are_accepted(self) -> None:
        assert "all" == checked_scope("all")
        assert "customer:dana" == checked_scope("customer:dana")


class TestStartingAgain:
    def test_the_first_agreement_is_only_noted(self) -> None:
        assert not start_again(STOPPED, AYA, NOON)
        assert not start_again(STOPPED, BO, NOON)

    def test_a_second_person_starts_it(self) -> None:
        assert start_again(ASKED, BO, NOON)
        assert may_second(ASKED, BO, NOON)

    def test_who_agreed_first_cannot_be_the_second_however_late(self) -> None:
        with pytest.raises(Refused, match="second person"):
            start_again(ASKED, AYA, NOON + timedelta(days=30))

    def test_an_ended_stop_cannot_be_started_again(self) -> None:
        with pytest.raises(Refused, match="ended already"):
            start_again(replace(ASKED, released_at=NOON), BO, NOON)
        assert not may_second(replace(ASKED, released_at=NOON), BO, NOON)

    def test_nobody_may_be_second_before_anybody_was_first(self) -> None:
        assert not may_second(STOPPED, BO, NOON)


class TestSoloMode:
    def test_asks_a_second_time_after_a_day(self) -> None:
        assert start_again(ASKED, AYA, NOON + SOLO_WAIT, solo=True)

    def test_not_a_moment_sooner_and_says_when(self) -> None:
        with pytest.raises(Refused, match="2026-11-23 12:00 UTC"):
            start_again(ASKED, AYA, NOON + SOLO_WAIT - timedelta(microseconds=1), solo=True)


def test_a_topic_is_held_against_what_an_answer_is_about() -> None:
    assert ("topic:a", "topic:b") == stopped_topics(["topic:a", "topic:b", "topic:c"], ["b", "a"])
    assert () == stopped_topics(["topic:ab"], ["a", "b"])
    assert () == stopped_topics(["topic:a"], [])


def test_what_answers_is_asked_only_where_such_a_stop_is_in_force() -> None:
    def never() -> tuple[str, ...]:
        raise AssertionError("it costs a question to the database")

    assert () == scopes_that_stop([replace(STOPPED, scope="channel:api")], "web", "d", "c", "", in_use=never)
    version = replace(STOPPED, scope="guideline:9f2c")
    assert ("guideline:9f2c",) == scopes_that_stop([version], "web", "d", "c", "", in_use=lambda: ["guideline:9f2c"])
    assert () == scopes_that_stop([version], "web", "d", "c", "", in_use=lambda: ["guideline:other"])
