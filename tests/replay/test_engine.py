"""A run over kept turns gives one digest, however it is cut, in however many processes, and whoever kills it when."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from fairdesk.nouns import ActId, BadInput, Unavailable
from fairdesk.replay.engine import Result, run
from fairdesk.replay.job import Line

ACTS = [ActId(f"act-{number:04d}") for number in range(60)]


class Numbers:
    """A snapshot whose rows are numbers; every seventh is gone, and every fifth needs what only the desk has."""

    def __init__(self, acts: Sequence[ActId] = ACTS) -> None:
        self._acts = acts
        self.read: list[ActId] = []

    def acts(self) -> Sequence[ActId]:
        return self._acts

    def rows(self, acts: Sequence[ActId]) -> tuple[list[int], list[ActId]]:
        self.read += acts
        gone = [act for act in acts if _number(act) % 7 == 0]
        return [_number(act) for act in acts if act not in gone], gone

    def late(self, act: ActId) -> Line:
        return Line(act, "was", "searched here", True)


def _number(act: ActId) -> int:
    return int(act.removeprefix("act-"))


def work(rows: Sequence[int]) -> list[Line]:
    return [Line(ACTS[n], "was", "" if n % 5 == 0 else f"is {n * n}", n % 5 == 0) for n in rows]


def slow_work(rows: Sequence[int]) -> list[Line]:
    time.sleep(0.02)
    return work(rows)


def deadly_work(rows: Sequence[int]) -> list[Line]:
    os.kill(os.getpid(), signal.SIGKILL)
    return work(rows)


def done(folder: Path, **how: object) -> Result:
    return run(Numbers(), work, job="j", folder=folder, **{"chunk": 8, **how})  # type: ignore[arg-type]


class TestWhatComesOut:
    def test_every_act_has_its_line_in_order(self, tmp_path: Path) -> None:
        lines = done(tmp_path / "run").lines

        assert ACTS == [line.act for line in lines]
        assert all((line.before == "") == (_number(line.act) % 7 == 0) for line in lines)
        assert {"searched here"} == {line.after for line in lines if line.searched}

    def test_however_it_is_cut_the_digest_is_the_same(self, tmp_path: Path) -> None:
        assert 1 == len({done(tmp_path / f"{chunk}", chunk=chunk).digest for chunk in (1, 8, 1000)})

    def test_in_two_processes_too(self, tmp_path: Path) -> None:
        assert done(tmp_path / "one") == done(tmp_path / "two", processes=2)

    def test_over_nothing_it_is_nothing(self, tmp_path: Path) -> None:
        assert () == run(Numbers([]), work, job="j", folder=tmp_path / "run").lines

    def test_progress_counts_to_the_end(self, tmp_path: Path) -> None:
        told: list[int] = []
        done(tmp_path / "run", progress=told.append)

        assert (0, len(ACTS)) == (told[0], told[-1])
        assert sorted(told) == told


class TestTheFolder:
    def test_nobody_else_may_look_into_it(self, tmp_path: Path) -> None:
        done(tmp_path / "run")

        assert 0o700 == stat.S_IMODE((tmp_path / "run").stat().st_mode)
        assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "run").iterdir()}

    def test_what_is_done_is_not_done_again(self, tmp_path: Path) -> None:
        whole = done(tmp_path / "run")
        files = sorted((tmp_path / "run").glob("*.jsonl"))
        for file in files[2:]:
            file.unlink()
        again = Numbers()

        assert whole == run(again, work, job="j", folder=tmp_path / "run")
        assert set(ACTS[16:]) == set(again.read)

    def test_a_file_that_is_not_what_its_name_says_is_done_again(self, tmp_path: Path) -> None:
        whole = done(tmp_path / "run")
        file = min((tmp_path / "run").glob("*.jsonl"))
        file.write_bytes(file.read_bytes()[:-20])

        assert whole == done(tmp_path / "run")

    def test_a_part_that_a_crash_left_is_nothing(self, tmp_path: Path) -> None:
        whole = done(tmp_path / "run")
        file = min((tmp_path / "run").glob("*.jsonl"))
        file.rename(file.with_suffix(".part"))

        assert whole == done(tmp_path / "run")

    def test_a_part_of_the_plan_that_a_crash_left_is_nothing(self, tmp_path: Path) -> None:
        whole = done(tmp_path / "run")
        folder = tmp_path / "begun"
        folder.mkdir()
        (folder / "plan.part").write_bytes((tmp_path / "run" / "plan.json").read_bytes()[:40])

        assert whole == done(folder)
        assert not (folder / "plan.part").exists()

    def test_another_job_does_not_go_on_in_it(self, tmp_path: Path) -> None:
        done(tmp_path / "run")

        with pytest.raises(BadInput, match="something else"):
            run(Numbers(), work, job="another", folder=tmp_path / "run")

    def test_a_folder_of_other_things_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("mine")

        with pytest.raises(BadInput, match="not empty"):
            done(tmp_path)
        assert ["letter.txt"] == [file.name for file in tmp_path.iterdir()]

    def test_turns_that_come_later_are_not_in_it(self, tmp_path: Path) -> None:
        part = run(Numbers(ACTS[:20]), work, job="j", folder=tmp_path / "run", chunk=8)

        assert part == done(tmp_path / "run")


@pytest.mark.long
def test_where_processes_keep_dying_it_says_so_and_nothing_is_lost(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="start it again"):
        run(Numbers(ACTS[:9]), deadly_work, job="j", folder=tmp_path / "run", processes=1 + 1, chunk=8)

    assert ACTS[:9] == [line.act for line in run(Numbers(), work, job="j", folder=tmp_path / "run").lines]


CHILD = """
import sys
from pathlib import Path
from fairdesk.replay.engine import run
from tests.replay.test_engine import Numbers, slow_work

run(Numbers(), slow_work, job="j", folder=Path(sys.argv[1]), chunk=1, processes=int(sys.argv[2]))
"""


def killed_at(folder: Path, files: int, processes: int) -> bool:
    """Start a run as a program of its own and kill it once so many chunks are done; False if it was done first."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder), str(processes)], start_new_session=True)
    try:
        while child.poll() is None and len(list(folder.glob("*.jsonl"))) < files:
            time.sleep(0.002)
        return child.poll() is None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def survives(tmp_path: Path, kills: Sequence[int], processes: int) -> None:
    whole, folder = done(tmp_path / "whole"), tmp_path / "run"

    assert [True] * len(kills) == [killed_at(folder, files, processes) for files in kills]
    again = Numbers()
    assert whole == run(again, work, job="j", folder=folder)
    assert len(again.read) <= len(ACTS) - kills[-1]
    assert len(ACTS) == len(list(folder.glob("*.jsonl")))


def test_three_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    survives(tmp_path, (1, 20, 45), processes=1)


@pytest.mark.long
def test_twenty_kills_of_two_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    survives(tmp_path, range(2, 42, 2), processes=2)


def test_the_files_hold_codes_and_no_words(tmp_path: Path) -> None:
    done(tmp_path / "run")

    for file in (tmp_path / "run").glob("*.jsonl"):
        for line in file.read_text().splitlines():
            act, before, after, searched, same = json.loads(line)
            assert (True, bool, bool) == (act in ACTS, type(searched), type(same))
            assert {before, after} <= {"", "was", "searched here", f"is {_number(act) ** 2}"}
