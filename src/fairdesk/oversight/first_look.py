"""Review before sending: a draft waits until a person has looked at it, or until it becomes a draft for people.

Pure: when a draft may still leave, and how long a look takes at least, are decided from arguments. The words of a draft
stand in its turn, sealed; here is only where it stands.

Of high risk, whoever looks says first what they make of the draft, and reads the assistant's reason after that: advice
that comes first draws people with it (Goddard, Roudsari, Wyatt 2012, JAMIA 19:121, on automation bias). They may let it go only after
the time it takes to read it, because rare faults are missed by those who look too shortly (Rich and others 2008, Journal
of Vision 8(15):15, on low prevalence).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fairdesk.nouns import ActId, BadInput, ConversationId, CustomerId, Evidence

SHORTEST_LOOK = 3.0
WORDS_A_SECOND = 6.0
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{1,2}|(?:(?![\u3400-\u4dbf\u4e00-\u9fff])\w)+")
"""A word; of Chinese, which writes no spaces, two characters."""

OWN: Mapping[str, str] = {"right": "I would send it", "wrong": "I would not", "unclear": "Cannot tell"}
"""What a person makes of a draft before they read the assistant's reason."""


class Stands(StrEnum):
    """Where a draft stands."""

    WAITS = "waits"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    FOR_PEOPLE = "for_people"
    """It may not leave any more: people answer, and may use it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that a person is to look at; `number` is the message it answers, `because` why it did not leave in the end."""

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    number: int
    at: datetime
    until: datetime
    risk: str
    language: str
    stands: Stands = Stands.WAITS
    because: str = ""

    @property
    def high(self) -> bool:
        """Whether much is at stake: own judgement first, and time to read."""
        return self.risk == "high"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a colleague sees of a draft. `reasons` and `evidence` are empty until they have said what they make of it."""

    draft: Waiting
    asked: str
    text: str
    own: str
    opened: str
    """Proves when this colleague opened it, and what they said; nothing of it is kept."""
    seconds: float
    """How long a look takes at least."""
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def words_of(text: str) -> int:
    """Return how many words a text has."""
    return len(_WORD.findall(text))


def shortest_look(text: str, high: bool) -> float:
    """Return the seconds that must pass before a draft may be let go; none where little is at stake."""
    return max(SHORTEST_LOOK, words_of(text) / WORDS_A_SECOND) if high else 0.0


def still_to_wait(opened: datetime, at: datetime, seconds: float) -> float:
    """Return the seconds that are left of the shortest look; a clock that went back leaves all of it."""
    passed = max((at - opened).total_seconds(), 0.0)
    return max(seconds - passed, 0.0)


def waits_until(at: datetime, minutes: str) -> datetime:
    """Return until when a draft waits, as its guideline says."""
    return at + timedelta(minutes=int(minutes))


def own_verdict(written: str) -> str:
    """Return what a form says a person makes of a draft. Raises BadInput."""
    if written not in OWN:
        raise BadInput("say first what you make of the draft; its reason stands on the next page")
    return written
