"""The desk's lists as a colleague sees them: what is in each, how many, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.desk.first_human import time_left
from fairdesk.desk.forms import view_wanted
from fairdesk.desk.records import assignments, sorting
from fairdesk.desk.timeline import Queue, QueueRow, State
from fairdesk.desk.urgency import Urgency, promised_by, risk
from fairdesk.house.coming import open_to
from fairdesk.house.joining import restrictions_in_force
from fairdesk.house.reading import Reading, urgency_by
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, ConversationId
from fairdesk.privacy.restriction import Restriction, covering
from fairdesk.sensitive import records as sensitive

MOST_SHOWN = 200
MOST_SORTED = 5000
"""Of the lists that stand in the order of risk so many are sorted: the riskiest must not fall off the end unseen."""
BY_RISK = frozenset({"waiting", "mine", "unassigned", "team", "sensitive"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known beside some conversations, read once for all of them."""

    names: Mapping[int, str]
    teams: Mapping[int, str]
    given: Mapping[ConversationId, assignments.Given]
    labels: Mapping[ConversationId, tuple[str, ...]]
    snoozed: Mapping[ConversationId, sorting.Snoozed]
    wrote: frozenset[ConversationId]
    later: Mapping[ConversationId, str]
    concerned: Mapping[ConversationId, str]
    restricted: Sequence[Restriction]
    opened: frozenset[str]
    """Sensitive matters that the colleague may read about."""
    clocks: Mapping[ConversationId, datetime]
    """By when a person should answer, where a sensitive matter waits."""


class Listing(Reading):
    """The part of the house that shows lists."""

    def queue(self, colleague: ColleagueId, view: str) -> Queue:
        """Return one of the desk's lists with the counts of all; an unknown one is the first."""
        self.colleague_who_may(colleague, Deed.READ)
        at, view = self.now(), view_wanted(view)
        concerned = sensitive.all_open(at)
        counts = {**desk.queue_counts(int(colleague)), "sensitive": len(concerned)}
        if view == "sensitive":
            found = desk.several(list(concerned))
        else:
            found = desk.listed(view, int(colleague), MOST_SORTED if view in BY_RISK else MOST_SHOWN)
        if view in BY_RISK:
            found = self.ordered(found)
        return Queue(view, counts, self.as_rows(found[:MOST_SHOWN], colleague), assignments.rota()[0])

    def ordered(self, found: Sequence[desk.ConversationRow]) -> list[desk.ConversationRow]:
        """Return conversations in the order of a list: what came back first, then who waits by risk, then the others."""
        at = self.now()
        urgent = self._urgencies(found, sensitive.all_open(at), at)
        woke = sorting.snoozed([row.id for row in found])
        return sorted(found, key=lambda row: (row.id not in woke, _risk(row, urgent[row.id])))

    def as_rows(self, found: Sequence[desk.ConversationRow], colleague: ColleagueId) -> tuple[QueueRow, ...]:
        """Return conversations as lists show them: of what may only be stored, nothing but that it is there."""
        at = self.now()
        concerned = sensitive.all_open(at)
        known, urgent = self._known(found, concerned, colleague), self._urgencies(found, concerned, at)
        return tuple(self._queue_row(row, int(colleague), known, urgent[row.id]) for row in found)

    def _urgencies(
        self, found: Sequence[desk.ConversationRow], concerned: Mapping[ConversationId, str], at: datetime
    ) -> Mapping[ConversationId, Urgency | None]:
        guideline = self.knowing.scored_rule_for("urgency", at)
        return {row.id: urgency_by(guideline, row, concerned.get(row.id, "none"), at) for row in found}

    def _known(
        self, found: Sequence[desk.ConversationRow], concerned: Mapping[ConversationId, str], colleague: ColleagueId
    ) -> _Known:
        ids, at = [row.id for row in found], self.now()
        who = self.colleague_who_may(colleague, Deed.READ)
        return _Known(
            {int(each.id): each.work_name for each in identity.colleagues()},
            {each.id: each.name for each in assignments.teams()},
            assignments.given(ids),
            sorting.labels_of(ids),
            sorting.snoozed(ids),
            desk.customer_spoke_last(ids),
            self.later_in_words(ids),
            concerned,
            restrictions_in_force(),
            frozenset(open_to(who, set(concerned.values()), at)),
            {clock.conversation: clock.due_at for clock in reversed(sensitive.running(at))},
        )

    def _queue_row(
        self, row: desk.ConversationRow, colleague: int, known: _Known, urgent: Urgency | None
    ) -> QueueRow:
        restricted = covering(known.restricted, row.customer, row.id)
        given, aside = known.given.get(row.id, assignments.Given()), known.snoozed.get(row.id)
        shown = None if restricted else urgent
        concern = known.concerned.get(row.id, "none")
        closed, due_at = concern != "none" and concern not in known.opened, known.clocks.get(row.id)
        return QueueRow(
            conversation=row.id,
            state=State(row.state),
            reason="" if restricted else row.reason,
            concern="none" if restricted else "sensitive" if closed else concern,
            language=row.language,
            channel=row.channel,
            # What is heavy to read is read where somebody opens it on purpose.
            excerpt="" if restricted or concern != "none" else self.excerpt(row),
            since=moment(row.created_at),
            waiting_since=moment(row.waiting_since) if row.waiting_since else None,
            assignee=row.assignee_name,
            mine=row.assignee == colleague,
            restricted=restricted,
            urgency=shown.level if shown else "",
            urgency_says=shown.says if shown and not closed else "",
            due_at=None if restricted else due_at,
            left="" if restricted or not due_at else time_left(due_at, self.now()),
            due=promised_by(shown.minutes, moment(row.waiting_since)) if shown and row.waiting_since else None,
            given_to=known.names.get(given.colleague, "") if given.colleague is not None else "",
            team=known.teams.get(given.team, "") if given.team is not None else "",
            labels=() if restricted else known.labels.get(row.id, ()),
            asleep=aside is not None and not aside.woke,
            asleep_until=moment(aside.until) if aside is not None and aside.until and not aside.woke else None,
            came_back=aside is not None and aside.woke,
            later="" if restricted else known.later.get(row.id, ""),
            customer_wrote=row.id in known.wrote,
        )


def _risk(row: desk.ConversationRow, urgent: Urgency | None) -> tuple[bool, bool, datetime, datetime]:
    """Return a place in a list: who waits by risk, then the others, the latest changed first."""
    if urgent is None or row.waiting_since is None:
        return (True, True, moment(-row.changed_at), moment(0))
    return (False, *risk(urgent.minutes, moment(row.waiting_since)))
