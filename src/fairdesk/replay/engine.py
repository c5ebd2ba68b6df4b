"""Run a pure function over many kept turns, in processes, so that a killed run goes on where it stopped.

    result = run(snapshot, work, processes=2, folder=Path("replay-of-today"))
    result.digest            # the same with one process, with many, and after any number of kills

The folder (0700) holds no words and no keys: the acts that are asked about, cut into chunks, and of each chunk that is
done one file with the codes that came out, written whole or not at all and named by its content. What a turn holds is
read from the desk when its chunk is begun, under the customer's key of that moment: a customer who is erased while a
run stands still is found gone when it goes on, and counted.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, Protocol, TypeVar

from fairdesk.nouns import ActId, BadInput, Unavailable
from fairdesk.replay.job import Line

R = TypeVar("R")
CHUNK = 1000
AHEAD = 2
"""Chunks read for each process before their turn comes: enough that none waits, few enough for any memory."""
TRIES = 3
"""How often a pool of which a process died is made anew before the run gives up; what is done stays done."""

Step = Callable[[int], None]


class Snapshot(Protocol[R]):
    """The turns that are asked about, fixed when the run begins."""

    def acts(self) -> Sequence[ActId]:
        """Return the acts, in order."""

    def rows(self, acts: Sequence[ActId]) -> tuple[list[R], list[ActId]]:
        """Return what is kept of these acts now, in order, and those that cannot be opened any more."""

    def late(self, act: ActId) -> Line:
        """Decide a turn here, because it needs what only the desk has. Called in this process."""


@dataclass(frozen=True, slots=True)
class Result:
    """All lines in the order of their acts, and the hash over them."""

    lines: tuple[Line, ...]
    digest: str


def run(
    snapshot: Snapshot[R],
    work: Callable[[Sequence[R]], list[Line]],
    *,
    job: str,
    folder: Path,
    processes: int = 1,
    chunk: int = CHUNK,
    progress: Step = lambda _done: None,
) -> Result:
    """Do the work over the snapshot; what an earlier run with this folder has done is not done again.

    *job* names what is asked: raises BadInput if the folder belongs to something else, Unavailable if processes keep
    dying. *progress* is told how many turns are done.
    """
    chunks = _begun(folder, job, snapshot, chunk)
    done = {number: content for number in range(len(chunks)) if (content := _finished(folder, number)) is not None}
    progress(turns := sum(len(chunks[number]) for number in done))
    left = [number for number in range(len(chunks)) if number not in done]
    for number, found in _worked(snapshot, work, chunks, left, processes):
        done[number] = written(complete(chunks[number], found, snapshot))
        _write(folder / _name(number, done[number]), done[number])
        progress(turns := turns + len(chunks[number]))
    return result_of(done[number] for number in range(len(chunks)))


def result_of(contents: Iterable[bytes]) -> Result:
    """Join what was written of each chunk, in order: however the work was cut and wherever it was done, it is the same."""
    whole = b"".join(contents)
    return Result(tuple(Line(*json.loads(line)) for line in whole.splitlines()), hashlib.sha256(whole).hexdigest())


def written(lines: Iterable[Line]) -> bytes:
    """Return lines as they are kept: one a line, JSON."""
    return b"".join(_LINE.encode(line).encode() + b"\n" for line in lines)


_LINE = json.JSONEncoder(separators=(",", ":"))


# --- the folder -----------------------------------------------------------------------------------------------------
def _begun(folder: Path, job: str, snapshot: Snapshot[Any], chunk: int) -> list[list[ActId]]:
    """Return the chunks, fixed by the first run with this folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    plan = folder / "plan.json"
    if not plan.exists():
        if any(file != plan.with_suffix(".part") for file in folder.iterdir()):
            raise BadInput(f"{folder} is not empty and holds no replay; name a folder that does not exist yet")
        folder.chmod(0o700)
        acts = snapshot.acts()
        chunks = [list(acts[at : at + chunk]) for at in range(0, len(acts), chunk)]
        _write(plan, json.dumps({"v": 1, "job": job, "chunks": chunks}).encode())
    kept = json.loads(plan.read_bytes())
    if kept["job"] != job:
        raise BadInput(f"{folder} holds a replay of something else; finish that one, or name another folder")
    return [[ActId(act) for act in each] for each in kept["chunks"]]


