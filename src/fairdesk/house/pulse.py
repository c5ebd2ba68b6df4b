"""The pulse: tells live pages of this process that something was kept, without asking the database for each of them."""

from __future__ import annotations

import threading


class Pulse:
    """A counter that listeners can wait on. Other processes' changes are found by a slow look at the database."""

    def __init__(self) -> None:
        self._beats = 0
        self._changed = threading.Condition()

    def beat(self) -> None:
        """Wake everybody who waits."""
        with self._changed:
            self._beats += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Return the count of beats as soon as it differs from *seen*, or after *seconds*."""
        with self._changed:
            self._changed.wait_for(lambda: self._beats != seen, timeout=seconds)
            return self._beats
