"""An appeal: a customer disputes an act of the assistant; a person looks at it again and says how it ends.

Pure: where each appeal of a conversation stands is read off its events. Nothing else is kept of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairdesk.nouns import BadInput, Fact

ASKED = "appealed"
"""The event of an appeal; its values name the act and which answer it was (0: none)."""


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
    """One act that was disputed; `outcome` is None while nobody has decided."""

    act: str
    answer: int
    outcome: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether a person has still to decide."""
        return self.outcome is None


def appeals(events: Iterable[tuple[str, Mapping[str, Fact]]]) -> tuple[Appeal, ...]:
    """Return the appeals of a conversation, given the code and values of its events in order."""
    found: dict[str, Appeal] = {}
    for code, values in events:
        if code == ASKED or code in ENDS:
            act, answer = str(values.get("act", "")), values.get("answer", 0)
            found[act] = Appeal(act, answer if type(answer) is int else 0, ENDS.get(code))
    return tuple(found.values())


def outcome_named(written: str) -> Outcome:
    """Return the outcome a form names. Raises BadInput."""
    if written not in set(Outcome):
        raise BadInput("choose whether the act stays as it was or was changed")
    return Outcome(written)
