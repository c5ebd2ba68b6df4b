"""Turns what is found of articles into tasks for their owners, and closes each when its matter is gone.

Contradictions are looked for when articles changed, in those articles alone; everything else once a night. A task is
opened, updated and closed in one transaction with its entry in the ledger, in one process at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from fairdesk.answers import records as answers
from fairdesk.answers.article_quality import Judged
from fairdesk.answers.article_tasks import (
    APPEAL,
    CONTRADICTION,
    DISMISSED,
    DONE,
    GAP,
    OPEN,
    REPLY,
    UNEQUAL,
    About,
    Beside,
    Finding,
    Step,
    Task,
    checked_outcome,
    due_on,
    is_for,
    owner_of,
    owners_named,
    same_matter,
    steps,
)
from fairdesk.answers.contradictions import Contradiction, Stated, contradictions, stated
from fairdesk.answers.gaps import Question, joined
from fairdesk.answers.records import Kept, tasks
from fairdesk.answers.search import Candidate, rank
from fairdesk.clock import new_id
from fairdesk.database import alone_with, writing
from fairdesk.house.content_gaps import ContentGaps
from fairdesk.house.leading_on import LeadingOn
from fairdesk.house.otherwise import replies_otherwise, said_otherwise
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import ActId, BadInput, ColleagueId, Fact, NotFound, Overtaken

ALONE = "article-tasks"
_MEND = "somebody contested an answer that rests on it, and a person decided that something in it should change"
FRONT = 5
"""Tasks that the desk's front shows, the first due first."""


