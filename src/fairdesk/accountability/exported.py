"""Check an exported ledger with nothing but its folder and a public key: no desk, no network, no trust in the files.

    check_export(Path("ledger-2026"), key)

The folder is laid out as C2SP tlog-tiles; beside it `keys.txt` lists the ledger's keys and `handovers/` holds the
checkpoints by which one key handed over to the next. Whoever trusts one of the keys is led to the others by them, but
never past a key that was lost: anybody could write that line. The list that the company published is needed there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fairdesk.accountability.history import History, from_text, gaps, read_head, short
from fairdesk.accountability.ledger import Kept, Signed, Tampered
from fairdesk.accountability.notes import Checkpoint, open_note, parse_checkpoint
from fairdesk.accountability.tiles import ENTRIES, Place, path_of, read_bundle
from fairdesk.accountability.tree import (
    HASH,
    TILE,
    TILE_LEVELS,
    Tile,
    Tree,
    consistency_proof,
    leaf_hash,
    root_of,
    split,
)
from fairdesk.accountability.tree import verify_consistency as consistent
from fairdesk.accountability.verify import Problem, Report, forked, rolled_back, verify
from fairdesk.nouns import BadInput, DeskError

CHECKPOINT, KEYS, HANDOVERS = "checkpoint", "keys.txt", "handovers"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of a folder found: the head that was signed, the report, and what no signature can prove."""

    head: Checkpoint
    report: Report
    unproven: tuple[str, ...]


def check_export(
    folder: Path, trusted: str, against: Sequence[str] = (), progress: Callable[[int], None] | None = None
) -> Checked:
    """Check every file of an export. *trusted* is a key of the ledger, or a list of keys as it publishes them.

    *against* are older checkpoints (signed notes) that the export must contain. Raises BadInput if the folder is no
    export, Tampered if its checkpoint is not signed by a key that the trusted one leads to.
    """
    note, own = _text(folder / CHECKPOINT), from_text(trusted)
    size = parse_checkpoint(open_note(note)[0]).size
    # The keys are written before the checkpoint: what a cut-short export says of a later one is not there yet.
    listed = [key for key in from_text(_text(folder / KEYS)) if key.size <= size]
    history = _trusted(listed, [key for key in own if key.size <= size])
    head = read_head(note, history)
    heads = [*_handovers(folder, history), Signed(head.size, 0, note)]
    report = verify(_entries(folder, head.size), _by_size(heads), history, _tiles(folder), progress)
    older = _older(folder, head, against, max(history, own, key=len))
    problems = [*report.problems, *_unfinished(folder, head.size), *older]
    return Checked(head, replace(report, problems=tuple(problems)), tuple(gaps(history)))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(f"{path} cannot be read: this is not a folder that `fairdesk ledger export` wrote") from fault


def _trusted(listed: History, own: History) -> History:
    """Return the keys to check with: those that the export lists, as far as signatures lead there from a trusted one.

    A list that the caller trusts is not shortened by the export, which may be older.
    """
    both = min(len(listed), len(own))
    if len(own) > 1 and list(listed[:both]) != list(own[:both]):
        raise Tampered("the keys of this export are others than those that the company published")
    history = max(listed, own, key=len) if len(own) > 1 else listed
    trusted = {key.verifier_key for key in own}
    known = [number for number, key in enumerate(history) if key.verifier_key in trusted]
    if not known:
        raise Tampered(f"the keys of this export are not those you trust: {short(own[-1].verifier_key)} is not there")
    for key in history[known[-1] + 1 :]:
        if key.lost:
            raise Tampered(
                f"{short(key.verifier_key)} took over because the key before was lost: no signature leads there from the"
                " keys you trust; ask the company for its list of keys, and give that"
            )
    return history


def _handovers(folder: Path, history: History) -> list[Signed]:
    """Return the checkpoints by which keys handed over. What is wrong with one is found by the walk."""
    sizes = [key.size for key in history[1:]]
    return [Signed(size, 0, _text(folder / HANDOVERS / str(size))) for size in sizes]


def _by_size(heads: list[Signed]) -> list[Signed]:
    return sorted({head.size: head for head in heads}.values())


def _entries(folder: Path, size: int) -> Iterator[Kept]:
    """Give each entry with the hash that its tile has for it. A file that is missing or cut ends the walk early."""
    for start in range(0, size, TILE):
        width = min(TILE, size - start)
        try:
            exact = read_bundle((folder / path_of(Place(ENTRIES, start // TILE, width))).read_bytes())
            leaves = _hashes(folder, Place(0, start // TILE, width))
        except (OSError, DeskError):
            return
        for place, one in enumerate(exact):
            yield _kept(start + place, one, leaves[place] if place < len(leaves) else bytes(HASH))


def _kept(position: int, exact: bytes, leaf: bytes) -> Kept:
    try:
        told = json.loads(exact)
        return Kept(position, int(told["at"]), str(told["kind"]), str(told["act"]), exact, leaf)
    except (ValueError, KeyError, TypeError):
        return Kept(position, 0, "", "", exact, leaf)


def _hashes(folder: Path, place: Place) -> list[bytes]:
    raw = (folder / path_of(place)).read_bytes()
    if len(raw) != HASH * place.width:
        raise BadInput("a tile has not the length that it should have")
    return split(raw)


def _tiles(folder: Path) -> Callable[[int, int], Tile | None]:
    def tile_at(level: int, number: int) -> Tile | None:
        try:
            hashes = _hashes(folder, Place(level, number, TILE))
        except (OSError, BadInput):
            return None
        return Tile(level, number, b"".join(hashes), root_of(hashes))

    return tile_at


def _unfinished(folder: Path, size: int) -> Iterator[Problem]:
    """Compare the last, unfinished tile of each level above the leaves with the full tiles below it."""
    level, count = 1, size >> TILE_LEVELS
    while count:
        place = Place(level, count // TILE, count % TILE)
        if place.width and not _fits(folder, place):
            yield Problem("", None, f"{path_of(place)} is missing, or not what the tiles below it give")
        level, count = level + 1, count >> TILE_LEVELS


def _fits(folder: Path, place: Place) -> bool:
    start = place.number * TILE
    try:
        below = [_hashes(folder, Place(place.level - 1, start + n, TILE)) for n in range(place.width)]
        return _hashes(folder, place) == [root_of(hashes) for hashes in below]
    except (OSError, BadInput):
        return False


def _older(folder: Path, head: Checkpoint, notes: Sequence[str], history: History) -> Iterator[Problem]:
    """Tell which older checkpoints are not the beginning of this ledger."""
    for note in notes:
        old = read_head(note, history)
        if old.size > head.size:
            yield Problem("", old.size, rolled_back(old.size, head.size))
        elif not _begins_with(folder, old, head):
            yield Problem("", None, forked(old.size))


def _begins_with(folder: Path, old: Checkpoint, head: Checkpoint) -> bool:
    leaves = [leaf_hash(kept.entry) for kept in _entries(folder, head.size)]
    tree = Tree()
    for leaf in leaves[: old.size]:
        tree.append(leaf)
    proof = consistency_proof(old.size, len(leaves), lambda level, n: root_of(leaves[n << level : (n + 1) << level]))
    return tree.root() == old.root and consistent(old.size, len(leaves), old.root, head.root, proof)
