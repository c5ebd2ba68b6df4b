"""Say by when a person answers somebody in a sensitive matter, and what of it is promised, by the guideline `first_human`.

    clock = clock_of(guideline, first_human_facts("fraud", "now", duty.open, "on_call"), at, None, kept=1.0)
    clock.due_at, clock.alarm_at, clock.promised

The clock runs from the message until a person's first reply. It is promised aloud only where a company's own guideline
says so, because a time tells which matter was found; and only as long as the latest clocks of that matter were kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from fairdesk.guidelines.compile import Guideline
from fairdesk.language import say, say_count
from fairdesk.nouns import Because, Facts

ON_DUTY, ON_CALL, NOBODY = "on_duty", "on_call", "nobody"
EVERYBODY, MANAGERS = "everybody", "managers"
NEVER = "never"
FEWEST = 20
"""Clocks of a matter below which no 95th percentile is told: with fewer it is the largest one, and says little."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a person should have answered, when somebody is alarmed and who, and whether the customer is told the time."""

    seconds: int
    due_at: datetime
    alarm_at: datetime
    alarmed: str
    promised: bool
    because: Because


def first_human_facts(concern: str, immediacy: str, desk_open: bool, comes: str) -> Facts:
    """Return the typed inputs of the guideline; *comes*: who with a care certificate can come now."""
    return {"concern": concern, "immediacy": immediacy, "desk_open": desk_open, "comes": comes}


def clock_of(guideline: Guideline, facts: Facts, at: datetime, opens_at: datetime | None, kept: float) -> Clock:
    """Return the clock that *guideline* sets for these facts.

    *opens_at*: the next opening, from which a clock counts that waits for it; without one it counts from *at*.
    *kept*: which share of the latest clocks of the matter was kept, 1 if there was none.
    """
    verdict = guideline.decide(facts)
    said, seconds = verdict.outputs, int(verdict.outputs["seconds"])
    begins = max(at, opens_at) if said["counts_from"] == "opening" and opens_at else at
    lasts = timedelta(seconds=seconds)
    return Clock(
        seconds,
        due_at=begins + lasts,
        alarm_at=begins + lasts * int(said["alarm_percent"]) / 100,
        alarmed=said["alarmed"],
        promised=said["promised_from"] != NEVER and kept * 100 >= int(said["promised_from"]),
        because=verdict.because,
    )


def time_left(due_at: datetime, at: datetime) -> str:
    """Return for colleagues how much of a clock is left, or by how much it is over, in the one unit that matters."""
    left = (due_at - at).total_seconds()
    return f"{in_words(left)} left" if left > 0 else f"over by {in_words(-left)}"


def in_words(seconds: float) -> str:
    """Return a time in the one unit that matters, rounded up: "45 s", "12 min", "3.5 h"."""
    if seconds < 120:
        return f"{ceil(seconds)} s"
    return f"{ceil(seconds / 60)} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def minutes_left(due_at: datetime, at: datetime) -> int:
    """Return the whole minutes until a clock is over, rounded up; 0 when it is over: then what was promised is broken."""
    return max(0, ceil((due_at - at).total_seconds() / 60))


def promise_sentence(left: int, on_call: bool, language: str) -> str:
    """Return what is *left* (in minutes, at least 1) of a promised time, as a customer reads it."""
    within = (
        say_count(language, "A person answers you here within {count} minute.",
                  "A person answers you here within {count} minutes.", left)
        if left < 120
        else say_count(language, "A person answers you here within {count} hour.",
                       "A person answers you here within {count} hours.", ceil(left / 60))
    )  # fmt: skip
    told = say(language, "We are closed, but a person is on call and has been told.") if on_call else ""
    return ("" if language == "zh" else " ").join(part for part in (told, within) if part)


@dataclass(frozen=True, slots=True)
class Kept:
    """The measured clocks of one matter: how many, how many in time, and the middle and the slow end, in seconds.

    `p95` is None below 20 clocks: it would be the slowest one alone.
    """

    topic: str
    n: int
    in_time: int
    p50: float
    p95: float | None


def kept_of(topic: str, measured: Sequence[tuple[float, float]]) -> Kept:
    """Return the figures of a matter from (seconds taken, seconds allowed) of each clock; nearest-rank percentiles."""
    taken = sorted(seconds for seconds, _ in measured)
    in_time = sum(seconds <= allowed for seconds, allowed in measured)
    p95 = _rank(taken, 0.95) if len(taken) >= FEWEST else None
    return Kept(topic, len(taken), in_time, _rank(taken, 0.5) if taken else 0.0, p95)


def _rank(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
