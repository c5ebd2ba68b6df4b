"""Find the smallest change of a case that would have given another outcome: exact, and tried before it is told.

    nearest(guideline, facts, lambda outputs: outputs["route"] == "assistant")

Smallest is: the fewest inputs changed, then the shortest way. A number's way is measured by the range of the ends that
the table names; a text or a boolean is one step. Only inputs that the table calls `changeable` are changed, among them
what is past: that explains the rule, and advises nothing. Telling somebody that a matter of life and death should have
been none is no explanation. Every set of spans of these inputs
that could reach a wanted rule is tried on the compiled guideline itself, so what is returned does flip the decision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product

from fairdesk.guidelines.compile import REFUSED, Guideline, examine
from fairdesk.guidelines.spans import Span, said, spans
from fairdesk.guidelines.table import Changeable, HitPolicy, Input, Table
from fairdesk.nouns import Change, Fact, Facts, Otherwise

Wanted = Callable[[Mapping[str, str]], bool]
EVERYBODY = frozenset({Changeable.CUSTOMER, Changeable.COMPANY})
EXPLAINING = EVERYBODY | {Changeable.PAST}
MOST_TRIED = 2_000_000
"""Cases tried before the search gives up: a table that needs more cannot be explained to a person either."""


def nearest(
    guideline: Guideline, facts: Facts, wanted: Wanted, by: frozenset[Changeable] = EXPLAINING
) -> Otherwise | None:
    """Return the smallest change of changeable inputs whose outputs are *wanted*; None if there is none.

    None as well if the facts themselves are refused: then nothing was decided that another value would change.
    """
    table = guideline.table
    _, problem, read = examine(table, facts)
    if problem:
        return None
    free = {
        n: choices for n, choices in enumerate(_choices(table, read)) if choices and table.inputs[n].changeable in by
    }
    for count in range(1, len(free) + 1):
        tried = _tried(guideline, read, free, count, wanted)
        best = min(tried, key=lambda found: _way(table, read, found), default=None)
        if best is not None:
            return _otherwise(guideline, read, best, wanted)
    return None


def another(guideline: Guideline, facts: Facts) -> Wanted:
    """Return what asks for any other outcome than the one *facts* have; the column `reason` is none of its own."""
    now = _apart_from_reason(guideline.decide(facts).outputs)
    return lambda outputs: _apart_from_reason(outputs) != now


def _apart_from_reason(outputs: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in outputs.items() if name != "reason" or len(outputs) == 1}


def applied(guideline: Guideline, facts: Facts) -> tuple[Mapping[str, str], str] | None:
    """Return the outputs and the rule that *facts* lead to; None where the guideline refuses them."""
    verdict = guideline.decide(facts)
    return None if verdict.refused else (verdict.outputs, verdict.because.rule)


# --- the search -----------------------------------------------------------------------------------------------------
Way = dict[int, Span]
"""For each changed input, by place, the span its value would lie in."""


def _choices(table: Table, facts: Facts) -> Iterator[tuple[Span, ...]]:
    """Yield, for each input, the spans that its value does not lie in."""
    for n, column in enumerate(table.inputs):
        value = facts[column.name]
        cut = spans(column, (rule.cells[n] for rule in table.rules))
        here = next((span for span in cut if span.holds(value)), cut[-1])  # a text no cell names lies in the last
        yield tuple(span for span in cut if span is not here)


def _tried(
    guideline: Guideline, facts: Facts, free: Mapping[int, tuple[Span, ...]], count: int, wanted: Wanted
) -> Iterator[Way]:
    """Yield every way that changes *count* inputs and gives what is wanted."""
    table, budget = guideline.table, MOST_TRIED
    reach = _reach(guideline, facts, wanted)
    for places in combinations(free, count):
        names = {table.inputs[n].name for n in places}
        if not any(must <= names for must in reach):
            continue
        for chosen in product(*(free[n] for n in places)):
            budget -= 1
            if budget < 0:
                return
            way = dict(zip(places, chosen, strict=True))
            found = applied(guideline, {**facts, **_values(table, facts, way)})
            if found is not None and wanted(found[0]):
                yield way


def _reach(guideline: Guideline, facts: Facts, wanted: Wanted) -> list[frozenset[str]]:
    """Return, for each rule whose outputs are wanted, the inputs that keep it from applying now: they must change.

    Of a collecting table several rules make an outcome together, so nothing can be said beforehand.
    """
    table = guideline.table
    if table.hit is HitPolicy.COLLECT:
        return [frozenset()]
    hit, mask, _ = guideline.traced(facts)
    failed = {} if hit == REFUSED else guideline.failed_of(len(table.rules), mask)
    return [frozenset(failed.get(rule.id, ())) for rule in table.rules if wanted(rule.outputs)]


def _values(table: Table, facts: Facts, chosen: Mapping[int, Span]) -> dict[str, Fact]:
    return {table.inputs[n].name: span.nearest(facts[table.inputs[n].name]) for n, span in chosen.items()}


def _way(table: Table, facts: Facts, way: Way) -> float:
    """Return how far the changed values lie from those of the case."""
    return math.fsum(_distance(table, n, facts, span) for n, span in way.items())


def _distance(table: Table, n: int, facts: Facts, span: Span) -> float:
    """Return how far an input lies from a span: 1 for a text or boolean, else in ranges of the table's own ends."""
    was = facts[table.inputs[n].name]
    to = span.nearest(was)
    if isinstance(was, (str, bool)) or isinstance(to, (str, bool)):
        return 1.0
    return abs(to - was) / _range(table, n)


