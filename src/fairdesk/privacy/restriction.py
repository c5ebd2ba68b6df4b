"""What is restricted (GDPR Article 18), who may open it all the same, and which looks are kept. Pure.

A restricted conversation is stored and no more: lists show nothing of it, the assistant leaves it to people, and a
colleague opens it only by breaking a glass: a reason in words, a message to the privacy officer, thirty minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.nouns import BadInput, ColleagueId, ConversationId, CustomerId

GLASS_LASTS = timedelta(minutes=30)
LOOK_LASTS = timedelta(minutes=15)
"""Opening the same conversation again within this time is the same look: live pages ask every few seconds."""

EVERYTHING = ConversationId("")
"""In a restriction: all conversations of the customer, also those to come."""

SHORTEST_REASON, LONGEST_REASON = 10, 500
THE_HOUSE = ColleagueId(0)
"""Who looks when a command on the server does: nobody signed in, so nobody can be named."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened what a customer wrote. `what`: conversation, reason, file, export or glass."""

    id: str
    conversation: ConversationId
    customer: CustomerId
    colleague: ColleagueId
    role: str
    work_name: str
    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Restriction:
    """What may only be stored, since when; `conversation` "" is everything of the customer's."""

    id: str
    customer: CustomerId
    conversation: ConversationId
    at: datetime

    def covers(self, customer: CustomerId, conversation: ConversationId) -> bool:
        """Whether a conversation is restricted by this."""
        return self.customer == customer and self.conversation in ("", conversation)


@dataclass(frozen=True, slots=True)
class Glass:
    """A glass that was broken: who, when, until when; `sealed` is the reason; `seen_at` when an officer read it."""

    id: str
    conversation: ConversationId
    customer: CustomerId
    colleague: ColleagueId
    role: str
    work_name: str
    at: datetime
    until: datetime
    sealed: bytes
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """A broken glass as an officer reads it: with its reason, and whether this officer may say it was looked into."""

    glass: Glass
    reason: str
    may_acknowledge: bool


def covering(restrictions: Iterable[Restriction], customer: CustomerId, conversation: ConversationId) -> bool:
    """Whether any of the restrictions in force covers a conversation."""
    return any(each.covers(customer, conversation) for each in restrictions)


def covers_any(restrictions: Iterable[Restriction], conversation: ConversationId) -> bool:
    """Whether any of one person's restrictions covers a conversation of theirs."""
    return any(each.conversation in ("", conversation) for each in restrictions)


def checked_reason(typed: str) -> str:
    """Return the reason for breaking a glass as one line. Raises BadInput if it is none, or a novel."""
    reason = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if len(reason) < SHORTEST_REASON:
        raise BadInput("say why you must open this now, in a few words; the officer and the customer are told")
    if len(reason) > LONGEST_REASON:
        raise BadInput(f"the reason has {len(reason)} characters; {LONGEST_REASON} fit")
    return reason


def may_acknowledge(glass: Glass, officer: ColleagueId, alone: bool = False) -> bool:
    """Whether *officer* may say that a broken glass was looked into: not their own, unless nobody else could."""
    return glass.seen_at is None and (alone or glass.colleague != officer)
