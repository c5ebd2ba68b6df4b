"""Clocks to a person's first answer in a sensitive matter: what runs, what is alarmed and who, what was kept.

An alarm is one row's step, one entry of the ledger and a letter to whoever is on call, in one transaction. Neither names
the matter or a word of the customer: outside the desk it says that somebody needs a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.first_human import MANAGERS, Kept, kept_of, time_left
from fairdesk.house.coming import on_call_now, openers
from fairdesk.house.letters import NOBODY
from fairdesk.house.local_help import LocalHelpSide
from fairdesk.identity import records as identity
from fairdesk.identity.contact import Occasion, Reach
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, ConversationId
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive.records import Running
from fairdesk.sensitive.topics import MATTERS

MEASURED = 1_000
"""Of how many of the latest clocks of a matter figures are made."""
PAGE = "/desk/first-human"
LETTER_LASTS = timedelta(hours=1)
"""After this an alarm that could not leave wakes nobody any more: another one has been raised since, or a person came."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a person's first answer in a sensitive matter, as the desk shows it."""

    conversation: ConversationId
    topic: str
    """The matter, or "" for those who may not open it."""
    at: datetime
    due_at: datetime
    left: str
    alarms: int
    promised: bool
    assignee: str
    openers: tuple[str, ...]
    """Who may open it and answer."""


class Alarming(LocalHelpSide):
    """The part of the house that sees to it that a sensitive matter reaches a person in time."""

    def raise_alarms(self) -> int:
        """Raise every alarm that is due, each once, and return how many were. Asked for every second."""
        at = self.now()
        raised = sum(self._raise(clock, at) for clock in sensitive.to_alarm(at))
        if raised:
            self.pulse.beat()
        return raised

    def _raise(self, clock: Running, at: datetime) -> bool:
        with writing():
            which = sensitive.note_alarm(clock, at)
            if not which:
                return False
            told = self._tell_on_call(clock, at) if which > 1 or clock.alarmed != MANAGERS else 0
            step = "over" if which == sensitive.MOST_ALARMS else "soon"
            self.memory.add_deed(at, "person_alarmed", "house", {"act": clock.id, "step": step, "letters": told})
        # A crash before this leaves the letter in the outbox: it leaves at the next start.
        return True

    def _tell_on_call(self, clock: Running, at: datetime) -> int:
        """Write to everybody who is on call and has an address; return how many letters wait to leave."""
        duties = [duty for duty in self.roster_now(at) if duty.is_alarmed]
        for duty in duties:
            self.keep_letter(
                NOBODY, "person_needed", {"link": PAGE}, at, to=duty.reach, token="", reach=Reach(Occasion.SERVICE),
                language="en", until_at=max(clock.due_at, at) + LETTER_LASTS,
            )  # fmt: skip
        return len(duties)

    # --- what is shown ---
    def alarms(self, colleague: ColleagueId) -> tuple[str, ...]:
        """Return how much time is left of each clock that was alarmed, for managers and whoever is on call; else none."""
        at, who = self.now(), identity.colleague(colleague)
        if who is None or not (who.may(Deed.EDIT_PEOPLE) or colleague in on_call_now(at)):
            return ()
        return tuple(time_left(clock.due_at, at) for clock in sensitive.running(at) if clock.alarms)

    def first_humans(self, colleague: ColleagueId) -> tuple[Waiting, ...]:
        """Return everybody who waits for a person's first answer in a sensitive matter, the one due first before the others."""
        self.colleague_who_may(colleague, "read")
        at = self.now()
        return tuple(self._waiting(clock, colleague, at) for clock in sensitive.running(at))

    def _waiting(self, clock: Running, colleague: ColleagueId, at: datetime) -> Waiting:
        row, able = desk.conversation(clock.conversation), openers(clock.topic, at)
        seen = self.is_certified(row, colleague) and not self.is_restricted(row)
        return Waiting(
            clock.conversation, clock.topic if seen else "", clock.at, clock.due_at, time_left(clock.due_at, at),
            clock.alarms, clock.promised, row.assignee_name, tuple(who.work_name for who in able),
        )  # fmt: skip

    def first_humans_waiting(self) -> tuple[int, int]:
        """Return how many wait for a person's first answer in a sensitive matter, and how many of them for too long."""
        clocks, at = sensitive.running(self.now()), self.now()
        return len(clocks), sum(clock.due_at <= at for clock in clocks)

    def first_human_figures(self) -> tuple[Kept, ...]:
        """Return how long people took to answer first, matter by matter, over the latest clocks that ended."""
        return tuple(kept_of(str(topic), sensitive.measured(str(topic), MEASURED)) for topic in MATTERS)
