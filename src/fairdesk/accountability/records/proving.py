"""Reads the tree from its tiles: proofs, and everything that verification needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

from fairdesk.accountability.history import History
from fairdesk.accountability.ledger import Kept, Signed, Tampered
from fairdesk.accountability.records.reading import FIRST, checkpoints, entries, entry_for, latest_checkpoint, waiting
from fairdesk.accountability.tree import (
    HASH,
    TILE,
    TILE_LEVELS,
    Tile,
    consistency_proof,
    inclusion_proof,
    root_of,
    split,
)
from fairdesk.accountability.verify import Problem, Report, Start, verify
from fairdesk.database import row, rows


def proof_for(position: int, size: int) -> tuple[bytes, ...]:
    """Return the inclusion proof of the entry at *position* in the tree of *size*; reads one tile a level."""
    return inclusion_proof(position, size, _Hashes(size))


def proofs_of(acts: Iterable[str], size: int) -> Iterator[tuple[str, Kept, tuple[bytes, ...]]]:
    """Yield each act that has a place below *size* with its entry and inclusion proof; hashes are worked out once."""
    hashes = cache(_Hashes(size))
    for act in acts:
        kept = entry_for(act)
        if kept is not None and kept.position is not None and kept.position < size:
            yield act, kept, inclusion_proof(kept.position, size, hashes)


def consistency_for(old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of *new* entries begins with the tree of *old*."""
    return consistency_proof(old, new, _Hashes(new))


def verified(history: History, progress: Callable[[int], None] | None = None, since: Signed | None = None) -> Report:
    """Verify the ledger as it was when this began, and that no place was given beyond its checkpoints.

    With *since* only what came after that checkpoint is read; its own root is compared with the tiles.
    """
    head = latest_checkpoint()
    size, begin = head.size if head else 0, since.size if since else 0
    everything = chain(entries(begin - 1 if since else FIRST, until=size), waiting())
    start = Start(begin, tuple(edge(begin))) if since else None
    heads = checkpoints(size, after=begin - 1 if since else FIRST)
    report = verify(everything, heads, history, tile_at, progress, start)
    # One statement, so that a sequencer at work meanwhile cannot show us half of what it did.
    now = row(
        """SELECT coalesce((SELECT max(position) FROM accountability_entry), -1) + 1,
                  coalesce((SELECT max(size) FROM accountability_checkpoint), 0)"""
    )
    if now and now[0] != now[1]:
        sentence = f"{now[0]} entries have a place, the last checkpoint signs {now[1]}"
        report = replace(report, problems=(*report.problems, Problem("", None, sentence)))
    return report


def edge(size: int) -> Iterator[list[bytes]]:
    """Give what a Tree of *size* keeps: per level, the hashes of the tile that is not full yet."""
    for level in range(max(1, -(-size.bit_length() // TILE_LEVELS))):
        yield unfinished(level, size >> TILE_LEVELS * level)


def hashes_of(level: int, number: int, width: int) -> bytes | None:
    """Return the first *width* hashes of a tile as C2SP tlog-tiles serves it, full or partial; None if not there."""
    if width == TILE and (tile := tile_at(level, number)):
        return bytes(tile.hashes)
    start = number * TILE
    if level == 0:
        sql = "SELECT leaf FROM accountability_entry WHERE position >= %s AND position < %s ORDER BY position"
        found = rows(sql, start, start + width)
    else:
        sql = "SELECT root FROM accountability_tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number"
        found = rows(sql, level - 1, start, start + width)
    return b"".join(bytes(one) for (one,) in found) if len(found) == width else None


def tile_at(level: int, number: int) -> Tile | None:
    """Return a finished tile of the tree, or None."""
    sql = "SELECT level, number, hashes, root FROM accountability_tile WHERE level = %s AND number = %s"
    found = row(sql, level, number)
    return None if found is None else Tile._make(found)


def unfinished(level: int, count: int) -> list[bytes]:
    """Return the hashes of a level beyond its last full tile, *count* being how many the level has."""
    start = count - count % TILE
    if level == 0:
        sql = "SELECT leaf FROM accountability_entry WHERE position >= %s AND position < %s ORDER BY position"
        found = rows(sql, start, count)
    else:
        sql = "SELECT root FROM accountability_tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number"
        found = rows(sql, level - 1, start, count)
    if len(found) != count - start:
        raise Tampered(f"hashes of level {level} of the ledger's tree are missing; verify the ledger")
    return [bytes(one) for (one,) in found]


class _Hashes:
    """Gives the hash of any full subtree of the tree of *size*, from its tiles; each is read once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        tile_level, height = divmod(level, TILE_LEVELS)
        number, start = divmod(index << height, TILE)
        return root_of(self._tile(tile_level, number)[start : start + (1 << height)])

    def _tile(self, level: int, number: int) -> list[bytes]:
        if (level, number) not in self._tiles:
            self._tiles[level, number] = self._read(level, number)
        return self._tiles[level, number]

    def _read(self, level: int, number: int) -> list[bytes]:
        count = self._size >> TILE_LEVELS * level
        # A tile that this size does not fill is put together anew, whatever the table may hold in its place.
        if count < (number + 1) * TILE:
            return unfinished(level, count)
        tile = tile_at(level, number)
        if tile is None or len(tile.hashes) != TILE * HASH:
            raise Tampered(f"tile {level}/{number} of the ledger's tree is missing or damaged; verify the ledger")
        return split(bytes(tile.hashes))
