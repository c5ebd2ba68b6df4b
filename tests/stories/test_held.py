"""A legal hold on one case: everything else about Dana goes, she is told so, and the rest goes when the hold ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.database import rows
from fairdesk.desk import records
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget_what_is_due
from fairdesk.nouns import BadInput, ConversationId, NotFound, Refused
from fairdesk.privacy.restriction import EVERYTHING
from fairdesk.privacy.retention import KEPT_FOR
from fairdesk.rights.requests import Stage
from tests.house.test_letters import proves
from tests.people import Customer, PulledPlug

IN_A_MONTH = timedelta(days=30)


@pytest.fixture
def dana(desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "The umbrella hurt my hand. I will go to court.")
    other = Customer(dana.id, dana.token, desk.house.start(dana.id, "en"))
    desk.says(other, "How long does a refund take? dana@example.org")
    return dana


@pytest.fixture
def approved(desk, dana) -> str:
    asked = desk.house.file_request(dana.id, "erase")
    for who, move in ((desk.pia, "accept"), (desk.pia, "dry_run"), (desk.pia, "approve"), (desk.cleo, "approve")):
        desk.house.work_request(asked, who, move)
    return asked


def hold(desk, who: Customer, conversation: ConversationId | None) -> str:
    reason = "an injury claim is announced"
    return desk.house.place_hold(desk.pia, who.id, conversation, reason, desk.house.now() + IN_A_MONTH)


def conversations(who: Customer) -> list[str]:
    return [each for (each,) in rows("SELECT id FROM desk_conversation WHERE customer_id = %s", who.id)]


def stage(request: str) -> str:
    return str(rows("SELECT stage FROM rights_request WHERE id = %s", request)[0][0])


class TestOneCase:
    def test_everything_else_goes_and_the_page_says_so(self, desk, dana, approved):
        hold(desk, dana, dana.conversation)
        claim = desk.house.request_of(approved, dana.id).claim

        Background(desk.house).round()

        assert [dana.conversation] == conversations(dana)
        assert Stage.HELD == desk.house.request_of(approved, None, claim).stage
        assert None is desk.house.customer_by_token(dana.token)
        with pytest.raises(NotFound):
            desk.house.certificate(approved, None, claim)

    def test_the_held_case_can_still_be_read_and_verified(self, desk, dana, approved):
        hold(desk, dana, dana.conversation)
        Background(desk.house).round()

        assert "I will go to court" in desk.house.case(dana.conversation, desk.pia).entries[0].text
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def test_the_dry_run_said_so_before(self, desk, dana, approved):
        hold(desk, dana, dana.conversation)

        dry = desk.house.dry_run(approved, desk.pia)

        assert (2, 1, False) == (dry.conversations, dry.held, dry.holds_all)

    def test_when_it_is_lifted_the_rest_goes_by_itself_with_one_certificate_of_all(self, desk, dana, approved):
        held = hold(desk, dana, dana.conversation)
        claim = desk.house.request_of(approved, dana.id).claim
        before = desk.house.would_erase(dana.id).rows["desk_conversation"]
        Background(desk.house).round()

        desk.house.lift_hold(desk.pia, held)
        Background(desk.house).round()

        assert [] == conversations(dana)
        assert f"table desk_conversation before {before} after 0" in desk.house.certificate(approved, None, claim)
        with pytest.raises(NotFound):
            desk.house.keys.of(dana.id)
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    @pytest.mark.parametrize("step", ["erasure begun", "partly erased"])
    def test_a_power_cut_in_between_changes_nothing_of_that(self, desk, dana, approved, step):
        hold(desk, dana, dana.conversation)
        desk.pull_the_plug(step)
        with pytest.raises(PulledPlug):
            desk.house.run_erasure(approved)
        desk.restart()

        Background(desk.house).round()

        assert Stage.HELD == stage(approved)
        assert [dana.conversation] == conversations(dana)


class TestWhatIsRestricted:
    """A hold keeps it for a claim; it opens it for nobody."""

    @pytest.fixture(params=["all of it", "all of another place", "this conversation"])
    def restricted(self, desk, dana, approved, request) -> None:
        where, at = dana, desk.house.now()
        if request.param == "all of another place":
            where = desk.customer()
            proves(desk, dana)
        desk.house.restrict(
            where.id, True, at, dana.conversation if request.param == "this conversation" else EVERYTHING
        )
        if where != dana:
            desk.house.join(dana.token, where.token)

    def test_stays_so_when_everything_else_goes(self, desk, dana, approved, restricted):
        hold(desk, dana, dana.conversation)

        Background(desk.house).round()

        assert (Stage.HELD, [dana.conversation]) == (stage(approved), conversations(dana))
        assert desk.house.needs_glass(dana.conversation, desk.ada)

    def test_and_goes_with_the_rest_when_the_hold_ends(self, desk, dana, approved, restricted):
        held = hold(desk, dana, dana.conversation)
        Background(desk.house).round()

        desk.house.lift_hold(desk.pia, held)
        Background(desk.house).round()

        assert (Stage.DONE, [], []) == (
            stage(approved),
            conversations(dana),
            rows("SELECT 1 FROM privacy_restriction"),
        )
        desk.house.close_the_day()
        assert () == desk.house.verify().problems

    def test_what_was_not_restricted_is_not_afterwards(self, desk, dana, approved):
        hold(desk, dana, dana.conversation)

        Background(desk.house).round()

        assert not desk.house.needs_glass(dana.conversation, desk.ada)


class TestAWholeCustomer:
    def test_nothing_goes_until_it_is_lifted(self, desk, dana, approved):
        held = hold(desk, dana, None)

        Background(desk.house).round()
        assert (Stage.HELD, 2) == (stage(approved), len(conversations(dana)))

        desk.house.lift_hold(desk.pia, held)
        Background(desk.house).round()
        assert (Stage.DONE, 0) == (stage(approved), len(conversations(dana)))

    def test_time_alone_does_not_erase_what_is_held(self, desk, dana):
        hold(desk, dana, dana.conversation)
        late = desk.house.now() + KEPT_FOR + timedelta(days=1)

        assert 0 == forget_what_is_due(desk.house, late)
        assert 2 == len(conversations(dana))


class TestWhoAnswersForIt:
    def test_it_names_an_owner_a_reason_and_a_review(self, desk, dana):
        hold(desk, dana, None)

        (held,) = desk.house.holds(desk.pia)

        assert ("Pia", "an injury claim is announced") == (held.owner_name, held.reason)
        assert held.review_by > held.at

    def test_a_review_that_is_due_is_told_once(self, desk, dana, monkeypatch):
        hold(desk, dana, None)
        late = desk.house.now() + IN_A_MONTH + timedelta(hours=1)
        monkeypatch.setattr(desk.house.knowing, "now", lambda: late)

        Background(desk.house).round()
        Background(desk.house).round()

        assert [(1,)] == rows("SELECT count(*) FROM desk_deed WHERE kind = 'hold_review_due'")

    @pytest.mark.parametrize("days", [-1, 0, 400])
    def test_without_a_review_within_a_year_there_is_none(self, desk, dana, days):
        with pytest.raises(BadInput):
            desk.house.place_hold(desk.pia, dana.id, None, "why", desk.house.now() + timedelta(days=days))

    def test_a_colleague_may_neither_place_nor_lift_one(self, desk, dana):
        held = hold(desk, dana, None)

        with pytest.raises(Refused):
            desk.house.place_hold(desk.ada, dana.id, None, "why", desk.house.now() + IN_A_MONTH)
        with pytest.raises(Refused):
            desk.house.lift_hold(desk.ada, held)

    def test_it_cannot_name_a_strangers_case(self, desk, dana):
        sam = desk.customer()

        with pytest.raises(NotFound):
            hold(desk, dana, sam.conversation)


def test_the_case_is_kept_whole(desk, dana, approved):
    before = [line.sealed for line in records.items(dana.conversation)]
    hold(desk, dana, dana.conversation)

    Background(desk.house).round()

    assert before == [line.sealed for line in records.items(dana.conversation)]
