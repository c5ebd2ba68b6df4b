"""The questions that count a table in columns: Ibis expressions, the same for DuckDB and for Apache Spark. Pure.

The table is grouped as it lies and only the few different rows are turned into text, so a file of ten million rows is read
once and at the speed of its columns. The house opens the table and runs the expressions (`house/audited_files.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ibis

from fairdesk.fairness.columns import MISSING, BadValue, Columns
from fairdesk.fairness.cube import GAMMA, OFFSET, Tally
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, FloatingValue, IntegerValue, StringValue, Table, Value

Ask = Callable[["Table"], list[tuple[Any, ...]]]
"""Runs an expression over the table and returns its rows."""
ROW = "file_row_number"
"""Of a table that numbers its rows from 0, the column that does; errors name the row by it."""


def read_columns(ask: Ask, acts: Table, columns: Columns) -> Tally:
    """Return a table, added up. Raises BadInput naming column, and row where rows are numbered."""
    columns.check_in([name for name in acts.columns if name != ROW])
    tally = Tally(columns)
    for name in columns.numbers:
        _check_numbers(ask, acts, name, of_a_weight=name == columns.weight)
    bad: list[BadValue] = []
    for *texts, rows, weight, square in ask(counting(acts, columns)):
        try:
            tally.add(_told(texts), int(rows), float(weight), float(square))
        except BadValue as wrong:
            bad.append(wrong)
    if bad:
        found = [
            (_place(ask, acts, _as_grouped(acts, columns)[each.column] == each.value), each) for each in bad[:20]
        ]
        (_, where), first = min(found, key=lambda each: each[0])
        raise BadInput(f"{where}column {first.column}: {first.why}")
    for name in columns.quantities:
        for *texts, bin_, rows, weighs, total, square in ask(measuring(acts, columns, name)):
            cell, _, decision, _ = tally.read(_told(texts))
            if decision is None:
                continue
            if bin_ is None:
                tally.add_without(name, int(rows))
            else:
                tally.add_values(name, cell, int(bin_), float(weighs), float(total), float(square))
    return tally


def counting(acts: Table, columns: Columns) -> Table:
    """Return how many rows look alike: texts of `columns.key`, rows, sum of weights and of their squares."""
    grouped = _grouped(acts, columns)
    weight = square = ibis.literal(0.0)  # where each row stands for one, its number says it all
    if columns.weight:
        one = _number(grouped[columns.weight])
        weight, square = one.sum(), (one * one).sum()
    counted = grouped.group_by(columns.key).aggregate(_rows=grouped.count(), _weight=weight, _square=square)
    return _as_texts(counted, columns, "_rows", "_weight", "_square")


def measuring(acts: Table, columns: Columns, quantity: str) -> Table:
    """Return how a quantity lies: texts of `columns.key`, bin, rows, sum of weights, of values and of their squares."""
    grouped = _grouped(acts, columns)
    value = _number(grouped[quantity])
    weight = _number(grouped[columns.weight]) if columns.weight else ibis.literal(1.0)
    binned = grouped.select(*columns.key, _bin=_bin(value), _value=value, _weight=weight)
    weighed = binned._weight * binned._value
    measured = binned.group_by([*columns.key, "_bin"]).aggregate(
        _rows=binned.count(),
        _weighs=binned._weight.sum(),
        _total=weighed.sum(),
        _square=(weighed * binned._value).sum(),
    )
    return _as_texts(measured, columns, "_bin", "_rows", "_weighs", "_total", "_square")


def _grouped(acts: Table, columns: Columns) -> Table:
    """Return the table with a moment cut to its day, where days are what it is grouped by."""
    if not columns.by_day:
        return acts
    return acts.mutate(**{columns.strata: _text(acts[columns.strata]).substr(0, 10)})


def _as_grouped(acts: Table, columns: Columns) -> dict[str, StringValue]:
    """Return the texts of the columns as they are grouped."""
    grouped = _grouped(acts, columns)
    return {name: _text(grouped[name]) for name in columns.key}


def _as_texts(counted: Table, columns: Columns, *more: str) -> Table:
    return counted.select(*(_text(counted[name]).name(name) for name in columns.key), *more)


def _told(texts: list[Any]) -> tuple[str, ...]:
    return tuple("" if each is None else str(each) for each in texts)


def _text(column: Value) -> StringValue:
    return column.cast("string")


def _number(column: Value) -> FloatingValue:
    """Return a column as a number; what is none was refused before, or is nothing."""
    value = column.cast("float64") if column.type().is_numeric() else _text(column).strip().try_cast("float64")
    return (value.isnan() | value.isinf()).ifelse(ibis.null("float64"), value)


def _bin(value: FloatingValue) -> IntegerValue:
    """Return the bin of `cube.bin_of`, of a column."""
    far = OFFSET + (value.abs().ln() / math.log(GAMMA)).ceil()
    return (value.abs() < 1e-9).ifelse(0, (value.sign() * far).cast("int64"))


def _check_numbers(ask: Ask, acts: Table, name: str, *, of_a_weight: bool) -> None:
    text, number = _text(acts[name]).strip().lower(), _number(acts[name])
    nothing = text.isnull() | text.isin(sorted(MISSING))
    wrong = number.isnull() & ~nothing
    if of_a_weight:
        wrong = wrong | nothing | (number < 0)
    rows, where = _place(ask, acts, wrong)
    if rows:
        why = "a weight must be a number, and not below 0" if of_a_weight else "holds no number"
        raise BadInput(f"{where}column {name}: {why}")


def _place(ask: Ask, acts: Table, wrong: BooleanValue) -> tuple[int, str]:
    """Return an order for where something holds, 0 if it holds nowhere, and in words the first row or how many there are."""
    some = acts.filter(wrong)
    if ROW not in acts.columns:  # a table in many files, or on many machines, has no order to count by
        many = int(ask(some.aggregate(_rows=some.count()))[0][0])
        return -many, f"in {many:,} rows, " if many != 1 else "in one row, "
    first = ask(some.aggregate(_first=some[ROW].min()))[0][0]
    row = 0 if first is None else int(first) + 2  # as a spreadsheet counts, where the head is row 1
    return row, f"row {row}, "
