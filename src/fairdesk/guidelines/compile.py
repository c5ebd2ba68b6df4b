"""Turn a guideline into one Python function, and its answer into a verdict with its reason.

    guideline = compile_table(parse(shipped("routing"), "routing.yaml"))
    guideline.decide({"masking_ok": True, ...}).outputs      # {"route": "person", "reason": "asked_for_person"}

Every input of the table must be there and of its type, even where the rule that applies does not read it: an engine
that lets a missing value fall through ends in "answered by the assistant". Otherwise the verdict is a refusal, its
outputs are the table's own `on_refusal`, and its reason names the input.

The function is generated because the trace is wanted as well: beside the rule that applied it returns, as a bit mask,
every condition that failed, at a tenth of what trying the cells one by one would cost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from fairdesk.guidelines.cells import Cell, Interval, Kind
from fairdesk.guidelines.table import HitPolicy, Input, Table
from fairdesk.nouns import Because, Fact, Facts, Verdict

REFUSED, NO_RULE, SEVERAL = -1, -2, -3
"""What `hit` returns instead of a rule's place: an input is wrong, no rule applies, two of a unique table do."""

PROBLEMS = ("missing", "mistyped", "not_allowed", "no_rule", "several_rules")
"""Why a guideline refused; stands in the refusal's facts as `problem`."""

_PROBLEM_OF = {NO_RULE: "no_rule", SEVERAL: "several_rules"}

Failed = Mapping[str, tuple[str, ...]]
Trace = tuple[int, int, Facts]


@dataclass(frozen=True, slots=True)
class Guideline:
    """A compiled table.

    `hit(facts)` returns the place of the rule that applies, from 0, or REFUSED, NO_RULE, SEVERAL; of a collecting
    table the first one's. `traced(facts)` returns that, the mask of every failed condition, and the facts as read.
    `source` is the generated code, for whoever wants to see what runs.
    """

    table: Table
    source: str
    hit: Callable[[Facts], int]
    traced: Callable[[Facts], Trace]
    failed_of: Callable[[int, int], Failed]

    def decide(self, facts: Facts) -> Verdict:
        """Return what the table says about *facts*, with the reason. Never raises: what is wrong is a refusal."""
        hit, mask, read = self.traced(facts)
        table = self.table
        if hit < 0:
            return self._refuse(facts, hit, mask)
        if table.hit is HitPolicy.COLLECT:
            return self._collect(mask, read)
        rule = table.rules[hit]
        code = f"{table.name}.{rule.outputs.get('reason', rule.id)}"
        because = Because(table.name, code, read, rule.id, table.version, (), self.failed_of(hit, mask))
        return Verdict(rule.outputs, because)

    def _collect(self, mask: int, read: Facts) -> Verdict:
        """Join what every rule that applies says, each value once, in the order of the rules."""
        failed = self.failed_of(len(self.table.rules), mask)
        rules = [rule for rule in self.table.rules if rule.id not in failed]
        outputs = {
            column.name: ", ".join(dict.fromkeys(rule.outputs[column.name] for rule in rules))
            for column in self.table.outputs
        }
        ids = ", ".join(rule.id for rule in rules)
        code = f"{self.table.name}.{outputs.get('reason', ids)}"
        return Verdict(outputs, Because(self.table.name, code, read, ids, self.table.version, (), failed))

    def _refuse(self, facts: Facts, hit: int, mask: int) -> Verdict:
        name, problem, read = examine(self.table, facts)
        failed: Failed = {}
        if hit != REFUSED:
            problem, failed = _PROBLEM_OF[hit], self.failed_of(len(self.table.rules), mask)
        code = f"{self.table.name}.refused"
        seen = {**read, "input": name, "problem": problem}
        because = Because(self.table.name, code, seen, "", self.table.version, (), failed)
        return Verdict(self.table.on_refusal, because, f"{name}: {problem}")

    def __reduce__(self) -> tuple[Any, ...]:
        # A generated function cannot be sent to another process; its table can, and gives the same one.
        return compile_table, (self.table,)


