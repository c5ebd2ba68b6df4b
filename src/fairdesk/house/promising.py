"""From what reviewers said a promise is made; it is watched, and taken back if it is broken.

What may be promised was found by looks that were taken once and kept (reviewed_answers.py): the board and the button read
them. While a topic is closed its drafts go on being made and reviewed, and people answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairdesk.accountability import records as ledger_records
from fairdesk.answers.certificate import CONDITION, Report, between, percent, report, still_needed, thinned
from fairdesk.answers.consistency import KINDS, Probed
from fairdesk.answers.looks import Terms, missing, part_of_doubt, until_enough
from fairdesk.answers.promise import Promise
from fairdesk.answers.records.probes import latest_probes
from fairdesk.answers.reviews import Group
from fairdesk.answers.watch import Errors, Traffic
from fairdesk.clock import id_from, new_id
from fairdesk.database import alone_with, writing
from fairdesk.desk import records as desk
from fairdesk.house.beside import compared
from fairdesk.house.groups import live_groups, people_of
from fairdesk.house.judged_twice import PROMISES
from fairdesk.house.reviewed_answers import ReviewedAnswers, case_of, sent_if_sure
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed, may
from fairdesk.intervals import Share, exact
from fairdesk.nouns import ANY_TOPIC, ColleagueId, Fact, Refused
from fairdesk.oversight import compared as live
from fairdesk.oversight import records as oversight
from fairdesk.oversight.guardrail import NAME, THE_DESK
from fairdesk.oversight.pause import TOPIC
from fairdesk.oversight.records import two_people
from fairdesk.oversight.reviewing import (
    AnswerReview,
    Board,
    Consistent,
    GroupRow,
    InForce,
    KeptLook,
    LiveRow,
    TopicRow,
)
from fairdesk.oversight.two_people import Asked, Kind, is_looser

PACE = timedelta(days=14)
SHADOW = "shadow"
"""The setting under which colleagues see no drafts."""
PROBES_SHOWN = 14
"""Probes on the board: two weeks of nights."""
MOST_BEFORE = 2_000
"""Messages before a promise that later traffic is compared with, at most."""
COMPARED = ("language", "channel")
"""The groups that the board compares."""
LIVE = timedelta(days=90)
"""Over how long live traffic is compared: so long messages are kept."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a topic's promise is taken back: by its errors, or by its traffic. `watched`: the key of its watch."""

    topic: str
    by: str
    says: str
    watched: str
    record: dict[str, Fact]


