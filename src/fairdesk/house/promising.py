"""Reviewers look at answers of the assistant; from their verdicts a promise is made, watched, and taken back if it is broken.

The answers shown are a uniform draw from all drafts, sent or not, under the same consent as what the mask misses: so what is
certified holds for drafts like them. While a topic is closed its drafts go on being made and reviewed, and people answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from fairdesk.accountability import records as ledger_records
from fairdesk.answers.abstain import topic_of
from fairdesk.answers.certificate import CONDITION, Report, between, percent, report, still_needed, thinned
from fairdesk.answers.consistency import KINDS, Probed
from fairdesk.answers.promise import Case, Promise, interval
from fairdesk.answers.records.probes import latest_probes
from fairdesk.answers.reviews import Group
from fairdesk.answers.watch import Errors, Traffic
from fairdesk.clock import id_from, new_id
from fairdesk.database import moment, writing
from fairdesk.desk import records as desk
from fairdesk.house.beside import compared, reply_beside
from fairdesk.house.sampling import Sampling
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ANY_TOPIC, ActId, BadInput, ColleagueId, Fact, NotFound, Refused, Release, Turn
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drawing import drawn
from fairdesk.oversight.guardrail import NAME, THE_DESK
from fairdesk.oversight.pause import TOPIC
from fairdesk.oversight.reviewing import (
    LOOKED_BACK,
    VERDICTS,
    AnswerReview,
    Board,
    Consistent,
    Drawn,
    GroupRow,
    InForce,
    TopicRow,
)

COUNTED = timedelta(days=180)
"""Reviews of this many days make a promise: older ones are of another desk."""
PACE = timedelta(days=14)
SHADOW = "shadow"
"""The setting under which colleagues see no drafts."""
PROBES_SHOWN = 14
"""Probes on the board: two weeks of nights."""
MOST_BEFORE = 2_000
"""Messages before a promise that later traffic is compared with, at most."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a topic's promise is taken back: by its errors, or by its traffic."""

    topic: str
    by: str
    says: str
    record: dict[str, Fact]


