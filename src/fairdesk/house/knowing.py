"""What the house knows besides a conversation: the moment, the company, who is on duty, the guidelines in force.

Nothing that decides is cached without its version: a change is seen by the next message, in every process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from fairdesk import clock
from fairdesk.desk import records as desk
from fairdesk.desk.hours import hours_of
from fairdesk.desk.queue_model import measured
from fairdesk.desk.turn import Rules
from fairdesk.fairness.watching import THE_WATCH, group_scope
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.scorer import KEPT_AS, SOURCE, Scorer, WithScores, read_scorer
from fairdesk.guidelines.table import parse
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.nouns import ANY_TOPIC, Duty, Promised, Unavailable
from fairdesk.oversight import records as oversight
from fairdesk.oversight.guardrail import THE_DESK
from fairdesk.oversight.lots import THE_LOTS
from fairdesk.oversight.pause import TOPIC, Pause
from fairdesk.oversight.reviewing import InForce
from fairdesk.privacy.detect import Detector
from fairdesk.privacy.sparing import Sparing
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive.helplines import lines_for

GUIDELINES = ("routing", "release", "review_first")
"""What decides a turn; each turn names the versions that decided it."""
UNAPPROVED = "guideline:"
"""Begins the scope that silences the assistant where a part is another one than was approved with the guideline."""
ANSWERED_BY = ("answerer", "intents")
"""The parts whose answers a promise is about: when one is exchanged, what was reviewed before is of another assistant."""
DECISIONS = (
    "urgency",
    "first_human",
    "sampling",
    "retention",
    "refund",
    "goodwill",
    "automation",
    "appeals",
    "identity",
    "order_access",
    "order_changes",
    "public_facts",
    "acceptance",
    "fairness",
)
"""What decides everything else; each reason and deed names the version."""
BY_ITSELF = (THE_DESK, THE_LOTS, THE_WATCH)
"""Who stopped a topic, if the desk did by itself: the first closes it, the others put it in draft mode."""
NAMELESS = Company("Customer service")
"""Until somebody names the company."""

PASSING_LOOKED_BACK = timedelta(days=7)
"""Over which more urgent cases, which pass others in the queue, are counted."""

MEDIAN_KEPT_SECONDS = 10
"""How long a median wait is reused: it is a figure over fifty waits, not a decision."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The guidelines in force: the version of each, and a scope of each that may not be used as the desk is now."""

    versions: Mapping[str, str]
    unapproved: tuple[str, ...] = ()