def compile_table(table: Table) -> Guideline:
    """Return the guideline that *table* describes."""
    source = _source(table)
    room: dict[str, Any] = {f"a{n}": frozenset(column.allowed) for n, column in enumerate(table.inputs)}
    room["again"] = lambda facts, function: _again(table, facts, function)
    # Our own text, made in this file from a checked table: names and texts enter it only through repr.
    exec(compile(source, f"<guideline {table.name} {table.version}>", "exec"), room)  # noqa: S102
    bits = _bits(table)

    @lru_cache(maxsize=4096)
    def failed_of(hit: int, mask: int) -> Failed:
        upper = table.rules[:hit] if table.hit is HitPolicy.FIRST else table.rules
        failed = {rule.id: tuple(name for name, bit in bits[rule.id] if mask & bit) for rule in upper}
        return {rule: names for rule, names in failed.items() if names}

    return Guideline(table, source, room["hit"], room["traced"], failed_of)


def why_not(guideline: Guideline, facts: Facts) -> Failed:
    """Return, for each rule that does not hold for *facts*, the inputs whose condition failed; {} after a refusal."""
    hit, mask, _ = guideline.traced(facts)
    return {} if hit == REFUSED else guideline.failed_of(len(guideline.table.rules), mask)


class HasInputs(Protocol):
    """What can be examined: a decision table, or a scorer."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The facts it reads."""


def examine(table: HasInputs, facts: Facts) -> tuple[str, str, dict[str, Fact]]:
    """Return the first input of *facts* that cannot be read, what is wrong with it, and all that can be read.

    Both are "" if nothing is wrong. Subclasses of str, int and float (an enum's member) are read as plain values.
    A text that is not allowed is left out: it could be anything, even a customer's words.
    """
    read: dict[str, Fact] = {}
    wrong: tuple[str, str] = ("", "")
    for column in table.inputs:
        value, problem = _readable(column, facts.get(column.name))
        if value is not None and not problem:
            read[column.name] = value
        elif not wrong[1]:
            wrong = column.name, problem
    return *wrong, read


def _readable(column: Input, value: object) -> tuple[Fact | None, str]:
    if value is None:
        return None, "missing"
    plain = _plain(column.kind, value)
    if plain is None:
        return None, "mistyped"
    if isinstance(plain, str):
        return plain, "not_allowed" if column.allowed and plain not in column.allowed else ""
    return plain, "" if column.limits.holds(plain) else "not_allowed"


def _plain(kind: Kind, value: object) -> Fact | None:
    """Return *value* as a plain value of its *kind*, or None if it is of another; a boolean is no number."""
    if kind is Kind.BOOLEAN or isinstance(value, bool):
        return value if kind is Kind.BOOLEAN and isinstance(value, bool) else None
    if kind is Kind.TEXT:
        return str.__str__(value) if isinstance(value, str) else None
    if isinstance(value, int):
        return int.__int__(value)
    if kind is Kind.NUMBER and isinstance(value, float) and math.isfinite(value):
        return float.__float__(value)
    return None


def _again(table: Table, facts: Facts, function: Callable[[Facts, bool], Any]) -> Any:
    """Look closer at what the quick test would not take, and try once more if it is in order."""
    _, problem, read = examine(table, facts)
    return function(facts if problem else read, True)


# --- the generated code -------------------------------------------------------------------------------------------
def _source(table: Table) -> str:
    hit = [*_reading(table, "hit", "-1"), *_choosing(table)]
    traced = [*_reading(table, "traced", "-1, 0, {}"), *_tracing(table)]
    return "\n".join([*hit, "", *traced, ""])


def _reading(table: Table, function: str, refusal: str) -> list[str]:
    """Write the head of a function: take each input, and refuse unless all are of their type and allowed."""
    doubt = f"return ({refusal}) if exact else again(facts, {function})"
    tests = [_wrong(column, n) for n, column in enumerate(table.inputs)]
    return [
        f"def {function}(facts, exact=False):",
        "    try:",
        *(f"        v{n} = facts[{column.name!r}]" for n, column in enumerate(table.inputs)),
        *(f"        if {test}:\n            {doubt}" for test in tests),
        "    except (KeyError, TypeError):",
        f"        return {refusal}",
    ]


def _wrong(column: Input, n: int) -> str:
    """Write the quick test that is true of every value that is not plainly right."""
    if column.kind is Kind.BOOLEAN:
        return f"v{n} is not True and v{n} is not False"
    if column.kind is Kind.TEXT:
        return f"v{n} not in a{n}" if column.allowed else f"type(v{n}) is not str"
    odd = f"type(v{n}) is not int"
    if column.kind is Kind.NUMBER:
        odd = f"type(v{n}) is not float and {odd}"
        if not _finite(column.limits):
            # NaN and the infinities are the numbers that differ from nothing when taken from themselves.
            odd += f" or v{n} - v{n} != 0"
    return odd if column.limits.anything else f"{odd} or not {_condition(column.limits, n)}"


