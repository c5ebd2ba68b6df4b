"""The books: places entries in the tree, signs checkpoints, and hands out receipts."""

from __future__ import annotations

from collections.abc import Callable

from fairdesk.accountability import ledger, proofs
from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.history import History, of_one, read_head
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Checkpoint, Signer, open_note
from fairdesk.database import row
from fairdesk.desk import records as desk
from fairdesk.house.memory import (
    HOUSE_KEY,
    LEDGER_KEY,
    place_of_deed,
    place_of_line,
    place_of_turn,
)
from fairdesk.house.reading import Reading
from fairdesk.nouns import (
    ActId,
    ConversationId,
    CustomerId,
    NotFound,
    Overtaken,
    Unavailable,
    Voice,
)
from fairdesk.privacy.export_form import names_a_matter
from fairdesk.privacy.keys import unseal


class Books(Reading):
    """The part of the house that keeps the ledger. `post` reaches witnesses; None: nothing leaves."""

    post: Callable[[str, bytes], tuple[int, str]] | None = None

    @property
    def signer(self) -> Signer:
        """Return the ledger's signing key of now under this desk's name."""
        return self.signer_of(max(1, len(ledger_records.history())))

    def signer_of(self, number: int) -> Signer:
        """Return the ledger's signing key of that number (1: the first), made on first use."""
        return self._signer(self.keys.house_key(_key_name(number)))

    @property
    def kept_signer(self) -> Signer | None:
        """Return the ledger's signing key of now if it is there; makes none."""
        seed = self.keys.kept_house_key(_key_name(max(1, len(ledger_records.history()))))
        return self._signer(seed) if seed else None

    def _signer(self, seed: bytes) -> Signer:
        return Signer(f"fairdesk/{self.keys.house_key('desk-id')[:8].hex()}", seed)

    @property
    def ledger_keys(self) -> History:
        """Return the public keys of the ledger, oldest first, as they are published."""
        return ledger_records.history() or of_one(self.signer.verifier_key)

    def kept_keys(self) -> History:
        """Return the public keys of the ledger; makes none: what is verified must stay as it is."""
        signer = self.kept_signer
        return ledger_records.history() or (of_one(signer.verifier_key) if signer else ())

    def close_the_day(self) -> int:
        """Place every waiting entry in the tree and sign the new heads; return how many were placed."""
        placed = 0
        while new := self._sequence():
            placed += new
        return placed

    def _sequence(self) -> int:
        # The key is read before the transaction: another process may let a new one take over in between.
        signer = self.signer
        try:
            return ledger_records.sequence(self.now(), signer)
        except Overtaken:
            return ledger_records.sequence(self.now(), self.signer)

    def receipt(self, act: ActId, customer: CustomerId) -> str:
        """Return the receipt of an act as a self-contained text file that verifies offline.

        NotFound for a stranger, and for what colleagues noted among themselves.
        """
        conversation, key, body = self._open_act(act)
        if conversation is None or _is_note(act):
            raise NotFound("there is no such act, or it is not yours")
        self.own(conversation, customer)
        return self._receipt(act, key, body)

    def quiet_receipt(self, act: ActId, customer: CustomerId, *, named: bool = False) -> str:
        """Return the receipt of an act, or if its record would name a sensitive matter what proves it without a word.

        *named*: the customer asks for all of it. Raises NotFound as `receipt`.
        """
        whole = self.receipt(act, customer)
        if named or not names_a_matter(self._open_act(act)[2]):
            return whole
        entry, note, hashes = self._proven(act)
        return proofs.without_body(entry.position or 0, entry.entry, hashes, note)

    def prove(self, act: ActId) -> tuple[str, CustomerId | None]:
        """Return the receipt of any act, for the office, and whose act it is. Raises KeyDestroyed if that is erased."""
        conversation, key, body = self._open_act(act)
        return self._receipt(act, key, body), None if conversation is None else desk.conversation(
            conversation
        ).customer

    def prove_sealed(self, act: ActId) -> tuple[bytes, str]:
        """Return an act's exact entry and its tlog-proof: what can be shown of it to anybody, erased or not."""
        entry, note, hashes = self._proven(act)
        return entry.entry, proofs.tlog_proof(proofs.Proof(entry.position or 0, hashes, note))

    def _open_act(self, act: ActId) -> tuple[ConversationId | None, bytes, bytes]:
        """Return the conversation of an act (None: an act of the house), the key it is sealed under, and its body."""
        if (line := _line_of(act)) is not None:
            conversation, number, sealed = line
            key = self.keys.of(desk.conversation(conversation).customer)
            return conversation, key, unseal(key, sealed, place_of_line(conversation, number))
        if (record := _deed_of(act)) is not None:
            key = self.keys.house_key(HOUSE_KEY)
            return None, key, unseal(key, record, place_of_deed(act))
        kept = desk.turn(act)
        key = self.keys.of(desk.conversation(kept.conversation).customer)
        return kept.conversation, key, unseal(key, kept.sealed, place_of_turn(act))

    def _receipt(self, act: ActId, key: bytes, body: bytes) -> str:
        entry, note, hashes = self._proven(act)
        return proofs.receipt(entry.position or 0, entry.entry, self.memory.opening_of(act, key), body, hashes, note)

    def _proven(self, act: ActId) -> tuple[ledger.Kept, str, tuple[bytes, ...]]:
        """Return an act's entry with a signed head that covers it and the hashes up to that; places it if nobody has."""
        entry = ledger_records.entry_for(act)
        if entry is None:
            raise Unavailable("this act has no ledger entry; the desk's ledger must be verified")
        if entry.position is None:
            self.close_the_day()
            entry = ledger_records.entry_for(act) or entry
        if entry.position is None:
            raise Unavailable("the receipt is being made; try again in a few seconds")
        size, note = self.head(entry.position)
        return entry, note, ledger_records.proof_for(entry.position, size)

    def head(self, position: int = -1) -> tuple[int, str]:
        """Return the size and signed note of the newest head, with what witnesses wrote under it.

        For the entry at a *position*, a head that witnesses signed comes before a newer one that none has.
        """
        newest = ledger_records.newest_cosigned(position) if position >= 0 else None
        found = ledger_records.checkpoint_of(newest) if newest else ledger_records.latest_checkpoint()
        if found is None:
            raise Unavailable("nothing is in the ledger yet")
        lines = "".join(f"{line}\n" for _, _, line in ledger_records.cosignatures(found.size))
        return found.size, found.note + lines

    def kept_head(self, note: str) -> Checkpoint:
        """Return the checkpoint of a head that came from outside, if this ledger signed it and still has it.

        Raises Tampered if not, BadInput if it cannot be read.
        """
        signed = read_head(note, self.kept_keys())
        kept = ledger_records.checkpoint_of(signed.size)
        if kept is None or open_note(kept.note)[0] != open_note(note)[0]:
            raise Tampered(
                f"this head of {signed.size} entries is signed by this ledger's key, but the ledger has another, or none,"
                " of that size: it was forked or rolled back"
            )
        return signed


def _key_name(number: int) -> str:
    return LEDGER_KEY if number == 1 else f"{LEDGER_KEY}-{number}"


def _line_of(act: ActId) -> tuple[ConversationId, int, bytes] | None:
    found = row("SELECT conversation_id, number, sealed FROM desk_item WHERE id = %s AND act = ''", act)
    return None if found is None else (found[0], found[1], bytes(found[2]))


def _is_note(act: ActId) -> bool:
    # A note is never the customer's to see; a line that was not let go to them is not yet.
    found = row("SELECT voice, released_at FROM desk_item WHERE id = %s", act)
    return found is not None and (found[0] == Voice.NOTE or found[1] is None)


def _deed_of(act: ActId) -> bytes | None:
    found = row("SELECT sealed FROM desk_deed WHERE act = %s", act)
    return None if found is None else bytes(found[0])
