"""Say which version of a guideline is in force at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def in_force(history: Iterable[tuple[datetime, str]], at: datetime) -> str | None:
    """Return the version that is in force *at* a moment; None before the first.

    *history* holds (effective_from, version) in the order in which they were kept: of two that begin at the same
    moment the one kept later counts.
    """
    begun = [(effective_from, place, version) for place, (effective_from, version) in enumerate(history)]
    return max((entry for entry in begun if entry[0] <= at), default=(at, 0, None))[2]
