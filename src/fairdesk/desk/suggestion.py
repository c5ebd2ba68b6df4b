"""What the desk suggests to a colleague as a reply: with its sources, and how sure it is in words. Pure.

A colleague sends it as it is, changes it, or rejects it with a reason; what leaves is theirs, under their own name, and
is counted as assisted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairdesk.nouns import Evidence, Voice

ASSISTED = "assisted"
"""Of a person's line: it is what was suggested, word for word."""
EDITED = "assisted_edited"
"""Of a person's line: it began as what was suggested."""
REJECTED = "suggestion_rejected"

SURE, FAIRLY = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reply that is suggested: the words, where they stand, and how sure."""

    text: str
    evidence: tuple[Evidence, ...]
    confidence: float

    @property
    def says(self) -> str:
        """How sure it is, in words that say what to do."""
        if self.confidence >= SURE:
            return "Quite sure: an article says this. Check that it answers what was asked."
        if self.confidence >= FAIRLY:
            return "Fairly sure. Read the article before you send it."
        return "Not sure. It is the nearest that was found, and may be wrong."


def code_of(words: str, suggested: str) -> str:
    """Return how a reply that began as a suggestion is counted."""
    return ASSISTED if " ".join(words.split()) == " ".join(suggested.split()) else EDITED


def is_open(lines: Iterable[tuple[Voice, str]]) -> bool:
    """Whether the customer's latest message still waits for a person's answer, and nothing was rejected for it."""
    waits = False
    for voice, code in lines:
        if voice is Voice.CUSTOMER:
            waits = True
        elif voice is Voice.PERSON or code == REJECTED:
            waits = False
    return waits
