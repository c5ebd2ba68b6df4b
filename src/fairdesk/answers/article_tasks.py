"""Tasks for the owners of articles: one a matter, with a day by which it is due, closed by itself when the matter is gone.

    for step in steps(kept, found, at, in_force, lambda task: True):
        ...                                   # open, update, reopen or close: what changes since the last look

A matter is what is found, of which article or of which gap; found again it is the same task. Whoever dismisses a task is
not asked again until something else is found; what somebody called done, and is found again, is opened again: at once if
it stands in the text, after AGAIN if it is counted over many days and somebody new ran into it since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from fairdesk.nouns import BadInput

OPEN, DONE, DISMISSED = "open", "done", "dismissed"
GAP, CONTRADICTION, REPLY, APPEAL, UNEQUAL = "gap", "contradiction", "reply", "appeal", "unequal"
DUE: Mapping[str, timedelta] = {
    CONTRADICTION: timedelta(days=7), REPLY: timedelta(days=7), APPEAL: timedelta(days=7), "expired": timedelta(days=7), "expiring": timedelta(days=14),
    "unhelpful": timedelta(days=14), GAP: timedelta(days=21), UNEQUAL: timedelta(days=21), "hard": timedelta(days=60), "unused": timedelta(days=60),
}  # fmt: skip
"""How long an owner has for a task, by its kind."""
MATTERS: Mapping[str, str] = {
    CONTRADICTION: "two articles say otherwise", REPLY: "colleagues reply otherwise", APPEAL: "a customer was right to contest it",
    "expired": "past its date",
    "expiring": "soon past its date", "unhelpful": "does not help", GAP: "no article answers", "hard": "hard to read",
    "unused": "answers nobody", UNEQUAL: "customers of one language are served worse",
}  # fmt: skip
"""What a kind of task is called on pages."""
COUNTED = frozenset({GAP, REPLY, "unhelpful", "unused"})
"""Kinds that are counted over many days: what was counted before a task was done is counted still."""
AGAIN = timedelta(days=14)
ALIKE = 0.5
"""Share of the words of the shorter name that two gaps must share to be one matter."""
LONGEST_WHY = 500


class About(NamedTuple):
    """An article that a task is about, in the version in which something was found."""

    id: str
    title: str
    version: str


class Beside(NamedTuple):
    """Two sentences that cannot both be right, where each stands, and what differs, in words."""

    title: str
    text: str
    other_title: str
    other_text: str
    differs: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an owner should mend. `refs` are tokens of customers' turns it was found in; `newest`: the latest of them."""

    kind: str
    language: str
    articles: tuple[About, ...]
    says: tuple[str, ...]
    owners: tuple[str, ...]
    beside: tuple[Beside, ...] = ()
    words: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    newest: datetime | None = None

    @property
    def matter(self) -> str:
        """What it is about, as a key that stays the same from one look to the next."""
        return "|".join((self.kind, self.language, *sorted(self.words or (one.id for one in self.articles))))

    @property
    def stamp(self) -> str:
        """What was found, as a key: another one is news to somebody who dismissed the task."""
        beside = [f"{one.text}|{one.other_text}" for one in self.beside]
        if beside:
            return "\n".join(beside)
        # What is counted grows by itself; of a text, its version tells whether somebody touched it.
        return "" if self.kind in COUNTED else "|".join(one.version for one in self.articles)


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it is kept. `closed_by` is the name of who closed it, "" where the desk did."""

    id: str
    finding: Finding
    matter: str
    opened_at: datetime
    due: date
    state: str = OPEN
    outcome: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    stamp: str = ""

    def overdue(self, today: date) -> bool:
        """Whether its day is over and it is open."""
        return self.state == OPEN and today > self.due


class Step(NamedTuple):
    """What changes: a task to open (task None), update or reopen with its finding, or to close (finding None) with why."""

    task: Task | None
    finding: Finding | None
    outcome: str = ""


def steps(
    kept: Sequence[Task],
    found: Sequence[Finding],
    at: datetime,
    in_force: Mapping[tuple[str, str], str],
    looked_at: Callable[[Task], bool],
) -> Iterator[Step]:
    """Yield what changes. *in_force*: the version of each article, by language and id; *looked_at*: of which tasks

    it would have been found if it were still there: only these are closed.
    """
    left = list(kept)
    for finding in found:
        task = next((one for one in left if same_matter(one, finding)), None)
        if task is None:
            yield Step(None, finding)
            continue
        left.remove(task)
        if task.state == OPEN:
            if task.finding != finding:
                yield Step(task, finding)
        elif _is_news(task, finding, at):
            yield Step(task, finding)
    for task in left:
        if task.state == OPEN and looked_at(task):
            yield Step(task, None, what_changed(task, in_force))


def same_matter(task: Task, finding: Finding) -> bool:
    """Whether a finding is what a task is about; a gap may have got another word since."""
    if finding.kind != GAP:
        return task.matter == finding.matter
    if (task.finding.kind, task.finding.language) != (GAP, finding.language):
        return False
    mine, theirs = set(task.finding.words), set(finding.words)
    return len(mine & theirs) >= ALIKE * min(len(mine), len(theirs))


def _is_news(task: Task, finding: Finding, at: datetime) -> bool:
    if task.state == DISMISSED:
        return task.stamp != finding.stamp
    if finding.kind not in COUNTED or task.closed_at is None:
        return True
    return at >= task.closed_at + AGAIN and (finding.newest is None or finding.newest > task.closed_at)


def what_changed(task: Task, in_force: Mapping[tuple[str, str], str]) -> str:
    """Return why a task is done by itself: what became of its articles since."""
    told = []
    for one in task.finding.articles:
        now = in_force.get((task.finding.language, one.id), "")
        if not now:
            told.append(f"{one.title} was taken down")
        elif now != one.version:
            told.append(f"{one.title} was changed")
    return " and ".join(told) if told else "it is not found any more"


def due_on(kind: str, opened_at: datetime) -> date:
    """Return the day by which a task is due."""
    return (opened_at + DUE[kind]).date()


def owners_named(text: str) -> Mapping[str, str]:
    """Return who owns each topic: "returns = Robin; billing = Sam" -> {"returns": "Robin", "billing": "Sam"}.

    Raises BadInput for a part without a name.
    """
    named = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        topic, sign, name = (each.strip() for each in part.partition("="))
        if not (topic and sign and name):
            raise BadInput(f"article_owners has {part!r}; each part should be a topic and its owner: returns = Robin")
        named[topic] = name
    return named


def owner_of(article_id: str, owner: str, by_topic: Mapping[str, str]) -> str:
    """Return who owns an article: whom it names, else who owns the longest topic its name begins with; "" nobody."""
    if owner:
        return owner
    fitting = [
        topic for topic in by_topic if article_id == topic or article_id.startswith((f"{topic}/", f"{topic}__"))
    ]
    return by_topic[max(fitting, key=len)] if fitting else ""


def is_for(task: Task, names: Sequence[str], known: Sequence[str], leads: bool) -> bool:
    """Whether a task is a colleague's: its article names them; or nobody at the desk (*known*: all names), and they lead."""
    owners = {name.casefold() for name in task.finding.owners}
    if owners & {name.casefold() for name in names}:
        return True
    return leads and not owners & {name.casefold() for name in known}


def checked_outcome(why: str) -> str:
    """Return why a task is closed as one line. Raises BadInput if nothing is said."""
    said = " ".join("".join(c if c.isprintable() else " " for c in why).split())
    if not said:
        raise BadInput(
            "say in a few words what you changed, or why nothing needs to change; it is kept with the task"
        )
    if len(said) > LONGEST_WHY:
        raise BadInput(f"that has {len(said)} characters; {LONGEST_WHY} fit")
    return said
