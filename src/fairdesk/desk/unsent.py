"""A colleague's reply between *Send* and the customer: for some seconds it can be taken back.

It is kept when it is sent and leaves by itself, also after a crash. What happened in between is looked at again when
it would leave: then it may have to stay, and its writer reads why. What has left cannot be taken back by anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fairdesk.nouns import ColleagueId, Voice


class Held(StrEnum):
    """Why a reply did not leave."""

    NO = ""
    CUSTOMER_WROTE = "customer_wrote"
    COLLEAGUE_WROTE = "colleague_wrote"
    NOT_YOURS = "not_yours"
    RESTRICTED = "restricted"
    NO_LONGER_HERE = "no_longer_here"


SAYS = {
    Held.CUSTOMER_WROTE: "The customer wrote before it left. Read that first.",
    Held.COLLEAGUE_WROTE: "A colleague wrote before it left. Read that first.",
    Held.NOT_YOURS: "The conversation went to somebody else before it left.",
    Held.RESTRICTED: "The customer restricted this conversation before it left.",
    Held.NO_LONGER_HERE: "Who wrote it may not answer customers any more.",
}
"""Each reason as colleagues read it."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A reply that has not left, as colleagues see it: it leaves at `leaves_at`, unless it is `held`."""

    id: str
    who: str
    text: str
    leaves_at: datetime
    seconds: int = 0
    """How long that is from when it was read."""
    held: Held = Held.NO
    closes: bool = False
    mine: bool = False
    """Whether the colleague who looks may take it back."""

    @property
    def says(self) -> str:
        """Why it did not leave, in words."""
        return SAYS.get(self.held, "")


def overtaken_by(since: Iterable[tuple[Voice, int | None]], author: ColleagueId) -> Held:
    """Return who wrote since *author* last read: of each line its voice and who wrote it. One's own lines overtake nothing."""
    lines = tuple(since)
    if any(voice is Voice.CUSTOMER for voice, _ in lines):
        return Held.CUSTOMER_WROTE
    others = (by for voice, by in lines if voice in (Voice.PERSON, Voice.NOTE) and by is not None)
    return Held.COLLEAGUE_WROTE if any(by != author for by in others) else Held.NO
