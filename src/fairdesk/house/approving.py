"""Guidelines as the house answers for them: proposed, replayed, approved by another person, rolled back; each a deed.

The rules stand in guidelines/life.py. What is in force is a question to the table of proposals, asked with the moment:
a scheduled version begins at its moment in every process, and `begin_what_is_due` writes that down, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.guidelines import life as lives
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.checks import Finding
from fairdesk.guidelines.compile import compile_table
from fairdesk.guidelines.counting import Counts, counted
from fairdesk.guidelines.faults import faults_in, faults_in_scorer
from fairdesk.guidelines.floor import below, misfits
from fairdesk.guidelines.life import Move, Origin, Proposal, ReportSeen, Stage, Standing
from fairdesk.guidelines.parts import changed, digest, parts_of
from fairdesk.guidelines.records import Kept, Life
from fairdesk.guidelines.reviews import Review, review
from fairdesk.guidelines.scorer import KEPT_AS, is_scorer, read_scorer
from fairdesk.guidelines.scorer_file import ScorerFile, read_file
from fairdesk.guidelines.shown import Overview, Task, tasks_of
from fairdesk.guidelines.table import Table, parse, version_of
from fairdesk.house.knowing import compiled
from fairdesk.house.leading_on import LeadingOn
from fairdesk.house.probing_proposals import lacks_pairs, may_be_probed, probed_proposal, proposal_probed
from fairdesk.house.trying import figures_of, report_seen, tried
from fairdesk.house.trying_scorers import scorer_tried
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import ActId, BadInput, ColleagueId, Fact, NotFound, Overtaken, Refused

LONGEST_WHY = 1000
COUNTED = 10_000
"""How many of the latest turns are counted for "which rule decided": enough to see, quick enough for a page."""


class GuidelineSide(LeadingOn):
    """The part of the house that answers for guidelines."""

    # --- reading ---
    def guideline_overviews(self, colleague: ColleagueId) -> tuple[Overview, ...]:
        """Return every guideline in force and how it stands, to somebody who may read."""
        self.colleague_who_may(colleague, Deed.READ)
        self.begin_what_is_due()
        return tuple(self._overview(name) for name in guidelines.names() if not is_scorer(name))

    def scorers_in_force(self, colleague: ColleagueId) -> tuple[tuple[Life, ScorerFile], ...]:
        """Return every scorer in force with what stands in it."""
        self.colleague_who_may(colleague, Deed.READ)
        at = self.now()
        # What was approved for a later day is named too, and is in force from that day on.
        named = (name for name in guidelines.names() if is_scorer(name) and guidelines.in_force(name, at))
        found = (guidelines.life_in_force(name, at) for name in named)
        return tuple((life, scorer_of(kept_version(life.proposal.version))) for life in found)

    def _overview(self, name: str) -> Overview:
        at = self.now()
        made = guidelines.life_in_force(name, at).proposal
        table = table_of(kept_version(made.version))
        scheduled = guidelines.in_stage(Stage.SCHEDULED, name)
        return Overview(
            name, table, made, review(table.review_by, at.date()), self.guideline_parts_changed(name),
            lives.unconfirmed(made, at), scheduled[0].proposal if scheduled else None,
        )  # fmt: skip

    def guideline_tasks(self, colleague: ColleagueId) -> tuple[Task, ...]:
        """Return what this colleague should do about guidelines: the desk's front shows it to who may."""
        if not may(self.colleague_who_may(colleague, Deed.READ).role, Deed.APPROVE_GUIDELINE):
            return ()
        theirs = [p for life in guidelines.open_lives() if (p := life.proposal).by != colleague]
        waiting = (Task(p.name, "a proposal waits for another person to approve it", p.id)
                   for p in theirs if p.stage is Stage.REPLAYED)  # fmt: skip
        brought = (Task(p.name, "a newer version came with fairdesk; replay it, then approve it or say no", p.id)
                   for p in theirs if p.stage is Stage.PROPOSED and not p.by)  # fmt: skip
        return (
            *(task for each in self.guideline_overviews(colleague) for task in tasks_of(each)),
            *waiting,
            *brought,
        )

    def guideline_now(self, colleague: ColleagueId, name: str) -> tuple[Life, Kept]:
        """Return what is in force of a guideline, with its text. Raises NotFound."""
        self.colleague_who_may(colleague, Deed.READ)
        found = guidelines.life_in_force(name, self.now())
        return found, kept_version(found.proposal.version)

    def guideline_version(self, colleague: ColleagueId, version: str) -> Kept:
        """Return a version with its exact text. Raises NotFound."""
        self.colleague_who_may(colleague, Deed.READ)
        return kept_version(version)

    def guideline_history(self, colleague: ColleagueId, name: str) -> tuple[Life, ...]:
        """Return every proposal of a guideline, the latest first."""
        self.colleague_who_may(colleague, Deed.READ)
        return guidelines.lives(name)

    def guideline_proposals(self, colleague: ColleagueId) -> tuple[Life, ...]:
        """Return what waits: drafts, proposals, what is replayed or scheduled."""
        self.colleague_who_may(colleague, Deed.READ)
        return guidelines.open_lives()

    def guideline_proposal(self, colleague: ColleagueId, id: str) -> tuple[Life, Kept]:
        """Return a proposal with its text. Raises NotFound."""
        self.colleague_who_may(colleague, Deed.READ)
        found = guidelines.find(id)
        return found, kept_version(found.proposal.version)

    def guideline_parts_changed(self, name: str) -> tuple[str, ...]:
        """Return the parts that are not what the guideline in force was approved with: until then people answer."""
        found = guidelines.life_in_force(name, self.now())
        return changed(found.rests_on or {}, parts_of(name, self.resting.now()))

    def guideline_counts(self, colleague: ColleagueId, name: str, table: Table) -> Counts | None:
        """Return which rules of *table* the latest kept turns met; None for a guideline that decides no turn."""
        self.colleague_who_may(colleague, Deed.READ)
        if name not in DECIDES:
            return None
        return counted(compile_table(table), desk.latest_facts(COUNTED, assistant_only=DECIDES[name]))

    def guideline_pairs(self, colleague: ColleagueId, proposal: Proposal) -> Mapping[str, Any] | None:
        """Return what counterfactual pairs say of a replayed proposal, {} until they were asked; None where they say nothing."""
        self.colleague_who_may(colleague, Deed.READ)
        return (proposal_probed(proposal.report) or {}) if may_be_probed(proposal) else None

    def proposals_without_pairs(self) -> tuple[str, ...]:
        """Return the proposals that were replayed and not yet tried on counterfactual pairs: the worker tries them."""
        return tuple(life.proposal.id for life in guidelines.in_stage(Stage.REPLAYED) if lacks_pairs(life.proposal))

    def ask_pairs_of(self, id: str) -> None:
        """Try a replayed proposal on counterfactual pairs, for its page. Takes seconds."""
        made = guidelines.find(id).proposal
        probed_proposal(self, made.report, kept_version(self._version_now(made.name)), kept_version(made.version))
        self.pulse.beat()

    def guideline_report(self, id: str) -> Mapping[str, Any]:
        """Return the figures of a replay's report. Raises NotFound."""
        return figures_of(id)

    def why_not_approve(self, colleague: ColleagueId, proposal: Proposal) -> str:
        """Return what keeps a colleague from approving a proposal now, as a sentence; "" if nothing does."""
        who = self.colleague_who_may(colleague, Deed.READ)
        if not may(who.role, Deed.APPROVE_GUIDELINE):
            return "your role does not allow you to approve guidelines"
        return lives.why_not_approved(proposal, colleague, self.now(), self._standing(proposal))

    # --- proposing ---
    def propose_guideline(
        self, colleague: ColleagueId, name: str, text: str, why: str, *,
        form: str = "yaml", wished: datetime | None = None, as_draft: bool = False, id: str = "", seen: str = "",
        appeal: ActId | None = None, beside: Callable[[str], None] | None = None,
    ) -> str:  # fmt: skip
        """Keep a text as a proposal of guideline *name* and return the proposal's id.

        *id*: a draft that it replaces, *seen*: the version of that draft that the colleague changed, *appeal*: the
        disputed act that led to it, noted in the same transaction; *beside*: what else is kept there, given the
        proposal's id. Raises NotFound where nobody disputed that act.
        Raises BadInput for a text that cannot be read, Refused for one that the checks find fault with, Overtaken if
        somebody changed the draft meanwhile. A draft is kept with its faults. The same text as in force is a proposal
        only if a part that it rests on is another one now.
        """
        who, at, reason = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), self.now(), checked_why(why)
        if is_scorer(name):
            raise BadInput(f"{name} is a scorer, not a table; propose its file as one")
        current = guidelines.life_in_force(name, at).proposal
        version, origin = version_of(text), self._origin(name, current, version_of(text))
        table = None if as_draft else parse(text, f"{name}.{form}")
        flaws = 0 if table is None else len(faults_in(table, name, at.date()))
        begins = max(filter(None, (wished, table.effective_from if table else None)), default=None)
        draft = Proposal(id or new_id(), name, version, origin, Stage.DRAFT, colleague, at,
                         begins if begins and begins > at else None)  # fmt: skip
        made = draft if as_draft else lives.proposed(draft, flaws)
        with writing():
            _add_version(Kept(name, version, text, begins or at, at, who.name, reason, form))
            self._add_or_replace(id, seen, Life(made, who.work_name, reason))
            if not as_draft:
                self._deed(at, "guideline_proposed", _said(who, made, origin=str(origin)))
            if appeal:
                self.lead_on(appeal, who, "guideline", made.id, at)
            if beside:
                beside(made.id)
        self.pulse.beat()
        return made.id

    def propose_scorer(self, colleague: ColleagueId, text: str, why: str, *, wished: datetime | None = None) -> str:
        """Keep a scorer's file as a proposal and return the proposal's id; its own name says which scorer it is.

        Raises BadInput for a file that cannot be read or is in force already, Refused for one that the checks find fault
        with. It is tried, approved and rolled back as a guideline is; a first version needs no guideline that reads it.
        """
        who, at, reason = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), self.now(), checked_why(why)
        scorer = read_scorer(text, "the scorer")
        name, begins = KEPT_AS + scorer.name, wished if wished and wished > at else None
        if scorer.version == self._version_now(name):
            raise BadInput(
                f"version {scorer.version} of {scorer.name} is in force already; there is nothing to propose"
            )
        draft = Proposal(new_id(), name, scorer.version, Origin.CHANGE, Stage.DRAFT, colleague, at, begins)
        made = lives.proposed(draft, len(faults_in_scorer(scorer.file, at.date())))
        with writing():
            _add_version(Kept(name, scorer.version, text, begins or at, at, who.name, reason, "json"))
            guidelines.add(Life(made, who.work_name, reason))
            self._deed(at, "guideline_proposed", _said(who, made, origin=str(made.origin)))
        self.pulse.beat()
        return made.id

    def _add_or_replace(self, id: str, seen: str, life: Life) -> None:
        if not id:
            guidelines.add(life)
            return
        before = guidelines.find(id).proposal
        lives.moved(before, Move.EDIT)
        if before.name != life.proposal.name:
            raise BadInput(f"draft {id} is of {before.name}, not of {life.proposal.name}")
        if before.version != seen:
            raise Overtaken("somebody changed this draft while you did: open it again and put your change into it")
        guidelines.change(before, life)

    def _origin(self, name: str, current: Proposal, version: str) -> Origin:
        if version != current.version:
            return Origin.CHANGE
        if not self.guideline_parts_changed(name):
            raise BadInput(f"version {version} of {name} is in force already; there is nothing to propose")
        return Origin.AGAIN

    def propose_roll_back(self, colleague: ColleagueId, name: str, version: str, why: str) -> str:
        """Propose an earlier version once more; it is replayed and approved as a change is."""
        who, at, reason = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), self.now(), checked_why(why)
        if guidelines.life_in_force(name, at).proposal.version == version:
            raise BadInput(f"version {version} of {name} is in force already")
        if not any(life.proposal.version == version and life.proposal.begins for life in guidelines.lives(name)):
            raise NotFound(f"version {version} of {name} was never in force here")
        made = Proposal(new_id(), name, version, Origin.ROLL_BACK, Stage.PROPOSED, colleague, at)
        with writing():
            guidelines.add(Life(made, who.work_name, reason))
            self._deed(at, "guideline_proposed", _said(who, made, origin=str(made.origin)))
        self.pulse.beat()
        return made.id

    def replay_proposal(self, colleague: ColleagueId, id: str) -> ReportSeen:
        """Replay a proposal against the version in force over all kept turns, and attach the report."""
        who = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE)
        found = guidelines.find(id)
        lives.moved(found.proposal, Move.REPLAY)  # before hours are spent on it
        name, parts = found.proposal.name, self._parts(found.proposal.name)
        current, proposed = self._version_now(name), kept_version(found.proposal.version)
        if is_scorer(name):
            report = scorer_tried(self, current, proposed, who.name)
        else:
            report = tried(self, name, kept_version(current), proposed, who.name, self.beside_replay(found.proposal))
        with writing():
            made = lives.replayed(found.proposal, report, parts)
            guidelines.change(found.proposal, replace(found, proposal=made))
            self._deed(self.now(), "guideline_replayed", _said(who, made, report=report.id, hash=report.hash))
        self.pulse.beat()
        return report

    def beside_replay(self, proposal: Proposal) -> Mapping[str, Any]:
        """Return what else the report of a proposal says; nothing, unless another side knows what it is for."""
        return {}

    # --- a second person ---
    def approve_guideline(self, colleague: ColleagueId, id: str, seen: str = "") -> Proposal:
        """Approve a proposal: it is in force at once, or scheduled. Raises Refused saying what is missing.

        *seen*: the report that the colleague looked at, if a page showed one; Overtaken if it was replayed again since.
        """
        who, at = self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE), self.now()
        self.begin_what_is_due()
        with writing():
            guidelines.hold(guidelines.find(id).proposal.name)
            found = guidelines.find(id)
            if seen and seen != found.proposal.report:
                raise Overtaken("it was replayed again after you looked; look at what that found, then approve it")
            made = lives.approved(found.proposal, colleague, at, self._standing(found.proposal))
            after = replace(found, proposal=made, second=who.work_name,
                            rests_on=parts_of(made.name, self.resting.now()))  # fmt: skip
            begins = made.begins.isoformat() if made.begins else ""
            self._deed(at, "guideline_approved", _said(who, made, report=made.report, begins=begins, solo=made.solo))
            if made.stage is Stage.IN_FORCE:
                self._begin(found.proposal, after, at)
            else:
                guidelines.change(found.proposal, after)
        self.pulse.beat()
        return made

    def reject_guideline(self, colleague: ColleagueId, id: str, why: str) -> None:
        """Say no to somebody else's proposal."""
        who, reason = self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE), checked_why(why)
        found, at = guidelines.find(id), self.now()
        made = lives.rejected(found.proposal, colleague)
        with writing():
            self._end(found, made, reason, at)
            self._deed(at, "guideline_rejected", _said(who, made, why=reason))
        self.pulse.beat()

    def withdraw_guideline(self, colleague: ColleagueId, id: str, why: str) -> None:
        """Take a proposal back, also one that is scheduled: what is in force stays so."""
        who, reason = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), checked_why(why)
        self.begin_what_is_due()
        with writing():
            self._withdraw(who, guidelines.find(id), reason, self.now())
        self.pulse.beat()

    def _withdraw(self, who: Colleague, found: Life, why: str, at: datetime) -> None:
        made = replace(lives.moved(found.proposal, Move.WITHDRAW), begins=None)
        self._end(found, made, why, at)
        self._deed(at, "guideline_withdrawn", _said(who, made, why=why))

    def _end(self, found: Life, made: Proposal, why: str, at: datetime) -> None:
        guidelines.change(found.proposal, replace(found, proposal=made, why=f"{found.why}\n{why}", ended_at=at))

    def roll_back_now(self, colleague: ColleagueId, name: str, why: str) -> str:
        """Put the version before in force at once, by one person; a second must confirm it within a day."""
        who, at, reason = self.colleague_who_may(colleague, Deed.PROPOSE_GUIDELINE), self.now(), checked_why(why)
        self.begin_what_is_due()
        with writing():
            guidelines.hold(name)
            current = guidelines.life_in_force(name, at)
            before = _before(name, current.proposal)
            made = lives.emergency(new_id(), current.proposal, before.proposal, colleague, at, solo=self._alone())
            # A gap or a review that is past must not keep an emergency waiting; a broken promise must.
            if broken := _broken(kept_version(made.version)):
                raise Refused(f"version {made.version} cannot come back: {broken[0].says} Stop the assistant instead")
            for waiting in guidelines.in_stage(Stage.SCHEDULED, name):
                self._withdraw(who, waiting, "rolled back before its day", at)
            life = Life(made, who.work_name, reason, rests_on=before.rests_on)
            guidelines.add(life)
            self._deed(at, "guideline_rolled_back", _said(who, made, why=reason))
            self._begin(made, life, at)
        self.pulse.beat()
        return made.id

    def confirm_roll_back(self, colleague: ColleagueId, id: str) -> None:
        """Confirm, as the second person, what one rolled back in an emergency."""
        who, at = self.colleague_who_may(colleague, Deed.APPROVE_GUIDELINE), self.now()
        found = guidelines.find(id)
        made = lives.confirmed(found.proposal, colleague, at, solo=self._alone())
        with writing():
            guidelines.change(found.proposal, replace(found, proposal=made, second=who.work_name))
            self._deed(at, "guideline_confirmed", _said(who, made, solo=made.solo))
        self.pulse.beat()

    # --- what is due ---
    def begin_what_is_due(self) -> None:
        """Write down that what was scheduled has begun, once; it decides from its moment on in any case."""
        at = self.now()
        for found in guidelines.scheduled_until(at):
            made = lives.moved(found.proposal, Move.BEGIN)
            try:
                with writing():
                    self._begin(found.proposal, replace(found, proposal=made), at)
            except Overtaken:
                continue  # another process wrote it down
            self.pulse.beat()

    def _begin(self, before: Proposal, life: Life, at: datetime) -> None:
        """Keep that a version is in force and that the one before is not, in the caller's transaction."""
        made = life.proposal
        for older in guidelines.in_stage(Stage.IN_FORCE, made.name):
            if older.proposal.id != made.id:
                ended = lives.moved(older.proposal, lives.ended_by(made))
                guidelines.change(older.proposal, replace(older, proposal=ended, ended_at=at))
        guidelines.change(before, life)
        said = {"proposal": made.id, "name": made.name, "version": made.version, "parts": digest(life.rests_on or {})}
        self.memory.add_deed(at, "guideline_in_force", "house", said)
        self.tell_led_on("guideline", made.id, at)

    def tell_what_guidelines_need(self) -> None:
        """Put into the ledger, each once: overdue reviews, emergencies nobody confirmed, parts that were changed."""
        at = self.now()
        for found in guidelines.in_stage(Stage.IN_FORCE):
            made, now = found.proposal, digest(parts_of(found.proposal.name, self.resting.now()))
            said: dict[str, Fact] = {"name": made.name, "version": made.version}
            with writing():
                if self.review_of(made.version) is Review.INCIDENT and guidelines.tell(made.id, "review"):
                    self.memory.add_deed(at, "guideline_review_overdue", "house", said)
                if lives.unconfirmed(made, at) and guidelines.tell(made.id, "unconfirmed"):
                    self.memory.add_deed(at, "guideline_unconfirmed", "house", said)
                if now != digest(found.rests_on or {}) and guidelines.tell(made.id, f"parts-{now}"):
                    self.memory.add_deed(at, "guideline_parts_changed", "house", {**said, "parts": now})

    def review_of(self, version: str) -> Review:
        """Return how the review of a kept version stands today."""
        kept = kept_version(version)
        by = scorer_of(kept).review_by if is_scorer(kept.name) else table_of(kept).review_by
        return review(by, self.now().date())

    # --- what an approval is held against ---
    def _standing(self, proposal: Proposal) -> Standing:
        name, current = proposal.name, self._version_now(proposal.name)
        scheduled = guidelines.in_stage(Stage.SCHEDULED, name)
        return Standing(
            current, report_seen(proposal.report) if proposal.report else None, self._parts(name),
            scheduled[0].proposal.version if scheduled else "",
            self._flaws(kept_version(proposal.version)), self._alone(),
        )  # fmt: skip

    def _flaws(self, kept: Kept) -> int:
        today = self.now().date()
        if is_scorer(kept.name):
            return len(faults_in_scorer(scorer_of(kept), today))
        return len(faults_in(table_of(kept), kept.name, today))

    def _version_now(self, name: str) -> str:
        """Return the version in force; of a scorer that never was, NOTHING. Raises NotFound for a guideline."""
        kept = guidelines.in_force(name, self.now())
        if kept is None and is_scorer(name):
            return NOTHING
        return kept[0] if kept else guidelines.life_in_force(name, self.now()).proposal.version

    def _parts(self, name: str) -> str:
        return digest(parts_of(name, self.resting.now()))

    def _alone(self) -> bool:
        """Whether one person alone may approve guidelines here."""
        return sum(may(person.role, Deed.APPROVE_GUIDELINE) for person in identity.colleagues()) == 1


