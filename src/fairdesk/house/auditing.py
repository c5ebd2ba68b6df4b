"""What an auditor sees of the ledger at the desk: its entries, heads and proofs, and a verification that runs meanwhile."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.history import gaps, read_head
from fairdesk.accountability.tree import verify_consistency
from fairdesk.accountability.verify import Problem
from fairdesk.database import close, moment
from fairdesk.house.publishing import Proven, Publishing, Shown, shown
from fairdesk.house.verifying import Audit
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, DeskError, NotFound

log = logging.getLogger("fairdesk.ledger")

A_PAGE = 50
HEADS = 25


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head as pages show it, with the witnesses that signed it too."""

    size: int
    at: datetime
    cosigned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A verification: how many entries it has read of how many, and what it found once it has ended."""

    by: ColleagueId
    begun: datetime
    done: int = 0
    of: int = 0
    ended: datetime | None = None
    entries: int = 0
    acts: int = 0
    sealed: int = 0
    problems: tuple[Problem, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Entries, the newest first; `older` is the index to go on before (None: there are no more)."""

    entries: tuple[Shown, ...]
    older: int | None
    kinds: tuple[str, ...]
    size: int
    heads: tuple[Head, ...]
    keys: str
    unproven: tuple[str, ...]
    check: Check | None


@dataclass(frozen=True, slots=True)
class Consistency:
    """Two heads and whether the newer begins with the older, with the hashes that show it."""

    old: Head
    new: Head
    holds: bool
    hashes: tuple[str, ...]


class AuditorSide(Publishing):
    """The ledger for those who may read it. Nothing is opened: no words of a customer are on any of these pages."""

    _verification: Check | None = None

    def ledger_page(
        self, colleague: ColleagueId, kind: str = "", day: date | None = None, before: int | None = None
    ) -> LedgerPage:
        """Return a page of entries, of one kind or one day (UTC) only, before an index."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        found = ledger_records.newest_entries(A_PAGE + 1, kind, _span(day), before)
        heads = tuple(self._head(size, at) for size, at in ledger_records.newest_heads(HEADS))
        return LedgerPage(
            tuple(map(shown, found[:A_PAGE])),
            found[A_PAGE - 1].position if len(found) > A_PAGE else None,
            ledger_records.kinds(),
            heads[0].size if heads else 0,
            heads,
            self.ledger_keys_text(),
            tuple(gaps(self.ledger_keys)),
            self._verification,
        )

    def _head(self, size: int, at: int) -> Head:
        return Head(size, moment(at), tuple(key for key, _, _ in ledger_records.cosignatures(size)))

    def ledger_entry(self, colleague: ColleagueId, position: int) -> Proven:
        """Return an entry with its proof. NotFound if there is none."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.proven(position)

    def may_read_entries(self, colleague: ColleagueId | None) -> bool:
        """Whether somebody may read entries over the network: everybody where the settings say so, else auditors."""
        if self.settings.ledger_entries == "everybody":
            return True
        return colleague is not None and self.colleague_who_may(colleague, Deed.READ_LEDGER) is not None

    def consistency(self, colleague: ColleagueId, old: int, new: int) -> Consistency:
        """Return whether the head of *new* entries goes on from that of *old*. NotFound if one is not there."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        first, second = (ledger_records.checkpoint_of(size) for size in sorted((old, new)))
        if first is None or second is None:
            raise NotFound("the ledger has no signed head of that size; choose two from the list")
        was, now = (read_head(kept.note, self.ledger_keys) for kept in (first, second))
        hashes = ledger_records.consistency_for(was.size, now.size)
        holds = verify_consistency(was.size, now.size, was.root, now.root, hashes)
        heads = (self._head(first.size, first.at), self._head(second.size, second.at))
        return Consistency(*heads, holds, tuple(one.hex() for one in hashes))

    # --- verify now ---
    def begin_check(self, colleague: ColleagueId) -> None:
        """Begin to verify the whole ledger beside everything else; one that runs already goes on."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        if self._verification is None or self._verification.ended:
            size = ledger_records.latest_checkpoint()
            self._verification = Check(colleague, self.now(), of=size.size if size else 0)
            threading.Thread(target=self._run_check, name="ledger-check", daemon=True).start()

    def _run_check(self) -> None:
        assert self._verification is not None
        try:
            audit = self.verify(self._step)
            self._verification = replace(
                self._verification,
                entries=audit.entries,
                acts=audit.acts,
                sealed=audit.sealed,
                problems=audit.problems,
                fault=_cut_short(audit, self._verification.of),
            )
        except DeskError as fault:
            self._verification = replace(self._verification, fault=str(fault))
        except Exception as fault:  # noqa: BLE001  whatever broke: a check that did not end must never look whole
            log.error("ledger check failed", extra={"error": type(fault).__name__})
            told = f"the check broke ({type(fault).__name__}); run `fairdesk ledger verify` on the server"
            self._verification = replace(self._verification, fault=told)
        finally:
            self._verification = replace(self._verification, ended=self.now())
            close()

    def _step(self, done: int) -> None:
        assert self._verification is not None
        self._verification = replace(self._verification, done=done)


def _cut_short(audit: Audit, of: int) -> str:
    if audit.entries >= of or audit.problems:
        return ""
    return f"{of} entries were signed when the check began, only {audit.entries} were read"


def _span(day: date | None) -> tuple[datetime, datetime] | None:
    if day is None:
        return None
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return begins, begins + timedelta(days=1, microseconds=-1)
