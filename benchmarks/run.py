"""Run every benchmark and print our figures beside their targets and the peers'.

    python benchmarks/run.py             within five minutes on a quiet machine
    python benchmarks/run.py --full      more messages; --install: the default install too
    python benchmarks/run.py --json FILE --only turn,http

Each bench_*.py runs in a process of its own and can be run alone. A shared machine makes wall times (p50, p99, rates)
say more about the others than about this program: the milliseconds of CPU are those to trust, and even they grow when
the caches are shared. So the machine, its load and the time of a fixed loop of plain Python stand beside the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from figures import FILE, LONG, plain, verdict

HERE = Path(__file__).resolve().parent
BENCHES = (
    "start",
    "turn",
    "http",
    "keep",
    "replay",
    "promptness",
    "people",
    "mask",
    "guidelines",
    "reasons",
    "search",
    "search_desk",
    "promise",
    "grounding",
    "ledger",
    "forget",
    "consent",
    "export",
    "audit",
    "pairs",
)
QUICK = {
    "search_desk": ["--messages", "10000"],
    "export": ["--messages", "2000"],
    "ledger": ["--entries", "40000", "--seconds", "2"],
    "mask": ["--quick"],
    "audit": ["--rows", "1000000"],
    "pairs": ["--sample", "2000"],
}
"""What makes a benchmark short; those not named have their own short form."""
LOOP = 3_000_000


def run(bench: str, long: bool, more: list[str]) -> tuple[list[dict[str, Any]], str]:
    """Run a benchmark and return its figures, and what went wrong if it failed."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures"
        environment = {**os.environ, FILE: str(told)} | ({LONG: "1"} if long else {})
        command = [sys.executable, str(HERE / f"bench_{bench}.py"), *([] if long else QUICK.get(bench, [])), *more]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        lines = told.read_text("utf-8").splitlines() if told.exists() else []
        wrong = "" if ran.returncode == 0 else (ran.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        return [{"bench": bench, **json.loads(line)} for line in lines], wrong


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, load, and the seconds of a fixed loop."""
    names = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    began, total = time.process_time(), 0
    for number in range(LOOP):
        total += number
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": names[0] if names else "unknown",
        "cores": os.cpu_count(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "loop_seconds": round(time.process_time() - began, 3),
        "python": sys.version.split()[0],
    }


def shown(figures: list[dict[str, Any]]) -> Table:
    """Return the figures as a table."""
    table = Table(show_lines=False)
    for column in ("figure", "ours", "target", "", "n", "note, peer"):
        table.add_column(column, justify="right" if column in ("ours", "target", "n") else "left", overflow="fold")
    for one in figures:
        colour = {True: "green", False: "red", None: ""}[one["reached"]]
        beside = "; ".join(part for part in (one["note"], f"peer: {one['peer']}" if one["peer"] else "") if part)
        word = f"[{colour}]{verdict(one['reached'])}[/]" if colour else ""
        ours = f"{plain(one['ours'])} {one['unit']}".strip()
        table.add_row(one["figure"], ours, one["target"], word, f"{one['n']:,}" if one["n"] else "", beside)
    return table


def main() -> None:
    """Run, print, and write the JSON if asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--full", action="store_true", help="more messages and larger sizes")
    options.add_argument(
        "--install", action="store_true", help="install the package into an environment of its own too"
    )
    options.add_argument("--only", help=f"some of: {','.join(BENCHES)}")
    options.add_argument("--json", type=Path, help="write the figures here too")
    given = options.parse_args()
    console, figures, failed = Console(width=None if sys.stdout.isatty() else 150), [], []
    before = machine()
    wanted = given.only.split(",") if given.only else BENCHES
    for bench in wanted:
        began = time.perf_counter()
        some, wrong = run(bench, given.full, ["--install"] if given.install and bench == "start" else [])
        figures += some
        console.print(
            f"{bench}: {len(some)} figures in {time.perf_counter() - began:.0f} s{': ' + wrong if wrong else ''}"
        )
        failed += [bench] if wrong else []
    after = machine()
    console.print(shown(figures))
    console.print(
        f"{before['cpu']}, {before['cores']} cores, Python {before['python']}, {before['at']};"
        f" load {before['load'][0]} before, {after['load'][0]} after;"
        f" a loop of {LOOP:,} additions {before['loop_seconds']} s before, {after['loop_seconds']} s after"
    )
    missed = [one["figure"] for one in figures if one["reached"] is False]
    console.print(f"{len(figures)} figures, {len(missed)} targets not reached.")
    if given.json:
        given.json.write_text(json.dumps({"before": before, "after": after, "figures": figures}, indent=2))
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
