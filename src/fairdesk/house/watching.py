"""The watch over the desk's own acts: each night it counts, looks, and opens an incident where a group fares worse for certain.

What is counted of the last thirty days is counted anew each night, because reviews, corrections and appeals come late;
older days stay as they are. What an alarm leads to beside its incident the guideline `fairness` says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from fairdesk.accountability.incidents import Found
from fairdesk.accountability.records import incidents as incident_records
from fairdesk.clock import new_id
from fairdesk.database import alone_with, writing
from fairdesk.fairness.own_acts import GROUPS, Act
from fairdesk.fairness.records import watched as kept
from fairdesk.fairness.records.watched import Alarm
from fairdesk.fairness.watching import (
    A_YEAR,
    SEEN,
    SETTLES,
    THE_WATCH,
    Counted,
    Difference,
    Pair,
    Watch,
    facts_of,
    group_scope,
    outcomes_named,
    sentence_of,
    watch_at,
)
from fairdesk.house.incidents import IncidentSide, Noticed, in_ledger
from fairdesk.house.own_acts import FairnessSide
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ANY_TOPIC, ActId, ColleagueId, Verdict
from fairdesk.oversight import records as oversight
from fairdesk.oversight.pause import TOPIC

RECOUNTED = timedelta(days=30)
MOST_ACTS = 100
"""Acts behind an alarm that its incident names: the latest."""
ALONE_WATCHING = "fairness"
CAUSE = "fairness:"
"""Begins the cause of an incident that an alarm opened; outcome, column and group follow."""
NAME = "the watch over fairness"


class Watching(IncidentSide, FairnessSide):
    """The part of the house that watches whether a group is served worse."""

    def watch_now(self) -> Watch:
        """Return the watch of this day: its outcomes are those that the setting names."""
        return watch_at(self.now().date(), outcomes_named(self.settings.fairness_watched), tuple(GROUPS))

    def watch_groups(self) -> tuple[int, ...]:
        """Count, look, and open an incident for each alarm that has none; return the new numbers. Asked again, none is new."""
        watch, anew = self.watch_now(), self._dealt_with()
        found = [each for outcome in watch.outcomes for each in self._look_at(watch, outcome, anew)]
        with writing():
            kept.forget_before(watch.began)
            kept.keep_look(watch.until, self.now(), _report(watch, found))
        opened = tuple(number for each in found if each.alarm and (number := self._alarmed(watch, each)))
        if opened:
            self.pulse.beat()
        return opened

    def _look_at(self, watch: Watch, outcome: str, anew: dict[Pair, date]) -> list[Difference]:
        from fairdesk.fairness.nightly_look import look  # numpy, which a desk does without by day

        since = max(watch.began, watch.until - RECOUNTED)
        counted = [*self._count_days(watch, outcome, since)]
        with writing():
            alone_with(ALONE_WATCHING)
            kept.replace_since(outcome, since, counted)
        return [*look(watch, outcome, kept.counted_since(outcome, watch.began), anew)]

    def _count_days(self, watch: Watch, outcome: str, since: date) -> Iterator[Counted]:
        sums: dict[tuple[str, str, str, date], Counter[bool]] = defaultdict(Counter)
        for act in self._acts_watched(watch, outcome, since):
            for by in watch.columns:
                if group := getattr(act, by):
                    sums[by, group, act.about, act.day][bool(act.outcome)] += 1
        for where, found in sums.items():
            yield Counted(*where, found[True], found.total())

    def _acts_watched(self, watch: Watch, outcome: str, since: date) -> Iterator[Act]:
        """Yield the acts of a watch from a day on: not those that people look at first anyway, nor what is too young to say."""
        until = watch.until - SETTLES.get(outcome, timedelta(0))
        asked = self.audit_asked(",".join(watch.columns), outcome, f"{watch.began}")
        for act in self._acts(asked, since):
            if act.outcome is not None and act.day < until and not act.drafted:
                yield act

    def _dealt_with(self) -> dict[Pair, date]:
        """Return, of each pair whose incident was closed, the day from which on it counts anew."""
        closed = incident_records.last_closed(CAUSE)
        return {_pair(key): at.date() + timedelta(days=1) for key, at in closed.items()}

    # --- an alarm ---
    def _alarmed(self, watch: Watch, found: Difference) -> int:
        """Open the incident of an alarm and do what the guideline says, in one transaction; 0 if it is open already."""
        noticed = Noticed(CAUSE + ":".join(found.pair), Found.FAIRNESS, sentence_of(found), again=True)
        if self._is_known(noticed):
            return 0
        verdict = self.knowing.rule_for("fairness", self.now()).decide(facts_of(found))
        evidence = in_ledger(self._acts_behind(watch, found))
        says = f"{noticed.what} {_done(verdict)}"
        return self._open_noticed(
            Noticed(noticed.key, noticed.found, says, evidence, again=True),
            lambda number: self._act_on(number, found, verdict),
        )

    def _acts_behind(self, watch: Watch, found: Difference) -> Sequence[ActId]:
        """Return the latest acts that went worse for the group."""
        acts = (
            each
            for each in self._acts_watched(watch, found.outcome, found.run)
            if getattr(each, found.by) == found.group
        )
        return [each.id for each in acts if each.outcome is not found.low_is_worse][-MOST_ACTS:]

    def _act_on(self, number: int, found: Difference, verdict: Verdict) -> None:
        at, stops = self.now(), []
        there = {stop.scope for stop in oversight.in_force()}
        for scope in scopes(found, verdict.outputs["action"]):
            if scope not in there:
                stops.append(new_id())
                oversight.stop(stops[-1], scope, THE_WATCH, NAME, f"Incident {number}: {sentence_of(found)}", at)
        because = verdict.because
        kept.add_alarm(
            Alarm(number, at, found.pair, verdict.outputs["action"], because.rule, because.version, tuple(stops))
        )
        self.memory.add_deed(
            at, "fairness_alarm", "house",
            {
                "incident": number, "outcome": found.outcome, "by": found.by, "group": found.group, "people": found.n,
                "gap": found.gap, "low": found.low, "high": found.high, "since": f"{found.since}",
                "action": verdict.outputs["action"], "stops": " ".join(stops), "rule": because.rule, "version": because.version,
            },
        )  # fmt: skip

    # --- what is shown ---
    def fairness_watch(self, colleague: ColleagueId) -> dict[str, Any] | None:
        """Return what the watch sees to somebody who may read the books; None before the first look."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.watch_report()

    def watch_report(self) -> dict[str, Any] | None:
        """Return the latest look, each difference with how it stood over time and what was done; None before the first."""
        latest = kept.latest_look()
        if latest is None:
            return None
        at, report = latest
        looks, done = (
            kept.looks_since(date.fromisoformat(report["began"])),
            {each.pair: each for each in reversed(kept.alarms())},
        )
        in_force = {stop.id: stop.scope for stop in oversight.in_force()}
        for each in report["differences"]:
            each["over_time"] = [*_over_time(each, looks)]
            each["done"] = self._done_about(done.get(_pair_of(each)), in_force)
        return {
            **report,
            "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "alarms": sum(each["alarm"] for each in report["differences"]),
        }

    def _done_about(self, alarm: Alarm | None, in_force: dict[str, str]) -> dict[str, Any] | None:
        if alarm is None:
            return None
        closed = incident_records.of_number(alarm.incident).closed_at
        return {
            "incident": alarm.incident, "opened": f"{alarm.at:%Y-%m-%d}", "closed": closed and f"{closed:%Y-%m-%d}",
            "action": alarm.action, "rule": alarm.rule, "version": alarm.version,
            "in_draft_mode": [in_force[stop] for stop in alarm.stops if stop in in_force],
        }  # fmt: skip


