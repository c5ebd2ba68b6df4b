"""Who writes beside what is there for them, who is not answered, and what to write next: read from the desk, and made a task.

Only counts are read, in the way of the audit of own acts (own_acts.py): one message of each person, conversations in a
sensitive matter and what may only be stored left out. Words are those of the content gaps alone, of customers who agreed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairdesk.answers import records as answers
from fairdesk.answers.article_tasks import DONE, OPEN, Finding, Task, same_matter
from fairdesk.answers.gaps import Question
from fairdesk.answers.records import tasks
from fairdesk.database import micros, rows
from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL, Columns
from fairdesk.fairness.own_acts import GROUPS, Asked
from fairdesk.house.article_tasks import ArticleTasks
from fairdesk.house.groups import people_of
from fairdesk.house.own_acts import FairnessSide
from fairdesk.house.own_outcomes import IN_VAIN, NOT_SENSITIVE, TO_ANSWER, id_of_day, midnight
from fairdesk.house.promising import Promising
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import BadInput, ColleagueId, NotFound
from fairdesk.oversight import records as oversight
from fairdesk.oversight.records import vigilance
from fairdesk.sensitive.triage import lexicons

if TYPE_CHECKING:
    from fairdesk.fairness.reference import Reference
    from fairdesk.fairness.representation import Kind, Source
    from fairdesk.fairness.to_write import Gap, Unanswered

FEWEST_COLLEAGUES = 5
"""Of fewer people who work here nothing is told (promise 11)."""
_UNANSWERED = f"""
    SELECT language, sum(vain), sum(near), sum(CASE WHEN near = 1 THEN sent ELSE 0 END) FROM (
        SELECT c.language AS language, coalesce(j.person_id, c.customer_id) AS person,
            max(CASE WHEN {IN_VAIN.format(t="t")} THEN 1 ELSE 0 END) AS vain,
            max(CASE WHEN t.release IN ('send', 'unclear') OR t.handover IN ('below_promise', 'second_unclear')
                THEN 1 ELSE 0 END) AS near,
            max(CASE WHEN t.release = 'send' THEN 1 ELSE 0 END) AS sent
        FROM desk_turn t JOIN desk_conversation c ON c.id = t.conversation_id
        LEFT JOIN identity_joined j ON j.customer_id = c.customer_id
        WHERE t.act > %s AND {TO_ANSWER.format(t="t")} AND {NOT_SENSITIVE}
        AND NOT EXISTS (SELECT 1 FROM privacy_restriction r
            WHERE r.customer_id = c.customer_id AND r.conversation_id = c.id AND r.lifted_at IS NULL)
        AND coalesce(j.person_id, c.customer_id) NOT IN (
            SELECT coalesce(k.person_id, r.customer_id) FROM privacy_restriction r
            LEFT JOIN identity_joined k ON k.customer_id = r.customer_id
            WHERE r.conversation_id = '' AND r.lifted_at IS NULL)
        GROUP BY c.language, coalesce(j.person_id, c.customer_id)) people
    GROUP BY language
