"""A real desk in a process of its own, as `fairdesk serve --demo` starts it, on the database that is being tested."""

from __future__ import annotations

import atexit
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from tests.postgres import VARIABLE, database_name, database_of_worker, drop_database

READY_SECONDS = 180  # a machine with other work needs a minute to begin; one that fails ends, and is not waited for
LINKS_SECONDS = 10
_numbers = itertools.count()
_SIGN_IN = re.compile(r"^Sign in\s+http://[^/\s]+(/\S+)\s+once, as (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """A desk that answers.

    `address`: its root without the last slash. `sign_in`: the printed one-time links, by colleague. `data`: its data
    folder. `log`: all it has printed. `environment`: what it and commands on the same desk run with.
    """

    address: str
    sign_in: Mapping[str, str]
    data: Path
    log: Path
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]

    @property
    def logged(self) -> str:
        """Return what the desk has written into its log file."""
        return (self.data / "fairdesk.log").read_text(errors="replace")

    def url(self, path: str) -> str:
        """Return the full address of *path* (beginning with a slash)."""
        return self.address + path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `fairdesk ...` on the same data folder."""
        return subprocess.run(
            [program(), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def program() -> str:
    """Return the installed command that stands beside the Python that runs the tests."""
    return str(Path(sys.executable).parent / "fairdesk")


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without what the test run has set for itself in its own process."""
    ours = ("FAIRDESK_", "DJANGO_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


@contextmanager
def own_database(like: str = "template0") -> Iterator[str]:
    """Give the address of an empty database for one desk, of the kind this test run is about."""
    server = os.environ.get(VARIABLE, "sqlite")
    if server == "sqlite":
        yield server
        return
    name = f"serve_{os.getpid()}_{next(_numbers)}"
    yield database_of_worker(server, name, like)
    drop_database(server, name)


def with_tables(folder: Path) -> Path:
    """Make a data folder whose database has its tables and nothing else, and return it: making them takes two seconds.

    What a desk does in a folder without any is tested where `serving` is called by itself, and by tests/house/test_start.py.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / "fairdesk.db").exists():
        shutil.copy(_tables("sqlite"), folder / "fairdesk.db")
        (folder / "fairdesk.db").chmod(0o600)
    return folder


@cache
def _tables(server: str) -> str:
    """Return a database with the tables of a desk, made once for this process: a file, or a name on the *server*."""
    made = tempfile.mkdtemp(prefix="fairdesk-tables-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    worker = f"tables_{os.getpid()}"
    address = server if server == "sqlite" else database_of_worker(server, worker)
    settings = {
        "FAIRDESK_DATA": made,
        "FAIRDESK_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "fairdesk.web.settings",
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=clean_environment(**settings), check=True
    )
    if server == "sqlite":
        return f"{made}/fairdesk.db"
    atexit.register(drop_database, server, worker)
    return database_name(worker)


@contextmanager
def running_desk(folder: Path, **settings: str) -> Iterator[RunningDesk]:
    """Start a desk with the demo company in *folder*, wait until it answers, and stop it after the block.

    *settings* are further variables, such as FAIRDESK_SLOW_ANSWER_SECONDS="3".
    """
    server = os.environ.get(VARIABLE, "sqlite")
    if server == "sqlite":
        with_tables(folder / "data")
    like = "template0" if server == "sqlite" else _tables(server)
    with own_database(like) as database, serving(folder, **{"FAIRDESK_DATABASE": database, **settings}) as desk:
        yield desk


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[RunningDesk]:
    """As running_desk, on the database that *settings* name: to start a desk again on what it left."""
    port = free_port()
    log = folder / "server.log"
    # A colleague's reply leaves at once, so that nobody waits for it; tests of undoing say otherwise.
    settings = {"FAIRDESK_UNDO_SECONDS": "0", **settings}
    environment = clean_environment(PYTHONUNBUFFERED="1", FAIRDESK_DATA=str(folder / "data"), **settings)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program(), "serve", "--demo", "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(address, process, log)
        yield RunningDesk(address, _sign_in_links(address, log), folder / "data", log, process, environment)
    finally:
        _stop(process)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"fairdesk serve ended with {process.returncode}:\n{_tail(log)}")
        try:
            if httpx.get(f"{address}/healthz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"fairdesk serve did not answer at /healthz within {READY_SECONDS} s:\n{_tail(log)}")


def _sign_in_links(address: str, log: Path) -> Mapping[str, str]:
    until = time.monotonic() + LINKS_SECONDS
    while time.monotonic() < until:
        # By our own address: a cookie for "localhost" is not sent to 127.0.0.1.
        links = {name: address + path for path, name in _SIGN_IN.findall(log.read_text(errors="replace"))}
        if links:
            return links
        time.sleep(0.1)
    raise AssertionError(f"fairdesk serve printed no link to sign in with:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
