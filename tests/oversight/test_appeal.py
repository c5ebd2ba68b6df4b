"""Where an appeal stands is read off the conversation's events, and a form names one of two ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import BadInput, ColleagueId, Refused
from fairdesk.oversight.appeal import (
    ASKED,
    Appeal,
    Candidate,
    Outcome,
    appeals,
    check_may_decide,
    named,
    outcome_named,
)

ONE, TWO = {"act": "one", "answer": 1}, {"act": "two", "answer": 0}


def test_nothing_disputed_is_no_appeal():
    assert () == appeals([("handed_over", {"reason": "unsure"})])


def test_it_is_open_until_a_person_decides():
    assert (Appeal("one", 1), Appeal("two", 0, Outcome.CHANGED)) == appeals(
        [(ASKED, ONE), (ASKED, TWO), ("appeal_changed", TWO)]
    )
    assert appeals([(ASKED, ONE)])[0].open
    assert not appeals([(ASKED, ONE), ("appeal_upheld", ONE)])[0].open


def test_what_was_decided_can_be_disputed_again():
    (again,) = appeals([(ASKED, ONE), ("appeal_upheld", ONE), (ASKED, ONE)])
    assert (True, 2, False) == (again.open, again.round, again.may_be_repeated)
    (first,) = appeals([(ASKED, ONE), ("appeal_upheld", ONE)])
    assert (1, True) == (first.round, first.may_be_repeated)
    (last,) = appeals([(ASKED, ONE), ("appeal_upheld", ONE), (ASKED, ONE), ("appeal_changed", ONE)])
    assert (2, False) == (last.round, last.may_be_repeated)


def test_a_form_names_an_outcome():
    assert Outcome.UPHELD is outcome_named("upheld")
    with pytest.raises(BadInput, match="stays as it was"):
        outcome_named("")


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
A, B, C = (ColleagueId(n) for n in (1, 2, 3))


def there(id: ColleagueId, *, on_duty: bool = False, open: int = 0) -> Candidate:
    return Candidate(id, f"N{id}", on_duty, open)


class TestWhoDecides:
    def test_nobody_who_had_a_part_in_it_while_somebody_else_is_there(self):
        assert B == named([there(A, on_duty=True), there(B)], {A}).id

    def test_on_duty_before_off_and_who_has_fewest(self):
        assert C == named([there(A, open=1), there(B), there(C, on_duty=True, open=4)], set()).id
        assert B == named([there(A, open=1), there(B), there(C, open=2)], set()).id

    def test_alone_it_is_the_first_and_without_anybody_nobody(self):
        assert A == named([there(A)], {A}).id
        assert named([], {A}) is None

    def test_may_decide_is_held_to_role_part_and_a_day(self):
        both = [there(A), there(B)]
        check_may_decide(B, both, {A}, NOW, NOW)
        check_may_decide(A, [there(A)], {A}, NOW, NOW + timedelta(hours=24))
        for who, candidates, at in ((C, both, NOW), (A, both, NOW + timedelta(days=9)), (A, [there(A)], NOW)):
            with pytest.raises(Refused):
                check_may_decide(who, candidates, {A}, NOW, at)
