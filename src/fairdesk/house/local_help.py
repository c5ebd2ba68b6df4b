"""Local help in a crisis has an owner who checks it again before it runs out: what stands where, and a new check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairdesk.database import writing
from fairdesk.house.on_calling import OnCallSide
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive.helplines import FRESH, Helpline, confirmed, in_use, standing, task_for


@dataclass(frozen=True, slots=True)
class Stands:
    """A line of the table that holds, where it stands today, and whether it is the one that customers are shown."""

    line: Helpline
    standing: str
    ours: bool

    @property
    def needs_somebody(self) -> bool:
        """Whether its owner should check it again."""
        return self.standing != FRESH


class LocalHelpSide(OnCallSide):
    """The part of the house that keeps local help true."""

    def helplines(self, colleague: ColleagueId) -> tuple[Stands, ...]:
        """Return every line: that of the company's country first, then those that run out, the next one first."""
        self.colleague_who_may(colleague, "read")
        day, country = self.now().date(), self.knowing.company().country
        found = (
            Stands(each, standing(each, day), each.country == country) for each in in_use(sensitive.own_helplines())
        )
        return tuple(
            sorted(
                found, key=lambda one: (not one.ours, not one.needs_somebody, one.line.expires_on, one.line.country)
            )
        )

    def confirm_helpline(
        self, colleague: ColleagueId, country: str, emergency: str, line: str, name: str, sources: Iterable[str]
    ) -> Helpline:
        """Keep that a line was checked today, against two sources: customers are shown it for 90 days from now on.

        Raises BadInput for what cannot be shown to somebody in danger, Refused for whoever does not own the lines.
        """
        self.colleague_who_may(colleague, Deed.EDIT_COMPANY)
        at = self.now()
        kept = confirmed(country, emergency, line, name, sources, at.date())
        with writing():
            sensitive.keep_helpline(kept)
            told = {"country": kept.country, "line": kept.line, "emergency": kept.emergency, "name": kept.name}
            self.memory.add_deed(
                at, "helpline_confirmed", "person",
                {"by": int(colleague), **told, "sources": "; ".join(kept.sources), "expires_on": kept.expires_on.isoformat()},
            )  # fmt: skip
        return kept

    def helpline_task(self, colleague: ColleagueId) -> str:
        """Return what the owner must do about the crisis line of the company's country, as a code; "" if nothing."""
        who = identity.colleague(colleague)
        if who is None or not who.may(Deed.EDIT_COMPANY):
            return ""
        return task_for(self.knowing.company().country, self.now().date(), in_use(sensitive.own_helplines()))
