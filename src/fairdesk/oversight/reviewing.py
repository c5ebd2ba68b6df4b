"""What a reviewer sees and says of an answer, and what was promised: the shapes that records, house and pages share. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId

LOOKED_BACK = timedelta(days=30)
"""Answers of this many days may be drawn."""
VERDICTS: Mapping[str, str] = {"right": "Right", "wrong": "Wrong", "unclear": "Cannot tell"}
"""What a reviewer may say; an answer nobody can judge counts neither way."""


@dataclass(frozen=True, slots=True)
class AnswerReview:
    """One reviewed answer, as it is kept."""

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    at: datetime
    by: ColleagueId
    verdict: str
    answered_at: datetime
    topic: str
    confidence: float
    sent: bool
    """Whether the assistant gave it alone; otherwise it was a draft."""
    language: str
    channel: str
    percent: int
    """How many of a hundred drafts were drawn when it was."""
    topics: str
    """What had a promise of its own then."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer to look at: the masked question, the answer, its source, and what a person replied, masked, if one did."""

    act: ActId
    at: datetime
    language: str
    asked: str
    answer: str
    title: str
    heading: str
    sent: bool
    replied: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """A promise in force: the counts it was made from, of which days, and how many entries the ledger had."""

    id: str
    topic: str
    at: datetime
    threshold: float
    target: float
    confidence: float
    reviewed: int
    answered: int
    wrong: int
    first: datetime
    last: datetime
    entries: int
    topics: str
    """What had a promise of its own when it was made."""
    look: str
    """The look it was made from."""


@dataclass(frozen=True, slots=True)
class KeptLook:
    """A look that was taken: of which topic, what it counted, and from which confidence on it certified, if it did.

    `run`: since when it is this assistant (None: always). `since`: from when on answers counted. `number`: over all topics
    of the run. `first`, `last`: the days of the answers. `upto`: when the last of them was reviewed. `most_by`: who gave
    more than half of the verdicts, None if nobody did.
    """

    id: str
    topics: str
    topic: str
    target: float
    confidence: float
    run: datetime | None
    since: datetime | None
    number: int
    at: datetime
    doubt: float
    reviewed: int
    threshold: float | None
    answered: int
    wrong: int
    needed: int | None
    first: datetime
    last: datetime
    upto: datetime
    most_by: ColleagueId | None


@dataclass(frozen=True, slots=True)
class Watching:
    """Where the watch over a topic's errors stands. `key`: the promise watched, or what stands for there being none."""

    key: str
    topic: str
    at: datetime
    reviewed: int
    wrong: int
    stands: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic on the board, in words: what may be promised of it now, or what is missing; what is in force."""

    topic: str
    reviewed: int
    certified: bool
    from_confidence: str
    answered: str
    wrong: str
    between: str
    missing: str
    in_force: InForce | None
    closed: bool
    another: bool = False
    """Whether another person must put it in force: this one asked for it, or gave most of the verdicts."""
    asked_by: str = ""
    """Who asked for it, where it lets the assistant answer more alone and a second person must agree."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group on the board: how much of what it asks is answered alone, and how much of that is wrong, with intervals."""

    name: str
    value: str
    reviewed: int
    answered: str
    answered_between: str
    wrong: str
    wrong_between: str
    worse: bool


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A group over live traffic, in words: whom the assistant answered alone, and wrongly, and whether it evidently differs."""

    name: str
    value: str
    people: int
    answered: str
    answered_between: str
    answered_apart: str
    reviewed: int
    wrong: str
    wrong_between: str
    wrong_apart: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Drafts that nobody saw beside what people replied: of so many, the middle share of the draft's words in the reply."""

    n: int
    middle: float


@dataclass(frozen=True, slots=True)
class Consistent:
    """How often the same question got the same answer in one probe, in words: the share and its interval, and of what."""

    at: datetime
    probes: int
    share: str
    between: str
    questions: str
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What the board shows. `curve`: share answered, share wrong, and from which confidence on, strictest first."""

    target: float
    confidence: float
    condition: str
    topics: tuple[TopicRow, ...]
    groups: tuple[GroupRow, ...]
    live: tuple[LiveRow, ...]
    curve: tuple[tuple[float, float, float], ...]
    reviewed: int
    a_day: float
    compared: Compared | None = None
    consistent: tuple[Consistent, ...] = ()
    """The latest probes, newest first."""


WIDE, HIGH = 600.0, 200.0
"""The drawing's size, in its own units."""


def drawn_curve(board: Board) -> tuple[str, float]:
    """Return the points of the curve as SVG takes them, and the height of the target's line."""
    highest = max([board.target * 2, *(wrong for _, wrong, _ in board.curve)])
    points = [f"{share * WIDE:.1f},{HIGH - wrong / highest * HIGH:.1f}" for share, wrong, _ in board.curve]
    return " ".join(points), round(HIGH - board.target / highest * HIGH, 1)
