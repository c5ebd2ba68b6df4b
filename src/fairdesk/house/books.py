"""The books: places entries in the tree, signs checkpoints, hands out receipts, and verifies everything that is kept.

The ledger proves that its entries were not changed; this file also joins them to what the desk keeps, so that an
edited turn, message or deed is named by its act even though the ledger itself holds no words.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from fairdesk.accountability import ledger, proofs
from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.cosignatures import Policy, cosigned, read_policy
from fairdesk.accountability.history import History, as_text, gaps, of_one, read_head, short
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Checkpoint, Signer, open_note
from fairdesk.accountability.tree import verify_consistency
from fairdesk.accountability.verify import Problem, forked, rolled_back
from fairdesk.database import row, rows
from fairdesk.desk import records as desk
from fairdesk.house.memory import (
    HOUSE_KEY,
    LEDGER_KEY,
    digest_in,
    fingerprint,
    place_of_deed,
    place_of_line,
    place_of_turn,
    read_turn,
    words_in,
)
from fairdesk.house.reading import Reading
from fairdesk.nouns import (
    ActId,
    BadInput,
    ConversationId,
    CustomerId,
    DeskError,
    NotFound,
    Overtaken,
    Unavailable,
    Voice,
)
from fairdesk.privacy.keys import opening, unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.settings import Settings

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Audit:
    """What verification found: how much was checked, and each problem with the act it is about."""

    entries: int
    waiting: int
    acts: int
    sealed: int
    """Acts whose key was destroyed: proven, not openable."""
    problems: tuple[Problem, ...]
    unproven: tuple[str, ...] = ()
    """What no signature can prove, each as a sentence: where a key was lost."""
    since: int = 0
    """The index of the first entry that was read."""


class Books(Reading):
    """The part of the house that keeps and checks the ledger. `post` reaches witnesses; None: nothing leaves."""

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

    def _kept_keys(self) -> History:
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
        return proofs.receipt(entry.position or 0, entry.entry, opening(key, act), body, hashes, note)

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
        signed = read_head(note, self._kept_keys())
        kept = ledger_records.checkpoint_of(signed.size)
        if kept is None or open_note(kept.note)[0] != open_note(note)[0]:
            raise Tampered(
                f"this head of {signed.size} entries is signed by this ledger's key, but the ledger has another, or none,"
                " of that size: it was forked or rolled back"
            )
        return signed

    # --- verification ---
    def verify(self, progress: Step = lambda _done: None, since: datetime | None = None) -> Audit:
        """Check the ledger, then that everything kept is what its entry sealed. Reads only.

        With *since* what was signed by then is taken as it is: the signature of that head vouches for it.
        """
        begin, keys = ledger_records.checkpoint_before(since) if since else None, self._kept_keys()
        report = ledger_records.verified(keys, progress, begin)
        erased, first = self._erased(), begin.size if begin else 0
        problems = [*report.problems, *self._key_problems(keys), *self._cosignature_problems(first)]
        acts = sealed = 0
        for act, problem in self._joined(_id_of(begin)):
            acts += 1
            sealed += problem == "sealed"
            if problem and problem != "sealed":
                problems.append(Problem(act, None, problem))
        problems += [
            Problem(act, None, "is in the ledger, but its record is no longer kept")
            for act in _gone(first)
            if act not in erased
        ]
        unproven = tuple(gaps(keys))
        return Audit(report.entries, report.waiting, acts, sealed, tuple(problems), unproven, first)

    def _key_problems(self, keys: History) -> Iterator[Problem]:
        signer, newest = self.kept_signer, keys[-1].verifier_key if keys else ""
        if newest and (signer is None or signer.verifier_key != newest):
            yield Problem(
                "", None, f"the key that signed the ledger, {short(newest)}, is not in this desk any more: restore"
                " the keys from their backup; if there is none, `fairdesk ledger rotate --lost`"
            )  # fmt: skip

    def _cosignature_problems(self, after: int) -> Iterator[Problem]:
        """Check the kept lines of witnesses: each must have the form of one, and hold where the witness is known."""
        try:
            witnesses = policy_of(self.settings).witnesses
        except BadInput as wrong:
            witnesses = ()
            yield Problem("", None, str(wrong))
        for size, key, line, note in ledger_records.all_cosigned(after):
            try:
                text, (*_, said) = open_note(f"{note}{line}\n")
                if (text, f"{said.name}+{said.key_id.hex()}") != (open_note(note)[0], key):
                    raise Tampered("it is not one by that witness")
                cosigned(f"{note}{line}\n", witnesses)
            except (BadInput, Tampered) as wrong:
                sentence = f"the line of the witness {key} under the head of {size} entries does not hold: {wrong}"
                yield Problem("", None, sentence)

    def compare(self, evidence: str) -> tuple[Problem, ...]:
        """Compare the ledger with an older checkpoint or receipt that somebody kept: is it still part of this history?

        Raises Tampered if no key of this ledger signed it, BadInput if it is neither.
        """
        head, keys = ledger_records.latest_checkpoint(), self._kept_keys()
        now = read_head(head.note, keys) if head else None
        if not proofs.is_receipt(evidence):
            return _compared(read_head(evidence, keys), now)
        held = proofs.check_receipt(evidence, as_text(keys))
        kept = ledger_records.entry_at(held.index)
        if kept is None or kept.entry != ledger.entry_bytes(held.entry):
            sentence = f"the receipt proves another entry at index {held.index}, of act {held.entry.act}"
            return (Problem(held.entry.act, held.index, sentence), *_compared(held.checkpoint, now))
        return _compared(held.checkpoint, now)

    def _erased(self) -> set[str]:
        """Return the acts whose records were erased by an act of the house that says so."""
        key, erased = self.keys.house_key(HOUSE_KEY), set[str]()
        for act, record in ((act, record) for act, kind, record in desk.deeds() if kind == "erased"):
            # One that was edited is named by `_joined`, and what it erased as missing.
            with suppress(DeskError, ValueError, KeyError):
                erased.update(str(json.loads(unseal(key, record, place_of_deed(act)))["acts"]).split())
        return erased

    def _joined(self, after: str = "") -> Iterator[tuple[str, str]]:
        """Yield each kept act with "" if it is what its entry sealed, "sealed" if its key is gone, or the problem."""
        for kept in desk.turns(after):
            yield kept.act, self._problem_of(lambda kept=kept: self._check_turn(kept))  # type: ignore[misc]
        for conversation, number, id in _lines_of_their_own(after):
            yield id, self._problem_of(lambda c=conversation, n=number: self._check_line(c, n))  # type: ignore[misc]
        key = self.keys.house_key(HOUSE_KEY)
        for act, _kind, record in desk.deeds():
            if act <= after:
                continue
            yield (
                act,
                self._problem_of(
                    lambda act=act, record=record: self._check(act, key, unseal(key, record, place_of_deed(act)))  # type: ignore[misc]
                ),
            )

    def _problem_of(self, check: Callable[[], object]) -> str:
        try:
            check()
        except KeyDestroyed:
            return "sealed"
        except NotFound as found:
            return f"is not kept whole: {found}"
        except Tampered as found:
            return str(found)
        except Exception as found:  # noqa: BLE001  whatever an edited row breaks, the act must be named, not crash
            return f"cannot be opened as it was kept ({type(found).__name__})"
        return ""

    def _check(self, act: str, key: bytes, body: bytes) -> ledger.Entry:
        entry = ledger_records.entry_for(act)
        if entry is None:
            raise Tampered("has no entry in the ledger")
        written = ledger.read_entry(entry.entry)
        if not hmac.compare_digest(written.commitment, ledger.commitment(opening(key, act), body).hex()):
            raise Tampered("is not what its ledger entry sealed")
        return written

    def _check_turn(self, kept: desk.TurnRow) -> None:
        row = desk.conversation(kept.conversation)
        key = self.keys.of(row.customer)
        record = unseal(key, kept.sealed, place_of_turn(kept.act))
        self._check(kept.act, key, record)
        turn = read_turn(record)
        plain = (kept.route, kept.release, kept.handover, dict(kept.facts), kept.digest)
        if plain != (turn.route, turn.release or "", turn.handover, dict(turn.facts), digest_in(record)):
            raise Tampered("its columns do not say what its sealed record says")
        said = self.memory.read_line(row.id, key, desk.item(row.id, kept.number)).text
        if not hmac.compare_digest(fingerprint(key, kept.act, said), words_in(record)):
            raise Tampered("the customer's message is not the one that was answered")
        spoken = [line for line in desk.items_of_act(kept.act) if line.voice is not Voice.CUSTOMER]
        replies = [(line.voice, self.memory.read_line(row.id, key, line).text) for line in spoken]
        if replies != ([(turn.reply.voice, turn.reply.text)] if turn.reply else []):
            raise Tampered("the reply in the timeline is not the one that was kept")

    def _check_line(self, conversation: ConversationId, number: int) -> None:
        row = desk.conversation(conversation)
        key, line = self.keys.of(row.customer), desk.item(conversation, number)
        written = self._check(line.id, key, unseal(key, line.sealed, place_of_line(conversation, number)))
        if (written.kind, written.code) != (line.voice, line.code):
            raise Tampered("its columns do not say what its ledger entry says")


def policy_of(settings: Settings) -> Policy:
    """Return the witnesses that the settings name. Raises BadInput saying what is wrong with the file."""
    if not settings.ledger_witnesses:
        return Policy()
    path = settings.data / settings.ledger_witnesses
    try:
        return read_policy(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise BadInput(f"ledger_witnesses names {path}, which cannot be read as text") from fault


def _key_name(number: int) -> str:
    return LEDGER_KEY if number == 1 else f"{LEDGER_KEY}-{number}"


def _compared(old: Checkpoint, now: Checkpoint | None) -> tuple[Problem, ...]:
    if now is None or old.size > now.size:
        return (Problem("", None, rolled_back(old.size, now.size if now else 0)),)
    try:
        proof = ledger_records.consistency_for(old.size, now.size)
    except Tampered as found:
        return (Problem("", None, str(found)),)
    whole = verify_consistency(old.size, now.size, old.root, now.root, proof)
    return () if whole else (Problem("", None, forked(old.size)),)


def _id_of(begin: ledger.Signed | None) -> str:
    """Return what ids sort behind that were made after a checkpoint, and for an hour before it, to be sure."""
    if begin is None:
        return ""
    digits = f"{max(0, begin.at // 1000 - 3_600_000):012x}"
    return f"{digits[:8]}-{digits[8:]}"


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


def _gone(first: int) -> Iterator[str]:
    """Yield the acts of ledger entries, from an index on, whose record is in no table any more."""
    kept = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} k WHERE k.{column} = e.act)"
        for table, column in (("desk_turn", "act"), ("desk_item", "id"), ("desk_deed", "act"))
    )
    for source in (f"accountability_entry e WHERE e.position >= {first:d} AND", "accountability_waiting e WHERE"):
        for (act,) in rows(f"SELECT act FROM {source} {kept} ORDER BY act"):
            yield act


def _lines_of_their_own(after: str) -> Iterator[tuple[ConversationId, int, str]]:
    """Yield the lines that are acts of their own: events, people's replies and notes."""
    while found := rows(
        "SELECT conversation_id, number, id FROM desk_item WHERE act = '' AND id > %s ORDER BY id LIMIT 500", after
    ):
        yield from found
        after = found[-1][2]
