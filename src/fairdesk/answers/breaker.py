"""When an outside model is left alone: a circuit breaker, and a budget for second tries.

The breaker opens after `FAILURES` failures in a row, so that a model that is down does not hold every customer's message
for seconds; after `REST_SECONDS` one message tries it again, and its outcome closes or opens it (Nygard, "Release It!",
2nd edition 2018, chapter 5). The budget lets second tries be at most a tenth of the calls in the long run, so that they
never double the load of a server that is already too busy (Beyer et al., "Site Reliability Engineering", 2016, chapter 21).

Neither reads a clock: the moment, in seconds of any steady clock, is an argument. Safe to use from many threads.
"""

from __future__ import annotations

import threading

FAILURES = 3
REST_SECONDS = 30.0
EARNED = 0.1
"""What each call adds to the budget; a second try takes one."""
SAVED_AT_MOST = 3.0


class Breaker:
    """Closed: every call goes. Open: none goes. After the rest one goes, and the others wait for what becomes of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._tries_again_at = 0.0

    def allows(self, now: float) -> bool:
        """Whether a call may go now. Of several at the end of a rest only the first may."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if now < self._tries_again_at:
                return False
            self._tries_again_at = now + REST_SECONDS
            return True

    def succeeded(self) -> None:
        """A call came back well: close."""
        with self._lock:
            self._failures = 0

    def failed(self, now: float) -> None:
        """A call failed: count it, and rest if it was one too many."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._tries_again_at = now + REST_SECONDS


class Budget:
    """How many second tries are left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._saved = SAVED_AT_MOST

    def earn(self) -> None:
        """A first try was made."""
        with self._lock:
            self._saved = min(self._saved + EARNED, SAVED_AT_MOST)

    def spend(self) -> bool:
        """Take one second try; False if none is left."""
        with self._lock:
            if self._saved < 1:
                return False
            self._saved -= 1
            return True
