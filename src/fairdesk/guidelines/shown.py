"""What pages and tasks show of guidelines: the standing of each, its rules in a reader's words, what somebody must do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from fairdesk.guidelines.counting import Counts
from fairdesk.guidelines.life import Proposal
from fairdesk.guidelines.parts import LABELS
from fairdesk.guidelines.reviews import Review
from fairdesk.guidelines.scorer_file import ScorerFile
from fairdesk.guidelines.table import Rule, Table
from fairdesk.nouns import Facts


@dataclass(frozen=True, slots=True)
class Overview:
    """A guideline in force and how it stands."""

    name: str
    table: Table
    proposal: Proposal
    review: Review
    parts_changed: tuple[str, ...]
    unconfirmed: bool
    scheduled: Proposal | None

    @property
    def parts_in_words(self) -> str:
        """What is another part than was approved, as an officer reads it."""
        return " and ".join(LABELS.get(part, part) for part in self.parts_changed)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as it is read: its tests by the labels of the inputs, what it says, and how many kept turns met it."""

    id: str
    tests: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    says: str
    met: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something that somebody must do about a guideline."""

    name: str
    says: str
    proposal: str = ""
    mends: str = ""
    """The mitigation it is about."""


def rows_of(table: Table, counts: Counts | None = None) -> tuple[Row, ...]:
    """Return the rules of a table as they are read."""
    return tuple(
        Row(
            rule.id,
            _tests(rule, table),
            tuple(rule.outputs.items()),
            rule.says,
            counts.by_rule[n] if counts else None,
        )
        for n, rule in enumerate(table.rules)
    )


def _tests(rule: Rule, table: Table) -> tuple[tuple[str, str], ...]:
    return tuple(
        (column.label, f"{in_words(cell.text)}{f' {column.unit}' if column.unit else ''}")
        for column, cell in zip(table.inputs, rule.cells, strict=True)
        if not cell.anything
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One value of a scorer's term: of which inputs, the value in words, what it adds, and what it adds in force now.

    None: there is no such value in that version.
    """

    of: str
    value: str
    adds: float | None
    now: float | None = None


def steps_of(scorer: ScorerFile, in_force: ScorerFile | None = None) -> tuple[Step, ...]:
    """Return what each value adds to a score, in the order of the file; beside it what it adds now, if one is in force."""
    here, now = (dict(_steps(each)) if each else {} for each in (scorer, in_force))
    return tuple(Step(*place, here.get(place), now.get(place)) for place in dict.fromkeys((*here, *now)))


def _steps(scorer: ScorerFile) -> Iterator[tuple[tuple[str, str], float]]:
    labels = {column.name: column.label for column in scorer.inputs}
    units = {column.name: column.unit for column in scorer.inputs}
    for term in scorer.terms:
        of = " and ".join(labels[axis.name] for axis in term.axes)
        for places in product(*(range(axis.size) for axis in term.axes)):
            words = (f"{axis.says(n)} {units[axis.name]}".strip() for axis, n in zip(term.axes, places, strict=True))
            score: Any = term.scores  # numbers nested as deep as the term has axes
            for place in places:
                score = score[place]
            yield (of, ", ".join(words)), score


def in_words(test: str) -> str:
    """Return a cell's test as it is read: "yes" for true, "anything but none" for not(none)."""
    if test.startswith("not(") and test.endswith(")"):
        return f"anything but {test[4:-1]}"
    return {"true": "yes", "false": "no"}.get(test, test)


def case_in_words(case: Facts, table: Table) -> str:
    """Return a case that shows a finding, by the labels of the inputs."""
    labels = {column.name: column.label for column in table.inputs}
    return "; ".join(f"{labels.get(name, name)}: {in_words(str(value).lower())}" for name, value in case.items())


def tasks_of(guideline: Overview) -> Iterator[Task]:
    """Yield what somebody must do about a guideline in force."""
    if guideline.parts_changed:
        yield Task(guideline.name, f"people answer, because {guideline.parts_in_words} changed since it was approved")
    if guideline.review in (Review.OVERDUE, Review.INCIDENT):
        yield Task(guideline.name, f"its review was due by {guideline.table.review_by:%-d %B %Y}")
    if guideline.proposal.confirm_by is not None and not guideline.proposal.second:
        until = f"by {guideline.proposal.confirm_by:%-d %B %H:%M} UTC"
        yield Task(
            guideline.name,
            f"it was rolled back by one person; a second must confirm it {until}",
            guideline.proposal.id,
        )
