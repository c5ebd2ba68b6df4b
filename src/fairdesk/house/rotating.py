"""Exchanges what the keys are wrapped under: the wrapping key, or the root above it. The desk may run meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fairdesk.accountability.history import SigningKey
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import read_checkpoint
from fairdesk.accountability.records import hand_over, history, latest_checkpoint
from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.foundation import BY_ADDRESS
from fairdesk.house.opening import House
from fairdesk.identity import records as identity
from fairdesk.identity.records import addresses
from fairdesk.nouns import BadInput
from fairdesk.privacy.keyring import FileKeyring, Keyring
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.records.rotation import BATCH


@dataclass(frozen=True, slots=True)
class Rotated:
    """The version that wraps all keys now, how many were rewrapped, which versions were destroyed, and until when a
    backup of the keys still holds those (None: none does)."""

    version: int
    resumed: bool
    rewrapped: int
    destroyed: tuple[int, ...]
    held_until: datetime | None


def rotate(house: Books, step: Callable[[int], None] = lambda _done: None, batch: int = BATCH) -> Rotated:
    """Make a new wrapping key, rewrap every key under it, and destroy the old one. Goes on where a dead one stopped."""
    at, keys, done = house.now(), house.keys, 0
    resumed = len(keys.wrapping_keys()) > 1
    version = keys.begin_rotation(at)
    house.plug("rotation begun")
    while some := keys.rewrap(batch):
        done += some
        step(done)
        house.plug("rewrapped")
    destroyed = keys.retire()
    _tell(house, at, f"version {version}")
    return Rotated(version, resumed, done, destroyed, keys.final_on(at))


def rotate_root(house: Books) -> None:
    """Put a new root key in the place of the old one, in the same file."""
    _refuse_borrowed(house)
    keyring = house.keys.keyring
    if not isinstance(keyring, FileKeyring):
        raise BadInput(
            "the root is in a key server: rotate it there (transit/keys/<name>/rotate), then `keys rotate`"
        )
    # The next root lies beside the old one until the wrapping keys are under it; whoever opens a key meanwhile tries
    # both, and a crash between any two steps is made good at the next start (`FileKeyring.settle`).
    house.keys.move_root(keyring.next)
    house.plug("root moved")
    house.keys.keyring = keyring
    house.keys.prove_root()
    _tell(house, house.now(), "root")


def rotate_index(house: House) -> None:
    """Find customers by their address under a new key. Goes on where a dead one stopped; not beside a desk that runs.

    What is kept sealed (addresses that customers gave, letters that wait) moves over at once. Who only wrote from an
    address is found by the key before, and moves over when they write again.
    """
    _refuse_borrowed(house)
    if not _moved(house):
        house.keys.rotate_index()
        house.plug("index key made")
    # A crash here leaves addresses under the old key: the gate lets no letter pass to them, and the next call goes on.
    moved = _moved(house)
    with writing():
        for old, new in moved.items():
            addresses.exchange_token(old, new)
            customer = identity.customer_by_token(BY_ADDRESS + old)
            if customer is not None and identity.customer_by_token(BY_ADDRESS + new) is None:
                identity.add_token(customer, BY_ADDRESS + new, house.now())
        house.exchange_tokens(moved)
    _tell(house, house.now(), "index")


def rotate_ledger(house: Books, lost: bool = False) -> SigningKey:
    """Let a new key sign the ledger from here on: one head is signed by both, and leads whoever trusts one to the other.

    With *lost* the new key signs alone. Raises BadInput if the key is there although it was said to be lost, or is not;
    Overtaken if another process was quicker.
    """
    # Counted first: should another process be quicker from here on, the next key of this number signs already.
    at, known, there = house.now(), history(), _signed_here(house)
    if there == lost:
        raise BadInput(
            "the ledger's key is here: rotate without --lost, so that both keys sign"
            if there
            else "the key that signed the ledger is not here: restore the keys from a backup, or rotate with --lost"
        )
    if lost and not known:
        raise BadInput(
            "the lost key signed before this version kept public keys, so nothing leads on from it: restore the keys from"
            " a backup"
        )
    if not lost:
        house.close_the_day()
    # The next key is made in the key file first: a crash before the commit leaves one that has signed nothing.
    number = max(1, len(known))
    old, new = None if lost else house.signer_of(number), house.signer_of(number + 1)
    house.plug("ledger key made")
    with writing():
        house.memory.add_deed(at, "keys_rotated", "house", {"what": "ledger, key lost" if lost else "ledger"})
        return hand_over(at, new, old)


def _signed_here(house: Books) -> bool:
    """Whether the newest head is signed by the key that this desk has. Where nothing is signed no key can be lost."""
    head, signer = latest_checkpoint(), house.kept_signer
    if head is None:
        return True
    try:
        return signer is not None and bool(read_checkpoint(head.note, signer.verifier_key))
    except Tampered:
        return False


def _moved(house: House) -> dict[str, str]:
    """Return the token of each kept address that is not under the newest index key, with the one it should have."""
    moved = {}
    for kept in addresses.everybody_s():
        try:
            newest = house.tokens_of(house.open_address(kept))[0]
        except KeyDestroyed:
            continue  # an erasure that was cut short: its rows are about to go
        if kept.token != newest:
            moved[kept.token] = newest
    return moved


def move_root(house: Books, target: Keyring) -> None:
    """Move the wrapping keys to another keyring. The desk works again when its settings name that one."""
    _refuse_borrowed(house)
    before = house.keys.keyring
    house.keys.move_root(target)
    if isinstance(before, FileKeyring):
        before.path.unlink(missing_ok=True)  # it opens nothing any more but backups, which hold their own
    _tell(house, house.now(), "keyring")


def _refuse_borrowed(house: Books) -> None:
    """A folder whose key file is a link (fairdesk demo tamper) must not take the root away from its owner."""
    if house.keys.path.is_symlink():
        raise BadInput(f"the keys of {house.settings.data} are another folder's; rotate them there")


def _tell(house: Books, at: datetime, what: str) -> None:
    with writing():
        house.memory.add_deed(at, "keys_rotated", "house", {"what": what})
