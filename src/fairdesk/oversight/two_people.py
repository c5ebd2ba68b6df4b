"""What takes two people: one asks, another grants. Stopping the assistant takes one; to let it do more takes two. Pure.

Who is alone at a desk grants it a day later, as with a start after a stop; the ledger says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fairdesk.nouns import BadInput, ColleagueId, Refused
from fairdesk.oversight.pause import SOLO_WAIT

LONGEST_REASON = 500


class Kind(StrEnum):
    """What is asked for."""

    PROMISE = "promise"
    """That the assistant answers more alone: a first promise about a topic, or a looser one."""
    FLOW = "flow"
    """That a flow begins to be used."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person asked for: of which thing, in which version, since when, and why."""

    id: str
    kind: Kind
    what: str
    version: str
    by: ColleagueId
    by_name: str
    at: datetime
    body: str = ""
    why: str = ""

    def grantable(self, colleague: ColleagueId, at: datetime, alone: bool) -> bool:
        """Whether somebody may grant it: another person, or who is alone here, a day later."""
        return colleague != self.by or (alone and at - self.at >= SOLO_WAIT)


def check_grants(asked: Asked, colleague: ColleagueId, at: datetime, alone: bool) -> None:
    """Raise Refused saying who must grant what was asked for, if this person may not."""
    if asked.grantable(colleague, at, alone):
        return
    you = f"; you may yourself from {asked.at + SOLO_WAIT:%Y-%m-%d %H:%M} UTC, being alone here" if alone else ""
    raise Refused(f"you asked for this; another person must agree{you}")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What two people agreed to: who asked and who agreed, each with their reason."""

    what: str
    version: str
    by_name: str
    why: str
    agreed_by: str
    agreed_why: str
    at: datetime


def reason_given(typed: str) -> str:
    """Return why somebody asks or agrees, in one line. Raises BadInput if nothing is said, or more than fits."""
    why = " ".join(typed.split())
    if not why:
        raise BadInput("say why, in a few words; whoever asks later reads both reasons")
    if len(why) > LONGEST_REASON:
        raise BadInput(f"{len(why)} characters are too many for a reason; {LONGEST_REASON} fit")
    return why


def is_looser(threshold: float, in_force: float | None) -> bool:
    """Whether a promise lets the assistant answer more alone than before: there was none, or it began to be sure later."""
    return in_force is None or threshold < in_force
