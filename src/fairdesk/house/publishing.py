"""What of the ledger leaves the house: tiles, entries, heads, the folder for an auditor, the page of a short code.

Nothing here opens an act: entries hold no words, and what an entry sealed stays sealed.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.codes import code_of, read_code
from fairdesk.accountability.exported import CHECKPOINT, HANDOVERS, KEYS
from fairdesk.accountability.history import as_text
from fairdesk.accountability.ledger import Entry, Kept, read_entry
from fairdesk.accountability.notes import decoded
from fairdesk.accountability.proofs import as_json, is_receipt
from fairdesk.accountability.tiles import ENTRIES, Place, bundle, holds, path_of, place_of, tiles_of
from fairdesk.database import moment, stored_bytes
from fairdesk.house.verifying import Verifying
from fairdesk.nouns import ActId, BadInput, CustomerId, DeskError, NotFound


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as pages show it: where it stands, its code, what it says, its hash, and the exact bytes.

    `entry` is None where these bytes are no entry: somebody edited them, and the code is "".
    """

    position: int
    code: str
    entry: Entry | None
    leaf: str
    exact: str


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry with the hashes up to the root that was signed, and who signed that."""

    shown: Shown
    hashes: tuple[str, ...]
    size: int
    root: str
    note: str
    signed_at: datetime
    cosigned: tuple[tuple[str, datetime], ...]


class Publishing(Verifying):
    """The ledger's public side."""

    def receipt_as_json(self, act: ActId, customer: CustomerId, *, named: bool = False) -> Mapping[str, str | int]:
        """Return the receipt of a customer's act as an object for programs; it verifies as the text does.

        Without the body, as `quiet_receipt`, it is the text alone under "proof".
        """
        text = self.quiet_receipt(act, customer, named=named)
        return as_json(text) if is_receipt(text) else {"format": "fairdesk-proof/1", "proof": text}

    def checkpoint_note(self) -> str:
        """Return the newest signed head, with the cosignatures of witnesses."""
        return self.head()[1]

    def ledger_keys_text(self) -> str:
        """Return the public keys of the ledger as they are published, oldest first."""
        return as_text(self.ledger_keys)

    def tile(self, path: str) -> bytes:
        """Return a tile or a bundle of entries by its path. NotFound if the newest head has none there."""
        try:
            place = place_of(path)
        except BadInput as wrong:
            raise NotFound("there is no such tile") from wrong
        return self._tile(place)

    def _tile(self, place: Place) -> bytes:
        head = ledger_records.latest_checkpoint()
        start = place.number * 256
        if head is not None and holds(head.size, place):
            if place.level == ENTRIES:
                return bundle(bytes(kept.entry) for kept in ledger_records.entries(start - 1, start + place.width))
            if (hashes := ledger_records.hashes_of(*place)) is not None:
                return hashes
        raise NotFound("there is no such tile")

    def export_ledger(self, folder: Path, step: Callable[[int], None] = lambda _done: None) -> int:
        """Write the whole ledger as static files into a folder; return how many entries it has.

        Into the folder of an earlier export only what is new is written. Cut short at any moment, the folder holds what
        it held or what it should, and the next call finishes it. Raises BadInput if another's files are there, another
        ledger's, or a newer export of this one; nothing is changed then.
        """
        self.close_the_day()
        size, note = self.head()
        before = self._exported_before(folder, size)
        _write(folder / "README.txt", _README.encode())  # first: by it the next call knows the folder again
        for done, place in enumerate(tiles_of(size), 1):
            target = folder / path_of(place)
            if place.width < 256 or not holds(before, place) or not target.exists():
                _write(target, self._tile(place))
            step(done)
        keys = [key for key in self.ledger_keys if key.size <= size]
        for key in keys[1:]:
            handover = ledger_records.checkpoint_of(key.size)
            _write(folder / HANDOVERS / str(key.size), (handover.note if handover else "").encode())
        # Last, the keys before the head that they signed: whoever checks passes over keys that come after the head.
        _write(folder / KEYS, as_text(keys).encode())
        _write(folder / CHECKPOINT, note.encode())
        return size

    def _exported_before(self, folder: Path, size: int) -> int:
        """Return how many entries of this ledger a folder holds already: 0 if none, or if that was never finished."""
        _refuse_other(folder)
        try:
            note = (folder / CHECKPOINT).read_text("utf-8")
        except FileNotFoundError:
            return 0
        except (OSError, UnicodeDecodeError) as fault:
            raise BadInput(f"{folder / CHECKPOINT} cannot be read; name another folder") from fault
        try:
            before = self.kept_head(note).size
        except DeskError as wrong:
            raise BadInput(
                f"{folder} holds an export that this ledger does not go on from: another ledger's, or one made before a"
                f" backup was restored ({wrong}). Keep it, and name another folder"
            ) from wrong
        if before > size:
            raise BadInput(
                f"{folder} holds a newer export, of {before} entries: somebody wrote it meanwhile; keep that"
            )
        return before

    # --- one entry ---
    def proof_page(self, typed: str) -> Proven:
        """Return what a short code finds. BadInput if it is no code, NotFound if there is no such act."""
        position, mark = read_code(typed)
        kept = ledger_records.entry_at(position)
        code = shown(kept).code if kept else ""
        if not hmac.compare_digest(code.rpartition("-")[2], mark):
            raise NotFound("no act has this code")
        return self.proven(position)

    def proven(self, position: int) -> Proven:
        """Return the entry at an index with its proof. NotFound if there is none."""
        kept = ledger_records.entry_at(position)
        if kept is None:
            raise NotFound("there is no entry at this index")
        size, note = self.head(position)
        signed = ledger_records.checkpoint_of(size)
        hashes = tuple(one.hex() for one in ledger_records.proof_for(position, size))
        said = tuple((key, moment(at * 1_000_000)) for key, at, _ in ledger_records.cosignatures(size))
        root = decoded(note.splitlines()[2], "the root").hex()
        return Proven(shown(kept), hashes, size, root, note, moment(signed.at if signed else 0), said)


