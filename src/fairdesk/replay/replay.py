"""A kept turn decided again, by the very lines that serve the live desk.

Nothing is asked of a model or a clock: the situation names what was known, and the draft that was made then is taken
as it was kept. Where a proposed guideline lets the assistant answer what it did not answer then, the articles of that
moment are searched; such turns are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fairdesk.desk.turn import Rules, decide
from fairdesk.nouns import Asked, Draft, Facts, Release, Route, Situation, Turn

Answer = Callable[[Asked, Situation], Draft]


class Met(Protocol):
    """What says how a turn came out."""

    @property
    def handover(self) -> str:
        """Why a person had it, or ""."""

    @property
    def release(self) -> Release | None:
        """What became of a draft."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept turn as far as deciding it again needs it: all but the reason of then, whose digest stands for it."""

    asked: Asked
    situation: Situation
    facts: Facts
    route: Route
    release: Release | None
    draft: Draft | None
    handover: str
    digest: str


def again(kept: Turn | Kept, rules: Rules, search: Answer) -> tuple[Turn, bool]:
    """Decide a kept turn again under *rules*: return it as it comes out now, and whether *search* was called.

    *search* is called only where no draft was made then.
    """
    searched = False

    def answer(asked: Asked, situation: Situation) -> Draft:
        nonlocal searched
        if kept.draft is not None:
            return kept.draft
        if kept.route is Route.ASSISTANT:
            if kept.facts.get("in_time") is False:
                raise TimeoutError
            raise LookupError("the answer failed then")
        searched = True
        return search(asked, situation)

    return decide(kept.asked, kept.situation, answer, rules), searched


def outcome(turn: Met) -> tuple[str, str]:
    """Return what the customer met: answered, unclear, or a person and why."""
    if turn.handover:
        return ("person", turn.handover)
    return ("assistant", str(turn.release or ""))
