"""Backups of the key file: while one is alive, a key that was destroyed since may be read from it.

So each is written down here before it is made, with the day on which it must be gone, and an erasure can say until
when it is not final.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import KeyFile, micros, moment


@dataclass(frozen=True, slots=True)
class KeyBackup:
    """One backup of the keys: its id (also inside the archive), when it was made and expires, and where it was written."""

    id: str
    made_at: datetime
    expires_at: datetime
    place: str


class KeyBackups:
    """The part of `Keys` that knows which backups of the keys are alive."""

    _file: KeyFile

    def add_backup(self, backup: KeyBackup) -> None:
        """Write down a backup of the keys. Before it is made: one that nobody knows of would break what is promised."""
        self._file.execute(
            "INSERT INTO key_backup VALUES (%s, %s, %s, %s)",
            backup.id, micros(backup.made_at), micros(backup.expires_at), backup.place,
        )  # fmt: skip

    def drop_backup(self, id: str) -> None:
        """Forget a backup that is gone, or was never finished."""
        self._file.execute("DELETE FROM key_backup WHERE id = %s", id)

    def backups(self) -> tuple[KeyBackup, ...]:
        """Return the backups of the keys that were made and not dropped, oldest first."""
        found = self._file.rows("SELECT id, made_at, expires_at, place FROM key_backup ORDER BY made_at, id")
        return tuple(KeyBackup(id, moment(made), moment(expires), place) for id, made, expires, place in found)

    def final_on(self, at: datetime | None = None) -> datetime | None:
        """Return when the last backup that may hold keys destroyed until now expires; None if none is alive.

        *at* is the present moment: what expired before it does not count. Without it, every backup written down does.
        """
        alive = [each.expires_at for each in self.backups() if at is None or each.expires_at > at]
        return max(alive, default=None)
