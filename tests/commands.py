"""Runs `fairdesk ...`, each command in a process of its own: forked from one that has read the desk's code, which takes a second.

The installed program itself is run by tests/server.py, tests/house/test_start.py and tests/house/test_docs_examples.py.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_FORKING = multiprocessing.get_context("forkserver")
# None of these reads a setting or opens anything; Django is set up by the command, in its own process.
_FORKING.set_forkserver_preload(["fairdesk.cli", "fairdesk.house.opening", "fairdesk.house.preparing"])


def command(
    words: tuple[str, ...], environment: Mapping[str, str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a command with this environment alone, and return its status and what it printed."""
    with tempfile.TemporaryDirectory(prefix="fairdesk-command-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _FORKING.Process(target=_run, args=(words, dict(environment), str(out), str(err)))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, timeout)
        return subprocess.CompletedProcess(
            words, process.exitcode, out.read_text("utf-8", "replace"), err.read_text("utf-8", "replace")
        )


def _run(words: tuple[str, ...], environment: dict[str, str], out: str, err: str) -> None:
    for file, stream in ((out, sys.stdout), (err, sys.stderr)):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, stream.fileno())
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["fairdesk", *words]
    from fairdesk.cli import main

    try:
        main(list(words), prog_name="fairdesk")
    finally:  # as a program that ends; multiprocessing ends without
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
