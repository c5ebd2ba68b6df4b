"""Figures about people who look at drafts, over five or more of them together, so that no two views give one person. Pure.

What is shown is a sum as it stood when it was last told. It is told anew only once five or more people have done
something since: so the difference of any two sums is about five people at least, however often somebody looks. There is
no filter, no date and no export; a single person's counts are shown to that person alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from fairdesk.nouns import ColleagueId
from fairdesk.oversight.vigilance import Counts

FEWEST = 5
GONE = ColleagueId(0)
"""Under this number stand the sums of those who have left: no sum changes when somebody goes."""
LOOKED_INTO = ColleagueId(-1)
"""Under this number stands the sum as it was when people last looked into an alarm: what came before is dealt with."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A person's counts now, and as they stood when the sum was last told."""

    now: Counts = Counts()
    told: Counts = Counts()


def added(one: Counts, other: Counts) -> Counts:
    """Return both counts as one; a test is a single person's, and is left out."""
    names = [each.name for each in fields(Counts) if each.name not in ("test", "found", "missed")]
    return Counts(**{name: getattr(one, name) + getattr(other, name) for name in names})


def taken(one: Counts, other: Counts) -> Counts:
    """Return the counts less what stood there before."""
    names = [each.name for each in fields(Counts) if each.name not in ("test", "found", "missed")]
    return Counts(**{name: getattr(one, name) - getattr(other, name) for name in names})


def may_be_told(kept: Mapping[ColleagueId, Kept]) -> bool:
    """Whether five or more people who are here have done something since the sum was last told."""
    return sum(_moved(each) for who, each in kept.items() if who != GONE) >= FEWEST


def told_sum(kept: Mapping[ColleagueId, Kept]) -> Counts | None:
    """Return the sum as it was last told; None if it never was."""
    total = Counts()
    for each in kept.values():
        total = added(total, each.told)
    return total if total != Counts() else None


def without(kept: Kept, gone: Kept) -> Kept:
    """Return what stands under GONE once somebody's counts are put there."""
    return Kept(added(gone.now, kept.now), added(gone.told, kept.told))


def _moved(kept: Kept) -> bool:
    return added(kept.now, Counts()) != added(kept.told, Counts())