class Promising(ReviewedAnswers):
    """The part of the house that promises something of the assistant's answers."""

    _traffic: dict[str, tuple[Traffic, str]] = {}

    def board(self, colleague: ColleagueId) -> Board:
        """Return what may be promised now, with groups compared, and what is in force, to somebody who may read."""
        self.colleague_who_may(colleague, Deed.READ)
        told, promised = self.promise_now(), self.knowing.promised()
        in_force = {each.topic: each for each in self.knowing.promises()}
        topics = dict.fromkeys([*told.promises, *in_force, *promised.closed])
        looks, _ = self.latest_looks()
        asked = {each.what: each for each in two_people.waiting(Kind.PROMISE) if looks.get(each.what)}
        mine = {topic for topic, look in looks.items() if self._needs_another(look, in_force.get(topic), colleague)}
        reviewed = told.curve[-1].answered if told.curve else 0
        return Board(
            told.target, told.confidence, CONDITION,
            tuple(
                _topic_row(told, topic, in_force.get(topic), topic in promised.closed, topic in mine, asked.get(topic))
                for topic in topics
            ),
            tuple(map(_group_row, told.groups)),
            tuple(_live_row(each) for name in COMPARED for each in live_groups(name, self._live_since())),
            tuple((p.answered / reviewed, p.wrong / p.answered, p.threshold) for p in thinned(told.curve, 40)),
            reviewed, told.a_day, compared(self) if self.settings.answers_before_promise == SHADOW else None,
            tuple(map(_consistent, latest_probes(PROBES_SHOWN))),
        )  # fmt: skip

    def _live_since(self) -> datetime:
        run = self.knowing.answers_since()
        return max([self.now() - LIVE, *([run] if run else [])])

    def promise_now(self, groups: Sequence[str] = COMPARED, splits: int = 0) -> Report:
        """Return what may be promised of the answers reviewed until now, as the looks found it."""
        at, terms = self.now(), self.terms
        by_topic = self.reviews_that_count(at)
        looks, number = self.latest_looks()
        reviews = sorted(
            (each for found in by_topic.values() for each in found), key=lambda each: (each.at, each.act)
        )
        promises = {
            topic: _standing(terms, topic, by_topic.get(topic, []), looks.get(topic), number)
            for topic in sorted({*by_topic, *looks})
        }
        a_day = sum(each.at >= at - PACE for each in reviews) / (PACE / timedelta(days=1))
        people = people_of({each.customer for each in reviews})
        cases = [case_of(each, people[each.customer]) for each in reviews]
        return report(cases, terms.target, terms.confidence, groups, splits, a_day, promises)

    def make_promises(self, colleague: ColleagueId) -> tuple[str, ...]:
        """Put in force what the latest looks certify, in place of what was promised before; return the topics promised.

        What is in force already stays as it is, with its watch. What lets the assistant answer more alone is asked for by
        one person and granted by another. Raises Refused where nothing is left but what another must do: of what this person
        asked for, or of what is no looser and rests on verdicts of which they gave more than half.
        """
        who = self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE)
        head = ledger_records.latest_checkpoint()
        entries = head.size if head else 0
        with writing():
            alone_with(PROMISES)
            at, (looks, _) = self.now(), self.latest_looks()
            in_force = {each.topic: each for each in oversight.promises_in_force()}
            made_from = {each.topic: each.look for each in self.knowing.promises()}
            certified = {topic: look for topic, look in looks.items() if look.threshold is not None}
            holds = {each.topic: each for each in self.knowing.promises()}
            new = {topic: look for topic, look in certified.items() if made_from.get(topic) != look.id}
            mine = {topic for topic, look in new.items() if self._needs_another(look, holds.get(topic), colleague)}
            gone = (looks.keys() - certified.keys()) & in_force.keys() | (in_force.keys() - made_from.keys())
            if new and mine == new.keys() and not gone:
                raise Refused(
                    "you asked for this, or gave more than half of the verdicts; somebody else must put the promise in force"
                )
            asked = {topic for topic in new.keys() - mine if self._asks_first(new[topic], holds.get(topic), who, at)}
            for topic in sorted(gone):
                self._end_promise(topic, at, int(colleague))
            for topic in sorted(new.keys() - mine - asked):
                two_people.end(Kind.PROMISE, topic, at)
                self._put(new[topic], at, entries, colleague)
        self.pulse.beat()
        return tuple(sorted(certified.keys() - mine - asked))

    def _needs_another(self, look: KeptLook, before: InForce | None, colleague: ColleagueId) -> bool:
        """Whether this person may not put in force what a look certified, whatever else they may do about it."""
        if _answers_more(look, before):
            asked = self._asked_for(look)
            return asked is not None and not asked.grantable(colleague, self.now(), self._one_approves())
        return look.most_by == colleague and not self._solo()

    def _asks_first(self, look: KeptLook, before: InForce | None, who: Colleague, at: datetime) -> bool:
        """Ask for what lets the assistant answer more alone, unless somebody did; whether this person asked."""
        if not _answers_more(look, before) or self._asked_for(look):
            return False
        two_people.ask(Asked(new_id(), Kind.PROMISE, look.topic, look.id, who.id, who.work_name, at))
        self.memory.add_deed(
            at,
            "asked_for",
            "person",
            {"kind": str(Kind.PROMISE), "what": look.topic, "version": look.id, "by": int(who.id)},
        )
        return True

    def _asked_for(self, look: KeptLook) -> Asked | None:
        return next(
            (each for each in two_people.waiting(Kind.PROMISE) if (each.what, each.version) == (look.topic, look.id)),
            None,
        )

    def _one_approves(self) -> bool:
        return sum(may(person.role, Deed.APPROVE_GUIDELINE) for person in identity.colleagues()) == 1

    def _put(self, look: KeptLook, at: datetime, entries: int, by: ColleagueId) -> None:
        """Put in force what a look certified, and begin its watch with the answers reviewed after that look."""
        assert look.threshold is not None  # it certified
        made = InForce(
            new_id(), look.topic, at, look.threshold, look.target, look.confidence, look.reviewed, look.answered,
            look.wrong, look.first, look.last, entries, look.topics, look.id,
        )  # fmt: skip
        oversight.put_promise(made, by)
        self.memory.add_deed(at, "promise_made", "person", _told(made, by))
        later = [each for each in self.reviews_that_count(at).get(look.topic, []) if each.at > look.upto]
        self.watch_on(look.topic, made, later, at)

    def _end_promise(self, topic: str, at: datetime, by: int) -> None:
        oversight.end_promise(topic, at)
        self.memory.add_deed(at, "promise_ended", "person" if by else "house", {"topic": topic, "by": by})

    # --- what is watched ---
    def watch_promises(self) -> tuple[str, ...]:
        """Close each topic of which it is evident that more than promised is wrong, or that its traffic is another."""
        self._end_what_is_another()
        closed_now = set(self.knowing.promised().closed)
        closed = tuple(
            broken.topic for broken in self._broken() if broken.topic not in closed_now and self._close(broken)
        )
        if closed:
            self.pulse.beat()
        return closed

    def _end_what_is_another(self) -> None:
        """End each promise that was made of another assistant's answers, or when other topics had promises of their own."""
        if len(oversight.promises_in_force()) == len(self.knowing.promises()):
            return
        with writing():
            alone_with(PROMISES)
            holds = {each.id for each in self.knowing.promises()}
            for each in oversight.promises_in_force():
                if each.id not in holds:
                    self._end_promise(each.topic, self.now(), int(THE_DESK))
        self.pulse.beat()

    def _broken(self) -> Iterator[Broken]:
        promises = {each.topic: each for each in self.knowing.promises()}
        self._traffic = {each.id: self._traffic[each.id] for each in promises.values() if each.id in self._traffic}
        for topic in sorted({*promises, *oversight.watched_topics()}):
            promise = promises.get(topic)
            found = self._by_errors(topic, promise)
            if found or (promise and (found := self._by_traffic(promise))):
                yield found

    def _by_errors(self, topic: str, promise: InForce | None) -> Broken | None:
        now = oversight.watching(self.watch_key(topic, promise))
        if now is None:
            return None
        watch = Errors.from_kept(json.loads(now.stands))
        if not watch.broken:
            return None
        says = f"{now.wrong} of {now.reviewed} reviewed answers were wrong: more than the {watch.target * 100:g} % promised."
        told: dict[str, Fact] = {
            "reviewed": now.reviewed, "wrong": now.wrong, "evidence": watch.highest, "target": watch.target,
        }  # fmt: skip
        return Broken(topic, "errors", says, now.key, told)

    def _by_traffic(self, promise: InForce) -> Broken | None:
        """Tell whether messages since a promise are another traffic than those before it; what was seen is kept in memory."""
        watch, last = self._traffic.get(promise.id, (None, ""))
        if watch is None:
            began = id_from(promise.at)
            before = [sure for act, sure in self._confidences(promise.topic, id_from(promise.first)) if act < began]
            watch, last = Traffic(before[-MOST_BEFORE:], 1 - promise.confidence), began
        for act, sure in self._confidences(promise.topic, last):
            watch.add_message(sure)
            last = act
        self._traffic = {**self._traffic, promise.id: (watch, last)}
        if not watch.broken:
            return None
        says = f"The last {watch.seen} messages are not like those that were reviewed, so the promise may not hold."
        told: dict[str, Fact] = {"messages": watch.seen, "evidence": watch.highest, "target": promise.target}
        return Broken(promise.topic, "traffic", says, promise.id, told)

    def _confidences(self, topic: str, after: str) -> Iterator[tuple[str, float]]:
        """Yield act and confidence of each draft of a topic that doubt alone may hold back, in the order of time."""
        release = self.knowing.rule_for("release", self.now())
        for act, facts in desk.drafts(after):
            if facts.get("topic", ANY_TOPIC) == topic and sent_if_sure(facts, release):
                yield act, float(facts["confidence"])

    def _close(self, broken: Broken) -> bool:
        id, at, scope = new_id(), self.now(), TOPIC + broken.topic
        with writing():
            alone_with(PROMISES)
            # Read again here: another process may have closed it a moment ago, or another promise been put in force.
            promise = next((each for each in self.knowing.promises() if each.topic == broken.topic), None)
            if scope in {stop.scope for stop in oversight.in_force()}:
                return False
            if self.watch_key(broken.topic, promise) != broken.watched:
                return False
            oversight.stop(id, scope, THE_DESK, NAME, broken.says, at)
            oversight.end_promise(broken.topic, at)
            self.memory.add_deed(
                at, "promise_broken", "house",
                {"stop": id, "topic": broken.topic, "how": broken.by, **broken.record},
            )  # fmt: skip
        return True


