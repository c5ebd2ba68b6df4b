"""A breach of personal data and its clock: the authority within 72 hours, the people without delay if the risk is high.

GDPR article 33(1): not later than 72 hours after having become aware of it, unless a risk is unlikely; what is later
says why. Article 34(1): the people themselves, where the risk is high. Article 33(5): each is written down, also one
that nobody has to be told of. Hours run through weekends: Regulation 1182/71, article 3(4), excepts periods in hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.nouns import BadInput, Refused

HOURS = timedelta(hours=72)
NEAR = timedelta(hours=24)


class Risk(StrEnum):
    """How likely it is that people are harmed; until somebody has judged it, the clock runs as if it were likely."""

    UNKNOWN = "unknown"
    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach. `told` holds what happened, whom it concerns, what was done and decided, in words.

    `people`: how many are concerned, as far as known. `known_at`: when the company became aware of it.
    """

    id: str
    known_at: datetime
    recorded_at: datetime
    risk: Risk
    people: int
    told: Mapping[str, str]
    version: int = 0
    authority_told_at: datetime | None = None
    people_told_at: datetime | None = None
    closed_at: datetime | None = None


FIELDS: Mapping[str, str] = {
    "what": "What happened",
    "whom": "Whom it concerns, and which data",
    "effects": "What may follow from it",
    "done": "What was done about it",
    "decision": "What was decided, and why",
}
"""Field -> its label: what article 33(3) and 33(5) ask to be written down."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the clock of a breach stands. `due` is when the authority must know; None: it need not."""

    due: datetime | None
    left: timedelta | None
    late: bool
    near: bool
    people_wait: bool
    """Whether the people concerned must be told and are not yet."""


def clock_of(breach: Breach, at: datetime) -> Clock:
    """Return where the clock stands at a moment."""
    people_wait = breach.risk is Risk.HIGH and breach.people_told_at is None
    if breach.risk is Risk.UNLIKELY:
        return Clock(None, None, False, False, False)
    due = breach.known_at + HOURS
    if breach.authority_told_at is not None:
        return Clock(due, None, breach.authority_told_at > due, False, people_wait)
    left = due - at
    return Clock(due, left, left < timedelta(0), timedelta(0) <= left < NEAR, people_wait)


def checked(told: Mapping[str, str], known_at: datetime, at: datetime) -> Mapping[str, str]:
    """Return what is written down. Raises BadInput if it says nothing, or is known from the future."""
    if not told.get("what", "").strip():
        raise BadInput("say what happened; the rest can follow")
    if known_at > at:
        raise BadInput("it cannot become known in the future; say when you knew of it")
    return {field: told.get(field, "").strip() for field in FIELDS}


def may_close(breach: Breach, at: datetime) -> None:
    """Raise Refused, saying what is missing, unless all that the law asks was done."""
    missing = []
    clock = clock_of(breach, at)
    if breach.risk is Risk.UNKNOWN:
        missing.append("the risk is not judged")
    if breach.risk in (Risk.LIKELY, Risk.HIGH) and breach.authority_told_at is None:
        missing.append("the authority was not told")
    if clock.people_wait:
        missing.append("the people concerned were not told")
    if clock.late and not breach.told.get("decision"):
        missing.append("nothing says why the authority was told late")
    if not breach.told.get("decision"):
        missing.append("no decision is written down")
    if missing:
        raise Refused(f"this breach cannot be closed: {'; '.join(missing)}")
