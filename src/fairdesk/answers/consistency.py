"""Tell whether the same question gets the same answer, however it is worded, over each channel, and as of another day.

    base, other = given(turn), given(turn_of_the_other_wording)
    same(base, other)

What counts as the answer is what would leave and the version of the article it stands in; where nothing may be promised
yet and people answer, the draft they are shown. Two wordings that are both given to a person say nothing about answers
and are not counted. Shares have Wilson's interval; wordings of one question are not independent, so the share of
questions whose wordings all agree stands beside, with an interval of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from fairdesk.answers.grounding import sources
from fairdesk.intervals import Share, wilson
from fairdesk.nouns import Release, Turn

DRAFTED = frozenset({"not_promised_yet", "below_promise", "gate_closed"})
"""Why a person takes a message of which the assistant has a draft all the same."""
ANSWERS = (Release.SEND, Release.REVIEW_FIRST)
"""What becomes of a draft that is sure enough."""
TIME = "time"
KINDS = {"wording": "in other words", "channel": "over another channel", TIME: "as of the probe before"}
"""What is held beside a question, as it is told."""


class Given(NamedTuple):
    """What became of a question: the outcome, and the article whose words answer it ("" if none do), with its version."""

    outcome: str
    article: str = ""
    version: str = ""
    title: str = ""

    @property
    def is_answer(self) -> bool:
        """Whether an article's words answer."""
        return bool(self.article)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question came from: a part of an article (`ref`: its passage) or a kept turn (a keyed token of its act)."""

    kind: str
    ref: str
    language: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A question of a probe as it was asked, and what it was given; `text` is "" where a customer asked."""

    source: Source
    text: str
    given: Given


@dataclass(frozen=True, slots=True)
class Pair:
    """One probe: a question and what is held beside it, with what each was given.

    `asked` and `worded` are words of the company's own; "" where a customer asked: these stay sealed with their turn.
    """

    source: Source
    kind: str
    rule: str
    asked: str
    worded: str
    base: Given
    other: Given

    @property
    def counts(self) -> bool:
        """Whether either was answered."""
        return self.base.is_answer or self.other.is_answer

    @property
    def same(self) -> bool:
        """Whether both were given the same."""
        return self.base[:3] == self.other[:3]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of *n* were the same."""

    same: int
    n: int

    @property
    def share(self) -> Share | None:
        """The share with its interval; None of nothing."""
        return wilson(self.same, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe found: its figures by kind and by rule, the questions whose wordings all agree, and what differs.

    `moved`: of the questions asked before too, how many are answered otherwise today, because articles changed.
    """

    at: datetime
    knowledge: str
    kinds: Mapping[str, Figure]
    rules: Mapping[str, Figure]
    questions: Figure
    moved: int
    differ: tuple[Pair, ...]

    @property
    def all(self) -> Figure:
        """All probes together."""
        return Figure(sum(one.same for one in self.kinds.values()), sum(one.n for one in self.kinds.values()))


def given(turn: Turn) -> Given:
    """Return what became of a turn."""
    outcome = str(turn.release or turn.route) + (f":{turn.handover}" if turn.handover else "")
    if turn.draft is None or not (turn.release in ANSWERS or turn.handover in DRAFTED):
        return Given(outcome)
    stands_in = sources(turn.draft)
    if not stands_in:
        return Given(outcome)
    first = stands_in[0]
    return Given(outcome, f"{first.language}/{first.article}", first.article_version, first.title)


def figures(pairs: Sequence[Pair]) -> tuple[Mapping[str, Figure], Mapping[str, Figure], Figure]:
    """Return the figures of probes by kind, by rule, and of the questions that were answered in any wording."""
    counted = [pair for pair in pairs if pair.counts]
    questions = {pair.source for pair in counted}
    unsteady = {pair.source for pair in counted if not pair.same}
    return (
        _by(counted, [pair.kind for pair in counted]),
        _by(counted, [pair.rule for pair in counted]),
        Figure(len(questions) - len(unsteady), len(questions)),
    )


def _by(pairs: Iterable[Pair], named: Sequence[str]) -> Mapping[str, Figure]:
    n, same = Counter(named), Counter(name for name, pair in zip(named, pairs, strict=True) if pair.same)
    return {name: Figure(same[name], n[name]) for name in dict.fromkeys(named)}


def question_of(title: str, heading: Sequence[str]) -> str:
    """Return what a part of an article answers, as a question: its heading if that is one, else with the title before it."""
    last = heading[-1].strip() if heading else ""
    if not last:
        return title
    return last if last.endswith(("?", "？", "؟")) or last == title else f"{title}: {last}"