DECIDES = {"routing": False, "release": True}
"""The guidelines that decide kept turns; True: only those that the assistant might answer."""


NOTHING = "none"
"""Stands for the version in force where a scorer never was."""


def _add_version(kept: Kept) -> None:
    """Keep a text that somebody proposes, in the caller's transaction. Raises BadInput if it is another one's already."""
    there = guidelines.by_version(kept.version)
    if there is not None and there.name != kept.name:
        raise BadInput(f"this very text is kept as a version of {there.name}")
    guidelines.add_version(
        kept.name, kept.version, kept.text, kept.effective_from, kept.kept_at, kept.kept_by, kept.reason, kept.form
    )


def _broken(kept: Kept) -> tuple[Finding, ...]:
    """Return which promises a version breaks; a scorer decides nothing by itself, so it breaks none."""
    return () if is_scorer(kept.name) else (*misfits(table_of(kept), kept.name), *below(table_of(kept)))


def _said(who: Colleague, made: Proposal, **more: Fact) -> dict[str, Fact]:
    return {"proposal": made.id, "name": made.name, "version": made.version, "by": int(who.id), **more}


def table_of(kept: Kept) -> Table:
    """Return a kept version as a table. Raises BadInput for a draft that cannot be read."""
    return compiled(kept.version).table


def scorer_of(kept: Kept) -> ScorerFile:
    """Return a kept version as a scorer."""
    return read_file(kept.text, kept.file)


def kept_version(version: str) -> Kept:
    """Return a kept version. Raises NotFound."""
    found = guidelines.by_version(version)
    if found is None:
        raise NotFound(f"version {version} of no guideline is kept here")
    return found


def checked_why(why: str) -> str:
    """Return a reason as one line. Raises BadInput if there is none."""
    said = " ".join("".join(c if c.isprintable() else " " for c in why).split())
    if not said:
        raise BadInput("say why, in a sentence; it is kept with the decision")
    if len(said) > LONGEST_WHY:
        raise BadInput(f"the reason has {len(said)} characters; {LONGEST_WHY} fit")
    return said


def _before(name: str, current: Proposal) -> Life:
    """Return what was in force before *current*. Raises NotFound."""
    ended = (life for life in guidelines.lives(name) if life.proposal.stage is Stage.SUPERSEDED)
    earlier = [life for life in ended if life.proposal.version != current.version]
    if not earlier:
        raise NotFound(f"nothing but {current.version} of {name} was ever in force; there is nothing to roll back to")
    return max(earlier, key=lambda life: life.ended_at or life.proposal.at)
