"""Turn a guideline into one SQL expression, so that a million kept cases are decided where they lie.

    f"SELECT {hit_expression(table)} FROM facts"      # 0, 3, -1, ...: what `compile.hit` returns, for every row

The columns are typed: booleans, texts, numbers. NULL is a missing input and refuses like every other value that the
compiled function would not take: NaN, an infinity, a text or number that is not allowed. The same text runs on SQLite,
DuckDB and PostgreSQL: it is made of CASE, comparisons, AND, OR, NOT, IN and BETWEEN alone.

Not the same everywhere, and therefore written out: NaN (PostgreSQL and DuckDB say it is larger than every number),
and decimal literals (DuckDB reads 0.15 as a decimal and 0.15e0 as the double that Python compares with). A quote in a
text is doubled, as the standard has it; Spark would want a backslash, so a table with such a text is not for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from fairdesk.guidelines.cells import Cell, Interval, Kind
from fairdesk.guidelines.compile import NO_RULE, REFUSED, SEVERAL
from fairdesk.guidelines.table import HitPolicy, Input, Table

_LARGEST = "1.7976931348623157e308"
_LARGEST_WHOLE = 2**63 - 1


def quoted(name: str) -> str:
    """Return the column that is called as the input is."""
    return f'"{name}"'


def hit_expression(table: Table, column: Callable[[str], str] = quoted) -> str:
    """Return SQL for the place of the rule that applies, from 0: the same integer as the compiled table's `hit`.

    *column* returns the SQL of an input's typed column. The text holds no parameters; a library that reads % in a
    statement with parameters wants each % of it doubled.
    """
    names = [column(each.name) for each in table.inputs]
    wrong = " OR ".join(_wrong(each, name) for each, name in zip(table.inputs, names, strict=True))
    rules = [_whole(rule.cells, names) for rule in table.rules]
    return " ".join(
        [
            "CASE",
            f"WHEN {wrong} THEN {REFUSED}",
            *([f"WHEN {_several(rules)} THEN {SEVERAL}"] if table.hit is HitPolicy.UNIQUE else []),
            *(f"WHEN {rule} THEN {n}" for n, rule in enumerate(rules)),
            f"ELSE {NO_RULE}",
            "END",
        ]
    )


def _wrong(column: Input, name: str) -> str:
    """Write what is true of a value that is missing, no number or not allowed. NULL makes each test NULL: not true."""
    if column.kind is Kind.BOOLEAN:
        return f"({name} IN (TRUE, FALSE)) IS NOT TRUE"
    if column.kind is Kind.TEXT:
        return f"({name} IN ({_texts(column.allowed)})) IS NOT TRUE" if column.allowed else f"{name} IS NULL"
    end = _LARGEST if column.kind is Kind.NUMBER else str(_LARGEST_WHOLE)
    finite = f"{name} BETWEEN -{end} AND {end}"
    limits = "" if column.limits.anything else f" AND {_condition(column.limits, name)}"
    return f"({finite}{limits}) IS NOT TRUE"


def _several(rules: list[str]) -> str:
    return "(" + " + ".join(f"CASE WHEN {rule} THEN 1 ELSE 0 END" for rule in rules) + ") > 1"


def _whole(cells: tuple[Cell, ...], names: list[str]) -> str:
    tried = [_condition(cell, name) for cell, name in zip(cells, names, strict=True) if not cell.anything]
    return " AND ".join(tried) or "TRUE"


def _condition(cell: Cell, name: str) -> str:
    """Write a cell as SQL; the value is known to be right."""
    if cell.intervals:
        inside = " OR ".join(_inside(part, name) for part in cell.intervals)
        return f"NOT ({inside})" if cell.negated else f"({inside})"
    if isinstance(cell.values[0], bool):
        return name if cell.values[0] != cell.negated else f"NOT {name}"
    return f"{name} {'NOT IN' if cell.negated else 'IN'} ({_texts(tuple(map(str, cell.values)))})"


def _inside(part: Interval, name: str) -> str:
    if part.low == part.high:
        return f"{name} = {_number(part.low)}"
    low = f"{name} {'>=' if part.low_in else '>'} {_number(part.low)}" if math.isfinite(part.low) else ""
    high = f"{name} {'<=' if part.high_in else '<'} {_number(part.high)}" if math.isfinite(part.high) else ""
    return f"{low} AND {high}" if low and high else low or high


def _number(value: float) -> str:
    text = repr(value)
    return text if isinstance(value, int) or "e" in text else f"{text}e0"


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
