"""An exported ledger in a folder, made from invented acts without a desk, for the tests of those who check one."""

from __future__ import annotations

from pathlib import Path

from fairdesk.accountability.exported import CHECKPOINT, KEYS
from fairdesk.accountability.history import as_text, of_one
from fairdesk.accountability.notes import checkpoint_text
from fairdesk.accountability.tiles import ENTRIES, bundle, path_of, tiles_of
from fairdesk.accountability.tree import TILE, leaf_hash, root_of
from tests.accountability.examples import SIGNER, exact


def entries_of(count: int) -> list[bytes]:
    return [exact(number) for number in range(count)]


def write(folder: Path, entries: list[bytes], *, leaves: list[bytes] | None = None, note: str = "") -> Path:
    """Write *entries* as an export. *leaves* instead of theirs, and a *note* instead of the true one, make a forgery."""
    hashes = leaves or [leaf_hash(one) for one in entries]
    levels = [hashes]
    while len(levels[-1]) >= TILE:
        below = levels[-1]
        levels.append([root_of(below[at : at + TILE]) for at in range(0, len(below) - TILE + 1, TILE)])
    for place in tiles_of(len(entries)):
        span = slice(place.number * TILE, place.number * TILE + place.width)
        content = bundle(entries[span]) if place.level == ENTRIES else b"".join(levels[place.level][span])
        target = folder / path_of(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (folder / KEYS).write_text(as_text(of_one(SIGNER.verifier_key)))
    (folder / CHECKPOINT).write_text(note or signed_over(entries))
    return folder


def signed_over(entries: list[bytes]) -> str:
    return SIGNER.sign(checkpoint_text(SIGNER.name, len(entries), root_of([leaf_hash(one) for one in entries])))
