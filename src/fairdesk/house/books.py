"""The books: places entries in the tree, signs checkpoints, hands out receipts, and verifies everything that is kept.

The ledger proves that its entries were not changed; this file also joins them to what the desk keeps, so that an
edited turn, message or deed is named by its act even though the ledger itself holds no words.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fairdesk.accountability import ledger, proofs
from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.history import of_one
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signer
from fairdesk.accountability.verify import Problem
from fairdesk.database import rows
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
from fairdesk.nouns import ActId, ConversationId, CustomerId, NotFound, Unavailable, Voice
from fairdesk.privacy.keys import opening, unseal
from fairdesk.privacy.records import KeyDestroyed

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


class Books(Reading):
    """The part of the house that keeps and checks the ledger."""

    @property
    def signer(self) -> Signer:
        """Return the ledger's signing key under this desk's name."""
        name = self.keys.house_key("desk-id")[:8].hex()
        return Signer(f"fairdesk/{name}", self.keys.house_key(LEDGER_KEY))

    def close_the_day(self) -> int:
        """Place every waiting entry in the tree and sign the new heads; return how many were placed."""
        placed = 0
        while new := ledger_records.sequence(self.now(), self.signer):
            placed += new
        return placed

    def receipt(self, act: ActId, customer: CustomerId) -> str:
        """Return the receipt of an act as a self-contained text file that verifies offline. NotFound for a stranger."""
        kept = desk.turn(act)
        key = self.keys.of(self.own(kept.conversation, customer).customer)
        body = unseal(key, kept.sealed, place_of_turn(act))
        entry = ledger_records.entry_for(act)
        if entry is None:
            raise Unavailable("this act has no ledger entry; the desk's ledger must be verified")
        if entry.position is None:
            self.close_the_day()
            entry = ledger_records.entry_for(act) or entry
        checkpoint = ledger_records.latest_checkpoint()
        if entry.position is None or checkpoint is None:
            raise Unavailable("the receipt is being made; try again in a few seconds")
        proof = ledger_records.proof_for(entry.position, checkpoint.size)
        return proofs.receipt(entry.position, entry.entry, opening(key, act), body, proof, checkpoint.note)

    # --- verification ---
    def verify(self, progress: Step = lambda _done: None) -> Audit:
        """Check the ledger whole, then that everything kept is what its entry sealed. Reads only."""
        report = ledger_records.verified(of_one(self.signer.verifier_key), progress)
        problems, acts, sealed = list(report.problems), 0, 0
        for act, problem in self._joined():
            acts += 1
            sealed += problem == "sealed"
            if problem and problem != "sealed":
                problems.append(Problem(act, None, problem))
        erased = self._erased()
        problems += [
            Problem(act, None, "is in the ledger, but its record is no longer kept")
            for act in _gone()
            if act not in erased
        ]
        return Audit(report.entries, report.waiting, acts, sealed, tuple(problems))

    def _erased(self) -> set[str]:
        """Return the acts whose records were erased by an act of the house that says so."""
        key = self.keys.house_key(HOUSE_KEY)
        told = (unseal(key, record, place_of_deed(act)) for act, kind, record in desk.deeds() if kind == "erased")
        return {act for record in told for act in str(json.loads(record)["acts"]).split()}

    def _joined(self) -> Iterator[tuple[str, str]]:
        """Yield each kept act with "" if it is what its entry sealed, "sealed" if its key is gone, or the problem."""
        for kept in desk.turns():
            yield kept.act, self._problem_of(lambda kept=kept: self._check_turn(kept))  # type: ignore[misc]
        for conversation, number, id in _lines_of_their_own():
            yield id, self._problem_of(lambda c=conversation, n=number: self._check_line(c, n))  # type: ignore[misc]
        key = self.keys.house_key(HOUSE_KEY)
        for act, _kind, record in desk.deeds():
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


def _gone() -> Iterator[str]:
    """Yield the acts of ledger entries whose record is in no table any more."""
    kept = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table} k WHERE k.{column} = e.act)"
        for table, column in (("desk_turn", "act"), ("desk_item", "id"), ("desk_deed", "act"))
    )
    for table in ("accountability_entry", "accountability_waiting"):
        for (act,) in rows(f"SELECT act FROM {table} e WHERE {kept} ORDER BY act"):
            yield act


def _lines_of_their_own() -> Iterator[tuple[ConversationId, int, str]]:
    """Yield the lines that are acts of their own: events, people's replies and notes."""
    after = ""
    while found := rows(
        "SELECT conversation_id, number, id FROM desk_item WHERE act = '' AND id > %s ORDER BY id LIMIT 500", after
    ):
        yield from found
        after = found[-1][2]
