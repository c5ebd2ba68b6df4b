"""Runs a replay's SQL in memory: on DuckDB where the extra `audit` is installed, otherwise on SQLite. Same text, same result.

Nothing of a replay outlives it: SQLite's tables are in memory, and the file that DuckDB reads its rows from has no name
from the moment it is opened, so that even a process that is killed leaves none behind. So no copy of anybody's typed
facts is there to be forgotten later.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

_NULL = "\\N"


class Engine(Protocol):
    """What a replay asks of a database in memory."""

    name: str

    def run(self, sql: str) -> None:
        """Run a statement."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""

    def load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Append many rows to a table."""


class OnSqlite:
    """The engine of every install."""

    name = "SQLite"

    def __init__(self) -> None:
        self._open = sqlite3.connect(":memory:", isolation_level=None)

    def run(self, sql: str) -> None:
        """Run a statement."""
        self._open.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._open.execute(sql).fetchall()

    def load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Append many rows to a table."""
        width = len(self._open.execute(f"SELECT * FROM {table} LIMIT 0").description)
        self._open.execute("BEGIN")
        self._open.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)
        self._open.execute("COMMIT")

    def close(self) -> None:
        """Let go of everything."""
        self._open.close()


class OnDuckdb:
    """The engine of the extra `audit`."""

    name = "DuckDB"

    def __init__(self) -> None:
        import duckdb

        self._open = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})

    def run(self, sql: str) -> None:
        """Run a statement."""
        self._open.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return list(self._open.execute(sql).fetchall())

    def load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Append many rows to a table, through a file without a name: one row at a time would take an hour."""
        columns = {name: kind for name, kind, *_ in self.rows(f"DESCRIBE {table}")}
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        with tempfile.TemporaryFile("w+", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows(map(_marked, rows))
            file.flush()
            self.run(
                f"INSERT INTO {table} SELECT * FROM read_csv('/proc/{os.getpid()}/fd/{file.fileno()}', header=false,"
                f" columns={{{typed}}}, nullstr='{_NULL}', quote='\"', escape='\"', delim=',', new_line='\\n', auto_detect=false)"
            )

    def close(self) -> None:
        """Let go of everything."""
        self._open.close()


def _marked(row: Sequence[Any]) -> Sequence[Any]:
    return [_NULL if value is None else value for value in row] if None in row else row


@contextmanager
def engine(wanted: str = "") -> Iterator[Engine]:
    """Yield the engine that is installed: DuckDB or SQLite; *wanted* names one."""
    opened = OnSqlite() if wanted == "sqlite" or (not wanted and not duckdb_is_here()) else OnDuckdb()
    try:
        yield opened
    finally:
        opened.close()


def duckdb_is_here() -> bool:
    """Whether the extra `audit` is installed, and this system can name an open file."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        return False
    return os.path.isdir(f"/proc/{os.getpid()}/fd")
