"""Do something in another thread while this one is in the middle of a step, as a second server would."""

from __future__ import annotations

import threading
from collections.abc import Callable

from fairdesk.database import close

PATIENCE = 1.0
"""Seconds the other one gets: if it has to wait for us, it goes on afterwards."""


class Other:
    """Somebody else who does *act* once, at the same time."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._thread = threading.Thread(target=self._run, args=(act,), daemon=True)
        self.fault: Exception | None = None

    def _run(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001  told to the test, which looks at it
            self.fault = fault
        finally:
            close()

    def goes_first(self) -> None:
        """Let the other one act now, unless it must wait for us. Later calls do nothing."""
        if self._thread.ident is None:
            self._thread.start()
            self._thread.join(PATIENCE)

    def ends(self) -> None:
        """Wait until the other one is done."""
        self._thread.join(30)
        assert not self._thread.is_alive()
        assert self.fault is None, self.fault
