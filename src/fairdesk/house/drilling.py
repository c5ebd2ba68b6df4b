"""The drill of the stop: the house's own conversations run, a real stop ends them, and what it took is kept.

The whole way of a message is used: written down, taken in threads, kept, delivered. The conversations are in a channel of
their own, so that the stop silences no customer, and are forgotten when the drill is over. It is held in one process; the
others read the same stops in the transaction of each answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from fairdesk.clock import new_id, random_id
from fairdesk.database import alone_with, close, moment, writing
from fairdesk.desk import records as desk
from fairdesk.house.forgetting import forget
from fairdesk.house.incidents import IncidentSide
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, DeskError, RawText, Refused, Voice
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drill import CHANNEL, PROMISED, Drill, due
from fairdesk.oversight.guardrail import NAME, THE_DESK
from fairdesk.oversight.records import drills

TALKS = 4
PATIENCE = 20.0
"""Seconds after which a conversation that does not move ends the drill."""
WORDS = RawText("Hello")
"""A greeting goes to the assistant whatever the articles are, and hands nothing over by itself."""
SPOKEN = (Voice.ASSISTANT, Voice.PREPARED)
SHOWN = 12
log = logging.getLogger("fairdesk.drill")
Talk = tuple[CustomerId, ConversationId]


class Drilling(IncidentSide):
    """The part of the house that tries its own stop."""

    def drills(self, colleague: ColleagueId) -> tuple[Drill, ...]:
        """Return the latest drills, newest first, to somebody who may read."""
        self.colleague_who_may(colleague, Deed.READ)
        return self.latest_drills()

    def latest_drills(self, most: int = SHOWN) -> tuple[Drill, ...]:
        """Return the latest drills, for commands on the server."""
        return drills.latest(most)

    def drill_is_due(self, began: datetime) -> bool:
        """Whether the weekly drill is due; *began*: when this process did."""
        return due(next(iter(drills.latest(1)), None), began, self.now())

    def hold_drill(self) -> Drill:
        """Run conversations of the house, stop them, and keep how long it took until each was silent.

        Raises Refused while everything is stopped already: nothing could be measured.
        """
        if "all" in {stop.scope for stop in oversight.in_force()}:
            raise Refused("the assistant is stopped everywhere; a drill has nothing to stop")
        talks = [self._talk() for _ in range(TALKS)]
        try:
            return self._held(talks)
        finally:
            for customer, _ in talks:
                forget(self, customer, "a drill of the stop")

    def _talk(self) -> Talk:
        customer, _ = self.add_customer("en")
        return customer, self.start(customer, "en", CHANNEL)

    def _held(self, talks: Sequence[Talk]) -> Drill:
        stopped = threading.Event()
        threads = [threading.Thread(target=self._keep_asking, args=(*talk, stopped), daemon=True) for talk in talks]
        for each in threads:
            each.start()
        _wait_until(lambda: all(desk.turns_of(conversation) for _, conversation in talks))
        id = new_id()
        with writing():
            at = self.now()  # here, where nobody else writes: what was kept a moment before is no failure of the stop
            oversight.stop(id, f"channel:{CHANNEL}", THE_DESK, NAME, "The weekly drill.", at)
        stopped.set()
        for each in threads:
            each.join(PATIENCE)
        return self._kept(id, at, talks)

    def _keep_asking(self, customer: CustomerId, conversation: ConversationId, stopped: threading.Event) -> None:
        """Ask again and again, and once more after the stop."""
        try:
            last = False
            while not last:
                last = stopped.is_set()
                self.say(conversation, customer, WORDS, random_id())
                self.answer_arrivals(conversation)
        except DeskError as fault:
            log.error("a conversation of the drill broke", extra={"error": type(fault).__name__})
        finally:
            close()

    def _kept(self, id: str, at: datetime, talks: Sequence[Talk]) -> Drill:
        silent = [self._silent_from(conversation, at) for _, conversation in talks]
        spoken = sum(
            line.voice in SPOKEN and line.released_at is not None and moment(line.released_at) > at + PROMISED
            for _, conversation in talks
            for line in desk.items(conversation)
        )
        found = Drill(id, at, len(talks), max(silent), spoken)
        with writing():
            alone_with("drill")
            # Its own channel has nobody else in it, so the drill ends the stop that it made.
            oversight.ask_to_start(id, THE_DESK, NAME, self.now())
            oversight.release(id, THE_DESK, NAME, self.now())
            drills.add(found)
            self.memory.add_deed(
                at, "drill_held", "house",
                {"drill": id, "talks": found.talks, "milliseconds": found.milliseconds, "after": found.after},
            )  # fmt: skip
        self.pulse.beat()
        return found

    def _silent_from(self, conversation: ConversationId, at: datetime) -> timedelta:
        """Return how long after the stop a conversation's first message went to people for it; PATIENCE if none did."""
        if "paused" not in {desk.turn(act).handover for act in desk.turns_of(conversation)}:
            return timedelta(seconds=PATIENCE)
        handed = [moment(line.at) - at for line in desk.items(conversation) if line.code == "handed_over"]
        return max(min(handed), timedelta(0))


def _wait_until(there: Callable[[], bool]) -> None:
    """Wait until something holds, at most PATIENCE seconds."""
    until = time.monotonic() + PATIENCE
    while not there() and time.monotonic() < until:
        time.sleep(0.005)
