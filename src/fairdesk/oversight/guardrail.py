"""What became of the assistant's messages in a while, as the typed facts of the guideline `automation`. Pure.

A share of few messages says little; the guideline itself says from how many on it judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.nouns import ColleagueId, Facts
from fairdesk.oversight.pause import Pause

WINDOW = timedelta(hours=24)
THE_DESK = ColleagueId(0)
"""Who stopped, if it was no person: no colleague has this number."""
NAME = "the desk itself"
FAULTS = ("error", "too_slow", "model_too_slow")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of one channel: turns routed to the assistant, how many needed no person, failed, were sent, and their fate."""

    turns: int
    alone: int
    faults: int
    sent: int
    unhelpful: int
    """Answers of which the customer said that they did not help."""
    overridden: int
    """Answers that were thrown away or held back, because a person took over or stopped the assistant, or corrected later."""


def facts_of(counted: Outcomes) -> Facts:
    """Return the typed inputs of the guideline."""
    return {
        "turns": counted.turns,
        "alone_share": _share(counted.alone, counted.turns),
        "fault_share": _share(counted.faults, counted.turns),
        "unhelpful_share": _share(counted.unhelpful, counted.sent),
        "override_share": _share(counted.overridden, counted.turns),
    }


def looked_back_from(stops: Iterable[Pause], at: datetime) -> datetime:
    """Return from when on messages count: a day back, but not before people last started the assistant again.

    Without that, what people have looked into would stop it again the moment it runs.
    """
    ended = [stop.released_at for stop in stops if stop.by == THE_DESK and stop.released_at is not None]
    return max([at - WINDOW, *ended])


def scope_of(decision: str, channel: str) -> str:
    """Return what a decision stops: "" for nothing, the channel, or all."""
    return {"keep": "", "stop": "all"}.get(decision, f"channel:{channel}")


def _share(part: int, whole: int) -> float:
    """Return a share from 0 to 1. An event may be of a message before the window, so it is held to 1."""
    return min(1.0, part / whole) if whole else 0.0
