"""A hold keeps what it names until a person lifts it, and is looked at again within a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId
from fairdesk.rights.holds import Hold, checked_review, held_conversations, holds_all, review_due

AT = datetime(2026, 3, 2, tzinfo=UTC)
CASE = Hold(
    "h", CustomerId("dana"), ConversationId("c1"), ColleagueId(1), "Pia", "a claim", AT, AT + timedelta(days=30)
)
WHOLE = replace(CASE, conversation=None)


def test_one_on_a_case_keeps_that_case_alone():
    assert {"c1"} == held_conversations([CASE, replace(CASE, conversation=ConversationId("c2"), lifted_at=AT)])
    assert not holds_all([CASE])


def test_one_on_a_customer_keeps_all_until_it_is_lifted():
    assert holds_all([CASE, WHOLE])
    assert not holds_all([replace(WHOLE, lifted_at=AT)])


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (29, False), (30, True), (90, True)])
def test_a_review_that_is_late_does_not_end_it(days, is_due):
    assert is_due is review_due(CASE, AT + timedelta(days=days))
    assert CASE.in_force


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_review_is_soon_enough(days):
    with pytest.raises(BadInput):
        checked_review(AT, AT + timedelta(days=days))
