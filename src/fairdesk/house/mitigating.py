"""Mitigations in the house: a difference that was found, what a change would do about it by replay, who agreed, did it work.

Nothing is changed here. Each is an ordinary proposal of a guideline, replayed, approved by somebody else, with a day at
which it is looked at again; what it would change of the group and of everybody else stands in the signed report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from fairdesk.answers import article_tasks
from fairdesk.answers.records import tasks
from fairdesk.clock import new_id
from fairdesk.database import alone_with, moment, row, writing
from fairdesk.desk import records as desk
from fairdesk.fairness import mitigation as mend
from fairdesk.fairness.mitigation import Counts, Difference, Look, Mitigation, Offer, Standing, Wanted
from fairdesk.fairness.own_acts import ask
from fairdesk.fairness.records import mitigations as kept
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.adding import (
    Row,
    free_id,
    named,
    stands,
    threshold_of,
    with_rule,
    with_threshold,
    without_rule,
)
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.life import OPEN, Proposal, Stage
from fairdesk.guidelines.records import Life
from fairdesk.guidelines.shown import Task
from fairdesk.guidelines.table import Table, parse
from fairdesk.house.approving import GuidelineSide, checked_why, kept_version, table_of
from fairdesk.house.article_tasks import ArticleTasks
from fairdesk.house.own_acts import FairnessSide
from fairdesk.house.own_outcomes import Read, id_of_day
from fairdesk.house.replay_reports import minutes_of_people
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, ColleagueId, Fact, Facts, Overtaken, Refused, Release
from fairdesk.replay.report import outputs_at

GUIDELINE_OF: Mapping[str, str] = {
    mend.DRAFT: "review_first", mend.ROW: "review_first", mend.THRESHOLD: "release", mend.FOR_ALL: "release",
}  # fmt: skip
"""Which guideline a kind of mitigation is a change of."""
NO_OTHER_READER = (
    "the desk runs with the reader that was approved; train another, start the desk with it, and propose it then"
)
ALONE = "mitigations"
_WAIT = "60"
"""Minutes until people answer instead, of a draft that nobody looked at."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What becomes of an answer, by two tables."""

    release: Guideline
    first: Guideline

    def became(self, facts: Facts) -> str:
        """Return what becomes of an answer with these typed facts."""
        released = outputs_at(self.release.table, self.release.hit(facts))["release"]
        if released != Release.SEND:
            return mend.UNCLEAR if released == Release.UNCLEAR else mend.PERSON
        # A turn kept before anybody looked first has no facts for it: it left at once, as it did then.
        looks = "draft_mode" in facts and outputs_at(self.first.table, self.first.hit(facts))["look"] == "first"
        return mend.LOOKED if looks else mend.SENT


@dataclass(frozen=True, slots=True)
class _Course:
    """How a mitigation stands, from when to when it was in force, and the report of its replay."""

    stands: str
    begins: datetime | None = None
    ended: datetime | None = None
    report: str = ""


