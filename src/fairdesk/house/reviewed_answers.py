"""Reviewers look at answers of the assistant; each verdict moves the watch on, and takes the look that it makes due.

The answers shown are a uniform draw from the drafts that nothing but doubt would hold back, sent or not, under the same
consent as what the mask misses: so what is certified holds for drafts like them. Only answers count that this assistant
gave, and since its topic's promise was last broken: what was before is another assistant, or another traffic.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from fairdesk.answers.abstain import topic_of
from fairdesk.answers.looks import COUNTED, Reviewed, Terms, counts, next_look
from fairdesk.answers.promise import Case, Promise
from fairdesk.answers.understanding import ready
from fairdesk.answers.watch import Errors
from fairdesk.clock import id_from, new_id
from fairdesk.database import alone_with, micros, moment, writing
from fairdesk.desk import records as desk
from fairdesk.guidelines.compile import Guideline
from fairdesk.house.beside import reply_beside
from fairdesk.house.judged_twice import PROMISES, JudgedTwice
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ActId, BadInput, ColleagueId, Facts, NotFound, Release, Turn
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drawing import drawn
from fairdesk.oversight.guardrail import THE_DESK
from fairdesk.oversight.pause import TOPIC
from fairdesk.oversight.records import second_looks
from fairdesk.oversight.reviewing import LOOKED_BACK, VERDICTS, AnswerReview, Drawn, InForce, KeptLook, Watching
from fairdesk.oversight.second_look import may_judge_again


class ReviewedAnswers(JudgedTwice):
    """The part of the house where answers are reviewed."""

    @property
    def terms(self) -> Terms:
        """What this desk promises, if it promises."""
        chosen = self.settings
        return Terms(chosen.promise_target, chosen.promise_confidence, chosen.promise_topics)

    # --- a reviewer looks at answers ---
    def answer_sample(self, colleague: ColleagueId, wanted: str = "") -> Drawn | None:
        """Return an answer of the sample that this reviewer is to judge, or None; *wanted* comes first.

        Each reviewer has an order of their own, as good as random, and it stays: who asks again is shown the same answer,
        because a promise made from answers that somebody picked would promise nothing. One that others have judged already
        stands among them like any other.
        """
        self.colleague_who_may(colleague, Deed.REVIEW)
        (acts, _), first = self.drawn_answers(), self.looked_at_first()
        acts.sort(key=lambda act: (act != wanted, act not in first, in_the_order_of(colleague, act)))
        return next((self.as_drawn(*found) for act in acts if (found := self.to_be_judged(act, colleague))), None)

    def looked_at_first(self) -> frozenset[ActId]:
        """Return the answers that a reviewer is shown before others: as many of each confidence as were drawn."""
        return frozenset()

    def keep_answer_review(self, colleague: ColleagueId, act: ActId, verdict: str) -> None:
        """Keep whether an answer was right. Raises NotFound if it may not be looked at (any more), BadInput for no verdict."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        if verdict not in VERDICTS:
            raise BadInput("say whether the answer is right, wrong, or cannot be told")
        acts, percent = self.drawn_answers()  # before the transaction: it reads the acts of many days
        with writing():
            alone_with(PROMISES)
            # Read again here: a yes that was taken back meanwhile, a second reviewer, or a promise just broken counts.
            if act not in acts or (found := self.to_be_judged(act, colleague)) is None:
                raise NotFound("this answer cannot be looked at any more; take the next one")
            if (judged := second_looks.judged(act)) is not None:
                self.keep_look_again(judged, colleague, verdict)
                return
            review = self._review(*found, colleague, verdict, percent, self.now())
            oversight.add_answer_review(review)
            self.memory.add_deed(
                review.at, "answer_reviewed", "person",
                {"answer": act, "by": int(colleague), "verdict": verdict, "topic": review.topic, "percent": percent},
            )  # fmt: skip
            if verdict != "unclear":
                self._move_watch_on(review)
                self._look_if_due(review.topic, review.at)
        # A crash before the commit leaves no review; after it, review, watch and look agree.

    def drawn_answers(self) -> tuple[list[ActId], int]:
        """Return the answers of the sample, and how many of a hundred it holds."""
        at, run = self.now(), self.knowing.answers_since()
        found = list(desk.drafts(id_from(at - LOOKED_BACK)))
        a_day = len(found) / (LOOKED_BACK / timedelta(days=1))
        percent = int(self.knowing.rule_for("sampling", at).decide({"messages_a_day": a_day}).outputs["percent"])
        release, look = (self.knowing.rule_for(name, at) for name in ("release", "review_first"))
        first = id_from(run) if run else ""
        return [
            act
            for act, facts in found
            if act >= first
            and drawn(act, percent, "answers")
            and sent_if_sure(facts, release)
            and not looked_at_first(facts, look)
        ], percent

    def may_be_reviewed(self, act: ActId) -> tuple[desk.TurnRow, Turn] | None:
        """Return the turn of an answer that nobody has looked at and that a reviewer may be shown now, or None."""
        return None if oversight.answer_reviewed(act) else self.may_be_shown(act)

    def to_be_judged(self, act: ActId, colleague: ColleagueId) -> tuple[desk.TurnRow, Turn] | None:
        """Return the turn of an answer that this reviewer is to judge now: first, or again without knowing it; or None."""
        judged = second_looks.judged(act)
        if judged is not None and not may_judge_again(judged, colleague, self.in_the_tenth(act)):
            return None
        return self.may_be_shown(act)

    def may_be_shown(self, act: ActId) -> tuple[desk.TurnRow, Turn] | None:
        """Return the turn of an answer that a reviewer may be shown now, whoever has looked at it; or None."""
        kept = desk.turn(act)
        turn = self.readable_by_reviewers(kept)
        if turn is None or turn.draft is None or not turn.draft.text or not ready(turn.draft):
            return None
        since = self.counts_since(topic_of(turn.draft, self.terms.topics))
        return (kept, turn) if since is None or moment(kept.at) >= since else None

    def as_drawn(self, kept: desk.TurnRow, turn: Turn) -> Drawn:
        """Return an answer as a reviewer is shown it."""
        draft = turn.draft
        assert draft is not None  # may_be_reviewed saw it
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
            topic_of(draft, self.terms.topics), draft.confidence if draft else 0.0,
            turn.release is Release.SEND, row.language, row.channel, percent, self.terms.topics,
        )  # fmt: skip

    # --- what counts ---
    def counts_since(self, topic: str) -> datetime | None:
        """Return from when on answers of a topic count: of this assistant, and since its promise was last broken."""
        return self._counts_since()(topic)

    def _counts_since(self) -> Callable[[str], datetime | None]:
        run, broken = self.knowing.answers_since(), oversight.last_stops(THE_DESK, TOPIC)
        return lambda topic: max((each for each in (run, broken.get(TOPIC + topic)) if each), default=None)

    def reviews_that_count(self, at: datetime) -> dict[str, list[AnswerReview]]:
        """Return of each topic the reviews that count at a moment, in the order in which they were given."""
        by_topic: dict[str, list[AnswerReview]] = defaultdict(list)
        for each in oversight.answer_reviews(self.terms.topics, at - COUNTED):
            if each.verdict != "unclear":
                by_topic[each.topic].append(each)
        since = self._counts_since()
        kept = {
            topic: [each for each in found if counts(each.at, each.answered_at, at, since(topic))]
            for topic, found in sorted(by_topic.items())
        }
        return {topic: found for topic, found in kept.items() if found}

    # --- looks ---
    def latest_looks(self) -> tuple[dict[str, KeptLook], int]:
        """Return the latest look at each topic that still counts, and the number of the next one."""
        terms = self.terms
        taken = oversight.looks(terms.topics, terms.target, terms.confidence, self.knowing.answers_since())
        latest = {look.topic: look for look in taken}
        since = self._counts_since()
        return {topic: look for topic, look in latest.items() if look.since == since(topic)}, len(taken) + 1

    def _look_if_due(self, topic: str, at: datetime) -> None:
        """Take the look that a review made due, and keep it: a look is taken once, whatever becomes of its reviews."""
        reviews = self.reviews_that_count(at).get(topic, [])
        (looks, number), terms = self.latest_looks(), self.terms
        before = looks.get(topic)
        upto, last = (before.upto, before.reviewed) if before else (None, 0)
        found = next_look([Reviewed(each.at, case_of(each)) for each in reviews], upto, last, number, terms, topic)
        if found is None:
            return
        look = self._kept_look(found, reviews, number, at)
        oversight.add_look(look)
        self.memory.add_deed(
            at, "answers_looked_at", "house",
            {
                "look": look.id, "topic": topic, "number": number, "target": look.target, "doubt": look.doubt,
                "reviewed": look.reviewed, "answered": look.answered, "wrong": look.wrong,
                "certified": look.threshold is not None, "threshold": look.threshold or 0.0,
            },
        )  # fmt: skip

    def _kept_look(self, found: Promise, reviews: Sequence[AnswerReview], number: int, at: datetime) -> KeptLook:
        answered = [each.answered_at for each in reviews]
        (by, verdicts), *_ = Counter(each.by for each in reviews).most_common(1)
        return KeptLook(
            new_id(), self.terms.topics, found.topic, found.target, found.confidence, self.knowing.answers_since(),
            self.counts_since(found.topic), number, at, found.doubt, found.reviewed, found.threshold, found.answered,
            found.wrong, found.needed, min(answered), max(answered), reviews[-1].at,
            by if 2 * verdicts > len(reviews) else None,
        )  # fmt: skip

    # --- the watch over errors ---
    def _move_watch_on(self, review: AnswerReview) -> None:
        promise = next((each for each in self.knowing.promises() if each.topic == review.topic), None)
        self.watch_on(review.topic, promise, [review], review.at)

    def watch_on(self, topic: str, promise: InForce | None, reviews: Iterable[AnswerReview], at: datetime) -> None:
        """Move the watch over a topic on by reviews it has not seen, in the transaction that keeps what they are of."""
        key = self.watch_key(topic, promise)
        now = oversight.watching(key) or Watching(key, topic, at, 0, 0, "")
        doubt = 1 - promise.confidence if promise else self.terms.doubt
        watch = (
            Errors.from_kept(json.loads(now.stands)) if now.stands else Errors(_target(promise, self.terms), doubt)
        )
        seen = [each.verdict == "right" for each in reviews if _is_watched(each, promise)]
        for right in seen:
            watch.add_review(right)
        oversight.keep_watching(
            Watching(
                key, topic, at, now.reviewed + len(seen), now.wrong + seen.count(False), json.dumps(watch.kept())
            )
        )

    def watch_key(self, topic: str, promise: InForce | None) -> str:
        """Return what the watch over a topic is kept under: its promise, or the time since which nothing is promised."""
        if promise:
            return promise.id
        since = self.counts_since(topic)
        return f"{self.terms.topics}|{topic}|{self.terms.target}|{micros(since) if since else 0}"


