"""What to write next: which missing article would answer most customers, and whose language such a list never reaches. Pure.

    plan([Gap("pl", ("zwrot",), 6)], {"pl": Unanswered(people=30, read=8, near=0, answered=0)})

Of a gap it is known how many customers asked of those whose questions may be read; of the others, whom no article answered
either, the same share is taken. Times the share that articles answer once one comes near, that is how many an article is
expected to answer. Both shares are drawn towards the whole (shrinkage.py), because the list is ordered by them; from the lowest
to the highest is told by exact intervals, the first of so many read among so many.

By numbers alone a small language stands behind every article of a large one. The fair order gives each language places by how
many of its people nobody answered (A. Sainte-Lague, C. R. Acad. Sci. Paris 151 (1910) 377; also called Webster's method).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL
from fairdesk.fairness.cube import Floats
from fairdesk.fairness.shrinkage import shrunken
from fairdesk.intervals import exact, exact_in

FIRST = 10
"""Places that a company is likely to get to: of a language that has none of them it is said."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What customers of a language asked alike and no article answered: words they share, how many asked."""

    language: str
    words: tuple[str, ...]
    customers: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Of a language: people whom no article answered, how many of them may be read; to whom one came near, and how many of

    these were answered.
    """

    people: int = 0
    read: int = 0
    near: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A gap with what an article would do: people it is expected to answer, from the lowest to the highest; its places."""

    gap: Gap
    expected: float
    low: float
    high: float
    by_count: int
    fair: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write next, the most expected first.

    `passed_over`: languages without a place among the first by count alone, with the place of their first gap.
    `unnamed`: languages of which nothing can be named, with people whom no article answered.
    """

    rows: tuple[Row, ...]
    passed_over: tuple[tuple[str, int], ...]
    unnamed: tuple[tuple[str, int], ...]


def plan(
    gaps: Sequence[Gap],
    languages: Mapping[str, Unanswered],
    min_cell: int = MIN_CELL,
    confidence: float = CONFIDENCE,
) -> Plan:
    """Return what to write next. A gap of fewer than *min_cell* customers is left out."""
    gaps = [gap for gap in gaps if gap.customers >= min_cell]
    known = {gap.language: _whole(languages, gap) for gap in gaps}
    many, helps = _many(gaps, known), _helps({**languages, **known})
    each = confidence ** (1 / max(1, len(gaps) + len(known)))
    found = [
        (
            gap,
            float(n * helps[gap.language]),
            *_between(gap, known[gap.language], each),
        )
        for gap, n in zip(gaps, many, strict=True)
    ]
    found.sort(key=lambda row: (-row[1], -row[0].customers, row[0].language, row[0].words))
    by_count, fair = _by_count(gaps), _fair([row[0] for row in found], known)
    rows = tuple(Row(gap, expected, low, high, by_count[gap], fair[gap]) for gap, expected, low, high in found)
    first = {row.gap.language for row in rows if row.by_count <= FIRST}
    behind = sorted((row.by_count, row.gap.language) for row in rows if row.gap.language not in first)
    place: dict[str, int] = {}
    for at, language in behind:
        place.setdefault(language, at)
    unnamed = sorted(
        (language, one.people)
        for language, one in languages.items()
        if language not in known and one.people >= min_cell
    )
    return Plan(rows, tuple(place.items()), tuple(unnamed))


def _whole(languages: Mapping[str, Unanswered], gap: Gap) -> Unanswered:
    """Return the figures of a gap's language: at least those who are known to have asked."""
    one = languages.get(gap.language, Unanswered())
    read = max(one.read, gap.customers)
    return Unanswered(max(one.people, read), read, one.near, one.answered)


def _many(gaps: Sequence[Gap], known: Mapping[str, Unanswered]) -> Floats:
    """Return how many people each gap is expected to be: those who are known, and of those who may not be read the share that

    it has of the others, drawn towards that of all gaps.
    """
    seen = np.array([gap.customers for gap in gaps], np.float64)
    read = np.array([known[gap.language].read for gap in gaps], np.float64)
    unread = np.array([known[gap.language].people for gap in gaps], np.float64) - read
    return np.asarray(seen + unread * shrunken(seen, read))


def _helps(known: Mapping[str, Unanswered]) -> dict[str, float]:
    """Return which share articles answer once one comes near, of each language, drawn towards the whole; that of the whole

    where none ever came near, and a half where nobody knows anything.
    """
    near = np.array([one.near for one in known.values()], np.float64)
    answered = np.array([one.answered for one in known.values()], np.float64)
    whole = float(answered.sum() / near.sum()) if near.sum() else 0.5
    drawn = shrunken(answered, near)
    return {language: whole if np.isnan(one) else float(one) for language, one in zip(known, drawn, strict=True)}


def _between(gap: Gap, one: Unanswered, confidence: float) -> tuple[float, float]:
    """Return the fewest and the most people whom an article would answer; nothing is known where none ever came near."""
    low, high = exact_in(gap.customers, one.read, one.people, confidence)
    least, most = exact(one.answered, one.near, confidence) or (0.0, 1.0)
    return one.people * low * least, one.people * high * most


def _by_count(gaps: Sequence[Gap]) -> dict[Gap, int]:
    ordered = sorted(gaps, key=lambda gap: (-gap.customers, gap.language, gap.words))
    return {gap: place for place, gap in enumerate(ordered, 1)}


def _fair(ordered: Sequence[Gap], known: Mapping[str, Unanswered]) -> dict[Gap, int]:
    """Return the place of each gap where languages take turns by how many of their people nobody answered."""
    left = {language: [gap for gap in ordered if gap.language == language] for language in known}
    given: Counter[str] = Counter()
    places: dict[Gap, int] = {}
    while waiting := [language for language, gaps in left.items() if gaps]:
        turn = min(waiting, key=lambda name: (-known[name].people / (2 * given[name] + 1), name))
        places[left[turn].pop(0)] = len(places) + 1
        given[turn] += 1
    return places


def as_values(found: Plan, *, with_words: bool) -> dict[str, Any]:
    """Return a plan as plain values; words only for who may read them."""
    return {
        "rows": [
            {
                "language": row.gap.language, "words": list(row.gap.words) if with_words else [],
                "customers": row.gap.customers, "expected": row.expected, "low": row.low, "high": row.high,
                "place_by_count": row.by_count, "place_by_fair_order": row.fair,
            }
            for row in found.rows
        ],
        "passed_over": [{"language": language, "place_by_count": place} for language, place in found.passed_over],
        "unnamed": [{"language": language, "people": people} for language, people in found.unnamed],
        "first": FIRST,
    }  # fmt: skip
