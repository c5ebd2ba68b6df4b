"""Who writes beside what is there for them: articles, examples, reviewed answers, each group's share of both. Pure.

    report = representation([Kind("language", {"en": 400, "pl": 100}, [Source("articles", "articles", {"en": 98, "pl": 2})])])

What is there is compared with who writes as if it had been drawn as they write: beyond chance means that a set of this size,
so drawn, would not hold so few. All intervals hold together (each share of a multinomial with the quantile of all: Z. Sidak,
J. Am. Stat. Assoc. 62 (1967) 626; L. A. Goodman, Technometrics 7 (1965) 247); those of ratios recover their variance from
those of the two shares (A. Donner and G. Y. Zou, Stat. Methods Med. Res. 21 (2012) 347; R. G. Newcombe, ibid. 25 (2016)
1774). Claims are what Holm's correction leaves over all groups and sources. Groups of fewer than *min_cell* people stand
together, and if even that is few, nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL
from fairdesk.fairness.cube import Floats
from fairdesk.fairness.many import chance_of, holm, interval
from fairdesk.fairness.small_groups import TOGETHER
from fairdesk.intervals import simultaneous
from fairdesk.nouns import BadInput

UNDER, OVER = "under", "over"


@dataclass(frozen=True, slots=True)
class Source:
    """What is there for groups: how much of it for each. `compared`: its pieces are alike enough to be held against people."""

    code: str
    says: str
    counts: Mapping[str, int]
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of group, such as language: how many people of each write, and what is there for them.

    `left_out`: some people count nowhere already, because their group is too small (`without_few`).
    """

    by: str
    people: Mapping[str, int]
    sources: Sequence[Source] = ()
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """The groups that may be told: people of each; how many stand together as one, and whether some are left out of all sums."""

    people: Mapping[str, int]
    together: int = 0
    left_out: bool = False

    def counted(self, counts: Mapping[str, int]) -> tuple[dict[str, int], int]:
        """Return counts of the told groups, and how many belong to none of them."""
        found = dict.fromkeys(self.people, 0)
        outside = 0
        for group, n in counts.items():
            name = group if group in found else TOGETHER
            if name in found:
                found[name] += n
            else:
                outside += n
        return found, outside


def without_few(cells: Mapping[tuple[str, ...], int], min_cell: int = MIN_CELL) -> dict[tuple[str, ...], int]:
    """Return people by their groups of every kind, without those whose group of any kind is too small to be told.

    They count in no kind: the whole of one less that of another would tell how few they are.
    """
    left = dict(cells)
    while True:
        gone = {(at, group) for at, people in enumerate(by_kind(left)) for group in _too_few(people, min_cell)}
        if not gone:
            return left
        left = {cell: n for cell, n in left.items() if not gone & set(enumerate(cell))}


def by_kind(cells: Mapping[tuple[str, ...], int]) -> list[dict[str, int]]:
    """Return how many people each group of each kind has."""
    found: list[dict[str, int]] = [{} for _ in next(iter(cells), ())]
    for cell, n in cells.items():
        for people, group in zip(found, cell, strict=True):
            people[group] = people.get(group, 0) + n
    return found


def _too_few(people: Mapping[str, int], min_cell: int) -> list[str]:
    """Return the groups that are small, if they are so together too."""
    small = {group: n for group, n in people.items() if n < min_cell}
    return list(small) if sum(small.values()) < min_cell else []


def settled(people: Mapping[str, int], min_cell: int = MIN_CELL) -> Settled:
    """Return the groups of at least *min_cell* people, the largest first; smaller ones together, or left out."""
    large = {group: n for group, n in people.items() if n >= min_cell}
    small = {group: n for group, n in people.items() if 0 < n < min_cell}
    ordered = dict(sorted(large.items(), key=lambda each: (-each[1], each[0])))
    if not small:
        return Settled(ordered)
    if sum(small.values()) >= min_cell:
        return Settled({**ordered, TOGETHER: sum(small.values())}, len(small))
    return Settled(ordered, left_out=True)


def representation(kinds: Sequence[Kind], min_cell: int = MIN_CELL, confidence: float = CONFIDENCE) -> dict[str, Any]:
    """Return the report as plain values. Raises BadInput where no group of any kind has *min_cell* people."""
    # A kind of one group alone says nothing; the first is told all the same.
    told = [
        (kind, groups)
        for kind in kinds
        if len((groups := settled(kind.people, min_cell)).people) > (kind is not kinds[0])
    ]
    if not told:
        raise BadInput(f"fewer than {min_cell} people of one group wrote; of fewer nothing is told")
    pairs = [_Pair(kind, groups, source) for kind, groups in told for source in kind.sources]
    tested = [pair for pair in pairs if pair.tested]
    intervals = sum(len(groups.people) for _, groups in told) + sum(len(pair.mine) for pair in tested)
    z = simultaneous(confidence, intervals)
    p = [pair.p() for pair in tested]
    corrected = holm(np.concatenate(p)) if p else np.array([])
    places = np.cumsum([0, *map(len, p)])
    fixed = {
        id(pair): np.resize(corrected[places[n] : places[n + 1]], len(pair.mine)) for n, pair in enumerate(tested)
    }
    return {
        "min_cell": min_cell,
        "confidence": confidence,
        "intervals": intervals,
        "tests": int(len(corrected)),
        "views": [
            _view(kind, groups, [(pair, fixed.get(id(pair))) for pair in pairs if pair.kind is kind], z, confidence)
            for kind, groups in told
        ],
    }


