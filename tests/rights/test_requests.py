"""The state machine: whatever is tried in whatever order, nothing is done without proof or by one person alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fairdesk.nouns import BadInput, DeskError, Overtaken, Refused
from fairdesk.rights.proof import Erased, Proof, of_acts, of_correction, of_erasure, of_file
from fairdesk.rights.requests import (
    CUSTOMER,
    ENDED,
    GROUNDS,
    HOUSE,
    MOVES,
    By,
    Move,
    Request,
    RequestKind,
    Side,
    Stage,
    allowed,
    may_agree_now,
    moved,
    officer,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FILER, FIRST, SECOND = 3, 7, 8


def request(kind: str = "erase", stage: str = "received", **more: object) -> Request:
    return Request("R-1", RequestKind(kind), Stage(stage), AT, **more)  # type: ignore[arg-type]


def proof_for(kind: str, id: str = "R-1") -> Proof:
    if kind == "erase":
        return of_erasure(id, Erased({"desk_item": 3}, {"desk_item": 0}, True, (), 9, ("fairdesk.db",), "act"))
    if kind in ("see", "export"):
        return of_file(id, kind, "0" * 64, 12, "act")
    return of_correction(id, "a", "b", "act") if kind == "correct" else of_acts(id, kind, ("act",))


class AnyPath(RuleBasedStateMachine):
    """Everybody tries every move at any time, for any kind of request."""

    def __init__(self) -> None:
        super().__init__()
        self.now = request()
        self.at = AT
        self.agreed: list[tuple[int, datetime]] = []
        self.proven = False
        self.solo = False

    @initialize(
        kind=st.sampled_from((RequestKind.ERASE, *RequestKind)), filer=st.sampled_from((0, FILER)), solo=st.booleans()
    )
    def begins_as(self, kind: RequestKind, filer: int, solo: bool) -> None:
        self.now, self.solo = request(kind, filed_by=filer), solo

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(
        move=st.sampled_from(Move),
        by=st.sampled_from((CUSTOMER, HOUSE, *map(officer, (FILER, FIRST, SECOND)))),
        proves=st.booleans(),
        ground=st.sampled_from(("", "unfounded", "because")),
    )
    def somebody_tries(self, move: Move, by: By, proves: bool, ground: str) -> None:
        self.tries(move, by, proves, ground)

    @precondition(lambda self: self.now.stage not in ENDED)
    @rule(data=st.data(), proves=st.booleans())
    def somebody_presses_a_button(self, data: st.DataObject, proves: bool) -> None:
        """Of the moves that are possible by themselves; those that end it early are rare, so that long ways are walked."""
        buttons = [
            (move, by)
            for by in (CUSTOMER, HOUSE, *map(officer, (FILER, FIRST, SECOND)))
            for move in allowed(self.now, by)
            if move
            not in (Move.REFUSE, Move.WITHDRAW, Move.MARK_DUPLICATE, Move.ASK_IDENTITY, Move.ASK_CLARIFICATION)
        ]
        if buttons:
            self.tries(*data.draw(st.sampled_from(buttons)), proves, "")

    def tries(self, move: Move, by: By, proves: bool, ground: str) -> None:
        proof = proof_for(self.now.kind) if proves else None
        try:
            after = moved(self.now, move, by, self.at, proof=proof, ground=ground, solo=self.solo)
        except DeskError:
            return
        if move is Move.APPROVE:
            self.agreed.append((by.colleague, self.at))
        if move in (Move.DRY_RUN, Move.ASK_IDENTITY, Move.ASK_CLARIFICATION):
            self.agreed = []
        if after.stage is Stage.DONE:
            self.proven = proof is not None
        self.now = after

    @invariant()
    def nothing_is_done_without_proof(self) -> None:
        assert self.now.stage is not Stage.DONE or self.proven

    @invariant()
    def nobody_approves_what_they_wrote_down(self) -> None:
        assert not self.now.filed_by or self.now.filed_by not in {who for who, _ in self.agreed}

    @invariant()
    def an_erasure_runs_after_two_agreed_or_one_twice_a_day_apart(self) -> None:
        if self.now.stage not in (Stage.APPROVED, Stage.RUNNING, Stage.HELD) and not self.proven:
            return
        if self.now.kind is not RequestKind.ERASE:
            return
        (first, at), (second, later) = self.agreed
        assert first != second or (self.solo and later - at >= timedelta(hours=24))

    @invariant()
    def what_has_ended_does_not_move(self) -> None:
        if self.now.stage in ENDED:
            assert () == allowed(self.now, CUSTOMER) + allowed(self.now, HOUSE) + allowed(self.now, officer(FIRST))

    @invariant()
    def a_refusal_has_its_ground(self) -> None:
        assert self.now.stage is not Stage.REFUSED or self.now.ground in GROUNDS


TestAnyPath = AnyPath.TestCase


class TestTheTable:
    def test_every_stage_but_the_first_is_reached_and_every_open_one_left(self):
        assert set(Stage) - {Stage.RECEIVED} <= {rule.target for rule in MOVES.values()}
        assert set(Stage) - ENDED <= {stage for rule in MOVES.values() for stage in rule.sources}

    @pytest.mark.parametrize("kind", RequestKind)
    def test_each_kind_can_be_done(self, kind: RequestKind):
        now = moved(request(kind), Move.ACCEPT, officer(FIRST), AT)
        if kind is RequestKind.ERASE:
            now = moved(now, Move.DRY_RUN, officer(FIRST), AT)
            for who in (FIRST, SECOND):
                now = moved(now, Move.APPROVE, officer(who), AT)
            now = moved(now, Move.RUN, HOUSE, AT)

        assert Stage.DONE is moved(now, Move.FINISH, HOUSE, AT, proof=proof_for(kind)).stage

    @pytest.mark.parametrize("kind", [k for k in RequestKind if k is not RequestKind.ERASE])
    def test_only_an_erasure_runs(self, kind: RequestKind):
        with pytest.raises(Overtaken, match="belongs to erasure"):
            moved(request(kind, "accepted"), Move.DRY_RUN, officer(FIRST), AT)

    @pytest.mark.parametrize("stage", ["accepted", "in_work", "checked", "approved", "held"])
    def test_an_erasure_is_not_done_before_it_ran(self, stage: str):
        with pytest.raises(Overtaken):
            moved(request(stage=stage), Move.FINISH, HOUSE, AT, proof=proof_for("erase"))

    @pytest.mark.parametrize("by", [CUSTOMER, officer(FIRST)])
    def test_neither_officer_nor_customer_finishes_anything(self, by: By):
        with pytest.raises(Overtaken):
            moved(request("object", "accepted"), Move.FINISH, by, AT, proof=proof_for("object"))

    def test_the_buttons_are_the_moves_that_work(self):
        for stage in Stage:
            for side in (CUSTOMER, officer(FIRST), HOUSE):
                now = request(stage=stage)
                for move in allowed(now, side):
                    moved(now, move, side, AT, proof=proof_for("erase"), ground="unfounded")


class TestProof:
    def test_without_it_refused(self):
        with pytest.raises(Refused, match="without proof"):
            moved(request(stage="running"), Move.FINISH, HOUSE, AT)

    @pytest.mark.parametrize("proof", [proof_for("erase", "R-2"), proof_for("object")])
    def test_that_of_another_request_is_none(self, proof: Proof):
        with pytest.raises(Refused, match="belongs to request"):
            moved(request(stage="running"), Move.FINISH, HOUSE, AT, proof=proof)


class TestTwoPeople:
    def test_a_new_dry_run_wants_agreement_anew(self):
        agreed = moved(request(stage="checked"), Move.APPROVE, officer(FIRST), AT)

        assert 0 == moved(agreed, Move.DRY_RUN, officer(FIRST), AT).first_approver

    @pytest.mark.parametrize(("hours", "may"), [(0, False), (23.9, False), (24, True)])
    def test_one_alone_waits_a_day_and_it_is_said(self, hours: float, may: bool):
        agreed = request(stage="checked", first_approver=FIRST, first_at=AT)
        later = AT + timedelta(hours=hours)

        assert may is may_agree_now(agreed, FIRST, later, solo=True)
        if may:
            assert moved(agreed, Move.APPROVE, officer(FIRST), later, solo=True).solo

    def test_not_who_wrote_it_down(self):
        with pytest.raises(Refused, match="somebody else"):
            moved(request(stage="checked", filed_by=FILER), Move.APPROVE, officer(FILER), AT)

    def test_two_are_not_called_one(self):
        agreed = request(stage="checked", first_approver=FIRST, first_at=AT)

        assert not moved(agreed, Move.APPROVE, officer(SECOND), AT, solo=True).solo


def test_a_refusal_without_a_ground_of_the_list_is_none():
    with pytest.raises(BadInput):
        moved(request(), Move.REFUSE, officer(FIRST), AT, ground="we would rather not")


def test_who_moves_is_one_of_three():
    assert {"customer", "officer", "house"} == set(Side)
