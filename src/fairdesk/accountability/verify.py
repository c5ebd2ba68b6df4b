"""Verify the whole ledger: what an auditor trusts, pure over what is read from the tables.

Every entry is hashed again from its exact bytes; places must follow each other without a gap; every finished tile must
be what the entries give; every kept checkpoint must be signed by the ledger's key and its root be the root of the tree
at its size. Together that finds a change, a removal, an insertion, another order or a cut-off end. What no single
ledger can show by itself is a whole older copy put back: for that, hold an old receipt or checkpoint against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from fairdesk.accountability.history import History, read_head
from fairdesk.accountability.ledger import Kept, Signed, Tampered, agrees
from fairdesk.accountability.notes import Checkpoint
from fairdesk.accountability.tree import TILE, Tile, Tree, split
from fairdesk.nouns import BadInput

MOST_PROBLEMS = 1000
_STRIDE = 4096
_NO_HASH = bytes(32)

TileAt = Callable[[int, int], Tile | None]
"""Gives the kept tile of a level and number, or None."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was signed. `act` is "" and `position` None where no single entry can be named."""

    act: str
    position: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification saw. `entries` have a place in the tree, `waiting` do not yet; `size` and `root` are the
    latest checkpoint's. At most 1,000 problems are listed; `unlisted` counts the rest.
    """

    entries: int
    waiting: int
    checkpoints: int
    size: int
    root: bytes
    problems: tuple[Problem, ...]
    unlisted: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Start:
    """Where a verification begins that need not begin at the first entry: a tree's size, and its unfinished tiles."""

    size: int
    edge: Sequence[Sequence[bytes]]


def verify(
    entries: Iterable[Kept],
    checkpoints: Iterable[Signed],
    history: History,
    tile_at: TileAt | None = None,
    progress: Callable[[int], None] | None = None,
    start: Start | None = None,
) -> Report:
    """Verify a ledger: placed entries in the order of their places, then waiting ones; checkpoints by size.

    Without *tile_at* (an auditor who has an export alone) tiles are not compared; they carry no proof of their own.
    *progress* is called with the count of entries done, now and then. With *start* the first checkpoint given must be
    the one of that size: its signature vouches for what comes before.
    """
    walk = _Walk(iter(checkpoints), history, tile_at, Tree(start.size, start.edge) if start else Tree())
    for count, kept in enumerate(entries, 1):
        walk.step(kept)
        if progress and not count % _STRIDE:
            progress(count)
    return walk.finished()


def rolled_back(old: int, size: int) -> str:
    """Return the sentence about a ledger that is shorter than one that was signed before."""
    return f"a checkpoint of {old} entries was signed, this ledger has {size}: it was rolled back, or restored from a backup"


def forked(old: int) -> str:
    """Return the sentence about a ledger that does not begin with one that was signed before."""
    return f"this ledger does not begin with the {old} entries of that checkpoint: its history was forked"


