"""Puts the files of a backup back, so that whoever was erased stays erased. Knows no Django: there is no desk yet.

Nothing of the target is touched before every byte of the archives is proven. Then the keys of the erased are destroyed
in the restored key file, and only then do the files move to where a desk could open them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairdesk.database import KeyFile
from fairdesk.nouns import BadInput, CustomerId
from fairdesk.privacy.archive import about_archive, reading_archive
from fairdesk.privacy.records import bury

DATA = ("fairdesk.db", "fairdesk.toml")
KEYS = ("keys.db", "root.key", "secret.key")
"""The files of each archive; the first one must be in it."""
Erased = Mapping[CustomerId, datetime]


@dataclass(frozen=True, slots=True)
class Source:
    """An archive to restore from, and its passphrase."""

    path: Path
    passphrase: bytes


def restore_files(sources: Mapping[str, Source], into: Path, erased: Erased, at: datetime) -> Callable[[], None]:
    """Put the files of the archives ("data", "keys") into a folder where their like is not yet; return what undoes it.

    The keys of the *erased* are destroyed before anything can open them. Raises BadInput if an archive is not whole,
    not of its kind, expired, or its files are there already; then the folder is as it was.
    """
    for what, source in sources.items():
        _check(what, source, erased, at)
    fresh = not into.exists()
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="restore-", dir=into) as folder:
        try:
            found = [_unpacked(what, source, Path(folder), into) for what, source in sources.items()]
            names = [name for each in found for name in each]
            keys = Path(folder) / "keys.db" if "keys" in sources else into / "keys.db"
            _bury(keys, erased)
        except BaseException:
            if fresh:
                shutil.rmtree(into, ignore_errors=True)
            raise
        for (
            name
        ) in names:  # a crash between two leaves a folder that lacks the other: restoring into it again says so
            (Path(folder) / name).rename(into / name)
    return lambda: _undo(into, names, fresh)


def _check(what: str, source: Source, erased: Erased, at: datetime) -> None:
    about = about_archive(source.path)
    if about.what != what:
        raise BadInput(f"{source.path} is a backup of the {about.what}; the {what} are wanted here")
    if about.expires_at and about.expires_at <= at and not erased:
        raise BadInput(
            f"{source.path} expired on {about.expires_at:%Y-%m-%d}: erasures since it was made were promised to be"
            " final by then; give the list of the erased (`fairdesk keys tombstones`) with --erased"
        )


def _unpacked(what: str, source: Source, folder: Path, into: Path) -> list[str]:
    """Unpack an archive whole into *folder*; return the names of its files."""
    wanted, names = (DATA if what == "data" else KEYS), []
    for name, content in reading_archive(source.path, source.passphrase):
        if name not in wanted:
            raise BadInput(
                f"{source.path} holds {name!r}, which this version does not know; use the one that made it"
            )
        if (into / name).exists() or (into / f"{name}-wal").exists():
            raise BadInput(f"{into} has a {name} already; restore into an empty folder, or move it away first")
        with (folder / name).open("wb") as file:
            shutil.copyfileobj(content, file)
        (folder / name).chmod(0o600)
        names.append(name)
    if wanted[0] not in names:
        raise BadInput(f"{source.path} holds no {wanted[0]}; take another backup")
    return names


def _bury(keys: Path, erased: Erased) -> None:
    if not keys.exists():
        raise BadInput(f"there are no keys in {keys.parent}; restore them as well, with --keys")
    file = KeyFile(keys)
    try:
        bury(file, erased)
        file.empty_the_log()
    finally:
        file.close()


def _undo(into: Path, names: Iterable[str], fresh: bool) -> None:
    if fresh:
        shutil.rmtree(into, ignore_errors=True)
        return
    for name in names:
        for end in ("", "-wal", "-shm"):
            with suppress(OSError):
                (into / f"{name}{end}").unlink(missing_ok=True)
