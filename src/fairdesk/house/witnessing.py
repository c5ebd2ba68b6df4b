"""Lets witnesses sign what the ledger signed: heads that came back with their lines, or that they are asked for.

A witness signs a head only if it goes on from all it signed before. A ledger that was rolled back or forked gets no more
signatures, and the witness says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.cosignatures import Cosigned, Witness, cosigned
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import decimal, encoded, open_note
from fairdesk.accountability.verify import rolled_back
from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.verifying import policy_of
from fairdesk.nouns import BadInput, DeskError, Unavailable

Post = Callable[[str, bytes], tuple[int, str]]
"""Sends bytes to an address and returns the HTTP status and the text that came back. Raises Unavailable."""

_TRIES = 3
_SIZE_IS = 409


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking a witness: the size that it signed, or the problem."""

    witness: str
    size: int
    problem: str = ""


def take_cosigned(house: Books, note: str) -> tuple[Cosigned, ...]:
    """Keep the lines of known witnesses under a head of this ledger; return them.

    Raises Tampered if the head is not one that this ledger signed and still has, or a line does not hold; BadInput if no
    known witness signed it.
    """
    signed = house.kept_head(note)
    found = cosigned(note, policy_of(house.settings).witnesses)
    if not found:
        raise BadInput("no witness that this desk knows signed this head; name them in the file of ledger_witnesses")
    _keep(signed.size, found)
    return found


def _keep(size: int, found: tuple[Cosigned, ...]) -> None:
    with writing():
        for one in found:
            ledger_records.add_cosignature(size, one.witness, one.at, one.line)


def ask_witnesses(house: Books, post: Post) -> list[Asked]:
    """Ask each witness with an address to sign the newest head (c2sp.org/tlog-witness, add-checkpoint)."""
    head = ledger_records.latest_checkpoint()
    if head is None:
        return []
    asked = []
    for witness in policy_of(house.settings).witnesses:
        if not witness.url or ledger_records.last_cosigned_by(witness.short) == head.size:
            continue
        try:
            _ask(witness, head.size, head.note, post)
            asked.append(Asked(witness.short, head.size))
        except DeskError as fault:
            asked.append(Asked(witness.short, 0, str(fault)))
    return asked


def _ask(witness: Witness, size: int, note: str, post: Post) -> None:
    old = ledger_records.last_cosigned_by(witness.short)
    for _ in range(_TRIES):
        status, said = post(witness.url.rstrip("/") + "/add-checkpoint", _request(old, size, note))
        if status == _SIZE_IS:
            old = _size(said)
            if old > size:
                raise Tampered(f"{witness.short} says: {rolled_back(old, size)}")
            continue
        if status != 200:
            raise Unavailable(
                f"{witness.short} did not sign the head of {size} entries (HTTP {status}){_why(status)}"
            )
        if open_note(note + said)[0] != open_note(note)[0]:
            raise Unavailable(f"{witness.short} answered with more than lines under the head of {size} entries")
        if not (found := cosigned(note + said, [witness])):
            raise Unavailable(f"{witness.short} answered, but not with a signature by its own key")
        _keep(size, found)
        return
    raise Unavailable(f"{witness.short} goes on naming other sizes; ask again later")


def _why(status: int) -> str:
    known = {404: ": it does not know this ledger; give it the ledger's name", 403: ": it does not know the ledger's key",
             422: ": it saw another history of this ledger; compare with `fairdesk ledger verify --against`"}  # fmt: skip
    return known.get(status, "")


def _request(old: int, size: int, note: str) -> bytes:
    proof = ledger_records.consistency_for(old, size)
    return (f"old {old}\n" + "".join(f"{encoded(one)}\n" for one in proof) + f"\n{note}").encode()


def _size(said: str) -> int:
    return decimal(said.removesuffix("\n"), "the size that a witness says it knows")
