"""Read a guideline written as CSV, the form a spreadsheet saves, into the same pieces as one written as YAML.

Each row says in its first cell what it is:

    name,refunds                                     also format, title, hit, effective_from, review_by, owner, reason
    reference,Consumer terms section 4               any number of times
    input,amount,number,Amount asked back,order,EUR,">= 0"      name, type, label, from, unit, allowed, changeable
    output,refund,What happens,"pay, person"                    name, label, allowed
    on_refusal,person                                           one value an output
    rules,id,amount,refund,says                                 the names of the columns below
    rule,R1,<= 20,pay,Small amounts are paid at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from fairdesk.guidelines.written import Piece, check_text

_ONCE = ("format", "name", "title", "hit", "effective_from", "review_by", "owner", "reason")
_INPUT = ("name", "type", "label", "from", "unit", "allowed", "changeable")
_OUTPUT = ("name", "label", "allowed")
_MANY = {"reference": "references", "input": "inputs", "output": "outputs", "rule": "rules"}


def read_csv(text: str, file: str) -> Piece:
    """Return the pieces of the CSV *text*; *file* names it in errors.

    Raises BadInput naming the row.
    """
    check_text(text, file)
    top: dict[str, Piece] = {}
    lists: dict[str, list[Piece]] = {}
    columns: list[str] = []
    for row in _rows(text, file):
        kind, cells = row[0], row[1:]
        if kind.value == "rules":
            columns = [cell.text() for cell in cells]
        elif kind.value in _MANY:
            lists.setdefault(_MANY[str(kind.value)], []).append(_member(kind, cells, columns, lists))
        elif kind.value in top:
            raise kind.wrong(f"{kind.value!r} stands here twice; only one could count")
        elif kind.value == "on_refusal":
            names = [_name_of(output) for output in lists.get("outputs", [])]
            top["on_refusal"] = _named(kind, cells, tuple(names))
        elif kind.value in _ONCE:
            top[str(kind.value)] = _named(kind, cells, ("value",)).parts("value")["value"]
        else:
            known = ", ".join((*_ONCE, *_MANY, "on_refusal", "rules"))
            raise kind.wrong(f"{kind.value!r} is not known here; a row begins with one of: {known}")
    whole = {name: Piece(file, members[0].line, name, tuple(members)) for name, members in lists.items()}
    return Piece(file, 1, "", {**top, **whole})


def _rows(text: str, file: str) -> list[tuple[Piece, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[Piece, ...]] = []
    try:
        for cells in reader:
            # A spreadsheet fills short rows up with empty cells.
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                found.append(tuple(Piece(file, reader.line_num, f"cell {n}", c) for n, c in enumerate(cells, 1)))
    except csv.Error as wrong:
        raise Piece(file, reader.line_num, "", "").wrong(f"not readable as CSV: {wrong}") from wrong
    return found


def _member(kind: Piece, cells: tuple[Piece, ...], columns: list[str], lists: Mapping[str, list[Piece]]) -> Piece:
    if kind.value == "reference":
        return _named(kind, cells, ("text",)).parts("text")["text"]
    if kind.value == "rule":
        return _rule(kind, cells, columns, lists)
    piece = _named(kind, cells, _INPUT if kind.value == "input" else _OUTPUT)
    parts = dict(piece.parts(any_name=True))
    is_list = kind.value == "output" or ("type" in parts and parts["type"].value == "text")
    if "allowed" in parts and is_list:
        words = parts["allowed"].text().split(",")
        members = tuple(Piece(kind.file, kind.line, parts["allowed"].way, word) for word in words)
        parts["allowed"] = Piece(kind.file, kind.line, parts["allowed"].way, members)
    return Piece(kind.file, kind.line, str(kind.value), parts)


def _rule(kind: Piece, cells: tuple[Piece, ...], columns: list[str], lists: Mapping[str, list[Piece]]) -> Piece:
    if not columns:
        raise kind.wrong('the row "rules" that names the columns should come before the first rule')
    parts = dict(_named(kind, cells, tuple(columns)).parts(any_name=True))
    outputs = {_name_of(output) for output in lists.get("outputs", [])}
    then = {name: parts.pop(name) for name in columns if name in outputs and name in parts}
    when = {name: parts.pop(name) for name in columns if name not in ("id", "says") and name in parts}
    piece = Piece(kind.file, kind.line, "rule", "")
    parts["when"] = Piece(piece.file, piece.line, "rule when", when)
    parts["then"] = Piece(piece.file, piece.line, "rule then", then)
    return Piece(piece.file, piece.line, "rule", parts)


def _named(kind: Piece, cells: tuple[Piece, ...], names: tuple[str, ...]) -> Piece:
    """Give each cell the name of its column; an empty one is left out."""
    if len(cells) > len(names):
        raise kind.wrong(f"has {len(cells)} cells after the first; it should have {', '.join(names) or 'none'}")
    named = {
        name: Piece(cell.file, cell.line, f"{kind.value} {name}", cell.value)
        for name, cell in zip(names, cells, strict=False)
        if cell.value
    }
    return Piece(kind.file, kind.line, str(kind.value), named)


def _name_of(column: Piece) -> str:
    return column.parts("name", any_name=True)["name"].text()
