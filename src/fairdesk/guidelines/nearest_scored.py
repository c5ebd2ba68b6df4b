"""Find the smallest change of a case whose guideline reads scores: every tried case is scored and decided again.

    nearest_scored(guideline, facts, {"goodwill_score": scorer}, lambda outputs: outputs["decision"] == "pay")

An input may count twice, in a rule and in a score, so the two may not be searched apart. Within a span of the table and
a step of the scorer nothing changes; so the nearest value of each is tried, of one input, then of two, then of more.
Only what the table calls `changeable` is changed; what a scorer reads, only if its file says so as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product

from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.nearest import EXPLAINING, Wanted, nearest
from fairdesk.guidelines.scorer import SOURCE, Scorer, scored_facts
from fairdesk.guidelines.spans import spans
from fairdesk.guidelines.table import Changeable, Input, Table
from fairdesk.nouns import Change, Fact, Facts, Otherwise

Decide = Callable[[Facts], tuple[Mapping[str, str], str] | None]


def nearest_scored(
    guideline: Guideline,
    facts: Facts,
    scorers: Mapping[str, Scorer],
    wanted: Wanted,
    by: frozenset[Changeable] = EXPLAINING,
) -> Otherwise | None:
    """Return the smallest change of changeable inputs whose outputs are *wanted*, scored anew; None if there is none.

    *facts* hold what the table and the scorers read; a score among them is computed again.
    """
    table = guideline.table
    if not any(column.source.startswith(SOURCE) for column in table.inputs):
        return nearest(guideline, facts, wanted, by)
    if guideline.decide(scored_facts(table.inputs, facts, scorers)[0]).refused:
        return None
    free = {
        column: values for column in _free(table, scorers, by) if (values := _values(table, scorers, column, facts))
    }

    def decide(changed: Facts) -> tuple[Mapping[str, str], str] | None:
        verdict = guideline.decide(scored_facts(table.inputs, {**facts, **changed}, scorers)[0])
        return (verdict.outputs, verdict.because.rule) if not verdict.refused and wanted(verdict.outputs) else None

    for count in range(1, len(free) + 1):
        ways = [
            way
            for columns in combinations(free, count)
            for values in product(*(free[column] for column in columns))
            if decide(_named(way := tuple(zip(columns, values, strict=True))))
        ]
        if ways:
            best = min(ways, key=lambda way: _distance(way, facts, free))
            return _told(table, best, facts, free, decide)
    return None


Way = tuple[tuple[Input, Fact], ...]
"""Each input that is changed, with its new value."""


def _named(way: Way) -> dict[str, Fact]:
    return {column.name: value for column, value in way}


def _free(table: Table, scorers: Mapping[str, Scorer], by: frozenset[Changeable]) -> list[Input]:
    """Return the inputs that may be changed. What a scorer alone reads is taken for past: the table says nothing of it."""
    read = {column.name for scorer in scorers.values() for column in scorer.file.inputs}
    stays = {name for name in read if not any(name in scorer.file.changeable for scorer in scorers.values())}
    mine = [c for c in table.inputs if c.changeable in by and c.name not in stays and not c.source.startswith(SOURCE)]
    named = {column.name for column in table.inputs}
    theirs = {
        column.name: column
        for scorer in scorers.values()
        for column in scorer.file.inputs
        if column.name not in named | stays and Changeable.PAST in by
    }
    return [*mine, *theirs.values()]


def _values(table: Table, scorers: Mapping[str, Scorer], column: Input, facts: Facts) -> tuple[Fact, ...]:
    """Return, of each span and each step that an input's value does not lie in, the value that is nearest to it."""
    if column.name not in facts:
        return ()
    was, found = facts[column.name], dict[Fact, None]()
    places = [n for n, each in enumerate(table.inputs) if each.name == column.name]
    for span in spans(column, (rule.cells[n] for n in places for rule in table.rules)) if places else ():
        if not span.holds(was):
            found[span.nearest(was)] = None
    axes = [
        axis for scorer in scorers.values() for axis in scorer.file.axes if axis.name == column.name and axis.size > 1
    ]
    for axis in axes:
        found.update(dict.fromkeys(axis.value_at(place, was) for place in axis.others(was)))
    return tuple(found)


def _distance(way: Way, facts: Facts, free: Mapping[Input, Sequence[Fact]]) -> float:
    return math.fsum(_far(facts[column.name], value, free[column]) for column, value in way)


def _far(was: Fact, to: Fact, values: Sequence[Fact]) -> float:
    """Return how far it is: 1 for a text or boolean, else the part of the range of all values that might be tried."""
    if isinstance(was, (str, bool)) or isinstance(to, (str, bool)):
        return 1.0
    numbers = [was, *(value for value in values if not isinstance(value, (str, bool)))]
    return abs(to - was) / ((max(numbers) - min(numbers)) or 1.0)


# --- telling what was found -----------------------------------------------------------------------------------------
def _told(table: Table, way: Way, facts: Facts, free: Mapping[Input, Sequence[Fact]], decide: Decide) -> Otherwise:
    found = decide(_named(way))
    assert found is not None
    changes = tuple(
        Change(
            column.name, column.label, column.unit, _by(table, column), facts[column.name], value,
            _needed(column, facts[column.name], value, free[column], decide) if len(way) == 1 else _plain(value),
        )
        for column, value in way
    )  # fmt: skip
    return Otherwise(table.name, table.version, changes, found[0], found[1])


def _by(table: Table, column: Input) -> str:
    return str(column.changeable if column in table.inputs else Changeable.PAST)


def _needed(column: Input, was: Fact, to: Fact, values: Sequence[Fact], decide: Decide) -> str:
    """Return all values beyond *to*, away from what it was, that do it as well, as a cell."""
    if isinstance(was, (str, bool)) or isinstance(to, (str, bool)):
        return ", ".join(_plain(value) for value in values if decide({column.name: value}))
    up = to > was
    beyond = sorted(
        (v for v in values if not isinstance(v, (str, bool)) and (v > to if up else v < to)), reverse=not up
    )
    stop = next((value for value in beyond if not decide({column.name: value})), None)
    end, included = _end(to)
    if stop is None:
        return f"{'>' if up else '<'}{'=' if included else ''} {end}"
    if up:
        return f"{'[' if included else '('}{end}..{_plain(stop)})"
    return f"({_plain(stop)}..{end}{']' if included else ')'}"


def _end(value: float) -> tuple[str, bool]:
    """Return an end as text, and whether it belongs to it: the very next number below 20 is "20", not included."""
    near = round(value, 9)
    beside = near != value and math.nextafter(value, near) == near
    return (_plain(near), False) if beside else (_plain(value), True)


def _plain(value: Fact) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).removesuffix(".0").strip("'")
