"""Incidents as the house keeps them: opened by people and by the desk itself, owned, and closed with what the law asks.

What the desk opens by itself is a question to the rooms' own tables, asked once a minute: at most one incident of a cause
is open, whichever process asks first. Each change is a deed of the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fairdesk.accountability import incidents
from fairdesk.accountability import records as ledger
from fairdesk.accountability.incidents import Evidence, Found, Incident, Severity
from fairdesk.accountability.records import incidents as records
from fairdesk.accountability.records.incidents import IncidentRow
from fairdesk.clock import new_id
from fairdesk.database import alone_with, writing
from fairdesk.fairness.records import runs
from fairdesk.fairness.records.runs import NIGHT
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.life import Stage
from fairdesk.guidelines.reviews import Review
from fairdesk.house.approving import GuidelineSide
from fairdesk.house.memory import HOUSE_KEY
from fairdesk.house.rejected import rejected
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, ColleagueId, Fact
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drill import CHANNEL, overdue
from fairdesk.oversight.guardrail import THE_DESK
from fairdesk.oversight.override import REASONS, WEEK, Override, repeated
from fairdesk.oversight.pause import TOPIC
from fairdesk.oversight.records import appeals, drills, overrides, vigilance
from fairdesk.oversight.together import taken, told_sum
from fairdesk.oversight.vigilance import looks_stamped
from fairdesk.privacy.keys import seal, unseal
from fairdesk.rights import records as rights

ALONE = "incidents"
OVERRIDES, SUGGESTIONS = "overrides:", "suggestions:"
"""Begin the cause of incidents that overrides, or rejected suggestions, opened: topic and reason follow."""
STAMPS = "stamps:"
"""Begins the cause of an alarm that nobody looks: how many looks there were when the one before was dealt with follows."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the desk noticed: the cause, how it was found, and what shows it. `again`: it may be opened after it was closed."""

    key: str
    found: Found
    what: str
    evidence: Evidence = Evidence()
    again: bool = False


