"""Reads and writes the ledger's tables. `append` is part of the transaction of the act; `sequence` follows behind.

    with writing():
        ...the act's own rows...
        append(at, kind, act, entry_bytes(...))          one insert of one page
    sequence(now, signer)                                places, tiles, signed checkpoint: one transaction of its own

There is no act without its entry, because they are committed together; and a place in the tree is given by one process
at a time. Once an entry has its place nothing of it is changed or deleted.
"""

from fairdesk.accountability.records.proving import (
    consistency_for,
    hashes_of,
    proof_for,
    proofs_of,
    tile_at,
    verified,
)
from fairdesk.accountability.records.reading import (
    append,
    checkpoint_before,
    checkpoint_of,
    checkpoints,
    entries,
    entry_at,
    entry_for,
    kinds,
    latest_checkpoint,
    newest_entries,
    newest_heads,
    position_of,
    waiting,
)
from fairdesk.accountability.records.sequencing import hand_over, sequence
from fairdesk.accountability.records.signing import (
    add_cosignature,
    all_cosigned,
    cosignatures,
    history,
    last_cosigned_by,
    newest_cosigned,
)

__all__ = [
    "add_cosignature",
    "all_cosigned",
    "append",
    "checkpoint_before",
    "checkpoint_of",
    "checkpoints",
    "consistency_for",
    "cosignatures",
    "entries",
    "entry_at",
    "entry_for",
    "hand_over",
    "hashes_of",
    "history",
    "kinds",
    "last_cosigned_by",
    "latest_checkpoint",
    "newest_cosigned",
    "newest_entries",
    "newest_heads",
    "position_of",
    "proof_for",
    "proofs_of",
    "sequence",
    "tile_at",
    "verified",
    "waiting",
]
