"""Tell two versions of a guideline apart rule by rule, as somebody reads them who must answer for the change.

    difference(old, new)      (Change("changed", "R03", "when: concern not(none) → crisis"), ...)

Rules are the same rule if they have the same id. Their order counts where the first that holds decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from fairdesk.guidelines.table import Changeable, HitPolicy, Input, Output, Rule, Table

How = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: how, which rule, input, output or head of the table, and a sentence."""

    how: How
    what: str
    says: str


def difference(old: Table, new: Table) -> tuple[Change, ...]:
    """Return what differs between two versions of a table; () if only the layout of the file does."""
    return (*_head(old, new), *_columns(old, new), *_rules(old, new))


def decides_alike(old: Table, new: Table) -> bool:
    """Whether two tables say the same in every case: they differ in words, dates, or in who could change an input."""
    return _decisive(old) == _decisive(new)


def _decisive(table: Table) -> tuple[object, ...]:
    inputs = tuple((each.name, each.kind, each.source, each.unit, each.allowed, each.limits) for each in table.inputs)
    outputs = tuple((each.name, each.allowed) for each in table.outputs)
    rules = tuple((each.id, each.cells, dict(each.outputs)) for each in table.rules)
    return table.name, table.hit, inputs, outputs, rules, dict(table.on_refusal)


def when(rule: Rule, table: Table) -> str:
    """Return a rule's tests as one line: "amount (0..20], known true"; "always" if there are none."""
    tests = [
        f"{column.name} {cell.text}"
        for column, cell in zip(table.inputs, rule.cells, strict=True)
        if not cell.anything
    ]
    return ", ".join(tests) or "always"


def then(rule: Rule) -> str:
    """Return what a rule says, as one line."""
    return ", ".join(f"{name} {value}" for name, value in rule.outputs.items())


def _head(old: Table, new: Table) -> Iterator[Change]:
    for what in (
        "name",
        "title",
        "hit",
        "effective_from",
        "review_by",
        "owner",
        "reason",
        "references",
        "on_refusal",
    ):
        before, after = _plain(getattr(old, what)), _plain(getattr(new, what))
        if before != after:
            yield Change("changed", what, f"{before} → {after}")


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return str(value)


def _columns(old: Table, new: Table) -> Iterator[Change]:
    for kind, before, after in (("input", old.inputs, new.inputs), ("output", old.outputs, new.outputs)):
        was = {column.name: _column(column) for column in before}
        now = {column.name: _column(column) for column in after}
        for name in was.keys() - now.keys():
            yield Change("removed", f"{kind} {name}", was[name])
        for name, says in now.items():
            if name not in was:
                yield Change("added", f"{kind} {name}", says)
            elif says != was[name]:
                yield Change("changed", f"{kind} {name}", f"{was[name]} → {says}")


def _column(column: Input | Output) -> str:
    if isinstance(column, Output):
        return f"{column.label} ({', '.join(column.allowed)})"
    limits = ", ".join(column.allowed) if column.allowed else column.limits.text
    unit = f" in {column.unit}" if column.unit else ""
    who = "" if column.changeable is Changeable.NO else f", changeable: {column.changeable}"
    return f"{column.label}, a {column.kind}{unit} from {column.source} ({limits}){who}"


def _rules(old: Table, new: Table) -> Iterator[Change]:
    was, now = {rule.id: rule for rule in old.rules}, {rule.id: rule for rule in new.rules}
    for id, rule in was.items():
        if id not in now:
            yield Change("removed", id, f"{when(rule, old)}: {then(rule)}")
    for id, rule in now.items():
        if id not in was:
            yield Change("added", id, f"{when(rule, new)}: {then(rule)}")
        elif says := _changed(was[id], rule, old, new):
            yield Change("changed", id, says)
    if new.hit is HitPolicy.FIRST:
        both = [id for id in was if id in now]
        for id in _moved(both, [id for id in now if id in was]):
            yield Change("moved", id, "it stands elsewhere in the order; the first rule that holds decides")


def _changed(before: Rule, after: Rule, old: Table, new: Table) -> str:
    parts = (
        ("when", when(before, old), when(after, new)),
        ("then", then(before), then(after)),
        ("says", before.says, after.says),
    )
    return "; ".join(f"{what}: {one} → {other}" for what, one, other in parts if one != other)


def _moved(before: list[str], after: list[str]) -> list[str]:
    """Return the fewest rules whose moving explains the new order: those outside the longest common order."""
    place = {id: n for n, id in enumerate(before)}
    runs: list[list[str]] = [[]]
    for id in after:
        runs.append([*_longest(run for run in runs if not run or place[run[-1]] < place[id]), id])
    stays = set(_longest(runs))
    return [id for id in after if id not in stays]


def _longest(runs: Iterable[list[str]]) -> list[str]:
    return max(runs, key=len)
