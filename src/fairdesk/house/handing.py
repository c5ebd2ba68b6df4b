"""What became of hand-overs, as figures: how long a person took, what was asked twice, what stood in the way of a person.

Each is over all people of the desk, with n, interval and dates, and there is no view of one colleague. They are counted
from lines that each have their entry in the ledger.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fairdesk.desk import records as desk
from fairdesk.desk.handover import PeopleNow, people_now
from fairdesk.explainability.running import Figure, median, share, shown
from fairdesk.house.workings import Workings, entries_of_the_ledger
from fairdesk.nouns import ColleagueId

LAST_DAYS = timedelta(days=7)
"""Over which customers are told how long a person took."""
LOOKED_BACK = timedelta(days=90)
KEPT_SECONDS = 60
"""How long the figure of the first page is reused."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The figures of hand-overs. `deepest`: the most answers of the assistant between a wish for a person and people."""

    at: datetime
    first_reply: Figure
    asked_again: Figure
    wishes: int
    deepest: int
    entries: int
    """How many entries the ledger had."""


class HandingSide(Workings):
    """The part of the house that counts what became of hand-overs."""

    _told: tuple[float, Figure | None] = (0.0, None)

    def handed_over(self, colleague: ColleagueId) -> HandedOver:
        """Return the figures for a colleague."""
        self.colleague_who_may(colleague, "read")
        return self.count_handed_over()

    def count_handed_over(self) -> HandedOver:
        """Return the figures for a command."""
        at = self.now()
        again, answered = desk.asked_again(at - LOOKED_BACK)
        depths = desk.escape_depths(at - LOOKED_BACK)
        return HandedOver(
            at=at,
            first_reply=_first_reply(desk.first_replies(at - LAST_DAYS), at),
            asked_again=share("asked_again", "people", again, answered, (at - LOOKED_BACK).date(), at.date()),
            wishes=len(depths),
            deepest=max(depths, default=0),
            entries=entries_of_the_ledger(),
        )

    def people_now(self, language: str) -> PeopleNow:
        """Return what a customer is told of people before writing, in the language of the page."""
        at, figure, zone = self.now(), self.first_reply(), self.knowing.company().time_zone
        typical = shown(figure.value, figure.unit)
        return people_now(self.knowing.duty(at), language, zone, at, typical, figure.n)

    def first_reply(self) -> Figure:
        """Return how long a person took in the last seven days, as customers are told; reused for a minute."""
        read_at, told = self._told
        if told is None or time.monotonic() - read_at > KEPT_SECONDS:
            at = self.now()
            told = _first_reply(desk.first_replies(at - LAST_DAYS), at)
            self._told = (time.monotonic(), told)
        return told


def _first_reply(waits: Iterable[float], at: datetime) -> Figure:
    return median("first_reply", "people", list(waits), (at - LAST_DAYS).date(), at.date())


def as_json(told: HandedOver) -> dict[str, Any]:
    """Return the figures for programs; a figure of too few cases has no value."""
    return {
        "at": told.at.isoformat(),
        "ledger_entries": told.entries,
        "first_reply_seconds": _figure(told.first_reply),
        "asked_again_percent": _figure(told.asked_again),
        "escape_depth": {"deepest": told.deepest, "n": told.wishes, "days": LOOKED_BACK.days},
    }


def _figure(figure: Figure) -> dict[str, Any]:
    interval = None if figure.low is None else [figure.low, figure.high]
    dates = {"from": str(figure.first), "to": str(figure.last)}
    return {"value": figure.value, "interval": interval, "n": figure.n, **dates}
