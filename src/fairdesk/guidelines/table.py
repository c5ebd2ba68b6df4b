"""Read a guideline: a typed decision table in a text file that a compliance officer can read and sign.

    routing = parse(shipped("routing"), "routing.yaml")
    routing.rules[0].says      # "Personal data could not be hidden, so only a person may read the message."

A file names its inputs with their types, its outputs with their allowed values, its rules (each with a sentence in
plain words), what comes out when it must refuse, and who answers for it until when. Every cell is checked while
reading. The version of a table is the hash of its exact bytes, so no change goes unnoticed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib import resources
from typing import TypeVar

from fairdesk.guidelines.cells import ANYTHING, Cell, Kind, read_cell
from fairdesk.guidelines.rows import read_csv
from fairdesk.guidelines.written import Piece, read_yaml
from fairdesk.nouns import NotFound

FORMAT = "1"
RESERVED = frozenset({"input", "problem"})
"""Names that a refusal uses itself beside the facts it read."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""What a table, a column or a scorer may be called."""
_RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


class HitPolicy(StrEnum):
    """What counts when several rules apply (DMN 1.5, section 8.2.8)."""

    FIRST = "first"
    """The uppermost."""
    UNIQUE = "unique"
    """Never two: if two apply after all, the guideline refuses."""
    COLLECT = "collect"
    """All of them, in order."""


class Changeable(StrEnum):
    """Who could have made an input different: what a reason may say would have changed the outcome."""

    NO = "no"
    CUSTOMER = "customer"
    COMPANY = "company"
    PAST = "past"
    """Nobody any more: what has happened explains a rule ("if your order had been ..."), and is never advice."""


@dataclass(frozen=True, slots=True)
class Input:
    """A fact the table reads. `allowed` are the only texts, `limits` the only numbers it may be."""

    name: str
    kind: Kind
    label: str
    source: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    limits: Cell = ANYTHING
    changeable: Changeable = Changeable.NO


@dataclass(frozen=True, slots=True)
class Output:
    """What the table decides, and the only values it may have."""

    name: str
    label: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: `cells` stand in the order of the table's inputs."""

    id: str
    says: str
    cells: tuple[Cell, ...]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A guideline as it was written; `version` is the start of the SHA-256 of its file."""

    name: str
    title: str
    hit: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    on_refusal: Mapping[str, str]
    effective_from: datetime
    review_by: date
    owner: str
    reason: str
    references: tuple[str, ...]
    version: str


def shipped(name: str) -> str:
    """Return the text of a guideline that comes with the desk: "routing" or "release".

    Raises NotFound naming those that exist.
    """
    folder = resources.files("fairdesk.guidelines") / "tables"
    names = sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    if name not in names:
        raise NotFound(f"no guideline {name!r} comes with the desk; there are: {', '.join(names)}")
    # Bytes, not read_text: the version is the hash of the bytes, and that reading would change line ends.
    return (folder / f"{name}.yaml").read_bytes().decode("utf-8")


def version_of(text: str) -> str:
    """Return the version of a guideline's file: the first 16 hex digits of the SHA-256 of its bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def parse(text: str, name: str) -> Table:
    """Read the table in *text*; *name* is its file's name: what ends in .csv is read as CSV, all else as YAML.

    Raises BadInput naming file, line, cell and what it should be.
    """
    tree = read_csv(text, name) if name.lower().endswith(".csv") else read_yaml(text, name)
    parts = tree.parts(
        "format name title hit inputs outputs rules on_refusal effective_from review_by owner reason", "references"
    )
    _one_of(parts["format"], (FORMAT,))
    inputs = _distinct(parts["inputs"], tuple(_input(piece) for piece in parts["inputs"].pieces()))
    outputs = _distinct(parts["outputs"], tuple(_output(piece) for piece in parts["outputs"].pieces()))
    return Table(
        name=_named(parts["name"]),
        title=parts["title"].text(),
        hit=HitPolicy(_one_of(parts["hit"], tuple(HitPolicy))),
        inputs=inputs,
        outputs=outputs,
        rules=_rules(parts["rules"], inputs, outputs),
        on_refusal=_outputs(parts["on_refusal"], outputs),
        effective_from=_moment(parts["effective_from"]),
        review_by=_moment(parts["review_by"]).date(),
        owner=parts["owner"].text(),
        reason=parts["reason"].text(),
        references=tuple(p.text() for p in parts["references"].pieces()) if "references" in parts else (),
        version=version_of(text),
    )


