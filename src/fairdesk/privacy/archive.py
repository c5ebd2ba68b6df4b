"""A sealed archive: a tar stream under a passphrase, in chunks of which none can be changed, moved, dropped or added.

    with writing_archive(path, About("keys", ...), passphrase) as archive:
        archive.add("keys.db", data)
    for name, file in reading_archive(path, passphrase): ...

A line of JSON in the open (what it is, when made, when to be gone, how the key is made), then AES-256-GCM in chunks of
64 KiB with a counter and a last-chunk mark in the nonce (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizar, 2015, as in age) and the line as associated data. The key is scrypt (RFC 7914) of the passphrase under a random
salt, so it seals one archive alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from fairdesk.nouns import BadInput, Unavailable

MAGIC = b"fairdesk archive 1\n"
CHUNK = 1 << 16
TAG = 16
LONGEST_LINE = 4096
COST = 1 << 17
"""scrypt's N with r = 8, p = 1: 128 MiB and about half a second for each guess."""
DEAREST = 1 << 20
SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True, slots=True)
class About:
    """What an archive says of itself in the open: data or keys, its id, when made, when it must be gone (keys)."""

    what: str
    id: str
    made_at: datetime
    version: str
    """Of fairdesk."""
    expires_at: datetime | None = None


def read_passphrase(path: Path) -> bytes:
    """Return the passphrase in a file, without the end of its line. Raises BadInput if it is missing or too short."""
    try:
        found = path.read_bytes().strip(b"\r\n")
    except OSError as fault:
        raise BadInput(f"the passphrase file {path} cannot be read ({fault.strerror})") from fault
    if len(found) < SHORTEST_PASSPHRASE:
        raise BadInput(
            f"the passphrase in {path} is shorter than {SHORTEST_PASSPHRASE} characters; take a longer one"
        )
    return found


class Archive:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, data: bytes) -> None:
        """Add bytes as a file."""
        self._add(name, len(data), io.BytesIO(data))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as it is."""
        with path.open("rb") as file:
            self._add(name, os.fstat(file.fileno()).st_size, file)

    def _add(self, name: str, size: int, file: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, file)


@contextlib.contextmanager
def writing_archive(path: Path, about: About, passphrase: bytes) -> Iterator[Archive]:
    """Write an archive that appears whole at *path*, 0600, when the block ends, and not at all if it fails.

    Raises BadInput if there is such a file already, Unavailable if it cannot be written.
    """
    if path.exists():
        raise BadInput(f"{path} is there already; name another file")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            sealed = _Sealing(file, about, passphrase)
            with tarfile.open(fileobj=sealed, mode="w|", bufsize=CHUNK) as tar:  # type: ignore[call-overload]
                yield Archive(tar)
            sealed.end()
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    except FileExistsError as fault:
        raise BadInput(f"{partial} is there: another backup is being made, or one died; delete it") from fault
    except OSError as fault:
        partial.unlink(missing_ok=True)
        raise Unavailable(f"{path} cannot be written ({fault.strerror}); nothing was kept there") from fault
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def about_archive(path: Path) -> About:
    """Return what an archive says of itself, not proven yet. Raises BadInput if it is none."""
    with _opened(path) as file:
        return _about(_line(file, path), path)


def reading_archive(path: Path, passphrase: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield each file of an archive with its name, in order; each must be read before the next.

    Raises BadInput if the passphrase is wrong or a byte was changed or is missing. What was read before is whole, but
    use nothing until the end was reached.
    """
    with _opened(path) as file:
        line = _line(file, path)
        _about(line, path)
        told = json.loads(line)
        stream = _Unsealing(file, _key(told, passphrase, path), line, path)
        try:
            with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK) as tar:  # type: ignore[call-overload]
                for member in tar:
                    content = tar.extractfile(member) if member.isfile() else None
                    if content is None:
                        raise BadInput(
                            f"{path} holds {member.name!r}, which is no file; it is no archive of fairdesk"
                        )
                    yield member.name, content
        except tarfile.TarError as wrong:
            raise BadInput(f"{path} is not an archive of fairdesk; take another copy of it") from wrong
        stream.to_the_end()


class _Sealing:
    """A file that encrypts what is written to it."""

    def __init__(self, file: IO[bytes], about: About, passphrase: bytes) -> None:
        told: dict[str, Any] = {
            "what": about.what, "id": about.id, "made_at": about.made_at.isoformat(), "version": about.version,
            "expires_at": about.expires_at.isoformat() if about.expires_at else "",
            "salt": os.urandom(16).hex(), "n": COST,
        }  # fmt: skip
        key = _derived(told, passphrase)
        told["check"] = _check(key)
        line = json.dumps(told).encode() + b"\n"
        file.write(MAGIC + line)
        self._file, self._cipher, self._line, self._count = file, AESGCM(key), hashlib.sha256(line).digest(), 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        # The last chunk is known only at the end, so one is always held back.
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def end(self) -> None:
        self._put(bytes(self._waiting), last=True)

    def _put(self, chunk: bytes, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, last), chunk, self._line))
        self._count += 1


class _Unsealing:
    """A file that decrypts what is read from it; every byte it gives was proven."""

    def __init__(self, file: IO[bytes], key: bytes, line: bytes, path: Path) -> None:
        self._file, self._cipher, self._line, self._count = file, AESGCM(key), hashlib.sha256(line).digest(), 0
        self._ahead, self._ready, self._ended, self._path = file.read(CHUNK + TAG), b"", False, path

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and not self._ended:
            self._ready += self._next()
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def to_the_end(self) -> None:
        while self.read(CHUNK):
            pass

    def _next(self) -> bytes:
        chunk, self._ahead = self._ahead, self._file.read(CHUNK + TAG)
        self._ended = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._count, self._ended), chunk, self._line)
        except (InvalidTag, ValueError) as wrong:
            raise BadInput(f"{self._path} was changed or cut off; take another copy of it") from wrong
        self._count += 1
        return plain


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _derived(told: dict[str, Any], passphrase: bytes) -> bytes:
    return Scrypt(salt=bytes.fromhex(told["salt"]), length=32, n=told["n"], r=8, p=1).derive(passphrase)


def _check(key: bytes) -> str:
    """Return what tells a wrong passphrase from a changed archive; a guess can be tried on the first chunk as well."""
    return hmac.digest(key, b"fairdesk archive check", "sha256")[:16].hex()


def _key(told: dict[str, Any], passphrase: bytes, path: Path) -> bytes:
    cost = told["n"]
    if cost > DEAREST or cost < 2 or cost & (cost - 1):
        raise BadInput(f"{path} asks for more work than any archive of fairdesk does; it was changed")
    key = _derived(told, passphrase)
    if not hmac.compare_digest(_check(key), told["check"]):
        raise BadInput(f"the passphrase does not open {path}; try the one it was made with")
    return key


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as fault:
        raise BadInput(f"{path} cannot be read ({fault.strerror})") from fault
    with file:
        yield file


def _line(file: IO[bytes], path: Path) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise BadInput(f"{path} is not an archive of fairdesk, or of a newer version than this one")
    return file.readline(LONGEST_LINE)


def _about(line: bytes, path: Path) -> About:
    try:
        told = json.loads(line)
        (int(told["n"]), bytes.fromhex(told["salt"]), str(told["check"]))
        expires = datetime.fromisoformat(told["expires_at"]) if told["expires_at"] else None
        return About(told["what"], told["id"], datetime.fromisoformat(told["made_at"]), told["version"], expires)
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadInput(f"{path} was changed or cut off in its first lines; take another copy of it") from wrong
