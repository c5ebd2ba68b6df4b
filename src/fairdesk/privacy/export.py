"""A customer's copy of everything as one ZIP file: how it is packed, how it is proven, and the link that opens it.

    parcel = Parcel(at)
    parcel.add("data/messages.jsonl", lines)
    chunks, digest = parcel.close({"customer": "..."}, sign)

The same data at the same moment give the same bytes. `manifest.json` names every file with its SHA-256; `manifest.note`
is the hash of the manifest, signed. Formats: JSON Lines, JSON Schema 2020-12, HTML (GDPR Articles 15(3) and 20(1): "a
structured, commonly used and machine-readable format"). Pure: what is packed is handed in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Any, cast

from fairdesk.nouns import CustomerId, NotFound

FORMAT = "fairdesk-export/1"
LINK_LASTS = timedelta(minutes=15)
MANIFEST, NOTE = "manifest.json", "manifest.note"
_PIECE = 256 * 1024
_LEVEL = 1
"""Of compression: beyond it the file shrinks by little and the time grows by much (benchmarks/bench_export.py)."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy: a safe file name, its bytes in pieces, the SHA-256 of its manifest, and how many lines it has."""

    name: str
    pieces: tuple[bytes, ...]
    digest: str
    lines: int


class _Sink:
    """What the packer writes into: it cannot go back, so a reader may be sent each piece as it comes."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self._at = 0

    def write(self, piece: bytes) -> int:
        """Take the next bytes."""
        self.pieces.append(bytes(piece))
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Return how many bytes came."""
        return self._at

    def flush(self) -> None:
        """Do nothing: every piece is kept at once."""


class Parcel:
    """Packs files one after the other; at no time does it hold more than the packed bytes and one piece of a file."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(cast(IO[bytes], self._sink), "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._files: list[dict[str, Any]] = []

    def add(self, name: str, pieces: Iterable[bytes], **about: object) -> int:
        """Pack a file under a name of our own (never one that came from outside); return how many pieces it had."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(self._entry(name), "w") as packed:
            waiting, held = [], 0
            for count, piece in enumerate(pieces, start=1):  # noqa: B007  counted for the caller
                waiting.append(piece)
                held += len(piece)
                if held >= _PIECE:
                    size += _pack(packed, digest, waiting)
                    waiting, held = [], 0
            size += _pack(packed, digest, waiting)
        self._files.append({"name": name, "bytes": size, "sha256": digest.hexdigest(), **about})
        return count

    def close(self, about: Mapping[str, Any], sign: Callable[[str], str]) -> tuple[tuple[bytes, ...], str]:
        """Pack manifest and signed note; return all pieces and the SHA-256 of the manifest."""
        manifest = {"format": FORMAT, "made_at": self._at.isoformat(), **about, "files": list(self._files)}
        written = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        digest = hashlib.sha256(written).hexdigest()
        self.add(MANIFEST, [written])
        self.add(NOTE, [sign(note_text(digest)).encode()])
        self._zip.close()
        return tuple(_joined(self._sink.pieces)), digest

    def _entry(self, name: str) -> zipfile.ZipInfo:
        when = self._at
        entry = zipfile.ZipInfo(name, (when.year, when.month, when.day, when.hour, when.minute, when.second))
        # The archive's own level is not used for an entry that is handed in; 3.13 keeps this name as another for its new one.
        entry._compresslevel = _LEVEL  # type: ignore[attr-defined]
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        return entry


def _pack(packed: Any, digest: Any, waiting: list[bytes]) -> int:
    whole = b"".join(waiting)
    packed.write(whole)
    digest.update(whole)
    return len(whole)


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of a size worth sending."""
    waiting, held = [], 0
    for piece in pieces:
        waiting.append(piece)
        held += len(piece)
        if held >= _PIECE:
            yield b"".join(waiting)
            waiting, held = [], 0
    yield b"".join(waiting)


def note_text(digest: str) -> str:
    """Return the words that are signed: they say what the signature is for, so that it serves for nothing else."""
    return f"{FORMAT}\n{digest}\n"


_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line(record: Mapping[str, Any]) -> bytes:
    """Return a record as one line of JSON."""
    return _ENCODED(record).encode() + b"\n"


def spliced(record: Mapping[str, Any], name: str, written: bytes) -> bytes:
    """Return a record as one line, with one more field whose value is JSON already: exact, and never taken apart."""
    return b'%b,"%b":%b}\n' % (line(record)[:-2], name.encode(), written)


def file_name(at: datetime) -> str:
    """Return the name of the file that is handed out: it names nobody."""
    return f"my-data-{at:%Y-%m-%d}.zip"


# --- the link -----------------------------------------------------------------------------------------------------------
def link_token(key: bytes, customer: CustomerId, until: datetime) -> str:
    """Return what a link to a copy ends in: until when it opens, and a keyed digest over that and whose copy it is.

    The customer is not in it: who opens the link must prove to be that customer as well (HMAC-SHA256).
    """
    seconds = int(until.timestamp())
    return f"{seconds:x}-{_proof(key, customer, seconds)}"


def check_link(key: bytes, customer: CustomerId | None, token: str, at: datetime) -> CustomerId:
    """Return whose copy a link opens. Raises NotFound for a stranger, an expired and a made-up one alike."""
    seconds, _, proof = token.partition("-")
    try:
        until = int(seconds, 16) if len(seconds) <= 10 else 0
    except ValueError:
        until = 0
    known = customer is not None and hmac.compare_digest(proof.encode(), _proof(key, customer, until).encode())
    if customer is None or not known or at.timestamp() >= until:
        raise NotFound("there is no such copy, it has expired, or it is not yours; make a new one under Your data")
    return customer


def _proof(key: bytes, customer: CustomerId, seconds: int) -> str:
    return hmac.digest(key, f"{FORMAT}|{customer}|{seconds}".encode(), "sha256").hex()
