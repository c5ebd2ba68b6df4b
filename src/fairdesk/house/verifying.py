"""Verifies everything that is kept: the ledger, then that what the desk keeps is what its entries sealed. Reads only.

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
from fairdesk.accountability.history import History, as_text, gaps, read_head, short
from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Checkpoint, open_note
from fairdesk.accountability.tree import verify_consistency
from fairdesk.accountability.verify import Problem, forked, rolled_back
from fairdesk.database import rows
from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.house.memory import (
    HOUSE_KEY,
    as_read,
    digest_in,
    place_of_deed,
    place_of_line,
    place_of_turn,
    read_turn,
    words_digest,
    words_in,
)
from fairdesk.nouns import ActId, BadInput, ConversationId, DeskError, NotFound, Release, Turn, Voice
from fairdesk.privacy.keys import unseal
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


class Verifying(Books):
    """The part of the house that checks what it keeps."""

    def verify(self, progress: Step = lambda _done: None, since: datetime | None = None) -> Audit:
        """Check the ledger, then that everything kept is what its entry sealed. Reads only.

        With *since* what was signed by then is taken as it is: the signature of that head vouches for it.
        """
        begin, keys = ledger_records.checkpoint_before(since) if since else None, self.kept_keys()
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
        head, keys = ledger_records.latest_checkpoint(), self.kept_keys()
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
        if not hmac.compare_digest(
            written.commitment, ledger.commitment(self.memory.opening_of(act, key), body).hex()
        ):
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
        said = as_read(self.memory.read_line(row.id, key, desk.item(row.id, kept.number)))
        if not hmac.compare_digest(words_digest(self.memory.opening_of(kept.act, key), said), words_in(record)):
            raise Tampered("the customer's message is not the one that was answered")
        spoken = [line for line in desk.items_of_act(kept.act) if line.voice is not Voice.CUSTOMER]
        replies = [(line.voice, self.memory.read_line(row.id, key, line).text) for line in spoken]
        if replies != self._replies_of(row, key, kept.act, turn):
            raise Tampered("the reply in the timeline is not the one that was kept")

    def _replies_of(self, row: desk.ConversationRow, key: bytes, act: ActId, turn: Turn) -> list[tuple[Voice, str]]:
        """Return what may stand in the timeline of a turn; of a draft that a person looked at, once they let it go."""
        if turn.release is Release.REVIEW_FIRST and turn.draft and self._was_let_go(row, key, act):
            return [(Voice.ASSISTANT, turn.draft.text)]
        return [(turn.reply.voice, turn.reply.text)] if turn.reply else []

    def _was_let_go(self, row: desk.ConversationRow, key: bytes, act: ActId) -> bool:
        accepted = (line for line in desk.items(row.id) if line.code == "draft_accepted")
        return any((self.memory.read_line(row.id, key, line).values or {}).get("act") == act for line in accepted)

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