def _finished(folder: Path, number: int) -> bytes | None:
    """Return what an earlier run found for a chunk; None if it did not, or if its file is not what its name says."""
    for file in folder.glob(f"{number:06d}-*.jsonl"):
        content = file.read_bytes()
        if file.name == _name(number, content):
            return content
        file.unlink()
    return None


def _name(number: int, content: bytes) -> str:
    return f"{number:06d}-{hashlib.sha256(content).hexdigest()[:32]}.jsonl"


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a crash before the rename leaves a part that nobody reads."""
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


# --- the work -------------------------------------------------------------------------------------------------------
Found = tuple[int, tuple[list[Line], list[ActId]]]


def complete(acts: Sequence[ActId], found: tuple[list[Line], list[ActId]], snapshot: Snapshot[Any]) -> list[Line]:
    """Put the lines of a chunk into the order of its acts, with those that cannot be opened, and those that are late."""
    lines, unknown = found
    by_act = {line.act: line for line in lines} | {act: Line(act) for act in unknown}
    return [snapshot.late(act) if by_act[act].before and not by_act[act].after else by_act[act] for act in acts]


def _worked(
    snapshot: Snapshot[R],
    work: Callable[[Sequence[R]], list[Line]],
    chunks: Sequence[Sequence[ActId]],
    left: Sequence[int],
    processes: int,
) -> Iterator[Found]:
    if processes <= 1:
        for number in left:
            rows, unknown = snapshot.rows(chunks[number])
            yield number, (work(rows), unknown)
        return
    waiting = list(left)
    died: BrokenProcessPool | None = None
    for _ in range(TRIES):
        try:
            for number, found in _in_processes(snapshot, work, chunks, tuple(waiting), processes):
                waiting.remove(number)
                yield number, found
        except BrokenProcessPool as broken:
            died = broken
            continue
        return
    raise Unavailable(
        "the processes of this replay keep dying; if they could say why, it stands on the error output above;"
        " what is done is kept: start it again with its folder"
    ) from died


def _in_processes(
    snapshot: Snapshot[R],
    work: Callable[[Sequence[R]], list[Line]],
    chunks: Sequence[Sequence[ActId]],
    left: Sequence[int],
    processes: int,
) -> Iterator[Found]:
    # Spawned, not forked: a fork would take the desk's open connections and half-held locks with it.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_remember, initargs=(work,))
    running: dict[Future[list[Line]], tuple[int, list[ActId]]] = {}
    try:
        for number in left:
            rows, unknown = snapshot.rows(chunks[number])
            running[pool.submit(_worked_there, rows)] = (number, unknown)
            if len(running) >= AHEAD * processes:
                yield from _ready(running)
        while running:
            yield from _ready(running)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ready(running: dict[Future[list[Line]], tuple[int, list[ActId]]]) -> Iterator[Found]:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        number, unknown = running.pop(future)
        yield number, (future.result(), unknown)


_work: Callable[[Sequence[Any]], list[Line]]


def _remember(work: Callable[[Sequence[Any]], list[Line]]) -> None:
    """Keep the work in a process: it is sent once, not with every chunk."""
    global _work
    _work = work
    # Who kills a run kills its first process; the others must not wait for it for ever.
    threading.Thread(target=_die_with_the_first, daemon=True).start()


def _die_with_the_first() -> None:
    if (first := parent_process()) is not None:
        first.join()
        os._exit(1)


def _worked_there(rows: Sequence[Any]) -> list[Line]:
    return _work(rows)
