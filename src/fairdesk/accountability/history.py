"""The keys that signed a ledger, one after another, and which of them must have signed a checkpoint of a given size.

    history = (SigningKey("fairdesk/5b+1a2b3c4d+AQ...", 0), SigningKey("fairdesk/5b+99aabbcc+AQ...", 4711))
    read_head(note, history)            raises Tampered unless the key of that time signed it

A key hands over by one checkpoint that names the next key and that both sign: whoever trusts either of them can follow
to the other. (Both signatures alone would not do: anybody can sign a checkpoint that was published.) Where a key was
lost, nothing joins the two sides but the cosignatures of witnesses, and old receipts; `gaps` says so.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import (
    Checkpoint,
    check_key,
    decimal,
    open_note,
    parse_checkpoint,
    read_checkpoint,
    verify_note,
)
from fairdesk.nouns import BadInput


class SigningKey(NamedTuple):
    """A public key and the size of the first checkpoint that it signed. `lost`: the key before could not hand over."""

    verifier_key: str
    size: int
    lost: bool = False


History = Sequence[SigningKey]


def of_one(verifier_key: str) -> History:
    """Return the history of a ledger that has had one key only. Raises BadInput if it is none."""
    check_key(verifier_key)
    return (SigningKey(verifier_key, 0),)


def read_head(note: str, history: History) -> Checkpoint:
    """Return the checkpoint of a note that the key of its time signed, and at a handover the key before as well.

    Raises Tampered if they did not, BadInput if it cannot be read.
    """
    size = parse_checkpoint(open_note(note)[0]).size
    found, keys = None, keys_at(history, size)
    for key in keys:
        found = read_checkpoint(note, key)
    if found is None:
        raise Tampered("no key of this ledger is known for a checkpoint of that size")
    if len(keys) > 1 and next_key(keys[-1]) not in found.more:
        raise Tampered(f"the key before did not sign that {short(keys[-1])} takes over")
    return found


def next_key(verifier_key: str) -> str:
    """Return the extension line of a checkpoint by which this key takes over."""
    return f"next key {verifier_key}"


def keys_at(history: History, size: int) -> list[str]:
    """Return the keys that must have signed the checkpoint of *size*: one, or two at a handover."""
    known = [key for key in history if key.size <= size]
    if not known:
        return []
    newest = known[-1]
    hands_over = len(known) > 1 and newest.size == size and not newest.lost
    return [key.verifier_key for key in known[-2 if hands_over else -1 :]]


def gaps(history: History) -> list[str]:
    """Return a sentence for each place where a key was lost: what no signature proves there."""
    return [
        f"the key before {short(key.verifier_key)} was lost: no signature shows that the entries before index"
        f" {key.size} are those it had signed; a cosigned checkpoint or an older receipt can"
        for key in history
        if key.lost
    ]


def verify_any(note: str, keys: str) -> str:
    """Return the text of a note that one of these keys signed: a bare key, or a list as it is published.

    For what is signed beside the ledger (certificates, copies): they name no size. Raises as verify_note does.
    """
    *older, last = from_text(keys)
    for key in older:
        with contextlib.suppress(Tampered):
            return verify_note(note, key.verifier_key)
    return verify_note(note, last.verifier_key)


def short(verifier_key: str) -> str:
    """Return a key's name and id: what signatures are known by."""
    return verifier_key.rpartition("+")[0]


def as_text(history: History) -> str:
    """Return a history as it is published: a line for each key, oldest first: its first size, the key, "lost" or not."""
    return "".join(f"{key.size} {key.verifier_key}{' lost' if key.lost else ''}\n" for key in history)


def from_text(text: str) -> History:
    """Return the history that a published list is; a bare key stands for a history of one. Raises BadInput."""
    found = [_line(line.split()) for line in text.splitlines() if line.strip()]
    if not found or [key.size for key in found] != sorted({key.size for key in found}) or found[0].size:
        raise BadInput(
            "a list of keys has a line for each: the first size that it signed, a space, the key; oldest first"
        )
    return tuple(found)


def _line(parts: list[str]) -> SigningKey:
    size, key, *lost = parts if len(parts) > 1 and parts[0].isdigit() else ("0", " ".join(parts))
    check_key(key)
    if lost not in ([], ["lost"]):
        raise BadInput(
            "a line of a list of keys is: the first size that it signed, the key, and perhaps the word lost"
        )
    return SigningKey(key, decimal(size, "the size of a key"), bool(lost))
