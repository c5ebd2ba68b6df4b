"""The questions that count a Parquet file: text for DuckDB, which the house runs. Pure.

The file is grouped as it lies and only the few different rows are turned into text, so a file of ten million rows is read
once and at the speed of its columns.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from fairdesk.fairness.columns import BadValue, Columns
from fairdesk.fairness.cube import GAMMA, Cube, Tally
from fairdesk.nouns import BadInput

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Runs a query over the view `acts` and returns its rows."""


def read_columns(ask: Ask, columns: Columns) -> Cube:
    """Return the counts of the view `acts`, which has a column `file_row_number` too. Raises BadInput naming column and row."""
    columns.check_in([row[0] for row in ask("SELECT column_name FROM (DESCRIBE acts)")])
    tally = Tally(columns)
    for name in columns.numbers:
        _check_numbers(ask, name, of_a_weight=name == columns.weight)
    bad: list[BadValue] = []
    for *texts, rows, weight, square in ask(_counting(columns)):
        try:
            tally.add(
                tuple("" if each is None else str(each) for each in texts), int(rows), float(weight), float(square)
            )
        except BadValue as wrong:
            bad.append(wrong)
    if bad:
        row, first = min(
            ((_row_of(ask, each.column, each.value), each) for each in bad[:20]), key=lambda found: found[0]
        )
        raise BadInput(f"row {row}, column {first.column}: {first.why}")
    for name in columns.quantities:
        _add_quantity(ask, tally, columns, name)
    return tally.cube()


def _counting(columns: Columns) -> str:
    weight = _number(columns.weight) if columns.weight else ""
    sums = f"sum({weight}) AS w, sum({weight} * {weight}) AS s" if weight else "0 AS w, 0 AS s"
    key, texts = _key(columns)
    return f"SELECT {texts}, n, w, s FROM (SELECT {key}, count(*) AS n, {sums} FROM acts GROUP BY ALL)"


def _key(columns: Columns) -> tuple[str, str]:
    """Return the columns to group by as they lie, a moment cut to its day, and the same as texts."""
    plain = [
        f"substr(CAST({_quoted(name)} AS VARCHAR), 1, 10) AS {_quoted(name)}"
        if columns.by_day and name == columns.strata
        else _quoted(name)
        for name in columns.key
    ]
    return ", ".join(plain), ", ".join(f"CAST({_quoted(name)} AS VARCHAR)" for name in columns.key)


def _add_quantity(ask: Ask, tally: Tally, columns: Columns, name: str) -> None:
    key, texts = _key(columns)
    weight, value = _number(columns.weight) if columns.weight else "1.0", _number(name)
    place = (
        f"CASE WHEN {value} IS NULL THEN NULL WHEN abs({value}) < 1e-9 THEN 0"
        f" ELSE CAST(sign({value}) * (100000 + ceil(ln(abs({value})) / {math.log(GAMMA)!r})) AS BIGINT) END"
    )
    sql = (
        f"SELECT {texts}, place, n, w, t, s FROM (SELECT {key}, {place} AS place, count(*) AS n, sum({weight}) AS w,"
        f" sum({weight} * {value}) AS t, sum({weight} * {value} * {value}) AS s FROM acts GROUP BY ALL)"
    )
    for *found, bin_, rows, weighs, total, square in ask(sql):
        cell, _, decision, _ = tally.read(tuple("" if each is None else str(each) for each in found))
        if decision is None:
            continue
        if bin_ is None:
            tally.add_without(name, int(rows))
        else:
            tally.add_values(name, cell, int(bin_), float(weighs), float(total), float(square))


def _check_numbers(ask: Ask, name: str, *, of_a_weight: bool) -> None:
    text = f"trim(CAST({_quoted(name)} AS VARCHAR))"
    nothing = f"({text} IS NULL OR lower({text}) IN ('', 'na', 'n/a', 'nan', 'null', 'nat', '<na>'))"
    number = f"TRY_CAST({text} AS DOUBLE)"
    wrong = f"(NOT {nothing} AND ({number} IS NULL OR NOT isfinite({number})))"
    if of_a_weight:
        wrong = f"({wrong} OR {nothing} OR {number} < 0)"
    if (found := ask(f"SELECT min(file_row_number) FROM acts WHERE {wrong}")[0][0]) is not None:
        why = "a weight must be a number, and not below 0" if of_a_weight else "holds no number"
        raise BadInput(f"row {found + 2}, column {name}: {why}")


def _row_of(ask: Ask, column: str, value: str) -> int:
    """Return the row of a bad value, counted as in a spreadsheet."""
    text = f"CAST({_quoted(column)} AS VARCHAR)"
    # A moment was cut to its day before.
    text = f"substr({text}, 1, {len(value)})" if len(value) == 10 else text
    found = ask(f"SELECT min(file_row_number) FROM acts WHERE {text} = '{_escaped(value)}'")
    return int(found[0][0] or 0) + 2


def _number(name: str) -> str:
    """Return an expression for a column as a number; what is none was refused before, or is nothing."""
    number = f"TRY_CAST({_quoted(name)} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(text: str) -> str:
    return text.replace("'", "''")