class ArticleTasks(ContentGaps, LeadingOn):
    """The part of the house that asks the owners of articles to mend them."""

    _compared_at: str | None = None

    # --- finding ---
    def tend_article_tasks(self) -> int:
        """Look at everything but contradictions between articles, and return how many tasks changed. Takes seconds."""
        self.compare_articles()
        found = [*self._of_quality(), *self._of_gaps(), *replies_otherwise(self)]
        return self._settle(found, lambda task: task.finding.kind not in (CONTRADICTION, APPEAL, UNEQUAL))

    def compare_articles(self) -> int:
        """Hold the articles that changed against all others, and return how many tasks changed. Cheap if none did."""
        version = answers.knowledge_version()
        if version == self._compared_at:
            return 0
        in_force = {(one.language, one.id, one.version) for one in _for_customers()}
        changed = {(language, article) for language, article, _ in in_force ^ tasks.compared()}
        made = 0
        if changed:
            every = [said for one in answers.quotable(self.now()) for said in _stated(one)]
            found = self._of_contradictions(contradictions(every, changed))
            made = self._settle(
                found, lambda task: _was_compared(task, changed), then=lambda: tasks.set_compared(in_force)
            )
        self._compared_at = version
        return made

    def articles_are_news(self) -> bool:
        """Whether articles changed since they were last compared by this process."""
        return answers.knowledge_version() != (self._compared_at or "")

    def _of_quality(self) -> Iterator[Finding]:
        versions = {(one.language, one.id): one.version for one in answers.articles()}
        for one in self.articles_to_mend():
            about = About(one.id, one.title, versions.get((one.language, one.id), ""))
            for kind, says in zip(one.kinds, one.says, strict=True):
                if kind not in (CONTRADICTION, REPLY):
                    yield Finding(kind, one.language, (about,), (says,), _named(one))

    def _of_gaps(self) -> Iterator[Finding]:
        return (finding for finding, _ in self.gaps_found(self._unanswered()))

    def gaps_found(self, questions: Iterable[Question]) -> Iterator[tuple[Finding, int]]:
        """Yield each gap of some questions, with how many customers it is of."""
        by_language: dict[str, list[Question]] = defaultdict(list)
        for question in questions:
            by_language[question.language].append(question)
        for language, asked in sorted(by_language.items()):
            for words, members in joined(asked):
                customers = len({one.customer for one in members})
                says = f"{customers} customers asked about {', '.join(words)} and no article answered surely enough"
                newest = max((one.at for one in members if one.at), default=None)
                owner = self._owner_near(members[0])
                yield Finding(GAP, language, (), (says,), owner, words=words, newest=newest), customers

    def _owner_near(self, asked: Question) -> tuple[str, ...]:
        """Return who owns the article nearest to a gap's first question."""
        candidates, statistics = answers.find(asked.text, asked.language, (), self.now())
        ranked = rank(asked.text, candidates, statistics)
        owner = self._owners().get((asked.language, ranked[0].article), "") if ranked else ""
        return (owner,) if owner else ()

    def _of_contradictions(self, found: Iterable[Contradiction]) -> list[Finding]:
        """Return one finding for each pair of articles, with all sentences that differ."""
        pairs: dict[tuple[str, str, str], list[Contradiction]] = defaultdict(list)
        for one in found:
            first, second = sorted((one.one.article, one.other.article))
            pairs[one.one.language, first, second].append(one)
        owners = self._owners()
        return [_as_finding(language, each, owners) for (language, _, _), each in sorted(pairs.items())]

    def _owners(self) -> Mapping[tuple[str, str], str]:
        named = owners_named(self.settings.article_owners)
        return {(one.language, one.id): owner_of(one.id, one.owner, named) for one in answers.articles()}

    # --- keeping ---
    def _settle(
        self,
        found: Sequence[Finding],
        looked_at: Callable[[Task], bool],
        then: Callable[[], None] = lambda: None,
    ) -> int:
        at = self.now()
        in_force = {(one.language, one.id): one.version for one in _for_customers()}
        made = 0
        with writing():
            alone_with(ALONE)
            for step in steps(tasks.tasks(), found, at, in_force, looked_at):
                self._take(step, at)
                made += 1
            then()
        if made:
            self.pulse.beat()
        return made

    def _take(self, step: Step, at: datetime) -> None:
        if step.finding is None:
            assert step.task is not None  # steps() closes only what is kept
            closed = replace(step.task, state=DONE, outcome=step.outcome, closed_at=at, stamp=step.task.finding.stamp)
            self._keep(closed, at)
        elif step.task is None:
            self._keep(opened(new_id(), step.finding, at), at)
        elif step.task.state == OPEN:
            tasks.keep_task(replace(step.task, finding=step.finding))  # the same matter again: its day stays
        else:
            self._keep(opened(step.task.id, step.finding, at), at)

    def _keep(self, task: Task, at: datetime, by: ColleagueId | None = None) -> None:
        tasks.keep_task(task)
        record: dict[str, Fact] = {
            "task": task.id, "kind": task.finding.kind, "language": task.finding.language, "state": task.state,
            "articles": " ".join(f"{one.id}@{one.version}" for one in task.finding.articles),
        }  # fmt: skip
        actor = "house"
        if by is not None:
            actor, record["by"] = "person", int(by)
        if task.state == OPEN:
            self.memory.add_deed(at, "article_task_opened", actor, record)
        else:
            self.memory.add_deed(at, "article_task_closed", actor, record)

    # --- at the desk ---
    def article_tasks(self, colleague: ColleagueId) -> tuple[Task, ...]:
        """Return the open tasks that are this colleague's, the first due first: the desk's front shows some."""
        who = self.colleague_who_may(colleague, Deed.READ)
        if not may(who.role, Deed.EDIT_ARTICLES):
            return ()
        everybody = identity.colleagues()
        known = [name for one in everybody for name in (one.work_name, one.name)]
        leads = may(who.role, Deed.EDIT_COMPANY)
        return tuple(
            task
            for task in tasks.tasks()
            if task.state == OPEN and is_for(task, (who.work_name, who.name), known, leads)
        )

    def all_article_tasks(self, colleague: ColleagueId) -> tuple[Task, ...]:
        """Return every task that is kept, open ones first, to somebody who may edit articles."""
        self.colleague_who_may(colleague, Deed.EDIT_ARTICLES)
        return tasks.tasks()

    def open_article_tasks(self) -> tuple[Task, ...]:
        """Return the open tasks, for a command on the server."""
        return tuple(task for task in tasks.tasks() if task.state == OPEN)

    def replies_behind(self, colleague: ColleagueId, task: Task) -> tuple[tuple[str, str], ...]:
        """Return, for a reviewer, the masked questions and sentences of replies that a task is about."""
        who = self.colleague_who_may(colleague, Deed.EDIT_ARTICLES)
        return said_otherwise(self, task) if task.finding.refs and may(who.role, Deed.REVIEW) else ()

    def close_article_task(self, colleague: ColleagueId, id: str, state: str, why: str) -> None:
        """Close a task: done, with what changed, or dismissed, with the reason.

        Raises NotFound, BadInput if nothing is said, Overtaken if somebody closed it before.
        """
        who, at, said = self.colleague_who_may(colleague, Deed.EDIT_ARTICLES), self.now(), checked_outcome(why)
        if state not in (DONE, DISMISSED):
            raise BadInput("say whether it is done or dismissed")
        with writing():
            alone_with(ALONE)
            task = tasks.task(id)
            if task.state != OPEN:
                raise Overtaken("this task was closed meanwhile; look at what was said of it")
            closed = replace(
                task, state=state, outcome=said, closed_at=at, closed_by=who.work_name, stamp=task.finding.stamp
            )
            self._keep(closed, at, colleague)
            if state == DONE and task.finding.kind == APPEAL:
                self.tell_led_on("article", task.id, at)
        self.pulse.beat()

    def ask_to_mend(self, act: ActId, colleague: ColleagueId, article: str, language: str) -> str:
        """Make a task for the owner of an article that a disputed act rests on, and return its id; the customer is told
        when somebody says that it is done.

        One that is open already is the same task. It says nothing of the customer. Raises NotFound.
        """
        who, at = self.colleague_who_may(colleague, Deed.NOTE), self.now()
        found = next((one for one in _for_customers() if (one.id, one.language) == (article, language)), None)
        if found is None:
            raise NotFound("there is no such article any more")
        owner = self._owners().get((language, article), "")
        finding = Finding(
            APPEAL, language, (About(article, found.title, found.version),), (_MEND,), tuple(filter(None, (owner,)))
        )
        return self._ask_owner(finding, colleague, at, lambda id: self.lead_on(act, who, "article", id, at))

    def ask_for_language(
        self, colleague: ColleagueId, article: str, language: str, says: str, also: Callable[[str], None]
    ) -> str:
        """Make a task for the owner of an article whose words in a language serve its customers worse, and return its id.

        *also*: what else is kept in the same transaction, given that id. An article that the language has not yet is asked of
        who owns it in another. Raises NotFound.
        """
        every = [one for one in _for_customers() if one.id == article]
        found = next((one for one in every if one.language == language), next(iter(every), None))
        if found is None:
            raise NotFound(f"there is no article {article!r}; name the one that should say it in this language")
        owner = self._owners().get((found.language, article), "")
        about = About(article, found.title, found.version)
        finding = Finding(UNEQUAL, language, (about,), (says,), tuple(filter(None, (owner,))))
        return self._ask_owner(finding, colleague, self.now(), also)

    def _ask_owner(
        self,
        finding: Finding,
        colleague: ColleagueId,
        at: datetime,
        also: Callable[[str], None] = lambda id: None,
        *,
        again: bool = False,
    ) -> str:
        """Keep a task that a person asks for, or find the open one of the same matter; return its id.

        *also*: what else is kept in the same transaction, given that id. *again*: one that was closed is opened once more.
        """
        with writing():
            alone_with(ALONE)
            known = [one for one in tasks.tasks() if same_matter(one, finding)]
            task = next((one for one in known if one.state == OPEN), None)
            if task is None:
                task = opened(known[0].id if again and known else new_id(), finding, at)
                self._keep(task, at, colleague)
            also(task.id)
        self.pulse.beat()
        return task.id


