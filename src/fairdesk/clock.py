"""The moment: the one place that reads the computer's clock.

Deciding files never import this; the moment is handed to them.
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562): sortable by the millisecond it was made in, random otherwise."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76
    value |= int.from_bytes(os.urandom(10), "big") & (((1 << 12) - 1) << 64 | (1 << 62) - 1)
    return str(uuid.UUID(int=value | 0b10 << 62))


def random_id() -> str:
    """Return an id that tells nothing, not even when it was made: 128 random bits, for conversations and customers."""
    return uuid.uuid4().hex
