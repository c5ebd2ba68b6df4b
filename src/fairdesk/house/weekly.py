"""The weekly lots: of each topic's answers a sample is looked at, and a topic of which too many were wrong drops to draft mode.

A lot is drawn once, in the first night of a week, from the answers of before. Two samples are drawn from it. The one that
judges it is the beginning of the draw that promises rest on: each draft has the same chance, sent or not, so its reviews
count for both. The other looks harder where errors are likely, and estimates the share of wrong answers; its reviews count
for nothing else, because what is certified must not rest on what was picked for its risk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairdesk.clock import id_from, new_id
from fairdesk.database import alone_with, writing
from fairdesk.desk import records as desk
from fairdesk.guidelines import records as guidelines
from fairdesk.house.judged_twice import PROMISES
from fairdesk.house.promising import Promising
from fairdesk.house.reviewed_answers import in_the_order_of, sent_if_sure
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ANY_TOPIC, ActId, BadInput, ColleagueId, NotFound, Release
from fairdesk.oversight import records as oversight
from fairdesk.oversight.acceptance import Plan, Standing, first_places, judge
from fairdesk.oversight.drawing import place
from fairdesk.oversight.estimating import Looked
from fairdesk.oversight.lots import NAME, SAMPLES, THE_LOTS, WEEKS_TOGETHER, Look, Lot, LotRow, told, week_begins
from fairdesk.oversight.pause import TOPIC
from fairdesk.oversight.records import drafts
from fairdesk.oversight.records import lots as kept
from fairdesk.oversight.reviewing import LOOKED_BACK, VERDICTS, Drawn
from fairdesk.oversight.strata import STRATA, Stratum, allocate, drawn_from, likely_wrong, lower_third, stratum_of
from fairdesk.privacy.keys import lookup_token

DRAW = "answers"
"""The draw that promises rest on."""
TOKENS = "lots"
"""The house key under which an answer of a lot is known, without naming it."""
NEW_FOR = timedelta(days=14)
"""So long an assistant, or a guideline that decides of its answers, is new."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A draft of a lot's time: whether it was sent, after a person's look or without one, and how sure it was."""

    act: ActId
    at: datetime
    given: bool
    confidence: float
    looked_at: bool = False
    """Whether a person was to look at it before it was sent: in draft mode all of a topic's are."""