def _was_compared(task: Task, changed: Set[tuple[str, str]]) -> bool:
    """Whether a contradiction would have been found again: one of its articles changed."""
    return task.finding.kind == CONTRADICTION and any(
        (task.finding.language, one.id) in changed for one in task.finding.articles
    )


def opened(id: str, finding: Finding, at: datetime) -> Task:
    """Return the task of a finding as it is opened now."""
    return Task(id, finding, finding.matter, at, due_on(finding.kind, at), stamp=finding.stamp)


def _named(one: Judged) -> tuple[str, ...]:
    return (one.owner,) if one.owner else ()


def _for_customers() -> Iterator[Kept]:
    return (one for one in answers.articles() if one.audience.lower() in ("", "customers"))


@lru_cache(maxsize=20_000)
def _stated(one: Candidate) -> tuple[Stated, ...]:
    # Cached: a change of one article is held against all others, which did not change.
    return tuple(stated(one))


def _as_finding(language: str, each: Sequence[Contradiction], owners: Mapping[tuple[str, str], str]) -> Finding:
    about = {
        said.article: About(said.article, said.title, said.version) for one in each for said in (one.one, one.other)
    }
    names = tuple(sorted({owners.get((language, id), "") for id in about} - {""}))
    beside = tuple(dict.fromkeys(_beside(one) for one in each))
    says = tuple(f"{one.title} and {one.other_title} say otherwise: {one.differs}" for one in beside)
    return Finding(CONTRADICTION, language, tuple(about[id] for id in sorted(about)), says, names, beside)


def _beside(found: Contradiction) -> Beside:
    one, other = found.one, found.other
    differs = "; ".join(
        "one denies it" if each.measure == "negation" else f"{each.measure}: {each.one} or {each.other}"
        for each in found.differ
    )
    return Beside(_place(one), one.text, _place(other), other.text, differs)


def _place(one: Stated) -> str:
    return " › ".join(dict.fromkeys((one.title, *one.heading)))
