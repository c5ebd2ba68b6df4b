"""One person stops the assistant, in any scope that something here obeys; two start it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fairdesk.accountability.records import incidents
from fairdesk.answers import records as answers
from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import Stop
from fairdesk.fairness.records import watched
from fairdesk.fairness.watching import GROUP, THE_WATCH
from fairdesk.guidelines import records as guidelines
from fairdesk.house.looking import Looking
from fairdesk.identity import records as identity
from fairdesk.identity.roles import may
from fairdesk.nouns import (
    ANY_TOPIC,
    BadInput,
    ColleagueId,
    ConversationId,
    Fact,
    NotFound,
    Overtaken,
    Refused,
)
from fairdesk.oversight import records as oversight
from fairdesk.oversight.acceptance import Standing
from fairdesk.oversight.guardrail import THE_DESK
from fairdesk.oversight.lots import THE_LOTS
from fairdesk.oversight.pause import TOPIC, Pause, may_second, start_again
from fairdesk.oversight.records import lots
from fairdesk.oversight.reviewing import InForce


class Stopping(Looking):
    """The part of the house that stops the assistant and lets it start."""

    def stops(self, colleague: ColleagueId) -> tuple[Stop, ...]:
        """Return the stops in force."""
        self.colleague_who_may(colleague, "read")
        at, solo = self.now(), self._solo()
        return tuple(_shown(each, colleague, at, solo) for each in oversight.in_force())

    def _solo(self) -> bool:
        """Whether only one person may start it: then the second agreement is the same person's, a day later."""
        return sum(may(person.role, "start_ai") for person in identity.colleagues()) == 1

    def stop_ai(self, colleague: ColleagueId, scope: str, reason: str) -> str:
        """Stop the assistant at once, in every process: each message and each text about to leave reads this again.

        Raises BadInput for a scope that nothing here would obey: a stop that stops nothing is worse than none.
        """
        self._check_obeyed(scope)
        who, at, id = self.colleague_who_may(colleague, "stop_ai"), self.now(), new_id()
        with writing():
            oversight.stop(id, scope, colleague, who.work_name, reason.strip() or "no reason given", at)
            self._deed(at, "assistant_stopped", {"stop": id, "scope": scope, "by": int(colleague), "reason": reason})
        self.pulse.beat()
        return id

    def _check_obeyed(self, scope: str) -> None:
        """See that a stop would stop something. Raises BadInput or NotFound naming what is not here."""
        kind, _, name = scope.partition(":")
        if scope.startswith(GROUP):
            raise BadInput(
                "no person stops the assistant for a group of customers; stop a topic, a channel or everything"
            )
        if kind == "conversation":
            desk.conversation(ConversationId(name))
        elif kind == "guideline":
            if guidelines.by_version(name) is None:
                raise NotFound(f"version {name} of no guideline is kept here")
        elif kind == "model" and scope not in self.knowing.in_use():
            raise BadInput(f"no model {name!r} answers here; in use: {', '.join(self.knowing.models) or 'none'}")
        elif kind == "topic" and not self.intents.version and name not in {each.id for each in answers.articles()}:
            raise BadInput(f"no answer here is about {name!r}; a topic is an article's id, or an intent of this desk")

    def stop_scopes(self, colleague: ColleagueId) -> tuple[tuple[str, str], ...]:
        """Return what else than everything or a channel may be stopped: scope, and what it is in words."""
        self.colleague_who_may(colleague, "read")
        titles = {each.id: each.title for each in answers.articles()}
        versions = self.knowing.guidelines_in_force(self.now())
        return (
            *((f"model:{name}", f"The model {name}") for name in self.knowing.models),
            *(
                (f"guideline:{version}", f"The {name} guideline, version {version}")
                for name, version in versions.items()
            ),
            *((f"topic:{id}", f"Answers from “{title}”") for id, title in sorted(titles.items())),
        )

    def start_ai(self, colleague: ColleagueId, stop: str) -> bool:
        """Agree to start the assistant again; True when a second person has agreed and it runs."""
        who, at = self.colleague_who_may(colleague, "start_ai"), self.now()
        with writing():
            pause = next((each for each in oversight.in_force() if each.id == stop), None)
            if pause is None:
                raise Overtaken("this stop is over already")
            _may_be_opened(pause, self.knowing.promises())
            _has_a_better_week(pause)
            _has_its_incident_closed(pause)
            if not start_again(pause, colleague, at, solo=self._solo()):
                oversight.ask_to_start(stop, colleague, who.work_name, at)
                self._deed(at, "start_asked", {"stop": stop, "by": int(colleague)})
                started = False
            else:
                oversight.release(stop, colleague, who.work_name, at)
                self._deed(at, "assistant_started", {"stop": stop, "by": int(colleague)})
                started = True
        self.pulse.beat()
        return started

    def _deed(self, at: datetime, kind: str, record: dict[str, Fact]) -> None:
        self.memory.add_deed(at, kind, "person", record)


def _may_be_opened(pause: Pause, promises: Iterable[InForce]) -> None:
    """See that a topic whose promise was broken has a newer one. Raises Refused saying what to do first.

    A promise about all answers covers each topic. What was closed for all opens also with one about a topic: since then
    topics have promises of their own here, and there will be none about all.
    """
    if pause.by != THE_DESK or not pause.scope.startswith(TOPIC):
        return
    topic = pause.scope.removeprefix(TOPIC)
    covers = (each for each in promises if topic in (each.topic, ANY_TOPIC) or each.topic == ANY_TOPIC)
    if not any(each.at > pause.at for each in covers):
        raise Refused(
            "the promise of these answers was broken; first review enough answers given since, and put a new promise in"
            " force on the board"
        )


def _has_a_better_week(pause: Pause) -> None:
    """See that a topic whose lot was rejected had a later one accepted. Raises Refused saying what to do first."""
    rejected = lots.stopped_by(pause.id) if pause.by == THE_LOTS else None
    later = lots.last_of(rejected.topic, rejected.topics) if rejected else None
    if rejected and (later is None or later.start < rejected.end or later.standing is not Standing.ACCEPTED):
        raise Refused(
            "a week of these answers was rejected; find the cause, and look at the drafts until a later week is accepted"
            " (the board shows where it stands)"
        )


def _has_its_incident_closed(pause: Pause) -> None:
    """See that the incident is closed for which answers are in draft mode. Raises Refused naming it."""
    if pause.by != THE_WATCH:
        return
    led_to_it = next((each for each in watched.alarms() if pause.id in each.stops), None)
    if led_to_it and incidents.of_number(led_to_it.incident).closed_at is None:
        raise Refused(
            f"a group of customers fares worse here; first find the cause, mend it and close incident {led_to_it.incident}"
        )


def _shown(pause: Pause, colleague: ColleagueId, at: datetime, solo: bool) -> Stop:
    return Stop(
        pause.id, pause.scope, pause.at, pause.by_name, pause.reason, pause.start_asked_by_name,
        may_start=pause.start_asked_by is None or may_second(pause, colleague, at, solo),
    )  # fmt: skip
