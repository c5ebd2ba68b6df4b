"""A kept turn on its way to whoever decides it again, a process that knows neither database nor desk.

To another process of this machine goes the sealed record with its key, so that it is opened there. To other machines
goes the opened record, sealed once more under the run's own key: no customer's key leaves the desk.
"""

from __future__ import annotations

from typing import NamedTuple

from fairdesk.house.memory import place_of_turn, read_kept
from fairdesk.nouns import ActId
from fairdesk.privacy.keys import OwnedKey, unseal
from fairdesk.replay.replay import Kept


class Row(NamedTuple):
    """A turn's sealed record, with the key that opens it while its chunk is worked on."""

    act: ActId
    key: OwnedKey
    sealed: bytes


class Unlocked(NamedTuple):
    """A turn's record, opened: masked words and what was decided, without the key that opened it."""

    act: ActId
    record: bytes


def unlocked(row: Row) -> Unlocked:
    """Open a row and let go of its key. Raises Tampered if it is not what was kept."""
    return Unlocked(row.act, unseal(row.key, row.sealed, place_of_turn(row.act)))


def read(row: Unlocked) -> tuple[ActId, Kept]:
    """Read an opened row."""
    return row.act, read_kept(row.record)


def opened(row: Row) -> tuple[ActId, Kept]:
    """Open a row. Raises Tampered if it is not what was kept."""
    return row.act, read_kept(unseal(row.key, row.sealed, place_of_turn(row.act)))
