"""Say how soon a person should answer a conversation that waits, by the guideline `urgency`, and order the desk's list.

Only typed facts of the case are read: never a language, a group, or what helps a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.scorer import WithScores
from fairdesk.nouns import Because, Facts

FAILED = frozenset(
    {"appeal", "did_not_help", "second_unclear", "unsure", "error", "too_slow", "not_grounded", "flow_failed"}
)
"""Reasons for a person that say: the assistant has cost this customer time."""

DANGER_MINUTES = 15
"""Who is promised a person within so many minutes may be in danger, and stands before all others, late ones too."""

WITHOUT_RULE = "Something needed to say how urgent this is was missing, so it counts as urgent."


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent a waiting conversation is: `minutes` until a person should answer, in `says` why, and the reason."""

    level: str
    minutes: int
    says: str
    because: Because


def urgency_facts(concern: str, reason: str, waiting_since: datetime, at: datetime) -> Facts:
    """Return the typed inputs of the guideline; *reason* is why the conversation came to people."""
    return {
        "concern": concern,
        "waited_minutes": max(0, int((at - waiting_since).total_seconds()) // 60),
        "refused_ai": reason == "refused_ai",
        "assistant_failed": reason in FAILED,
    }


def urgency_of(guideline: Guideline | WithScores, facts: Facts) -> Urgency:
    """Return what *guideline* says of these facts. A refusing guideline says its own `on_refusal`: urgent."""
    verdict = guideline.decide(facts)
    says = next((rule.says for rule in guideline.table.rules if rule.id == verdict.because.rule), WITHOUT_RULE)
    return Urgency(verdict.outputs["urgency"], int(verdict.outputs["minutes"]), says, verdict.because)


def promised_by(minutes: int, since: datetime) -> datetime:
    """Return by when a person should answer who is promised one within *minutes* of *since*."""
    return since + timedelta(minutes=minutes)


def risk(minutes: int, since: datetime) -> tuple[bool, datetime, datetime]:
    """Return what lists are sorted by, smallest first: danger, then whose promised time is nearest or longest past.

    The one place that orders who waits, for colleagues' lists and the place that customers are told.
    """
    return (minutes > DANGER_MINUTES, promised_by(minutes, since), since)
