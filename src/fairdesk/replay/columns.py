"""A replay as SQL over columns of typed facts: the same text for DuckDB and for SQLite. Pure.

Tables of one replay, in memory and gone with it:

- `turns`: one row a turn; `n`, `turn`, `conv`, `failed`, and a column `f_<name>` for each input of the two tables.
- `convs`: one row a conversation; `conv`, its ids, `language`, `channel`, and whether it was imported.
- `told`: the groups that a company brought with its conversations; `conv`, `name`, `value`.
- `overridden`: the turns whose answer a colleague overrode.
- `moved`: the turns that a table concerns, with the place of the rule that applies before and after.
- `verdicts`: one row for each different pair of outcomes and signs, judged by `harm.judged`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fairdesk.guidelines.cells import Kind
from fairdesk.guidelines.sql import hit_expression
from fairdesk.guidelines.table import Input, Table
from fairdesk.nouns import Fact

TYPES: Mapping[Kind, str] = {
    Kind.BOOLEAN: "BOOLEAN", Kind.TEXT: "VARCHAR", Kind.NUMBER: "DOUBLE", Kind.WHOLE: "BIGINT",
}  # fmt: skip
_LARGEST_WHOLE = 2**63 - 1
Values = tuple[Fact | None, ...]


def inputs(tables: Iterable[Table]) -> dict[str, Kind]:
    """Return the columns that the tables read, with what a turn is judged by. A name that two types share is read twice."""
    found = {_column(each.name, each.kind): each.kind for table in tables for each in table.inputs}
    base = {"concern": Kind.TEXT, "asks_for_person": Kind.BOOLEAN, "ai_refused": Kind.BOOLEAN}
    return {**{_column(name, kind): kind for name, kind in base.items()}, **found}


def values(columns: Mapping[str, Kind]) -> Callable[[Mapping[str, Fact]], Values]:
    """Return what turns facts into a row: a fact of another type is NULL, as missing as one that is not there."""
    plan = [(column.split("_", 2)[2], _TAKEN[kind]) for column, kind in columns.items()]
    numbers = [place for place, kind in enumerate(columns.values()) if kind in (Kind.NUMBER, Kind.WHOLE)]

    def row(facts: Mapping[str, Fact]) -> Values:
        get = facts.get
        found = [value if type(value := get(name)) in taken else None for name, taken in plan]
        for place in numbers:
            if found[place] is not None:
                found[place] = _number(found[place])
        return tuple(found)

    return row


def create(columns: Mapping[str, Kind]) -> tuple[str, ...]:
    """Return the statements that make the tables of a replay."""
    typed = "".join(f', "{name}" {TYPES[kind]}' for name, kind in columns.items())
    return (
        f"CREATE TABLE turns (n BIGINT, turn VARCHAR, conv BIGINT, failed BIGINT{typed})",
        "CREATE TABLE convs (conv BIGINT, conversation VARCHAR, customer VARCHAR, language VARCHAR, channel VARCHAR,"
        " imported BIGINT)",
        "CREATE TABLE told (conv BIGINT, name VARCHAR, value VARCHAR)",
        "CREATE TABLE overridden (turn VARCHAR)",
        "CREATE TABLE verdicts (before BIGINT, after BIGINT, sensitive BIGINT, asked BIGINT, refused BIGINT,"
        " failed BIGINT, code VARCHAR, rank BIGINT, loses BIGINT, gains BIGINT)",
    )


def move(current: Table, proposed: Table, shared: frozenset[str]) -> str:
    """Return the statement that decides every turn under both tables. *shared*: inputs that every turn has."""
    own = [each for table in (current, proposed) for each in table.inputs if each.name not in shared]
    concerns = " OR ".join(f'"{_column(each.name, each.kind)}" IS NOT NULL' for each in own) or "TRUE"
    text, asked, refused = (
        f'"{_column(name, kind)}"'
        for name, kind in (("concern", Kind.TEXT), ("asks_for_person", Kind.BOOLEAN), ("ai_refused", Kind.BOOLEAN))
    )
    return (
        f"CREATE TABLE moved AS SELECT n, conv, failed, CASE WHEN {text} <> 'none' THEN 1 ELSE 0 END AS sensitive,"
        f" CASE WHEN {asked} THEN 1 ELSE 0 END AS asked, CASE WHEN {refused} THEN 1 ELSE 0 END AS refused,"
        f" {hit(current)} AS before, {hit(proposed)} AS after FROM turns WHERE {concerns}"
    )


def hit(table: Table) -> str:
    """Return the SQL of the place of the rule that applies."""
    kinds = {each.name: each for each in table.inputs}
    return hit_expression(table, lambda name: f'"{_of(kinds[name])}"')


_SAME = " AND ".join(
    f"v.{name} = m.{name}" for name in ("before", "after", "sensitive", "asked", "refused", "failed")
)
PAIRS = (
    "SELECT before, after, sensitive, asked, refused, failed, count(*) FROM moved"
    " GROUP BY before, after, sensitive, asked, refused, failed"
)
SIDES = (
    "CREATE TABLE sides AS SELECT m.conv, max(v.loses) AS loses, max(v.gains) AS gains"
    f" FROM moved m JOIN verdicts v ON {_SAME} GROUP BY m.conv"
)
WHERE_FROM = "where from"
"""Tells imported conversations from this desk's own, where there are both."""
NOT_TOLD = "(not told)"
"""The group of those of whom a company did not tell the group: no value may be written like this."""

