"""Opens a table that somebody brought and has it counted: a CSV as it streams by, Parquet on DuckDB (extra `audit`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairdesk.fairness.from_csv import read_csv
from fairdesk.fairness.from_parquet import read_columns
from fairdesk.nouns import BadInput, Unavailable

if TYPE_CHECKING:
    from fairdesk.fairness.columns import Columns
    from fairdesk.fairness.cube import Cube

MOST_MEMORY = "1GB"
"""What DuckDB may take; it asks for some 40 MB of ten million rows."""


def count_file(
    file: Path, columns: Columns, progress: Callable[[int], None] = lambda _done: None, encoding: str = "utf-8-sig"
) -> Cube:
    """Return the counts of a file: Parquet if it begins so, whatever its name, else a table of commas.

    Raises BadInput naming column and row, Unavailable without the extra that Parquet needs. *progress* is told the bytes read.
    """
    try:
        with file.open("rb") as opened:
            if opened.read(4) == b"PAR1":
                return _count_parquet(file, columns)
            opened.seek(0)
            return read_csv(opened, columns, progress, encoding)
    except LookupError as wrong:
        raise BadInput(
            f"there is no encoding {encoding}; utf-8, cp1252 and utf-16 are known, among others"
        ) from wrong
    except OSError as wrong:
        raise BadInput(f"{file.name} cannot be read: {wrong.strerror}") from wrong


def _count_parquet(file: Path, columns: Columns) -> Cube:
    try:
        import duckdb
    except ImportError:
        raise Unavailable(
            "Parquet needs DuckDB, which is not installed: pip install 'fairdesk[audit]', or give the table as CSV"
        ) from None
    named = str(file).replace("'", "''")
    with duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "memory_limit": MOST_MEMORY}
    ) as opened:
        try:
            opened.execute("SET enable_progress_bar = false")  # it would be printed among the report
            opened.execute(f"CREATE VIEW acts AS SELECT * FROM read_parquet('{named}', file_row_number = true)")

            def ask(sql: str) -> list[tuple[Any, ...]]:
                return list(opened.execute(sql).fetchall())

            return read_columns(ask, columns)
        except duckdb.Error as wrong:
            raise BadInput(f"{file.name} cannot be read as Parquet: {str(wrong).splitlines()[0][:200]}") from wrong