"""
"""Of each language: people whom no article answered; to whom one came near; of these, whom one answered."""


class Representing(ArticleTasks, Promising, FairnessSide):
    """The part of the house that says who asks and is not answered."""

    def representation(self, colleague: ColleagueId, since: str = "") -> dict[str, Any]:
        """Return the report to somebody who may read the books, words of gaps only if they may edit articles too; to who may

        do that alone, what to write next. A reference population that cannot be read is said in `reference_fault`. Raises
        BadInput where too few wrote.
        """
        who = self.colleague_who_may(colleague, Deed.READ)
        if not may(who.role, Deed.READ_LEDGER):
            return {"to_write": self.what_to_write(colleague)}
        try:
            reference, fault = self.reference_population(), ""
        except BadInput as wrong:
            reference, fault = None, str(wrong)
        found = self.representation_now(since, reference, with_words=may(who.role, Deed.EDIT_ARTICLES))
        return {**found, "reference_fault": fault}

    def representation_now(
        self, since: str = "", reference: Reference | None = None, *, with_words: bool = True
    ) -> dict[str, Any]:
        """Return the report since a day like 2026-01-31, else of the last 90. Raises BadInput where too few wrote."""
        from fairdesk.fairness.reference import against
        from fairdesk.fairness.representation import representation

        day = self.since_day(since)
        kinds = self._kinds(day)
        return {
            "format": 1,
            "since": f"{day}",
            "until": f"{self.now().date()}",
            "represented": representation(kinds),
            "reference": against(reference, _people(kinds, reference.by)) if reference else None,
            "unanswered": self._who_is_not_answered(day),
            "to_write": self.to_write_now(day, with_words=with_words),
            "reviewers": _reviewers(day),
        }

    def reference_population(self, file: Path | None = None) -> Reference | None:
        """Return the population of a file, else of the one in the settings; None if there is none. Raises BadInput."""
        from fairdesk.fairness.reference import read_reference

        named = file or (Path(self.settings.reference_population) if self.settings.reference_population else None)
        if named is None:
            return None
        try:
            body = named.read_bytes()
        except OSError as fault:
            raise BadInput(f"{named.name} cannot be read: {fault.strerror}") from fault
        return read_reference(body, named.name, tuple(GROUPS))

    # --- who writes, and what is there ---
    def _kinds(self, since: date) -> list[Kind]:
        from fairdesk.fairness.representation import Kind, by_kind, without_few

        wrote: Counter[tuple[str, ...]] = Counter(
            _cell(act) for act in self._acts(Asked(tuple(GROUPS), "handed_over", since))
        )
        told = without_few(wrote)
        wholes = by_kind(told) or [{} for _ in GROUPS]
        reviewed = [
            (code, says, [(cell, n) for cell, n in people.items() if all(map(dict.__contains__, wholes, cell))])
            for code, says, people in self._people_reviewed(since)
        ]
        return [
            Kind(by, wholes[at], [*self._what_is_there(by), *_of_kind(reviewed, at)], len(told) < len(wrote))
            for at, by in enumerate(GROUPS)
        ]

    def _what_is_there(self, by: str) -> Iterator[Source]:
        """Yield what is there for everybody of a language."""
        from fairdesk.fairness.representation import Source

        if by != "language":
            return
        in_force = [one for one in answers.articles() if one.audience.lower() in ("", "customers")]
        yield Source("articles", "articles", Counter(one.language for one in in_force))
        quotable = Counter(one.language for one in answers.quotable(self.now()))
        # Those of one article are no independent pieces.
        yield Source("passages", "passages", quotable, compared=False)
        learned = {code: n for code, n in self.intents.learned_from().items() if code}
        yield Source("examples", "training examples", learned)
        lines = Counter(line.language for line in lexicons().phrases)
        yield Source("sensitive", "lines on sensitive matters", lines, compared=False)

    def _people_reviewed(self, since: date) -> Iterator[tuple[str, str, Counter[tuple[str, ...]]]]:
        """Yield people whose answers were reviewed, by their groups of each kind: each once."""
        counting = [each for found in self.reviews_that_count(self.now()).values() for each in found]
        since_then = oversight.answer_reviews(self.terms.topics, midnight(since))
        for code, says, found in (
            ("calibration", "calibration set (people)", counting),
            ("reviewed", "reviewed answers (people)", since_then),
        ):
            who = people_of({each.customer for each in found})
            yield code, says, Counter({who[each.customer]: _cell(each) for each in found}.values())

    # --- who is not answered ---
    def _who_is_not_answered(self, since: date) -> dict[str, Any]:
        """Return the share whom no article answered, by language, and by topic within it where topics are read."""
        from fairdesk.fairness.audit import audit
        from fairdesk.fairness.cube import Tally

        acts = Counter(
            (act.language, act.topic, "yes" if act.outcome else "no")
            for act in self._acts(Asked(("language",), "unanswered", since))
        )
        nothing = ""
        for groups in (("language", "topic"), ("language",)):
            tally = Tally(Columns(groups, "unanswered"))
            for (language, topic, outcome), n in acts.items():
                tally.add((*(language, topic)[: len(groups)], outcome), n, float(n), float(n))
            try:
                return _not_answered(audit(tally.cube(), MIN_CELL, CONFIDENCE))
            except BadInput as few:
                nothing = str(few)
        return {"rows": [], "nothing": nothing, "hidden": 0, "share": None}

    # --- what to write next ---
    def what_to_write(self, colleague: ColleagueId) -> dict[str, Any]:
        """Return what to write next, of the last 90 days, to somebody who may edit articles."""
        self.colleague_who_may(colleague, Deed.EDIT_ARTICLES)
        return self.to_write_now(self.since_day(""))

    def to_write_now(self, since: date, *, with_words: bool = True) -> dict[str, Any]:
        """Return what to write next: rows, each with its open task if there is one, and what the order by numbers hides.

        A gap that was written about, and that nobody met since, is left out and counted.
        """
        from fairdesk.fairness.to_write import as_values, plan

        questions, kept = list(self._unanswered()), tasks.tasks()
        gaps = [(_gap(finding, customers), finding) for finding, customers in self.gaps_found(questions)]
        findings = {gap: finding for gap, finding in gaps if not _written(finding, kept)}
        found = plan(list(findings), _unanswered(since, questions))
        told = as_values(found, with_words=with_words)
        for row, one in zip(told["rows"], found.rows, strict=True):
            row["matter"] = findings[one.gap].matter if with_words else ""
            row["task"] = _open_task(findings[one.gap], kept)
        return {**told, "written": len(gaps) - len(findings), "words_told": with_words}

    def ask_to_write(self, colleague: ColleagueId, matter: str) -> str:
        """Make a task of a gap, and return its id; one that is open already is the same task.

        Raises NotFound if the gap is not there any more: nobody names a matter that customers did not bring.
        """
        self.colleague_who_may(colleague, Deed.EDIT_ARTICLES)
        found = self.gaps_found(self._unanswered())
        finding = next((each for each, _ in found if each.matter == matter), None)
        if finding is None:
            raise NotFound("this gap is not there any more; open the page again")
        return self._ask_owner(finding, colleague, self.now(), again=True)


def _cell(one: object) -> tuple[str, ...]:
    """Return the groups of an act or of a review, one of each kind; "" of a kind that it does not say."""
    return tuple(str(getattr(one, by, None) or "") for by in GROUPS)


def _of_kind(reviewed: Iterable[tuple[str, str, list[tuple[tuple[str, ...], int]]]], at: int) -> Iterator[Source]:
    """Yield people whose answers were reviewed, as a source of one kind of group."""
    from fairdesk.fairness.representation import Source

    for code, says, cells in reviewed:
        counts: Counter[str] = Counter()
        for cell, n in cells:
            counts[cell[at]] += n
        yield Source(code, says, counts)


def _people(kinds: Iterable[Kind], by: str) -> Mapping[str, int]:
    return next(kind.people for kind in kinds if kind.by == by)


def _not_answered(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rates of an audit as rows: each language, and each topic within it."""
    languages = [view for view in report["views"] if "language" in view["by"]]
    told = [
        (group, group["rates"]["selection_rate"]) for view in languages for group in view["groups"] if group["told"]
    ]
    rows = [
        {
            "language": group["group"]["language"], "topic": group["group"].get("topic", ""), "n": rate["n"],
            "share": rate["share"], "low": rate["low"], "high": rate["high"],
            "difference": rate["difference"] and rate["difference"]["share"], "claim": rate["claim"],
        }
        for group, rate in told
    ]  # fmt: skip
    hidden = sum(view["hidden"] for view in languages)
    return {"rows": rows, "nothing": "", "hidden": hidden, "share": report["overall"]["selection_rate"]["share"]}


