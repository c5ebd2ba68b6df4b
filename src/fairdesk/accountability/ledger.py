"""What is written about one act: an entry without words, and the sealed commitment to what was said and done.

    opening = HKDF(customer's key, act id)               made in the house
    sealed = commitment(opening, body)                   body: what was said and done, kept encrypted elsewhere
    exact = entry_bytes(Entry(at, "answered", Actor.ASSISTANT, act, case, "route.answerable", versions, sealed))

The exact bytes are what is kept, hashed and proven; nobody writes them anew from fields. A commitment tells nothing
without its opening, and once the customer's key is destroyed there is no opening: the entry stays and still verifies.
(An unkeyed hash would not do: an e-mail address behind one is guessed in half a second.)
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from fairdesk.nouns import BadInput, DeskError

FORMAT = 1
LONGEST = 65_535
"""Bytes of an entry: C2SP tlog-tiles gives its length in two bytes."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TOKEN = re.compile(r"[A-Za-z0-9._:/=-]{1,128}")
_COMMITMENT = re.compile(r"[0-9a-f]{64}")


class Tampered(DeskError):
    """What is kept, or what was handed in, is not what was signed."""

    http_status, exit_status = 422, 1


class Actor(StrEnum):
    """Who acted: a class, never a name."""

    ASSISTANT = "assistant"
    PERSON = "person"
    CUSTOMER = "customer"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, without words. `kind` is what happened, `code` the reason code, `case` a random id of the conversation
    ("" if there is none), `guidelines` the version in force of each guideline read, `commitment` 64 hex digits.
    """

    at: datetime
    kind: str
    actor: Actor
    act: str
    case: str
    code: str
    guidelines: Mapping[str, str]
    commitment: str


class Kept(NamedTuple):
    """An entry as the table holds it. `position` is its index in the tree; None while it waits to be placed.

    A tuple, not a dataclass: millions of them are made when the whole ledger is verified.
    """

    position: int | None
    at: int
    kind: str
    act: str
    entry: bytes
    leaf: bytes


class Signed(NamedTuple):
    """A kept checkpoint: the tree's size, when it was signed (told, not proven) and the signed note."""

    size: int
    at: int
    note: str


def commitment(opening: bytes, body: bytes) -> bytes:
    """Return the seal over *body*: HMAC-SHA256 (RFC 2104), which only the holder of *opening* can check."""
    return hmac.digest(opening, body, "sha256")


def entry_bytes(entry: Entry) -> bytes:
    """Return the exact bytes of an entry: JSON, keys in order, no spaces, ASCII.

    Every field is a short token without spaces or "@", so no sentence, name or address fits into the ledger.
    Raises BadInput naming the field that is not, or if the whole is longer than 65,535 bytes.
    """
    _check(entry)
    fields = {
        "act": entry.act,
        "actor": entry.actor.value,
        "at": (entry.at - _EPOCH) // _MICROSECOND,
        "case": entry.case,
        "code": entry.code,
        "commitment": entry.commitment,
        "guidelines": dict(entry.guidelines),
        "kind": entry.kind,
        "v": FORMAT,
    }
    exact = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
    if len(exact) > LONGEST:
        raise BadInput(f"the entry of act {entry.act} has {len(exact)} bytes; at most {LONGEST} fit")
    return exact


def _check(entry: Entry) -> None:
    for name, value in (("act", entry.act), ("kind", entry.kind)):
        _token(name, value)
    for name, value in (("case", entry.case), ("code", entry.code)):
        if value != "":
            _token(name, value)
    for guideline, version in entry.guidelines.items():
        _token("guidelines", guideline)
        _token(f"guidelines of {guideline}", version)
    if not _COMMITMENT.fullmatch(entry.commitment):
        raise BadInput("the commitment of an entry is 64 hex digits in lower case")


def _token(name: str, value: str) -> None:
    # The value is not repeated in the message: it may be the very words that must not get here.
    if not _TOKEN.fullmatch(value):
        raise BadInput(f"{name} of a ledger entry is 1 to 128 letters, digits and . _ : / = - without spaces")


def read_entry(exact: bytes) -> Entry:
    """Return the entry that *exact* bytes are. Raises BadInput if they are not one, to the byte."""
    try:
        found = json.loads(exact)
        entry = Entry(
            at=_EPOCH + found["at"] * _MICROSECOND,
            kind=found["kind"],
            actor=Actor(found["actor"]),
            act=found["act"],
            case=found["case"],
            code=found["code"],
            guidelines=found["guidelines"],
            commitment=found["commitment"],
        )
        same = entry_bytes(entry) == exact
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as wrong:
        raise BadInput("this is not a ledger entry of format 1") from wrong
    if not same:
        raise BadInput("this is not a ledger entry of format 1 in its exact bytes")
    return entry


def agrees(kept: Kept) -> bool:
    """Whether the columns beside an entry say what its exact bytes say.

    Tokens hold no quotes and keys stand in order, so three comparisons are as sure as parsing, at a tenth of its cost.
    """
    _, at, kind, act, entry, _ = kept
    # An entry is ASCII; read as Latin-1 whatever was put in its place still has a text, of other letters.
    exact = entry.decode("latin-1")
    return (
        exact.startswith(f'{{"act":"{act}","actor":"')
        and exact.endswith(f',"kind":"{kind}","v":{FORMAT}}}')
        and f'","at":{at},"case":"' in exact
    )
