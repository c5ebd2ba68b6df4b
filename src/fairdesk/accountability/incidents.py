"""An incident: something went wrong, somebody owns it, a clock runs, and nobody closes it without cause, correction, evidence.

Whether a law sets the clock is the company's to say; the times and where they stand are these. EU AI Act (Regulation
2024/1689), article 73: a serious incident with a high-risk system is reported to the market surveillance authority
within 15 days of becoming aware of it (paragraph 2), a widespread infringement or a disruption of critical
infrastructure within 2 (paragraph 3), a death within 10 (paragraph 4). GDPR article 33(1): personal data within 72
hours; how that goes is the record of breaches (rights/breaches.py), and an incident only names it. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.nouns import BadInput, ColleagueId, Refused

NEAR = timedelta(days=1)
MOST_WORDS = 5000
MOST_ACTS = 500


class Severity(StrEnum):
    """How grave it is, which sets the clock."""

    FAULT = "fault"
    SERIOUS = "serious"
    DEATH = "death"
    WIDESPREAD = "widespread"
    PERSONAL_DATA = "personal_data"


@dataclass(frozen=True, slots=True)
class Clock:
    """How much time there is, what for, and who says so."""

    time: timedelta
    says: str
    source: str


CLOCKS: Mapping[Severity, Clock] = {
    Severity.FAULT: Clock(timedelta(days=10), "found, mended and closed", "the desk's own time; no law sets it"),
    Severity.SERIOUS: Clock(timedelta(days=15), "the authority is told", "EU AI Act, article 73(2)"),
    Severity.DEATH: Clock(timedelta(days=10), "the authority is told", "EU AI Act, article 73(4)"),
    Severity.WIDESPREAD: Clock(timedelta(days=2), "the authority is told", "EU AI Act, article 73(3)"),
    Severity.PERSONAL_DATA: Clock(timedelta(hours=72), "the breach is dealt with", "GDPR, article 33(1)"),
}
REPORTED = frozenset({Severity.SERIOUS, Severity.DEATH, Severity.WIDESPREAD})
"""Where an authority must be told; of personal data the record of breaches has its own clock for that."""


class Found(StrEnum):
    """How an incident came to be known."""

    PERSON = "person"
    OVERRIDES = "overrides"
    SUGGESTIONS = "suggestions"
    STAMPS = "stamps"
    GUARDRAIL = "guardrail"
    PROMISE = "promise"
    REVIEW = "review"
    APPEAL = "appeal"
    DRILL = "drill"
    FAIRNESS = "fairness"
    PAIRS = "pairs"


FOUND: Mapping[Found, str] = {
    Found.PERSON: "somebody at the desk saw it",
    Found.OVERRIDES: "colleagues overrode five answers on a topic for one reason within a week",
    Found.SUGGESTIONS: "colleagues rejected five suggested replies on a topic for one reason within a week",
    Found.STAMPS: "drafts where much is at stake went through as if nobody looked, over five or more people together",
    Found.GUARDRAIL: "the desk stopped its own assistant",
    Found.PROMISE: "a promise about answers was broken",
    Found.APPEAL: "an appeal was not decided in the promised time",
    Found.PAIRS: "the desk treats a question otherwise by who asks or how it is written, and did not before",
    Found.DRILL: "a drill of the stop failed, or was not held for two weeks",
    Found.FAIRNESS: "it is certain that one group of customers fares worse than everybody else",
    Found.REVIEW: "the review of a guideline is two weeks overdue",
}


class Stage(StrEnum):
    """How far an incident is: what is known of it says so."""

    OPEN = "open"
    CAUSE_FOUND = "cause_found"
    CORRECTED = "corrected"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows what happened: acts, and the range of the ledger's entries, from one place up to another."""

    acts: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None

    @property
    def there(self) -> bool:
        """Whether there is any."""
        return bool(self.acts) or self.first is not None


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. `key` names its cause: at most one incident of a cause is open. `owner` 0: nobody may own one here."""

    id: str
    number: int
    key: str
    found: Found
    severity: Severity
    known_at: datetime
    opened_at: datetime
    opened_by: ColleagueId
    owner: ColleagueId
    owner_name: str
    what: str
    cause: str = ""
    correction: str = ""
    evidence: Evidence = Evidence()
    breach: str = ""
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def due(self) -> datetime:
        """When its clock runs out."""
        return self.known_at + CLOCKS[self.severity].time

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.closed_at is not None:
            return Stage.CLOSED
        if self.correction:
            return Stage.CORRECTED
        return Stage.CAUSE_FOUND if self.cause else Stage.OPEN

    @property
    def answered_at(self) -> datetime | None:
        """When its clock was answered: the authority told where one must be, otherwise closed."""
        return self.reported_at if self.severity in REPORTED else self.closed_at

    def late(self, at: datetime) -> bool:
        """Whether its clock ran out before it was answered."""
        return (self.answered_at or at) > self.due

    def near(self, at: datetime) -> bool:
        """Whether less than a day is left."""
        return self.answered_at is None and timedelta(0) <= self.due - at < NEAR


def missing(incident: Incident) -> tuple[str, ...]:
    """Return what keeps an incident from being closed."""
    found = {
        "nobody owns it": not incident.owner,
        "the cause is not written down": not incident.cause,
        "the correction is not written down": not incident.correction,
        "no evidence is named: acts, or a range of the ledger": not incident.evidence.there,
        "the authority was not told": incident.severity in REPORTED and incident.reported_at is None,
        "the record of the breach is not named": incident.severity is Severity.PERSONAL_DATA and not incident.breach,
    }
    return tuple(says for says, lacks in found.items() if lacks)


def may_close(incident: Incident) -> None:
    """Raise Refused, naming all that is missing, unless an incident can be closed."""
    if lacks := missing(incident):
        raise Refused(f"incident {incident.number} cannot be closed: {'; '.join(lacks)}")


def severity_named(written: str) -> Severity:
    """Return the severity a form names. Raises BadInput."""
    if written not in set(Severity):
        raise BadInput(f"choose how grave it is: one of {', '.join(Severity)}")
    return Severity(written)


def checked_words(written: str, *, needed: bool = False) -> str:
    """Return words about an incident without spaces around them. Raises BadInput for too many, or none where *needed*."""
    words = written.strip()
    if needed and not words:
        raise BadInput("say what happened; the rest can follow")
    if len(words) > MOST_WORDS:
        raise BadInput(f"{len(words)} characters are too many; {MOST_WORDS} fit")
    return words


def evidence_named(acts: str, first: str, last: str) -> Evidence:
    """Return evidence as a form writes it: acts with spaces or lines between, and two places of the ledger or none.

    Raises BadInput saying what cannot be read.
    """
    named = tuple(dict.fromkeys(acts.split()))
    if len(named) > MOST_ACTS or any(len(act) > 64 or not act.replace("-", "").isalnum() for act in named):
        raise BadInput(f"name acts by their ids, at most {MOST_ACTS}")
    if not first.strip() and not last.strip():
        return Evidence(named)
    if not (first.strip().isdecimal() and last.strip().isdecimal()) or int(first) > int(last):
        raise BadInput("name the ledger's range as two places, the first before the last, such as 120 and 180")
    return Evidence(named, int(first), int(last))
