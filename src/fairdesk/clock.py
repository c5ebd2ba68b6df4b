"""The moment: the one place that reads the computer's clock.

Deciding files never import this; the moment is handed to them.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562, 6.2 method 1): later ids of this process sort later, also within a millisecond."""
    milliseconds, count = _next_tick()
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | count << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    return str(uuid.UUID(int=value))


def id_from(at: datetime) -> str:
    """Return an id that sorts before every id made from this moment on: where a search by time may begin."""
    return str(uuid.UUID(int=int(at.timestamp() * 1000) << 80))


_ticks = threading.Lock()
_last = (0, 0)


def _next_tick() -> tuple[int, int]:
    """Return the millisecond and a 12-bit count within it; a clock that steps back does not step the ids back."""
    global _last
    with _ticks:
        milliseconds, count = max(time.time_ns() // 1_000_000, _last[0]), 0
        if milliseconds == _last[0]:
            milliseconds, count = (milliseconds, _last[1] + 1) if _last[1] < 0xFFF else (milliseconds + 1, 0)
        _last = (milliseconds, count)
        return _last


def random_id() -> str:
    """Return an id that tells nothing, not even when it was made: 128 random bits, for conversations and customers."""
    return uuid.uuid4().hex