_LOSES, _GAINS = "sum(s.loses)", "sum(CASE WHEN s.gains = 1 AND s.loses = 0 THEN 1 ELSE 0 END)"
_COUNTED = f"count(*), {_LOSES}, {_GAINS}"
_AS_SUMS = f"count(*) AS n, {_LOSES} AS loses, {_GAINS} AS gains"
GROUPS = (
    f"SELECT 'language', c.language, {_COUNTED} FROM sides s JOIN convs c ON c.conv = s.conv GROUP BY c.language"
    f" UNION ALL SELECT 'channel', c.channel, {_COUNTED} FROM sides s JOIN convs c ON c.conv = s.conv GROUP BY c.channel"
    f" UNION ALL SELECT '{WHERE_FROM}', CASE WHEN c.imported = 1 THEN 'imported' ELSE 'this desk' END, {_COUNTED}"
    " FROM sides s JOIN convs c ON c.conv = s.conv GROUP BY c.imported HAVING count(*) < (SELECT count(*) FROM sides)"
    f" UNION ALL SELECT t.name, t.value, {_COUNTED} FROM sides s JOIN told t ON t.conv = s.conv GROUP BY t.name, t.value"
    # All less those of whom it was told: a conversation has at most one value of each name.
    f" UNION ALL SELECT x.name, '{NOT_TOLD}', a.n - x.n, a.loses - x.loses, a.gains - x.gains"
    f" FROM (SELECT t.name, {_AS_SUMS} FROM sides s JOIN told t ON t.conv = s.conv GROUP BY t.name) x,"
    f" (SELECT {_AS_SUMS} FROM sides s) a WHERE a.n > x.n"
)
IMPORTED = "SELECT count(*) FROM moved m JOIN convs c ON c.conv = m.conv WHERE c.imported = 1"
OVERRIDDEN = (
    "SELECT count(*), coalesce(sum(CASE WHEN v.code NOT IN ('', 'reason_only') THEN 1 ELSE 0 END), 0)"
    f" FROM moved m JOIN verdicts v ON {_SAME} JOIN turns t ON t.n = m.n JOIN overridden o ON o.turn = t.turn"
)
CHANGED = (
    "SELECT t.turn, c.conversation, c.customer, v.code, v.before, v.after, v.sensitive"
    f" FROM moved m JOIN verdicts v ON {_SAME} JOIN turns t ON t.n = m.n JOIN convs c ON c.conv = m.conv"
    " WHERE v.code <> ''"
)


def cases(where: str, limit: int, alike: int) -> str:
    """Return the query for one turn of each conversation that changed and fits *where*, the worst first.

    At most *alike* of those that change in the same way: twenty of a kind say no more than five.
    """
    return (
        "SELECT turn, conversation, customer, code, before, after FROM (SELECT y.*, row_number() OVER"
        " (PARTITION BY code, before, after ORDER BY n) AS alike FROM (SELECT x.*, row_number() OVER"
        " (PARTITION BY conversation ORDER BY rank, n) AS place FROM"
        " (SELECT t.n, t.turn, c.conversation, c.customer, v.code, v.rank, v.before, v.after"
        f" FROM moved m JOIN verdicts v ON {_SAME} JOIN turns t ON t.n = m.n JOIN convs c ON c.conv = m.conv"
        f" WHERE v.code <> '' AND {where}) x) y WHERE place = 1) z WHERE alike <= {alike} ORDER BY rank, n LIMIT {limit}"
    )


_TAKEN: Mapping[Kind, tuple[type, ...]] = {
    Kind.BOOLEAN: (bool,), Kind.TEXT: (str,), Kind.WHOLE: (int,), Kind.NUMBER: (float, int),
}  # fmt: skip
"""The types of a value of each kind, as JSON gives them: exactly these, so that true is no number."""


def _number(value: Any) -> int | float | None:
    """Return a number that a column can hold: finite, and no whole number that it would round or refuse."""
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST_WHOLE else None
    return value if math.isfinite(value) else None


def _of(column: Input) -> str:
    return _column(column.name, column.kind)


def _column(name: str, kind: Kind) -> str:
    return f"f_{kind.value[0]}_{name}"
