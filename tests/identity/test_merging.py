"""One person in several places: joined only when proved, the stricter choice for both, more asked only on doubt."""

from __future__ import annotations

import itertools

import pytest

from fairdesk.consent.purposes import Standing
from fairdesk.identity import merging
from fairdesk.identity.merging import ENOUGH, Level, Matter, Side, enough_for, may_join, strictest

SESSION, VERIFIED = Level.SESSION, Level.VERIFIED


class TestSureEnough:
    @pytest.mark.parametrize("matter", [Matter.EXPORT, Matter.ERASE, Matter.JOIN, Matter.ADDRESS, Matter.CORRECT])
    def test_what_harms_in_other_hands_asks_for_a_code_where_one_can_be_sent(self, matter):
        assert merging.ASK_CODE == enough_for(SESSION, matter, reachable=True).code
        assert ENOUGH == enough_for(VERIFIED, matter, reachable=True).code

    @pytest.mark.parametrize("matter", Matter)
    def test_nothing_is_asked_that_cannot_be_answered(self, matter):
        assert ENOUGH == enough_for(SESSION, matter, reachable=False).code

    @pytest.mark.parametrize("matter", [Matter.READ, Matter.CHOOSE, Matter.RESTRICT, Matter.PART])
    def test_what_only_protects_is_never_held_up(self, matter):
        assert ENOUGH == enough_for(SESSION, matter, reachable=True).code

    def test_what_is_not_known_asks_for_a_code(self):
        assert merging.ASK_CODE == enough_for(SESSION, "something new", reachable=True).code
        assert merging.ASK_CODE == enough_for("something new", Matter.ERASE, reachable=True).code

    def test_the_reason_names_what_it_read(self):
        assert {"level": "session", "matter": "erase", "reachable": True} == enough_for(
            SESSION, Matter.ERASE, reachable=True
        ).facts


class TestJoining:
    def test_a_browser_and_an_address_that_had_its_code(self):
        assert merging.MAY_JOIN == may_join(Side(SESSION, False), Side(VERIFIED, True), joined=False).code

    def test_two_browsers_without_any_code_are_two_strangers(self):
        assert merging.JOIN_ASKS_CODE == may_join(Side(SESSION, False), Side(SESSION, False), joined=False).code

    def test_a_side_with_an_address_of_its_own_must_have_had_its_code(self):
        assert merging.JOIN_ASKS_CODE == may_join(Side(SESSION, True), Side(VERIFIED, True), joined=False).code

    def test_an_address_that_others_read_proves_nothing(self):
        for level in Level:
            assert merging.SHARED == may_join(Side(level, False, True), Side(VERIFIED, True), joined=False).code

    def test_who_is_joined_already_is_told_so(self):
        assert merging.SAME == may_join(Side(VERIFIED, True), Side(VERIFIED, True), joined=True).code

    def test_it_does_not_matter_who_is_named_first(self):
        sides = [Side(level, reachable, shared) for level in Level for reachable in (0, 1) for shared in (0, 1)]
        for one, other in itertools.product(sides, sides):
            assert may_join(one, other, joined=False) == may_join(other, one, joined=False)


class TestTheStricter:
    @pytest.mark.parametrize("other", Standing)
    def test_a_refusal_holds_for_both(self, other):
        assert "refused" == strictest(["refused", other]) == strictest([other, "refused"])

    def test_a_yes_holds_only_where_nothing_speaks_against_it(self):
        assert "allowed" == strictest(["allowed", "allowed"])
        assert "not_asked" == strictest(["allowed", "not_asked"])

    def test_a_standing_nobody_knows_is_a_refusal(self):
        assert "refused" == strictest(["allowed", "perhaps"])

    def test_every_standing_has_its_place(self):
        assert set(Standing) == {strictest([each]) for each in Standing}


def test_every_code_has_its_sentence():
    codes = {v for n, v in vars(merging).items() if n.isupper() and str(v).startswith(("identity.", "join."))}

    assert codes == merging.CODES.keys()
