"""All that keeps a text from being put forward as a guideline, gathered from the checks of this room."""

from __future__ import annotations

from datetime import date

from fairdesk.guidelines.checks import Finding, Flaw, check
from fairdesk.guidelines.floor import below, misfits
from fairdesk.guidelines.reviews import Review, review
from fairdesk.guidelines.table import Table


def faults_in(table: Table, name: str, today: date) -> tuple[Finding, ...]:
    """Return what is wrong with *table* as guideline *name*: cases, frame, promises, and a review that is past."""
    return (*check(table), *misfits(table, name), *below(table), *_past(table, today))


def _past(table: Table, today: date) -> tuple[Finding, ...]:
    if review(table.review_by, today) in (Review.FINE, Review.NEAR):
        return ()
    says = f"Its review was due by {table.review_by:%Y-%m-%d}; look at it, and write down the next day."
    return (Finding(Flaw.REVIEW, (), {}, says),)
