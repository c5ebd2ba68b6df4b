"""The hand-over: how long a wait honestly is, and how that is said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairdesk.desk.queue_model import Pace, between
from fairdesk.language import gettext_noop, say, say_count
from fairdesk.nouns import Duty

TOLD = 0.8
"""The share of waits that end within what is told."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What can honestly be said of a wait. `known` is about the seconds; `opens_at` is set while the desk is closed."""

    seconds_from: int
    seconds_to: int
    opens_at: datetime | None
    known: bool


def honest_wait(duty: Duty, position: int, *, urgent: bool = False) -> Wait:
    """Return how long somebody at *position* (from 1) of the queue waits for a person: 8 of 10 such waits end within it.

    From the measured pace of people, how many are on duty, and the more urgent cases that may pass somebody who is not
    *urgent* (desk/queue_model.py). Closed, nobody there, or too few measured waits: not known, never a guess.
    """
    if not duty.open:
        return Wait(0, 0, duty.opens_at, known=False)
    if not duty.people or duty.pace_seconds is None:
        return Wait(0, 0, None, known=False)
    pace = Pace(duty.pace_seconds, duty.pace_measured)
    within = between(pace, max(position, 1), duty.people, TOLD, 0.0 if urgent else duty.passing)
    return Wait(round(within[0]), round(within[1]), None, known=True) if within else Wait(0, 0, None, known=False)


@dataclass(frozen=True, slots=True)
class PeopleNow:
    """What a customer is told of people before writing: whether any is here, when they are back, how long one took lately.

    `opening`: the next opening on the company's clock, in words; "" if it is open or not known. `typical`: the median
    time until a person's first words in the last seven days, in words, over `n` waits; "" where too few were measured.
    """

    here: bool
    opens_at: datetime | None = None
    opening: str = ""
    typical: str = ""
    n: int = 0


def people_now(duty: Duty, language: str, zone: str, at: datetime, typical: str = "", n: int = 0) -> PeopleNow:
    """Return what is said of people before a customer writes."""
    if duty.open and duty.people:
        return PeopleNow(True, typical=typical, n=n)
    opens_at = None if duty.open else duty.opens_at
    return PeopleNow(False, opens_at, opening_in_words(opens_at, language, zone, at) if opens_at else "", typical, n)


def wait_sentence(
    duty: Duty, position: int, language: str, zone: str, at: datetime | None = None, *, urgent: bool = False
) -> str:
    """Return the honest wait as a customer reads it. *zone* is the company's, for the time of opening.

    With *at*, an opening six days away or more is said with its date.
    """
    wait = honest_wait(duty, position, urgent=urgent)
    if wait.opens_at is not None:
        return _closed(wait.opens_at, language, zone, at)
    if not duty.people:
        return _joined(
            language,
            say(language, "Nobody is at the desk right now."),
            say(language, "A person will answer here as soon as somebody is back."),
            say(language, "We cannot say yet how long it takes."),
        )
    people = say_count(language, "{count} person is here.", "{count} people are here.", duty.people)
    return _joined(language, people, _how_long(wait, language))


def _how_long(wait: Wait, language: str) -> str:
    if not wait.known:
        return say(language, "We cannot say yet how long it takes.")
    low, high = minutes(wait.seconds_from), minutes(wait.seconds_to)
    if low == high:
        return say_count(language, "The wait is about {count} minute.", "The wait is about {count} minutes.", high)
    # Only the second number is next to the word, so its plural form is the one that counts.
    return say_count(
        language,
        "The wait is about {low} to {count} minute.",
        "The wait is about {low} to {count} minutes.",
        high,
        low=low,
    )


def minutes(seconds: int) -> int:
    """Return whole minutes, rounded up, at least 1: what is promised is never too short."""
    return max(1, math.ceil(seconds / 60))


WEEKDAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)


def opening_in_words(opens_at: datetime, language: str, zone: str, at: datetime | None) -> str:
    """Return an opening on the company's clock: "Monday, 09:00 (Berlin)"; six days away or more, with its date."""
    return "{}, {} ({})".format(*_opening(opens_at, language, zone, at))


def _opening(opens_at: datetime, language: str, zone: str, at: datetime | None) -> tuple[str, str, str]:
    day, place = place_and_day(opens_at, language, zone, at)
    return day, f"{opens_at.astimezone(ZoneInfo(zone or 'UTC')):%H:%M}", place


def place_and_day(moment: datetime, language: str, zone: str, at: datetime | None) -> tuple[str, str]:
    """Return the weekday of a moment on the clock of a zone, with its date if it is six days away or more, and the place."""
    local = moment.astimezone(ZoneInfo(zone or "UTC"))
    day = say(language, WEEKDAYS[local.weekday()])
    if at is not None and moment - at >= timedelta(days=6):
        day = f"{day} {local:%Y-%m-%d}"
    return day, (zone or "UTC").rsplit("/", 1)[-1].replace("_", " ")


def _closed(opens_at: datetime, language: str, zone: str, at: datetime | None) -> str:
    day, time, place = _opening(opens_at, language, zone, at)
    opens = say(language, "We open on {day} at {time} ({place} time).", day=day, time=time, place=place)
    return _joined(
        language, say(language, "We are closed now."), opens, say(language, "A person will answer here then.")
    )


def _joined(language: str, *sentences: str) -> str:
    return ("" if language == "zh" else " ").join(sentences)
