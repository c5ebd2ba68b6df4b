"""What every test may ask for: a data folder of its own with a migrated database, on SQLite or PostgreSQL.

The database is chosen by FAIRDESK_TEST_DATABASE: "sqlite" (default) or a PostgreSQL address.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_SESSION = Path(tempfile.mkdtemp(prefix="fairdesk-tests-"))
_ADDRESS = os.environ.get("FAIRDESK_TEST_DATABASE", "sqlite")
os.environ["FAIRDESK_DATA"] = str(_SESSION)
os.environ["FAIRDESK_DATABASE"] = _ADDRESS
os.environ["DJANGO_SETTINGS_MODULE"] = "fairdesk.web.settings"

import django  # noqa: E402

django.setup()

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(*parts: str) -> Path:
    """Return a file of the real test data, or skip the test with the reason."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"real data not here: {'/'.join(parts)}")
    return path


@pytest.fixture(scope="session")
def _template() -> Iterator[Path]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import connections

    connections.close_all()
    yield _SESSION / "fairdesk.db"
    connections.close_all()
    shutil.rmtree(_SESSION, ignore_errors=True)


@pytest.fixture
def folder(tmp_path: Path, _template: Path) -> Iterator[Path]:
    """A data folder whose database is migrated and empty."""
    from django.db import connection, connections

    if connection.vendor == "sqlite":
        shutil.copy(_template, tmp_path / "fairdesk.db")
        connections.settings["default"]["NAME"] = str(tmp_path / "fairdesk.db")
        connections["default"].settings_dict["NAME"] = str(tmp_path / "fairdesk.db")
    else:
        with connection.cursor() as cursor:
            kept = {"django_migrations", "django_content_type", "auth_permission"}
            names = [n for n in connection.introspection.table_names(cursor) if n not in kept]
            cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
    yield tmp_path
    connections.close_all()
