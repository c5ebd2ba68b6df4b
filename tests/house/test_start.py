"""How the desk is started and tested: the words of the Makefile, and the scripts behind them."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "tools" / "install_debian.sh"


def stub(folder: Path, name: str, says: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{says}\n")
    program.chmod(0o755)


class TestInstallFromDebian:
    """Run with stand-ins for dpkg-query, id, sudo and apt-get: nothing is installed by these tests."""

    @pytest.fixture
    def machine(self, tmp_path: Path) -> Path:
        """A machine with nothing installed, whose user is nobody and may not become root."""
        stub(tmp_path, "dpkg-query", "exit 1")
        stub(tmp_path, "id", "echo 1000")
        stub(tmp_path, "sudo", "exit 1")
        stub(tmp_path, "apt-get", f'echo "$*" >> {tmp_path}/asked')
        return tmp_path

    def install(self, machine: Path, **more: str) -> subprocess.CompletedProcess[str]:
        settings = {"PATH": f"{machine}:/usr/bin:/bin", "CHROMIUM": str(machine / "chromium"), **more}
        return subprocess.run(["sh", INSTALL], env=settings, capture_output=True, text=True, check=False)

    def test_says_exactly_what_to_install_if_it_may_not(self, machine: Path):
        ran = self.install(machine, FAIRDESK_SKIP_POSTGRES="1")

        assert 1 == ran.returncode
        assert (
            "sudo apt-get install --no-install-recommends chromium fonts-liberation fonts-noto-core\n" in ran.stderr
        )
        assert not (machine / "asked").exists()

    def test_installs_as_root(self, machine: Path):
        stub(machine, "id", "echo 0")

        ran = self.install(machine, FAIRDESK_SKIP_POSTGRES="1")

        assert 0 == ran.returncode, ran.stderr
        last = (machine / "asked").read_text().splitlines()[-1]
        assert last.endswith("--no-install-recommends chromium fonts-liberation fonts-noto-core")

    def test_shows_why_if_the_installation_fails(self, machine: Path):
        stub(machine, "id", "echo 0")
        stub(machine, "apt-get", "echo no such package; exit 100")

        ran = self.install(machine)

        assert 1 == ran.returncode
        assert "no such package" in ran.stderr

    def test_does_nothing_if_all_is_there(self, machine: Path):
        stub(machine, "dpkg-query", "echo installed")
        stub(machine, "chromium", "")
        stub(machine, "initdb", "")

        ran = self.install(machine)

        assert (0, "", "") == (ran.returncode, ran.stdout, ran.stderr)
        assert not (machine / "asked").exists()

    def test_a_removed_package_is_not_taken_for_installed(self, machine: Path):
        """dpkg remembers removed packages, and answers for them with status 0."""
        stub(machine, "dpkg-query", "echo config-files")

        assert 1 == self.install(machine).returncode


class TestMake:
    TEXT = (ROOT / "Makefile").read_text("utf-8")

    def test_help_names_every_word(self):
        words = set(re.findall(r"^([a-z-]+):", self.TEXT, re.MULTILINE)) - {"debian"}

        ran = subprocess.run(["make", "-C", ROOT, "help"], capture_output=True, text=True, check=True)

        assert words == set(re.findall(r"^  make ([a-z-]+)", ran.stdout, re.MULTILINE))

    def test_the_machine_runs_what_a_person_runs(self):
        assert "make --no-print-directory test" in (ROOT / ".ci" / "run").read_text("utf-8")

    @pytest.mark.parametrize("given", [(), ("PORT=9000",), ("PORT=9000", "DATA=/srv/two words")])
    def test_serve_hands_on_only_what_was_given(self, given: tuple[str, ...]):
        """What was not given stays with fairdesk.toml and the environment."""
        clean = {name: value for name, value in os.environ.items() if name not in {"PORT", "DATA", "MAKEFLAGS"}}
        ran = subprocess.run(
            ["make", "-C", ROOT, "--dry-run", "--assume-old=.venv/for-serving", "serve", *given],
            env=clean,
            capture_output=True,
            text=True,
            check=True,
        )

        port, data = ('--port "9000"' if given else ""), ('FAIRDESK_DATA="/srv/two words"' if given[1:] else "")
        lines = [line for line in ran.stdout.splitlines() if "fairdesk serve" in line]
        assert f"{data} exec .venv/bin/fairdesk serve --demo {port}".split() == lines[-1].split()


class TestStages:
    def run(self, *stages: str) -> subprocess.CompletedProcess[str]:
        planted = ", ".join(stages)
        return self.run_code(f"from stages import *; sys.exit(run(({planted},)))")

    def run_code(self, code: str) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.path.insert(0, 'tools'); {code}"
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    def stage(self, name: str, code: str, shown: bool = False) -> str:
        return f"Stage({name!r}, (PYTHON, '-c', {code!r}), {shown})"

    def test_a_failing_stage_stops_the_rest_and_gives_its_status(self):
        ran = self.run(
            self.stage("first", "print('quiet')"),
            self.stage("second", "import sys; print('why'); sys.exit(5)"),
            self.stage("third", "print('never')"),
        )

        assert 5 == ran.returncode
        assert "quiet" not in ran.stdout
        assert "never" not in ran.stdout
        assert re.search(r"^first +\d+\.\d s  ok\nwhy\nsecond +\d+\.\d s  FAILED$", ran.stdout, re.MULTILINE)

    def test_the_last_line_is_the_summary_of_the_tests(self):
        ran = self.run(self.stage("tests", "print('...\\n3 passed in 0.1s\\n')", shown=True), self.stage("more", ""))

        assert 0 == ran.returncode
        assert "3 passed in 0.1s" == ran.stdout.splitlines()[-1]

    def test_settings_of_a_desk_of_ones_own_do_not_reach_the_checks(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("FAIRDESK_DATA", "/srv/real")
        monkeypatch.setenv("FAIRDESK_DATABASE", "postgresql://real/desk")

        ran = self.run(self.stage("look", "import os; print(os.environ)", shown=True))

        assert "/srv/real" not in ran.stdout
        assert "postgresql://real" not in ran.stdout

    def test_processes_of_a_run_share_their_bytecode_and_leave_nothing(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

        ran = self.run(
            self.stage("look", "import sys, tempfile; print(sys.dont_write_bytecode, tempfile.mkdtemp())", True)
        )

        kept, made = next(line for line in ran.stdout.splitlines() if line.startswith(("True", "False"))).split()
        assert "False" == kept
        assert not Path(made).exists()

    def test_temporary_files_are_in_memory_only_where_there_is_room(self, tmp_path: Path):
        ran = self.run_code(
            "import stages; from pathlib import Path;"
            f"here = Path({str(tmp_path)!r}); stages.ROOM = 0; print(stages._memory(here) == here);"
            "print(stages._memory(here / 'none')); stages.ROOM = 1 << 60; print(stages._memory(here))"
        )

        assert ["True", "None", "None"] == ran.stdout.split()


class TestThrowAwayPostgres:
    def run(self, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tests.postgres", "--", *command],
            cwd=ROOT,
            env={**os.environ, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_missing_server_may_be_passed_over_only_if_asked_and_never_in_ci(self):
        assert not postgres.may_skip({})
        assert postgres.may_skip({"FAIRDESK_SKIP_POSTGRES": "1"})
        assert not postgres.may_skip({"FAIRDESK_SKIP_POSTGRES": "1", "CI": "true"})

    def test_the_newest_version_is_taken(self, tmp_path: Path):
        for version in ("9.6", "15", "17"):
            (tmp_path / version / "bin").mkdir(parents=True)
            (tmp_path / version / "bin" / "initdb").touch()

        assert tmp_path / "17" / "bin" == postgres.programs(tmp_path.glob("*/bin"))

    def test_without_programs_it_says_what_to_install(self, tmp_path: Path):
        with pytest.raises(postgres.NoServer, match="apt-get install postgresql"):
            postgres.programs(tmp_path.glob("*/bin"), path=str(tmp_path))

    @pytest.fixture
    def programs(self) -> None:
        if postgres.may_skip(os.environ):
            try:
                postgres.programs()
            except postgres.NoServer as missing:
                pytest.skip(str(missing))

    @pytest.mark.usefixtures("programs")
    def test_gives_the_status_of_the_command_and_leaves_nothing(self):
        ran = self.run("sh", "-c", f"echo ${postgres.VARIABLE}; exit 3")

        assert 3 == ran.returncode, ran.stderr
        folder = Path(ran.stdout.strip().partition("host=")[2])
        assert folder.name.startswith("fairdesk-pg-")
        assert not folder.exists()

    @pytest.mark.usefixtures("programs")
    def test_each_worker_has_a_database_of_its_own(self):
        with postgres.server() as address:
            first, second = (postgres.database_of_worker(address, worker) for worker in ("gw0", "gw1"))
            with psycopg.connect(first, autocommit=True) as connection:
                connection.execute("CREATE TABLE kept (id int)")

            assert "fairdesk_test_gw1" == psycopg.connect(second).info.dbname
            with pytest.raises(psycopg.errors.UndefinedTable):
                psycopg.connect(second).execute("SELECT 1 FROM kept")

            postgres.drop_database(address, "gw0")
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(first)

    @pytest.mark.usefixtures("programs")
    def test_the_server_dies_with_us_even_by_kill_9(self):
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres", "--", "sh", "-c", f"echo ${postgres.VARIABLE}; read wait"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with running:
            assert running.stdout is not None
            address = running.stdout.readline().strip()
            psycopg.connect(address).close()

            running.send_signal(signal.SIGKILL)
            running.wait()

        assert _is_gone(address)


def _is_gone(address: str) -> bool:
    folder = Path(address.partition("host=")[2])
    for _ in range(100):
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            shutil.rmtree(folder, ignore_errors=True)  # who was killed could not tidy up; its server still may
        if not folder.exists():
            return True
        time.sleep(0.1)
    return False
