"""What the mask misses: people look at a random sample of masked messages and count what should have been hidden.

Pure: which messages may be looked at, and the figure, are decided from arguments. Nothing of a message is kept, only
how many things of which kind were missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.nouns import BadInput

LOOKED_BACK = timedelta(days=14)
"""Messages of this many days may be looked at."""
MOST_MISSED = 50
PUBLISHED_FROM = 20
"""From this many messages the figure is public: of fewer it says nothing, and might tell of one customer."""

KINDS: Mapping[str, str] = {
    "PERSON": "Name of a person", "ADDRESS": "Postal address", "LOCATION": "Place", "EMAIL": "E-mail address",
    "PHONE": "Telephone number", "CARD": "Card number", "IBAN": "Bank account", "NATIONAL_ID": "ID or tax number",
    "HEALTH_ID": "Health insurance number", "DATE_OF_BIRTH": "Date of birth", "ACCOUNT": "Order or account number",
    "USERNAME": "User name", "SECRET": "Password or code", "VEHICLE": "Number plate", "IP": "Internet address",
    "URL": "Web address",
}  # fmt: skip
"""What can be missed, and how it is called on the reviewers' page."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One masked message to look at: its act, when it was written, its language, and the masked words."""

    act: str
    at: datetime
    language: str
    seen: str


@dataclass(frozen=True, slots=True)
class Misses:
    """The published figure: of `looked_at` masked messages, in how many something was missed, and of which kinds."""

    looked_at: int
    with_a_miss: int
    kinds: Mapping[str, int]
    first: datetime | None
    last: datetime | None
    interval: tuple[float, float] | None
    """95 %, Wilson; None while nobody has looked."""

    @property
    def share(self) -> float | None:
        """Share of messages in which something was missed."""
        return self.with_a_miss / self.looked_at if self.looked_at else None

    @property
    def published(self) -> bool:
        """Whether there are enough looks to publish."""
        return self.looked_at >= PUBLISHED_FROM

    @property
    def between(self) -> str:
        """The interval as a reader meets it: "1.2 % to 8.9 %", or ""."""
        return " to ".join(f"{bound * 100:.1f} %" for bound in self.interval or ())

    @property
    def percent(self) -> str:
        """The share as a reader meets it, or ""."""
        return "" if self.share is None else f"{self.share * 100:.1f} %"


def checked(missed: Mapping[str, str]) -> dict[str, int]:
    """Return how many things of each kind were missed, as a form says it; what is nought is left out.

    Raises BadInput naming the kind and what is wrong.
    """
    found: dict[str, int] = {}
    for kind, written in missed.items():
        if kind not in KINDS:
            raise BadInput("this kind cannot be missed; choose one that the page lists")
        if not (written.isascii() and written.isdigit() and int(written) <= MOST_MISSED):
            raise BadInput(f"{KINDS[kind]}: write a number from 0 to {MOST_MISSED}")
        if int(written):
            found[kind] = int(written)
    return found
