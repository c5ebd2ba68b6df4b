"""A conversation as its customer takes it along: every line of the timeline, with what was decided and why. Pure.

One content in three forms: text for people and letters, JSON for programs, and a page (desk/transcript.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from fairdesk.language import gettext_noop, say

FORMAT = "fairdesk-transcript/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: who spoke ("customer", "assistant" ...) and how that is said, the words, and what stands under them."""

    number: int
    at: datetime
    voice: str
    who: str
    text: str
    language: str
    sources: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    """Of a message: what was decided about it, and why, in sentences."""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation to take along."""

    company: str
    conversation: str
    language: str
    made_at: datetime
    lines: tuple[Line, ...]


HEADINGS: Mapping[str, str] = {
    "sources": gettext_noop("From:"),
    "files": gettext_noop("Files:"),
    "reasons": gettext_noop("Why:"),
}
TITLE = gettext_noop("Your conversation with {company}")
MADE = gettext_noop("Copy made on {day}")


def as_json(made: Transcript) -> dict[str, Any]:
    """Return the transcript as JSON values; times are ISO 8601 in UTC."""
    lines = [{**asdict(line), "at": line.at.isoformat()} for line in made.lines]
    return {**asdict(made), "format": FORMAT, "made_at": made.made_at.isoformat(), "lines": lines}


def as_text(made: Transcript) -> str:
    """Return the transcript as plain text, in the reader's language."""
    head = (title(made), say(made.language, MADE, day=clock(made.made_at)))
    return "\n\n".join(("\n".join(head), *(_block(line, made.language) for line in made.lines))) + "\n"


def title(made: Transcript) -> str:
    """Return what stands above it."""
    return say(made.language, TITLE, company=made.company)


def clock(at: datetime) -> str:
    """Return a moment as every reader can place it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _block(line: Line, language: str) -> str:
    under = [
        f"{say(language, heading)} {'; '.join(getattr(line, name)) if name != 'reasons' else ' '.join(line.reasons)}"
        for name, heading in HEADINGS.items()
        if getattr(line, name)
    ]
    return "\n".join(filter(None, (f"{line.who}, {clock(line.at)}", line.text, *under)))
