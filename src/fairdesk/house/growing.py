"""Shows colleagues what a language model has written so far of an answer, while it writes. Customers never see it.

Nothing of it has been checked yet: what leaves is decided when the model has ended. It stands sealed with the message that
waits, and goes with it when the turn is kept, when a person gets the message, or when the customer is erased.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fairdesk.answers.cited import so_far
from fairdesk.database import close, writing
from fairdesk.desk import records as desk
from fairdesk.desk.turn import Message
from fairdesk.house.pulse import Pulse
from fairdesk.nouns import ConversationId, DeskError
from fairdesk.privacy.keys import seal
from fairdesk.privacy.records import KeyDestroyed, Keys

EVERY_SECONDS = 0.5
"""How often it is shown at most: each time is a small transaction."""


def place_of_growing(conversation: ConversationId, number: int) -> str:
    """Return where the words of a model that has not ended belong."""
    return f"desk_arrival|{conversation}|{number}"


@dataclass
class Growing:
    """Takes the text of one answer as it grows. Called in a thread of the model's client, which must not fail by it."""

    message: Message
    keys: Keys
    pulse: Pulse
    clock: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def __call__(self, text: str) -> None:
        """Keep what was written so far, unless it was kept a moment ago."""
        if self.clock() < self._next:
            return
        self._next = self.clock() + EVERY_SECONDS
        which, number = self.message.conversation, self.message.number
        try:
            words = so_far(text).encode()
            sealed = seal(self.keys.of(self.message.customer), words, place_of_growing(which, number))
            with writing():
                desk.grow(which, number, sealed)
        except (DeskError, KeyDestroyed):
            return  # a colleague sees a little later what the answer is; nothing else depends on it
        finally:
            close()  # the thread is the client's, and keeps no connection of ours
        self.pulse.beat()
