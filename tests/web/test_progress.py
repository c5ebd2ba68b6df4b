"""Progress is shown to somebody who watches, and is silent in files and pipes."""

from __future__ import annotations

import io
import sys

from fairdesk.web.progress import counting


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_pipe_it_is_silent(monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)

    with counting("entries checked") as step:
        step(1)
        step(2)

    assert "" == pipe.getvalue()


def test_on_a_terminal_it_counts_and_leaves_nothing_behind_on_standard_output(monkeypatch, capsys):
    told = []
    import rich.progress

    class Shown(rich.progress.Progress):
        def update(self, task, **more):
            told.append(more["completed"])
            super().update(task, **more)

    monkeypatch.setattr(rich.progress, "Progress", Shown)
    monkeypatch.setattr(sys, "stderr", Terminal())

    with counting("entries checked") as step:
        step(1000)
        step(2000)

    assert [1000, 2000] == told