def _gap(finding: Finding, customers: int) -> Gap:
    from fairdesk.fairness.to_write import Gap

    return Gap(finding.language, finding.words, customers)


def _unanswered(since: date, questions: Iterable[Question]) -> dict[str, Unanswered]:
    """Return of each language whom no article answered, and how many of them may be read."""
    from fairdesk.fairness.to_write import Unanswered

    read: dict[str, set[str]] = defaultdict(set)
    for one in questions:
        read[one.language].add(one.customer)
    found = rows(_UNANSWERED, id_of_day(since))
    return {
        language: Unanswered(int(vain), len(read[language]), int(near), int(sent))
        for language, vain, near, sent in found
    }


def _task_of(finding: Finding, kept: Sequence[Task]) -> Task | None:
    """Return the task of a gap, an open one before others."""
    return min(
        (task for task in kept if same_matter(task, finding)), key=lambda task: task.state != OPEN, default=None
    )


def _written(finding: Finding, kept: Sequence[Task]) -> bool:
    """Whether somebody wrote about a gap, and nobody has asked since."""
    task = _task_of(finding, kept)
    if task is None or task.state != DONE or task.closed_at is None:
        return False
    return finding.newest is None or finding.newest <= task.closed_at


def _open_task(finding: Finding, kept: Sequence[Task]) -> dict[str, Any] | None:
    """Return the open task of a gap, as plain values: where it stands, when it is due, and whose it is."""
    task = _task_of(finding, kept)
    if task is None or task.state != OPEN:
        return None
    return {"id": task.id, "due": f"{task.due}", "owners": list(task.finding.owners)}


def _reviewers(since: date) -> dict[str, Any]:
    """Return in which languages enough colleagues judged answers; nothing before a consultation is recorded."""
    if not vigilance.consulted():
        return {"told": False, "languages": []}
    found = rows(
        "SELECT language FROM (SELECT language, by_id AS who FROM oversight_answer_review WHERE at >= %s UNION"
        " SELECT language, second_by FROM oversight_answer_review WHERE at >= %s AND second_by IS NOT NULL) judged"
        " GROUP BY language HAVING count(DISTINCT who) >= %s ORDER BY language",
        micros(midnight(since)), micros(midnight(since)), FEWEST_COLLEAGUES,
    )  # fmt: skip
    return {"told": True, "languages": [language for (language,) in found]}