class Knowing:
    """Reads what every message needs to know. Safe to use from many threads."""

    def __init__(
        self,
        rests_on: Callable[[str], str] | None = None,
        before_promise: str = "none",
        promise_by: str = ANY_TOPIC,
        alarms_leave: bool = False,
        models: tuple[str, ...] = (),
    ) -> None:
        self._median: tuple[float, int | None] = (0.0, None)
        self._pace: tuple[float, dict[str, Any]] = (0.0, {})
        self._rests_on = rests_on
        self._before_promise = before_promise
        self._promise_by = promise_by
        self.alarms_leave = alarms_leave
        self.models = models
        """The models in use beside the desk's own word lists: name, or name@version."""

    def now(self) -> datetime:
        """Return the present moment."""
        return clock.now()

    def company(self) -> Company:
        """Return the company as it is set now."""
        return identity.read_company() or NAMELESS

    def local_help(self, at: datetime, company: Company) -> tuple[str, ...]:
        """Return the emergency number, line and name that a company checked of its country, if they may be shown today."""
        if not (country := company.country):
            return ()
        found = lines_for(country, at.date(), sensitive.own_helplines(country))
        return (found[0].emergency, found[0].line, found[0].name) if found else ()

    def sparing(self, detector: Detector, company: Company | None = None) -> Detector:
        """Return *detector* so that it leaves the company's name readable, and colleagues' work names when addressed.

        *company*, where it was read already.
        """
        company = company or self.company()
        name = "" if company is NAMELESS else company.name
        return Sparing(detector, name, (one.work_name for one in identity.colleagues()))

    def duty(self, at: datetime, company: Company | None = None) -> Duty:
        """Return who is there at a moment: the facts of an honest wait. *company*, where it was read already."""
        hours = hours_of(company or self.company())
        people = identity.people_on_duty(at)
        return Duty(
            open=hours.is_open(at) if hours else people > 0,
            opens_at=hours.next_opening(at) if hours else None,
            people=people,
            waiting=desk.waiting(),
            median_wait_seconds=self._median_wait(),
            **self._measured_pace(at),
        )

    def _measured_pace(self, at: datetime) -> dict[str, Any]:
        """Return the pace of people, read anew every few seconds as the median wait is."""
        read_at, known = self._pace
        if time.monotonic() - read_at > MEDIAN_KEPT_SECONDS or not read_at:
            pace = measured(desk.waits())
            known = {"passing": desk.passing(at - PASSING_LOOKED_BACK, at)}
            known |= {"pace_seconds": pace.seconds, "pace_measured": pace.measured} if pace else {}
            self._pace = (time.monotonic(), known)
        return known

    def _median_wait(self) -> int | None:
        read_at, known = self._median
        if time.monotonic() - read_at > MEDIAN_KEPT_SECONDS or not read_at:
            known = desk.median_wait()
            self._median = (time.monotonic(), known)
        return known

    def promised(self, stops: Iterable[Pause] | None = None, groups: Mapping[str, str] | None = None) -> Promised:
        """Return what is promised of the assistant's answers now, which topics are closed, and which are in draft mode.

        A topic whose promise was broken is closed; one whose week was rejected, or in which a group fares worse, is in draft
        mode. *stops*: those in force, where they were read already. *groups*: those of whoever writes, each column with its
        group; a group whose every answer is looked at has all topics in draft mode.
        """
        thresholds = {each.topic: each.threshold for each in self.promises()}
        there = oversight.in_force() if stops is None else tuple(stops)
        by_topic = [(stop.scope.removeprefix(TOPIC), stop.by) for stop in topic_stops(there)]
        closed = dict.fromkeys(topic for topic, by in by_topic if by == THE_DESK)
        drafted = dict.fromkeys(topic for topic, by in by_topic if by in BY_ITSELF and by != THE_DESK)
        if {group_scope(*each) for each in (groups or {}).items()} & {stop.scope for stop in there}:
            drafted[ANY_TOPIC] = None
        return Promised(self._before_promise, self._promise_by, thresholds, tuple(closed), True, tuple(drafted))

    def stopped(self, stops: Iterable[Pause] | None = None) -> tuple[str, ...]:
        """Return the topics that people stopped: which messages are about them, their drafts say."""
        return tuple(dict.fromkeys(stop.scope for stop in topic_stops(stops) if stop.by not in BY_ITSELF))

    def in_use(self) -> frozenset[str]:
        """Return the scopes of a stop that cover what answers here now: models with and without version, guidelines."""
        names = {f"model:{name}" for each in self.models for name in (each, each.partition("@")[0])}
        return frozenset(
            names | {f"guideline:{version}" for version in self.guidelines_in_force(self.now()).values()}
        )

    def promises(self) -> tuple[InForce, ...]:
        """Return the promises that hold now.

        One made from the answers of another assistant than today's does not, nor one made when other topics than today's
        had promises of their own: what it said of "all" it did not say of each article.
        """
        found = [each for each in oversight.promises_in_force() if each.topics == self._promise_by]
        since = self.answers_since() if found else None
        return tuple(each for each in found if since is None or each.first >= since)

    def answers_since(self) -> datetime | None:
        """Return since when what finds the answers, and what tells their topics, is what two people last approved."""
        return guidelines.rests_since("release", ANSWERED_BY, self.now())

    def guidelines_in_force(self, at: datetime) -> Mapping[str, str]:
        """Return the version of each guideline in force at a moment. Raises Unavailable if one is missing."""
        return self.uses(at).versions

    def uses(self, at: datetime) -> Uses:
        """Return the guidelines in force at a moment, and those of them whose parts are not those approved.

        Raises Unavailable if one is missing.
        """
        found = guidelines.uses_at(GUIDELINES, at)
        for name in GUIDELINES:
            if name not in found:
                raise Unavailable(
                    f"no {name} guideline is in force; run `fairdesk serve` or `fairdesk demo` once to set up"
                )
        unapproved = tuple(
            f"{UNAPPROVED}{name}"
            for name in GUIDELINES
            if self._rests_on is not None and self._rests_on(name) != found[name][1]
        )
        return Uses({name: found[name][0] for name in GUIDELINES}, unapproved)

    def rule_for(self, name: str, at: datetime) -> Guideline:
        """Return the guideline *name* as it is in force at a moment. Raises Unavailable if none is."""
        kept = guidelines.in_force(name, at)
        if kept is None:
            raise Unavailable(f"no {name} guideline is in force; start the desk again to set it up")
        return compiled(kept[0])

    def scorers_for(self, guideline: Guideline, at: datetime) -> Mapping[str, Scorer]:
        """Return the scorers that a guideline's inputs name, as they are in force; one that is not is left out."""
        sources = {column.source for column in guideline.table.inputs if column.source.startswith(SOURCE)}
        names = {source.removeprefix(SOURCE).strip() for source in sources}
        kept = {name: guidelines.in_force(KEPT_AS + name, at) for name in names}
        return {name: read_scorer(found[1], name) for name, found in kept.items() if found}

    def scored_rule_for(self, name: str, at: datetime) -> WithScores:
        """Return the guideline *name* with the scorers it reads, as they are in force at a moment."""
        guideline = self.rule_for(name, at)
        return WithScores(guideline, self.scorers_for(guideline, at))

    def guideline(self, version: str) -> Guideline:
        """Return a guideline by the hash of its text. Raises Unavailable if that version was never kept."""
        return compiled(version)

    def rules(self, versions: Mapping[str, str]) -> Rules:
        """Return the guidelines that decide a turn, by the versions its situation names."""
        routing, release = (self.guideline(versions[name]) for name in ("routing", "release"))
        first = versions.get("review_first")  # no turn kept before there was one names it
        return Rules(routing, release, first=self.guideline(first) if first else None)

    def scorer(self, version: str) -> Scorer:
        """Return a scorer by the hash of its text. Raises Unavailable if that version was never kept."""
        kept = guidelines.by_version(version)
        if kept is None:
            raise Unavailable(f"scorer version {version} is not kept here")
        return read_scorer(kept.text, kept.name.removeprefix(KEPT_AS))


def topic_stops(stops: Iterable[Pause] | None = None) -> tuple[Pause, ...]:
    """Return the stops of single topics that are in force, among *stops* if they were read already."""
    return tuple(stop for stop in (oversight.in_force() if stops is None else stops) if stop.scope.startswith(TOPIC))


@lru_cache(maxsize=256)
def compiled(version: str) -> Guideline:
    """Return a kept guideline, compiled. Its version is the hash of its text, so it can be reused for ever."""
    kept = guidelines.by_version(version)
    if kept is None:
        raise Unavailable(f"guideline version {version} is not kept here")
    return compile_table(parse(kept.text, kept.file))
