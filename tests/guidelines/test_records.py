"""Every version of a guideline is kept as it was, and the one in force at a moment is found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.database import writing
from fairdesk.guidelines import records
from fairdesk.guidelines.life import Origin, Proposal, Stage
from fairdesk.guidelines.parts import digest
from fairdesk.guidelines.records import Kept, Life
from fairdesk.guidelines.table import parse, shipped
from fairdesk.guidelines.versions import in_force
from fairdesk.nouns import ColleagueId, NotFound, Overtaken
from tests.house.in_force import keep as put_in_force_from

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def keep(
    version: str, effective_from: datetime, at: datetime = NOON, name: str = "routing", reason: str = "why"
) -> None:
    put_in_force_from(name, version, f"text of {version}", effective_from, at, reason)


def test_a_shipped_guideline_comes_back_to_the_byte(folder):
    text = shipped("routing")
    table = parse(text, "routing.yaml")
    with writing():
        records.add_version("routing", table.version, text, table.effective_from, NOON, "fairdesk", "shipped")

    kept = records.by_version(table.version)
    assert kept == Kept("routing", table.version, text, table.effective_from, NOON, "fairdesk", "shipped")


def test_keeping_the_same_text_again_changes_nothing(folder):
    keep("a", NOON)
    keep("a", NOON + DAY, NOON + DAY, reason="another")

    (kept,) = records.history("routing")
    assert ("why", NOON) == (kept.reason, kept.effective_from)


def test_a_version_is_in_force_from_its_moment_on(folder):
    keep("b", NOON + DAY)
    keep("a", NOON)
    keep("other", NOON, name="release")

    assert None is records.in_force("routing", NOON - timedelta(microseconds=1))
    assert ("a", "text of a") == records.in_force("routing", NOON)
    assert ("b", "text of b") == records.in_force("routing", NOON + DAY)
    assert ["a", "b"] == [kept.version for kept in records.history("routing")]


def test_the_database_and_the_pure_rule_name_the_same_version(folder):
    for n, version in enumerate("dbac"):
        keep(version, NOON + DAY * (n % 2), NOON + timedelta(hours=n))
    history = [(kept.effective_from, kept.version) for kept in records.history("routing")]

    for at in (NOON - DAY, NOON, NOON + DAY):
        kept = records.in_force("routing", at)
        assert in_force(history, at) == (kept[0] if kept else None)


def test_what_was_never_kept_is_not_there(folder):
    assert None is records.by_version("nothing")
    assert () == records.history("routing")


class TestLives:
    def proposal(self, id: str = "p1", stage: Stage = Stage.PROPOSED, begins: datetime | None = None) -> Life:
        made = Proposal(id, "routing", "a", Origin.CHANGE, stage, ColleagueId(3), NOON, begins=begins)
        return Life(made, "Cleo", "why", rests_on={"triage": "1"}, told=frozenset({"review"}))

    def add(self, *lives: Life) -> None:
        with writing():
            for life in lives:
                records.add(life)

    def test_one_comes_back_as_it_was_kept(self, folder):
        whole = replace(
            self.proposal().proposal, wished=NOON, report="r", against="b", parts="h", second=ColleagueId(5),
            second_at=NOON, begins=NOON + DAY, confirm_by=NOON, solo=True,
        )  # fmt: skip
        life = replace(self.proposal(), proposal=whole, second="Pia", ended_at=NOON)
        self.add(life)

        assert life == records.find("p1")
        with pytest.raises(NotFound, match="no proposal 'p2'"):
            records.find("p2")

    def test_one_that_somebody_moved_meanwhile_is_overtaken(self, folder):
        self.add(self.proposal())
        before = records.find("p1")
        moved = replace(before, proposal=replace(before.proposal, stage=Stage.WITHDRAWN))
        with writing():
            records.change(before.proposal, moved)
        with pytest.raises(Overtaken, match="p1"), writing():
            records.change(before.proposal, moved)

    def test_an_incident_is_told_once(self, folder):
        self.add(self.proposal())
        with writing():
            told = [
                records.tell("p1", mark)
                for mark in ("view", "review", "unconfirmed", "unconfirmed", "parts-1", "parts")
            ]

        assert [True, False, True, False, True, True] == told
        assert {"view", "review", "unconfirmed", "parts-1", "parts"} == records.find("p1").told

    def test_what_waits_what_is_due_and_what_is_in_force(self, folder):
        keep("a", NOON)
        self.add(
            self.proposal("p1"),
            self.proposal("p2", Stage.SCHEDULED, NOON + DAY),
            self.proposal("p3", Stage.REJECTED),
        )

        assert ["p1", "p2"] == [life.proposal.id for life in records.open_lives()]
        assert [] == [life.proposal.id for life in records.scheduled_until(NOON)]
        assert ["p2"] == [life.proposal.id for life in records.scheduled_until(NOON + DAY)]
        assert ["a"] == [life.proposal.id for life in records.in_stage(Stage.IN_FORCE, "routing")]
        assert {"routing": ("a", "")} == records.uses_at(("routing", "release"), NOON)
        assert {"routing": ("a", digest({"triage": "1"}))} == records.uses_at(("routing",), NOON + DAY)
        assert "p2" == records.life_in_force("routing", NOON + DAY).proposal.id
        assert {"p1", "p2", "p3", "a"} == {life.proposal.id for life in records.lives("routing")}
        assert ("routing",) == records.names()
