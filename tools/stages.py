"""Run the checks of this repository, fast to slow, and stop at the first that fails.

    python tools/stages.py check|unit|test|long|llm

Each stage prints one line with its seconds. The checks of style and types are silent unless they fail; pytest is
shown as it runs, and its closing lines once more at the end, where a reader of a long log looks. Everything runs with
the Python that runs this file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Stage:
    """One check: its name, what it runs, and whether its output is shown while it runs."""

    name: str
    command: tuple[str, ...]
    shown: bool = False
    again: tuple[str, ...] = ()  # what is added to the command to run once more what failed, and that alone


def _tool(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(BIN / name), *arguments)


# A test that hangs shows where, and ends the run, instead of holding the machine until somebody looks.
_STUCK = ("-o", "faulthandler_timeout=240", "-o", "faulthandler_exit_on_timeout=true")


def _pytest(*arguments: str) -> tuple[str, ...]:
    # -rfEs: one line for each that failed, and for each that was skipped the reason.
    return (PYTHON, "-m", "pytest", "-rfEs", *_STUCK, "-o", "cache_dir=$TMPDIR/pytest-cache", *arguments)


# Tests of servers and browsers share two cores with others: a few that failed are run once more, one after the other.
# One that is wrong fails again; one that then passes is named as unsteady. Many that fail are no bad luck.
AGAIN = ("--last-failed", "--last-failed-no-failures", "none", "-n", "0")
FEW = 5
TESTS_FAILED = 1
"""What pytest ends with if every test ran and some failed; an interrupted run is never made good by another."""


def _on_postgres(*command: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "tests.postgres", "--", *command)


# Three processes: the machines that check this have two cores, and tests that start programs wait half of their time.
# In the order of tests/conftest.py, the long files first: by number of tests, which xdist would take, those came last,
# on one core.
_SUITE = _pytest("-m", "not browser and not long", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
# Each process has a desk and a browser of its own, and each file those desks that it starts.
_BROWSER = _pytest("-m", "browser and not long", "-n", "3", "--dist", "loadfile", "tests/browser")
_LONG = _pytest("-m", "long", "--durations=5")

_CHECK = (
    Stage("ruff check", _tool("ruff", "check", "--quiet", ".")),
    Stage("ruff format", _tool("ruff", "format", "--quiet", "--check", ".")),
    Stage("mypy", _tool("mypy")),
    Stage("lint-imports", _tool("lint-imports")),
)
_UNIT = (*_CHECK, Stage("rooms and stories on SQLite", _SUITE, shown=True, again=AGAIN))
STAGES = {
    "check": _CHECK,
    "unit": _UNIT,
    "test": (
        *_UNIT,
        Stage("the same on PostgreSQL", _on_postgres(*_SUITE), shown=True, again=AGAIN),
        Stage("in the browser", _BROWSER, shown=True, again=AGAIN),
    ),
    "long": (
        Stage("long, on SQLite", _LONG, shown=True),
        Stage("long, on PostgreSQL", _on_postgres(*_LONG), shown=True),
    ),
    "llm": (
        Stage("a real model server", _pytest("-m", "long", "tests/stories/test_transformers_serve.py"), shown=True),
    ),
}


def run(stages: tuple[Stage, ...]) -> int:
    """Run *stages* in order; return 0, or the status of the first that failed."""
    closing: list[str] = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fairdesk-stages-", dir=_memory()) as scratch:
        Path(scratch).chmod(0o711)  # PostgreSQL runs under an account of its own, in a folder below
        environment = _environment(Path(scratch))
        for stage in stages:
            at = time.monotonic()
            status, output = _run(stage.command, stage.shown, environment)
            if stage.again and status == TESTS_FAILED and 0 < failures(output) <= FEW:
                print(f"{stage.name}: what failed is run once more, alone", flush=True)
                status, second = _run((*stage.command, *stage.again), stage.shown, environment)
                closing += [] if status else [f"UNSTEADY, passed alone: {line}" for line in _failed(output)]
                output += second
            if status and not stage.shown:
                print(output, end="" if output.endswith("\n") else "\n")
            print(f"{stage.name:<30} {time.monotonic() - at:7.1f} s  {'FAILED' if status else 'ok'}", flush=True)
            closing += _closing(stage, output)
            if status:
                break
    print(f"{'in all':<30} {time.monotonic() - begun:7.1f} s  {'FAILED' if status else 'ok'}")
    print("".join(f"\n{line}" for line in closing), flush=True)
    return status


MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108  tempfile makes a folder of its own in it


def _memory(folder: Path = MEMORY) -> Path | None:
    """Return where temporary files are in memory, None if there is no room or programs do not start there.

    Thousands of desks are made and thrown away, and each commits as durably as a real one: on a disk that is most of
    the time of a test.
    """
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    roomy = found.f_bavail * found.f_frsize >= ROOM
    runs = not found.f_flag & os.ST_NOEXEC  # some tests write a program and start it
    return folder if roomy and runs and os.access(folder, os.W_OK) else None


def _environment(scratch: Path) -> dict[str, str]:
    # The type checker loads the settings, which make a signing key: not in the reader's own data folder.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("FAIRDESK_")}
    kept = {name: os.environ[name] for name in ("FAIRDESK_SKIP_POSTGRES",) if name in os.environ}
    # A run starts a thousand processes: compiling our own files in each would be a third of what they cost.
    ours.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**ours, **kept, "FAIRDESK_DATA": str(scratch), "TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"}


def _run(command: tuple[str, ...], shown: bool, environment: dict[str, str]) -> tuple[int, str]:
    try:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except FileNotFoundError as missing:
        return 1, f"{missing.filename} is not installed; run make test, which installs it\n"
    assert running.stdout is not None
    parts = []
    with running:
        while part := os.read(running.stdout.fileno(), 65536):
            parts.append(part)
            if shown:
                sys.stdout.buffer.write(part)
                sys.stdout.flush()
    return running.returncode, b"".join(parts).decode(errors="replace")


def failures(output: str) -> int:
    """Return how many tests failed, by pytest's closing line; 0 if it did not come so far, or if anything but a test broke."""
    closing = output.rstrip().rpartition("\n")[2]
    found = re.search(r"(\d+) failed\b", closing)
    return int(found[1]) if found and not re.search(r"\d+ errors?\b", closing) else 0


def _failed(output: str) -> list[str]:
    told = output.rpartition("short test summary info")[2]
    return [line.split(" ")[1] for line in told.splitlines() if line.startswith("FAILED ")]


def _closing(stage: Stage, output: str) -> list[str]:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1:] if stage.shown else []


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in STAGES:
        sys.exit(f"say which: {', '.join(STAGES)}")
    sys.exit(run(STAGES[sys.argv[1]]))
