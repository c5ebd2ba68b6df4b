"""The proof that a request was carried out. Only the functions of this file make one, and only from facts that suffice.

    of_erasure(request, Erased(before, after, key_destroyed=True, found_again=(), files=("fairdesk.db",), act=act))

A `Proof` made in any other way raises TypeError: who wants to close a request must bring what happened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from fairdesk.nouns import Fact, Refused

_MADE_HERE = object()


class NotProven(Refused):
    """The facts do not prove that it was done; says which are missing."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves that a request was carried out: its facts, and their hash, which the ledger keeps. Names nobody."""

    request: str
    kind: str
    facts: Mapping[str, Fact]
    made: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.made is not _MADE_HERE:
            raise TypeError("a proof is made from facts, by the functions of rights/proof.py alone")

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the facts in their one spelling, in hexadecimal."""
        exact = json.dumps([self.request, self.kind, dict(self.facts)], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(exact.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Erased:
    """What happened in an erasure: rows of each table before and after, and what a search found afterwards.

    `found_again` names the places ("table.column", or a file) where something was still found; `files` those that were
    searched as raw bytes (none on PostgreSQL, which holds ciphertext alone); `act` is the ledger entry's.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    key_destroyed: bool
    found_again: tuple[str, ...]
    tables: int
    files: tuple[str, ...]
    act: str


def of_erasure(request: str, erased: Erased) -> Proof:
    """Prove an erasure. Raises NotProven naming what is not gone."""
    left = [f"{table} still has {rows} rows" for table, rows in erased.after.items() if rows]
    left += [f"something was found again in {place}" for place in erased.found_again]
    if not erased.key_destroyed:
        left.append("the key still opens what was kept")
    if not erased.tables:
        left.append("nobody searched again")
    if not erased.act:
        left.append("the ledger does not know of it")
    if left:
        raise NotProven(f"request {request} is not carried out: {'; '.join(left)}")
    facts: dict[str, Fact] = {f"before {table}": rows for table, rows in sorted(erased.before.items())}
    facts |= {f"after {table}": rows for table, rows in sorted(erased.after.items())}
    facts |= {"key_destroyed": True, "found_again": 0, "tables_searched": erased.tables, "act": erased.act}
    return Proof(request, "erase", facts | {"files_searched": " ".join(erased.files)}, _MADE_HERE)


def of_file(request: str, kind: str, sha256: str, size: int, act: str) -> Proof:
    """Prove that a file with all that is held was handed over ("see", "export"). *size* in bytes."""
    if kind not in ("see", "export"):
        raise NotProven(f"a request to {kind} is not carried out by handing over a file")
    if len(sha256) != 64 or size <= 0 or not act:
        raise NotProven(f"request {request}: no file was handed over")
    return Proof(request, kind, {"sha256": sha256, "bytes": size, "act": act}, _MADE_HERE)


def of_correction(request: str, before: str, after: str, act: str) -> Proof:
    """Prove a correction by keyed fingerprints of what stood there and what stands there now."""
    if not before or not after or before == after or not act:
        raise NotProven(f"request {request}: nothing was changed")
    return Proof(request, "correct", {"before": before, "after": after, "act": act}, _MADE_HERE)


def of_acts(request: str, kind: str, acts: tuple[str, ...]) -> Proof:
    """Prove by the acts in the ledger that did it ("object", "restrict", "contest")."""
    if kind not in ("object", "restrict", "contest"):
        raise NotProven(f"a request to {kind} needs more proof than an act")
    if not acts or not all(acts):
        raise NotProven(f"request {request}: no act in the ledger did this")
    return Proof(request, kind, {"acts": " ".join(acts)}, _MADE_HERE)
