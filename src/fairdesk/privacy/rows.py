"""Read tables that customers paste: a line of column names, or a line that is plainly somebody's record.

name,email,dob          the words of the first line say what the columns below it hold
Ana Lopez|536-90-4399|1987-01-13|ana@example.org     several personal values in one line: an old date is a birth
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairdesk.privacy.context import Reading
from fairdesk.privacy.patterns import COLUMNS
from fairdesk.privacy.scan import Finding

_MARKS = "|;\t,"
_MOST_LINES = 400
_LONGEST_LINE = 2000
_FIELD = {
    mark: re.compile(
        rf' {{0,9}}+(?:"([^"]{{0,300}})"|([^{re.escape(mark)}"]{{0,300}})) {{0,9}}+(?:{re.escape(mark)}|\Z)'
    )
    for mark in _MARKS
}
_NUMBERED = (" id", " no", " nr", " number", "nummer")
"""Ends of column names that are numbers of something: emp_id, case number."""
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.\w+|\d{3}-\d\d-\d{4}|\+?[\d (). -]{9,20}|\d{4}(?:[ -]?\d{4}){3}")
_OLD_DATE = re.compile(r"(?:19\d\d|200\d)[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19\d\d|200\d)")
_ID = re.compile(r"[A-Z]{1,2}\d[A-Z0-9]{6,7}")


def rows(page: Reading) -> Iterator[Finding]:
    """Find the values of a table by its columns, and those of a record by what stands beside them."""
    start, columns, mark = 0, tuple[str, ...](), ""
    lines = page.text.split("\n", _MOST_LINES)
    for line in lines:
        head = _columns(line) if len(lines) > 1 else None
        fields = _fields(line, start, mark) if columns and not head else []
        if head:
            columns, mark = head
        elif fields and len(fields) == len(columns):
            yield from _by_column(columns, fields)
        else:
            columns = ()
            yield from _record(line, start)
        start += len(line) + 1


_Field = tuple[int, int, str]


def _fields(line: str, start: int, mark: str) -> list[_Field]:
    """Return the fields of a line, quoted ones without their quotes, and where they stand in the text."""
    fields: list[_Field] = []
    at = 0
    while len(line) <= _LONGEST_LINE and (m := _FIELD[mark].match(line, at)):
        group = 1 if m[1] is not None else 2
        value = m[group].rstrip()
        fields.append((start + m.start(group), start + m.start(group) + len(value), value))
        at = m.end()
        if at == len(line):
            return fields
    return []


def _columns(line: str) -> tuple[tuple[str, ...], str] | None:
    """Return what each column of a heading holds ("" for what is not personal) and its mark, if *line* is a heading."""
    if len(line) > 400:
        return None
    for mark in _MARKS:
        names = [name.strip(" \"'*_").lower().replace("_", " ") for name in line.strip(" |").split(mark)]
        known = [COLUMNS.get(name) or ("ACCOUNT" if name.endswith(_NUMBERED) else "") for name in names]
        if len(names) >= 2 and sum(map(bool, known)) >= max(2, len(names) / 2):
            return tuple(known), mark
    return None


def _by_column(columns: tuple[str, ...], fields: list[_Field]) -> Iterator[Finding]:
    for kind, (start, end, value) in zip(columns, fields, strict=True):
        if kind and len(value) >= 2:
            yield start, end, kind, 0.94, "column", ""


def _record(line: str, start: int) -> Iterator[Finding]:
    """Yield the births and documents in a line that holds at least two other personal values."""
    mark = next((mark for mark in _MARKS if line.count(mark) >= 3), "")
    if not mark or not any(c.isdigit() for c in line):
        return
    fields = _fields(line, start, mark)
    if sum(_PERSONAL.fullmatch(value) is not None for _, _, value in fields) < 2:
        return
    for begin, end, value in fields:
        if _OLD_DATE.fullmatch(value):
            yield begin, end, "DATE_OF_BIRTH", 0.75, "record", ""
        elif _ID.fullmatch(value):
            yield begin, end, "NATIONAL_ID", 0.65, "record", ""
