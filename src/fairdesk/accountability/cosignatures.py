"""What witnesses write under a checkpoint: that it is consistent with all they saw of this ledger before.

    policy = read_policy("witness north w.example/north+ab12cd34+BA... https://w.example\nquorum north\n")
    cosigned(note, policy.witnesses)           (Cosigned("w.example/north+ab12cd34", 1795319634, "— w.example/north ..."),)
    policy.met(note)                           whether enough of them signed

Specifications: c2sp.org/tlog-cosignature (Ed25519, type 0x04; ML-DSA-44, type 0x06) and c2sp.org/tlog-policy.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from fairdesk.accountability.ledger import Tampered
from fairdesk.accountability.notes import Signature, decimal, decoded, encoded, open_note, parse_checkpoint
from fairdesk.nouns import BadInput

ED25519, ML_DSA_44 = 0x04, 0x06
_KEY_BYTES = {ED25519: 32, ML_DSA_44: 1312}
_TIME_BYTES = 8


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness's public key, and where it takes checkpoints ("": it is not asked over the network)."""

    name: str
    id: bytes
    kind: int
    public: bytes
    url: str = ""

    @property
    def short(self) -> str:
        """Its name and key id: what its lines are known by."""
        return f"{self.name}+{self.id.hex()}"


class Cosigned(NamedTuple):
    """Which witness cosigned, when (seconds since 1970, as it says) and its line in the note."""

    witness: str
    at: int
    line: str


def key_of_witness(name: str, kind: int, public: bytes) -> str:
    """Return a witness's public key as it publishes it."""
    return f"{name}+{_id(name, kind, public).hex()}+{encoded(bytes([kind]) + public)}"


def witness_of(verifier_key: str, url: str = "") -> Witness:
    """Return the witness whose public key this is. Raises BadInput if it is none."""
    name, _, rest = verifier_key.strip().partition("+")
    key_id, _, key = rest.partition("+")
    raw = decoded(key, "the key of a witness")
    if not name or not raw or len(raw) - 1 != _KEY_BYTES.get(raw[0]):
        raise BadInput("the key of a witness is written name+id+key, of type 4 (Ed25519) or 6 (ML-DSA-44)")
    if _id(name, raw[0], raw[1:]).hex() != key_id:
        raise BadInput("the key of a witness does not fit its own id; copy the whole line again")
    if url and not url.startswith(("https://", "http://")):
        raise BadInput("the address of a witness begins with https://")
    return Witness(name, bytes.fromhex(key_id), raw[0], raw[1:], url)


def _id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def signed_words(text: str, kind: int, name: str, at: int) -> bytes:
    """Return the exact bytes that a witness signs for a checkpoint's *text* at a time (seconds since 1970)."""
    if kind == ED25519:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    head = parse_checkpoint(text)
    who, origin = name.encode(), head.origin.encode()
    return (
        b"subtree/v1\n\0" + bytes([len(who)]) + who + struct.pack(">Q", at)
        + bytes([len(origin)]) + origin + struct.pack(">QQ", 0, head.size) + head.root
    )  # fmt: skip


def cosigned(note: str, witnesses: Iterable[Witness]) -> tuple[Cosigned, ...]:
    """Return the cosignatures of these witnesses under a note; lines of others are passed over.

    Raises Tampered if a line under one of their names does not hold.
    """
    text, signatures = open_note(note)
    known = {(one.name, one.id): one for one in witnesses}
    found = (_checked(text, s, known[s.name, s.key_id]) for s in signatures if (s.name, s.key_id) in known)
    return tuple({one.witness: one for one in found}.values())


def _checked(text: str, signature: Signature, witness: Witness) -> Cosigned:
    at = int.from_bytes(signature.raw[:_TIME_BYTES], "big")
    words, raw = signed_words(text, witness.kind, witness.name, at), signature.raw[_TIME_BYTES:]
    try:
        if not 0 < at < 1 << 63:
            raise InvalidSignature
        if witness.kind == ED25519:
            Ed25519PublicKey.from_public_bytes(witness.public).verify(raw, words)
        else:
            MLDSA44PublicKey.from_public_bytes(witness.public).verify(raw, words)
    except InvalidSignature as wrong:
        raise Tampered(f"the cosignature of {witness.short} does not fit this checkpoint") from wrong
    return Cosigned(witness.short, at, f"— {signature.name} {encoded(signature.key_id + signature.raw)}")


# --- policy -----------------------------------------------------------------------------------------------------------
Group = tuple[int, tuple[str, ...]]
"""How many must have signed, and the names of witnesses and groups that are counted."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Which witnesses are known, by name, and which of them, or which group, must have signed ("none": nobody)."""

    named: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = "none"

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """All that are known."""
        return tuple(self.named.values())

    @property
    def unmet(self) -> str:
        """The sentence about a note that is not signed by enough."""
        return f"too few witnesses signed: the quorum {self.quorum} is not reached"

    def met(self, note: str) -> bool:
        """Whether enough witnesses cosigned a note. Raises Tampered if one of their lines does not hold."""
        signed = {one.witness for one in cosigned(note, self.witnesses)}
        return self.quorum == "none" or self._met(self.quorum, signed)

    def _met(self, name: str, signed: set[str]) -> bool:
        if name in self.named:
            return self.named[name].short in signed
        number, members = self.groups[name]
        return sum(self._met(member, signed) for member in members) >= number


def read_policy(text: str) -> Policy:
    """Return the policy that a file is; lines about logs are passed over.

    Raises BadInput naming the line, also for what would count one witness twice: a key under two names, a member of two
    groups. And if there is no quorum line: what nobody asked for must not look as if it were met.
    """
    named: dict[str, Witness] = {}
    groups: dict[str, Group] = {}
    quorum = ""
    for number, line in enumerate(text.split("\n"), 1):
        parts = line.split()
        try:
            match parts:
                case [] | ["log", *_]:
                    continue
                case [comment, *_] if comment.startswith("#"):
                    continue
                case ["witness", name, key, *url] if name not in {*named, *groups, "none"} and len(url) < 2:
                    named[name] = _another(witness_of(key, *url), named)
                case ["group", name, count, *members] if name not in {*named, *groups, "none"}:
                    groups[name] = _group(count, tuple(members), {*named, *groups}, groups)
                case ["quorum", name] if name in {*named, *groups, "none"} and not quorum:
                    quorum = name
                case _:
                    raise BadInput("it is no line about a witness, a group or a quorum, or it uses a name wrongly")
        except BadInput as wrong:
            raise BadInput(f"line {number} of the policy on witnesses: {wrong}") from wrong
    if not quorum:
        raise BadInput("the policy on witnesses has no quorum line; write `quorum none` if nobody needs to sign")
    return Policy(named, groups, quorum)


def _another(witness: Witness, named: Mapping[str, Witness]) -> Witness:
    if any(witness.public == known.public or witness.short == known.short for known in named.values()):
        raise BadInput("this key is a witness's of a line above; one witness counts once")
    return witness


def _group(count: str, members: tuple[str, ...], known: set[str], groups: Mapping[str, Group]) -> Group:
    taken = {member for _, others in groups.values() for member in others}
    if not members or not set(members) <= known or len(set(members)) < len(members) or taken & set(members):
        raise BadInput("a group counts witnesses and groups of lines above, each once and in one group alone")
    number = {"any": 1, "all": len(members)}.get(count) or decimal(count, "the count of a group")
    if not 1 <= number <= len(members):
        raise BadInput(f"this group has {len(members)} members; a number from 1 to that must have signed")
    return number, members
