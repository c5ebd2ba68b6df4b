"""Who is on call, and how they are reached: a small roster, by which a promise made out of hours can be kept.

A duty has a beginning and an end; one that is over is nobody's to know and is deleted. Only an e-mail address is alarmed
by itself; a telephone number is there for people to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairdesk.identity.company import read_email, read_telephone
from fairdesk.nouns import BadInput, ColleagueId

LONGEST = timedelta(days=31)
"""Nobody is on call for longer at a stretch; who is, is entered again."""


@dataclass(frozen=True, slots=True)
class OnCall:
    """A colleague is on call from a moment to another (not in it), reached by `reach`: an e-mail address or a number."""

    id: str
    colleague: ColleagueId
    since: datetime
    until: datetime
    reach: str

    @property
    def is_alarmed(self) -> bool:
        """Whether the desk itself can alarm them; a telephone rings only if somebody calls."""
        return "@" in self.reach


def checked_duty(
    id: str, colleague: ColleagueId, since: datetime, until: datetime, reach: str, at: datetime
) -> OnCall:
    """Return a duty as it may be entered. Raises BadInput saying what to change."""
    if until <= since:
        raise BadInput("the duty ends before it begins; give a later end")
    if until <= at:
        raise BadInput("that time is over already; enter a duty that is still to come")
    if until - since > LONGEST:
        raise BadInput(f"a duty lasts at most {LONGEST.days} days; enter the rest as another")
    return OnCall(id, colleague, since, until, read_reach(reach))


def read_reach(text: str) -> str:
    """Return an e-mail address or a telephone number. Raises BadInput if it is neither."""
    given = text.strip()
    if not given:
        raise BadInput(
            "say how they are reached: an e-mail address, which is alarmed by itself, or a telephone number"
        )
    return read_email(given) if "@" in given else read_telephone(given)


def read_moment(text: str, zone: str) -> datetime:
    """Return a moment written as 2026-12-24T20:00 or 2026-12-24 20:00, by a time zone's clocks if it names none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as wrong:
        raise BadInput(f"{text[:30]!r} is no time; write it as 2026-12-24T20:00") from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
