"""A kept turn on its way to whoever decides it again: opened there, by a process that knows neither database nor desk."""

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


def opened(row: Row) -> tuple[ActId, Kept]:
    """Open a row. Raises Tampered if it is not what was kept."""
    return row.act, read_kept(unseal(row.key, row.sealed, place_of_turn(row.act)))
