"""The same run on Apache Spark: a snapshot in Parquet, `mapInArrow` on the workers, the same lines and the same digest.

    result = run_on_spark(snapshot, work, folder=Path("replay-of-today"), master="spark://host:7077")

Each row in the Parquet files is sealed under a key made for this run, which is never written down: it travels with the
function to the workers. The folder must be readable under the same path on every worker; it is 0700, and whoever
called this takes it away. Workers need the same Python and the same fairdesk. The extra `spark` brings pyspark and
what its Arrow functions need; Java 17 is the machine's.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from fairdesk.nouns import ActId, Unavailable
from fairdesk.privacy.keys import new_key, seal, unseal
from fairdesk.replay.engine import CHUNK, Result, Snapshot, complete, result_of, written
from fairdesk.replay.job import Line

R = TypeVar("R")
PLACE = "replay on spark|"


def run_on_spark(
    snapshot: Snapshot[R],
    work: Callable[[Sequence[R]], list[Line]],
    *,
    folder: Path,
    master: str,
    chunk: int = CHUNK,
    settings: dict[str, str] | None = None,
) -> Result:
    """Do the work over the snapshot on the cluster at *master* ("local[2]" is this machine alone).

    Raises Unavailable if pyspark, pyarrow or Java is not there.
    """
    parquet = _imported("pyarrow.parquet")
    _imported("pyspark.sql")  # before anything is written
    acts, key = snapshot.acts(), new_key()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unknown: set[ActId] = set()
    for number, at in enumerate(range(0, len(acts), chunk)):
        rows, gone = snapshot.rows(acts[at : at + chunk])
        unknown.update(gone)
        parquet.write_table(_sealed(key, number, rows), folder / f"{number:06d}.parquet", compression="none")
    found = _mapped(folder, key, work, master, settings or {}) if acts else []
    lines = complete(acts, (found, sorted(unknown)), snapshot)
    return result_of([written(lines)])


def _sealed(key: bytes, number: int, rows: Sequence[Any]) -> Any:
    """Return rows as one sealed cell each, with the place it was sealed at."""
    arrow = _imported("pyarrow")
    places = [f"{number}.{place}" for place in range(len(rows))]
    cells = [seal(key, pickle.dumps(row), PLACE + place) for place, row in zip(places, rows, strict=True)]
    return arrow.table({"place": arrow.array(places, arrow.string()), "sealed": arrow.array(cells, arrow.binary())})


def _mapped(
    folder: Path, key: bytes, work: Callable[[Sequence[R]], list[Line]], master: str, settings: dict[str, str]
) -> list[Line]:
    with session(master, "fairdesk replay", settings) as spark:
        rows = spark.read.parquet(f"file://{folder.resolve()}")
        mapped = rows.mapInArrow(
            _mapper(key, work), "act string, before string, after string, searched boolean, same boolean"
        )
        return [Line(*found) for found in mapped.collect()]


@contextmanager
def session(master: str, name: str, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Open a session on the cluster at *master*, and end it. Raises Unavailable if pyspark or Java is not there."""
    sql = _imported("pyspark.sql")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    build = sql.SparkSession.builder.master(master).appName(name)
    for setting, value in {**QUIET, **(settings or {})}.items():
        build = build.config(setting, value)
    try:
        opened = build.getOrCreate()
    except Exception as fault:
        raise Unavailable(
            f"Spark does not start at {master} ({type(fault).__name__}); is Java 17 installed?"
        ) from fault
    try:
        yield opened
    finally:
        opened.stop()


QUIET = {
    "spark.ui.enabled": "false",
    "spark.sql.files.maxPartitionBytes": "4m",  # a chunk or a few a task: what a dead worker loses is little
    "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
}


def _mapper(key: bytes, work: Callable[[Sequence[R]], list[Line]]) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return the function that the workers run: batches of sealed rows in, batches of lines out."""

    def mapped(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            cells = zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)
            # What opens under the run's own key was pickled by the run itself.
            rows = [pickle.loads(unseal(key, cell, PLACE + place)) for place, cell in cells]  # noqa: S301
            columns = list(zip(*work(rows), strict=True)) or [()] * len(Line._fields)
            yield pyarrow.record_batch(
                [pyarrow.array(each, kind) for each, kind in zip(columns, _kinds(pyarrow), strict=True)],
                names=Line._fields,
            )

    return mapped


def _kinds(pyarrow: Any) -> list[Any]:
    return [pyarrow.string()] * 3 + [pyarrow.bool_()] * 2


def _imported(name: str) -> Any:
    """Return a module of the extra. Raises Unavailable saying how to install it."""
    try:
        return __import__(name, fromlist=["*"])
    except ImportError as missing:
        raise Unavailable(f"this needs {name}; install the extra: pip install 'fairdesk[spark]'") from missing
