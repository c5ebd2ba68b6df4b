"""A request as pages, the API and the command line show it: everything computed, nothing to decide any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairdesk.rights.deadlines import Authority, Law
from fairdesk.rights.requests import Move, RequestKind, Stage


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said in a request: "asked" and "reply" by the customer, "question" and "answer" by us."""

    at: datetime
    side: str
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as somebody who may see it sees it."""

    id: str
    kind: RequestKind
    stage: Stage
    filed_at: datetime
    due_at: datetime
    days_left: int
    """Whole days until the deadline; negative once it has passed."""
    near: bool
    overdue: bool
    paused: bool
    extended: bool
    ended_at: datetime | None
    law: Law
    authority: Authority
    zone: str
    ground: str
    """Why it was refused, in words; "" if it was not."""
    said: tuple[Said, ...]
    claim: str
    """The code that opens the request after an erasure; "" where it can no longer be shown."""
    moves: tuple[Move, ...]
    """What whoever looks may do now."""
    agreed_first: str
    """The colleague who agreed first to an erasure; ""."""
    mine_first: bool
    """Whether that was who looks."""
    solo: bool
    """Whether one person alone approves here, a day apart."""
    certificate: bool
    proof: Mapping[str, object]
    filed_by_us: bool
    identity: str
    scope: tuple[str, ...] = ()
    """The purposes that an objection is about, or the conversation to be restricted; none: all, or words say it."""

    @property
    def due_day(self) -> date:
        """Return the last day for an answer, where the company is."""
        return self.due_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def filed_day(self) -> date:
        """Return the day of the request, where the company is."""
        return self.filed_at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def open(self) -> bool:
        """Whether something still happens."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an erasure would take, and what would stay and why."""

    rows: Mapping[str, int]
    conversations: int
    messages: int
    held: int
    """Conversations that a legal hold keeps."""
    holds_all: bool
    ledger_entries: int
    """Entries that stay as sealed commitments."""
    final: datetime | None
    """From when on no backup of keys opens anything; None: at once."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What became of an erasure at the command line; `says` is why it is not over yet, "" if it is."""

    id: str
    stage: Stage
    certificate: str
    says: str
