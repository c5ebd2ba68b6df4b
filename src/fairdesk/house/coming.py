"""Who can come to somebody in a sensitive matter, by when, and what of it can be promised: read now, decided by rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fairdesk.desk.first_human import NOBODY, ON_CALL, ON_DUTY, Clock, clock_of, first_human_facts
from fairdesk.explainability.because import find
from fairdesk.house.knowing import Knowing
from fairdesk.identity import records as identity
from fairdesk.identity.care_certificates import may_open
from fairdesk.identity.people import Colleague
from fairdesk.identity.records import care_certificates, on_call
from fairdesk.nouns import Because, ColleagueId
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive.danger import UNSAID
from fairdesk.sensitive.records import Timing


def openers(topic: str, at: datetime) -> tuple[Colleague, ...]:
    """Return the colleagues who answer customers and may open conversations about a matter now."""
    staff, given = identity.colleagues(), care_certificates.all_given()
    return tuple(who for who in staff if who.answers_customers and may_open(who, topic, given, staff, at))


def open_to(who: Colleague, topics: Iterable[str], at: datetime) -> frozenset[str]:
    """Return those of some matters about which a colleague may read conversations now."""
    staff, given = identity.colleagues(), care_certificates.all_given()
    return frozenset(topic for topic in topics if may_open(who, topic, given, staff, at))


def on_call_now(at: datetime) -> frozenset[ColleagueId]:
    """Return who is on call at a moment."""
    return frozenset(duty.colleague for duty in on_call.roster(at) if duty.covers(at))


def who_comes(topic: str, at: datetime, desk_open: bool, alarms_leave: bool) -> str:
    """Return who can come now and may read of it: somebody on duty, somebody on call whom an alarm reaches, or nobody.

    *alarms_leave*: a mail server is configured; an alarm in a folder wakes nobody.
    """
    able = openers(topic, at)
    if desk_open and any(who.on_duty(at) for who in able):
        return ON_DUTY
    reached = {duty.colleague for duty in on_call.roster(at) if duty.covers(at) and duty.by_mail and alarms_leave}
    return ON_CALL if any(who.id in reached for who in able) else NOBODY


def clock_for(knowing: Knowing, topic: str, immediacy: str, at: datetime) -> Clock:
    """Return the clock to a person's first answer in a matter, by the guideline in force."""
    duty = knowing.duty(at)
    facts = first_human_facts(topic, immediacy, duty.open, who_comes(topic, at, duty.open, knowing.alarms_leave))
    return clock_of(knowing.rule_for("first_human", at), facts, at, duty.opens_at, kept_share(topic, at))


def kept_share(topic: str, at: datetime) -> float:
    """Return which share of the latest clocks of a matter was kept, those that are over now among the others."""
    ended = [taken <= allowed for taken, allowed in sensitive.measured(topic)]
    over = [False for clock in sensitive.running(at) if clock.topic == topic and clock.due_at < at]
    latest = (over + ended)[: sensitive.LATEST]
    return sum(latest) / len(latest) if latest else 1.0


def timing(clock: Clock) -> Timing:
    """Return a clock as it is kept."""
    return Timing(clock.due_at, clock.alarm_at, clock.alarmed, clock.promised)


def immediacy_in(because: Because) -> str:
    """Return how soon it happens, as triage understood the message of a turn."""
    found = find(because, "triage")
    return str(found.facts.get("immediacy", UNSAID)) if found else UNSAID
