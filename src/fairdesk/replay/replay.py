"""A kept turn decided again, by the very lines that serve the live desk.

Nothing is asked of a model or a clock: the situation names what was known, and the draft that was made then is taken
as it was kept. Where a proposed guideline lets the assistant answer what it did not answer then, the articles of that
moment are searched; such turns are counted apart (`Replayed.searched`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairdesk.desk.turn import Rules, decide, digest
from fairdesk.nouns import Asked, Draft, Route, Situation, Turn

Answer = Callable[[Asked, Situation], Draft]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A turn as it was and as it came out now. `searched`: there was no draft then, so one was made from the articles."""

    before: Turn
    after: Turn
    searched: bool

    @property
    def same(self) -> bool:
        """Whether everything decided, with its reason, is the same."""
        return digest(self.before) == digest(self.after)

    @property
    def changed(self) -> bool:
        """Whether the customer would have met something else: another route, release or hand-over."""
        return outcome(self.before) != outcome(self.after)


def again(kept: Turn, rules: Rules, search: Answer) -> Replayed:
    """Decide a kept turn again under *rules*; *search* is called only where no draft was made then."""
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

    after = decide(kept.asked, kept.situation, answer, rules)
    return Replayed(kept, after, searched)


def outcome(turn: Turn) -> tuple[str, str]:
    """Return what the customer met: answered, unclear, or a person and why."""
    if turn.handover:
        return ("person", turn.handover)
    return ("assistant", str(turn.release or ""))
