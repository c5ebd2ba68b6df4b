"""Reads and writes the ledger's tables. `append` is part of the transaction of the act; `sequence` follows behind.

    with writing():
        ...the act's own rows...
        append(id, at, kind, act, entry_bytes(...))      one insert
    sequence(now, signer)                                places, tiles, signed checkpoint: one transaction of its own

There is no act without its entry, because they are committed together; and a place in the tree is given by one process
at a time. Rows are never deleted, and of an entry only the empty `position` is ever set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import chain

from fairdesk.accountability.ledger import Kept, Signed, Tampered
from fairdesk.accountability.notes import Signer, checkpoint_text, read_checkpoint
from fairdesk.accountability.tree import (
    HASH,
    TILE,
    TILE_LEVELS,
    Tile,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    split,
)
from fairdesk.accountability.verify import Problem, Report, verify
from fairdesk.database import Row, execute, micros, on_sqlite, row, rows, writing

_CHUNK = 4096
_FIRST, _LAST = -(1 << 63), (1 << 63) - 1
_COLUMNS = "id, position, at, kind, act, entry, leaf"
# "fairledg": this number means the ledger's one sequencer to PostgreSQL, per database.
_SEQUENCER = 0x6661_6972_6C65_6467


def append(id: str, at: datetime, kind: str, act: str, entry: bytes) -> None:
    """Keep the exact bytes of an entry, in the caller's transaction. *id* is a UUIDv7; at, kind, act repeat the entry.

    Raises Conflict if the id is there already.
    """
    execute(
        "INSERT INTO accountability_entry (id, at, kind, act, entry, leaf) VALUES (%s, %s, %s, %s, %s, %s)",
        id, micros(at), kind, act, entry, leaf_hash(entry),
    )  # fmt: skip


# --- giving places ----------------------------------------------------------------------------------------------------
def sequence(at: datetime, signer: Signer, limit: int = 1000) -> int:
    """Give places to at most *limit* waiting entries, oldest first, sign the new head, return how many were placed.

    Opens its own transaction: places, tiles and checkpoint are there together or not at all, so a crash leaves the
    ledger as it was and the next call does the same again. Any number of processes may call it. Raises Tampered, and
    signs nothing, if the tree that is kept is not the one that was signed last.
    """
    if not _anything_waits():
        return 0
    with writing():
        _alone()
        tree = _signed_tree(signer)
        placed = sorted(rows(_PLACE, tree.size, limit))
        for _, leaf in placed:
            for tile in tree.append(bytes(leaf)):
                _keep_tile(tile)
        if placed:
            _keep_checkpoint(at, tree, signer)
    return len(placed)


_PLACE = """
    UPDATE accountability_entry SET position = ranked.place
    FROM (SELECT id, row_number() OVER (ORDER BY at, id) - 1 + %s AS place
          FROM (SELECT id, at FROM accountability_entry WHERE position IS NULL ORDER BY at, id LIMIT %s) AS waiting
         ) AS ranked
    WHERE accountability_entry.id = ranked.id
    RETURNING accountability_entry.position, accountability_entry.leaf"""


def _anything_waits() -> bool:
    return row("SELECT 1 FROM accountability_entry WHERE position IS NULL LIMIT 1") is not None


def _alone() -> None:
    # SQLite's transaction is the only writer anyway. On PostgreSQL the lock is held until commit, and what the one
    # before us committed is seen by every statement after this one (READ COMMITTED).
    if not on_sqlite():
        row("SELECT pg_advisory_xact_lock(%s)", _SEQUENCER)


def _signed_tree(signer: Signer) -> Tree:
    """Return the kept tree, after making sure that it is the one signed last: we never sign two histories."""
    head = latest_checkpoint()
    size = head.size if head else 0
    if _places_given() != size:
        raise Tampered(f"{_places_given()} entries have a place, the last checkpoint signs {size}; verify the ledger")
    tree = Tree(size, _edge(size))
    if head:
        signed = read_checkpoint(head.note, signer.verifier_key)
        if (signed.size, signed.root) != (size, tree.root()):
            raise Tampered(f"the kept tree of {size} entries is not the one that was signed; verify the ledger")
    return tree


def _places_given() -> int:
    found = row("SELECT max(position) FROM accountability_entry WHERE position IS NOT NULL")
    return 0 if found is None or found[0] is None else int(found[0]) + 1


def _edge(size: int) -> Iterator[list[bytes]]:
    for level in range(_levels(size)):
        yield _unfinished(level, size >> TILE_LEVELS * level)


def _levels(size: int) -> int:
    return max(1, -(-size.bit_length() // TILE_LEVELS))


def _keep_tile(tile: Tile) -> None:
    execute("INSERT INTO accountability_tile (level, number, hashes, root) VALUES (%s, %s, %s, %s)", *tile)


def _keep_checkpoint(at: datetime, tree: Tree, signer: Signer) -> None:
    note = signer.sign(checkpoint_text(signer.name, tree.size, tree.root()))
    execute("INSERT INTO accountability_checkpoint (size, at, note) VALUES (%s, %s, %s)", tree.size, micros(at), note)


# --- reading ----------------------------------------------------------------------------------------------------------
def entry_for(act: str) -> Kept | None:
    """Return the entry of an act (the first, should there be several), or None."""
    found = row(f"SELECT {_COLUMNS} FROM accountability_entry WHERE act = %s ORDER BY at, id LIMIT 1", act)
    return None if found is None else Kept._make(found)


def position_of(act: str) -> int | None:
    """Return an act's index in the tree; None while its entry waits, or if it has none."""
    kept = entry_for(act)
    return None if kept is None else kept.position