class MitigationSide(ArticleTasks, GuidelineSide, FairnessSide):
    """The part of the house that mends a difference, and sees whether it was mended."""

    # --- what can be done ---
    def difference(
        self, colleague: ColleagueId, group: Mapping[str, str], outcome: str, since: str = ""
    ) -> Difference:
        """Return a difference that the audit of the desk's own acts finds beyond chance, to somebody who reads the books.

        Raises Refused for a group that no decision may read, BadInput where there is no such claim.
        """
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.found_difference(group, outcome, since)

    def found_difference(self, group: Mapping[str, str], outcome: str, since: str = "") -> Difference:
        """Return the same to the command line. Raises Refused and BadInput as it does."""
        of = mend.checked_group(group)
        return mend.difference_in(self.own_audit(self.audit_asked(",".join(of), outcome, since)), of)

    def offers(
        self, colleague: ColleagueId, found: Difference, topic: str = "", threshold: float | None = None
    ) -> tuple[Offer, ...]:
        """Return what may be done about a difference, to somebody who reads the books."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.offers_for(found, topic, threshold)

    def offers_for(self, found: Difference, topic: str = "", threshold: float | None = None) -> tuple[Offer, ...]:
        """Return what may be done about a difference, each with its before and after over the kept turns.

        *threshold*: the confidence to try; by itself a tenth from where it is now.
        """
        now = threshold_of(self._in_force_table("release"))
        tried = mend.first_try(found, now) if threshold is None and now is not None else threshold
        tried = None if tried is None else _rounded(tried)
        wanted = [(choice, Wanted(choice.kind, topic, tried)) for choice in mend.choices(found, now)]
        changes: dict[str, tuple[str, str]] = {}
        why_not: dict[str, str] = {}
        for choice, each in wanted:
            if choice.kind == mend.WEIGHTS and "intents" not in self.guideline_parts_changed("release"):
                why_not[choice.kind] = NO_OTHER_READER
            if choice.kind not in GUIDELINE_OF:
                continue
            try:
                changes[choice.kind] = GUIDELINE_OF[choice.kind], self._written(found, each)[0]
            except BadInput as wrong:
                why_not[choice.kind] = str(wrong)
        effects = self._effects(found, changes)
        return tuple(
            Offer(choice, each, effects.get(choice.kind), why_not.get(choice.kind, "")) for choice, each in wanted
        )

    def _written(self, found: Difference, wanted: Wanted) -> tuple[str, Row | None]:
        """Return the text of the guideline in force with the change in it, and the row that was added."""
        name = GUIDELINE_OF[wanted.kind]
        _, text = self._in_force_text(name)
        table = self._in_force_table(name)
        if wanted.kind == mend.FOR_ALL:
            self._no_threshold_beside({})
            return with_threshold(text, _checked(wanted.threshold, threshold_of(table))), None
        if wanted.kind == mend.THRESHOLD:
            self._no_threshold_beside(found.group)
        id = free_id(table, (each.rule for each in kept.every()))
        row = self._row(id, found, wanted, threshold_of(table))
        # Above the first rule that sends: what no article answers, or no promise holds for, is decided before it.
        sends = (rule.id for rule in table.rules if rule.outputs.get("release") == Release.SEND)
        return with_rule(text, row, next(sends, "") if name == "release" else table.rules[0].id), row

    def _no_threshold_beside(self, group: Mapping[str, str]) -> None:
        """Raise BadInput where the row of another threshold stands for some who are of *group* too ({}: everybody).

        Such a row says between which two thresholds it decides. Moved apart, an answer that is surer would not be sent where
        one that is less sure is.
        """
        table = self._in_force_table("release")
        for each in kept.every():
            theirs = each.found.group
            both = all(group.get(by, name) == name for by, name in theirs.items())
            if each.kind == mend.THRESHOLD and both and stands(table, each.rule):
                raise BadInput(
                    f"rule {each.rule} of release is another threshold for answers {each.found.whose} already, and two do not"
                    " go together; end that mitigation first"
                )

    def _row(self, id: str, found: Difference, wanted: Wanted, now: float | None) -> Row:
        group = {by: named(value) for by, value in found.group.items()}
        if wanted.kind != mend.THRESHOLD:
            about = (
                {"intent" if self.settings.promise_topics == "intent" else "article": named(wanted.topic)}
                if wanted.topic
                else {}
            )
            says = f"A person looks first at answers {found.whose}{f' about {wanted.topic}' if about else ''}."
            return Row(
                id,
                says,
                {**group, **about},
                {"look": "first", "risk": "high", "minutes": _WAIT, "reason": "draft_mode"},
            )
        new = _checked(wanted.threshold, now)
        assert now is not None
        says = f"The assistant answers {found.whose} from a confidence of {new:g} on."
        if new > now:
            return Row(
                id, says, {**group, "confidence": f"[{now:g}..{new:g})"}, {"release": "hand_over", "reason": "unsure"}
            )
        return Row(id, says, {**group, "promise": "none", "confidence": f"[{new:g}..{now:g})"},
                   {"release": "send", "reason": "sure_enough"})  # fmt: skip

    # --- before and after ---
    def _effects(self, found: Difference, changes: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
        """Return what each change (guideline and new text) would do: shares before and after, who is moved, hours of work.

        The turns are read once for all changes.
        """
        now = {each: self.knowing.rule_for(each, self.now()) for each in ("release", "review_first")}
        sides = {"": _Rules(now["release"], now["review_first"])}
        for change, (name, text) in changes.items():
            new = {**now, name: compile_table(parse(text, f"{name}.yaml"))}
            sides[change] = _Rules(new["release"], new["review_first"])
        answers: dict[str, Counts] = {side: Counter() for side in sides}
        judged: dict[str, Counts] = {side: Counter() for side in sides}
        moved: Counter[tuple[str, bool]] = Counter()
        for mine, facts, _ in self._of_people(found, "answered"):
            became = {side: rules.became(facts) for side, rules in sides.items()}
            for side, each in became.items():
                moved[side, mine] += each != became[""]
                answers[side][mine, each, None] += 1
        for mine, facts, wrong in self._of_people(found, "reviewed_wrong"):
            for side, rules in sides.items():
                judged[side][mine, rules.became(facts), wrong] += 1
        work = self._work(found, sides)
        return {
            change: {
                "rates": mend.told(_beside(answers, change), _beside(judged, change)),
                "moved": {"group": moved[change, True], "others": moved[change, False]},
                "work": work[change],
            }
            for change in changes
        }

    def _of_people(self, found: Difference, outcome: str) -> Iterator[tuple[bool, Facts, bool]]:
        """Yield of each person that the audit counts whether they are of the group, the facts of their act, and the outcome."""
        for some in self.first_acts(ask(found.group, outcome, found.since)):
            yield from ((_mine(each, found.group), _facts(each), bool(each.said[outcome])) for each in some)

    def _work(self, found: Difference, sides: Mapping[str, _Rules]) -> dict[str, dict[str, Any]]:
        """Return how many answers more or fewer people would have had in their hands since the day, and the hours of that."""
        since = id_of_day(found.since)
        turns, to_people = 0, Counter[str]()
        for each in desk.to_answer(since):
            turns += 1
            had = {side: rules.became(each) in (mend.LOOKED, mend.PERSON) for side, rules in sides.items()}
            for side, has in had.items():
                to_people[side] += has - had[""]
        minutes, measured = minutes_of_people()
        first = row("SELECT min(at) FROM desk_turn WHERE act > %s", since)
        days = max(1, (self.now() - moment(first[0])).days) if first and first[0] else 1
        return {
            side: {
                "turns": turns, "to_people": to_people[side], "days": days, "minutes_each": minutes, "measured_on": measured,
                "hours_a_week": round(to_people[side] * minutes / 60 * 7 / days, 2), "wait_seconds": desk.median_wait(),
                "draft_minutes": int(_WAIT),
            }
            for side in sides
        }  # fmt: skip

    # --- proposed, as any guideline is ---
    def propose_mitigation(
        self, colleague: ColleagueId, found: Difference, wanted: Wanted, why: str, review_by: date
    ) -> Mitigation:
        """Propose a change of a guideline that is to mend a difference, and replay it; a row of one's own stays a draft.

        Raises Refused where the role does not allow it, BadInput for what cannot be written or a day that is too far off.
        """
        who = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE)
        at, reason = self.now(), checked_why(why)
        mend.checked_day(review_by, at.date())
        name, text, row, setting, says = self._change(found, wanted)
        rule = row.id if row else ""
        made = Mitigation(
            new_id(),
            at,
            colleague,
            who.work_name,
            wanted.kind,
            name,
            "",
            rule,
            says,
            found,
            setting,
            reason,
            review_by,
        )

        def keep(proposal: str) -> None:
            self._not_twice(made)
            kept.add(replace(made, proposal=proposal))
            said: dict[str, Fact] = {
                "mitigation": made.id,
                "proposal": proposal,
                "review_by": f"{review_by}",
                "by": int(colleague),
            }
            self._deed(at, "mitigation_proposed", said)

        if wanted.kind == mend.EXAMPLES:
            task = self.ask_for_language(colleague, wanted.topic, found.group["language"], says, keep)
            return replace(made, proposal=task)
        as_draft = wanted.kind == mend.ROW
        proposal = self.propose_guideline(colleague, name, text, reason, as_draft=as_draft, beside=keep)
        if not as_draft:
            self.replay_proposal(colleague, proposal)
        return replace(made, proposal=proposal)

    def _not_twice(self, made: Mitigation) -> None:
        """Let one be kept at a time. Raises Overtaken where the same waits already, or somebody else just took its rule's id."""
        alone_with(ALONE)
        for each in kept.every():
            if made.rule and each.rule == made.rule:
                raise Overtaken("somebody proposed another mitigation at this moment; propose yours again")
            same = (each.kind, each.found.group, each.setting) == (made.kind, made.found.group, made.setting)
            if same and self._course(each).stands in ("waits", "scheduled"):
                raise Overtaken(f"this is proposed already, as {each.proposal}; look at that proposal")

    def _change(self, found: Difference, wanted: Wanted) -> tuple[str, str, Row | None, dict[str, Any], str]:
        """Return guideline, text, row, what was chosen, and the sentence of what somebody wants. Raises BadInput."""
        setting: dict[str, Any] = {"topic": wanted.topic}
        if wanted.kind == mend.EXAMPLES:
            if "language" not in found.group or not wanted.topic:
                raise BadInput(
                    "name the article, of a group that writes in a language: its owner is asked to say it there"
                )
            return "", "", None, setting, f"The article {wanted.topic} says what customers {found.whose} ask."
        if wanted.kind == mend.WEIGHTS:
            if "intents" not in self.guideline_parts_changed("release"):
                raise BadInput(NO_OTHER_READER)
            return (
                "release",
                self._in_force_text("release")[1],
                None,
                setting,
                "Another reader of topics reads, with languages weighed.",
            )
        if wanted.kind not in GUIDELINE_OF:
            raise BadInput(
                f"{wanted.kind!r} is no choice; choose one of {', '.join((*GUIDELINE_OF, mend.WEIGHTS, mend.EXAMPLES))}"
            )
        name = GUIDELINE_OF[wanted.kind]
        if wanted.threshold is not None:
            wanted = replace(wanted, threshold=_rounded(wanted.threshold))
        text, row = self._written(found, wanted)
        if name == "release":
            setting |= {"threshold": wanted.threshold, "was": threshold_of(self._in_force_table(name))}
        everybody = f"The assistant answers everybody from a confidence of {wanted.threshold or 0:g} on."
        return name, text, row, setting, row.says if row else everybody

    def beside_replay(self, proposal: Proposal) -> Mapping[str, Any]:
        """Return what the signed report of a mitigation's proposal says of the difference: before and after."""
        made = kept.of_proposal(proposal.id)
        if made is None or made.kind not in GUIDELINE_OF:
            return {}
        told = {**asdict(made.found), "since": f"{made.found.since}"}
        change = {made.kind: (made.name, kept_version(proposal.version).text)}
        effect = self._effects(made.found, change)[made.kind]
        return {"mends": {"mitigation": made.id, "kind": made.kind, "difference": told, **effect}}

    def mended_by(self, colleague: ColleagueId, proposal: str) -> Mitigation | None:
        """Return the mitigation that a proposal is for, to somebody who may read; None if it is for none."""
        self.colleague_who_may(colleague, Deed.READ)
        return kept.of_proposal(proposal)

    # --- in force, and looked at again ---
    def mitigations(self, colleague: ColleagueId) -> tuple[Standing, ...]:
        """Return every mitigation to somebody who reads the books."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self.standings()

    def standings(self) -> tuple[Standing, ...]:
        """Return every mitigation: how it stands, what was promised, and what is seen since."""
        self.begin_what_is_due()
        return tuple(map(self._standing_of, kept.every()))

    def _standing_of(self, made: Mitigation) -> Standing:
        course = self._course(made)
        promised = self.guideline_report(course.report).get("mends") if course.report else None
        if course.begins is None:
            return Standing(made, course.stands, False, None, promised, None, "")
        says = mend.since_then(made.found, self._difference_since(made.found, course))
        due = course.stands == "in force" and self.now().date() >= made.review_by
        return Standing(made, course.stands, due, course.begins, promised, self._seen_since(made.found, course), says)

    def _course(self, made: Mitigation) -> _Course:
        if made.kind == mend.EXAMPLES:
            task = tasks.task(made.proposal)
            says = {article_tasks.OPEN: "waits", article_tasks.DONE: "in force"}.get(task.state, "not taken")
            return _Course(says, task.closed_at if says == "in force" else None)
        own = guidelines.find(made.proposal)
        proposal = own.proposal
        if proposal.stage in OPEN:
            return _Course("scheduled" if proposal.stage is Stage.SCHEDULED else "waits", report=proposal.report)
        if not proposal.begins:
            return _Course("not taken", report=proposal.report)
        without = [*takewhile(lambda life: not _holds(made, own, life), guidelines.begun(made.name, self.now()))]
        ended = without[-1].proposal.begins if without else None
        # Which reader runs is told by the desk itself: a later version of the table changes nothing of it.
        holds = self.resting.now().get("intents") == _reader(own) if made.kind == mend.WEIGHTS else not without
        return _Course("in force" if holds else "ended", proposal.begins, None if holds else ended, proposal.report)

    def _seen_since(self, found: Difference, course: _Course) -> list[dict[str, Any]]:
        """Return the shares of what really became of answers while a mitigation was in force."""
        answers, judged = Counter(), Counter()  # type: Counts, Counts
        for outcome, counts in (("answered", answers), ("reviewed_wrong", judged)):
            for each in self._acts_under(found, outcome, course):
                wrong = outcome != "answered" and bool(each.said[outcome])
                counts[_mine(each, found.group), _became(each.release), wrong] += 1
        return mend.told({"since": answers}, {"since": judged})

    def _difference_since(self, found: Difference, course: _Course) -> dict[bool, tuple[int, int]]:
        """Return of the group and of everybody else how often the outcome held meanwhile, and of how many people."""
        hits: Counter[bool] = Counter()
        sizes: Counter[bool] = Counter()
        for each in self._acts_under(found, found.outcome, course):
            if (held := each.said[found.outcome]) is not None:
                sizes[_mine(each, found.group)] += 1
                hits[_mine(each, found.group)] += held
        return {mine: (hits[mine], sizes[mine]) for mine in (True, False)}

    def _acts_under(self, found: Difference, outcome: str, course: _Course) -> Iterator[Read]:
        """Yield the first act of each person from the moment a mitigation began until it ended."""
        assert course.begins is not None
        for some in self.first_acts(ask(found.group, outcome, course.begins), until=course.ended):
            yield from some

    def keep_mitigation(self, colleague: ColleagueId, id: str, until: date, why: str) -> Mitigation:
        """Let a mitigation go on until another day, by somebody else than who proposed it. Raises Refused for them."""
        who, at, reason = self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE), self.now(), checked_why(why)
        made = kept.find(id)
        if self._course(made).stands != "in force":
            raise Overtaken("this mitigation is not in force; look at it again")
        if colleague == made.by and not self._alone():
            raise Refused("you proposed it; somebody else who may approve guidelines says whether it goes on")
        mend.checked_day(until, at.date())
        look = Look(at, colleague, who.work_name, f"keep until {until}", reason)
        after = replace(made, review_by=until, looks=(*made.looks, look))
        with writing():
            kept.change(made, after)
            self._deed(
                at, "mitigation_kept", {"mitigation": id, "until": f"{until}", "by": int(colleague), "why": reason}
            )
        self.pulse.beat()
        return after

    def end_mitigation(self, colleague: ColleagueId, id: str, why: str) -> str:
        """Propose the guideline without what a mitigation changed, replay that, and return the proposal's id."""
        who, at, reason = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), self.now(), checked_why(why)
        made = kept.find(id)
        if self._course(made).stands != "in force":
            raise Overtaken("this mitigation is not in force; look at it again")
        if made.ending and guidelines.find(made.ending).proposal.stage in OPEN:
            raise Overtaken("its end is proposed already; look at that proposal")
        if made.kind not in GUIDELINE_OF:
            raise BadInput(
                "there is no row to take out: change the article again, or approve another reader of topics"
            )
        if made.kind == mend.FOR_ALL:
            self._no_threshold_beside({})
        _, text = self._in_force_text(made.name)
        new = without_rule(text, made.rule) if made.rule else with_threshold(text, made.setting["was"])

        def keep(proposal: str) -> None:
            look = Look(at, colleague, who.work_name, "end", reason)
            kept.change(made, replace(made, looks=(*made.looks, look), ending=proposal))
            self._deed(
                at, "mitigation_ending", {"mitigation": id, "proposal": proposal, "by": int(colleague), "why": reason}
            )

        proposal = self.propose_guideline(colleague, made.name, new, reason, beside=keep)
        self.replay_proposal(colleague, proposal)
        return proposal

    def guideline_tasks(self, colleague: ColleagueId) -> tuple[Task, ...]:
        """Return what a colleague should do about guidelines, mitigations whose day has come among it."""
        tasks = super().guideline_tasks(colleague)
        if not may(self.colleague_who_may(colleague, Deed.READ).role, Deed.APPROVE_GUIDELINE):
            return tasks
        due = (
            Task(
                made.name or "articles",
                f"{made.says} Its day was {made.review_by:%-d %B %Y}: did it work?",
                mends=made.id,
            )
            for made in self._mitigations_due()
        )
        return (*tasks, *due)

    def _mitigations_due(self) -> Iterator[Mitigation]:
        today = self.now().date()
        for made in kept.every():
            if today >= made.review_by and self._course(made).stands == "in force":
                yield made

    def tell_what_guidelines_need(self) -> None:
        """Put into the ledger, each once, what guidelines need; and that the day of a mitigation has come."""
        super().tell_what_guidelines_need()
        at = self.now()
        for made in self._mitigations_due():
            with writing():
                if kept.tell(made.id, made.review_by):
                    said = {"mitigation": made.id, "proposal": made.proposal, "review_by": f"{made.review_by}"}
                    self.memory.add_deed(at, "mitigation_due", "house", said)

    # --- what is in force ---
    def _in_force_table(self, name: str) -> Table:
        return table_of(kept_version(self._version_now(name)))

    def _in_force_text(self, name: str) -> tuple[str, str]:
        found = kept_version(self._version_now(name))
        if found.form != "yaml":
            raise BadInput(
                f"{name} is kept as {found.form.upper()}; write the rule into it by hand, as a proposal of your own"
            )
        return found.version, found.text


