"""The same table gives the same counts as CSV and as Parquet; what is wrong is named by column and row; DuckDB is an extra."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
import sqlglot
from ibis.expr.types import Table

from fairdesk.fairness.columns import Columns
from fairdesk.fairness.cube import Cube
from fairdesk.fairness.from_parquet import read_columns
from fairdesk.house.audited_files import _table, count_file, for_spark
from fairdesk.nouns import BadInput, Unavailable
from tests.replay.test_spark import cluster

pytestmark = pytest.mark.once

TABLE = """sex,age band,topic,said,right,w,wait
f,18-29,bill,true,true,1.5,3.25
m,30+,bill,false,false,2,
f,,parcel,false,,1,0
m,18-29,parcel,true,true,1,-4.5
f,30+,bill,,true,1,9
O'Brien,30+,bill,true,false,1,120
"""
ALL = Columns(("sex", "age band"), "said", label="right", strata="topic", weight="w", quantities=("wait",))


@pytest.fixture
def as_csv(tmp_path: Path) -> Path:
    file = tmp_path / "acts.csv"
    file.write_text(TABLE)
    return file


@pytest.fixture
def as_parquet(as_csv: Path) -> Path:
    file = as_csv.with_suffix(".parquet")
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{as_csv}')) TO '{file}'")
    return file


def equal(one: Cube, other: Cube) -> None:
    assert (one.cells, one.strata, one.undecided) == (other.cells, other.strata, other.undecided)
    for name in ("counts", "weights", "squares"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    waits, others = one.quantities["wait"], other.quantities["wait"]
    assert (1, waits.missing) == (others.missing, others.missing)
    for name in ("cells", "bins", "rows", "sums", "squares"):
        assert np.allclose(getattr(waits, name), getattr(others, name)), name


def test_both_give_the_same_counts(as_csv: Path, as_parquet: Path):
    equal(count_file(as_csv, ALL), count_file(as_parquet, ALL))


def test_many_files_in_a_folder_are_one_table(as_csv: Path, as_parquet: Path):
    folder = as_parquet.parent / "parts"
    (folder / "later").mkdir(parents=True)
    duckdb.sql(f"COPY (SELECT * FROM '{as_parquet}' LIMIT 2) TO '{folder}/one.parquet'")
    duckdb.sql(f"COPY (SELECT * FROM '{as_parquet}' OFFSET 2) TO '{folder}/later/two.parquet'")

    equal(count_file(as_csv, ALL), count_file(folder, ALL))
    with pytest.raises(BadInput, match=r"^in 4 rows, column topic: holds 'bill'"):
        count_file(folder, Columns(("sex",), "topic"))


def test_what_is_asked_of_spark_is_the_same(as_csv: Path, as_parquet: Path):
    """Its SQL, read as Spark reads it, gives the same counts; the long test asks Spark itself."""
    asked = []

    def ask(expression: Table) -> list[tuple[object, ...]]:
        asked.append(for_spark(expression))
        (here,) = sqlglot.transpile(asked[-1], read="spark", write="duckdb")
        return opened.sql(here).fetchall()

    with duckdb.connect() as opened:
        opened.execute(f"CREATE VIEW acts AS SELECT * FROM '{as_parquet}'")
        types = {"sex": "string", "age band": "string", "topic": "string", "said": "boolean", "right": "boolean"}
        acts = _table({**types, "w": "double", "wait": "double"}, "PySparkType")
        equal(count_file(as_csv, ALL), read_columns(ask, acts, ALL).cube())
    assert 4 == len([sql for sql in asked if "`age band`" in sql or "`w`" in sql or "`wait`" in sql])


@pytest.mark.long
def test_a_cluster_gives_the_same_counts_and_errors(as_csv: Path, as_parquet: Path, tmp_path: Path):
    if missing := [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]:
        pytest.skip(f"the extra spark is not installed: {', '.join(missing)}")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; Debian: default-jre-headless")
    folder = tmp_path / "parts"
    folder.mkdir()
    for n in range(6):
        duckdb.sql(f"COPY (SELECT * FROM '{as_parquet}' LIMIT 1 OFFSET {n}) TO '{folder}/{n}.parquet'")

    with cluster(tmp_path, "1500m") as (master, _workers):
        equal(count_file(as_csv, ALL), count_file(folder, ALL, master=master))
        with pytest.raises(BadInput, match=r"^in 4 rows, column topic: holds 'bill'"):
            count_file(folder, Columns(("sex",), "topic"), master=master)
    with pytest.raises(BadInput, match="is no Parquet, which Spark counts"):
        count_file(as_csv, ALL, master="local[1]")


def test_moments_are_cut_to_their_days(tmp_path: Path):
    file = tmp_path / "acts.parquet"
    rows = "range(400) t(n)"
    duckdb.sql(
        f"COPY (SELECT n % 2 = 0 AS sex, n % 3 = 0 AS said, TIMESTAMP '2026-01-31 22:00' + n * INTERVAL 1 MINUTE AS at"
        f" FROM {rows}) TO '{file}'"
    )

    assert ("2026-01-31", "2026-02-01") == count_file(
        file, Columns(("sex",), "said", strata="at", by_day=True)
    ).strata


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (Columns(("sex",), "topic"), "row 2, column topic: holds 'bill', neither yes nor no"),
        (Columns(("sex",), "said", weight="wait"), "row 3, column wait: a weight must be a number"),
        (Columns(("sex",), "said", quantities=("topic",)), "row 2, column topic: holds no number"),
        (Columns(("sex",), "sayd"), "no column sayd; is said meant?"),
    ],
)
def test_parquet_is_refused_with_column_and_row(as_parquet: Path, columns: Columns, says: str):
    with pytest.raises(BadInput) as caught:
        count_file(as_parquet, columns)

    assert says in str(caught.value)


def test_without_the_extra_parquet_names_it_and_csv_needs_none(
    as_csv: Path, as_parquet: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "duckdb", None)

    assert 5 == count_file(as_csv, ALL).rows
    with pytest.raises(Unavailable, match=r"fairdesk\[audit\]"):
        count_file(as_parquet, ALL)


def test_a_broken_file_and_an_unknown_encoding_are_said_to_be_so(tmp_path: Path, as_csv: Path):
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and nothing else")

    with pytest.raises(BadInput, match="cannot be read as Parquet"):
        count_file(broken, ALL)
    with pytest.raises(BadInput, match="no encoding klingon"):
        count_file(as_csv, ALL, encoding="klingon")
