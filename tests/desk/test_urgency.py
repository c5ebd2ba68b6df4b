"""How soon a person answers: by typed facts alone, fail-closed, never slower than the matter's own promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.desk.urgency import FAILED, WITHOUT_RULE, urgency_facts, urgency_of
from fairdesk.explainability.sentences import HANDOVER
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.sensitive.topics import MATTERS, Topic
from tests.desk.test_first_human import open_desk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUIDELINE = compile_table(parse(shipped("urgency"), "urgency.yaml"))


def urgency(concern: str = "none", reason: str = "asked_for_person", waited: int = 0):
    return urgency_of(GUIDELINE, urgency_facts(concern, reason, NOON, NOON + timedelta(minutes=waited)))


@pytest.mark.parametrize("matter", [matter for topic, matter in MATTERS.items() if topic is not Topic.NONE])
def test_no_matter_waits_longer_than_it_is_promised(matter):
    assert urgency(str(matter.topic)).minutes * 60 <= open_desk(str(matter.topic)).seconds


def test_a_crisis_comes_before_who_waited_all_day():
    assert urgency("crisis").minutes < urgency(waited=600).minutes


def test_who_chose_people_only_never_stands_behind_an_ordinary_question():
    assert urgency(reason="refused_ai").minutes < urgency().minutes
    assert "U07" == urgency(reason="refused_ai").because.rule


def test_nobody_waits_for_ever():
    assert ("soon", 60, "urgency.waited_long") == (
        (late := urgency(waited=240)).level,
        late.minutes,
        late.because.code,
    )
    assert 480 == urgency(waited=239).minutes


@pytest.mark.parametrize("reason", sorted(FAILED))
def test_what_the_assistant_cost_counts(reason):
    assert reason in HANDOVER
    assert "urgency.assistant_failed" == urgency(reason=reason).because.code


def test_what_cannot_be_decided_counts_as_urgent():
    found = urgency("a matter nobody knows")

    assert ("urgent", 15, WITHOUT_RULE) == (found.level, found.minutes, found.says)
    assert "urgency.refused" == found.because.code


def test_a_clock_that_was_put_back_is_no_fault():
    assert urgency(waited=-5).level == "today"


def test_it_reads_neither_language_nor_group_nor_what_helps():
    assert {"concern", "waited_minutes", "refused_ai", "assistant_failed"} == {
        column.name for column in GUIDELINE.table.inputs
    }
