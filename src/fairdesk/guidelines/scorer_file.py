"""The file of an additive scorer: JSON that holds steps, levels and what each adds, with the card of its training.

Read strictly: a part that is not known, a number that is not finite, or a table of another size than its steps is named
as a mistake. Writing gives the same bytes for the same scorer.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdesk.guidelines.cells import ANYTHING, Cell, Interval, Kind
from fairdesk.guidelines.table import Input
from fairdesk.nouns import BadInput, Fact, Facts

FORMAT = 1
LINKS = ("logit", "identity")
_PARTS = {
    "format", "name", "title", "owner", "review_by", "reason", "link", "intercept", "threshold", "inputs", "terms",
    "changeable", "card",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Axis:
    """How the values of one input are told apart: a number by `cuts` (a cut belongs to the step above it), else by levels."""

    name: str
    kind: Kind
    cuts: tuple[float, ...] = ()
    levels: tuple[Fact, ...] = ()

    @property
    def size(self) -> int:
        """Return how many places there are."""
        return len(self.levels) or len(self.cuts) + 1

    def place(self, value: Fact) -> int:
        """Return where a value lies. It has been checked: a level is always there."""
        if self.levels:
            return self.levels.index(value)
        return bisect_right(self.cuts, float(value))

    def others(self, value: Fact) -> list[int]:
        """Return every place but that of a value."""
        return [place for place in range(self.size) if place != self.place(value)]

    def value_at(self, place: int, old: Fact) -> Fact:
        """Return the value of a place that is nearest to the *old* one."""
        if self.levels:
            return self.levels[place]
        if place > self.place(old):
            low = self.cuts[place - 1]
            return math.ceil(low) if self.kind is Kind.WHOLE else low
        high = self.cuts[place]
        return math.ceil(high) - 1 if self.kind is Kind.WHOLE else math.nextafter(high, -math.inf)

    def says(self, place: int) -> str:
        """Return a place in words: "below 20", "20 to below 100", "100 or more", or the level."""
        if self.levels:
            level = self.levels[place]
            return ("yes" if level else "no") if isinstance(level, bool) else str(level)
        if not self.cuts:
            return "any"
        low, high = (f"{self.cuts[n]:g}" if 0 <= n < len(self.cuts) else "" for n in (place - 1, place))
        return f"below {high}" if not low else f"{low} to below {high}" if high else f"{low} or more"


@dataclass(frozen=True, slots=True)
class Term:
    """What one input adds, or two together: `scores` has a number for each place, or a row of numbers."""

    axes: tuple[Axis, ...]
    scores: tuple[Any, ...]

    @property
    def label(self) -> str:
        """Return the term's name: its inputs."""
        return " × ".join(axis.name for axis in self.axes)

    def adds(self, facts: Facts) -> float:
        """Return what it adds for these facts."""
        found: Any = self.scores
        for axis in self.axes:
            found = found[axis.place(facts[axis.name])]
        return float(found)


@dataclass(frozen=True, slots=True)
class ScorerFile:
    """A scorer's file. `inputs` are checked as those of a table; `axes` join the steps of all terms; `card` is its training."""

    name: str
    title: str
    owner: str
    review_by: date
    reason: str
    link: str
    intercept: float
    threshold: float
    inputs: tuple[Input, ...]
    terms: tuple[Term, ...]
    changeable: tuple[str, ...]
    card: Mapping[str, Any]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Return for each input where any term changes."""
        return tuple(self._joined(column) for column in self.inputs)

    def _joined(self, column: Input) -> Axis:
        mine = [axis for term in self.terms for axis in term.axes if axis.name == column.name]
        cuts = sorted({cut for axis in mine for cut in axis.cuts})
        return Axis(column.name, column.kind, tuple(cuts), mine[0].levels if mine else ())


def read_file(text: str, file: str) -> ScorerFile:
    """Return what stands in a scorer's file. Raises BadInput naming the part that is wrong."""
    try:
        whole = json.loads(text, parse_constant=_no_number)
    except ValueError as wrong:
        raise BadInput(f"{file} is not readable as JSON: {wrong}") from wrong
    read = _Reader(file)
    parts = read.parts("the file", whole, _PARTS)
    if parts["format"] != FORMAT:
        raise read.wrong("format", f"should be {FORMAT}")
    inputs = tuple(read.input(each) for each in read.list("inputs", parts["inputs"]))
    by_name = {column.name: column for column in inputs}
    if len(by_name) < len(inputs):
        raise read.wrong("inputs", "names an input twice")
    changeable = tuple(
        read.text("changeable", each) for each in read.list("changeable", parts["changeable"], empty=True)
    )
    if not set(changeable) <= by_name.keys():
        raise read.wrong("changeable", f"should name inputs: {', '.join(by_name)}")
    terms = tuple(read.term(each, by_name) for each in read.list("terms", parts["terms"]))
    if len({term.label for term in terms}) < len(terms):
        raise read.wrong("terms", "two terms read the same inputs; join them into one")
    if parts["link"] not in LINKS:
        raise read.wrong("link", f"should be one of: {', '.join(LINKS)}")
    return ScorerFile(
        read.text("name", parts["name"]), read.text("title", parts["title"]), read.text("owner", parts["owner"]),
        read.day("review_by", parts["review_by"]), read.text("reason", parts["reason"]), parts["link"],
        read.number("intercept", parts["intercept"]), read.number("threshold", parts["threshold"]),
        inputs, terms, changeable, read.card(parts["card"]),
    )  # fmt: skip


