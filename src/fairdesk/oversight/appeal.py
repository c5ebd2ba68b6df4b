"""An appeal: a customer disputes an act; a named person other than the first looks at it again.

    first appeal    somebody who answers customers and had no part in it        within the promised working days
    second appeal   an officer who had no part in it, once                      the same

Pure: where each appeal of a conversation stands is read off its events; who decides and until when is kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fairdesk.nouns import ActId, BadInput, ColleagueId, ConversationId, CustomerId, Fact, Refused
from fairdesk.oversight.pause import SOLO_WAIT

ASKED = "appealed"
"""The event of an appeal; its values name the act and which answer it was (0: none)."""
PASSED_ON = "appeal_passed_on"
"""The event of another person deciding than was named at first."""
ABOUT_MONEY = "money"
"""What an appeal against a decision about money is about."""
MOST = 2
"""Appeals against one act: the first, and one to an officer."""


class Outcome(StrEnum):
    """How an appeal ends."""

    UPHELD = "upheld"
    """The act stays as it was."""
    CHANGED = "changed"
    """A person decided otherwise."""

    @property
    def event(self) -> str:
        """The code of the event that tells of it."""
        return f"appeal_{self.value}"


ENDS = {outcome.event: outcome for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class Appeal:
    """One act that was disputed, for the first or second time; `outcome` is None while nobody has decided.

    `answer`: which answer of the assistant it was, `decision`: the number of a decision about money; 0: none.
    """

    act: str
    answer: int
    outcome: Outcome | None = None
    round: int = 1
    decision: int = 0

    @property
    def open(self) -> bool:
        """Whether a person has still to decide."""
        return self.outcome is None

    @property
    def may_be_repeated(self) -> bool:
        """Whether the customer may still ask an officer."""
        return not self.open and self.round < MOST


@dataclass(frozen=True, slots=True)
class AppealTold:
    """An appeal as its customer reads it: who decides by which day, how it ended, by whom and in which words.

    `outcome` and what follows are empty while it is open; `by` and `until` where nobody was named yet.
    """

    act: ActId
    round: int
    at: datetime | None
    by: str
    until: date | None
    outcome: str
    decided_at: datetime | None
    who: str
    words: str
    may_be_repeated: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """An appeal as it is kept: who decides it and until when, and how and when it ended. `decider` 0: nobody may."""

    act: ActId
    round: int
    conversation: ConversationId
    customer: CustomerId
    at: datetime
    due: datetime
    decider: ColleagueId
    decider_name: str
    topic: str
    language: str
    outcome: Outcome | None = None
    decided_at: datetime | None = None

    def late(self, at: datetime) -> bool:
        """Whether it was not decided when that was promised."""
        return (self.decided_at or at) > self.due


def appeals(events: Iterable[tuple[str, Mapping[str, Fact]]]) -> tuple[Appeal, ...]:
    """Return the appeals of a conversation, given the code and values of its events in order."""
    found: dict[str, Appeal] = {}
    for code, values in events:
        if code == ASKED or code in ENDS:
            act, round = str(values.get("act", "")), 0
            if act in found:
                round = found[act].round
            found[act] = Appeal(
                act, _number(values, "answer"), ENDS.get(code), round + (code == ASKED or not round),
                _number(values, "decision"),
            )  # fmt: skip
    return tuple(found.values())


def _number(values: Mapping[str, Fact], name: str) -> int:
    found = values.get(name, 0)
    return found if type(found) is int else 0


def outcome_named(written: str) -> Outcome:
    """Return the outcome a form names. Raises BadInput."""
    if written not in set(Outcome):
        raise BadInput("choose whether the act stays as it was or was changed")
    return Outcome(written)


# --- who decides ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose role lets them decide appeals: whether they are on duty, and how many they have to decide."""

    id: ColleagueId
    name: str
    on_duty: bool
    open: int


def named(candidates: Sequence[Candidate], first: AbstractSet[ColleagueId]) -> Candidate | None:
    """Return who decides: not who decided or answered *first*; on duty, the fewest appeals, then the longest here.

    Where nobody else is there, as in a firm of one, it is one of the first, a day later; None if nobody may at all.
    """
    others = [each for each in candidates if each.id not in first] or list(candidates)
    return min(others, key=lambda each: (not each.on_duty, each.open, each.id), default=None)


def check_may_decide(
    colleague: ColleagueId,
    candidates: Sequence[Candidate],
    first: AbstractSet[ColleagueId],
    filed_at: datetime,
    at: datetime,
) -> None:
    """Raise Refused, saying why, unless somebody whose role allows it may decide: the first only where they are alone."""
    if colleague not in {each.id for each in candidates}:
        raise Refused("your role does not allow you to decide this appeal; somebody else must")
    if colleague not in first:
        return
    if any(each.id not in first for each in candidates):
        raise Refused("you decided or answered here first; somebody else must look at it again")
    if at - filed_at < SOLO_WAIT:
        raise Refused(
            f"you are alone here: look at it again from {filed_at + SOLO_WAIT:%Y-%m-%d %H:%M} UTC, a day later"
        )
