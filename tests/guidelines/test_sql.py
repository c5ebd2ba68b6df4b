"""The SQL of a table decides every row as the compiled function decides its facts: SQLite, DuckDB and PostgreSQL."""

from __future__ import annotations

import math
import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache

import psycopg
import pytest

from fairdesk.guidelines.cells import Kind
from fairdesk.guidelines.compile import NO_RULE, REFUSED, SEVERAL, compile_table
from fairdesk.guidelines.sql import hit_expression, quoted
from fairdesk.guidelines.table import Table, parse, shipped
from fairdesk.nouns import Fact
from tests.guidelines.tables import NEGATED, interesting, refunds, shipped_tables
from tests.postgres import VARIABLE

TABLES = {
    "route": shipped_tables()[0],
    "release": shipped_tables()[1],
    "identity": parse(shipped("identity"), "identity.yaml"),
    "refunds": refunds(),
    "negated": NEGATED,
    "unique": refunds(("hit: first", "hit: unique")),
    "collect": refunds(("hit: first", "hit: collect")),
    "gap": refunds(("    when: {}\n", "    when: {known: false, amount: not(5)}\n")),
    "any text": refunds(
        ("allowed: [damaged, late, changed_mind]}", "unit: code}"), ("topic: damaged,", """topic: '"it''s, 100%"',""")
    ),
}
CASES = 10_000
ODD: dict[Kind, Sequence[Fact | None]] = {
    Kind.NUMBER: (None, math.nan, math.inf, -math.inf, -1.0, -0.0, 1e300),
    Kind.WHOLE: (None, -1, 2**62),
    Kind.TEXT: (None, "", "Late", "it's", "it's, 100%", "\\"),
    Kind.BOOLEAN: (None,),
}
OF: dict[str, dict[Kind, str]] = {
    "sqlite": {Kind.NUMBER: "REAL", Kind.WHOLE: "INTEGER", Kind.TEXT: "TEXT", Kind.BOOLEAN: "BOOLEAN"},
    "other": {Kind.NUMBER: "DOUBLE PRECISION", Kind.WHOLE: "BIGINT", Kind.TEXT: "TEXT", Kind.BOOLEAN: "BOOLEAN"},
}


def cases(table: Table, count: int) -> list[tuple[Fact | None, ...]]:
    """Return rows of which about half are complete and allowed; in the others something is odd."""
    dice = random.Random(20260101)
    usual = [interesting(column) or ["late", "damaged", "it's, 100%"] for column in table.inputs]

    def one() -> tuple[Fact | None, ...]:
        oddly = dice.random() < 0.5
        return tuple(
            dice.choice(ODD[column.kind]) if oddly and dice.random() < 0.2 else dice.choice(values)
            for column, values in zip(table.inputs, usual, strict=True)
        )

    return [one() for _ in range(count)]


@lru_cache
def shown(name: str) -> tuple[list[tuple[Fact | None, ...]], list[int]]:
    """Return the rows that every engine is shown, and what the compiled function says about each."""
    rows = cases(TABLES[name], CASES)
    return rows, expected(TABLES[name], rows)


def expected(table: Table, rows: list[tuple[Fact | None, ...]]) -> list[int]:
    hit = compile_table(table).hit
    names = [column.name for column in table.inputs]
    return [hit({name: value for name, value in zip(names, row, strict=True) if value is not None}) for row in rows]


def making(table: Table, types: dict[Kind, str]) -> str:
    return (
        "CREATE TEMPORARY TABLE facts (n INTEGER, "
        + ", ".join(f"{quoted(column.name)} {types[column.kind]}" for column in table.inputs)
        + ")"
    )


def asking(table: Table) -> str:
    return f"SELECT {hit_expression(table)} FROM facts ORDER BY n"


@pytest.mark.once
@pytest.mark.parametrize("name", TABLES)
def test_on_sqlite(name):
    table, (rows, wanted) = TABLES[name], shown(name)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(making(table, OF["sqlite"]))
        marks = ", ".join("?" * (1 + len(table.inputs)))
        database.executemany(f"INSERT INTO facts VALUES ({marks})", [(n, *row) for n, row in enumerate(rows)])
        found = [hit for (hit,) in database.execute(asking(table))]

    assert wanted == found
    assert REFUSED in found


@pytest.mark.once
@pytest.mark.parametrize("name", TABLES)
def test_on_duckdb(name):
    duckdb = pytest.importorskip("duckdb", reason="DuckDB (the extra `audit`) is not installed")
    table, (rows, wanted) = TABLES[name], shown(name)
    with closing(duckdb.connect()) as database:
        database.execute(making(table, OF["other"]))
        values = ", ".join(f"({n}, {', '.join(map(literal, row))})" for n, row in enumerate(rows))
        database.execute(f"INSERT INTO facts VALUES {values}")
        found = [hit for (hit,) in database.execute(asking(table)).fetchall()]

    assert wanted == found


@pytest.mark.parametrize("name", TABLES)
def test_on_postgresql(name):
    address = os.environ.get(VARIABLE, "sqlite")
    if address == "sqlite":
        pytest.skip("no PostgreSQL server in this run; see tests/postgres.py")
    table, (rows, wanted) = TABLES[name], shown(name)
    with psycopg.connect(address) as database, database.cursor() as cursor:
        cursor.execute(making(table, OF["other"]))
        with cursor.copy("COPY facts FROM STDIN") as copy:
            for n, row in enumerate(rows):
                copy.write_row((n, *row))
        found = [hit for (hit,) in cursor.execute(asking(table))]
        database.rollback()

    assert wanted == found


def literal(value: Fact | None) -> str:
    """Write a value for DuckDB: thousands of rows in one statement, which takes parameters one by one."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value) if math.isfinite(value) else f"'{value}'::DOUBLE"


class TestTheCases:
    @pytest.mark.parametrize(("name", "wanted"), [("unique", SEVERAL), ("gap", NO_RULE), ("any text", 0)])
    def test_reach_every_answer(self, name, wanted):
        found = expected(TABLES[name], cases(TABLES[name], 2_000))

        assert wanted in found
        assert 0.2 < found.count(REFUSED) / len(found) < 0.7


def test_a_caller_names_the_columns():
    sql = hit_expression(refunds(), lambda name: f"f.{name}")

    assert "f.amount BETWEEN" in sql
    assert '"' not in sql


def test_a_wrong_type_in_a_column_of_sqlite_refuses():
    """SQLite keeps a text in a column of numbers: there is no rule for it, and so no answer by a machine."""
    table = refunds()
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(making(table, OF["sqlite"]))
        odd = [("900 EUR", 1, "late", True), (5.0, "two", "late", True), (5.0, 1, "late", "yes"), (5.0, 1, "late", 2)]
        database.executemany("INSERT INTO facts VALUES (0, ?, ?, ?, ?)", odd)

        assert [(REFUSED,)] * len(odd) == database.execute(asking(table)).fetchall()
