"""How long an audit takes and how much memory, from a file to its last interval; and the same rates by fairlearn.

    python benchmarks/bench_audit.py [--rows 10000000] [--peer PYTHON] [--csv-gigabytes 20]

Drawn are acts of 2 x 5 x 8 = 80 intersectional groups of unequal size, with a label and a decision, as a Parquet file. The
audit reads it and makes the whole report: five rates of 95 groups (80 and those of each column), their intervals and those
of their differences, all holding together, tests, corrections, rankings, gaps by chance, what may not be told. Its time is by
the clock, in a process of its own without the start of Python, numpy, DuckDB and Ibis; its memory is that process's largest, whole.

With --peer, a Python with fairlearn and pyarrow installed, fairlearn's MetricFrame makes the same five rates of the 80 groups, in
the same run and without any interval, and every rate must be equal to the last digit. Each at --peer-rows.
    python -m venv peer && peer/bin/pip install fairlearn pyarrow

With --csv-gigabytes a CSV of that size is written here, read by the command itself, and taken away: its largest memory and time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from figures import tell

REPEATS = 5
DRAW = """
COPY (
    SELECT CASE WHEN a < 0.52 THEN 'f' ELSE 'm' END AS gender,
        ['18-29', '30-44', '45-59', '60-74', '75+'][1 + CAST(floor(5 * b * b) AS INTEGER)] AS age_band,
        ['en', 'de', 'fr', 'tr', 'ar', 'pl', 'es', 'zh'][1 + CAST(floor(8 * c * c) AS INTEGER)] AS language,
        CAST(d < 0.55 AS TINYINT) AS correct,
        CAST(e < CASE WHEN d < 0.55 THEN 0.8 ELSE 0.3 END AS TINYINT) AS answered
    FROM (SELECT random() AS a, random() AS b, random() AS c, random() AS d, random() AS e FROM range({rows}))
) TO '{file}'
"""
OURS = """
import json, resource, sys, time
import numpy
from pathlib import Path
before = time.process_time()
import duckdb, ibis
ibis.to_sql(ibis.table({"a": "string"}, name="acts").count(), dialect="duckdb")
imports = time.process_time() - before
from fairdesk.fairness.audit import audit
from fairdesk.fairness.columns import Columns
from fairdesk.house.audited_files import count_file
columns = Columns(("gender", "age_band", "language"), "answered", label="correct")
if "warm" in sys.argv:
    audit(count_file(Path(sys.argv[1]), columns))
began, cpu = time.perf_counter(), time.process_time()
cube = count_file(Path(sys.argv[1]), columns)
counted = time.perf_counter()
report = audit(cube)
ended, cpu = time.perf_counter(), time.process_time() - cpu
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rates = {group["name"]: {code: rate["share"] for code, rate in group["rates"].items()} for group in report["views"][-1]["groups"]}
print(json.dumps([ended - began, counted - began, cpu, most / 1024, imports, report["intervals"], rates]))
"""
COMMAND = """
import json, resource, subprocess, sys
told = subprocess.run([sys.executable, "-m", "fairdesk.cli", "audit", sys.argv[1], "--groups", "gender,age_band,language",
    "--outcome", "answered", "--label", "correct", "--json"], stdout=subprocess.PIPE, check=True).stdout
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, json.loads(told)["rows"]]))
"""
PEER = """
import json, resource, sys, time
import pyarrow.parquet
from fairlearn.metrics import MetricFrame, false_positive_rate, selection_rate, true_positive_rate
from sklearn.metrics import accuracy_score, precision_score
acts = pyarrow.parquet.read_table(sys.argv[1]).to_pandas()
metrics = {"selection_rate": selection_rate, "true_positive_rate": true_positive_rate, "false_positive_rate": false_positive_rate,
    "positive_predictive_value": precision_score, "accuracy": accuracy_score}
