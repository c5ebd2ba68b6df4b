"""Opens a table that somebody brought and has it counted: a CSV as it streams by, Parquet on DuckDB or on Apache Spark.

What is asked of Parquet is the same for both (`fairness/from_parquet.py`). The extras `audit` and `spark` bring them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairdesk.fairness.from_csv import read_csv
from fairdesk.nouns import BadInput, Unavailable

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from fairdesk.fairness.columns import Columns
    from fairdesk.fairness.cube import Cube, Tally

MOST_MEMORY = "1GB"
"""What DuckDB may take; it asks for some 40 MB of ten million rows."""


def count_file(
    file: Path,
    columns: Columns,
    progress: Callable[[int], None] = lambda _done: None,
    encoding: str = "utf-8-sig",
    master: str = "",
) -> Cube:
    """Return the counts of a file: Parquet if it begins so, whatever its name, else a table of commas.

    A folder is one table in many Parquet files. *master* names a Spark cluster, which counts Parquet instead of this machine.
    Raises BadInput naming column and row, Unavailable without the extra that Parquet or Spark needs. *progress* is told the
    bytes read of a CSV.
    """
    try:
        if not file.is_dir():
            with file.open("rb") as opened:
                if opened.read(4) != b"PAR1":
                    if master:
                        raise BadInput(f"{file.name} is no Parquet, which Spark counts; leave --master out for a CSV")
                    opened.seek(0)
                    return read_csv(opened, columns, progress, encoding)
    except LookupError as wrong:
        raise BadInput(
            f"there is no encoding {encoding}; utf-8, cp1252 and utf-16 are known, among others"
        ) from wrong
    except OSError as wrong:
        raise BadInput(f"{file.name} cannot be read: {wrong.strerror}") from wrong
    # The engine has let go of its memory before anything is made of the counts.
    return (_on_spark(file, columns, master) if master else _on_duckdb(file, columns)).cube()


def _on_duckdb(file: Path, columns: Columns) -> Tally:
    duckdb, ibis = _extra("audit", "duckdb"), _extra("audit", "ibis")
    from fairdesk.fairness.from_parquet import ROW, read_columns

    named = str(file / "**" / "*.parquet" if file.is_dir() else file).replace("'", "''")
    numbered = "" if file.is_dir() else f", {ROW} = true"
    with duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "memory_limit": MOST_MEMORY}
    ) as opened:

        def ask(asked: Table) -> list[tuple[Any, ...]]:
            return list(opened.execute(ibis.to_sql(asked, dialect="duckdb")).fetchall())

        try:
            opened.execute("SET enable_progress_bar = false")  # it would be printed among the report
            opened.execute(f"CREATE VIEW acts AS SELECT * FROM read_parquet('{named}'{numbered})")
            types = {name: kind for name, kind, *_ in opened.execute("DESCRIBE acts").fetchall()}
            return read_columns(ask, _table(types, "DuckDBType"), columns)
        except duckdb.Error as wrong:
            raise BadInput(f"{file.name} cannot be read as Parquet: {str(wrong).splitlines()[0][:200]}") from wrong


def _on_spark(file: Path, columns: Columns, master: str) -> Tally:
    errors = _extra("spark", "pyspark.errors")
    from fairdesk.fairness.from_parquet import read_columns
    from fairdesk.replay.spark import session

    with session(master, "fairdesk audit") as spark:

        def ask(asked: Table) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in spark.sql(for_spark(asked)).collect()]

        try:
            acts = spark.read.option("recursiveFileLookup", "true").parquet(f"file://{file.resolve()}")
            acts.createOrReplaceTempView("acts")
            return read_columns(ask, _table(dict(acts.dtypes), "PySparkType"), columns)
        except errors.PySparkException as wrong:
            raise BadInput(f"{file.name} cannot be read as Parquet: {str(wrong).splitlines()[0][:200]}") from wrong


def for_spark(asked: Table) -> str:
    """Return an expression as Spark's SQL. Raises Unavailable without Ibis."""
    ibis = _extra("spark", "ibis")
    from ibis.config import Config

    if ibis.options.pyspark is None:  # what Ibis sets with its own connection to Spark, which we do without

        class Options(Config):  # type: ignore[misc]
            treat_nan_as_null: bool = False

        ibis.options.pyspark = Options()
    return str(ibis.to_sql(asked, dialect="pyspark"))


def _table(types: Mapping[str, str], dialect: str) -> Table:
    """Return the table `acts` as expressions see it, from its columns and their types as an engine calls them."""
    import ibis
    from ibis.backends.sql import datatypes

    read = getattr(datatypes, dialect).from_string
    return ibis.table({name: read(kind) for name, kind in types.items()}, name="acts")


def _extra(extra: str, module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise Unavailable(
            f"this needs {module.partition('.')[0]}, which is not installed: pip install 'fairdesk[{extra}]';"
            " a table can be given as CSV too"
        ) from None