def entries(after: int = -1, until: int = _LAST) -> Iterator[Kept]:
    """Give the placed entries in order, from the one after index *after* up to but without *until*."""
    sql = f"""SELECT {_COLUMNS} FROM accountability_entry WHERE position > %s AND position < %s
              ORDER BY position LIMIT {_CHUNK}"""
    while found := rows(sql, after, until):
        yield from map(Kept._make, found)
        after = found[-1][1]


def waiting() -> Iterator[Kept]:
    """Give the entries that have no place yet, oldest first."""
    at, id = _FIRST, ""
    sql = f"""SELECT {_COLUMNS} FROM accountability_entry WHERE position IS NULL AND (at > %s OR (at = %s AND id > %s))
              ORDER BY at, id LIMIT {_CHUNK}"""
    while found := rows(sql, at, at, id):
        yield from map(Kept._make, found)
        id, at = found[-1][0], found[-1][2]


def entered_acts() -> Iterator[str]:
    """Give the act of every entry, placed or waiting (for verify.missing)."""
    id = ""
    while found := rows("SELECT id, act FROM accountability_entry WHERE id > %s ORDER BY id LIMIT 4096", id):
        yield from (act for _, act in found)
        id = found[-1][0]


def latest_checkpoint() -> Signed | None:
    """Return the newest checkpoint, or None while nothing was placed."""
    return _signed(row("SELECT size, at, note FROM accountability_checkpoint ORDER BY size DESC LIMIT 1"))


def checkpoint_covering(position: int) -> Signed | None:
    """Return the first checkpoint that signs the entry at *position*; None while none does."""
    sql = "SELECT size, at, note FROM accountability_checkpoint WHERE size > %s ORDER BY size LIMIT 1"
    return _signed(row(sql, position))


def checkpoints(until: int = _LAST) -> Iterator[Signed]:
    """Give all checkpoints of at most *until* entries, by size."""
    size = _FIRST
    sql = f"""SELECT size, at, note FROM accountability_checkpoint WHERE size > %s AND size <= %s
              ORDER BY size LIMIT {_CHUNK}"""
    while found := rows(sql, size, until):
        yield from map(Signed._make, found)
        size = found[-1][0]


def _signed(found: Row | None) -> Signed | None:
    return None if found is None else Signed._make(found)


# --- proofs and verification ------------------------------------------------------------------------------------------
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


def verified(verifier_key: str, progress: Callable[[int], None] | None = None) -> Report:
    """Verify the whole ledger as it was when this began, and that no place was given beyond its checkpoints."""
    head = latest_checkpoint()
    size = head.size if head else 0
    everything = chain(entries(_FIRST, until=size), waiting())
    report = verify(everything, checkpoints(size), verifier_key, tile_at, progress)
    # One statement, so that a sequencer at work meanwhile cannot show us half of what it did.
    now = row(
        """SELECT coalesce((SELECT max(position) FROM accountability_entry WHERE position IS NOT NULL), -1) + 1,
                  coalesce((SELECT max(size) FROM accountability_checkpoint), 0)"""
    )
    if now and now[0] != now[1]:
        sentence = f"{now[0]} entries have a place, the last checkpoint signs {now[1]}"
        report = replace(report, problems=(*report.problems, Problem("", None, sentence)))
    return report


def tile_at(level: int, number: int) -> Tile | None:
    """Return a finished tile of the tree, or None."""
    sql = "SELECT level, number, hashes, root FROM accountability_tile WHERE level = %s AND number = %s"
    found = row(sql, level, number)
    return None if found is None else Tile._make(found)


def _unfinished(level: int, count: int) -> list[bytes]:
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
            return _unfinished(level, count)
        tile = tile_at(level, number)
        if tile is None or len(tile.hashes) != TILE * HASH:
            raise Tampered(f"tile {level}/{number} of the ledger's tree is missing or damaged; verify the ledger")
        return split(bytes(tile.hashes))
