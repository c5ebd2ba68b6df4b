"""Everything that happened with one person, in the order in which it happened: what reader mode shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from fairdesk.desk.timeline import Entry
from fairdesk.nouns import ActId, ConversationId


class Kind(StrEnum):
    """What a line is about."""

    BEGAN = "began"
    NOTICE = "notice"
    CHOICE = "choice"
    ENTRY = "entry"
    ACT = "act"
    GUIDELINE = "guideline"


_PLACES = {kind: place for place, kind in enumerate(Kind)}
"""Of things that happened at one moment, the order in which they are read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `says` is it in words, but for what was said, which is `entry`."""

    at: datetime
    kind: Kind
    channel: str = ""
    conversation: ConversationId | None = None
    says: str = ""
    entry: Entry | None = None
    act: ActId | None = None
    guidelines: Mapping[str, str] | None = None
    """Of an act: the version of each guideline that was in force for it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A person's conversations as one text; `left_out` may not be opened by who reads."""

    conversation: ConversationId
    lines: tuple[Line, ...]
    conversations: int
    left_out: int = 0


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines in time, and before each act the guidelines that are other ones than for the act before."""
    found: list[Line] = []
    known: dict[str, str] = {}
    for line in sorted(lines, key=_when):
        for name, version in sorted((line.guidelines or {}).items()):
            if known.get(name) != version:
                says = f"From here on the guideline {name} in version {version[:12]}"
                found.append(Line(line.at, Kind.GUIDELINE, says=says))
                known[name] = version
        found.append(replace(line, guidelines=None) if line.kind is not Kind.ACT else line)
    return tuple(found)


def _when(line: Line) -> tuple[datetime, str, int, int]:
    number = line.entry.number if line.entry else 0
    return (line.at, str(line.conversation or ""), _PLACES[line.kind], number)
