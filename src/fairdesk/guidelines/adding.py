"""Write one rule more into a guideline's text, take it out again, or move a threshold, and leave every other byte as it is.

    text = with_rule(text, Row("M1", "Answers in Polish ...", {"language": "pl"}, {"look": "first", ...}), before="F01")
    text = without_rule(text, "M1")

What comes out is read again and held against what went in: if anything but what was asked for differs, it is refused, and
somebody changes the text by hand. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairdesk.guidelines.diff import difference
from fairdesk.guidelines.floor import OF_WHOM
from fairdesk.guidelines.table import Rule, Table, parse
from fairdesk.guidelines.written import Piece, read_yaml
from fairdesk.nouns import BadInput

_BY_HAND = "change its text by hand, as a proposal of your own"
_PLAIN = re.compile(r"[\w.+-]{1,80}")
"""What a cell may name here: a code of a language, a channel, a topic or an article; nothing that is a test of its own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule to be written: its id, its sentence, its tests and its outputs, as texts."""

    id: str
    says: str
    when: Mapping[str, str]
    then: Mapping[str, str]


def free_id(table: Table, taken: Iterable[str]) -> str:
    """Return the first of M1, M2 ... that no rule of *table* has and that was not *taken* before."""
    used = {*(rule.id for rule in table.rules), *taken}
    return next(id for n in range(1, len(used) + 2) if (id := f"M{n}") not in used)


def stands(table: Table, id: str) -> bool:
    """Whether a rule stands in *table* still."""
    return any(rule.id == id for rule in table.rules)


def named(value: str) -> str:
    """Return a name as a cell holds it. Raises BadInput for what could be read as a test of another kind."""
    if not _PLAIN.fullmatch(value):
        raise BadInput(f"{value!r} cannot stand in a rule as it is; {_BY_HAND}")
    return value


def with_rule(text: str, row: Row, before: str) -> str:
    """Return a YAML table with *row* above rule *before*, and with the inputs of OF_WHOM that it asks for.

    Raises BadInput where the text has no such rule or is not laid out line by line.
    """
    table, tree, lines = _read(text)
    rules = tree["rules"].pieces()
    place = next((n for n, rule in enumerate(table.rules) if rule.id == before), None)
    if place is None:
        raise BadInput(f"{table.name} has no rule {before}; {_BY_HAND}")
    made = _laid_out(_dash(lines, rules[place]), [
        f"id: {row.id}", f"says: {_quoted(row.says)}", f"when: {_flow(row.when)}", f"then: {_flow(row.then)}",
    ])  # fmt: skip
    lines[rules[place].line - 1 : rules[place].line - 1] = made
    first = tree["inputs"].pieces()[0]
    for name in row.when:
        if name in OF_WHOM and name not in {column.name for column in table.inputs}:
            asks = [f"name: {name}", "type: text", f"label: {OF_WHOM[name]}", "from: desk"]
            lines[first.line - 1 : first.line - 1] = _laid_out(_dash(lines, first), asks)
    new = "".join(lines)
    _check(table, new, "added", {row.id, *(f"input {name}" for name in row.when)})
    return new


def without_rule(text: str, id: str) -> str:
    """Return a YAML table without a rule; its inputs stay. Raises BadInput where it has none of that id."""
    table, tree, lines = _read(text)
    found = next(
        (piece for piece, rule in zip(tree["rules"].pieces(), table.rules, strict=True) if rule.id == id), None
    )
    if found is None:
        raise BadInput(f"{table.name} has no rule {id} any more; nothing is to be taken out")
    begins, deep = found.line - 1, len(_dash(lines, found))
    ends = begins + 1
    while ends < len(lines) and len(lines[ends]) - len(lines[ends].lstrip()) > deep:
        ends += 1
    new = "".join(lines[:begins] + lines[ends:])
    _check(table, new, "removed", {id})
    return new


def threshold_of(table: Table) -> float | None:
    """Return the confidence from which on a release table sends where nothing was promised; None if it names none."""
    places = [n for n, column in enumerate(table.inputs) if column.name == "confidence"]
    sends = [rule for rule in table.rules if places and rule.outputs.get("release") == "send"]
    found = [
        part.low
        for rule in sends
        for part in rule.cells[places[0]].intervals
        if part.low_in and part.high == float("inf")
    ]
    return found[-1] if found else None


def with_threshold(text: str, new: float) -> str:
    """Return a release table whose threshold is *new* in every rule that names the old one. Raises BadInput if none does."""
    table, _, lines = _read(text)
    old = threshold_of(table)
    if old is None:
        raise BadInput(f"{table.name} names no confidence from which on it sends; {_BY_HAND}")
    cell = re.compile(rf"(confidence:\s*[\"']?(?:>=|<)\s*){re.escape(f'{old:g}')}0*(?=[\"'\s,}}])")
    made = "".join(line if line.lstrip().startswith("#") else cell.sub(rf"\g<1>{new:g}", line) for line in lines)
    _check(table, made, "changed", {rule.id for rule in table.rules if _names(rule, table, old)})
    return made


def _names(rule: Rule, table: Table, value: float) -> bool:
    cells = zip(table.inputs, rule.cells, strict=True)
    return any(
        value in (part.low, part.high)
        for column, cell in cells
        if column.name == "confidence"
        for part in cell.intervals
    )


def _read(text: str) -> tuple[Table, Mapping[str, Piece], list[str]]:
    table = parse(text, "the table.yaml")
    tree = read_yaml(text, "the table.yaml").value
    assert isinstance(tree, Mapping)
    return table, tree, text.splitlines(keepends=True)


def _dash(lines: list[str], piece: Piece) -> str:
    """Return what stands before the dash of a list's member. Raises BadInput where it does not begin a line."""
    line = lines[piece.line - 1]
    before, dash, _ = line.partition("- ")
    if not dash or before.strip():
        raise BadInput(f"line {piece.line} of this table is laid out otherwise than a rule a line; {_BY_HAND}")
    return before


def _laid_out(before: str, parts: list[str]) -> list[str]:
    return [f"{before}{'- ' if n == 0 else '  '}{part}\n" for n, part in enumerate(parts)]


def _flow(cells: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_quoted(value)}" for name, value in cells.items()) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _check(old: Table, new: str, how: str, only: Iterable[str]) -> None:
    found = difference(old, parse(new, "the changed table.yaml"))
    if not found or any(each.how != how or each.what not in only for each in found):
        raise BadInput(f"{old.name} is laid out otherwise than expected, so it was not changed; {_BY_HAND}")
