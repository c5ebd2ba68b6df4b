"""The customer's receipt: one text file that proves, without a network, what the desk recorded about one act.

It holds the exact ledger entry, the body (what was said and done), the opening that ties the two together, and a C2SP
tlog-proof (c2sp.org/tlog-proof): where the entry stands in the tree, the hashes up to the root, the signed checkpoint.
A receipt has one spelling only: checking takes it apart, writes it again, and compares every byte, so even the plain
words at its top cannot be changed unseen. That freezes those words: other words are another format number.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fairdesk.accountability.codes import code_of
from fairdesk.accountability.history import from_text, read_head
from fairdesk.accountability.ledger import Entry, Tampered, commitment, entry_bytes, read_entry
from fairdesk.accountability.notes import (
    Checkpoint,
    check_utf8,
    decimal,
    decoded,
    encoded,
    open_note,
    parse_checkpoint,
)
from fairdesk.accountability.tree import HASH, leaf_hash, verify_inclusion
from fairdesk.nouns import BadInput

LONGEST = 2_000_000
"""Letters of a receipt that will be read at all."""

_MOST_HASHES = 63
_SHORTEST_OPENING = 16
_PROOF_FORMAT = "c2sp.org/tlog-proof@v1"
_PROOF_BEGINS = "----- proof begins (C2SP tlog-proof) -----"
_PROOF_ENDS = "----- proof ends -----"

_WORDS_1 = """\
RECEIPT FOR ONE ACT OF A CUSTOMER SERVICE DESK

This file proves what the desk wrote down about one act.
Nobody can change that record now without being found out.
You can check it on any computer, without a network:

    fairdesk ledger check FILE

You need the desk's public key. The company publishes it.
Its name is on the line "key".

Keep this file to yourself: "body" can hold your own words.
"entry" is the line in the desk's ledger. It holds no words.
"opening" shows that the two belong together. It opens this act alone.
"""

_WORDS_WITHOUT = """\
PROOF OF ONE ACT OF A CUSTOMER SERVICE DESK, WITHOUT WHAT WAS WRITTEN DOWN

This file does not say what was written: somebody else might open it.
"entry" is the line in the desk's ledger. It holds no words.
The receipt with everything in it is where you found this file.
"""

_WORDS = {
    "1": _WORDS_1,
    "2": _WORDS_1.replace("fairdesk ledger check FILE", "fairdesk receipt verify FILE").replace(
        'on the line "key".\n',
        'on the line "key".\nThe line "code" finds this act at the address /proof of the desk.\n',
    ),
}
"""The fixed words of each format. The first named a command that has another name now; it is still checked."""

_FORM = re.compile(
    r"(?P<words>.+?)\nfairdesk-receipt (?P<format>[12])\n"
    r"(?:code (?P<code>[^\n]+)\n)?"
    r"key (?P<key>[^\n]+)\n"
    r"opening (?P<opening>[^\n]+)\n"
    r"entry (?P<entry>[^\n]+)\n"
    r"body(?P<sealed>-base64)? (?P<body>[^\n]*)\n"
    r"\n" + re.escape(_PROOF_BEGINS) + r"\n(?P<proof>.+\n)" + re.escape(_PROOF_ENDS) + r"\n",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A tlog-proof taken apart: the entry's index, the hashes from its neighbour upwards, the signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a receipt that holds proves: this entry, with this body, at this index of a log of that origin and size."""

    index: int
    entry: Entry
    body: bytes
    checkpoint: Checkpoint
    note: str
    """The signed note of that checkpoint, with what witnesses wrote under it."""

    @property
    def code(self) -> str:
        """The short code that finds this act."""
        return code_of(self.index, entry_bytes(self.entry))


def tlog_proof(proof: Proof) -> str:
    """Return a proof as C2SP tlog-proof text; any client of that format can check it against the entry's bytes."""
    hashes = "".join(f"{encoded(one)}\n" for one in proof.hashes)
    return f"{_PROOF_FORMAT}\nindex {proof.index}\n{hashes}\n{proof.checkpoint}"


def read_tlog_proof(text: str) -> Proof:
    """Take a tlog-proof apart, nothing verified. Raises BadInput saying which part cannot be read."""
    above, gap, checkpoint = text.partition("\n\n")
    lines = above.split("\n")
    if not gap or lines[0] != _PROOF_FORMAT:
        raise BadInput(f"the proof does not begin with {_PROOF_FORMAT}, or has no checkpoint")
    # An `extra` line is allowed there and never to be trusted: ours have none, others' is passed over.
    rest = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    if not rest or not rest[0].startswith("index ") or len(rest) - 1 > _MOST_HASHES:
        raise BadInput("the proof has no index, or more hashes than any tree needs")
    index = decimal(rest[0].removeprefix("index "), "the index of the proof")
    return Proof(index, tuple(map(_hash, rest[1:])), checkpoint)


def _hash(line: str) -> bytes:
    raw = decoded(line, "a hash of the proof")
    if len(raw) != HASH:
        raise BadInput("a hash of the proof is not 32 bytes")
    return raw


# --- the receipt ------------------------------------------------------------------------------------------------------
def receipt(index: int, entry: bytes, opening: bytes, body: bytes, proof: Sequence[bytes], checkpoint: str) -> str:
    """Return the receipt of one act as a text file.

    *entry* are the exact bytes at *index*, *opening* and *body* what its commitment was made of, *proof* the inclusion
    proof in the tree of *checkpoint* (a signed note). Raises Tampered if they do not fit together: a receipt that
    would not hold is never handed out. (The signature is not checked here; that takes the verifier key.)
    """
    parts = Proof(index, tuple(proof), checkpoint)
    _check_parts(parts, entry, opening, body)
    return _written(parts, entry, opening, body)