class IncidentSide(GuidelineSide):
    """The part of the house that keeps incidents."""

    # --- reading ---
    def incidents(self, colleague: ColleagueId) -> tuple[Incident, ...]:
        """Return the incidents, those that are open first, to somebody who may read."""
        self.colleague_who_may(colleague, Deed.READ)
        return self.all_incidents()

    def all_incidents(self, *, closed: bool = True) -> tuple[Incident, ...]:
        """Return the incidents, for commands on the server."""
        return tuple(self._read_incident(kept) for kept in records.listed(closed=closed))

    def incident_of(self, number: int) -> Incident:
        """Return one incident, for commands on the server. Raises NotFound."""
        return self._read_incident(records.of_number(number))

    def incident(self, colleague: ColleagueId, number: int) -> Incident:
        """Return one incident. Raises NotFound."""
        self.colleague_who_may(colleague, Deed.READ)
        return self.incident_of(number)

    def incident_owners(self, colleague: ColleagueId) -> tuple[tuple[ColleagueId, str], ...]:
        """Return who may own an incident."""
        self.colleague_who_may(colleague, Deed.READ)
        return tuple(
            (each.id, each.work_name) for each in identity.colleagues() if may(each.role, Deed.WORK_INCIDENTS)
        )

    def incident_tasks(self, colleague: ColleagueId) -> tuple[Incident, ...]:
        """Return what this colleague should look into: their own, those that nobody owns, and any that is late."""
        if not may(self.colleague_who_may(colleague, Deed.READ).role, Deed.WORK_INCIDENTS):
            return ()
        at = self.now()
        return tuple(
            each for each in self.all_incidents(closed=False) if each.owner in (colleague, 0) or each.late(at)
        )

    # --- people ---
    def open_incident(
        self, colleague: ColleagueId, what: str, severity: str, *, known_at: datetime | None = None,
        evidence: Evidence | None = None, breach: str = "",
    ) -> int:  # fmt: skip
        """Write an incident down and return its number. Everybody at the desk may, but who only reads."""
        who, at = self.colleague_who_may(colleague, Deed.NOTE), self.now()
        words, grave = incidents.checked_words(what, needed=True), incidents.severity_named(severity)
        if known_at and known_at > at:
            raise BadInput("it cannot become known in the future; say when you knew of it")
        self._check_breach(breach)
        id = new_id()
        made = Incident(
            id, 0, f"person:{id}", Found.PERSON, grave, known_at or at, at, who.id, *self._first_owner(), words,
            evidence=evidence or Evidence(), breach=breach,
        )  # fmt: skip
        with writing():
            return self._number_and_add(made, "person")

    def change_incident(
        self, colleague: ColleagueId, number: int, *, seen: int, cause: str, correction: str, evidence: Evidence,
        severity: str, owner: int, breach: str = "", reported: bool = False, close: bool = False,
    ) -> Incident:  # fmt: skip
        """Write down what is known now and return the incident. *seen*: the version that the colleague changed.

        Raises Refused to close what is not finished, naming what is missing; Overtaken if somebody changed it meanwhile.
        """
        who, at = self.colleague_who_may(colleague, Deed.WORK_INCIDENTS), self.now()
        self._check_breach(breach)
        before = self._read_incident(records.of_number(number))
        if before.closed_at is not None:
            raise BadInput("this incident is closed; open a new one")
        owned_by, name = self._owner_of_incident(owner)
        after = replace(
            before, version=seen, cause=incidents.checked_words(cause), correction=incidents.checked_words(correction),
            evidence=evidence, severity=incidents.severity_named(severity), breach=breach,
            reported_at=before.reported_at or (at if reported else None),
            owner=owned_by, owner_name=name,
        )  # fmt: skip
        if close:
            incidents.may_close(after)
            after = replace(after, closed_at=at)
        with writing():
            records.change(self._write_incident(after))
            record: dict[str, Fact] = {
                "incident": number, "by": int(who.id), "stage": str(after.stage), "severity": str(after.severity),
                "owner": int(after.owner), "reported": after.reported_at is not None,
            }  # fmt: skip
            if close:
                self.memory.add_deed(at, "incident_closed", "person", record)
            else:
                self.memory.add_deed(at, "incident_changed", "person", record)
        self.pulse.beat()
        return self._read_incident(records.of_number(number))

    # --- the desk itself ---
    def watch_incidents(self) -> tuple[int, ...]:
        """Open an incident for each cause that the desk notices and that has none; return the new numbers."""
        found = tuple(number for noticed in self._noticed() if (number := self._open_noticed(noticed)))
        if found:
            self.pulse.beat()
        return found

    def tell_late_incidents(self) -> tuple[int, ...]:
        """Put passed clocks into the ledger, each once, and return their numbers; the list shows them all the time."""
        at, told = self.now(), []
        for number in records.late_untold(at):
            with writing():
                if records.tell_late(number):
                    self.memory.add_deed(at, "incident_late", "house", {"incident": number})
                    told.append(number)
        return tuple(told)

    def _noticed(self) -> Iterator[Noticed]:
        at = self.now()
        yield from self._repeated(OVERRIDES, Found.OVERRIDES, "overrode {} answers", overrides.since(at - WEEK))
        yield from self._repeated(
            SUGGESTIONS, Found.SUGGESTIONS, "rejected {} suggested replies", rejected(self, at - WEEK)
        )
        yield from self._of_drills()
        yield from self._of_stamps()
        yield from self._of_pairs()
        for stop in oversight.in_force():
            if stop.by == THE_DESK and stop.scope != f"channel:{CHANNEL}":
                how = Found.PROMISE if stop.scope.startswith(TOPIC) else Found.GUARDRAIL
                yield Noticed(f"stop:{stop.id}", how, f"The desk stopped its assistant ({stop.scope}). {stop.reason}")
        for each in appeals.undecided():
            if each.late(at):
                says = (
                    f"An appeal about {each.topic} was not decided until {each.due:%Y-%m-%d %H:%M} UTC, as promised."
                )
                yield Noticed(f"appeal:{each.act}:{each.round}", Found.APPEAL, says, in_ledger([each.act]))
        for life in guidelines.in_stage(Stage.IN_FORCE):
            made = life.proposal
            if self.review_of(made.version) is Review.INCIDENT:
                yield Noticed(
                    f"review:{made.name}:{made.version}", Found.REVIEW,
                    f"The review of the guideline {made.name} is more than two weeks overdue.",
                )  # fmt: skip

    def _of_stamps(self) -> Iterator[Noticed]:
        """Yield that nearly all goes through as if nobody looked: of five or more people together, or nothing."""
        total = told_sum(vigilance.all_counts()) if vigilance.consulted() else None
        if total is None:
            return
        before = vigilance.looked_into()
        key = f"{STAMPS}{before.looks}"
        if (latest := records.latest_of(key)) is not None and latest.closed_at is not None:
            with writing():
                vigilance.look_into(total)
        elif looks_stamped(since := taken(total, before)):
            says = (
                f"Of {since.high} drafts where much is at stake {since.high_let_go} were let go, {since.high_unread} of them"
                f" sooner than they can be read; {since.hits} of {since.hits + since.misses} planted faults were noticed. This"
                " is a sum over five or more people and says nothing of any one: look at how many drafts there are, how long"
                " people look at a time, and which drafts need a look at all."
            )
            yield Noticed(key, Found.STAMPS, says)

    def _of_drills(self) -> Iterator[Noticed]:
        last = next(iter(drills.latest(1)), None)
        if last and not last.passed:
            says = f"A stop was in force after {last.milliseconds} ms, and {last.after} texts left more than a second after it."
            yield Noticed(f"drill:{last.id}", Found.DRILL, says)
        if last and overdue(last, self.now()):
            says = f"The stop was last tried on {last.at:%Y-%m-%d}; it should be each week."
            yield Noticed(f"drill-late:{last.id}", Found.DRILL, says)

    def _of_pairs(self) -> Iterator[Noticed]:
        """Yield that pairs which were treated alike before are not any more: of the latest night that found some."""
        if (night := runs.latest_with_new(NIGHT)) is None:
            return
        found = [each for each in night.report["differences"] if each["pair"] in set(night.report["new"])]
        first = found[0]
        says = (
            f"{len(night.report['new'])} pairs of the same question are treated otherwise, and were not before. The first:"
            f" {first['dimension']}, {first['group']}; {first['cause']}. /desk/fairness/probes lists them."
        )
        yield Noticed(f"pairs:{night.number}", Found.PAIRS, says, in_ledger([night.act]))

    def _repeated(self, begins: str, how: Found, did: str, what: Iterable[Override]) -> Iterator[Noticed]:
        """Yield a cause for each topic of which too much was found wrong for one reason since it was last looked into."""
        looked_into = {}
        for key, when in records.last_closed(begins).items():
            topic, _, reason = key.removeprefix(begins).rpartition(":")
            looked_into[topic, reason] = when
        for topic, reason, found in repeated(what, self.now(), looked_into):
            says = f"Colleagues {did.format(len(found))} about {topic} within a week: {REASONS[reason].lower()}."
            evidence = in_ledger(dict.fromkeys(each.act for each in found))
            yield Noticed(f"{begins}{topic}:{reason}", how, says, evidence, again=True)

    def _open_noticed(self, noticed: Noticed, also: Callable[[int], None] | None = None) -> int:
        """Open an incident unless its cause has one, and return its number; 0 if it has.

        *also*: what is done about it at once, in the same transaction.
        """
        if self._is_known(noticed):
            return 0
        at = self.now()
        owner, name = self._first_owner()
        made = Incident(
            new_id(), 0, noticed.key, noticed.found, Severity.FAULT, at, at, THE_DESK, owner, name, noticed.what,
            evidence=noticed.evidence,
        )  # fmt: skip
        with writing():
            alone_with(ALONE)
            # Read again here: another process may have opened it a moment ago.
            if self._is_known(noticed):
                return 0
            number = self._number_and_add(made, "house")
            if also is not None:
                also(number)
            return number

    def _is_known(self, noticed: Noticed) -> bool:
        """Whether the cause has an incident already."""
        latest = records.latest_of(noticed.key)
        return latest is not None and (latest.closed_at is None or not noticed.again)

    # --- keeping ---
    def _number_and_add(self, made: Incident, actor: str) -> int:
        """Keep a new incident with its entry, in the caller's transaction, and return its number."""
        alone_with(ALONE)
        numbered = replace(made, number=records.next_number())
        records.add(self._write_incident(numbered))
        record: dict[str, Fact] = {
            "incident": numbered.number, "found": str(made.found), "severity": str(made.severity), "by": int(made.opened_by),
            "owner": int(made.owner),
        }  # fmt: skip
        self.memory.add_deed(made.opened_at, "incident_opened", actor, record)
        return numbered.number

    def _first_owner(self) -> tuple[ColleagueId, str]:
        """Return who owns an incident at first: of those who may, who is here longest; nobody if nobody may."""
        there = [each for each in identity.colleagues() if may(each.role, Deed.WORK_INCIDENTS)]
        first = min(there, key=lambda each: each.id, default=None)
        return (first.id, first.work_name) if first else (ColleagueId(0), "")

    def _owner_of_incident(self, owner: int) -> tuple[ColleagueId, str]:
        found = identity.colleague(ColleagueId(owner))
        if found is None or not may(found.role, Deed.WORK_INCIDENTS):
            raise BadInput("choose somebody who may look into incidents as the owner")
        return found.id, found.work_name

    def _check_breach(self, breach: str) -> None:
        """See that the record of a breach that is named exists. Raises NotFound."""
        if breach:
            rights.breach(breach)

    def _write_incident(self, made: Incident) -> IncidentRow:
        body: dict[str, Any] = {
            "what": made.what, "cause": made.cause, "correction": made.correction, "acts": list(made.evidence.acts),
            "first": made.evidence.first, "last": made.evidence.last,
        }  # fmt: skip
        sealed = seal(self.keys.house_key(HOUSE_KEY), json.dumps(body, ensure_ascii=False).encode(), _place(made.id))
        return IncidentRow(
            made.id, made.number, made.key, str(made.found), str(made.severity), made.known_at, made.opened_at,
            int(made.opened_by), int(made.owner), made.owner_name, made.breach, made.due, made.reported_at, made.closed_at,
            made.version, sealed,
        )  # fmt: skip

    def _read_incident(self, kept: IncidentRow) -> Incident:
        body = json.loads(unseal(self.keys.house_key(HOUSE_KEY), kept.sealed, _place(kept.id)))
        return Incident(
            kept.id, kept.number, kept.key, Found(kept.found), Severity(kept.severity), kept.known_at, kept.opened_at,
            ColleagueId(kept.opened_by), ColleagueId(kept.owner), kept.owner_name, body["what"], body["cause"],
            body["correction"], Evidence(tuple(body["acts"]), body["first"], body["last"]), kept.breach, kept.reported_at,
            kept.closed_at, kept.version,
        )  # fmt: skip


def _place(id: str) -> str:
    """Return where the words of an incident belong."""
    return f"accountability_incident|{id}"


def in_ledger(acts: Iterable[str]) -> Evidence:
    """Return acts as evidence, with the range of the ledger they stand in, as far as they have their places yet."""
    named = tuple(acts)
    entries = (ledger.entry_for(act) for act in named)
    places = [entry.position for entry in entries if entry and entry.position is not None]
    return Evidence(named, min(places), max(places)) if places else Evidence(named)
