"""How appeals end, as it is published: how often acts are disputed and changed, how soon, by topic and language. Pure.

Groups of fewer than FEWEST decided appeals are put together until what they are in has as many: no single group of few
can be had by subtracting what is shown from the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from fairdesk.intervals import Share, simultaneous, wilson
from fairdesk.oversight.appeal import Filed, Outcome

LOOKED_BACK = timedelta(days=365)
FEWEST = 5
CONFIDENCE = 0.95
OTHERS = ""
"""The name of a group of groups with few."""


@dataclass(frozen=True, slots=True)
class Group:
    """Decided appeals of a topic or language (or of several with few), and how many of them changed the act."""

    by: str
    name: str
    decided: int
    changed: int
    share: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published. A share is None where nothing, or too little, stands under it."""

    since: datetime
    at: datetime
    acts: int
    disputed: int
    contested: Share | None
    decided: int
    changed: int
    overturned: Share | None
    second: int
    open: int
    late: int
    median_days: float | None
    in_time: Share | None
    groups: tuple[Group, ...]
    rules: int | None = None
    """Appeals that changed a guideline; None where too few are decided to say."""
    articles: int | None = None


def figures(
    appeals: Sequence[Filed], acts: int, since: datetime, at: datetime, led: tuple[int, int] = (0, 0)
) -> Figures:
    """Return the figures of the appeals filed since a moment, of so many *acts* since then.

    An act is a message that was decided, or a decision about money: each may be disputed, and every line counts both.
    *led*: how many appeals changed a guideline, and an article.
    """
    decided = [each for each in appeals if each.decided_at is not None]
    changed = sum(each.outcome is Outcome.CHANGED for each in decided)
    disputed, late = (
        sum(each.round == 1 for each in appeals),
        sum(each.late(at) for each in appeals),
    )
    days = [(each.decided_at - each.at) / timedelta(days=1) for each in decided if each.decided_at]
    enough = len(decided) >= FEWEST
    kept = sum(not each.late(at) for each in decided)
    return Figures(
        since, at, acts, disputed, wilson(min(disputed, acts), acts) if acts >= FEWEST else None, len(decided), changed,
        wilson(changed, len(decided)) if enough else None, sum(each.round == 2 for each in appeals),
        len(appeals) - len(decided), late, median(days) if enough else None, wilson(kept, len(decided)) if enough else None,
        tuple(_groups(decided)) if enough else (), *(led if enough else (None, None)),
    )  # fmt: skip


def _groups(decided: Sequence[Filed]) -> Iterable[Group]:
    counted = {by: _joined(_count(decided, by)) for by in ("topic", "language")}
    # A single group is everybody: it says nothing that does not stand above.
    shown = [(by, name, pair) for by, found in counted.items() if len(found) > 1 for name, pair in found.items()]
    z = simultaneous(CONFIDENCE, len(shown))
    for by, name, (number, changed) in shown:
        yield Group(by, name, number, changed, wilson(changed, number, z))


def _count(decided: Sequence[Filed], by: str) -> Mapping[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in decided:
        number, changed = found[getattr(each, by)]
        found[getattr(each, by)] = (number + 1, changed + (each.outcome is Outcome.CHANGED))
    return found


def _joined(counted: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Put the groups of few together, with the next larger ones until they have FEWEST."""
    left = sorted(counted.items(), key=lambda each: (-each[1][0], each[0]))
    number = changed = 0
    while left and (left[-1][1][0] < FEWEST or 0 < number < FEWEST):
        _, (more, of_them) = left.pop()
        number, changed = number + more, changed + of_them
    return {**dict(left), **({OTHERS: (number, changed)} if number else {})}
