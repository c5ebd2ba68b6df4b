"""What is due: one thread that asks the rooms' own tables and does it. Every step can be repeated without harm.

There is no second store of jobs: texts that have not left are in the outbox, messages nobody answered are arrivals,
entries that are not in the tree have no position. Any number of processes may ask at once.
"""

from __future__ import annotations

import logging
import threading

from fairdesk.database import close, writing
from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.nouns import DeskError
from fairdesk.sensitive import records as sensitive

SECONDS = 1.0
log = logging.getLogger("fairdesk.background")


class Background:
    """The worker. `round` does everything that is due once; `start` repeats it every second until `stop`."""

    def __init__(self, house: Books) -> None:
        self._house = house
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round and end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def round(self) -> None:
        """Do what is due."""
        for act in desk.all_outgoing():
            self._house.deliver(act)
        self._answer_abandoned()
        self._house.close_the_day()
        with writing():
            sensitive.delete_expired(self._house.now())

    def _answer_abandoned(self) -> None:
        house, at = self._house, self._house.now()
        for conversation in desk.abandoned(at):
            with writing():
                mine = [
                    number
                    for number, _ in desk.arrivals_of(conversation)
                    if desk.claim(conversation, number, at, at + house.claim_time)
                ]
            if mine:
                house.turns.submit(house.answer_arrivals, conversation)

    def _run(self) -> None:
        while not self._ended.wait(SECONDS):
            try:
                self.round()
            except DeskError as fault:
                log.error("background round failed", extra={"error": type(fault).__name__})
            except Exception as fault:  # noqa: BLE001  one bad round must not end the worker; the next one tries again
                log.error("background round failed", extra={"error": type(fault).__name__})
        close()
