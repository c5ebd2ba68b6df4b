"""A real desk with the demo company for this room's pages; colleagues sign in once, because a link works once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import RunningDesk, running_desk
from tests.web.guests import Guest, signed_in


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with running_desk(tmp_path_factory.mktemp("rights")) as desk:
        yield desk


@pytest.fixture(scope="package")
def colleagues(served: RunningDesk) -> dict[str, Guest]:
    return {name: signed_in(served.address, link) for name, link in served.sign_in.items()}
