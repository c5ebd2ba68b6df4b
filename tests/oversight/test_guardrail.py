"""Counts become shares, people's restart begins a new count, and each decision has its scope."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.table import parse, shipped
from fairdesk.nouns import ColleagueId
from fairdesk.oversight.guardrail import FAULTS, NAME, THE_DESK, Outcomes, facts_of, looked_back_from, scope_of
from fairdesk.oversight.pause import Pause

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUIDELINE = compile_table(parse(shipped("automation"), "automation.yaml"))


@pytest.mark.parametrize(
    ("counted", "decision", "rule"),
    [
        (Outcomes(0, 0, 0, 0, 0, 0), "keep", "A01"),
        (Outcomes(19, 0, 19, 0, 0, 0), "keep", "A01"),
        (Outcomes(20, 14, 6, 14, 0, 0), "stop", "A02"),
        (Outcomes(20, 15, 5, 15, 0, 0), "keep", "A06"),
        (Outcomes(40, 30, 0, 30, 13, 0), "stop", "A03"),
        (Outcomes(40, 18, 0, 18, 4, 0), "draft_only", "A04"),
        (Outcomes(40, 38, 0, 38, 9, 0), "keep", "A06"),
        (Outcomes(40, 38, 0, 38, 0, 9), "draft_only", "A05"),
        (Outcomes(40, 40, 0, 1, 60, 0), "stop", "A03"),
    ],
)
def test_what_the_shipped_guideline_says(counted, decision, rule):
    verdict = GUIDELINE.decide(facts_of(counted))

    assert (decision, rule) == (verdict.outputs["decision"], verdict.because.rule)


def test_what_cannot_be_decided_silences_the_channel():
    assert "draft_only" == GUIDELINE.decide({}).outputs["decision"]


@pytest.mark.parametrize(
    ("decision", "scope"), [("keep", ""), ("draft_only", "channel:web"), ("stop", "all"), ("odd", "channel:web")]
)
def test_each_decision_has_its_scope(decision, scope):
    assert scope == scope_of(decision, "web")


def test_after_people_started_it_again_older_messages_do_not_count():
    def stop(by: ColleagueId, released: datetime | None) -> Pause:
        return Pause("p", "all", AT - timedelta(hours=5), by, NAME, "why", released_at=released)

    hour_ago = AT - timedelta(hours=1)
    assert hour_ago == looked_back_from([stop(THE_DESK, hour_ago), stop(THE_DESK, None)], AT)
    assert AT - timedelta(hours=24) == looked_back_from([stop(ColleagueId(3), hour_ago)], AT)
    assert AT - timedelta(hours=24) == looked_back_from([stop(THE_DESK, AT - timedelta(days=9))], AT)


def test_faults_are_hand_over_reasons():
    from fairdesk.explainability.sentences import HANDOVER

    assert set(FAULTS) <= set(HANDOVER)
