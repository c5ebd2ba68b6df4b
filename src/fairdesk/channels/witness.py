"""Sends a head of the ledger to a witness over HTTP, where the settings name one; otherwise nothing leaves."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from fairdesk.nouns import Unavailable

SECONDS = 5.0
LARGEST = 1 << 16
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def post(url: str, body: bytes) -> tuple[int, str]:
    """Send bytes to an address and return the status and the text that came back.

    Raises Unavailable if nobody answers, or if the way there would not be TLS (but on this machine).
    """
    at = urlsplit(url)
    if at.scheme != "https" and at.hostname not in _LOOPBACK:
        raise Unavailable(f"the witness at {at.hostname} is not asked without TLS; its address begins with https://")
    connection: http.client.HTTPConnection
    if at.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(at.hostname or "", at.port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=SECONDS)
    try:
        connection.request("POST", at.path, body, {"Content-Type": "text/plain; charset=utf-8"})
        answer = connection.getresponse()
        return answer.status, answer.read(LARGEST).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as fault:
        raise Unavailable(f"the witness at {at.hostname} does not answer ({type(fault).__name__})") from fault
    finally:
        connection.close()
