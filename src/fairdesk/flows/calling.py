"""Call an action at the address the operator set: JSON out, JSON back, both as declared, within the declared time.

Nothing is called where no address is set. A redirect is not followed, a long answer not read to its end, and neither
what was sent nor what came back ever stands in an error.
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from fairdesk.flows.flow import Action
from fairdesk.flows.shape import fault_of
from fairdesk.flows.walking import Answer
from fairdesk.nouns import BadInput, Fact

LARGEST = 1 << 16
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
AGAIN = ("unreachable", "busy")
"""Problems after which another try makes sense; with the same key the other side does nothing twice."""


class BackOffice:
    """The company's own system, at the address the operator set; "" calls nothing. The token is read for each call."""

    def __init__(self, address: str, token_file: str = "") -> None:
        """Raises BadInput if the address is not https (or http on this machine)."""
        at = urlsplit(address)
        if address and (at.scheme not in ("https", "http") or not at.hostname or at.query or at.fragment):
            raise BadInput(f"back_office is {address!r}; it should be https://host:port/path")
        if at.scheme == "http" and at.hostname not in _LOOPBACK:
            raise BadInput(f"back_office {address} would send personal data without TLS; use https")
        self._at, self._token_file = at, token_file

    @property
    def is_set(self) -> bool:
        """Whether there is anything to call."""
        return bool(self._at.hostname)

    def call(self, action: Action, send: Mapping[str, Fact], key: str = "") -> Answer:
        """Call an action. *key*: what the other side knows a repeated request by. Never raises for what goes wrong."""
        if not self.is_set:
            return Answer("failed", {}, "not set")
        if fault := fault_of(dict(send), action.request):
            return Answer("failed", {}, f"request not as declared: {fault}")
        try:
            status, body = self._asked(action, send, key)
        except (OSError, http.client.HTTPException):
            return Answer("failed", {}, "unreachable")
        return read_answer(action, status, body)

    def _asked(self, action: Action, send: Mapping[str, Fact], key: str) -> tuple[int, bytes]:
        connection: http.client.HTTPConnection
        host, port = self._at.hostname or "", self._at.port
        if self._at.scheme == "https":
            tls = ssl.create_default_context()
            connection = http.client.HTTPSConnection(host, port, timeout=action.seconds, context=tls)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=action.seconds)
        try:
            body = json.dumps(dict(send)).encode() if action.method != "GET" else None
            connection.request(action.method, self._at.path.rstrip("/") + action.path, body, self._headers(key))
            found = connection.getresponse()
            return found.status, _read(found, time.monotonic() + action.seconds)
        finally:
            connection.close()

    def _headers(self, key: str) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if self._token_file:
            headers["Authorization"] = f"Bearer {Path(self._token_file).read_text('utf-8').strip()}"
        return headers


def _read(found: http.client.HTTPResponse, until: float) -> bytes:
    """Return the body, read by then: a side that sends a byte now and again must not hold a customer up."""
    body = b""
    while len(body) <= LARGEST and (piece := found.read1(8192)):
        body += piece
        if time.monotonic() > until:
            raise TimeoutError
    return body


def read_answer(action: Action, status: int, body: bytes) -> Answer:
    """Return what an HTTP answer says, if it is as declared."""
    if status == 404:
        return Answer("missing", {})
    if status in (408, 425, 429) or status >= 500:
        return Answer("failed", {}, "busy")
    if not 200 <= status < 300:
        return Answer("failed", {}, f"refused with {status}")
    if len(body) > LARGEST:
        return Answer("failed", {}, "answer too long")
    try:
        told = json.loads(body or b"{}")
    except ValueError:
        return Answer("failed", {}, "answer is no JSON")
    if fault := fault_of(told, action.answer):
        return Answer("failed", {}, f"answer not as declared: {fault}")
    return Answer("found", {name: told[name] for name in action.facts if name in told})