def _range(table: Table, n: int) -> float:
    cells = (*(rule.cells[n] for rule in table.rules), table.inputs[n].limits)
    ends = [end for cell in cells for part in cell.intervals for end in (part.low, part.high) if math.isfinite(end)]
    return (max(ends) - min(ends) if ends else 0.0) or 1.0


# --- telling what was found -----------------------------------------------------------------------------------------
def _otherwise(guideline: Guideline, facts: Facts, chosen: Way, wanted: Wanted) -> Otherwise:
    table = guideline.table
    values = _values(table, facts, chosen)
    found = applied(guideline, {**facts, **values})
    assert found is not None
    needed = _needed(guideline, facts, chosen, wanted)
    changes = tuple(_change(table.inputs[n], facts, values, needed[n]) for n in chosen)
    return Otherwise(table.name, table.version, changes, found[0], found[1])


def _change(column: Input, facts: Facts, values: Facts, needed: Sequence[Span]) -> Change:
    name = column.name
    return Change(
        name, column.label, column.unit, str(column.changeable), facts[name], values[name], said(column, needed)
    )


def _needed(
    guideline: Guideline, facts: Facts, chosen: Mapping[int, Span], wanted: Wanted
) -> dict[int, tuple[Span, ...]]:
    """Widen each chosen span by its neighbours as long as every value of all of them together does it too.

    Texts have no neighbours: every other text that does it too is added.
    """
    wide: dict[int, tuple[Span, ...]] = {n: (span,) for n, span in chosen.items()}
    for n, span in chosen.items():
        line = spans(guideline.table.inputs[n], (rule.cells[n] for rule in guideline.table.rules))
        was, at = facts[guideline.table.inputs[n].name], line.index(span)
        in_order = span.interval is not None
        for neighbours in (line[at + 1 :], line[:at][::-1]):
            for neighbour in neighbours:
                if neighbour.holds(was) or not _all(guideline, facts, {**wide, n: (neighbour,)}, wanted):
                    if in_order:
                        break
                    continue
                wide[n] = tuple(sorted((*wide[n], neighbour), key=line.index))
    return wide


def _all(guideline: Guideline, facts: Facts, wide: Mapping[int, tuple[Span, ...]], wanted: Wanted) -> bool:
    for each in product(*wide.values()):
        values = _values(guideline.table, facts, dict(zip(wide, each, strict=True)))
        found = applied(guideline, {**facts, **values})
        if found is None or not wanted(found[0]):
            return False
    return True
