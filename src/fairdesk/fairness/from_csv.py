"""A table of commas counted as it streams by: memory is bounded by its groups, whatever its size. Pure, but for the file.

Rows that look alike are counted before anything about them is understood, so each different text is checked once, and the
row in which a bad one stands first is found again only then. Rows are numbered as a spreadsheet does: the head is row 1.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import BinaryIO

from fairdesk.fairness.columns import BadValue, Columns, number_of, weight_of
from fairdesk.fairness.cube import Cube, Tally, bin_of
from fairdesk.nouns import BadInput

_ROWS = 5_000
_SEPARATORS = ",;\t|"
Row = list[str]


def read_csv(
    file: BinaryIO,
    columns: Columns,
    progress: Callable[[int], None] = lambda _done: None,
    encoding: str = "utf-8-sig",
) -> Cube:
    """Return the counts of a table; *progress* is told how many bytes are read.

    Raises BadInput naming column and row: of a column that is not there or says nothing, of a row with too few or too many
    cells, of a value that is no number or neither yes nor no, of text in another encoding, of personal data in a column of groups.
    """
    _check_text(file, encoding)
    text = io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape", newline="")
    first = text.readline()
    head = next(csv.reader([first], delimiter=_separator(first)), [])
    header = [each.strip() for each in head]
    if not any(header):
        raise BadInput("the table is empty: its first row must name the columns")
    columns.check_in(header)
    rows, tally, number = csv.reader(text, delimiter=_separator(first), strict=True), Tally(columns), 2
    count = _Numbers(columns, header).add if columns.numbers else _Alike(columns, header).add
    while some := _some(rows, number):
        _check_width(some, len(header), number)
        count(tally, some, number)
        number += len(some)
        progress(file.tell())
    if number == 2:
        raise BadInput("the table has a head and no rows")
    text.detach()  # who opened the file closes it
    return tally.cube()


def _check_text(file: BinaryIO, encoding: str) -> None:
    start = file.read(4096)
    file.seek(0)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") and "16" not in encoding:
        raise BadInput("the table is UTF-16 text; save it as UTF-8, or name its encoding: --encoding utf-16")
    if start[:4] == b"PK\x03\x04":
        raise BadInput("this is a spreadsheet or an archive, not a table of commas; save it as CSV or Parquet")


def _separator(head: str) -> str:
    return max(_SEPARATORS, key=head.count)


def _some(rows: Iterator[Row], number: int) -> list[Row]:
    """Return the next rows that are not empty lines."""
    found: list[Row] = []
    try:
        found.extend(islice(rows, _ROWS))
    except csv.Error as wrong:
        raise BadInput(f"row {number + len(found)} cannot be read as a row of a table ({wrong})") from wrong
    except UnicodeError as wrong:
        raise BadInput(f"the table is not text in the named encoding, from about row {number} on") from wrong
    return found


def _check_width(rows: Sequence[Row], width: int, number: int) -> None:
    if set(map(len, rows)) == {width}:
        return
    for n, row in enumerate(rows, number):
        if len(row) != width:
            what = "is empty" if not row else f"has {len(row)} cells"
            raise BadInput(f"row {n} {what}, and the head names {width} columns; is a separator in it not quoted?")


class _Alike:
    """Counts rows of which nothing is a number: by the texts of their columns, many at once."""

    def __init__(self, columns: Columns, header: Sequence[str]) -> None:
        self._texts = itemgetter(*(header.index(name) for name in columns.key))

    def add(self, tally: Tally, rows: Sequence[Row], number: int) -> None:
        """Count *rows*, the first of which has this *number*."""
        for key, many in Counter(map(self._texts, rows)).items():
            try:
                tally.add(key, many)
            except BadValue as bad:
                row = number + next(n for n, row in enumerate(rows) if self._texts(row) == key)
                raise BadInput(f"row {row}, column {bad.column}: {bad.why}") from bad


class _Numbers:
    """Counts rows with a weight or with quantities: each for itself."""

    def __init__(self, columns: Columns, header: Sequence[str]) -> None:
        self._texts = itemgetter(*(header.index(name) for name in columns.key))
        self._weight = header.index(columns.weight) if columns.weight else None
        self._quantities = [(name, header.index(name)) for name in columns.quantities]
        self._columns = columns

    def add(self, tally: Tally, rows: Sequence[Row], number: int) -> None:
        """Count *rows*, the first of which has this *number*."""
        for n, row in enumerate(rows, number):
            try:
                self._add_one(tally, row)
            except BadValue as bad:
                raise BadInput(f"row {n}, column {bad.column}: {bad.why}") from bad

    def _add_one(self, tally: Tally, row: Row) -> None:
        weight = 1.0 if self._weight is None else weight_of(self._columns.weight, row[self._weight])
        cell = tally.add(self._texts(row), 1, weight, weight * weight)
        if cell is None:
            return
        for name, at in self._quantities:
            value = number_of(name, row[at])
            if value is None:
                tally.add_without(name, 1)
            else:
                tally.add_values(name, cell, bin_of(value), weight, weight * value, weight * value * value)
