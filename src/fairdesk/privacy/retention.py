"""How long things are kept, and what is due to go. Pure: the moment and the facts are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=90)
"""From the last thing that happened in any of a customer's conversations. The notice promises it in these words."""


def kept_until(last_change: datetime) -> datetime:
    """Return the moment from which a customer's conversations are due to go."""
    return last_change + KEPT_FOR


def due(last_change: datetime, at: datetime) -> bool:
    """Whether what last changed then is due to go now."""
    return at >= kept_until(last_change)
