"""Say when a guideline must be looked at again. Its file names the day; one that nobody looked at is an incident."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

NEAR = timedelta(days=30)
"""How long before its day a review is announced."""
INCIDENT_AFTER = timedelta(days=14)
"""How long after its day an overdue review becomes an incident in the ledger."""


class Review(StrEnum):
    """How the review of a guideline stands."""

    FINE = "fine"
    NEAR = "near"
    OVERDUE = "overdue"
    INCIDENT = "incident"


def review(review_by: date, today: date) -> Review:
    """Return how a review stands *today*: until the end of *review_by* it is not overdue."""
    if today > review_by + INCIDENT_AFTER:
        return Review.INCIDENT
    if today > review_by:
        return Review.OVERDUE
    return Review.NEAR if today >= review_by - NEAR else Review.FINE
