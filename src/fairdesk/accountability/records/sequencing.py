"""Gives entries their place in the tree and signs its head: one transaction of its own, behind the acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fairdesk.accountability.history import History, SigningKey, next_key, read_head, short
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signer, checkpoint_text, joined
from fairdesk.accountability.records.proving import edge
from fairdesk.accountability.records.reading import latest_checkpoint
from fairdesk.accountability.records.signing import add_key, history
from fairdesk.accountability.tree import Tile, Tree
from fairdesk.database import execute, micros, on_sqlite, row, rows, writing
from fairdesk.nouns import Overtaken

# "fairledg": this number means the ledger's one sequencer to PostgreSQL, per database.
_SEQUENCER = 0x6661_6972_6C65_6467


def sequence(at: datetime, signer: Signer, limit: int = 1000) -> int:
    """Give places to at most *limit* waiting entries, oldest first, sign the new head, return how many were placed.

    Opens its own transaction: places, tiles and checkpoint are there together or not at all, so a crash leaves the
    ledger as it was and the next call does the same again. Any number of processes may call it. Raises Tampered, and
    signs nothing, if the tree that is kept is not the one that was signed last, or if another key signed it; Overtaken
    if a newer key of this ledger has taken over.
    """
    if row("SELECT 1 FROM accountability_waiting LIMIT 1") is None:
        return 0
    with writing():
        _alone()
        known = history()
        if signer.verifier_key in {key.verifier_key for key in known[:-1]}:
            raise Overtaken("a newer key of this ledger took over; sign with that")
        if known and known[-1].verifier_key != signer.verifier_key:
            raise Tampered(
                f"the ledger was signed last by {short(known[-1].verifier_key)}, which is not signed by this desk's key:"
                " restore the keys from their backup, or see `fairdesk ledger rotate --lost`"
            )
        tree = _signed_tree(known or (SigningKey(signer.verifier_key, 0),))
        placed = _place(tree, limit)
        if placed:
            if not known:
                add_key(SigningKey(signer.verifier_key, 0))
            _keep_checkpoint(at, tree, [signer])
    return placed


def hand_over(at: datetime, new: Signer, old: Signer | None) -> SigningKey:
    """Place what waits and sign the head with *new*, and with *old* unless that is lost; from here on *new* signs.

    In the caller's transaction, which has written an entry about it: so there is a new head to sign. Raises Overtaken
    if *new* signs already: another process let it take over since the caller made it.
    """
    _alone()
    kept = history()
    if new.verifier_key in {key.verifier_key for key in kept}:
        raise Overtaken("another command has just let a new key take over; look with `fairdesk ledger key`")
    known = kept or ((SigningKey(old.verifier_key, 0),) if old else ())
    if known and not kept:
        add_key(known[0])
    tree = _signed_tree(known)
    while _place(tree, 1000):
        pass
    key = SigningKey(new.verifier_key, tree.size, lost=old is None)
    add_key(key)
    _keep_checkpoint(at, tree, [new, *([old] if old else [])], next_key(new.verifier_key))
    return key


def _place(tree: Tree, limit: int) -> int:
    """Move the oldest waiting entries to their places and return how many."""
    numbers = [number for (number,) in rows(_OLDEST, limit)]
    if not numbers:
        return 0
    these = ", ".join(["%s"] * len(numbers))
    placed = rows(_MOVE.format(these), tree.size, *numbers)
    execute(f"DELETE FROM accountability_waiting WHERE number IN ({these})", *numbers)
    for _, leaf in sorted(placed):
        for tile in tree.append(bytes(leaf)):
            _keep_tile(tile)
    return len(placed)


_OLDEST = "SELECT number FROM accountability_waiting ORDER BY at, number LIMIT %s"
_MOVE = """
    INSERT INTO accountability_entry (position, act, at, kind, entry, leaf)
    SELECT row_number() OVER (ORDER BY at, number) - 1 + %s, act, at, kind, entry, leaf
    FROM accountability_waiting WHERE number IN ({})
    RETURNING position, leaf"""


def _alone() -> None:
    # SQLite's transaction is the only writer anyway. On PostgreSQL the lock is held until commit, and what the one
    # before us committed is seen by every statement after this one (READ COMMITTED).
    if not on_sqlite():
        row("SELECT pg_advisory_xact_lock(%s)", _SEQUENCER)


def _signed_tree(known: History) -> Tree:
    """Return the kept tree, after making sure that it is the one signed last: we never sign two histories."""
    head = latest_checkpoint()
    size = head.size if head else 0
    if _places_given() != size:
        raise Tampered(f"{_places_given()} entries have a place, the last checkpoint signs {size}; verify the ledger")
    tree = Tree(size, edge(size))
    if head:
        signed = read_head(head.note, known)
        if (signed.size, signed.root) != (size, tree.root()):
            raise Tampered(f"the kept tree of {size} entries is not the one that was signed; verify the ledger")
    return tree


def _places_given() -> int:
    found = row("SELECT coalesce(max(position), -1) + 1 FROM accountability_entry")
    return int(found[0]) if found else 0


def _keep_tile(tile: Tile) -> None:
    execute("INSERT INTO accountability_tile (level, number, hashes, root) VALUES (%s, %s, %s, %s)", *tile)


def _keep_checkpoint(at: datetime, tree: Tree, signers: Sequence[Signer], *more: str) -> None:
    text = checkpoint_text(signers[0].name, tree.size, tree.root(), *more)
    note = joined(*(signer.sign(text) for signer in signers))
    execute("INSERT INTO accountability_checkpoint (size, at, note) VALUES (%s, %s, %s)", tree.size, micros(at), note)
