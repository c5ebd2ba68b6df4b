"""Tokens and sign-in links: what is kept of them, and when a link is good.

A token is 256 random bits, so its plain SHA-256 cannot be guessed back; only that digest is kept. Whoever reads the
database can therefore sign in as nobody.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from fairdesk.nouns import Refused

LINK_LASTS = timedelta(minutes=15)
"""A link made on request in the browser."""

PRINTED_LINK_LASTS = timedelta(hours=24)
"""A link the command line prints for the person in front of it."""

LONGEST_TOKEN = 200

ASK_AGAIN = "ask a colleague for a new link or run `fairdesk colleague link NAME`"


def digest(token: str) -> str:
    """Return what is kept of a token: its SHA-256 in hexadecimal. What is too long to be one matches nothing."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest() if len(token) <= LONGEST_TOKEN else ""


def check_link(expires_at: datetime, used_at: datetime | None, at: datetime) -> None:
    """Raise Refused if a sign-in link was used or is too old; the two are said differently.

    A used link is named first: if it was not its owner who used it, that is what the owner must know.
    """
    if used_at is not None:
        raise Refused(
            f"this sign-in link was used already; if that was not you, tell a colleague now, and {ASK_AGAIN}"
        )
    if at >= expires_at:
        raise Refused(f"this sign-in link is too old; {ASK_AGAIN}")
