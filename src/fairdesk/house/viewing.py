"""Says who else has a conversation open at this moment, so that two colleagues do not write the same customer at once.

It is the state of now and no more: what nobody renews is gone after seconds, and nothing is counted or kept of it.
"""

from __future__ import annotations

from datetime import timedelta

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import viewers
from fairdesk.desk.timeline import Viewer
from fairdesk.house.looking import Looking
from fairdesk.identity import records as identity
from fairdesk.nouns import ColleagueId, ConversationId

LASTS = timedelta(seconds=6)
"""How long somebody counts as being there without saying so again; their page does every second and a half."""


class ViewingSide(Looking):
    """The part of the house that tells colleagues of each other."""

    def here(self, conversation: ConversationId, colleague: ColleagueId, writes: bool = False) -> tuple[Viewer, ...]:
        """Note that a colleague has a conversation open, and return who else has. Raises Restricted as a look does."""
        self.colleague_who_may(colleague, "read")
        self.check_glass(desk.conversation(conversation), colleague)
        at, before = self.now(), viewers.viewer(conversation, colleague)
        # Renewed when half its time is over: asking is cheap, and a durable write each time would not be.
        if before is None or before[0] != writes or before[1] - at < LASTS / 2:
            with writing():
                desk.conversation(conversation, hold=True)  # who is being erased has nobody who looks
                viewers.forget_gone(at)
                viewers.come(conversation, colleague, writes, at + LASTS)
        return self.who_else(conversation, colleague)

    def gone(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Note that a colleague has closed a conversation's page."""
        self.colleague_who_may(colleague, "read")
        with writing():
            viewers.go(conversation, colleague)

    def who_else(self, conversation: ConversationId, colleague: ColleagueId) -> tuple[Viewer, ...]:
        """Return who else has a conversation open now."""
        there = viewers.others(conversation, colleague, self.now())
        found = ((identity.colleague(each), writes) for each, writes in there)
        return tuple(Viewer(who.work_name, writes) for who, writes in found if who)

    def forget_who_left(self) -> None:
        """Delete what is left of colleagues who went without a word."""
        if viewers.any_gone(self.now()):
            with writing():
                viewers.forget_gone(self.now())