def without_body(index: int, entry: bytes, proof: Sequence[bytes], checkpoint: str) -> str:
    """Return what proves that an act was written down, as a text file that does not say what was written.

    For an act whose record names what somebody else must not read over a shoulder. The entry and the C2SP tlog-proof
    in it can be checked by any client of that format; `check_receipt` takes the whole receipt alone.
    """
    proven = tlog_proof(Proof(index, tuple(proof), checkpoint))
    return f"{_WORDS_WITHOUT}\nentry {entry.decode()}\n\n{_PROOF_BEGINS}\n{proven}{_PROOF_ENDS}\n"


def check_receipt(text: str, keys: str) -> Checked:
    """Return what a receipt proves, by this key (name+id+key) or published list of keys, offline.

    It may be the text file or its JSON. Raises Tampered if anything in it was changed or no such key signed it;
    BadInput if it cannot be read as one.
    """
    if len(text) > LONGEST:
        raise BadInput(f"this file is longer than {LONGEST} letters; no receipt is")
    check_utf8(text, "this file")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")  # what mail programs and editors do to a text file
    if plain.lstrip().startswith("{"):
        plain = _from_json(plain)
    found = _FORM.fullmatch(plain)
    if not found or found["words"] != _WORDS[found["format"]]:
        raise BadInput("this file is not a receipt, or its fixed words were changed; use the file as you got it")
    entry, opening = found["entry"].encode(), decoded(found["opening"], "the opening")
    body = decoded(found["body"], "the body") if found["sealed"] else found["body"].encode()
    proof = read_tlog_proof(found["proof"])
    checkpoint = read_head(proof.checkpoint, from_text(keys))
    written = _check_parts(proof, entry, opening, body)
    if _written(proof, entry, opening, body, found["format"]) != plain:
        raise Tampered("this receipt is not written as the desk writes it: something beside the proof was changed")
    return Checked(proof.index, written, body, checkpoint, proof.checkpoint)


def is_receipt(text: str) -> bool:
    """Whether this looks like the receipt of an act, whole or not (and not like a signed receipt of a choice)."""
    begins = text.removeprefix("\ufeff").lstrip()[:200]
    return begins.startswith((_WORDS_1[:30], '{"format":"fairdesk-receipt')) or '"fairdesk-receipt' in begins


def as_json(text: str) -> dict[str, str | int]:
    """Return a receipt (as `receipt` wrote it) as an object for programs; check_receipt takes it as well."""
    found = _FORM.fullmatch(text)
    if not found:
        raise BadInput("this is not a receipt")
    names = ("code", "key", "opening", "entry", "body", "proof")
    body = {"body_base64": True} if found["sealed"] else {}
    return {"format": f"fairdesk-receipt/{found['format']}", **{n: found[n] for n in names if found[n]}, **body}


def _from_json(text: str) -> str:
    """Return the one spelling of a receipt that was handed out as JSON."""
    try:
        told = json.loads(text)
        sealed = "-base64" if told.get("body_base64") else ""
        lines = [f"{name} {told[name]}" for name in ("code", "key", "opening", "entry")]
        return (
            f"{_WORDS['2']}\nfairdesk-receipt 2\n" + "\n".join(lines) + f"\nbody{sealed} {told.get('body', '')}\n"
            f"\n{_PROOF_BEGINS}\n{told['proof']}{_PROOF_ENDS}\n"
        )
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadInput("this file is JSON, but not a receipt in format 2") from wrong


def _check_parts(proof: Proof, entry: bytes, opening: bytes, body: bytes) -> Entry:
    if len(opening) < _SHORTEST_OPENING:
        raise BadInput(f"an opening has at least {_SHORTEST_OPENING} bytes; a shorter one could be guessed")
    written = read_entry(entry)
    head = parse_checkpoint(open_note(proof.checkpoint)[0])
    if not verify_inclusion(proof.index, head.size, leaf_hash(entry), proof.hashes, head.root):
        raise Tampered(f"the entry of act {written.act} is not in the ledger at index {proof.index}, or was changed")
    if not hmac.compare_digest(commitment(opening, body).hex(), written.commitment):
        raise Tampered(f"the body is not what was sealed in the entry of act {written.act}")
    return written


def _written(proof: Proof, entry: bytes, opening: bytes, body: bytes, format: str = "2") -> str:
    code = f"code {code_of(proof.index, entry)}\n" if format == "2" else ""
    return (
        f"{_WORDS[format]}\nfairdesk-receipt {format}\n{code}"
        f"key {_key_name(proof.checkpoint)}\n"
        f"opening {encoded(opening)}\n"
        f"entry {entry.decode('ascii')}\n"
        f"{_body_line(body)}\n"
        f"\n{_PROOF_BEGINS}\n{tlog_proof(proof)}{_PROOF_ENDS}\n"
    )


def _key_name(checkpoint: str) -> str:
    text, signatures = open_note(checkpoint)
    origin = parse_checkpoint(text).origin
    for signature in signatures:
        if signature.name == origin:
            return f"{signature.name}+{signature.key_id.hex()}"
    raise Tampered(f"the checkpoint is not signed by its own log, {origin}")


def _body_line(body: bytes) -> str:
    # Readable where it can be: one line of printable letters. Anything else (a line break, a letter that turns the
    # direction of writing, raw bytes) would make a file that shows other words than it holds.
    try:
        words = body.decode()
    except UnicodeDecodeError:
        words = ""
    if words and words.isprintable() and words == words.strip():
        return f"body {words}"
    return f"body-base64 {encoded(body)}"
