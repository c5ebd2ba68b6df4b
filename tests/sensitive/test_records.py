"""Concerns as kept: apart, for a short time, and forgotten with the customer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairdesk.nouns import ActId, ConversationId, CustomerId
from fairdesk.sensitive import records

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE, THERE = ConversationId("c1"), ConversationId("c2")
DANA, STRANGER = CustomerId("dana"), CustomerId("stranger")

pytestmark = pytest.mark.usefixtures("folder")


def add(id: str, topic: str, conversation: ConversationId = HERE, customer: CustomerId = DANA) -> None:
    records.add(id, conversation, customer, topic, ActId(f"act-{id}"), NOON)


def test_a_conversation_without_a_concern_has_none(folder: Path) -> None:
    assert "none" == records.open_concern(HERE, NOON)


def test_the_most_urgent_open_concern_counts() -> None:
    add("1", "bereavement")
    add("2", "crisis")
    add("3", "legal", THERE)

    assert "crisis" == records.open_concern(HERE, NOON)
    assert {HERE: "crisis", THERE: "legal"} == records.all_open(NOON)


def test_a_concern_ends_after_thirty_days() -> None:
    add("1", "fraud")

    assert "fraud" == records.open_concern(HERE, NOON + timedelta(days=30, microseconds=-1))
    assert "none" == records.open_concern(HERE, NOON + timedelta(days=30))
    assert {} == records.all_open(NOON + timedelta(days=30))


def test_the_same_act_twice_is_kept_once() -> None:
    add("1", "fraud")
    add("1", "fraud")

    assert 1 == len(records.holdings(DANA))


def test_closing_ends_it_in_this_conversation_alone() -> None:
    add("1", "crisis")
    add("2", "legal", THERE)

    assert 1 == records.close(HERE)

    assert ("none", "legal") == (records.open_concern(HERE, NOON), records.open_concern(THERE, NOON))


def test_holdings_show_a_customer_everything_of_theirs_and_nothing_of_a_stranger() -> None:
    add("1", "illness")
    add("2", "crisis", THERE, STRANGER)

    assert ["illness"] == [held["topic"] for held in records.holdings(DANA)]
    assert "2026-12-22T12:00:00+00:00" == records.holdings(DANA)[0]["expires_at"]


def test_forgetting_a_customer_leaves_the_stranger() -> None:
    add("1", "illness")
    add("2", "crisis", THERE, STRANGER)

    assert 1 == records.forget(DANA)

    assert () == records.holdings(DANA)
    assert 1 == len(records.holdings(STRANGER))


def test_what_has_expired_is_deleted_and_nothing_else() -> None:
    records.add("old", HERE, DANA, "fraud", ActId("a"), NOON - timedelta(days=31))
    add("new", "fraud")

    assert 1 == records.delete_expired(NOON)

    assert ["act-new"] == [held["act"] for held in records.holdings(DANA)]


def test_a_topic_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="sadness"):
        add("1", "sadness")
