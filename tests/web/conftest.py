"""Real servers for tests/web: one that many tests share and leave as they found it, and one of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

pytest.register_assert_rewrite("tests.web.visiting")

from tests.server import RunningDesk, running_desk  # noqa: E402
from tests.web.guests import Guest, signed_in  # noqa: E402


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """One real desk with the demo company; tests add conversations to it and change nothing else."""
    with running_desk(tmp_path_factory.mktemp("served"), FAIRDESK_CALL_BACK="09:00-12:00, 13:00-17:00") as desk:
        yield desk


@pytest.fixture(scope="package")
def colleagues(served: RunningDesk) -> dict[str, Guest]:
    """Return the signed-in browsers of the shared desk's colleagues; a link works once, so they sign in once."""
    return {name: signed_in(served.address, link) for name, link in served.sign_in.items()}


class ServeDesk(Protocol):
    """Starts a desk of the test's own; settings as variables, such as FAIRDESK_SLOW_ANSWER_SECONDS="3"."""

    def __call__(self, **settings: str) -> RunningDesk: ...


@pytest.fixture
def serve_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeDesk]:
    """Start desks of the test's own, stopped after it."""
    with ExitStack() as running:
        yield lambda **settings: running.enter_context(running_desk(tmp_path_factory.mktemp("own"), **settings))
