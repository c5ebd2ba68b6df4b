"""Signed notes and checkpoints: the signed head of the ledger's tree, as C2SP signed-note and tlog-checkpoint say.

    signer = Signer("fairdesk/5b1c...", seed)
    note = signer.sign(checkpoint_text(signer.name, size, root))
    read_checkpoint(note, signer.verifier_key)           raises Tampered unless that key signed these very words

The name of the key is the origin of the log. Any other key's signature on a note (a witness, a key of later years) is
passed over, as the specification asks.
Specifications: c2sp.org/signed-note, c2sp.org/tlog-checkpoint; Ed25519 is RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import unicodedata
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from fairdesk.accountability.ledger import Tampered
from fairdesk.nouns import BadInput

_ED25519 = b"\x01"
_MOST_SIGNATURES = 100
_LONGEST = 1_000_000


def encoded(raw: bytes) -> str:
    """Return bytes in base64 (RFC 4648, section 4)."""
    return base64.b64encode(raw).decode("ascii")


def decoded(text: str, what: str) -> bytes:
    """Return the bytes that *text* is in base64. Raises BadInput naming *what* if it is not exactly that."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as wrong:
        raise BadInput(f"{what} is not readable as base64") from wrong
    # Python forgives loose bits in the last letter; a proof has one spelling only.
    if encoded(raw) != text:
        raise BadInput(f"{what} is not spelled as base64 should be")
    return raw


def check_utf8(text: str, what: str) -> None:
    """Raise BadInput naming *what* if a text read from a file hides bytes that are not UTF-8 (lone surrogates)."""
    try:
        text.encode()
    except UnicodeEncodeError as wrong:
        raise BadInput(f"{what} is not UTF-8 text") from wrong


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or unicodedata.category(c) == "Cc" for c in name):
        raise BadInput("the name of a key is not empty and has no spaces and no plus sign")


@dataclass(frozen=True, slots=True)
class Signer:
    """The ledger's signing key: its name (the origin of the log) and its Ed25519 seed of 32 bytes, never shown."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise BadInput("the seed of a ledger key has 32 bytes")

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def verifier_key(self) -> str:
        """The public key to publish: name+id+key, as signed-note writes it."""
        public = self._private().public_key().public_bytes_raw()
        return f"{self.name}+{_key_id(self.name, public).hex()}+{encoded(_ED25519 + public)}"

    def sign(self, text: str) -> str:
        """Return *text* (which ends in a newline) as a signed note."""
        if not text.endswith("\n"):
            raise BadInput("the text of a note ends with a newline")
        private = self._private()
        key_id = _key_id(self.name, private.public_key().public_bytes_raw())
        return f"{text}\n— {self.name} {encoded(key_id + private.sign(text.encode()))}\n"


@dataclass(frozen=True, slots=True)
class _Verifier:
    name: str
    id: bytes
    public: bytes


def _verifier(verifier_key: str) -> _Verifier:
    parts = verifier_key.strip().split("+", 2)
    if len(parts) != 3:
        raise BadInput("a verifier key is written name+id+key; copy the whole line that the company publishes")
    name, key_id, key = parts
    _check_name(name)
    raw = decoded(key, "the verifier key")
    if raw[:1] != _ED25519 or len(raw) != 33:
        raise BadInput("this verifier key is not an Ed25519 key")
    if _key_id(name, raw[1:]).hex() != key_id:
        raise BadInput("this verifier key does not fit its own id; copy the whole line again")
    return _Verifier(name, _key_id(name, raw[1:]), raw[1:])


def check_key(verifier_key: str) -> None:
    """Raise BadInput, saying what to do, if this is not a verifier key."""
    _verifier(verifier_key)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: who (name and key id) and the signature's bytes."""

    name: str
    key_id: bytes
    raw: bytes


def open_note(note: str) -> tuple[str, tuple[Signature, ...]]:
    """Return a note's text and signatures, nothing verified. Raises BadInput if it has not the form of a note."""
    check_utf8(note, "this note")
    if len(note) > _LONGEST or any(c < " " and c != "\n" for c in note):
        raise BadInput("this is not a signed note: it is too long or holds control characters")
    text, gap, below = note.rpartition("\n\n")
    if not gap or not text or not below.endswith("\n"):
        raise BadInput("this is not a signed note: a text, an empty line and signatures are needed")
    lines = below[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise BadInput(f"this note has more than {_MOST_SIGNATURES} signatures")
    return text + "\n", tuple(map(_signature, lines))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":
        raise BadInput("a signature line of this note is not written as: dash, name, signature")
    _check_name(parts[1])
    raw = decoded(parts[2], "a signature of this note")
    if len(raw) < 5:
        raise BadInput("a signature of this note is too short")
    return Signature(parts[1], raw[:4], raw[4:])


def verify_note(note: str, verifier_key: str) -> str:
    """Return the text of a note that this key signed.

    Raises Tampered if it did not, or not these words; BadInput if note or key cannot be read.
    """
    key = _verifier(verifier_key)
    text, signatures = open_note(note)
    ours = [s for s in signatures if (s.name, s.key_id) == (key.name, key.id)]
    if not ours:
        raise Tampered(f"this is not signed by the key {key.name}+{key.id.hex()}")
    public = Ed25519PublicKey.from_public_bytes(key.public)
    for signature in ours:
        try:
            public.verify(signature.raw, text.encode())
        except InvalidSignature as wrong:
            raise Tampered(f"the signature of {key.name} does not fit: these are not the words it signed") from wrong
    return text


def joined(*notes: str) -> str:
    """Return one note with the signatures of all of them, each once. Raises BadInput if their texts differ."""
    text, lines = open_note(notes[0])[0], dict[str, None]()
    for note in notes:
        if open_note(note)[0] != text:
            raise BadInput("these notes do not sign the same words")
        lines.update(dict.fromkeys(note.removeprefix(text + "\n").splitlines()))
    return text + "\n" + "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a tree: whose it is, how many entries, the root hash over them, and extension lines, as signed."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()


def checkpoint_text(origin: str, size: int, root: bytes, *more: str) -> str:
    """Return the text that is signed for a tree's head, with extension lines."""
    return "".join(f"{line}\n" for line in (origin, str(size), encoded(root), *more))


def read_checkpoint(note: str, verifier_key: str) -> Checkpoint:
    """Return the checkpoint that this key signed. Raises Tampered or BadInput as verify_note does."""
    checkpoint = parse_checkpoint(verify_note(note, verifier_key))
    if checkpoint.origin != _verifier(verifier_key).name:
        raise Tampered(f"the key of one log signed a checkpoint of another, {checkpoint.origin}")
    return checkpoint


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that a note's *text* is. Raises BadInput if it is none."""
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines):
        raise BadInput("this is not a checkpoint: origin, size and root are needed, a line each")
    origin, size, root, *more = lines
    return Checkpoint(origin, decimal(size, "the size of the checkpoint"), _root(root), tuple(more))


def _root(text: str) -> bytes:
    root = decoded(text, "the root of the checkpoint")
    if len(root) != 32:
        raise BadInput("the root of the checkpoint is not 32 bytes")
    return root


def decimal(text: str, what: str) -> int:
    """Return a number written without sign, spaces or leading zeroes. Raises BadInput naming *what*."""
    if not (text.isascii() and text.isdigit()) or (text[0] == "0" and text != "0") or len(text) > 19:
        raise BadInput(f"{what} is not a number as it should be written")
    return int(text)
