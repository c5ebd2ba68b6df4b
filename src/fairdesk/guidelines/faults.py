"""All that keeps a text from being put forward as a guideline, gathered from the checks of this room."""

from __future__ import annotations

from datetime import date

from fairdesk.guidelines.checks import Finding, Flaw, check
from fairdesk.guidelines.floor import below, misfits
from fairdesk.guidelines.reviews import Review, review
from fairdesk.guidelines.scorer_file import ScorerFile
from fairdesk.guidelines.table import NAME, Table


def faults_in(table: Table, name: str, today: date) -> tuple[Finding, ...]:
    """Return what is wrong with *table* as guideline *name*: cases, frame, promises, and a review that is past."""
    return (*check(table), *misfits(table, name), *below(table), *_past(table.review_by, today))


def faults_in_scorer(scorer: ScorerFile, today: date) -> tuple[Finding, ...]:
    """Return what is wrong with a scorer that can be read: a name that no guideline could write, a review that is past."""
    past = _past(scorer.review_by, today)
    if NAME.fullmatch(scorer.name):
        return past
    says = f"Its name is {scorer.name!r}; it should be small letters, digits and _, at most 60, a letter first."
    return (Finding(Flaw.FRAME, (), {}, says), *past)


def _past(review_by: date, today: date) -> tuple[Finding, ...]:
    if review(review_by, today) in (Review.FINE, Review.NEAR):
        return ()
    says = f"Its review was due by {review_by:%Y-%m-%d}; look at it, and write down the next day."
    return (Finding(Flaw.REVIEW, (), {}, says),)
