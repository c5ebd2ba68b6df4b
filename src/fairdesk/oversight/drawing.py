"""Draw a sample of acts: from the act alone, so that every process, and a replay of tomorrow, draws the same."""

from __future__ import annotations

import hashlib

from fairdesk.nouns import ActId

_WHOLE = 1 << 64


def drawn(act: ActId, percent: float, what: str) -> bool:
    """Whether an act is in the sample of *percent* of all; *what* is sampled makes two samples differ.

    An act in a small sample is in every larger one too.
    """
    place = int.from_bytes(hashlib.sha256(f"{what}|{act}".encode()).digest()[:8], "big")
    return place * 100 < percent * _WHOLE
