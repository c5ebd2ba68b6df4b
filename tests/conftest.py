"""What every test may ask for: a data folder of its own with a migrated database, on SQLite or PostgreSQL.

The database is chosen by FAIRDESK_TEST_DATABASE: "sqlite" (default) or a PostgreSQL address (tests/postgres.py makes
one). Tests may run in several processes at once (pytest -n 2): each has its own folder and its own database.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.postgres import VARIABLE, database_of_worker, drop_database
from tests.reach import reaches_a_database, starts_programs

_SESSION = Path(tempfile.mkdtemp(prefix="fairdesk-tests-"))
atexit.register(shutil.rmtree, _SESSION, ignore_errors=True)


def _own_address() -> str:
    server = os.environ.get(VARIABLE, "sqlite")
    if server == "sqlite":
        return server
    worker = f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    atexit.register(drop_database, server, worker)
    return database_of_worker(server, worker)


def _prepare_environment() -> None:
    # What a developer has set for a desk of their own must not reach the tests.
    for name in list(os.environ):
        if name.startswith("FAIRDESK_") and name not in {VARIABLE, "FAIRDESK_SKIP_POSTGRES"}:
            del os.environ[name]
    os.environ["FAIRDESK_DATA"] = str(_SESSION)
    os.environ["FAIRDESK_DATABASE"] = _own_address()
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairdesk.web.settings"


_prepare_environment()

import django  # noqa: E402

django.setup()

# No deadline: how long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """Return a file of the real test data, or skip the test with the reason."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"real data not here: {'/'.join(parts)}")
    return path


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked long unless asked for, and what PostgreSQL cannot change; drive the browser last.

    Last, because its driver keeps an event loop in the main thread, and Django refuses its database where one runs.
    Files that start processes go first: where two workers share the suite, no long one is left for one of them.
    """
    long_too = "long" in (config.option.markexpr or "")
    chosen = [item for item in items if (long_too or not item.get_closest_marker("long")) and _matters_here(item)]
    if left_out := set(items) - set(chosen):
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = sorted(chosen, key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    return item.get_closest_marker("browser") is not None, not starts_programs(item.path)


def _matters_here(item: pytest.Item) -> bool:
    """Whether a test can come out otherwise on this database than on SQLite, where every one runs."""
    if os.environ.get(VARIABLE, "sqlite") == "sqlite":
        return True
    return not item.get_closest_marker("once") and reaches_a_database(item.path)


@pytest.fixture(scope="session")
def _template() -> Iterator[Path]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import connections

    connections.close_all()
    yield _SESSION / "fairdesk.db"
    connections.close_all()


@pytest.fixture
def folder(tmp_path: Path, _template: Path) -> Iterator[Path]:
    """A data folder whose database is migrated and empty."""
    from django.db import connection, connections

    if connection.vendor == "sqlite":
        shutil.copy(_template, tmp_path / "fairdesk.db")
        (tmp_path / "fairdesk.db").chmod(0o600)
        connections.settings["default"]["NAME"] = str(tmp_path / "fairdesk.db")
        connections["default"].settings_dict["NAME"] = str(tmp_path / "fairdesk.db")
    else:
        _empty_the_tables()
    yield tmp_path
    _stop_logging_into(tmp_path)
    if connection.vendor == "sqlite" or not _idle():
        connections.close_all()


def _stop_logging_into(folder: Path) -> None:
    """Take away the log of a desk that a test opened as its command does: the folder goes, and the next desk logs too."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, logging.FileHandler) and Path(handler.baseFilename).is_relative_to(folder):
            root.removeHandler(handler)
            handler.close()


def _idle() -> bool:
    """Whether the connection to PostgreSQL can serve the next test as well: a new one costs its server 15 ms."""
    from django.db import connection
    from psycopg.pq import TransactionStatus

    held = connection.connection
    return held is not None and held.info.transaction_status == TransactionStatus.IDLE


def _empty_the_tables() -> None:
    from django.db import connection

    kept = {"django_migrations", "django_content_type", "auth_permission"}
    with connection.cursor() as cursor:
        # A thread that a test left behind may hold a lock; better a clear error than a test run that hangs.
        cursor.execute("SET lock_timeout = '10s'")
        names = [f'"{n}"' for n in connection.introspection.table_names(cursor) if n not in kept]
        # Only those with rows: emptying fifteen tables took 11 ms, asking which are empty 2 ms.
        cursor.execute(" UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT FROM {n})" for n in names))
        filled = [name for (name,) in cursor.fetchall()]
        if filled:
            cursor.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
        # Numbers begin at 1 again also where a test has deleted its own rows.
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")
        for (sequence,) in cursor.fetchall():
            if not sequence.startswith(tuple(kept)):
                cursor.execute(f'ALTER SEQUENCE "{sequence}" RESTART')
        cursor.execute("SET lock_timeout = 0")


@pytest.fixture
def desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A desk with the cast at it and one article about sending things back."""
    from fairdesk.house import customers
    from tests.people import Desk

    # Stories wait for the answer instead of racing a loaded machine; what a slow answer looks like has its own tests.
    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    made = Desk(folder)
    yield made
    made.house.close()


@pytest.fixture
def shop(desk: object) -> Iterator[object]:
    """The desk with the demo's flows, and its back office on this machine."""
    from tests.shop import opened

    with opened(desk) as made:  # type: ignore[arg-type]
        yield made
