"""A kept turn on its way to whoever decides it again, a process that knows neither database nor desk.

To another process of this machine goes the sealed record with its key, so that it is opened there. To other machines
goes the opened record, sealed once more under the run's own key: no customer's key leaves the desk.
"""

from __future__ import annotations

from typing import NamedTuple

from fairdesk.house.memory import asked_in_past, place_of_past, place_of_turn, read_kept
from fairdesk.nouns import ActId, Release, Route, Situation
from fairdesk.privacy.keys import OwnedKey, unseal
from fairdesk.replay.records import PastTurn
from fairdesk.replay.replay import Kept


class Row(NamedTuple):
    """A turn's sealed record, with the key that opens it while its chunk is worked on."""

    act: ActId
    key: OwnedKey
    sealed: bytes


class PastRow(NamedTuple):
    """An imported turn, with the key that opens its conversation's words and what was known before it."""

    act: ActId
    key: OwnedKey
    turn: PastTurn
    known: Situation


def opened_past(row: PastRow) -> tuple[ActId, Kept]:
    """Open an imported turn: another system's draft is none of ours. Raises Tampered if it is not what was kept."""
    turn = row.turn
    record = unseal(row.key, turn.sealed, place_of_past(turn.conversation))
    asked = asked_in_past(record, turn.number - 1, turn.language.partition("-")[0])
    release = Release(turn.release) if turn.release else None
    return row.act, Kept(asked, row.known, turn.facts, Route(turn.route), release, None, turn.handover, "")


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
