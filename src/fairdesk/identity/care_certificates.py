"""Who may open conversations about a sensitive matter: whoever holds a care certificate for it that has not run out.

Somebody else gives it, for a matter or for all, until a date. Where one person alone answers, none is asked: a firm of one
must be able to read its own customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.identity.people import Colleague
from fairdesk.nouns import BadInput, ColleagueId, Refused

ALL = "all"
LONGEST = timedelta(days=366 * 2)
"""After two years somebody looks again whether it still holds."""


@dataclass(frozen=True, slots=True)
class CareCertificate:
    """A colleague may open conversations about a matter (or ALL) until a moment; who gave it, and when."""

    id: str
    colleague: ColleagueId
    topic: str
    given_by: ColleagueId
    given_by_name: str
    at: datetime
    until: datetime

    def holds(self, topic: str, at: datetime) -> bool:
        """Whether it covers a matter at a moment."""
        return self.topic in (ALL, topic) and self.at <= at < self.until


def may_open(
    who: Colleague, topic: str, certificates: Iterable[CareCertificate], staff: Iterable[Colleague], at: datetime
) -> bool:
    """Whether a colleague may read conversations about a matter; "none" is open to all who may read at all."""
    if topic == "none" or is_alone(who, staff):
        return True
    return any(each.colleague == who.id and each.holds(topic, at) for each in certificates)


def is_alone(who: Colleague, staff: Iterable[Colleague]) -> bool:
    """Whether this is the only person here who answers customers."""
    return [each.id for each in staff if each.answers_customers] == [who.id]


def check_given(by: ColleagueId, to: ColleagueId, until: datetime, at: datetime, others_may_give: bool) -> None:
    """Raise Refused for one's own certificate, unless nobody else could give it, and BadInput for an end that is none."""
    if by == to and others_may_give:
        raise Refused("nobody gives a care certificate to themselves; ask another manager")
    if until <= at:
        raise BadInput("that day is over already; give a later one")
    if until - at > LONGEST:
        raise BadInput(f"a care certificate lasts at most {LONGEST.days // 366} years; somebody looks again then")
