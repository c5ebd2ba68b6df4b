"""Learn an additive scorer from a table of past cases: a logistic model on steps of numbers and levels of texts.

Needs the extra `train` (scikit-learn). What comes out is a file of numbers; nothing learned is kept in any other form.
A fifth of the cases is never learned from: the card's figures are measured on it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdesk.guidelines.cells import Cell, Interval, Kind
from fairdesk.guidelines.scorer_file import Axis, ScorerFile, Term
from fairdesk.guidelines.table import Input
from fairdesk.nouns import BadInput, Fact, Facts

FEWEST = 50
MOST_LEVELS = 50
STEPS = 8
"""Into how many steps a number is cut at most, each with about as many cases."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Past cases as they stand in a file: one set of facts a line, and what came of each."""

    inputs: tuple[Input, ...]
    facts: tuple[Facts, ...]
    outcomes: tuple[bool, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scorer should be called and who answers for it."""

    name: str
    outcome: str
    owner: str
    review_by: date
    changeable: tuple[str, ...] = ()


def read_cases(text: str, outcome: str) -> Cases:
    """Read past cases from CSV. Raises BadInput naming column and line: an empty cell is no value and teaches nothing."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if len(rows) < FEWEST:
        raise BadInput(f"{len(rows)} cases are too few to learn from; {FEWEST} are the fewest")
    if outcome not in rows[0]:
        raise BadInput(f"there is no column {outcome!r}; there are {', '.join(rows[0])}")
    for number, row in enumerate(rows, 2):
        for name, cell in row.items():
            if name is None or cell is None or not cell.strip():
                raise BadInput(f"line {number}: {name or 'a cell too many'} is empty or does not belong there")
    columns = {name: [row[name].strip() for row in rows] for name in rows[0]}
    outcomes = [_outcome(cell, number) for number, cell in enumerate(columns.pop(outcome), 2)]
    if len(set(outcomes)) < 2:
        raise BadInput(f"{outcome} is the same in every case; there is nothing to learn")
    read = {name: _column(name, cells) for name, cells in columns.items()}
    facts = tuple({name: values[n] for name, (_, values) in read.items()} for n in range(len(rows)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Cases(tuple(column for column, _ in read.values()), facts, tuple(outcomes), digest)


def train(cases: Cases, wanted: Wanted, on: date) -> ScorerFile:
    """Return the scorer that four fifths of the cases teach, with its card measured on the others.

    Raises BadInput where the extra `train` is missing, or one part has only one outcome.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as missing:
        raise BadInput("to train, install the extra: pip install 'fairdesk[train]'") from missing
    learned, held = _split(len(cases.facts))
    for part in (learned, held):
        if len({cases.outcomes[n] for n in part}) < 2:
            raise BadInput("too few cases of one outcome to learn from and to measure on; bring more")
    axes = tuple(_axis(column, [cases.facts[n][column.name] for n in learned]) for column in cases.inputs)
    model = LogisticRegression(max_iter=5000, tol=1e-8)
    model.fit(one_hot(axes, [cases.facts[n] for n in learned]), [cases.outcomes[n] for n in learned])
    weights, terms, begin = [float(weight) for weight in model.coef_[0]], [], 0
    for axis in axes:
        terms.append(Term((axis,), tuple(weights[begin : begin + axis.size])))
        begin += axis.size
    metrics = _measured(model.decision_function(one_hot(axes, [cases.facts[n] for n in held])), cases, held)
    return ScorerFile(
        name=wanted.name,
        title=f"Score for {wanted.outcome}",
        owner=wanted.owner,
        review_by=wanted.review_by,
        reason=f"Learned from {len(learned)} past cases; read the card before it decides anything.",
        link="logit",
        intercept=float(model.intercept_[0]),
        threshold=0.0,
        inputs=cases.inputs,
        terms=tuple(terms),
        changeable=wanted.changeable,
        card={
            "date": on.isoformat(), "data": f"sha256:{cases.digest}", "n": len(learned), "outcome": wanted.outcome,
            "metrics": metrics,
        },
    )  # fmt: skip


def one_hot(axes: Sequence[Axis], facts: Sequence[Facts]) -> list[list[float]]:
    """Return a row for each case with a 1 where its values lie, in the order of the axes."""
    return [
        [float(place == axis.place(each[axis.name])) for axis in axes for place in range(axis.size)] for each in facts
    ]


def _measured(scores: Any, cases: Cases, held: Sequence[int]) -> dict[str, float | int]:
    from sklearn.metrics import log_loss, roc_auc_score

    truth = [cases.outcomes[n] for n in held]
    shares = [_share(float(score)) for score in scores]
    right = sum((score >= 0) == came for score, came in zip(scores, truth, strict=True))
    return {
        "held_out_n": len(held),
        "held_out_right": round(right / len(held), 4),
        "held_out_auc": round(float(roc_auc_score(truth, shares)), 4),
        "held_out_log_loss": round(float(log_loss(truth, shares)), 4),
        "held_out_outcome_share": round(sum(truth) / len(held), 4),
    }


def _share(score: float) -> float:

    return 1 / (1 + math.exp(-max(-700.0, min(700.0, score))))


def _split(size: int) -> tuple[list[int], list[int]]:
    """Part cases into those learned from and every fifth; by place, so the same file gives the same scorer."""
    return [n for n in range(size) if n % 5], [n for n in range(size) if not n % 5]


def _outcome(cell: str, number: int) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if cell.lower() not in known:
        raise BadInput(f"line {number}: the outcome should be true or false, yes or no, 1 or 0")
    return known[cell.lower()]


def _column(name: str, cells: list[str]) -> tuple[Input, list[Fact]]:
    """Return what an input is, from all its values. A number outside what was seen is not allowed: a person decides."""
    if {cell.lower() for cell in cells} <= {"true", "false"}:
        return Input(name, Kind.BOOLEAN, _label(name), "past cases"), [cell.lower() == "true" for cell in cells]
    for kind, read in ((Kind.WHOLE, int), (Kind.NUMBER, float)):
        try:
            values: list[Any] = [read(cell) for cell in cells]
        except ValueError:
            continue
        low, high = float(min(values)), float(max(values))
        if not (abs(low) < 1e15 and abs(high) < 1e15):
            raise BadInput(f"{name} holds a number that is not finite or far too large")
        limits = Cell(f"[{low:g}..{high:g}]", intervals=(Interval(low, high),))
        return Input(name, kind, _label(name), "past cases", limits=limits), values
    levels = tuple(sorted(set(cells)))
    if len(levels) > MOST_LEVELS:
        raise BadInput(
            f"{name} has {len(levels)} different texts; {MOST_LEVELS} are the most. Leave it out or group it"
        )
    return Input(name, Kind.TEXT, _label(name), "past cases", allowed=levels), list(cells)


def _axis(column: Input, values: list[Fact]) -> Axis:
    if column.kind is Kind.TEXT:
        return Axis(column.name, column.kind, levels=column.allowed)
    if column.kind is Kind.BOOLEAN:
        return Axis(column.name, column.kind, levels=(False, True))
    ordered = sorted(float(value) for value in values)
    ends = {ordered[len(ordered) * step // STEPS] for step in range(1, STEPS)} - {ordered[0]}
    return Axis(column.name, column.kind, cuts=tuple(sorted(ends)))


def _label(name: str) -> str:
    return name.replace("_", " ")