def _report(watch: Watch, found: Sequence[Difference]) -> dict[str, Any]:
    return {
        "day": f"{watch.until}", "began": f"{watch.began}", "a_year": A_YEAR, "alpha": watch.alpha,
        "outcomes": list(watch.outcomes), "groups": list(watch.columns), "differences": [_as_dict(each) for each in found],
    }  # fmt: skip


def _as_dict(found: Difference) -> dict[str, Any]:
    within = found.within and found.within._asdict()
    days = {"run": f"{found.run}", "since": found.since and f"{found.since}"}
    return {
        **asdict(found),
        **days,
        "within": within,
        "topics": list(found.topics),
        "alarm": found.alarm,
        "worse": found.worse,
    }


def _over_time(found: dict[str, Any], looks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield how a difference stood on the last look of each week since it counts, weeks counted back from the latest look."""
    last = date.fromisoformat(looks[-1]["day"])
    of_week = {
        (last - date.fromisoformat(look["day"])).days // 7: look for look in looks if look["day"] > found["run"]
    }
    for look in of_week.values():
        for each in look["differences"]:
            if _pair_of(each) == _pair_of(found) and each["run"] == found["run"]:
                yield {"day": look["day"], **{name: each[name] for name in ("n", "other_n", "gap", "low", "high")}}


def _pair(key: str) -> Pair:
    outcome, by, group = key.removeprefix(CAUSE).split(":", 2)
    return Pair(outcome, by, group)


def _pair_of(told: dict[str, Any]) -> Pair:
    return Pair(told["outcome"], told["by"], told["group"])


def scopes(found: Difference, action: str) -> tuple[str, ...]:
    """Return what people look at first: the topics that show it, or all answers to the group; () for nothing.

    Where a message does not say of itself that it is the group's, it is every answer: nobody's group is looked up for that.
    """
    if action == "incident":
        return ()
    if action == "topic" and found.topics:
        return tuple(TOPIC + topic for topic in found.topics)
    return (group_scope(found.by, found.group) if found.by in SEEN else TOPIC + ANY_TOPIC,)


def _done(verdict: Verdict) -> str:
    says = {
        "topic": "People look at every answer of these topics before it is sent",
        "group": "People look at every answer to this group before it is sent",
    }.get(verdict.outputs["action"])
    return f"{says}, until this incident is closed and two people agree." if says else ""