def _answers_more(look: KeptLook, before: InForce | None) -> bool:
    """Whether what a look certified lets the assistant answer more alone than before."""
    return look.threshold is not None and is_looser(look.threshold, before.threshold if before else None)


def _standing(
    terms: Terms, topic: str, reviews: Sequence[AnswerReview], look: KeptLook | None, number: int
) -> Promise:
    """Return what the latest look at a topic found, or how many reviews are missing until one that may find something."""
    there = len(reviews)
    new = sum(look is None or each.at > look.upto for each in reviews)
    next_in = missing(there, new, look.reviewed if look else 0, number, terms)
    if look is None:
        doubt = part_of_doubt(number, terms.doubt)
        return Promise(topic, terms.target, terms.confidence, doubt, there, needed=max(1, next_in))
    found = Promise(
        topic, look.target, look.confidence, look.doubt, look.reviewed, look.threshold, look.answered, look.wrong,
        look.needed,
    )  # fmt: skip
    return found if look.threshold is not None else replace(found, needed=until_enough(found, there, next_in))


def _topic_row(
    told: Report, topic: str, in_force: InForce | None, closed: bool, mine: bool, asked: Asked | None
) -> TopicRow:
    promise = told.promises.get(topic) or Promise(topic, told.target, told.confidence, 0.0, 0, needed=None)
    certified = promise.threshold is not None
    missing = (
        still_needed(promise.needed, told.days(promise)) if promise.reviewed else "no reviewed answer counts yet"
    )
    return TopicRow(
        topic, promise.reviewed, certified,
        f"{promise.threshold:.3f}" if promise.threshold is not None else "",
        percent(promise.answered / promise.reviewed) if certified else "",
        percent(promise.wrong / promise.answered) if certified else "",
        between(exact(promise.wrong, promise.answered)), "" if certified else missing, in_force, closed,
        mine and certified and (in_force is None or asked is not None), asked.by_name if asked and certified else "",
    )  # fmt: skip


