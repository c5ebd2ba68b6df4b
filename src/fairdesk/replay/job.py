"""What is asked of past turns: another guideline, other lists of sensitive matters, other articles, another answerer.

    work = Work(Job(versions, "routing.yaml", {"routing": table}), opened)
    work(rows)            # a Line for each turn: what came out then, and what comes out now

Pure, and it can be sent to another process or machine: the rows bring what was kept, the job all that is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from fairdesk.desk.turn import Rules, decide, digest
from fairdesk.guidelines.compile import Guideline
from fairdesk.nouns import ActId, Asked, BadInput, Draft, Situation, Turn
from fairdesk.replay.replay import Answer, Kept, Met, again, outcome
from fairdesk.sensitive.phrases import Lexicons

R = TypeVar("R")


@dataclass(frozen=True)
class Job:
    """The parts that change. Without any, each turn must come out with the digest it was kept with."""

    versions: Mapping[str, Guideline] = field(repr=False)
    """Every guideline that decided a turn then, by its version."""
    proposes: str = ""
    """What is new, in a few words: a file's name."""
    guidelines: Mapping[str, Guideline] = field(default_factory=dict, repr=False)
    """The proposed ones by name: routing, release, review_first."""
    lists: Lexicons | None = field(default=None, repr=False)
    answer: Answer | None = field(default=None, repr=False)
    """Answers every turn that goes to the assistant, in place of the drafts of then: other articles, another model."""
    answered_by: str = ""
    """Names *answer* and its version."""

    def __post_init__(self) -> None:
        """Refuse an answerer without a name: a run would go on with what another one found."""
        if self.answer is not None and not self.answered_by:
            raise BadInput("name the answerer and its version (answered_by), so that a run goes on with no other")

    def rules(self, situation: Situation) -> Rules:
        """Return what decides a turn of *situation*. Raises KeyError if a version of then is not among those given."""
        named = situation.guidelines
        routing, release = (
            self.guidelines.get(name) or self.versions[named[name]] for name in ("routing", "release")
        )
        then = named.get("review_first")  # no turn kept before there was one names it
        first = self.guidelines.get("review_first") or (self.versions[then] if then else None)
        return Rules(routing, release, self.lists, first)

    @property
    def id(self) -> str:
        """A hash of what changes: a run is resumed only with the same."""
        parts = [f"{name}={one.table.version}" for name, one in sorted(self.guidelines.items())]
        parts += [f"lists={self.lists.version if self.lists else ''}", f"answers={self.answered_by}"]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


class Line(NamedTuple):
    """What a turn was and would be. `before` is "" if it cannot be opened, `after` is "" until articles are searched."""

    act: ActId
    before: str = ""
    after: str = ""
    searched: bool = False
    same: bool = False
    """Whether everything decided, with its reason, is the same, where nothing is proposed; whether the answer has the
    same words, where all is answered anew; otherwise it says nothing."""


@dataclass(frozen=True)
class Work(Generic[R]):
    """A job with the way to open a row: the function that processes and clusters run."""

    job: Job
    opened: Callable[[R], tuple[ActId, Kept]]
    search: Answer | None = None
    """Searches the articles of then for a turn that had no draft; without it such a turn is left to who can."""

    def __call__(self, rows: Sequence[R]) -> list[Line]:
        """Return a line for each row, in order."""
        return [self._line(*self.opened(row)) for row in rows]

    def _line(self, act: ActId, kept: Kept) -> Line:
        job, rules = self.job, self.job.rules(kept.situation)
        if job.answer is not None:
            after = decide(kept.asked, kept.situation, job.answer, rules)
            return Line(act, said(kept), said(after), same=_text(after) == _text(kept))
        after, searched = again(kept, rules, self.search or _later)
        if searched and self.search is None:
            return Line(act, said(kept), "", True)
        return Line(act, said(kept), said(after), searched, not job.proposes and digest(after) == kept.digest)


def said(turn: Met) -> str:
    """Return what the customer met, as figures name it: "person: asked_for_person", "assistant: send"."""
    return ": ".join(part for part in outcome(turn) if part)


def _text(turn: Turn | Kept) -> str:
    return turn.draft.text if turn.draft else ""


def _later(_asked: Asked, _situation: Situation) -> Draft:
    raise LookupError("to be searched where the articles are")
