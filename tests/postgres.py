"""Start a throw-away PostgreSQL server, run a command against it, and take everything away again.

    python -m tests.postgres -- python -m pytest tests/desk

The command finds the server's address in FAIRDESK_TEST_DATABASE; the status is the command's. The server listens on
a socket in its own temporary folder and on no port, so any number of these can run beside each other and beside a
real one. Without PostgreSQL's programs it fails and says what to install; outside CI, FAIRDESK_SKIP_POSTGRES=1 skips
with a printed reason.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote, urlsplit

import psycopg

VARIABLE = "FAIRDESK_TEST_DATABASE"
START_SECONDS = 60
_OWNER = "postgres"

# Speed over safety: the data dies with the run, so nothing has to reach the disk.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "timezone": "UTC",
}


class NoServer(Exception):
    """PostgreSQL is not here or did not start; says what to do."""


def programs(folders: Iterator[Path] | None = None, path: str | None = None) -> Path:
    """Return the folder of the newest server's programs.

    Debian keeps them off the PATH, one folder a version. Raises NoServer if there are none.
    """
    found = [f for f in (folders or Path("/usr/lib/postgresql").glob("*/bin")) if (f / "initdb").exists()]
    if found:
        return max(found, key=lambda folder: [int(n) for n in re.findall(r"\d+", folder.parent.name)])
    named = shutil.which("initdb", path=path)
    if named:
        return Path(named).parent
    raise NoServer("there is no PostgreSQL server here; run tools/install_debian.sh or apt-get install postgresql")


def may_skip(environment: Mapping[str, str]) -> bool:
    """Whether a missing server may be passed over: only if asked for, and never where CI decides."""
    return environment.get("FAIRDESK_SKIP_POSTGRES") == "1" and not environment.get("CI")


@contextmanager
def server() -> Iterator[str]:
    """Run a server for the time of the block and give its address.

    Raises NoServer if there are no programs or it does not answer in time.
    """
    found = programs()
    folder = Path(tempfile.mkdtemp(prefix="fairdesk-pg-"))  # short: a socket's path may have 107 bytes
    as_owner = _as_owner(folder)
    running = None
    try:
        _initialise(found, folder, as_owner)
        running = _start(found, folder, as_owner)
        address = f"postgresql://{_OWNER}@/postgres?host={quote(str(folder), safe='/')}"
        _wait(address, running, folder / "log")
        yield address
    finally:
        if running is not None:
            _stop(running)
        shutil.rmtree(folder, ignore_errors=True)


def database_of_worker(address: str, worker: str, like: str = "template0") -> str:
    """Make an empty database for one test worker on the server at *address* and return its address.

    *like* names a database that it is made like, to which nobody is connected. Workers ("gw0", "gw1" ...) run at the same time and each empties its tables between tests, so none may share.
    """
    parts = urlsplit(address)
    name = database_name(worker)
    drop_database(address, worker)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    # By hand: urlunsplit drops the slashes of an empty host, and "postgresql:/name" is no address.
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def drop_database(address: str, worker: str) -> None:
    """Drop the database of *worker* on the server at *address*, also if somebody is still connected."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{database_name(worker)}" WITH (FORCE)')


def database_name(worker: str) -> str:
    """Return how the database of *worker* is called."""
    return f"fairdesk_test_{worker}"


def _as_owner(folder: Path) -> list[str]:
    # The server refuses to run as root. --pdeathsig: it must not outlive us, even if we are killed with -9.
    dying_with_us = ["setpriv", "--pdeathsig", "INT"]
    if os.getuid() != 0:
        return dying_with_us
    try:
        owner = pwd.getpwnam(_OWNER)
    except KeyError as missing:
        raise NoServer(f"there is no user {_OWNER}, and the server does not run as root") from missing
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return [*dying_with_us, "--reuid", _OWNER, "--regid", str(owner.pw_gid), "--init-groups"]


def _initialise(found: Path, folder: Path, as_owner: list[str]) -> None:
    made = subprocess.run(
        [*as_owner, found / "initdb", "--pgdata", folder / "data", "--auth=trust", f"--username={_OWNER}"]
        + ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    if made.returncode:
        raise NoServer(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")


def _start(found: Path, folder: Path, as_owner: list[str]) -> subprocess.Popen[bytes]:
    options = [f"--{name}={value}" for name, value in _OPTIONS.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*as_owner, found / "postgres", "-D", folder / "data", f"--unix_socket_directories={folder}", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for the tests; the server stops when they have ended
        )


def _wait(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoServer(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(running: subprocess.Popen[bytes]) -> None:
    running.send_signal(signal.SIGQUIT)  # at once, without tidying: the folder is deleted anyway
    try:
        running.wait(timeout=20)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command after "--" with a server of its own; returns its status."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, _leave)
    try:
        with server() as address:
            return subprocess.run(command, env={**os.environ, VARIABLE: address}, check=False).returncode
    except NoServer as missing:
        if may_skip(os.environ):
            print(f"PostgreSQL: skipped, because FAIRDESK_SKIP_POSTGRES=1 ({missing})")
            return 0
        print(f"PostgreSQL: {missing}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
