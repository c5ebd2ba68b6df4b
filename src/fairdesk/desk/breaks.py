"""Say when whoever answered heavy cases should rest: from their own replies of this sitting, counted when they look.

    break_due([Reply("c1", at, True), Reply("c2", later, True)], now)      # -> True

Nothing is kept for it, and nobody else is told: it is computed anew for the page of the person it is about, and forgotten.
It says yes or no and no number, so that it is a reminder and not a figure about somebody.
Defaults: two heavy cases in a row, or two hours with one among them, then ten minutes away (guidance of the Victorian
Government for moderators; docs/sensitive.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

MOST_CASES = 2
MOST_TIME = timedelta(hours=2)
REST = timedelta(minutes=10)
SITTING_ENDS = timedelta(minutes=20)
"""So long without a reply is a rest: whoever writes to somebody in need takes up to ten minutes for a sentence."""
LOOKED_BACK = timedelta(hours=6)


class Reply(NamedTuple):
    """A reply of one person: where, when, and whether the conversation has a sensitive matter."""

    conversation: str
    at: datetime
    heavy: bool


def break_due(replies: Sequence[Reply], at: datetime) -> bool:
    """Whether whoever wrote *replies*, the oldest first, should rest; not if they have since."""
    if not replies or at - replies[-1].at >= SITTING_ENDS:
        return False
    begun = max((later.at for early, later in pairwise(replies) if later.at - early.at >= SITTING_ENDS), default=None)
    sitting = [each for each in replies if begun is None or each.at >= begun]
    cases, lasted = len({each.conversation for each in sitting if each.heavy}), at - sitting[0].at
    return cases >= MOST_CASES or (cases > 0 and lasted >= MOST_TIME)
