"""Draw a sample of acts: from the act alone, so that every process, and a replay of tomorrow, draws the same."""

from __future__ import annotations

import hashlib

from fairdesk.nouns import ActId

_WHOLE = 1 << 64


def place(act: ActId, what: str) -> int:
    """Return where an act stands in the draw of *what*: its order is as good as random, and always the same."""
    return int.from_bytes(hashlib.sha256(f"{what}|{act}".encode()).digest()[:8], "big")


def drawn(act: ActId, percent: float, what: str) -> bool:
    """Whether an act is in the sample of *percent* of all; *what* is sampled makes two samples differ.

    An act in a small sample is in every larger one too.
    """
    return place(act, what) * 100 < percent * _WHOLE


def in_keyed_draw(token: bytes, percent: float) -> bool:
    """Whether an act is in a sample of *percent* of all that nobody can tell beforehand; *token*: a keyed digest of it."""
    return int.from_bytes(token[:8], "big") * 100 < percent * _WHOLE