def _finite(limits: Cell) -> bool:
    """Whether only finite numbers pass."""
    ends = [end for part in limits.intervals for end in (part.low, part.high)]
    return bool(ends) and not limits.negated and all(math.isfinite(end) for end in ends)


def _choosing(table: Table) -> list[str]:
    """Write the body that returns the place of the rule, and nothing else."""
    wholes = [" and ".join(_conditions(rule.cells).values()) or "True" for rule in table.rules]
    if table.hit is not HitPolicy.UNIQUE:
        return [*(f"    if {whole}:\n        return {n}" for n, whole in enumerate(wholes)), f"    return {NO_RULE}"]
    found = [
        f"    if {whole}:\n        place = {n} if place == {NO_RULE} else {SEVERAL}" for n, whole in enumerate(wholes)
    ]
    return [f"    place = {NO_RULE}", *found, "    return place"]


def _tracing(table: Table) -> list[str]:
    """Write the body that tries each different condition once and gathers the bits of all that failed."""
    bits = _bits(table)
    names = [column.name for column in table.inputs]
    different: dict[str, int] = {}
    for rule in table.rules:
        of = dict(bits[rule.id])
        for n, condition in _conditions(rule.cells).items():
            different[condition] = different.get(condition, 0) | of[names[n]]
    read = ", ".join(f"{name!r}: v{n}" for n, name in enumerate(names))
    rules = [sum(bit for _, bit in bits[rule.id]) for rule in table.rules]
    return [
        f"    read = {{{read}}}",
        "    mask = 0",
        *(f"    if not ({condition}):\n        mask |= {bit}" for condition, bit in different.items()),
        *_choosing_by_mask(table.hit, rules),
    ]


def _choosing_by_mask(policy: HitPolicy, rules: list[int]) -> list[str]:
    if policy is not HitPolicy.UNIQUE:
        tried = [f"    if not mask & {bits}:\n        return {n}, mask, read" for n, bits in enumerate(rules)]
        return [*tried, f"    return {NO_RULE}, mask, read"]
    tried = [
        f"    if not mask & {bits}:\n        place = {n} if place == {NO_RULE} else {SEVERAL}"
        for n, bits in enumerate(rules)
    ]
    return [f"    place = {NO_RULE}", *tried, "    return place, mask, read"]


def _bits(table: Table) -> dict[str, tuple[tuple[str, int], ...]]:
    """Give each condition of each rule its bit of the mask; "-" is no condition."""
    place = 0
    bits: dict[str, tuple[tuple[str, int], ...]] = {}
    for rule in table.rules:
        tested = [column.name for column, cell in zip(table.inputs, rule.cells, strict=True) if not cell.anything]
        bits[rule.id] = tuple((name, 1 << place + n) for n, name in enumerate(tested))
        place += len(tested)
    return bits


def _conditions(cells: tuple[Cell, ...]) -> dict[int, str]:
    return {n: _condition(cell, n) for n, cell in enumerate(cells) if not cell.anything}


def _condition(cell: Cell, n: int) -> str:
    """Write a cell as Python; the value is known to be of its type."""
    if cell.intervals:
        inside = " or ".join(_inside(part, f"v{n}") for part in cell.intervals)
        return f"(not ({inside}))" if cell.negated else f"({inside})"
    if isinstance(cell.values[0], bool):
        return f"v{n}" if cell.values[0] != cell.negated else f"not v{n}"
    if len(cell.values) == 1:
        return f"v{n} {'!=' if cell.negated else '=='} {cell.values[0]!r}"
    return f"v{n} {'not in' if cell.negated else 'in'} {cell.values!r}"


def _inside(part: Interval, value: str) -> str:
    if part.low == part.high:
        return f"{value} == {part.low!r}"
    low = "" if part.low == -math.inf else f"{part.low!r} {'<=' if part.low_in else '<'} "
    high = "" if part.high == math.inf else f" {'<=' if part.high_in else '<'} {part.high!r}"
    return f"{low}{value}{high}"