Column = TypeVar("Column", Input, Output)


def _input(piece: Piece) -> Input:
    parts = piece.parts("name type label from", "unit allowed changeable")
    kind = Kind(_one_of(parts["type"], tuple(Kind)))
    name = _named(parts["name"])
    if name in RESERVED:
        raise parts["name"].wrong(f"{name!r} is a word that refusals use; choose another name")
    allowed, limits = parts.get("allowed"), ANYTHING
    if allowed and kind is Kind.BOOLEAN:
        raise allowed.wrong("a boolean is true or false; leave `allowed` out")
    if allowed and kind is not Kind.TEXT:
        limits, allowed = _cell(allowed, kind, ()), None
    return Input(
        name, kind, parts["label"].text(), parts["from"].text(),
        parts["unit"].text() if "unit" in parts else "",
        _allowed(allowed) if allowed else (), limits,
        Changeable(_one_of(parts["changeable"], tuple(Changeable))) if "changeable" in parts else Changeable.NO,
    )  # fmt: skip


def _output(piece: Piece) -> Output:
    parts = piece.parts("name label allowed")
    return Output(_named(parts["name"]), parts["label"].text(), _allowed(parts["allowed"]))


def _allowed(piece: Piece) -> tuple[str, ...]:
    values = tuple(member.text() for member in piece.pieces())
    if len(set(values)) < len(values):
        raise piece.wrong("names a value twice")
    return values


def _rules(piece: Piece, inputs: tuple[Input, ...], outputs: tuple[Output, ...]) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for row in piece.pieces():
        parts = row.parts("id says when then")
        name = parts["id"].text()
        if not _RULE_ID.fullmatch(name):
            raise parts["id"].wrong(f"{name!r} should be letters, digits, points or hyphens, at most 40")
        if name in rules:
            raise parts["id"].wrong(f"{name!r} is the id of an earlier rule")
        cells = _cells(parts["when"], inputs)
        rules[name] = Rule(name, parts["says"].text(), cells, _outputs(parts["then"], outputs))
    return tuple(rules.values())


def _cells(piece: Piece, inputs: tuple[Input, ...]) -> tuple[Cell, ...]:
    """Read the cells of a rule; an input it does not name is "-"."""
    parts = piece.parts(optional=" ".join(column.name for column in inputs))
    return tuple(
        _cell(parts[column.name], column.kind, column.allowed) if column.name in parts else ANYTHING
        for column in inputs
    )


def _cell(piece: Piece, kind: Kind, allowed: tuple[str, ...]) -> Cell:
    try:
        cell = read_cell(piece.text(), kind)
    except ValueError as found:
        raise piece.wrong(str(found)) from found
    for value in cell.values if allowed else ():
        if value not in allowed:
            raise piece.wrong(f"{value!r} is not allowed here; it should be one of: {', '.join(allowed)}")
    return cell


def _outputs(piece: Piece, outputs: tuple[Output, ...]) -> Mapping[str, str]:
    parts = piece.parts(" ".join(column.name for column in outputs))
    return {column.name: _one_of(parts[column.name], column.allowed) for column in outputs}


def _one_of(piece: Piece, known: tuple[str, ...]) -> str:
    value = piece.text()
    if value not in known:
        raise piece.wrong(f"{value!r} should be one of: {', '.join(known)}")
    return value


def _named(piece: Piece) -> str:
    name = piece.text()
    if not NAME.fullmatch(name):
        raise piece.wrong(f"{name!r} should be small letters, digits and _, at most 60, a letter first")
    return name


def _distinct(piece: Piece, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise piece.wrong(f"{name!r} stands here twice")
    return columns


def _moment(piece: Piece) -> datetime:
    try:
        found = datetime.fromisoformat(piece.text())
    except ValueError as wrong:
        raise piece.wrong(f"{piece.text()!r} should be a date such as 2026-01-31") from wrong
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
