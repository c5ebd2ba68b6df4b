"""Compare groups of customers over live traffic: how many are answered by the assistant alone, how many of these wrongly. Pure.

    compared("language", {"en": Tally(900, 700, 120, 3), "de": Tally(80, 40, 12, 2)})

Everybody counts once, with the first message of theirs: messages of one person are no independent tries. The intervals are
those of shares and of differences from everybody else, wide enough that all of one kind of group hold together with 95 %. A group
of too few people is put together with others, so that no figure is of a few, nor left over when one is taken from a sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairdesk.intervals import Share, newcombe, simultaneous, wilson

FEWEST = 5
"""Of fewer people no figure is shown."""
CONFIDENCE = 0.95
OTHERS = "the others"


@dataclass(frozen=True, slots=True)
class Tally:
    """Of a group: people who asked, how many were answered alone, people whose answer was reviewed, how many wrongly."""

    people: int = 0
    answered: int = 0
    reviewed: int = 0
    wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return both groups as one."""
        return Tally(
            self.people + other.people, self.answered + other.answered,
            self.reviewed + other.reviewed, self.wrong + other.wrong,
        )  # fmt: skip

    def __sub__(self, other: Tally) -> Tally:
        """Return what is left without a part."""
        return Tally(
            self.people - other.people, self.answered - other.answered,
            self.reviewed - other.reviewed, self.wrong - other.wrong,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """A group beside everybody else: shares with their intervals, and by how much they lie apart. None: too few reviewed."""

    name: str
    value: str
    people: int
    answered: Share
    answered_apart: Share
    reviewed: int
    wrong: Share | None
    wrong_apart: Share | None


def compared(name: str, tallies: Mapping[str, Tally]) -> tuple[Group, ...]:
    """Return each group called *name* (say, each language), the largest first; () where there are no two to compare."""
    kept = pooled(tallies)
    if len(kept) < 2:
        return ()
    all_of_them = sum(kept.values(), Tally())
    z = simultaneous(CONFIDENCE, 4 * len(kept))
    return tuple(
        _group(name, value, mine, all_of_them - mine, z)
        for value, mine in sorted(kept.items(), key=lambda each: (-each[1].people, each[0]))
    )


def _group(name: str, value: str, mine: Tally, rest: Tally, z: float) -> Group:
    enough = mine.reviewed >= FEWEST and rest.reviewed >= FEWEST
    return Group(
        name, value, mine.people, wilson(mine.answered, mine.people, z),
        newcombe(mine.answered, mine.people, rest.answered, rest.people, z), mine.reviewed,
        wilson(mine.wrong, mine.reviewed, z) if enough else None,
        newcombe(mine.wrong, mine.reviewed, rest.wrong, rest.reviewed, z) if enough else None,
    )  # fmt: skip


def pooled(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """Return the groups with those of too few people put together, and with the next one if they are still too few."""
    kept, others = dict(tallies), Tally()
    for value, mine in sorted(tallies.items(), key=lambda each: (each[1].people, each[0])):
        if mine.people >= FEWEST and not 0 < others.people < FEWEST:
            break
        others += kept.pop(value)
    return {**kept, OTHERS: others} if others.people else kept


def apart(difference: Share | None, less: str, more: str) -> str:
    """Return in words whether a group evidently differs from everybody else; "" where that is not evident."""
    if difference is None or difference.low <= 0 <= difference.high:
        return ""
    return less if difference.high < 0 else more