class Promising(Sampling):
    """The part of the house that promises something of the assistant's answers."""

    _traffic: dict[str, tuple[Traffic, str]] = {}

    # --- a reviewer looks at answers ---
    def answer_sample(self, colleague: ColleagueId, wanted: str = "") -> Drawn | None:
        """Return an answer of the sample that nobody has looked at yet, or None; *wanted* comes first.

        Each reviewer has an order of their own, as good as random, and it stays: who asks again is shown the same answer,
        because a promise made from answers that somebody picked would promise nothing.
        """
        self.colleague_who_may(colleague, Deed.REVIEW)
        acts, _ = self._drawn_answers()
        acts.sort(key=lambda act: (act != wanted, sha256(f"{int(colleague)}|{act}".encode()).digest()))
        return next((self._as_drawn(*found) for act in acts if (found := self._may_be_reviewed(act))), None)

    def keep_answer_review(self, colleague: ColleagueId, act: ActId, verdict: str) -> None:
        """Keep whether an answer was right. Raises NotFound if it may not be looked at (any more), BadInput for no verdict."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        if verdict not in VERDICTS:
            raise BadInput("say whether the answer is right, wrong, or cannot be told")
        at = self.now()
        acts, percent = self._drawn_answers()  # before the transaction: it reads the acts of many days
        with writing():
            # Read again here: a yes that was taken back meanwhile, or a second reviewer, counts.
            if act not in acts or (found := self._may_be_reviewed(act)) is None:
                raise NotFound("this answer cannot be looked at any more; take the next one")
            review = self._review(*found, colleague, verdict, percent, at)
            oversight.add_answer_review(review)
            self.memory.add_deed(
                at, "answer_reviewed", "person",
                {"answer": act, "by": int(colleague), "verdict": verdict, "topic": review.topic, "percent": percent},
            )  # fmt: skip

    def _drawn_answers(self) -> tuple[list[ActId], int]:
        at = self.now()
        acts = [act for act, _ in desk.drafts(id_from(at - LOOKED_BACK))]
        a_day = len(acts) / (LOOKED_BACK / timedelta(days=1))
        percent = int(self.knowing.rule_for("sampling", at).decide({"messages_a_day": a_day}).outputs["percent"])
        return [act for act in acts if drawn(act, percent, "answers")], percent

    def _may_be_reviewed(self, act: ActId) -> tuple[desk.TurnRow, Turn] | None:
        if oversight.answer_reviewed(act):
            return None
        kept = desk.turn(act)
        turn = self.readable_by_reviewers(kept)
        return (kept, turn) if turn and turn.draft and turn.draft.text else None

    def _as_drawn(self, kept: desk.TurnRow, turn: Turn) -> Drawn:
        draft = turn.draft
        assert draft is not None  # _may_be_reviewed saw it
        source = draft.evidence[0]
        return Drawn(
            kept.act, moment(kept.at), turn.asked.language, turn.asked.text, draft.text, source.title,
            " › ".join(source.heading), turn.release is Release.SEND, reply_beside(self, kept) or "",
        )  # fmt: skip

    def _review(
        self, kept: desk.TurnRow, turn: Turn, by: ColleagueId, verdict: str, percent: int, at: datetime
    ) -> AnswerReview:
        row, draft = desk.conversation(kept.conversation), turn.draft
        return AnswerReview(
            kept.act, row.id, row.customer, at, by, verdict, moment(kept.at),
            topic_of(draft, self.settings.promise_topics), draft.confidence if draft else 0.0,
            turn.release is Release.SEND, row.language, row.channel, percent,
        )  # fmt: skip

    # --- what may be promised ---
    def reviewed_answers(self) -> tuple[list[Case], float]:
        """Return the reviewed answers that count, and how many there are a day as of late.

        Of a topic whose promise was broken, only answers given since then: what it was before is another traffic. And none
        that another assistant gave: a model, or a new way to search, must earn its own promise.
        """
        reviews = self._counted()
        of_late = sum(each.at >= self.now() - PACE for each in reviews)
        return [_case(each) for each in reviews], of_late / (PACE / timedelta(days=1))

    def _counted(self) -> list[AnswerReview]:
        broken, since = self._broken_at(), self.knowing.answers_since()
        return [
            each
            for each in oversight.answer_reviews(self.now() - COUNTED)
            if each.verdict != "unclear"
            and each.answered_at >= broken.get(each.topic, each.answered_at)
            and (since is None or each.answered_at >= since)
        ]

    def _broken_at(self) -> dict[str, datetime]:
        """Return when each topic's promise was last broken."""
        stops = [stop for stop in oversight.history() if stop.by == THE_DESK and stop.scope.startswith(TOPIC)]
        return {stop.scope.removeprefix(TOPIC): stop.at for stop in reversed(stops)}

    def board(self, colleague: ColleagueId) -> Board:
        """Return what may be promised now, with groups compared, and what is in force, to somebody who may read."""
        self.colleague_who_may(colleague, Deed.READ)
        told, promised = self.promise_now(), self.knowing.promised()
        in_force = {each.topic: each for each in self.knowing.promises()}
        topics = dict.fromkeys([*told.promises, *in_force, *promised.closed])
        reviewed = told.curve[-1].answered if told.curve else 0
        return Board(
            told.target, told.confidence, CONDITION,
            tuple(_topic_row(told, topic, in_force.get(topic), topic in promised.closed) for topic in topics),
            tuple(map(_group_row, told.groups)),
            tuple((p.answered / reviewed, p.wrong / p.answered, p.threshold) for p in thinned(told.curve, 40)),
            reviewed, told.a_day, compared(self) if self.settings.answers_before_promise == SHADOW else None,
            tuple(map(_consistent, latest_probes(PROBES_SHOWN))),
        )  # fmt: skip

    def promise_now(self) -> Report:
        """Return what may be promised of the answers reviewed until now."""
        cases, a_day = self.reviewed_answers()
        chosen = self.settings
        return report(
            cases,
            chosen.promise_target,
            chosen.promise_confidence,
            ("language", "channel"),
            a_day=a_day,
            growing=True,
        )

    def make_promises(self, colleague: ColleagueId) -> tuple[str, ...]:
        """Put in force what may be promised now, in place of what was promised before; return the topics promised.

        Raises Refused for who reviewed all of these answers alone: two people make a promise.
        """
        self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE)
        at, reviews = self.now(), self._counted()
        if {each.by for each in reviews} == {colleague} and not self._solo():
            raise Refused("you reviewed all of these answers yourself; somebody else must put the promise in force")
        told, head = self.promise_now(), ledger_records.latest_checkpoint()
        with writing():
            for topic in {each.topic for each in oversight.promises_in_force()} - _certified(told):
                oversight.end_promise(topic, at)
                self.memory.add_deed(at, "promise_ended", "person", {"topic": topic, "by": int(colleague)})
            for topic, promise in told.promises.items():
                if promise.threshold is None:
                    continue
                mine = [each.answered_at for each in reviews if each.topic == topic]
                made = InForce(
                    new_id(), topic, at, promise.threshold, promise.target, promise.confidence, promise.reviewed,
                    promise.answered, promise.wrong, min(mine), max(mine), head.size if head else 0,
                )  # fmt: skip
                oversight.put_promise(made, colleague)
                self.memory.add_deed(at, "promise_made", "person", _told(made, colleague))
        self.pulse.beat()
        return tuple(sorted(_certified(told)))

    # --- what is watched ---
    def watch_promises(self) -> tuple[str, ...]:
        """Close each topic of which it is evident that more than promised is wrong, or that its traffic is another."""
        closed = []
        closed_now = set(self.knowing.promised().closed)
        for broken in self._broken():
            if broken.topic not in closed_now and self._close(broken):
                closed.append(broken.topic)
        if closed:
            self.pulse.beat()
        return tuple(closed)

    def _broken(self) -> Iterator[Broken]:
        promises = {each.topic: each for each in self.knowing.promises()}
        began = self._watched_from()
        by_topic: dict[str, list[AnswerReview]] = defaultdict(list)
        for review in oversight.answer_reviews(self.now() - COUNTED):
            if review.verdict != "unclear":
                by_topic[review.topic].append(review)
        for topic in by_topic.keys() | promises.keys():
            found = self._by_errors(topic, promises.get(topic), by_topic[topic], began.get(topic))
            promise = promises.get(topic)
            if found or (promise and (found := self._by_traffic(promise))):
                yield found

    def _watched_from(self) -> dict[str, datetime]:
        """Return from when on each topic is watched: since two people last opened it again."""
        ended = [stop for stop in oversight.history() if stop.scope.startswith(TOPIC) and stop.released_at]
        return {stop.scope.removeprefix(TOPIC): stop.released_at for stop in reversed(ended) if stop.released_at}

    def _by_errors(
        self, topic: str, promise: InForce | None, reviews: Sequence[AnswerReview], began: datetime | None
    ) -> Broken | None:
        target = promise.target if promise else self.settings.promise_target
        since = max((each for each in (promise.at if promise else None, began) if each), default=None)
        counted = [
            each.verdict == "right"
            for each in reviews
            if (since is None or each.at >= since)
            and (each.confidence >= promise.threshold if promise else each.sent)
        ]
        watch = Errors(target, 1 - self.settings.promise_confidence)
        for right in counted:
            watch.add_review(right)
        if not watch.broken:
            return None
        wrong = counted.count(False)
        says = f"{wrong} of {len(counted)} reviewed answers were wrong: more than the {target:.0%} promised."
        return Broken(topic, "errors", says, {"reviewed": len(counted), "wrong": wrong, "evidence": watch.highest})

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
        return Broken(promise.topic, "traffic", says, {"messages": watch.seen, "evidence": watch.highest})

    def _confidences(self, topic: str, after: str) -> Iterator[tuple[str, float]]:
        """Yield act and confidence of each draft of a topic after an act, in the order of time."""
        for act, facts in desk.drafts(after):
            if facts.get("topic", ANY_TOPIC) == topic:
                yield act, float(facts["confidence"])

    def _close(self, broken: Broken) -> bool:
        id, at, scope = new_id(), self.now(), TOPIC + broken.topic
        with writing():
            # Read again here: another process may have closed it a moment ago.
            if scope in {stop.scope for stop in oversight.in_force()}:
                return False
            oversight.stop(id, scope, THE_DESK, NAME, broken.says, at)
            oversight.end_promise(broken.topic, at)
            self.memory.add_deed(
                at, "promise_broken", "house",
                {"stop": id, "topic": broken.topic, "how": broken.by, "target": self.settings.promise_target, **broken.record},
            )  # fmt: skip
        return True


def _topic_row(told: Report, topic: str, in_force: InForce | None, closed: bool) -> TopicRow:
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
        between(interval(promise.wrong, promise.answered)), "" if certified else missing, in_force, closed,
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


def _certified(told: Report) -> set[str]:
    return {topic for topic, promise in told.promises.items() if promise.threshold is not None}


def _case(review: AnswerReview) -> Case:
    groups = {"language": review.language, "channel": review.channel}
    return Case(review.confidence, review.verdict == "right", review.topic, groups)


def _told(made: InForce, by: ColleagueId) -> dict[str, Fact]:
    return {
        "promise": made.id, "by": int(by), "topic": made.topic, "threshold": made.threshold, "target": made.target,
        "confidence": made.confidence, "reviewed": made.reviewed, "answered": made.answered, "wrong": made.wrong,
    }  # fmt: skip
