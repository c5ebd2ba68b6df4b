"""An incident has a clock that law or the desk sets, and nobody closes it without cause, correction and evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.accountability.incidents import (
    CLOCKS,
    FOUND,
    Evidence,
    Found,
    Incident,
    Severity,
    Stage,
    evidence_named,
    may_close,
    missing,
    severity_named,
)
from fairdesk.nouns import BadInput, ColleagueId, Refused

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OPEN = Incident(
    "i", 3, "k", Found.PERSON, Severity.FAULT, NOW, NOW, ColleagueId(1), ColleagueId(2), "Cleo", "It was wrong."
)
DONE = replace(OPEN, cause="An old article.", correction="Replaced.", evidence=Evidence(("a1",)))


class TestTheClock:
    @pytest.mark.parametrize(("severity", "days", "article"), [
        (Severity.SERIOUS, 15, "73(2)"), (Severity.WIDESPREAD, 2, "73(3)"), (Severity.DEATH, 10, "73(4)"),
        (Severity.PERSONAL_DATA, 3, "33(1)"),
    ])  # fmt: skip
    def test_is_the_laws_where_there_is_one(self, severity, days, article):
        assert NOW + timedelta(days=days) == replace(OPEN, severity=severity).due
        assert article in CLOCKS[severity].source

    def test_each_severity_has_one_and_each_way_of_finding_its_words(self):
        assert set(Severity) == set(CLOCKS)
        assert set(Found) == set(FOUND)

    def test_runs_out_and_says_so_a_day_before(self):
        assert not OPEN.near(OPEN.due - timedelta(days=2))
        assert OPEN.near(OPEN.due - timedelta(hours=2))
        assert not OPEN.late(OPEN.due)
        assert OPEN.late(OPEN.due + timedelta(seconds=1))

    def test_of_what_an_authority_must_know_ends_when_it_knows(self):
        told = replace(OPEN, severity=Severity.SERIOUS, reported_at=NOW + timedelta(days=1))

        assert not told.late(NOW + timedelta(days=99))
        assert replace(told, reported_at=told.due + timedelta(hours=1)).late(NOW)

    def test_of_what_was_closed_too_late_stays_late(self):
        assert replace(DONE, closed_at=DONE.due + timedelta(days=1)).late(NOW)


class TestClosing:
    @pytest.mark.parametrize("lacking", [
        {"cause": ""}, {"correction": ""}, {"evidence": Evidence()}, {"owner": ColleagueId(0)},
        {"severity": Severity.DEATH}, {"severity": Severity.PERSONAL_DATA},
    ], ids=str)  # fmt: skip
    def test_needs_each_of_them(self, lacking):
        with pytest.raises(Refused, match="incident 3 cannot be closed"):
            may_close(replace(DONE, **lacking))
        assert 1 == len(missing(replace(DONE, **lacking)))

    def test_goes_when_all_is_there(self):
        may_close(DONE)
        may_close(replace(DONE, severity=Severity.DEATH, reported_at=NOW))
        may_close(replace(DONE, severity=Severity.PERSONAL_DATA, breach="b1"))
        may_close(replace(DONE, evidence=Evidence((), 0, 0)))

    def test_the_stage_follows_what_is_known(self):
        stages = [OPEN, replace(OPEN, cause="x"), DONE, replace(DONE, closed_at=NOW)]
        assert [Stage.OPEN, Stage.CAUSE_FOUND, Stage.CORRECTED, Stage.CLOSED] == [each.stage for each in stages]


def test_evidence_is_acts_and_a_range():
    assert Evidence(("a-1", "b2"), 120, 180) == evidence_named("a-1\nb2 a-1", "120", " 180")
    assert Evidence() == evidence_named("  ", "", "")
    for acts, first, last in (("<script>", "", ""), ("", "9", "3"), ("", "1", ""), ("", "x", "y")):
        with pytest.raises(BadInput):
            evidence_named(acts, first, last)


def test_a_form_names_a_severity():
    assert Severity.DEATH is severity_named("death")
    with pytest.raises(BadInput):
        severity_named("bad")