def write_file(scorer: ScorerFile) -> str:
    """Return a scorer as its file; `read_file` gives the same back."""
    whole = {
        "format": FORMAT, "name": scorer.name, "title": scorer.title, "owner": scorer.owner,
        "review_by": scorer.review_by.isoformat(), "reason": scorer.reason, "link": scorer.link,
        "intercept": scorer.intercept, "threshold": scorer.threshold,
        "inputs": [_written_input(column) for column in scorer.inputs],
        "terms": [{"axes": [_written_axis(axis) for axis in t.axes], "scores": t.scores} for t in scorer.terms],
        "changeable": scorer.changeable, "card": dict(scorer.card),
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _written_input(column: Input) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name, "type": str(column.kind), "label": column.label, "from": column.source, "unit": column.unit,
    }  # fmt: skip
    if column.allowed:
        told["allowed"] = column.allowed
    if column.limits.intervals:
        told["limits"] = [column.limits.intervals[0].low, column.limits.intervals[0].high]
    return told


def _written_axis(axis: Axis) -> dict[str, Any]:
    return {"input": axis.name, **({"levels": axis.levels} if axis.levels else {"cuts": axis.cuts})}


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no finite number")


class _Reader:
    """Reads parts of one file; every mistake names the file and the part."""

    def __init__(self, file: str) -> None:
        self._file = file

    def wrong(self, part: str, says: str) -> BadInput:
        return BadInput(f"{self._file}, {part}: {says}")

    def parts(
        self, part: str, found: Any, required: set[str], optional: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        if not isinstance(found, dict) or not required <= found.keys() <= required | optional:
            raise self.wrong(part, f"should have exactly these names: {', '.join(sorted(required))}")
        return found

    def list(self, part: str, found: Any, *, empty: bool = False) -> list[Any]:
        if not isinstance(found, list) or not (found or empty):
            raise self.wrong(part, "should be a list with at least one member")
        return found

    def text(self, part: str, found: Any) -> str:
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(part, "should be a text")
        return found

    def number(self, part: str, found: Any) -> float:
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not math.isfinite(found):
            raise self.wrong(part, "should be a finite number")
        return float(found)

    def day(self, part: str, found: Any) -> date:
        try:
            return date.fromisoformat(found)
        except (TypeError, ValueError) as wrong:
            raise self.wrong(part, "should be a date such as 2027-06-30") from wrong

    def card(self, found: Any) -> Mapping[str, Any]:
        card = self.parts("card", found, {"date", "data", "n", "outcome", "metrics"})
        self.day("card date", card["date"])
        return card

    def input(self, found: Any) -> Input:
        parts = self.parts(
            "inputs", found, {"name", "type", "label", "from", "unit"}, frozenset({"allowed", "limits"})
        )
        name = self.text("inputs", parts["name"])
        try:
            kind = Kind(parts["type"])
        except ValueError as wrong:
            raise self.wrong(name, f"its type should be one of: {', '.join(Kind)}") from wrong
        if (kind is Kind.TEXT) != ("allowed" in parts):
            raise self.wrong(name, "a text names its `allowed` values, and nothing else does")
        allowed = tuple(self.text(name, each) for each in parts.get("allowed", ()))
        limits = ANYTHING
        if "limits" in parts:
            low, high = (self.number(name, each) for each in self.list(name, parts["limits"]))
            limits = Cell(f"[{low:g}..{high:g}]", intervals=(Interval(low, high),))
        return Input(
            name,
            kind,
            self.text(name, parts["label"]),
            self.text(name, parts["from"]),
            str(parts["unit"]),
            allowed,
            limits,
        )

    def term(self, found: Any, inputs: Mapping[str, Input]) -> Term:
        parts = self.parts("terms", found, {"axes", "scores"})
        axes = tuple(self.axis(each, inputs) for each in self.list("terms", parts["axes"]))
        if len(axes) > 2 or len({axis.name for axis in axes}) < len(axes):
            raise self.wrong("terms", "a term reads one input, or two different ones")
        return Term(axes, self.scores(" × ".join(axis.name for axis in axes), parts["scores"], axes))

    def axis(self, found: Any, inputs: Mapping[str, Input]) -> Axis:
        parts = self.parts("terms", found, {"input"}, frozenset({"cuts", "levels"}))
        column = inputs.get(parts["input"])
        if column is None:
            raise self.wrong("terms", f"{parts['input']!r} is no input; there are {', '.join(inputs)}")
        if column.kind is Kind.TEXT or column.kind is Kind.BOOLEAN:
            levels: tuple[Fact, ...] = column.allowed if column.kind is Kind.TEXT else (False, True)
            if tuple(parts.get("levels", ())) != levels or "cuts" in parts:
                raise self.wrong(column.name, f"its levels should be: {', '.join(map(str, levels))}")
            return Axis(column.name, column.kind, levels=levels)
        cuts = tuple(self.number(column.name, each) for each in self.list(column.name, parts.get("cuts"), empty=True))
        if any(one >= other for one, other in zip(cuts, cuts[1:], strict=False)):
            raise self.wrong(column.name, "its cuts should grow from one to the next")
        return Axis(column.name, column.kind, cuts)

    def scores(self, part: str, found: Any, axes: tuple[Axis, ...]) -> tuple[Any, ...]:
        one: Callable[[Any], Any] = (
            (lambda each: self.number(part, each))
            if len(axes) == 1
            else lambda each: self.scores(part, each, axes[1:])
        )
        if not isinstance(found, list) or len(found) != axes[0].size:
            raise self.wrong(part, f"should have {axes[0].size} scores for {axes[0].name}")
        return tuple(one(each) for each in found)