def in_the_order_of(colleague: ColleagueId, act: ActId) -> bytes:
    """Return where an act stands in the order in which a reviewer is shown answers: their own, and always the same."""
    return sha256(f"{int(colleague)}|{act}".encode()).digest()


def sent_if_sure(facts: Facts, release: Guideline) -> bool:
    """Whether nothing but doubt stands against a draft: it would be sent if the assistant were sure, as the rule now is.

    One that is late, expired, not grounded, or of a topic with too few examples is not sent however sure it is, so it tells
    nothing of what is sent.
    """
    sure: Facts = {"confidence": 1.0, "promise": "kept", "above_promise": True, "unclear_before": 0}
    return facts.get("ready", True) is True and release.decide({**facts, **sure}).outputs["release"] == Release.SEND


def looked_at_first(facts: Facts, rule: Guideline) -> bool:
    """Whether a person looks at such a draft first, as the rule now is: it tells nothing of what the assistant gives alone.

    A turn kept before there was such a rule has none of its inputs, and nobody looked.
    """
    return "draft_mode" in facts and rule.decide(facts).outputs["look"] == "first"


def _is_watched(review: AnswerReview, promise: InForce | None) -> bool:
    return review.confidence >= promise.threshold if promise else review.sent


def _target(promise: InForce | None, terms: Terms) -> float:
    return promise.target if promise else terms.target


def case_of(review: AnswerReview, person: str = "") -> Case:
    """Return a review as what is certified; *person*: who had asked, where groups of people are counted."""
    groups = {"language": review.language, "channel": review.channel}
    return Case(review.confidence, review.verdict == "right", review.topic, groups, person)
