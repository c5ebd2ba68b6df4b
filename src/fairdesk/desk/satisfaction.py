"""How it was: asked once, after the end, of the assistant's help and of people's apart, and never of one colleague. Pure.

What is kept is a step from 1 to 5 beside the conversation, and goes with it. What is shown is the share who say good or
very good, with Wilson's interval; of fewer than ten nothing is shown, and there is no figure by colleague, day or topic
from which one could be worked out. Ratings are counted by full tens, the oldest first: what came between two looks at the
page is never one customer's answer about the one colleague who was there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from fairdesk.intervals import wilson
from fairdesk.language import gettext_noop
from fairdesk.nouns import BadInput, Voice

PARTS: Mapping[str, str] = {
    "assistant": gettext_noop("How was the help of the assistant?"),
    "people": gettext_noop("How was the help of people?"),
}
"""What is asked about, and the question."""

STEPS: Mapping[int, str] = {
    5: gettext_noop("Very good"),
    4: gettext_noop("Good"),
    3: gettext_noop("So-so"),
    2: gettext_noop("Bad"),
    1: gettext_noop("Very bad"),
}
GOOD = 4
FEWEST = 10
"""Of fewer nothing is shown."""

_HELPED_BY = {Voice.ASSISTANT: "assistant", Voice.PERSON: "people"}


@dataclass(frozen=True, slots=True)
class Satisfied:
    """Of one part: how many answered, and the share who say good or very good; None and no n of fewer than ten."""

    part: str
    n: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    first: date | None = None
    last: date | None = None

    @property
    def shown(self) -> bool:
        """Whether there are enough to say anything."""
        return self.share is not None


def left_to_rate(voices: Iterable[Voice], rated: Collection[str]) -> tuple[str, ...]:
    """Return the parts that took part in a conversation and were not rated yet."""
    took_part = {_HELPED_BY[voice] for voice in voices if voice in _HELPED_BY}
    return tuple(part for part in PARTS if part in took_part and part not in rated)


def read_step(typed: str) -> int | None:
    """Return the step that was chosen, None for none. Raises BadInput for what is no step."""
    if not typed:
        return None
    if typed not in {str(step) for step in STEPS}:
        raise BadInput("a rating has five steps, from 1 to 5")
    return int(typed)


def satisfied(counted: Mapping[tuple[str, int], int], first: date | None, last: date | None) -> tuple[Satisfied, ...]:
    """Return what may be shown of each part."""
    return tuple(_of_part(part, counted, first, last) for part in PARTS)


def as_dict(found: Collection[Satisfied], closed: int) -> dict[str, object]:
    """Return what may be shown as JSON tells it, on the page and by the command; *closed*: conversations that are over."""
    days = {each.part: {"first": each.first, "last": each.last} for each in found}
    parts = {
        each.part: {**asdict(each), **{name: day and str(day) for name, day in days[each.part].items()}}
        for each in found
    }
    return {"closed": closed, "parts": parts}


def _of_part(part: str, counted: Mapping[tuple[str, int], int], first: date | None, last: date | None) -> Satisfied:
    n = sum(counted.get((part, step), 0) for step in STEPS)
    if n < FEWEST:
        return Satisfied(part, None)
    found = wilson(sum(counted.get((part, step), 0) for step in STEPS if step >= GOOD), n)
    return Satisfied(part, n, found.value, found.low, found.high, first, last)
