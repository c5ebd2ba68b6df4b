"""A drill of the stop: how long it took until the assistant was silent, measured where it answers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CHANNEL = "drill"
"""The channel of the house's own conversations, whose stop covers no customer."""
PROMISED = timedelta(seconds=1)
"""Within what a stop is in force (docs/promises.md, 6)."""
EVERY = timedelta(days=7)
LATE_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill: conversations that ran, how long until each one's next message went to people.

    `after`: texts that left later than PROMISED after the stop.
    """

    id: str
    at: datetime
    talks: int
    took: timedelta
    after: int

    @property
    def milliseconds(self) -> float:
        """How long it took, in milliseconds."""
        return round(self.took / timedelta(milliseconds=1), 1)

    @property
    def passed(self) -> bool:
        """Whether the stop kept its promise: in force in time, and no text of the assistant left after it."""
        return self.after == 0 and self.took <= PROMISED


def due(last: Drill | None, began: datetime, at: datetime) -> bool:
    """Whether a drill is due: the first a week after a desk *began*, each other a week after the last."""
    return at - (last.at if last else began) >= EVERY


def overdue(last: Drill | None, at: datetime) -> bool:
    """Whether the weekly drill was missed by a week: of a desk that held one before."""
    return last is not None and at - last.at >= LATE_AFTER
