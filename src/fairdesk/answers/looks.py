"""Look at a topic's reviewed answers while they become more: each look once, so that all that is ever promised holds. Pure.

    found = next_look(standing, terms, earlier=2, last=144)     # None until the next look is due
    found.threshold                                             # from which confidence on the promise holds, or None

Whoever looks after every review and promises as soon as the figures allow it gets several chances to be wrong. So it is
fixed beforehand when one looks and what each look may cost: the doubt is laid out over all looks there will ever be, the
first gets a half, the second a sixth, the i-th 1 / (i (i + 1)), which sum to one (alpha spending: Lan and DeMets, Biometrika
70:659, 1983). Looks are numbered over all topics of an assistant, and go on after a promise was broken. When a look is due
depends on how many answers were reviewed, never on what the reviewers said. A look must be kept: taken again, over reviews
that have changed meanwhile, it is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.answers.promise import Case, Promise, certified, fewest, risk_coverage

COUNTED = timedelta(days=180)
"""Reviews of this many days make a promise: older ones are of another desk."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised: at most so many are wrong, how surely, and of what: "all" together, each "article" or "intent"."""

    target: float
    confidence: float
    topics: str

    @property
    def doubt(self) -> float:
        """The chance that anything promised on these terms is wrong."""
        return 1 - self.confidence


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reviewed answer, and when it was reviewed."""

    at: datetime
    case: Case


def counts(reviewed: datetime, answered: datetime, at: datetime, since: datetime | None) -> bool:
    """Whether a review counts at a moment: one of the last days, of an answer given *since* then."""
    return reviewed >= at - COUNTED and (since is None or answered >= since)


def part_of_doubt(number: int, doubt: float) -> float:
    """Return what the look of this number, counted from 1, may cost of all the *doubt*."""
    return doubt / (number * (number + 1))


def missing(there: int, new: int, last: int, number: int, terms: Terms) -> int:
    """Return how many more answers must be reviewed until the look of this number is due; 0: now.

    It needs as many *new* ones as the topic's last look counted (0: there was none), and of all that are *there* the
    fewest that could prove anything.
    """
    return max(last - new, fewest(terms.target, part_of_doubt(number, terms.doubt)) - there, 0)


def next_look(
    reviews: Sequence[Reviewed], upto: datetime | None, last: int, number: int, terms: Terms, topic: str
) -> Promise | None:
    """Take the look of this number at what counts of one topic, in the order of the reviews; None while it is not due.

    *upto*: when the last answer of the topic's last look was reviewed, which counted *last* of them.
    """
    new = sum(upto is None or each.at > upto for each in reviews)
    if missing(len(reviews), new, last, number, terms):
        return None
    curve = risk_coverage(each.case for each in reviews)
    return certified(curve, topic, terms.target, terms.confidence, part_of_doubt(number, terms.doubt))


def until_enough(promise: Promise, there: int, next_in: int) -> int | None:
    """Return how many more reviews it takes until the look that should certify; None where none is likely to.

    The next look comes after *next_in* more than are *there*; each later one has twice as many.
    """
    if promise.needed is None:
        return None
    wanted, look = promise.reviewed + promise.needed, there + max(1, next_in)
    while look < wanted:
        look *= 2
    return look - there