@dataclass(slots=True)
class _Walk:
    """One walk over the ledger: the tree so far, and what was found wrong."""

    heads: Iterator[Signed]
    history: History
    tile_at: TileAt | None
    tree: Tree
    whole: bool = True
    """No gap so far: roots can be compared."""
    matching: bool = True
    """No root was wrong so far. After the first wrong one all are, and say no more."""
    recent: list[Kept] = field(default_factory=list)
    next_head: Checkpoint | None = None
    next_size: int = -1
    last_good: int = 0
    latest: Checkpoint | None = None
    checkpoints: int = 0
    entries: int = 0
    waiting: int = 0
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0

    def __post_init__(self) -> None:
        self._advance()
        self._compare()

    def step(self, kept: Kept) -> None:
        """Take one entry."""
        # What was edited by hand in SQLite may have become text: then it has no hash at all.
        position, _, _, _, exact, told = kept
        leaf = sha256(b"\x00" + exact).digest() if type(exact) is bytes else _NO_HASH
        if leaf is _NO_HASH or leaf != told:
            self._found(kept, "its bytes do not give the hash that was kept with them: the entry was changed")
        elif not agrees(kept):
            self._found(kept, "its time, kind or act beside the entry are not those inside it")
        if position is None:
            self.waiting += 1
            return
        self.entries += 1
        tree = self.tree
        if self.whole and position != tree.size:
            self._found(kept, f"index {tree.size} should be here: an entry is missing, moved or doubled")
            self.whole = False
        if not self.whole:
            return
        self.recent.append(kept)
        for tile in tree.append(leaf):
            self._compare_tile(tile)
        if tree.size == self.next_size:
            self._compare()

    def _compare_tile(self, tile: Tile) -> None:
        kept = self.tile_at(tile.level, tile.number) if self.tile_at else tile
        if kept != tile:
            self._tile_differs(tile, kept)
        if tile.level == 0:
            self.recent.clear()

    def _tile_differs(self, tile: Tile, kept: Tile | None) -> None:
        hashes = split(kept.hashes) if kept and type(kept.hashes) is bytes else []
        named = False
        if tile.level == 0 and len(hashes) == TILE:
            # Of the first tile after a start the end alone was walked over.
            walked = slice(TILE - len(self.recent), None)
            for entry, ours, theirs in zip(self.recent, split(tile.hashes)[walked], hashes[walked], strict=True):
                if ours != theirs:
                    named = True
                    if ours == entry.leaf:  # otherwise the entry was named when it came by
                        self._found(entry, "the tree was built over other bytes: entry or tile was changed")
        if not named:
            self._add(Problem("", None, f"tile {tile.level}/{tile.number} is missing, or not what the entries give"))

    def _compare(self) -> None:
        """Compare the tree with the checkpoint of its size, if there is one."""
        if self.next_head is None or self.next_head.size > self.tree.size:
            return
        signed = self.latest = self.next_head
        if self.matching and self.tree.root() != signed.root:
            self._root_differs(signed)
        if self.matching:
            self.last_good = signed.size
        self._advance()

    def _root_differs(self, signed: Checkpoint) -> None:
        self.matching = False
        act = self.recent[-1].act if self.recent and signed.size == self.last_good + 1 else ""
        span = f"index {self.last_good} to {signed.size - 1}"
        sentence = f"entries at {span} do not give the root that was signed: one of them, or the root, was changed"
        self._add(Problem(act, signed.size - 1, sentence))

    def _advance(self) -> None:
        """Go to the next checkpoint that holds in itself, noting those that do not."""
        self.next_head, self.next_size = None, -1
        for kept in self.heads:
            self.checkpoints += 1
            signed = self._read(kept)
            if signed is not None:
                self.next_head, self.next_size = signed, signed.size
                return

    def _read(self, kept: Signed) -> Checkpoint | None:
        try:
            signed = read_head(str(kept.note), self.history)
        except (BadInput, Tampered) as wrong:
            self._add(Problem("", None, f"the checkpoint of {kept.size} entries does not hold: {wrong}"))
            return None
        if signed.size == kept.size:
            return signed
        self._add(Problem("", None, f"the checkpoint of {signed.size} entries is filed under {kept.size}"))
        return None

    def finished(self) -> Report:
        """Close the walk."""
        while self.next_head:
            self._beyond(self.next_head)
            self._advance()
        covered, root = (self.latest.size, self.latest.root) if self.latest else (0, Tree().root())
        if self.whole and self.tree.size > covered:
            sentence = f"entries from index {covered} on have a place, but no checkpoint covers them"
            self._add(Problem("", covered, sentence))
        return Report(
            self.entries, self.waiting, self.checkpoints, covered, root, tuple(self.problems), self.unlisted
        )

    def _beyond(self, head: Checkpoint) -> None:
        self.latest = head
        if self.whole:
            here = self.tree.size
            self._add(
                Problem("", here, f"{head.size} entries were signed, only {here} are here: the end was cut off")
            )

    def _found(self, kept: Kept, what: str) -> None:
        where = "waiting" if kept.position is None else f"at index {kept.position}"
        self._add(Problem(kept.act, kept.position, f"act {kept.act}, entry {where}: {what}"))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.unlisted += 1