def shown(kept: Kept) -> Shown:
    """Return an entry as pages show it, also one that somebody edited into no entry at all."""
    position, exact = kept.position or 0, stored_bytes(kept.entry)
    try:
        entry = read_entry(exact)
    except BadInput:
        entry = None
    code = code_of(position, exact) if entry else ""
    return Shown(position, code, entry, stored_bytes(kept.leaf).hex(), exact.decode("ascii", "replace"))


def _refuse_other(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    readme = folder / "README.txt"
    if not readme.is_file() or not readme.read_bytes().startswith(_README[:40].encode()):
        raise BadInput(f"{folder} holds other files; name a new folder, or the one of an earlier export")


def _write(target: Path, content: bytes) -> None:
    """Put a file in place whole: whatever is cut short, there is the old one or the new one."""
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as fault:
        raise BadInput(f"{target} cannot be written: {fault.strerror}; name another folder") from fault


_README = """\
THE LEDGER OF A CUSTOMER SERVICE DESK

Every act of the assistant, of people and of the house is one entry here.
An entry holds no words, names or addresses. What was said and done is sealed:
the entry has a commitment to it that only the desk, or a customer's receipt, can open.
Entries do name a conversation by a random id, and say when something happened: handle them with care.

The files follow C2SP tlog-tiles (https://c2sp.org/tlog-tiles):

  checkpoint      the newest signed head of the tree, with the cosignatures of witnesses
  keys.txt        the public keys of the ledger, each behind the size of the first head that it signed
  handovers/      the heads by which one key handed over to the next; both signed them
  tile/0/...      the hashes of the entries, 256 a file; tile/1/... the hashes over those, and so on
  tile/entries/   the entries themselves, each behind its length in two bytes

Check everything, without a network and without the desk:

  pip install fairdesk
  fairdesk ledger verify-export . --key "$(cat KEY)"

KEY is the public key that you got from somewhere else than this folder: whoever could write
the folder could write keys.txt. Add --against FILE for a checkpoint that you kept.
Go's golang.org/x/mod/sumdb reads the same files.
"""
