"""A small ledger for tests: plainly invented acts, a key that signs nothing real, and the tables' contents in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fairdesk.accountability.ledger import Actor, Entry, Kept, Signed, commitment, entry_bytes
from fairdesk.accountability.notes import Signer, checkpoint_text
from fairdesk.accountability.tree import Tile, Tree, inclusion_proof, leaf_hash, root_of

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SIGNER = Signer("fairdesk/test-desk", bytes(range(32)))
STRANGER = Signer("fairdesk/test-desk", bytes(32))
"""The same name, another key."""


def act_name(number: int) -> str:
    return f"0190-act-{number:08d}"


def body_of(number: int) -> bytes:
    return f'{{"asked":"Where is parcel {number}?","said":"On its way."}}'.encode()


def opening_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def entry(number: int = 0, **changes: object) -> Entry:
    fields: dict[str, object] = {
        "at": START + timedelta(milliseconds=number),
        "kind": "answered",
        "actor": Actor.ASSISTANT,
        "act": act_name(number),
        "case": "5d0b1f",
        "code": "route.answerable",
        "guidelines": {"release": "9f2c", "routing": "77aa"},
        "commitment": commitment(opening_of(number), body_of(number)).hex(),
    }
    return Entry(**{**fields, **changes})  # type: ignore[arg-type]


def exact(number: int) -> bytes:
    return entry_bytes(entry(number))


def kept(number: int, position: int | None) -> Kept:
    bytes_ = exact(number)
    at = (entry(number).at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return Kept(position, at, "answered", act_name(number), bytes_, leaf_hash(bytes_))


def hashes_of(leaves: list[bytes]):  # type: ignore[no-untyped-def]
    """Full subtrees straight from the leaves: what get_hash must give."""
    return lambda level, index: root_of(leaves[index << level : (index + 1) << level])


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(n.to_bytes(4, "big")) for n in range(count)]


@dataclass
class Tables:
    """A ledger as its tables hold it."""

    entries: list[Kept]
    checkpoints: list[Signed]
    tiles: dict[tuple[int, int], Tile] = field(default_factory=dict)

    def tile_at(self, level: int, number: int) -> Tile | None:
        return self.tiles.get((level, number))

    def leaves(self) -> list[bytes]:
        return [one.leaf for one in self.entries]


def signed(size: int, root: bytes, signer: Signer = SIGNER) -> Signed:
    return Signed(size, 0, signer.sign(checkpoint_text(signer.name, size, root)))


def tables(count: int, *signed_at: int, waiting: int = 0) -> Tables:
    """A sound ledger of *count* placed entries with checkpoints at these sizes and at the end."""
    tree, found = Tree(), Tables([], [])
    for number in range(count):
        one = kept(number, number)
        found.entries.append(one)
        for tile in tree.append(one.leaf):
            found.tiles[tile.level, tile.number] = tile
        if tree.size in {*signed_at, count}:
            found.checkpoints.append(signed(tree.size, tree.root()))
    found.entries += [kept(number, None) for number in range(count, count + waiting)]
    return found


def proof_in(ledger: Tables, index: int) -> tuple[bytes, ...]:
    return inclusion_proof(index, len(ledger.entries), hashes_of(ledger.leaves()))
