"""Backs the desk up into two sealed archives, data and keys apart, and ends a restore so that the erased stay erased.

A backup of the keys can bring destroyed keys back; so it is written down in the key file before it is made, with the
day on which it must be gone. `restoring` puts the files back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from fairdesk import __version__
from fairdesk.clock import random_id
from fairdesk.database import copy_sqlite, writing
from fairdesk.house.books import Books
from fairdesk.house.restoring import DATA, KEYS
from fairdesk.house.sweeping import Swept, sweep
from fairdesk.nouns import BadInput
from fairdesk.privacy.archive import About, writing_archive
from fairdesk.privacy.records.key_backups import KeyBackup


def back_up_data(house: Books, to: Path, passphrase: bytes) -> About:
    """Write the database and the settings file into an archive at *to*, while the desk runs.

    Raises BadInput on PostgreSQL, which has tools of its own for this.
    """
    settings = house.settings
    if settings.database != "sqlite":
        raise BadInput(
            "this desk's data are in PostgreSQL: back them up with `pg_dump --format=custom`, then run"
            " `fairdesk backup --keys FILE` for the keys alone"
        )
    about = About("data", random_id(), house.now(), __version__)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.data) as folder:
        # Words in it are sealed, so the copy says no more than the database beside it.
        copy_sqlite(settings.data / DATA[0], Path(folder) / DATA[0])
        with writing_archive(to, about, passphrase) as archive:
            archive.add_file(DATA[0], Path(folder) / DATA[0])
            for name in DATA[1:]:
                if (settings.data / name).exists():
                    archive.add_file(name, settings.data / name)
    return about


def back_up_keys(house: Books, to: Path, passphrase: bytes) -> About:
    """Write the key file, and the root key if it is in a file, into an archive at *to*. It expires.

    Make it after the backup of the data: a new customer's key is kept before the customer, so every row has its key.
    """
    at, data = house.now(), house.settings.data
    about = About("keys", random_id(), at, __version__, at + timedelta(days=house.settings.key_backup_days))
    # First written down, then made: a crash between leaves a backup that never was, which only delays what is final.
    house.keys.add_backup(KeyBackup(about.id, at, about.expires_at or at, str(to.resolve())))
    try:
        with writing_archive(to, about, passphrase) as archive:
            archive.add(KEYS[0], house.keys.snapshot())
            for name in KEYS[1:]:
                if (data / name).exists():
                    archive.add(name, (data / name).read_bytes())
    except Exception:
        house.keys.drop_backup(about.id)
        raise
    return about


def say_backed_up(house: Books, about: About) -> None:
    """Write into the ledger that a backup was made, and when it must be gone."""
    expires = about.expires_at.isoformat() if about.expires_at else ""
    with writing():
        house.memory.add_deed(
            house.now(), "backed_up", "house", {"what": about.what, "id": about.id, "expires": expires}
        )


def finish_restore(house: Books, kinds: Iterable[str]) -> Swept:
    """Forget again whoever the restored data still name and the keys call erased; write the restore into the ledger."""
    kinds = sorted(kinds)
    with writing():
        house.memory.add_deed(house.now(), "restored", "house", {"what": " ".join(kinds)})
    if "keys" not in kinds:
        # Keys newer than the restored data may belong to customers of data that turn up yet: a person decides.
        return sweep(house, house.now())
    # Restored keys that the data have no customer for are those of customers erased since.
    return sweep(house, house.now(), sure=True, unused_after=timedelta(0))