began, cpu = time.perf_counter(), time.process_time()
frame = MetricFrame(metrics=metrics, y_true=acts["correct"], y_pred=acts["answered"], sensitive_features=acts[["gender", "age_band", "language"]])
by_group = frame.by_group
ended, cpu = time.perf_counter(), time.process_time() - cpu
rates = {" \\u00b7 ".join(index): {code: float(row[code]) for code in metrics} for index, row in by_group.iterrows()}
print(json.dumps([ended - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rates, cpu]))
"""


def main() -> None:
    wanted = argparse.ArgumentParser(description="Measure an audit.")
    wanted.add_argument("--rows", type=int, default=10_000_000, help="0: only beside the peer")
    wanted.add_argument("--peer", help="A Python with fairlearn and pyarrow.")
    wanted.add_argument("--peer-rows", type=int, default=1_000_000)
    wanted.add_argument("--csv-gigabytes", type=float, default=0.0)
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        if asked.rows:
            alone(drawn(Path(folder), asked.rows), asked.rows)
        if asked.peer:
            against(asked.peer, drawn(Path(folder), asked.peer_rows), asked.peer_rows)
        if asked.csv_gigabytes:
            streamed(Path(folder), asked.csv_gigabytes)


def streamed(folder: Path, gigabytes: float) -> None:
    """Tell what a CSV that no memory holds asks for, read by the command as anybody starts it."""
    part, file, rows = folder / "part.csv", folder / "acts.csv", 1_000_000
    with duckdb.connect() as opened:
        opened.execute(
            f"COPY (SELECT *, repeat('words, ', 16) AS said FROM '{drawn(folder, rows)}') TO '{part}' (HEADER false)"
        )
    times = max(1, round(gigabytes * 1e9 / part.stat().st_size))
    with file.open("wb") as into:
        into.write(b"gender,age_band,language,correct,answered,said\n")
        for _ in range(times):
            with part.open("rb") as one:
                shutil.copyfileobj(one, into, 1 << 24)
    size, began = file.stat().st_size, time.perf_counter()
    said = ran(sys.executable, COMMAND, file)
    seconds = time.perf_counter() - began
    tell("CSV audited by the command, largest memory", said[0], "MB", n=times * rows, note=f"{size / 1e9:.1f} GB")
    tell("the same, by the clock", seconds, "s", n=times * rows,
         note=f"{size / 1e6 / seconds:.0f} MB/s; {said[1]:.0f} s of CPU; {said[2]:,} rows in the report")  # fmt: skip


def alone(file: Path, rows: int) -> None:
    """Tell the time and memory of a whole audit."""
    runs = [ran(sys.executable, OURS, file) for _ in range(REPEATS)]
    seconds, counting, cpu, most, imports, intervals, _ = min(runs, key=lambda run: run[0])
    middle = statistics.median(run[0] for run in runs)
    note = f"best of {REPEATS}, median {middle:.2f} s; counting {counting:.2f} s; {cpu:.2f} s of CPU; {intervals} intervals of rates"
    tell("audit from Parquet, 80 groups, by the clock", seconds, "s", at_most=0.5, n=rows, note=note,
         peer="fairlearn 409 s, measured before")  # fmt: skip
    tell("the same, CPU of all cores together", min(run[2] for run in runs), "s", n=rows,
         note=f"and {imports:.2f} s once to import DuckDB and Ibis")  # fmt: skip
    tell("the same, largest memory of its process", max(run[3] for run in runs), "MB", at_most=150, n=rows,
         peer="fairlearn 4,119 MB, measured before")  # fmt: skip


def drawn(folder: Path, rows: int) -> Path:
    """Draw acts, always the same ones, into a file."""
    file = folder / f"{rows}.parquet"
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute("SELECT setseed(0.25)")
        opened.execute(DRAW.format(rows=rows, file=file))
    return file


def ran(python: str, program: str, file: Path, *more: str) -> list:
    """Return what a program in a process of its own says."""
    said = subprocess.run(
        [python, "-c", program, str(file), *more], capture_output=True, text=True, check=True
    ).stdout
    return json.loads(said)


def against(python: str, file: Path, rows: int) -> None:
    """Tell how much sooner the audit is there than fairlearn's rates, and that the rates are the same."""
    ours = [ran(sys.executable, OURS, file, "warm") for _ in range(REPEATS)]
    peer = ran(python, PEER, file)
    apart = [
        abs(ours[0][6][name][code] - value)
        for name, rates in peer[2].items()
        if name in ours[0][6]
        for code, value in rates.items()
    ]
    seconds, cpu = (min(run[place] for run in ours) for place in (0, 2))
    # Both without their imports; ours with reading the file, the peer's with all of it in memory.
    for how, one, other in (("by the clock", seconds, peer[0]), ("by CPU", cpu, peer[3])):
        tell(f"times as fast as fairlearn without intervals, same run, {how}", other / one, "x", at_least=1_000, n=rows,
             note=f"{one:.3f} s for the whole report; fairlearn {other:.1f} s, {peer[1]:,.0f} MB, for the rates alone")  # fmt: skip
    tell("largest difference to fairlearn's rates", max(apart), "", at_most=0, n=len(apart))


if __name__ == "__main__":
    main()