def _holds(made: Mitigation, own: Life, life: Life) -> bool:
    """Whether what a mitigation changed is in a version of its guideline."""
    if made.kind == mend.WEIGHTS:
        return _reader(life) == _reader(own)
    table = table_of(kept_version(life.proposal.version))
    return stands(table, made.rule) if made.rule else threshold_of(table) == made.setting["threshold"]


def _reader(life: Life) -> str | None:
    """Return the reader of topics that a version was approved with."""
    return (life.rests_on or {}).get("intents")


def _rounded(threshold: float) -> float:
    """Return a threshold as a table writes it."""
    return round(threshold, 3)


def _checked(wanted: float | None, now: float | None) -> float:
    if now is None:
        raise BadInput("the release guideline names no confidence from which on it sends; change it by hand")
    if wanted is None or not 0.15 <= wanted <= 0.999 or wanted == now:
        raise BadInput(f"the new threshold should be a number from 0.15 to 0.999, and another than {now:g}")
    return wanted


def _mine(each: Read, group: Mapping[str, str]) -> bool:
    return all(getattr(each, by) == value for by, value in group.items())


def _facts(each: Read) -> Facts:
    return {"language": each.language, "channel": each.channel, **each.facts}


def _beside(counts: Mapping[str, Counts], change: str) -> dict[str, Counts]:
    return {"before": counts[""], "after": counts[change]}


def _became(release: str) -> str:
    return {Release.SEND: mend.SENT, Release.REVIEW_FIRST: mend.LOOKED, Release.UNCLEAR: mend.UNCLEAR}.get(
        Release(release) if release else Release.HAND_OVER, mend.PERSON
    )