class _Pair:
    """A source held against who writes."""

    def __init__(self, kind: Kind, groups: Settled, source: Source) -> None:
        self.kind, self.source = kind, source
        self.counts, self.outside = groups.counted(source.counts)
        self.mine = np.array(list(self.counts.values()), np.float64)
        self.people = np.array(list(groups.people.values()), np.float64)
        self.n, self.wrote = float(self.mine.sum()), float(self.people.sum())

    @property
    def tested(self) -> bool:
        """Whether there is something to compare: two groups, and pieces that may be compared."""
        return self.source.compared and len(self.mine) > 1 and self.n > 0

    @property
    def share(self) -> Floats:
        """The shares of the groups, of a source that has something."""
        return np.asarray(self.mine / self.n)

    def p(self) -> Floats:
        """Return how likely so large a difference is by chance alone, of each group; of two, whose test is one, of the first."""
        n, wrote = np.full(len(self.mine), self.n), np.full(len(self.mine), self.wrote)
        found = chance_of(self.share, n, self.people / self.wrote, wrote)
        return found[:1] if len(found) == 2 else found

    def told(self, z: float, fixed: Floats | None, alpha: float) -> list[dict[str, Any]]:
        """Return what is told of each group."""
        if fixed is None:
            return [{"n": int(n), "share": None, "ratio": None, "p_holm": None, "claim": ""} for n in self.mine]
        wrote = self.people / self.wrote
        low, high = ratio_between(self.mine, self.n, self.people, self.wrote, z)
        return [
            {
                "n": int(self.mine[at]), "share": float(share),
                "ratio": {"value": float(share / wrote[at]), "low": float(low[at]), "high": float(high[at])},
                "p_holm": float(fixed[at]),
                "claim": "" if fixed[at] >= alpha else UNDER if share < wrote[at] else OVER,
            }
            for at, share in enumerate(self.share)
        ]  # fmt: skip


def ratio_between(hits: Floats, n: float, other: Floats, of_other: float, z: float) -> tuple[Floats, Floats]:
    """Return low and high of each ratio of two independent shares, *other* being of somebody (Donner and Zou, 2012).

    Written so that nothing is divided by what may be 0: a group of which there is nothing has a ratio of 0 and an upper bound.
    """
    one, two = hits / n, other / of_other
    low, high = interval(one, np.full_like(one, n), z)
    low_other, high_other = interval(two, np.full_like(two, of_other), z)
    product = one * two
    below = product + np.sqrt(np.maximum(0, product**2 - low * high_other * (2 * one - low) * (2 * two - high_other)))
    above = product + np.sqrt(np.maximum(0, product**2 - high * low_other * (2 * one - high) * (2 * two - low_other)))
    # A low of 0 is one of no piece at all: of it nothing is divided.
    least = np.where(low > 0, low * (2 * one - low), 0.0) / np.where(low > 0, below, 1.0)
    return least, np.asarray(above / (low_other * (2 * two - low_other)))


def _view(
    kind: Kind, groups: Settled, pairs: Sequence[tuple[_Pair, Floats | None]], z: float, confidence: float
) -> dict[str, Any]:
    people = np.array(list(groups.people.values()), np.float64)
    whole = float(people.sum())
    there = {pair.source.code: pair.told(z, fixed, 1 - confidence) for pair, fixed in pairs}
    low, high = interval(people / whole, np.full(len(people), whole), z)
    return {
        "by": kind.by,
        "people": int(whole),
        "together": groups.together,
        "left_out": groups.left_out or kind.left_out,
        "sources": [
            {
                "code": pair.source.code, "says": pair.source.says, "n": int(pair.n), "compared": pair.tested,
                "outside": pair.outside,
            }
            for pair, _ in pairs
        ],
        "groups": [
            {
                "name": name, "people": int(people[at]), "share": float(people[at] / whole), "low": float(low[at]),
                "high": float(high[at]),
                "sources": {code: each[at] for code, each in there.items()},
            }
            for at, name in enumerate(groups.people)
        ],
    }  # fmt: skip
