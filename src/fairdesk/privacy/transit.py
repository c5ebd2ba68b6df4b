"""A keyring in Vault or OpenBao: the transit engine wraps the desk's wrapping keys, and the root never leaves it.

    keyring = TransitKeyring("https://bao.company.example:8200", "fairdesk", token=Path("/run/fairdesk/token"))

Speaks two calls of the engine's HTTP API, `POST /v1/<mount>/encrypt/<key>` and `.../decrypt/<key>`
(https://openbao.org/api-docs/secret/transit/). Only wrapping keys travel, of which there is one or two: customers' own
keys are opened here. An opened wrapping key stays in memory for `FRESH_SECONDS`, so that a desk whose token was revoked
stops within a minute, and for `GRACE_SECONDS` while the server cannot be reached or is sealed.
"""

from __future__ import annotations

import base64
import binascii
import http.client
import json
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from fairdesk.nouns import BadInput, Unavailable
from fairdesk.privacy.keys import KEY_BYTES, Tampered

FRESH_SECONDS = 60.0
GRACE_SECONDS = 600.0
RETRY_SECONDS = 10.0
"""How long an unreached server is left alone while there is grace: each try would hold every message for seconds."""
TIMEOUT_SECONDS = 5.0
LARGEST_REPLY = 1 << 16
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unreached(Unavailable):
    """The key server did not answer, or is sealed: it said neither yes nor no."""


class TransitKeyring:
    """Wraps by a key of a Vault or OpenBao server. The token is read anew for each call, so it may be exchanged."""

    def __init__(
        self,
        address: str,
        name: str,
        token: Path | str,
        mount: str = "transit",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises BadInput if the address is not https (or http on this machine)."""
        self._at = urlsplit(address)
        loopback = self._at.hostname in _LOOPBACK
        if self._at.scheme not in ("https", "http") or not self._at.hostname or self._at.path.strip("/"):
            raise BadInput(f"transit_address is {address!r}; it should be https://host:port")
        if self._at.scheme == "http" and not loopback:
            raise BadInput(f"transit_address {address} would send keys without TLS; use https")
        if not name or not mount:
            raise BadInput("transit_key names the key that the server wraps with; set it in fairdesk.toml")
        self._name, self._mount, self._token, self._clock = name, mount, token, clock
        self._opened: dict[bytes, tuple[bytes, float]] = {}
        self._lock = threading.Lock()
        self._unreached_at = -RETRY_SECONDS

    def __repr__(self) -> str:
        return f"<TransitKeyring {self._at.geturl()} {self._mount}/{self._name}>"

    def wrap(self, key: bytes) -> bytes:
        """Return *key* wrapped by the server: its own text, such as vault:v1:..."""
        told = self._ask("encrypt", {"plaintext": base64.b64encode(key).decode()})
        if not str(told.get("ciphertext", "")).isascii() or not told.get("ciphertext"):
            raise self._nonsense("encrypt")
        return str(told["ciphertext"]).encode()

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key, from memory if it was opened a moment ago."""
        with self._lock:
            key, at = self._opened.get(wrapped, (b"", 0.0))
            now = self._clock()
            graced = bool(key) and now - at < GRACE_SECONDS
            if key and now - at < FRESH_SECONDS or graced and now - self._unreached_at < RETRY_SECONDS:
                return key
            try:
                fresh = self._decrypt(wrapped)
            except Unreached:
                self._unreached_at = now
                if graced:
                    return key
                self._opened.pop(wrapped, None)
                raise
            except (Unavailable, Tampered):
                self._opened.pop(wrapped, None)
                raise
            self._opened[wrapped] = fresh, now
            return fresh

    def _decrypt(self, wrapped: bytes) -> bytes:
        try:
            told = self._ask("decrypt", {"ciphertext": wrapped.decode("ascii")})
            key = base64.b64decode(str(told.get("plaintext", "")), validate=True)
        except (UnicodeDecodeError, binascii.Error) as wrong:
            raise Tampered(
                f'a stored key was not wrapped by {self!r}; set keyring = "file", or restore the right key file'
            ) from wrong
        if len(key) != KEY_BYTES:
            raise Tampered(f"a stored key was not wrapped by {self!r}; restore the right key file")
        return key

    def _ask(self, act: str, body: dict[str, str]) -> dict[str, Any]:
        status, told = self._post(f"/v1/{quote(self._mount)}/{act}/{quote(self._name, safe='')}", json.dumps(body))
        if status == 200 and isinstance(told.get("data"), dict):
            return dict(told["data"])
        if status == 400 and act == "decrypt" and "encryption key not found" not in (told.get("errors") or ()):
            raise Tampered(f"{self!r} did not wrap a stored key, or its version is disabled; see its key versions")
        if status in (400, 403, 404):
            raise Unavailable(f"{self!r} refuses (status {status}); renew the token, or see its policy and key name")
        if status >= 429:
            raise Unreached(f"{self!r} cannot answer now (status {status}); unseal it or try again")
        raise self._nonsense(f"{act}, status {status}")

    def _nonsense(self, about: str) -> Unavailable:
        return Unavailable(f"{self!r} gave an answer that no key server gives ({about}); see transit_address")

    def _post(self, path: str, body: str) -> tuple[int, dict[str, Any]]:
        # No connection is kept and no proxy of the environment is used: a call a minute, to the configured host alone.
        connection = self._connection()
        headers = {"X-Vault-Token": self._read_token(), "X-Vault-Request": "true", "Content-Type": "application/json"}
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            told = answer.read(LARGEST_REPLY)
        except (OSError, http.client.HTTPException) as fault:
            raise Unreached(f"{self!r} does not answer ({type(fault).__name__}); start it or mend the way") from fault
        finally:
            connection.close()
        try:
            read = json.loads(told) if told else {}
        except ValueError:
            read = {}
        return answer.status, read if isinstance(read, dict) else {}

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._at.hostname), self._at.port or 8200
        if self._at.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())

    def _read_token(self) -> str:
        if isinstance(self._token, str):
            return self._token
        try:
            return self._token.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as fault:
            raise Unavailable(f"the token in {self._token} cannot be read; put it back") from fault
