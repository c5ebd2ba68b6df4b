"""What a legal hold keeps, and when somebody must look at it again. Pure: the moment is an argument.

A hold is on a whole customer or on one conversation; it has an owner, a reason and a date by which it is reviewed. It
never lasts by being forgotten: a review that is overdue is told, in the officer's list and to the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId

LONGEST_WITHOUT_REVIEW = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold: on a conversation, or (with none) on all of a customer."""

    id: str
    customer: CustomerId
    conversation: ConversationId | None
    owner: ColleagueId
    owner_name: str
    reason: str
    at: datetime
    review_by: datetime
    lifted_at: datetime | None = None

    @property
    def in_force(self) -> bool:
        """Whether it still holds: a review that is late does not end it, a person does."""
        return self.lifted_at is None


def checked_review(at: datetime, review_by: datetime) -> datetime:
    """Return the date of review. Raises BadInput if it has passed or is more than a year away."""
    if not at < review_by <= at + LONGEST_WITHOUT_REVIEW:
        raise BadInput("say when the hold is looked at again: a day from tomorrow on, within a year")
    return review_by


def holds_all(holds: Iterable[Hold]) -> bool:
    """Whether one of these holds keeps everything about the customer."""
    return any(hold.in_force and hold.conversation is None for hold in holds)


def held_conversations(holds: Iterable[Hold]) -> frozenset[ConversationId]:
    """Return the conversations that holds in force keep."""
    return frozenset(hold.conversation for hold in holds if hold.in_force and hold.conversation is not None)


def review_due(hold: Hold, at: datetime) -> bool:
    """Whether somebody must look at this hold again now."""
    return hold.in_force and at >= hold.review_by
