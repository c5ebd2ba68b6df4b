"""The sensitive matters the desk looks for: which come first, and what the desk must not do in each.

By when a person answers says the guideline `first_human`. Acute matters are answered with words that people wrote
(first_response.py) and never by the assistant.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """The codes that guidelines, reasons and records use."""

    CRISIS = "crisis"
    ABUSE = "abuse"
    MINOR = "minor"
    BEREAVEMENT = "bereavement"
    HARDSHIP = "hardship"
    FRAUD = "fraud"
    ILLNESS = "illness"
    DISCRIMINATION = "discrimination"
    LEGAL = "legal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Matter:
    """One sensitive matter: its label for colleagues, and what must not happen."""

    topic: Topic
    label: str
    acute: bool
    never: tuple[str, ...]


def _matter(topic: Topic, label: str, *never: str, acute: bool = False) -> Matter:
    return Matter(topic, label, acute, never)


MATTERS: dict[Topic, Matter] = {
    matter.topic: matter
    for matter in (
        _matter(
            Topic.CRISIS,
            "Suicide, self-harm, threat to life",
            "ask for proof of identity first",
            "ask about means or method",
            "close the conversation",
            "sell, survey or let the assistant write",
            acute=True,
        ),
        _matter(
            Topic.ABUSE,
            "Abuse, coercive control, stalking",
            "write to the home, a shared address or a shared account",
            "send a transcript or a notification before a safe channel is agreed",
            "tell a joint account holder",
            acute=True,
        ),
        _matter(
            Topic.MINOR,
            "A minor, child safety",
            "sell to or profile the child",
            "promise secrecy",
            acute=True,
        ),
        _matter(
            Topic.FRAUD,
            "Scam, theft or fraud victim",
            "blame the customer",
            "ask for a payment, password or code",
        ),
        _matter(
            Topic.BEREAVEMENT,
            "Bereavement",
            "make the customer tell it twice",
            "send reminders or advertising to or about the person who died",
            "repeat condolences",
        ),
        _matter(
            Topic.HARDSHIP,
            "Financial hardship, gambling",
            "ask for a payment in the first reply",
            "blame the customer",
        ),
        _matter(
            Topic.ILLNESS,
            "Serious illness, disability, distress",
            "ask for a diagnosis",
            "record health facts without consent",
        ),
        _matter(
            Topic.DISCRIMINATION,
            "Discrimination, harassment",
            "give the case to the person complained about",
            "delete anything on the case",
        ),
        _matter(
            Topic.LEGAL,
            "Legal threat, whistle-blowing, data breach",
            "admit or deny",
            "delete anything on the case",
        ),
    )
}
"""Every matter but "none", most urgent first: where several are found, the first of these wins."""

ACUTE = frozenset(matter.topic for matter in MATTERS.values() if matter.acute)
_RANK = {topic: rank for rank, topic in enumerate(MATTERS)}


def most_urgent(topics: frozenset[Topic]) -> Topic:
    """Return the matter that decides, or NONE of none."""
    return min(topics & MATTERS.keys(), key=_RANK.__getitem__, default=Topic.NONE)
