"""Rotation: a new wrapping key, and every key rewrapped under it; or a new root, under which only those lie.

A rotation can be killed at any point and goes on at the next call: each key says under which version it lies, and a
version is destroyed only by a statement that finds nothing left under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import KeyFile, micros, moment
from fairdesk.nouns import Unavailable
from fairdesk.privacy.keyring import FileKeyring, Keyring
from fairdesk.privacy.keys import new_key, unwrap_key, wrap_key

BATCH = 500
"""Keys rewrapped in one transaction: some 10 ms, during which nobody else writes keys."""


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """One version of the key that wraps all others: when it was made, and how many keys lie under it."""

    version: int
    made_at: datetime
    keys: int


class Rotation:
    """The part of `Keys` that exchanges what the keys are wrapped under."""

    _file: KeyFile
    keyring: Keyring

    def newest(self) -> tuple[int, bytes]:
        """Return the newest wrapping key and its version: new keys are wrapped under it alone."""
        ((version, wrapped),) = self._file.rows(_NEWEST)
        return int(version), self.keyring.unwrap(wrapped)

    def prove_root(self) -> None:
        """Open the newest wrapping key once. Raises Tampered or Unavailable if the keyring has not its root key."""
        if isinstance(self.keyring, FileKeyring) and self.keyring.next.path.exists():
            # In a transaction, so that no root is taken for left behind while another process is moving to it.
            with self._file.together():
                self.keyring.settle(self._file.rows(_NEWEST)[0][1])
        self.newest()

    def wrapping_keys(self) -> tuple[WrappingKey, ...]:
        """Return the versions that are kept, oldest first."""
        found = self._file.rows(f"SELECT w.version, w.made_at, {_COUNT} FROM wrapping_key w ORDER BY w.version")
        return tuple(WrappingKey(version, moment(made), keys) for version, made, keys in found)

    def begin_rotation(self, at: datetime) -> int:
        """Return the version to rewrap under: a new one, or the newest while older ones still wrap something."""
        with self._file.together():
            versions = self.wrapping_keys()
            if len(versions) > 1:
                return versions[-1].version
            fresh = versions[-1].version + 1
            self._file.execute("INSERT INTO wrapping_key VALUES (%s, %s, %s)",
                              fresh, self.keyring.wrap(new_key()), micros(at))  # fmt: skip
        return fresh

    def rewrap(self, most: int = BATCH) -> int:
        """Move up to *most* keys under the newest wrapping key in one transaction; return how many. 0: all are there."""
        with self._file.together():
            version, wrapping = self.newest()
            opened: dict[int, bytes] = {}
            done = 0
            for table, owner in _WRAPPED:
                found = self._file.rows(
                    f"SELECT k.{owner}, k.wrapped, k.under, w.wrapped FROM {table} k"
                    " JOIN wrapping_key w ON w.version = k.under WHERE k.under < %s LIMIT %s",
                    version, most - done,
                )  # fmt: skip
                for whose, wrapped, under, by in found:
                    if under not in opened:
                        opened[under] = self.keyring.unwrap(by)
                    again = wrap_key(wrapping, unwrap_key(opened[under], wrapped))
                    self._file.execute(
                        f"UPDATE {table} SET wrapped = %s, under = %s WHERE {owner} = %s", again, version, whose
                    )
                done += len(found)
        return done

    def retire(self) -> tuple[int, ...]:
        """Destroy every wrapping key but the newest under which nothing lies; return their versions.

        Raises Unavailable if another process still reads the log; they are destroyed then, but call again before
        saying that their bytes are gone.
        """
        with self._file.together():
            idle = f"FROM wrapping_key AS w WHERE {_COUNT} = 0 AND version < (SELECT max(version) FROM wrapping_key)"
            gone = tuple(int(version) for (version,) in self._file.rows(f"SELECT version {idle} ORDER BY version"))
            self._file.execute(f"DELETE {idle}")
        if not self._file.empty_the_log():
            raise Unavailable("the old wrapping key is destroyed, but a reader holds the log of the keys; call again")
        return gone

    def move_root(self, target: Keyring) -> Mapping[int, bytes]:
        """Wrap the wrapping keys anew by *target*, in one transaction; from then on only it opens them.

        Raises what the keyrings raise; then nothing was changed. Returns each version as it is wrapped now.
        """
        with self._file.together():
            moved = {
                int(version): target.wrap(self.keyring.unwrap(wrapped))
                for version, wrapped in self._file.rows("SELECT version, wrapped FROM wrapping_key")
            }
            for version, wrapped in moved.items():
                if target.unwrap(wrapped) != self.keyring.unwrap(self._wrapped(version)):
                    raise Unavailable("the new keyring does not open what it wrapped; nothing was changed")
                self._file.execute("UPDATE wrapping_key SET wrapped = %s WHERE version = %s", wrapped, version)
        self.keyring = target
        self._file.empty_the_log()
        return moved

    def _wrapped(self, version: int) -> bytes:
        return bytes(self._file.rows("SELECT wrapped FROM wrapping_key WHERE version = %s", version)[0][0])


_NEWEST = "SELECT version, wrapped FROM wrapping_key ORDER BY version DESC LIMIT 1"
_WRAPPED = (("customer_key", "customer_id"), ("house_key", "name"))
_COUNT = (
    "((SELECT count(*) FROM customer_key c WHERE c.under = w.version)"
    " + (SELECT count(*) FROM house_key h WHERE h.under = w.version))"
)
