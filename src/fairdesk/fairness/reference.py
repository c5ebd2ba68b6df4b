"""A population that a company brings, such as a census: who of it does not reach us at all? Pure.

    reference = read_reference(b"language,share,source,date\\nde,0.8,Census,2025-05-15\\npl,0.2,,\\n", "people.csv")
    against(reference, {"de": 480, "pl": 20})

A file is a table of commas or TOML. Its shares are taken as certain, because nobody told how sure they are. The groups as a
whole: Pearson's chi-square, expected counts below 5 joined first (W. G. Cochran, Biometrics 10 (1954) 417). Each group:
the exact binomial test, both tails alike, and Holm's correction.
"""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL, BadValue, day_of, number_of, shown
from fairdesk.fairness.many import holm, interval
from fairdesk.fairness.representation import OVER, UNDER, settled
from fairdesk.fairness.strata import chi_square_above
from fairdesk.intervals import simultaneous, tail
from fairdesk.nouns import BadInput

OTHER = "other"
"""The row of a reference that stands for every group it does not name."""
ROUNDED = 0.005
"""By how much shares, each rounded, may miss one."""
LEAST_EXPECTED = 5.0
LARGEST = 1_000_000
MOST_ROWS = 1_000
_COLUMNS = ("share", "source", "date")


@dataclass(frozen=True, slots=True)
class Reference:
    """A population by one kind of group: shares that add up to one, who says so, and of which day."""

    by: str
    shares: Mapping[str, float]
    source: str
    day: date


def read_reference(body: bytes, name: str, kinds: Sequence[str] = ("language", "channel")) -> Reference:
    """Return what a file says; *kinds* of groups are known. Raises BadInput naming row and column, and what to do."""
    if len(body) > LARGEST:
        raise BadInput(f"{name} is larger than a table of groups can be; is it the right file?")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{name} is not UTF-8 text; save it so") from wrong
    by, rows, source, day = _toml(text, name, kinds) if name.endswith(".toml") else _csv(text, name, kinds)
    whole = math.fsum(rows.values())
    if abs(whole - 1) > ROUNDED * max(2, len(rows)) / 2:
        raise BadInput(
            f"{name}, column share: the shares add up to {whole:.4g}, not to 1; write 0.25 for a quarter, and a row"
            f" {OTHER} for all who are not named"
        )
    return Reference(by, {group: share / whole for group, share in rows.items()}, source, day)


_Read = tuple[str, dict[str, float], str, date]


def _csv(text: str, name: str, kinds: Sequence[str]) -> _Read:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head, *rest = [[cell.strip() for cell in line] for line in lines] or [[]]
    except csv.Error as wrong:
        raise BadInput(f"{name}, row {lines.line_num}: cannot be read as a row of a table ({wrong})") from wrong
    if tuple(head[1:]) != _COLUMNS or head[0] not in kinds:
        raise BadInput(
            f"{name}, row 1: should name the columns {' or '.join(kinds)}, then share, source and date, with commas between"
        )
    rows: dict[str, float] = {}
    said: dict[str, str] = {}
    for number, line in enumerate(rest, 2):
        if not any(line):
            continue
        place = f"{name}, row {number}"
        if len(line) != len(head):
            raise BadInput(f"{place}: has {len(line)} cells, and the head names {len(head)} columns")
        _add(rows, line[0], line[1], place, head[0])
        for column, cell in zip(head[2:], line[2:], strict=True):
            if cell and said.setdefault(column, cell) != cell:
                raise BadInput(f"{place}, column {column}: says another {column} than a row above; one file has one")
    for column in _COLUMNS[1:]:
        if rows and column not in said:
            raise BadInput(f"{name}, row 2, column {column}: is empty; say {_ASKED[column]}")
    return head[0], _some(rows, name), said["source"], _day(said["date"], f"{name}, column date")


_ASKED = {"source": "who counted these people", "date": "of which day it is, such as 2025-05-15"}


def _toml(text: str, name: str, kinds: Sequence[str]) -> _Read:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadInput(f"{name} is no TOML: {wrong}") from wrong
    named = [kind for kind in kinds if isinstance(found.get(kind), dict)]
    if len(named) != 1 or found.keys() - {*named, "source", "date"}:
        raise BadInput(
            f"{name}: should hold source, date and one table, [{'] or ['.join(kinds)}], with a share of each group"
        )
    for key, asked in _ASKED.items():
        if not str(found.get(key, "")).strip():
            raise BadInput(f"{name}: {key} is missing; say {asked}")
    rows: dict[str, float] = {}
    for group, share in found[named[0]].items():
        place = f"{name}, table {named[0]}"
        if isinstance(share, bool) or not isinstance(share, int | float):
            raise BadInput(f"{place}, key {shown(group)}: should be a number such as 0.25")
        _add(rows, group, repr(share), place, named[0])
    return named[0], _some(rows, name), str(found["source"]).strip(), _day(str(found["date"]), f"{name}, date")


