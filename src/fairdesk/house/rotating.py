"""Exchanges what the keys are wrapped under: the wrapping key, or the root above it. The desk may run meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.nouns import BadInput
from fairdesk.privacy.keyring import FileKeyring, Keyring
from fairdesk.privacy.records.rotation import BATCH


@dataclass(frozen=True, slots=True)
class Rotated:
    """The version that wraps all keys now, how many were rewrapped, which versions were destroyed, and until when a
    backup of the keys still holds those (None: none does)."""

    version: int
    resumed: bool
    rewrapped: int
    destroyed: tuple[int, ...]
    held_until: datetime | None


def rotate(house: Books, step: Callable[[int], None] = lambda _done: None, batch: int = BATCH) -> Rotated:
    """Make a new wrapping key, rewrap every key under it, and destroy the old one. Goes on where a dead one stopped."""
    at, keys, done = house.now(), house.keys, 0
    resumed = len(keys.wrapping_keys()) > 1
    version = keys.begin_rotation(at)
    house.plug("rotation begun")
    while some := keys.rewrap(batch):
        done += some
        step(done)
        house.plug("rewrapped")
    destroyed = keys.retire()
    _tell(house, at, f"version {version}")
    return Rotated(version, resumed, done, destroyed, keys.final_on(at))


def rotate_root(house: Books) -> None:
    """Put a new root key in the place of the old one, in the same file."""
    keyring = house.keys.keyring
    if not isinstance(keyring, FileKeyring):
        raise BadInput(
            "the root is in a key server: rotate it there (transit/keys/<name>/rotate), then `keys rotate`"
        )
    # The next root lies beside the old one until the wrapping keys are under it; whoever opens a key meanwhile tries
    # both, and a crash between any two steps is made good at the next start (`FileKeyring.settle`).
    house.keys.move_root(keyring.next)
    house.plug("root moved")
    house.keys.keyring = keyring
    house.keys.prove_root()
    _tell(house, house.now(), "root")


def rotate_index(house: Books) -> None:
    """Find customers by their address under a new key; who writes again is found by the one before, and moves over."""
    house.keys.rotate_index()
    _tell(house, house.now(), "index")


def move_root(house: Books, target: Keyring) -> None:
    """Move the wrapping keys to another keyring. The desk works again when its settings name that one."""
    before = house.keys.keyring
    house.keys.move_root(target)
    if isinstance(before, FileKeyring):
        before.path.unlink(missing_ok=True)  # it opens nothing any more but backups, which hold their own
    _tell(house, house.now(), "keyring")


def _tell(house: Books, at: datetime, what: str) -> None:
    with writing():
        house.memory.add_deed(at, "keys_rotated", "house", {"what": what})
