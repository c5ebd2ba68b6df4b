"""A guideline's life: every move that is not in the table is impossible, and nothing is approved alone or untried."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from fairdesk.guidelines.life import (
    CONFIRM_WITHIN,
    MOVES,
    SOLO_WAIT,
    Move,
    Origin,
    Proposal,
    ReportSeen,
    Stage,
    Standing,
    approved,
    confirmed,
    emergency,
    ended_by,
    moved,
    proposed,
    rejected,
    replayed,
    unconfirmed,
)
from fairdesk.nouns import BadInput, ColleagueId, Overtaken, Refused

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLEO, PIA = ColleagueId(3), ColleagueId(5)
REPORT = ReportSeen("r1", "new", "old", NOON, "hash")
GOOD = Standing("old", REPORT, "parts")
WAITING = Proposal("p1", "routing", "new", Origin.CHANGE, Stage.REPLAYED, CLEO, NOON, None, "r1", "old", "parts")
OLDER = Proposal("p0", "routing", "old", Origin.SHIPPED, Stage.SUPERSEDED, ColleagueId(0), NOON, parts="then")


class TestMoves:
    @pytest.mark.parametrize(("move", "stage"), list(product(Move, Stage)))
    def test_only_those_of_the_table_are_possible(self, move, stage):
        sources, target = MOVES[move]
        proposal = replace(WAITING, stage=stage)
        if stage in sources:
            assert target is moved(proposal, move).stage
        else:
            with pytest.raises(Overtaken, match="look at it again"):
                moved(proposal, move)

    def test_nothing_leads_out_of_an_end(self):
        ends = {Stage.SUPERSEDED, Stage.ROLLED_BACK, Stage.REJECTED, Stage.WITHDRAWN}

        assert not any(ends & sources for sources, _ in MOVES.values())

    def test_a_draft_with_faults_stays_one(self):
        draft = replace(WAITING, stage=Stage.DRAFT)

        assert Stage.PROPOSED is proposed(draft, 0).stage
        with pytest.raises(Refused, match="2 faults"):
            proposed(draft, 2)


class TestReplayed:
    def test_the_report_is_attached_with_what_it_compared(self):
        after = replayed(replace(WAITING, stage=Stage.PROPOSED, report="", against="", parts=""), REPORT, "parts")

        assert WAITING == after

    def test_a_report_about_another_version_is_not_taken(self):
        with pytest.raises(BadInput, match="not about new"):
            replayed(WAITING, replace(REPORT, proposed="other"), "parts")


class TestApproval:
    def test_by_another_person_puts_it_in_force_at_once(self):
        after = approved(WAITING, PIA, NOON, GOOD)

        assert (Stage.IN_FORCE, PIA, NOON, NOON, False) == (
            after.stage, after.second, after.second_at, after.begins, after.solo,
        )  # fmt: skip

    def test_or_on_the_day_that_was_wished(self):
        tomorrow = NOON + timedelta(days=1)
        after = approved(replace(WAITING, wished=tomorrow), PIA, NOON, GOOD)

        assert (Stage.SCHEDULED, tomorrow) == (after.stage, after.begins)
        late = approved(replace(WAITING, wished=NOON - timedelta(days=1)), PIA, NOON, GOOD)
        assert (Stage.IN_FORCE, NOON) == (late.stage, late.begins)

    @pytest.mark.parametrize(
        ("now", "says"),
        [
            (replace(GOOD, report=None), "was not replayed"),
            (replace(GOOD, report=replace(REPORT, proposed="other")), "was not replayed"),
            (replace(GOOD, report=replace(REPORT, current="older")), "was not replayed"),
            (replace(GOOD, current="newer"), "newer is in force now"),
            (replace(GOOD, parts="others"), "has changed since"),
            (replace(GOOD, scheduled="next"), "next of it is scheduled"),
            (replace(GOOD, flaws=1), "1 faults"),
        ],
    )
    def test_is_impossible_while_anything_is_missing(self, now, says):
        with pytest.raises(Refused, match=says):
            approved(WAITING, PIA, NOON, now)

    @pytest.mark.parametrize("stage", sorted(set(Stage) - {Stage.REPLAYED}))
    def test_is_impossible_from_any_other_stage(self, stage):
        with pytest.raises(Overtaken):
            approved(replace(WAITING, stage=stage), PIA, NOON, GOOD)

    def test_by_who_proposed_is_refused(self):
        with pytest.raises(Refused, match="somebody else"):
            approved(WAITING, CLEO, NOON + 2 * SOLO_WAIT, GOOD)

    def test_in_a_firm_of_one_it_waits_a_day(self):
        alone = replace(GOOD, solo=True)
        with pytest.raises(Refused, match="2026-06-02 12:00"):
            approved(WAITING, CLEO, NOON + SOLO_WAIT - timedelta(seconds=1), alone)

        assert approved(WAITING, CLEO, NOON + SOLO_WAIT, alone).solo


class TestRejection:
    def test_is_another_person_s(self):
        assert Stage.REJECTED is rejected(WAITING, PIA).stage
        with pytest.raises(Refused, match="withdraw it"):
            rejected(WAITING, CLEO)


class TestEmergency:
    def roll_back(self, solo: bool = False) -> Proposal:
        return emergency("p2", replace(WAITING, stage=Stage.IN_FORCE), OLDER, CLEO, NOON, solo=solo)

    def test_puts_the_version_before_in_force_with_the_parts_it_was_approved_with(self):
        back = self.roll_back()

        assert ("old", Stage.IN_FORCE, NOON, "then", Origin.EMERGENCY) == (
            back.version, back.stage, back.begins, back.parts, back.origin,
        )  # fmt: skip
        assert Move.ROLL_BACK is ended_by(back)
        assert Move.SUPERSEDE is ended_by(WAITING)

    def test_is_confirmed_by_a_second_person_within_a_day(self):
        back = self.roll_back()
        with pytest.raises(Refused, match="you rolled it back; somebody else who may confirm"):
            confirmed(back, CLEO, NOON, solo=False)

        assert not unconfirmed(back, NOON + CONFIRM_WITHIN)
        assert unconfirmed(back, NOON + CONFIRM_WITHIN + timedelta(seconds=1))
        after = confirmed(back, PIA, NOON + 3 * CONFIRM_WITHIN, solo=False)
        assert PIA == after.second
        assert not unconfirmed(after, NOON + 4 * CONFIRM_WITHIN)

    def test_is_confirmed_once(self):
        with pytest.raises(Overtaken, match="needs no confirmation"):
            confirmed(confirmed(self.roll_back(), PIA, NOON, solo=False), PIA, NOON, solo=False)

    def test_alone_the_same_person_confirms_on_the_second_day(self):
        back = self.roll_back(solo=True)
        with pytest.raises(Refused, match="confirm it a day after"):
            confirmed(back, CLEO, NOON + timedelta(hours=23), solo=True)

        assert not unconfirmed(back, NOON + timedelta(hours=47))
        assert confirmed(back, CLEO, NOON + timedelta(hours=24), solo=True).solo

    def test_needs_no_confirmation_once_something_else_is_in_force(self):
        assert not unconfirmed(replace(self.roll_back(), stage=Stage.SUPERSEDED), NOON + 9 * CONFIRM_WITHIN)

    def test_to_the_same_text_is_none(self):
        with pytest.raises(BadInput, match="nothing to roll back"):
            emergency("p2", replace(WAITING, version="old"), OLDER, CLEO, NOON, solo=False)