class WeeklyLots(Promising):
    """The part of the house that accepts a week's answers, or rejects them."""

    # --- drawing ---
    def draw_lots(self) -> tuple[Lot, ...]:
        """Draw the lots of the weeks that are over and have none yet; return those drawn. Asked again, it draws nothing."""
        at = self.now()
        end = week_begins(at, self.knowing.company().time_zone)
        made = []
        for topic, answers in self._answers(end - WEEKS_TOGETHER, end).items():
            before = kept.last_of(topic, self.terms.topics)
            start = max(end - WEEKS_TOGETHER, before.end) if before else end - WEEKS_TOGETHER
            if start < end and (
                lot := self._draw(topic, [each for each in answers if each.at >= start], start, end, at)
            ):
                made.append(lot)
        return tuple(made)

    def _draw(
        self, topic: str, answers: Sequence[Answer], start: datetime, end: datetime, at: datetime
    ) -> Lot | None:
        given = sum(each.given for each in answers)
        verdict = self.knowing.rule_for("acceptance", at).decide({"answers": given})
        if not given or verdict.outputs["sample"] not in SAMPLES:
            return None
        readable = sorted(filter(self._is_readable, answers), key=lambda each: place(each.act, DRAW))
        sent, in_draw = [each for each in readable if each.given], set(self.drawn_answers()[0])
        judging = [each for each in readable if each.looked_at or each.act in in_draw]
        asked = Plan(SAMPLES[verdict.outputs["sample"]], int(verdict.outputs["most_wrong"]))
        looks = asked.of(sum(each.given for each in judging))
        first = first_places(((each.act, each.given) for each in judging), looks)
        strata = self._strata(sent, start, at)
        lot = Lot(
            new_id(), topic, self.terms.topics, start, end, at, given, len(sent), Plan(looks, asked.most_wrong),
            verdict.because.version, tuple(Looked(name, len(acts), 0, 0) for name, acts in strata.items()),
        )  # fmt: skip
        with writing():
            if not kept.add(lot, self._chosen_looks(lot, strata, first)):
                return None
            self.memory.add_deed(
                at, "lot_drawn", "house",
                {
                    "lot": lot.id, "topic": topic, "answers": given, "readable": len(sent), "sample": looks,
                    "most_wrong": asked.most_wrong, "rule": verdict.because.rule, "version": lot.version,
                },
            )  # fmt: skip
        return lot

    def _answers(self, since: datetime, until: datetime) -> dict[str, list[Answer]]:
        """Return of each topic the drafts of a while that nothing but doubt, or a person's look, would hold back."""
        release, found = self.knowing.rule_for("release", self.now()), defaultdict(list)
        run = self.knowing.answers_since()
        for act, at, released, facts in desk.answered(max([since, *([run] if run else [])]), until):
            if sent_if_sure(facts, release):
                first = released == Release.REVIEW_FIRST
                given, topic = first or released == Release.SEND, str(facts.get("topic", ANY_TOPIC))
                found[topic].append(Answer(act, at, given, float(facts["confidence"]), first))
        return found

    def _is_readable(self, answer: Answer) -> bool:
        """Whether a look may be taken at a draft, or was taken before it was sent: that look needs no other yes."""
        return answer.looked_at or self.readable_by_reviewers(desk.turn(answer.act)) is not None

    def _strata(self, answers: Sequence[Answer], start: datetime, at: datetime) -> dict[str, tuple[ActId, ...]]:
        questioned, third = desk.questioned(id_from(start)), lower_third([each.confidence for each in answers])
        changed = max(
            guidelines.life_in_force("release", at).proposal.begins or start, self.knowing.answers_since() or start
        )
        found: dict[str, list[ActId]] = {name: [] for name in STRATA}
        for each in answers:
            name = stratum_of(
                questioned=each.act in questioned, new=start < changed <= each.at < changed + NEW_FOR,
                confidence=each.confidence, doubtful_below=third,
            )  # fmt: skip
            found[name].append(each.act)
        return {name: tuple(acts) for name, acts in found.items() if acts}

    def _chosen_looks(
        self, lot: Lot, strata: Mapping[str, tuple[ActId, ...]], first: frozenset[ActId]
    ) -> dict[bytes, Look]:
        """Return, by token, the drafts that are looked at: those that judge the lot, and those that are looked at for risk."""
        seen = kept.seen_of(lot.topic, lot.topics)
        risks = [
            Stratum(name, len(acts), likely_wrong(wrong, reviewed))
            for name, acts in strata.items()
            for reviewed, wrong in [seen.get(name, (0, 0))]
        ]
        many = allocate(risks, lot.plan.sample)
        risky = {act for name in strata for act in drawn_from(strata[name], many[name], lot.id)}
        named = {act: name for name, acts in strata.items() for act in acts}
        return {
            self._lot_token(act): Look(named.get(act, ""), act in first, act in risky) for act in {*first, *risky}
        }

    # --- looking ---
    def looked_at_first(self) -> frozenset[ActId]:
        """Return the answers that judge the open lots, with the drafts that were drawn between them."""
        return frozenset(
            act
            for lot in self._recent_lots()
            if lot.standing is Standing.OPEN
            for act, look in self._looked_at(lot).items()
            if look.judges
        )

    def answer_sample(self, colleague: ColleagueId, wanted: str = "") -> Drawn | None:
        """Return an answer to look at: of what judges a lot first, then of what is risky, then of all that is drawn."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        risky = sorted(self._risky_left(), key=lambda act: (act != wanted, in_the_order_of(colleague, act)))
        shown = (self.as_drawn(*found) for act in risky if (found := self.may_be_reviewed(act)))
        return next(shown, None) or super().answer_sample(colleague, wanted)

    def keep_answer_review(self, colleague: ColleagueId, act: ActId, verdict: str) -> None:
        """Keep whether an answer was right, and where its lot stands then."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        if act in self._risky_left():
            self._keep_risky(colleague, act, verdict)
        else:
            super().keep_answer_review(colleague, act, verdict)
        self.judge_lots()

    def _keep_risky(self, colleague: ColleagueId, act: ActId, verdict: str) -> None:
        """Keep what was said of an answer that was drawn for its risk: it estimates the error, and promises nothing."""
        if verdict not in VERDICTS:
            raise BadInput("say whether the answer is right, wrong, or cannot be told")
        with writing():
            if self.may_be_reviewed(act) is None or not kept.keep_verdict(self._lot_token(act), verdict):
                raise NotFound("this answer cannot be looked at any more; take the next one")
            self.memory.add_deed(
                self.now(), "lot_answer_reviewed", "person", {"answer": act, "by": int(colleague), "verdict": verdict}
            )

    def _risky_left(self) -> frozenset[ActId]:
        """Return the answers that are still to be looked at for their risk; none while a lot is still to be judged.

        Whoever looks at the risky ones first would leave the rest of the draw with fewer errors than there were.
        """
        in_draw = set(self.drawn_answers()[0])
        if any(self.may_be_reviewed(act) for act in self.looked_at_first() & in_draw):
            return frozenset()
        return frozenset(
            act
            for lot in self._recent_lots()
            for act, look in self._looked_at(lot).items()
            if look.risky and not look.verdict and not oversight.answer_reviewed(act) and not drafts.is_there(act)
        )

    def _recent_lots(self) -> tuple[Lot, ...]:
        """Return the lots of which something can still be looked at."""
        return kept.since(self.now() - LOOKED_BACK, self.terms.topics)

    def _looked_at(self, lot: Lot) -> dict[ActId, Look]:
        """Return the drafts of a lot that are looked at; one whose customer was erased is gone."""
        looks = kept.looks(lot.id)
        acts = (act for act, *_ in desk.answered(lot.start, lot.end))
        return {act: looks[token] for act in acts if (token := self._lot_token(act)) in looks}

    # --- judging ---
    def judge_lots(self, *, look_again: bool = False) -> tuple[Lot, ...]:
        """Accept or reject each open lot as far as its reviews say, and stop the topics of those rejected; return these.

        Of a lot that was judged the estimate goes on getting better. *look_again*: see which answers may still be looked at;
        otherwise each that nobody looked at may.
        """
        rejected = []
        for lot in self._recent_lots():
            now = self._counted_lot(lot, look_again)
            if now == lot:
                continue
            with writing():
                alone_with(PROMISES)
                held = kept.hold(lot.id)
                if held is None or held.standing is not lot.standing:
                    continue  # another process judged it a moment ago
                newly = now.standing is not lot.standing
                now = self._close_rejected(now) if newly and now.standing is Standing.REJECTED else now
                kept.keep(now)
                if newly:
                    self._tell_lot(now)
            if newly and now.standing is Standing.REJECTED:
                rejected.append(now)
        if rejected:
            self.pulse.beat()
        return tuple(rejected)

    def _counted_lot(self, lot: Lot, look_again: bool) -> Lot:
        """Return a lot with what is known of its answers now."""
        at, looks = self.now(), self._looked_at(lot)
        said = {each.act: each.verdict for each in oversight.answer_reviews(lot.topics, lot.start)}
        said |= drafts.judged(lot.start, lot.end)
        found = Counter(
            (look.stratum, look.verdict or said.get(act, "")) for act, look in looks.items() if look.risky
        )
        strata = tuple(
            replace(
                each, reviewed=found[each.name, "right"] + found[each.name, "wrong"], wrong=found[each.name, "wrong"]
            )
            for each in lot.strata
        )
        if lot.standing is not Standing.OPEN:
            return replace(lot, strata=strata)
        judging = [act for act, look in looks.items() if look.judges and look.stratum]
        verdicts = Counter(said.get(act, "") for act in judging)
        left, reviewed, wrong = verdicts[""], verdicts["right"] + verdicts["wrong"], verdicts["wrong"]
        if look_again:
            left = sum(
                drafts.waits(act) or self.may_be_reviewed(act) is not None for act in judging if act not in said
            )
        standing = judge(lot.plan, reviewed, wrong, left)
        if standing is Standing.OPEN and at >= lot.end + LOOKED_BACK:
            standing = Standing.LAPSED
        judged_at = None if standing is Standing.OPEN else at
        return replace(lot, strata=strata, standing=standing, judged_at=judged_at, reviewed=reviewed, wrong=wrong)

    def _close_rejected(self, lot: Lot) -> Lot:
        """Put a topic whose lot was rejected in draft mode, in the caller's transaction: people look before it is sent.

        One that is stopped already stays as it is.
        """
        scope, id = TOPIC + lot.topic, new_id()
        if scope in {stop.scope for stop in oversight.in_force()}:
            return lot
        says = f"{lot.wrong} of {lot.reviewed} answers that were looked at are wrong; at most {lot.plan.most_wrong} may be."
        oversight.stop(id, scope, THE_LOTS, NAME, says, lot.judged_at or self.now())
        return replace(lot, stop=id)

    def _tell_lot(self, lot: Lot) -> None:
        self.memory.add_deed(
            lot.judged_at or self.now(), "lot_judged", "house",
            {
                "lot": lot.id, "topic": lot.topic, "standing": lot.standing.value, "reviewed": lot.reviewed, "wrong": lot.wrong,
                "most_wrong": lot.plan.most_wrong, "version": lot.version, **({"stop": lot.stop} if lot.stop else {}),
            },
        )  # fmt: skip

    # --- telling ---
    def lots(self, colleague: ColleagueId) -> tuple[LotRow, ...]:
        """Return the newest lots, for the board."""
        self.colleague_who_may(colleague, Deed.READ)
        return tuple(map(told, self.latest_lots()))

    def latest_lots(self) -> tuple[Lot, ...]:
        """Return the newest lots, newest first."""
        return kept.latest(self.terms.topics)

    def _lot_token(self, act: ActId) -> bytes:
        return lookup_token(self.keys.house_key(TOKENS), act)
