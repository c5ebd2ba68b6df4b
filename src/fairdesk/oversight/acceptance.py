"""Accept or reject a week's answers of a topic from a sample: a single sampling plan by attributes. Pure.

    plan = Plan(sample=125, most_wrong=3)
    passes(plan, 0.05)              ->  0.12       a lot with 5 % wrong answers is accepted once in eight times
    judge(plan, reviewed=90, wrong=4, left=35)   ->  Standing.REJECTED

A rejected topic drops to draft mode until its cause is found and a later lot is accepted. A lot may be rejected, or accepted,
as soon as what is left cannot change it: that alters no chance (curtailed inspection).

Source: ISO 2859-1:1999, single sampling by attributes; H. F. Dodge and H. G. Romig, Bell System Technical Journal 20 (1941) 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from fairdesk.intervals import tail, tail_in
from fairdesk.nouns import ActId

EVERY = 0
"""Stands for a sample of all answers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many answers of a lot are looked at, and how many of them may be wrong at most. Of a guideline, EVERY is all."""

    sample: int
    most_wrong: int

    def of(self, size: int) -> int:
        """Return how many of a lot of *size* are looked at."""
        return size if self.sample == EVERY else min(self.sample, size)


class Standing(StrEnum):
    """Where a lot stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    """Its answers became too old to be looked at before enough of them were: nothing can be said of it."""


def judge(plan: Plan, reviewed: int, wrong: int, left: int) -> Standing:
    """Return where a lot stands: *wrong* of *reviewed* answers were, and *left* ones of the sample may still be looked at.

    An answer that nobody can judge, or that may not be looked at any more, is neither reviewed nor left. Of no answer at
    all nothing is accepted.
    """
    if wrong > plan.most_wrong:
        return Standing.REJECTED
    if reviewed and wrong + left <= plan.most_wrong:
        return Standing.ACCEPTED
    return Standing.OPEN if left else Standing.LAPSED


def passes(plan: Plan, share: float, size: int = 0) -> float:
    """Return the chance that a lot is accepted in which *share* is wrong: binomial, or exact for a lot of *size*."""
    if not size:
        return tail(plan.most_wrong, plan.sample, share)
    return tail_in(plan.most_wrong, plan.of(size), round(size * share), size)


@cache
def passing(plan: Plan) -> tuple[tuple[float, float], ...]:
    """Return, for the board, the chance of being accepted at 1, 2.5, 5 and 8 % wrong; nothing where all are looked at."""
    if plan.sample == EVERY:
        return ()
    return tuple((share, passes(plan, share)) for share in (0.01, 0.025, 0.05, 0.08))


def first_places(answers: Iterable[tuple[ActId, bool]], needed: int) -> frozenset[ActId]:
    """Return the answers to look at first: in the order given, until *needed* of them were sent.

    *answers*: each with whether it was sent, in the order of the draw. Drafts that were not sent, and come between, are
    looked at as well: leaving them out would make what is certified of all drafts one about the surer ones.
    """
    found: set[ActId] = set()
    for act, sent in answers:
        if needed <= 0:
            break
        found.add(act)
        needed -= sent
    return frozenset(found)
