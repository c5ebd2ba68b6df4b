"""Hold one claim against others: whether a number, a time or an address of a draft is among those of the evidence.

lacks(claim, there)      "" if it is there, else what is wrong with it: number, unit, date, time, weekday, address, code
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from fairdesk.answers.claims import TO, Claim, Value

CODES = {"word": "number"}
_FIGURE = ("number", "word")
_FEW = frozenset({0.0, 1.0, 2.0, 3.0})
"""Small numbers spelled out without a unit are ways of speaking: "one of these", "the two forms"."""


def comparable(claim: Claim, found: Claim) -> bool:
    """Whether *found*, of the evidence, can be what *claim* says: a figure for a figure, else the same kind."""
    return (found.kind in _FIGURE) if claim.kind in (*_FIGURE, "note") else found.kind == claim.kind


def in_a_row(text: str, read: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield neighbours that say one thing together: "from 7 am to 7 pm", "$50 and $100"."""
    for one, other in pairwise(read):
        if one.kind == other.kind in ("number", "time", "date") and TO.match(text[one.end : other.start]):
            yield one, other


def says_pair(one: Claim, other: Claim, said: Sequence[Claim]) -> bool:
    """Whether two claims in a row are two in a row of what is *said*."""
    there = [found for found in said if found.kind == one.kind]
    return any(not lacks(one, (a,)) and not lacks(other, (b,)) for a, b in pairwise(there))


def lacks(claim: Claim, there: Sequence[Claim]) -> str:
    """Return why *claim* is not among the claims of the evidence: a code, or "" if it is."""
    if claim.kind not in (*_FIGURE, "note"):
        alike = [found for found in there if found.kind == claim.kind]
        return "" if any(_covers(found, claim) for found in alike) else claim.kind
    same = [found for found in there if found.kind in _FIGURE and claim.values <= found.values]
    if not same:
        return "" if claim.kind == "word" and not claim.unit and claim.values <= _FEW else "number"
    return "" if not claim.unit or any(_measures(found, claim) for found in same) else "unit"


def _measures(found: Claim, claim: Claim) -> bool:
    # "Three times" counts what "three cards a year" counts; "one time" is said of much that nobody counts.
    return found.unit == claim.unit or (claim.unit == "times" and not found.unit and claim.values != {1.0})


def _covers(found: Claim, claim: Claim) -> bool:
    if claim.kind == "date":
        return any(_same_day(one, other) for one in claim.values for other in found.values)
    if claim.kind == "code":
        return any(str(other).endswith(str(one)) for one in claim.values for other in found.values)
    return bool(found.values & claim.values)


def _same_day(said: Value, there: Value) -> bool:
    """Whether a date is the one that is there; it may say less, never more."""
    return (
        isinstance(said, tuple)
        and isinstance(there, tuple)
        and all(not a or a == b for a, b in zip(said, there, strict=True))
    )
