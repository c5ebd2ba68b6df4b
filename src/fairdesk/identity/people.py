"""The people who work at the desk, as the desk knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.identity.roles import Deed, Role, may
from fairdesk.nouns import BadInput, ColleagueId

SHIFT = timedelta(hours=12)
"""How long a colleague counts as on duty after saying so. Somebody who forgot to leave must not shorten the wait
that customers are told."""

NAME_LENGTH = 60

CAPACITY = 5
"""How many conversations at once the desk may give somebody by itself, until they say otherwise."""
MOST_CAPACITY = 50


class Presence(StrEnum):
    """Whether somebody takes something new. Each says it of themselves; only how it is now is kept."""

    AVAILABLE = "available"
    AWAY = "away"
    """There, or soon again; given nothing new."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person at the desk. `name` signs in; `work_name` is what customers may see (never a surname by default)."""

    id: ColleagueId
    name: str
    work_name: str
    role: Role
    duty_until: datetime | None = None
    away: bool = False
    capacity: int = CAPACITY

    def presence(self, at: datetime) -> Presence:
        """Return whether this person takes something new now."""
        if not self.on_duty(at):
            return Presence.OFF
        return Presence.AWAY if self.away else Presence.AVAILABLE

    def on_duty(self, at: datetime) -> bool:
        """Whether this person counts as being there."""
        return self.duty_until is not None and self.duty_until > at

    def may(self, deed: str) -> bool:
        """Whether this person may do *deed*."""
        return may(self.role, deed)

    @property
    def answers_customers(self) -> bool:
        """Whether this person counts for the wait: only those who may reply do."""
        return self.may(Deed.REPLY)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which a colleague is signed in; `key` is the session's own name and is never shown."""

    id: int
    key: str
    since: datetime
    address: str
    browser: str


def presence_named(name: str) -> Presence:
    """Return the presence of this name. Raises BadInput naming those there are."""
    try:
        return Presence(name)
    except ValueError as unknown:
        raise BadInput(f"there is no presence {name!r}; there are {', '.join(Presence)}") from unknown


def checked_capacity(given: str) -> int:
    """Return how many conversations at once somebody takes. Raises BadInput for what is no number up to the most."""
    if not (given.isascii() and given.isdigit() and len(given) < 4 and int(given) <= MOST_CAPACITY):
        raise BadInput(f"give a whole number from 0 to {MOST_CAPACITY}")
    return int(given)


def checked_name(what: str, given: str) -> str:
    """Return a name without outer spaces. Raises BadInput if it is empty, too long or holds control characters."""
    name = given.strip()
    if not name:
        raise BadInput(f"{what} is empty; give a name")
    if len(name) > NAME_LENGTH:
        raise BadInput(f"{what} has {len(name)} characters; use at most {NAME_LENGTH}")
    if not name.isprintable():
        raise BadInput(f"{what} holds characters that cannot be seen; use letters, digits and spaces")
    return name


def role_named(name: str) -> Role:
    """Return the role with this name. Raises BadInput naming those there are."""
    try:
        return Role(name)
    except ValueError as unknown:
        raise BadInput(f"there is no role {name!r}; there are {', '.join(Role)}") from unknown