def _add(rows: dict[str, float], group: str, share: str, place: str, by: str) -> None:
    if not group:
        raise BadInput(f"{place}, column {by}: is empty; name the group, or {OTHER} for all who are not named")
    if group in rows:
        raise BadInput(f"{place}, column {by}: {shown(group)} stands in a row above already")
    try:
        found = number_of("share", share)
    except BadValue as bad:
        raise BadInput(f"{place}, column share: {bad.why}; write 0.25 for a quarter") from bad
    if found is None or not 0 < found <= 1:
        what = "is empty" if found is None else f"is {found:g}"
        raise BadInput(
            f"{place}, column share: {what}; it should be above 0 and at most 1, such as 0.25, and a group of nobody has no row"
        )
    rows[group] = found


def _some(rows: dict[str, float], name: str) -> dict[str, float]:
    if not 2 <= len(rows) <= MOST_ROWS:
        raise BadInput(
            f"{name} names {len(rows)} groups; two are needed to compare, and at most {MOST_ROWS:,} are read"
        )
    return rows


def _day(said: str, place: str) -> date:
    try:
        found = day_of("date", said)
    except BadValue as bad:
        raise BadInput(f"{place}: {bad.why}") from bad
    assert found is not None  # it is not empty
    return date.fromisoformat(found)


# --- comparing ------------------------------------------------------------------------------------------------------
def against(
    reference: Reference, people: Mapping[str, int], min_cell: int = MIN_CELL, confidence: float = CONFIDENCE
) -> dict[str, Any]:
    """Return who writes beside the population, as plain values.

    Groups of fewer than *min_cell* people are compared as if they were as many as that allows: what is then beyond chance
    is so however few they are. The others are compared among themselves, so that no small number follows from theirs.
    """
    wrote, unnamed = _counted(reference, people, min_cell)
    told = {group: n for group, n in wrote.items() if n >= min_cell}
    whole, known = sum(told.values()), sum(reference.shares[group] for group in told)
    z = simultaneous(confidence, len(reference.shares))
    found = [
        (group, share, told.get(group), share / known if group in told else share)
        for group, share in reference.shares.items()
    ]
    p = np.array([_chance(min_cell - 1 if n is None else n, whole, share) for _, _, n, share in found])
    # Of two groups and nobody else the two comparisons are one.
    corrected = np.resize(holm(p[:1] if len(told) == len(p) == 2 else p), len(p))
    chi_square = _chi_square([(told[group], whole * reference.shares[group] / known) for group in told])
    return {
        "by": reference.by, "source": reference.source, "date": f"{reference.day}", "people": whole,
        "not_named": unnamed, "chi_square": chi_square,
        "groups": [
            _told(name, original, n, share, whole, z, float(fixed), 1 - confidence, min_cell)
            for (name, original, n, share), fixed in zip(found, corrected, strict=True)
        ],
    }  # fmt: skip


def _counted(reference: Reference, people: Mapping[str, int], min_cell: int) -> tuple[dict[str, int], int]:
    """Return people of each group that the population names, and how many told ones it does not name."""
    wrote = {group: people.get(group, 0) for group in reference.shares if group != OTHER}
    rest = settled({group: n for group, n in people.items() if group not in wrote}, min_cell).people
    if OTHER in reference.shares:
        return {**wrote, OTHER: sum(rest.values())}, 0
    return wrote, sum(rest.values())


def _chance(hits: int, n: int, share: float) -> float:
    """Return the exact two-sided p-value of *hits* among *n*: twice the smaller tail, as Clopper and Pearson's interval has it."""
    if n == 0 or share >= 1:
        return 1.0
    hits = min(hits, n)
    return min(1.0, 2 * min(tail(hits, n, share), tail(n - hits, n, 1 - share)))


def _chi_square(counts: Sequence[tuple[int, float]]) -> dict[str, Any] | None:
    """Return Pearson's test of (people, expected people); None with fewer than two groups large enough."""
    joined = _large_enough(counts)
    if len(joined) < 2:
        return None
    value = sum((n - expected) ** 2 / expected for n, expected in joined)
    freedom = len(joined) - 1
    return {
        "value": value, "freedom": freedom, "p": chi_square_above(value, freedom), "joined": len(counts) - len(joined),
    }  # fmt: skip


def _large_enough(counts: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return the groups, the smallest expected ones joined until each expects enough."""
    found = sorted(counts, key=lambda each: each[1])
    while len(found) > 1 and found[0][1] < LEAST_EXPECTED:
        (n, expected), (other, of_other), *rest = found
        found = sorted([(n + other, expected + of_other), *rest], key=lambda each: each[1])
    return found


def _told(
    name: str,
    original: float,
    n: int | None,
    share: float,
    whole: int,
    z: float,
    p: float,
    alpha: float,
    min_cell: int,
) -> dict[str, Any]:
    if n is None:
        claim = UNDER if p < alpha and min_cell - 1 < whole * share else ""
        return {
            "name": name, "population": original, "expected": original, "people": None, "share": None, "low": None, "high": None, "p_holm": p,
            "claim": claim,
        }  # fmt: skip
    mine = n / whole
    low, high = (float(side[0]) for side in interval(np.array([mine]), np.array([float(whole)]), z))
    return {
        "name": name, "population": original, "expected": share, "people": n, "share": mine, "low": low, "high": high, "p_holm": p,
        "claim": "" if p >= alpha else UNDER if mine < share else OVER,
    }  # fmt: skip
