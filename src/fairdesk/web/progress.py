"""A progress line for long work on the command line; silent when nobody watches a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """Yield a function that is told how much is done."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    with Progress(TextColumn("{task.completed:,.0f} " + what), TimeElapsedColumn(), transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done: shown.update(task, completed=done)


@contextmanager
def reading(what: str, size: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that is told how many of *size* bytes are read."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as shown:
        task = shown.add_task(what, total=size)
        yield lambda done: shown.update(task, completed=done)


Share = Callable[[int, int], None]
"""Is told how many are done, of how many."""


@contextmanager
def share_of(what: str) -> Iterator[Share]:
    """Yield a function that is told how many are done, of how many."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)
