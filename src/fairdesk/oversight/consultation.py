"""The record that the people who work here were told and asked before anything about single ones is measured. Pure.

Without one no probe is made or shown, and no figure about who looks at drafts is computed, kept or shown (promise 11).
Many laws ask for it: information and consultation of workers (AI Act, Article 26(7); Directive 2002/14/EC), and works
councils have a say of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fairdesk.nouns import BadInput

LONGEST = 4000
PARTS = {
    "what": "What is measured, and what for",
    "to_whom": "Who was told and asked",
    "questions": "What they asked",
    "answers": "What was answered",
    "changes": "What was changed because of it",
}
"""What a record says, as the page asks for it."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """One record."""

    id: str
    at: datetime
    by_name: str
    told_on: date
    what: str
    to_whom: str
    questions: str
    answers: str
    changes: str

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Each part with its heading."""
        return tuple((says, getattr(self, name)) for name, says in PARTS.items())


def checked(parts: dict[str, str], told_on: str, today: date) -> tuple[dict[str, str], date]:
    """Return what a form says, each part with words. Raises BadInput naming what is missing."""
    said = {name: parts.get(name, "").strip()[:LONGEST] for name in PARTS}
    for name, words in said.items():
        if not words:
            raise BadInput(f"{PARTS[name].lower()}: write it down, or write that there was nothing")
    try:
        day = date.fromisoformat(told_on)
    except ValueError:
        raise BadInput("write the day on which they were told, as year-month-day") from None
    if day > today:
        raise BadInput("they cannot have been told on a day that is still to come")
    return said, day
