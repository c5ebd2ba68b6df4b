"""The Merkle tree over the ledger (RFC 6962, section 2.1): hashes, growth, and proofs that anybody can check.

    tree = Tree()
    for exact in entries:
        finished = tree.append(leaf_hash(exact))         tiles to keep, each of 256 hashes
    tree.root()

`get_hash(level, index)` gives the hash of the full subtree over leaves index * 2**level up to (index + 1) * 2**level.
Hashes are grouped in tiles of 256 as in C2SP tlog-tiles: a proof in a tree of a million entries reads three of them.
Checking follows the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH = 32
TILE = 256
TILE_LEVELS = 8

GetHash = Callable[[int, int], bytes]


class Tile(NamedTuple):
    """256 neighbouring hashes. On level L each stands for 256**L leaves; `root` stands for all, on level L + 1."""

    level: int
    number: int
    hashes: bytes
    root: bytes


def leaf_hash(exact: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return sha256(b"\x00" + exact).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees under one node."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the tree hash over *hashes*: pairs are joined level by level, an odd one out rises as it is.

    For any number of hashes that gives the shape of RFC 6962 (its split at the largest power of two). No hashes: the
    hash of nothing.
    """
    if not hashes:
        return sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = joined + level[-1:] if len(level) % 2 else joined
    return level[0]


def split(hashes: bytes) -> list[bytes]:
    """Return the single hashes of a tile."""
    return [hashes[start : start + HASH] for start in range(0, len(hashes), HASH)]


class Tree:
    """A growing tree that keeps only its right edge: per level the hashes of the tile that is not full yet."""

    def __init__(self, size: int = 0, edge: Iterable[Sequence[bytes]] = ()) -> None:
        self.size = size
        self.edge: list[list[bytes]] = [list(hashes) for hashes in edge] or [[]]

    def append(self, leaf: bytes) -> Sequence[Tile]:
        """Add a leaf hash and return the tiles that it filled, lowest level first (mostly none)."""
        self.size += 1
        lowest = self.edge[0]
        lowest.append(leaf)
        return self._filled() if len(lowest) == TILE else ()

    def _filled(self) -> list[Tile]:
        tiles = []
        for level, hashes in enumerate(self.edge):
            if len(hashes) < TILE:
                break
            number = (self.size >> TILE_LEVELS * (level + 1)) - 1
            tile = Tile(level, number, b"".join(hashes), root_of(hashes))
            tiles.append(tile)
            hashes.clear()
            if level + 1 == len(self.edge):
                self.edge.append([])
            self.edge[level + 1].append(tile.root)
        return tiles

    def root(self) -> bytes:
        """Return the hash of the whole tree as it is now."""
        below: list[bytes] = []
        for hashes in self.edge:
            here = hashes + below
            below = [root_of(here)] if here else []
        return below[0] if below else root_of(())


# --- proofs -----------------------------------------------------------------------------------------------------------
def inclusion_proof(index: int, size: int, get_hash: GetHash) -> tuple[bytes, ...]:
    """Return the hashes that prove leaf *index* in the tree of *size*, the leaf's neighbour first (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    proof = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _largest_power_below(high - low)
        if index < middle:
            proof.append(_hash_of(middle, high, get_hash))
            high = middle
        else:
            proof.append(_hash_of(low, middle, get_hash))
            low = middle
    return tuple(reversed(proof))


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether *proof* shows that *leaf* stands at *index* in the tree of *size* with this *root*."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(neighbour, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, neighbour)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(old: int, new: int, get_hash: GetHash) -> tuple[bytes, ...]:
    """Return the hashes that prove that the tree of *new* leaves begins with the tree of *old* (RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot begin with a tree of {old}")
    if old in (0, new):
        return ()
    proof = []
    low, high = 0, new
    while high != old:
        middle = low + _largest_power_below(high - low)
        if old <= middle:
            proof.append(_hash_of(middle, high, get_hash))
            high = middle
        else:
            proof.append(_hash_of(low, middle, get_hash))
            low = middle
    if low:
        proof.append(_hash_of(low, high, get_hash))
    return tuple(reversed(proof))


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether *proof* shows that the tree of *new* leaves begins with that of *old*: nothing was changed or removed."""
    if old == 0 or old == new:
        return not proof and 0 <= old <= new and old_root == (root_of(()) if old == 0 else new_root)
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    was = now = path[0]
    for neighbour in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            was, now = node_hash(neighbour, was), node_hash(neighbour, now)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            now = node_hash(now, neighbour)
        here, last = here >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _largest_power_below(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1


def _hash_of(low: int, high: int, get_hash: GetHash) -> bytes:
    # *low* is a multiple of the largest power of two in the range: it comes from splitting at those.
    count = high - low
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return get_hash(level, low >> level)
    middle = low + _largest_power_below(count)
    return node_hash(_hash_of(low, middle, get_hash), _hash_of(middle, high, get_hash))