def _consistent(found: Probed) -> Consistent:
    whole = found.all.share
    return Consistent(
        found.at, found.all.n, percent(whole.value) if whole else "", between((whole.low, whole.high)) if whole else "",
        f"{found.questions.same} of {found.questions.n}",
        tuple((KINDS[kind], f"{one.same} of {one.n}") for kind, one in found.kinds.items()),
    )  # fmt: skip


def _group_row(group: Group) -> GroupRow:
    return GroupRow(
        group.name, group.value, group.reviewed, percent(group.answered / group.reviewed),
        between(group.answered_between), percent(group.wrong / group.answered) if group.answered else "",
        between(group.wrong_between), group.worse,
    )  # fmt: skip


def _live_row(group: live.Group) -> LiveRow:
    return LiveRow(
        group.name, group.value, group.people, percent(group.answered.value), _range(group.answered),
        live.apart(group.answered_apart, "evidently less often", "evidently more often"), group.reviewed,
        percent(group.wrong.value) if group.wrong else "", _range(group.wrong),
        live.apart(group.wrong_apart, "evidently less often", "evidently more often"),
    )  # fmt: skip


def _range(found: Share | None) -> str:
    return between((found.low, found.high)) if found else ""


def _told(made: InForce, by: ColleagueId) -> dict[str, Fact]:
    return {
        "promise": made.id, "by": int(by), "topic": made.topic, "threshold": made.threshold, "target": made.target,
        "confidence": made.confidence, "reviewed": made.reviewed, "answered": made.answered, "wrong": made.wrong,
    }  # fmt: skip
