"""The same run on Apache Spark gives the digest of plain processes; also when a worker of a real cluster is killed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from fairdesk.nouns import ActId, Unavailable
from fairdesk.replay import spark
from fairdesk.replay.engine import run
from fairdesk.replay.job import Line
from fairdesk.replay.spark import run_on_spark
from tests.replay.test_engine import Numbers

MANY = [ActId(f"act-{number:04d}") for number in range(3000)]


@pytest.fixture
def java() -> None:
    if missing := [name for name in ("pyspark", "pyarrow", "pandas") if importlib.util.find_spec(name) is None]:
        pytest.skip(f"the extra spark is not installed: {', '.join(missing)}")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed; Debian: default-jre-headless")


def work(rows: Sequence[int]) -> list[Line]:
    """A few milliseconds a row, so that there is time to kill somebody."""
    time.sleep(0.004 * len(rows))
    return [Line(MANY[n], "was", "" if n % 5 == 0 else f"is {n * n}", n % 5 == 0) for n in rows]


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)

    with pytest.raises(Unavailable, match=r"fairdesk\[spark\]"):
        run_on_spark(Numbers(), work, folder=tmp_path / "run", master="local[1]")


def test_no_row_lies_open_in_the_snapshot(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra spark is not installed")

    class Words(Numbers):
        def rows(self, acts):  # type: ignore[no-untyped-def]
            return ["my secret words"] * len(acts), []

    written = str(spark._sealed(spark.new_key(), 0, Words().rows(MANY[:5])[0]).to_pydict())

    assert "secret" not in written


# --- a real cluster --------------------------------------------------------------------------------------------------
def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _daemon(folder: Path, name: str, *given: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(Path(__file__).parents[2]), "SPARK_WORKER_DIR": str(folder / name), "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": "512m",
    }  # fmt: skip
    log = (folder / f"{name}.log").open("wb")
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{given[0]}", *given[1:]]
    return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)


def _said(log: Path, words: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while words not in log.read_text("utf-8", "replace"):
        assert time.monotonic() < end, log.read_text("utf-8", "replace")[-2000:]
        time.sleep(0.2)


@contextmanager
def cluster(folder: Path, memory: str = "700m") -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A master and two workers on this machine's loopback, each a process group of its own."""
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    started = [
        _daemon(folder, "master", "master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
    ]
    try:
        _said(folder / "master.log", "I have been elected leader")
        for name in ("one", "two"):
            started.append(
                _daemon(
                    folder,
                    name,
                    "worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--cores",
                    "1",
                    "--memory",
                    memory,
                    "--webui-port",
                    "0",
                    master,
                )  # fmt: skip
            )
        for name in ("one", "two"):
            _said(folder / f"{name}.log", "Successfully registered with master")
        yield master, started[1:]
    finally:
        for each in started:
            with_group(each, signal.SIGKILL)


def with_group(process: subprocess.Popen[bytes], what: signal.Signals) -> None:
    """Send a signal to a process and those it started, but for executors, which are groups of their own."""
    try:
        os.killpg(process.pid, what)
    except ProcessLookupError:
        return
    process.wait()


@pytest.mark.long
@pytest.mark.usefixtures("java")
def test_a_real_cluster_gives_the_digest_of_plain_processes_also_when_a_worker_is_killed(tmp_path: Path) -> None:
    plain = run(Numbers(MANY), work, job="j", folder=tmp_path / "plain", processes=2, chunk=100)
    memory = {
        "spark.executor.memory": "512m",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.files.maxPartitionBytes": "4k",
    }

    with cluster(tmp_path) as (master, workers):
        began = time.monotonic()
        undisturbed = run_on_spark(
            Numbers(MANY), work, folder=tmp_path / "quiet", master=master, chunk=100, settings=memory
        )
        killed_at: list[float] = []

        def kill() -> None:
            with_group(workers[0], signal.SIGKILL)
            killed_at.append(time.monotonic())

        killer = threading.Timer((time.monotonic() - began) / 2, kill)
        killer.start()
        killed = run_on_spark(
            Numbers(MANY), work, folder=tmp_path / "killed", master=master, chunk=100, settings=memory
        )
        ended = time.monotonic()
        killer.join()
        assert killed_at[0] < ended, "the worker was killed too late to be missed"
        assert workers[1].poll() is None

    assert len(MANY) == len(plain.lines)
    assert plain == undisturbed == killed
