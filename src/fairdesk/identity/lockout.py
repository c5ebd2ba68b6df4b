"""When too many wrong codes close the door for a while. Pure: the moments are arguments.

Six digits that may be guessed five times in a quarter of an hour hold for decades on average; the lock ends by itself,
so that nobody can shut a colleague out for good by typing nonsense (OWASP ASVS 4.0.3, 2.2.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

TRIES = 5
WINDOW = timedelta(minutes=15)
"""Wrong codes older than this are forgiven."""

LOCKED_FOR = timedelta(minutes=15)


def locked_until(wrong: Sequence[datetime], at: datetime) -> datetime | None:
    """Return the moment until which no code is taken, or None.

    *wrong* are the moments of a colleague's wrong codes since the last right one, oldest first.
    """
    for last in range(len(wrong) - 1, TRIES - 2, -1):
        if wrong[last] - wrong[last - TRIES + 1] <= WINDOW:
            opens = wrong[last] + LOCKED_FOR
            return opens if at < opens else None
    return None


def tries_left(wrong: Sequence[datetime], at: datetime) -> int:
    """Return how many wrong codes are still forgiven before the door closes."""
    return max(0, TRIES - sum(at - each <= WINDOW for each in wrong))
