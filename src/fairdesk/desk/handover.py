"""The hand-over: how long a wait honestly is, how that is said, and what the next person needs to know first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairdesk.desk.timeline import Entry
from fairdesk.language import OFFERED, gettext_noop, say, say_count
from fairdesk.nouns import Duty, Voice

MIDDLE_HALF = (math.log(4 / 3) / math.log(2), 2.0)
"""First and third quartile of an exponential wait whose median is 1: half of all waits fall between them."""

LONGEST_EXCERPT = 200
BARE_WISH = 40
"""A message of at most so many characters that asked for a person says nothing else worth a brief."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What can honestly be said of a wait. `known` is about the seconds; `opens_at` is set while the desk is closed."""

    seconds_from: int
    seconds_to: int
    opens_at: datetime | None
    known: bool


def honest_wait(duty: Duty, position: int) -> Wait:
    """Return how long somebody at *position* (from 1) of the queue waits for a person.

    The range is the middle half of waits with the measured median, once for each round of the queue that the people
    on duty must go through. It supposes waits that are spread exponentially, as in the usual queue models (Gans,
    Koole and Mandelbaum 2003). Closed, nobody there, or too few measured waits: not known, never a guess.
    """
    if not duty.open:
        return Wait(0, 0, duty.opens_at, known=False)
    if not duty.people or duty.median_wait_seconds is None:
        return Wait(0, 0, None, known=False)
    rounds = math.ceil(max(position, 1) / duty.people)
    low, high = (round(duty.median_wait_seconds * rounds * share) for share in MIDDLE_HALF)
    return Wait(low, high, None, known=True)


def wait_sentence(duty: Duty, position: int, language: str, zone: str, at: datetime | None = None) -> str:
    """Return the honest wait as a customer reads it. *zone* is the company's, for the time of opening.

    With *at*, an opening six days away or more is said with its date.
    """
    wait = honest_wait(duty, position)
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


def _closed(opens_at: datetime, language: str, zone: str, at: datetime | None) -> str:
    local = opens_at.astimezone(ZoneInfo(zone or "UTC"))
    day = say(language, WEEKDAYS[local.weekday()])
    if at is not None and opens_at - at >= timedelta(days=6):
        day = f"{day} {local:%Y-%m-%d}"
    place = (zone or "UTC").rsplit("/", 1)[-1].replace("_", " ")
    opens = say(language, "We open on {day} at {time} ({place} time).", day=day, time=f"{local:%H:%M}", place=place)
    return _joined(
        language, say(language, "We are closed now."), opens, say(language, "A person will answer here then.")
    )


def _joined(language: str, *sentences: str) -> str:
    return ("" if language == "zh" else " ").join(sentences)


def brief(entries: Sequence[Entry], language: str, reason: str, task: str = "") -> Mapping[str, str]:
    """Return what the person who takes over needs first, from what is kept; only what is known, no model's summary.

    asked: the customer's own last question. seen_by_assistant: the same as it was masked. tried: articles already
    shown. task: the flow the customer was in, with what was given and done. promised: nothing, as long as no person
    wrote, because the assistant cannot promise. language, reason: as they stand.
    """
    person_wrote = any(entry.voice is Voice.PERSON for entry in entries)
    question = _question(entries)
    shown = dict.fromkeys(found.title for entry in entries for found in entry.evidence)
    known = {
        "asked": _excerpt(question.text) if question else "",
        "seen_by_assistant": _excerpt(question.masked) if question and question.masked != question.text else "",
        "tried": "; ".join(shown),
        "task": task,
        "promised": "" if person_wrote else "nothing yet",
        "language": OFFERED.get(language, language),
        "reason": reason,
    }
    return {name: text for name, text in known.items() if text}


def _question(entries: Sequence[Entry]) -> Entry | None:
    """The customer's last message; one that says no more than "a person, please" is passed over for the one before."""
    spoken = [entry for entry in entries if entry.voice is Voice.CUSTOMER and entry.text]
    telling = [entry for entry in spoken if not _bare_wish(entry, entries)]
    return next(reversed(telling or spoken), None)


def _bare_wish(entry: Entry, entries: Sequence[Entry]) -> bool:
    after = next((later for later in entries if later.number > entry.number), None)
    asked = after is not None and after.code == "asked_for_person" and after.values.get("how") == "words"
    return asked and len(entry.text) <= BARE_WISH


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"
