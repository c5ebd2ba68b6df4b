"""Breaches of personal data as officers record them: what, since when, whom, what was decided; each change a deed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.memory import HOUSE_KEY
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId, Fact
from fairdesk.privacy.keys import seal, unseal
from fairdesk.rights import breaches
from fairdesk.rights import records as rights
from fairdesk.rights.breaches import HOURS, Breach, Risk


class BreachSide(Books):
    """The part of the house that keeps the record of breaches (GDPR 33(5))."""

    def record_breach(
        self, colleague: ColleagueId, known_at: datetime, told: Mapping[str, str], risk: str = "unknown", people: int = 0
    ) -> str:  # fmt: skip
        """Write a breach down and return its id. The clock runs from *known_at*."""
        who, at = self.colleague_who_may(colleague, Deed.WORK_REQUESTS), self.now()
        breach = Breach(new_id(), known_at, at, _risk(risk), people, breaches.checked(told, known_at, at))
        with writing():
            rights.add_breach(self._sealed(breach), int(who.id))
            record: dict[str, Fact] = {
                "breach": breach.id,
                "risk": str(breach.risk),
                "people": people,
                "by": int(who.id),
            }
            self.memory.add_deed(at, "breach_recorded", "person", record)
        return breach.id

    def change_breach(
        self, colleague: ColleagueId, id: str, told: Mapping[str, str], risk: str, people: int, *,
        authority_told: bool = False, people_told: bool = False, close: bool = False,
    ) -> None:  # fmt: skip
        """Write down what is known now. Raises Refused to close what is not finished, naming what is missing."""
        who, at = self.colleague_who_may(colleague, Deed.WORK_REQUESTS), self.now()
        before = self._opened(rights.breach(id))
        if before.closed_at is not None:
            raise BadInput("this record is closed; write a new one")
        after = replace(
            before, told=breaches.checked(told, before.known_at, at), risk=_risk(risk), people=people,
            authority_told_at=before.authority_told_at or (at if authority_told else None),
            people_told_at=before.people_told_at or (at if people_told else None),
        )  # fmt: skip
        if close:
            breaches.may_close(after, at)
            after = replace(after, closed_at=at)
        with writing():
            rights.change_breach(self._sealed(after))
            record: dict[str, Fact] = {"breach": id, "risk": str(after.risk), "people": people, "by": int(who.id),
                      "authority_told": after.authority_told_at is not None, "closed": close}  # fmt: skip
            self.memory.add_deed(at, "breach_changed", "person", record)

    def breaches(self, colleague: ColleagueId) -> tuple[Breach, ...]:
        """Return every breach, the latest known first."""
        self.colleague_who_may(colleague, Deed.WORK_REQUESTS)
        return tuple(self._opened(kept) for kept in rights.breaches())

    def breach(self, colleague: ColleagueId, id: str) -> Breach:
        """Return one breach."""
        self.colleague_who_may(colleague, Deed.WORK_REQUESTS)
        return self._opened(rights.breach(id))

    def tell_late_breaches(self) -> None:
        """Put passed clocks into the ledger, each once; the list of breaches shows them all the time."""
        at = self.now()
        for id in rights.breaches_late_untold(at - HOURS):
            with writing():
                rights.tell_breach_late(id)
                self.memory.add_deed(at, "breach_late", "house", {"breach": id})

    def _sealed(self, breach: Breach) -> rights.BreachRow:
        body = json.dumps(dict(breach.told), ensure_ascii=False).encode()
        sealed = seal(self.keys.house_key(HOUSE_KEY), body, f"rights_breach|{breach.id}")
        return rights.BreachRow(
            breach.id, breach.known_at, breach.recorded_at, breach.version, str(breach.risk), breach.people, sealed,
            breach.authority_told_at, breach.people_told_at, breach.closed_at,
        )  # fmt: skip

    def _opened(self, kept: rights.BreachRow) -> Breach:
        told = json.loads(unseal(self.keys.house_key(HOUSE_KEY), kept.sealed, f"rights_breach|{kept.id}"))
        return Breach(
            kept.id, kept.known_at, kept.recorded_at, Risk(kept.risk), kept.people, told, kept.version,
            kept.authority_told_at, kept.people_told_at, kept.closed_at,
        )  # fmt: skip


def _risk(name: str) -> Risk:
    try:
        return Risk(name)
    except ValueError as unknown:
        raise BadInput(f"there is no such risk; choose one of {', '.join(Risk)}") from unknown
