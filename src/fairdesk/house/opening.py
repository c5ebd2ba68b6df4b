"""Opens the house: database, keys, guidelines; hands out the one object that doors talk to.

prepare(settings)            # house/preparing.py, before this file can be imported
house = open_house(settings)
house.say(...)
house.close()
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import DatabaseError, connection

from fairdesk import __version__
from fairdesk.answers import records as answers
from fairdesk.database import KeyFile, copy_sqlite, rows, writing
from fairdesk.desk.later import call_windows
from fairdesk.fairness.disclosed import asked as questions_asked
from fairdesk.fairness.watching import outcomes_named
from fairdesk.house.alarming import Alarming
from fairdesk.house.auditing import AuditorSide
from fairdesk.house.automating import Automating
from fairdesk.house.centre import CentreSide
from fairdesk.house.closing import ClosingSide
from fairdesk.house.consent_papers import ConsentPapers
from fairdesk.house.deciding_money import MoneySide
from fairdesk.house.drilling import Drilling
from fairdesk.house.first_tables import put_in_force
from fairdesk.house.granting import Granting
from fairdesk.house.handing import HandingSide
from fairdesk.house.hiding import HidingSide
from fairdesk.house.keyrings import keyring_of
from fairdesk.house.knowing import DECISIONS, GUIDELINES
from fairdesk.house.mitigating import MitigationSide
from fairdesk.house.months import MonthSide
from fairdesk.house.nightly import Nightly
from fairdesk.house.reader import Reader
from fairdesk.house.replay_side import ReplaySide
from fairdesk.house.representing import Representing
from fairdesk.house.rights import RightsSide
from fairdesk.house.trying_flows import TryingFlows
from fairdesk.house.vigilance import VigilanceSide
from fairdesk.house.writing_aids import WritingAids
from fairdesk.nouns import BadInput, Unavailable
from fairdesk.privacy.detect import Detector, default_detector
from fairdesk.privacy.extras import DETECTORS, detector_named
from fairdesk.privacy.records import Keys
from fairdesk.settings import Settings

if TYPE_CHECKING:
    from django.db.migrations.loader import MigrationLoader


class House(
    ConsentPapers,
    Alarming,
    RightsSide,
    HidingSide,
    CentreSide,
    ReplaySide,
    Drilling,
    MitigationSide,
    MoneySide,
    VigilanceSide,
    Automating,
    AuditorSide,
    HandingSide,
    Nightly,
    TryingFlows,
    Granting,
    MonthSide,
    Representing,
    WritingAids,
    ClosingSide,
    Reader,
):
    """The house as doors see it: each side of it is a class of its own, named here."""


def open_house(settings: Settings, *, migrate: bool = True) -> House:
    """Open the desk in its data folder, ready to answer. `prepare` has run.

    Raises Unavailable or BadInput saying what is wrong with the folder, the database or the keys.
    """
    settings.check_promise()
    call_windows(settings.call_back)
    questions_asked(settings.groups_asked)
    outcomes_named(settings.fairness_watched)
    with _alone(settings.data):
        return _opened(settings, migrate)


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one process at a time open the desk in a folder, so that what a new one needs is made once."""
    try:
        lock = (data / "opening.lock").open("w")
    except OSError as fault:
        raise Unavailable(f"the data folder {data} cannot be written: {fault.strerror}") from fault
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed, also by a process that dies
        yield


def _opened(settings: Settings, migrate: bool) -> House:
    if migrate:
        try:
            bring_up_to_date(settings)
        except DatabaseError as fault:
            where = settings.data / "fairdesk.db" if settings.database == "sqlite" else "PostgreSQL"
            why = str(fault).strip().partition("\n")[0]
            raise Unavailable(f"the database cannot be opened or brought up to date ({where}: {why})") from fault
    keys = Keys(KeyFile(settings.data / "keys.db"), keyring_of(settings))
    house = House(settings, keys, _detector(settings))
    _shelve_guidelines(house)
    with writing():
        answers.analyse_again()
    return house


def _detector(settings: Settings) -> Callable[[], Detector]:
    """Return what gives the detector. One that is not ours is loaded and proven now: a desk must not open without it."""
    if settings.detector == DETECTORS[0]:
        return default_detector
    proven = detector_named(settings.detector, settings.detector_model, settings.mask_seconds)
    return lambda: proven


def bring_up_to_date(settings: Settings) -> None:
    """Migrate the tables; an embedded database that changes is copied beside itself first."""
    if _has_every_migration():
        return
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    _refuse_a_newer_one(executor.loader)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not pending:
        return
    kept = settings.data / "fairdesk.db"
    if settings.database == "sqlite" and executor.loader.applied_migrations:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        copy = kept.with_name(f"fairdesk-before-{stamp}.db")
        copy_sqlite(kept, copy)
    call_command("migrate", verbosity=0)
    if settings.database == "sqlite":
        with contextlib.suppress(OSError):
            kept.chmod(0o600)


def _has_every_migration() -> bool:
    """Whether the database names the migrations of the files here, and no others: told without loading any of them."""
    if "django_migrations" not in connection.introspection.table_names():
        return False
    folders = {each.label: Path(each.path) / "migrations" for each in apps.get_app_configs()}
    here = {(app, file.stem) for app, folder in folders.items() for file in folder.glob("[!_~]*.py")}
    return here == {(app, name) for app, name in rows("SELECT app, name FROM django_migrations") if app in folders}


def _refuse_a_newer_one(loader: MigrationLoader) -> None:
    """Refuse a database that a newer version has changed: this one would not see what that one keeps."""
    unknown = sorted(f"{app}.{name}" for app, name in (loader.applied_migrations or {}).keys() - loader.disk_migrations.keys()
                     if app in loader.migrated_apps)  # fmt: skip
    if unknown:
        raise BadInput(
            f"a newer fairdesk than {__version__} has changed this database ({unknown[-1]}); install that version"
            " again, or restore a backup made before the update"
        )


def _shelve_guidelines(house: House) -> None:
    """Put the shipped guidelines in force where a desk has none yet."""
    put_in_force(house, *GUIDELINES, *DECISIONS)
