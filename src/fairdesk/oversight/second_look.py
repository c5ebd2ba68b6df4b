"""Of reviewed answers a tenth is judged a second time by somebody who does not know of the first verdict. Pure.

Which tenth, a keyed digest of the act says: nobody without the house's key can tell. Where the two differ a third decides,
who knows of neither; where nobody else may, the two talk, and it is settled once one of them comes round to the other's
verdict. Who judged second is forgotten then. How far pairs of verdicts agree is counted without act, person and time, and
told anew only after STEP more pairs: it tells how clear the question is, and nothing of a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairdesk.intervals import Share, wilson
from fairdesk.nouns import ActId, ColleagueId
from fairdesk.oversight.agreement import Agreement, agreement_of_pairs
from fairdesk.oversight.reviewing import VERDICTS, Drawn

PERCENT = 10
"""How many of a hundred reviewed answers are judged twice."""
STEP = 20
"""Pairs of verdicts of which agreement is first told, and between two figures that are told."""
UNSURE = "unclear"


class Stands(StrEnum):
    """Where a reviewed answer stands between those who judge it."""

    ONCE = ""
    AGREED = "agreed"
    APART = "apart"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Judged:
    """A reviewed answer: who judged it and how; `second_by` and `second` only while the two are apart."""

    act: ActId
    by: ColleagueId
    verdict: str
    second_by: ColleagueId | None = None
    second: str = ""
    stands: Stands = Stands.ONCE

    @property
    def two(self) -> tuple[ColleagueId | None, ...]:
        """Who has judged it."""
        return self.by, self.second_by


@dataclass(frozen=True, slots=True)
class Apart:
    """An answer that two see differently, as one of them reads it: what it is, and both verdicts."""

    shown: Drawn
    mine: str
    other: str
    with_whom: str


@dataclass(frozen=True, slots=True)
class Told:
    """How far pairs of verdicts agreed when it was last told, how many pairs were the same then, and how many there are now.

    Where nearly all answers are right, alpha is small although most pairs are the same: chance alone would give that. So
    both are told.
    """

    pairs: int
    last: Agreement | None = None
    same: int = 0

    @property
    def share_same(self) -> Share | None:
        """The share of pairs that were the same, with its interval."""
        return wilson(self.same, self.last.units) if self.last else None

    @property
    def missing(self) -> int:
        """How many more pairs it takes until a figure is told."""
        return max(0, (self.last.units if self.last else 0) + STEP - self.pairs)


def may_judge_again(judged: Judged, colleague: ColleagueId, in_the_tenth: bool) -> bool:
    """Whether somebody is to judge an answer that others judged: second, or third where the two are apart."""
    if colleague in judged.two:
        return False
    return in_the_tenth if judged.stands is Stands.ONCE else judged.stands is Stands.APART


def decided(first: str, second: str, third: str) -> str:
    """Return what two of three say; where all differ, that it cannot be told."""
    return third if third in (first, second) else UNSURE


def pairs_of(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return the pairs of verdicts that were counted, each as often as it was given."""
    named = [(tuple(name.split("|")), many) for name, many in sorted(counts.items())]
    return [(first, second) for (first, second), many in named for _ in range(many)]


def with_pair(counts: Mapping[str, int], first: str, second: str) -> dict[str, int]:
    """Return the counts with one more pair. In which order the two were given is not kept."""
    return dict(Counter(counts) + Counter({"|".join(sorted((first, second))): 1}))


def same_in(counts: Mapping[str, int]) -> int:
    """Return how many pairs hold the same verdict twice."""
    return sum(first == second for first, second in pairs_of(counts))


def newly_told(counts: Mapping[str, int], last: Agreement | None) -> Agreement | None:
    """Return the figure that is to be told now; None while there are too few new pairs since the last one."""
    pairs = sum(counts.values())
    if pairs < (last.units if last else 0) + STEP:
        return None
    return agreement_of_pairs(Counter(pairs_of(counts)), tuple(VERDICTS))
