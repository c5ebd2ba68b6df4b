"""Look a guideline through before anybody runs it: rules that overlap, cases that no rule covers, rules never reached.

The answers are exact (boxes.py), and each finding has a case that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from fairdesk.guidelines.boxes import Box, Space, TooLarge, common, left_over
from fairdesk.guidelines.table import HitPolicy, Table
from fairdesk.nouns import Facts


class Flaw(StrEnum):
    """What a check can find."""

    OVERLAP = "overlap"
    GAP = "gap"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    """The table is too tangled to check; nothing is known about it."""
    FLOOR = "floor"
    """It would break a promise of the desk (floor.py)."""
    REVIEW = "review_past"
    """Nobody has looked at it since the day on which it should have been (faults.py)."""
    FRAME = "frame"
    """It does not fit the place of its name: other inputs or outputs than the desk gives and understands (floor.py)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a table: the rules concerned, a case that shows it, and a sentence."""

    flaw: Flaw
    rules: tuple[str, ...]
    example: Facts
    says: str


TANGLED = Finding(Flaw.TOO_LARGE, (), {}, "The table is too tangled to check; split it into two.")


def check(table: Table) -> tuple[Finding, ...]:
    """Return what is wrong with *table*: overlaps (of a unique one), unreachable rules (not of a collecting one), gaps."""
    space = Space.of(table)
    boxes = [space.box(rule.cells) for rule in table.rules]
    try:
        return (*_overlaps(table, boxes, space), *_unreachable(table, boxes), *_gap(boxes, space))
    except TooLarge:
        return (TANGLED,)


def _overlaps(table: Table, boxes: list[Box], space: Space) -> Iterator[Finding]:
    if table.hit is not HitPolicy.UNIQUE:
        return
    for (one, first), (other, second) in combinations(zip(table.rules, boxes, strict=True), 2):
        both = common(first, second)
        if all(both):
            says = f"{one.id} and {other.id} both apply, but only one of this table's rules may."
            yield Finding(Flaw.OVERLAP, (one.id, other.id), space.example(both), says)


def _unreachable(table: Table, boxes: list[Box]) -> Iterator[Finding]:
    for n, (rule, box) in enumerate(zip(table.rules, boxes, strict=True)):
        earlier = boxes[:n] if table.hit is HitPolicy.FIRST else []
        if not left_over(box, earlier):
            shadows = tuple(upper.id for upper, b in zip(table.rules, earlier, strict=False) if all(common(box, b)))
            because = f"{', '.join(shadows)} apply before it" if shadows else "no allowed value passes its tests"
            yield Finding(Flaw.UNREACHABLE, (rule.id, *shadows), {}, f"{rule.id} can never apply: {because}.")


def _gap(boxes: list[Box], space: Space) -> Iterator[Finding]:
    if left := left_over(space.whole, boxes):
        says = "No rule applies to this case, so the guideline would refuse it."
        yield Finding(Flaw.GAP, (), space.example(left[0]), says)
