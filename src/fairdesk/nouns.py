"""The things that cross rooms, and the errors every door understands.

A type stands here if two rooms that do not know each other must both name it. All are frozen: what was decided
stays as it was decided. Times are aware datetimes in UTC; scores and confidences are between 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, cast

RawText = NewType("RawText", str)
"""Words as the customer wrote them. Never reaches a model, an index, a log or a metric."""

MaskedText = NewType("MaskedText", str)
"""Words with personal data replaced by placeholders. Made in privacy/mask.py, reloaded in house/memory.py, nowhere else."""


class SaidByDesk(str):
    """Masked words of an earlier turn that the desk said: a search counts them less than the customer's own."""

    __slots__ = ()


def said_by_desk(text: MaskedText) -> MaskedText:
    """Return masked words marked as the desk's own."""
    return cast(MaskedText, SaidByDesk(text))


def piece(text: MaskedText, start: int, end: int) -> MaskedText:
    """Return a piece of masked words: what was masked stays so."""
    return cast(MaskedText, text[start:end])


CustomerId = NewType("CustomerId", str)
ConversationId = NewType("ConversationId", str)
ActId = NewType("ActId", str)
ColleagueId = NewType("ColleagueId", int)

Fact = str | int | float | bool
"""A typed value a guideline may read. None is not a fact: what is missing is left out, and the guideline refuses."""
Facts = Mapping[str, Fact]


# --- errors: what a door can say about them -----------------------------------------------------------------------
class DeskError(Exception):
    """Something the desk will not or cannot do; says what, to what, and what to do now."""

    http_status = 500
    exit_status = 1


class Refused(DeskError):
    """The asker may not do this."""

    http_status, exit_status = 403, 3


class Restricted(Refused):
    """The conversation may only be stored (GDPR Article 18); a reason, told to others, opens it for a while."""


class NotCertified(Restricted):
    """The conversation is about a sensitive matter, and the colleague has no care certificate for it; a reason opens it."""


class NotFound(DeskError):
    """There is no such thing, or it is not yours: the two are never told apart."""

    http_status, exit_status = 404, 4


class Overtaken(DeskError):
    """The world changed while this was being decided: a person took over, or the assistant was stopped."""

    http_status, exit_status = 409, 5


class Unavailable(DeskError):
    """It cannot be kept now (disk, database, keys). Nothing was sent; try again or use another way."""

    http_status, exit_status = 503, 6


class BadInput(DeskError):
    """What came in cannot be used as it is; says what to change."""

    http_status, exit_status = 422, 7


# --- reasons --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Because:
    """A reason that travels with a decision: the computation itself, never a story about it.

    `step` names the step of the way that decided (mask, triage, permit, wish, route, answer, release, turn); `code` is
    a stable reason code that wording turns into sentences ("route.asked_for_person"); `rule` and `version` name the
    guideline row and the hash of its table where one decided; `facts` are the values the step read; `under` are the
    reasons this one rests on. Parts that carry the customer's (masked) words stand in `words`, apart from `facts`,
    because they are kept sealed.
    """

    step: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    rule: str = ""
    version: str = ""
    words: tuple[str, ...] = ()
    failed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    under: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would have to be different: `to` is the nearest value that does it, `needed` all that do (a cell)."""

    input: str
    label: str
    unit: str
    by: str
    """Who could have made it different: customer, company, or nobody any more (past)."""
    was: Fact
    to: Fact
    needed: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The smallest change of the facts of a step that would have given another outcome, and that outcome."""

    step: str
    version: str
    changes: tuple[Change, ...]
    outputs: Mapping[str, str]
    rule: str


@dataclass(frozen=True, slots=True)
class Score:
    """A number that decided, in parts that add up to it. `in_words`: the parts are named by a customer's own words."""

    name: str
    value: float
    parts: Mapping[str, float]
    in_words: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether the parts sum to the value, to a billionth."""
        return abs(math.fsum(self.parts.values()) - self.value) <= 1e-9


# --- what was asked -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Hidden:
    """One thing masking replaced: where it stood in the raw text, its type, and the placeholder that stands for it."""

    start: int
    end: int
    kind: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer's message after masking; if masking failed, `text` is empty and `failure` says why (no content)."""

    text: MaskedText
    language: str
    hidden: tuple[Hidden, ...] = ()
    failure: str = ""
    masked_by: str = ""
    """The version of what looked for personal data; "" where a turn was kept before that was noted."""

    @property
    def masked_ok(self) -> bool:
        """Whether masking succeeded; otherwise only a person may read this message."""
        return not self.failure


# --- what was known -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Duty:
    """Who is there now: the facts of an honest wait.

    `open` is about working hours; `opens_at` the next opening if closed (None: no hours are set);
    `people` are colleagues on duty; `waiting` conversations already in the queue; `median_wait_seconds` is measured
    over recent first replies by people (None: too few to say). `pace_seconds` is how long one person takes until the
    next customer is taken, over `pace_measured` waits; `passing` is how many more urgent cases come a second.
    """

    open: bool
    opens_at: datetime | None
    people: int
    waiting: int
    median_wait_seconds: int | None
    pace_seconds: float | None = None
    pace_measured: int = 0
    passing: float = 0.0


ANY_TOPIC = "all"
"""The topic of an answer that has none of its own."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised of the assistant's answers: at most so many are wrong from a confidence on, topic by topic.

    `before` is what holds of a topic without a promise: "none" (nothing was promised, the guideline alone decides) or
    "cold" (people answer until enough answers were reviewed); "" in turns kept before there were promises.
    `by` says what the topic of an answer is: "all", its "article" or its "intent". `thresholds`: the confidence from
    which on the promise of a topic holds. `closed`: topics whose promise was broken. `tells_ready`: whether a turn says that
    its answer had too few examples; turns kept before that was told do not. `drafted`: topics of which people look at every
    answer before it is sent.
    """

    before: str = ""
    by: str = ANY_TOPIC
    thresholds: Mapping[str, float] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    tells_ready: bool = False
    drafted: tuple[str, ...] = ()


# --- tasks with steps (flows) ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FlowState:
    """How far a customer is in a flow, at `step`. A personal detail stands in `filled` as its placeholder alone.

    `facts`: what look-ups and guidelines said. `tries`: how often in a row the answer to `step` was not understood.
    `asides`: other questions answered since it was asked. `done`: what happened, a line a step. `until`: when it ends.
    """

    name: str
    version: str
    step: str
    until: datetime
    filled: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tries: int = 0
    asides: int = 0
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """What a flow wants done outside: the step and action, with placeholders for personal details, and what is said after."""

    step: str
    action: str
    send: Mapping[str, Fact]
    says: str


@dataclass(frozen=True, slots=True)
class FlowStep:
    """What one message did in a flow. `code` is one of docs/words.md: asked, again, aside, said, doing, cancelled ...

    `state` is where the flow stands after it, and `ended` why it goes on no more ("" while it does). `handover`: why a
    person takes over, or "". `looked`: what was asked outside, and what came back, so that the reason can be checked.
    """

    code: str
    state: FlowState
    says: str = ""
    ended: str = ""
    handover: str = ""
    errand: Errand | None = None
    claim: Mapping[str, Fact] | None = None
    """Money that is asked for, by a guideline's proposal (kind, amount, proposed): a draft that a person decides."""
    looked: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether the flow answers the message: not in an aside, which the articles answer, and not once it is put down."""
        return self.code not in ("aside", "put_down")


@dataclass(frozen=True, slots=True)
class Situation:
    """All that was known when a turn was decided, read at once and kept with it."""

    at: datetime
    language: str
    conversation_version: int
    with_person: bool
    waiting_for_person: bool
    ai_choice: str
    """told, allowed or refused."""
    paused: tuple[str, ...]
    concern: str
    unclear_before: int
    duty: Duty
    country: str
    turns_before: tuple[ActId, ...]
    guidelines: Mapping[str, str]
    knowledge: str
    promised: Promised = Promised()
    remembered: tuple[ActId, ...] = ()
    """Answers that helped this person in other conversations, newest first; none without their yes to that use."""
    flow: FlowState | None = None
    """The flow the conversation is in."""
    elsewhere: FlowState | None = None
    """A flow the same person began in another conversation, with its details under placeholders of this one."""
    flows: Mapping[str, str] = field(default_factory=dict)
    """The versions of the flows that may begin, and of the guidelines they ask (their names begin with guideline:)."""
    stopped: tuple[str, ...] = ()
    """Stops of single topics that people made: which of them cover a message is known only once its answer is drafted."""
    local_help: tuple[str, ...] = ()
    """What the company itself checked of its country and may be shown today: emergency number, line and name; () if nothing."""
    known_by: str = ""
    """How we know who writes: session or verified_mail; "" where no flow asks."""
    channel: str = ""
    """The channel of the message; "" in turns kept before it was told."""


# --- what was answered ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage an answer rests on: which, of which article version, where, and how each term earned its rank."""

    passage: str
    article: str
    article_version: str
    title: str
    heading: tuple[str, ...]
    anchor: str
    language: str
    quote: str
    score: float
    terms: Mapping[str, float] = field(default_factory=dict)
    checked: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answerer proposes; `text` is empty when it found nothing. Nobody has decided to send it yet.

    `parts`: what is proposed for each question of a message that asks several things (answers/several.py).
    """

    text: str
    evidence: tuple[Evidence, ...]
    confidence: float
    because: Because
    parts: tuple[Part, ...] = ()
    flow: FlowStep | None = None
    """The step of a flow that the message was, or that it interrupts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One question of several in a message, in the customer's masked words, and what is proposed for it alone."""

    question: MaskedText
    draft: Draft


# --- what was decided -----------------------------------------------------------------------------------------------
class Route(StrEnum):
    """Who takes the message."""

    ASSISTANT = "assistant"
    PERSON = "person"


class Release(StrEnum):
    """What becomes of a draft."""

    SEND = "send"
    UNCLEAR = "unclear"
    """Not sure enough to answer: say so, show the nearest articles, offer a person."""
    REVIEW_FIRST = "review_first"
    """Sure enough, but a person looks at it before it leaves."""
    HAND_OVER = "hand_over"


class Voice(StrEnum):
    """Who speaks in a timeline. No person writes under ASSISTANT, no AI under PERSON or PREPARED."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    PERSON = "person"
    PREPARED = "prepared"
    """Fixed words that people wrote beforehand (a crisis reply, or the reply to a thank-you)."""
    EVENT = "event"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Reply:
    """Words that leave for the customer, and in whose voice."""

    voice: Voice
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstWords:
    """Human-written words for a sensitive matter: the text, its language, and the hash of its file."""

    text: str
    language: str
    version: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A sensitive matter found (or "none"), how urgent, and the reason. `acute` ones are answered with fixed words."""

    topic: str
    acute: bool
    because: Because
    certainty: float = 0.0
    """The model's probability that it is this matter; low where only a phrase of a list was found."""
    immediacy: str = "unsaid"
    """now, soon or unsaid."""
    at_risk: str = "unclear"
    """self, other, child or unclear."""
    upset: bool = False
    """Anger or distress that is no matter by itself: a person is offered."""

    @property
    def found(self) -> bool:
        """Whether any sensitive matter was found."""
        return self.topic != "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a guideline decided: its outputs, or a refusal (then `outputs` are the table's own `on_refusal` row)."""

    outputs: Mapping[str, str]
    because: Because
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One customer message and what became of it."""

    asked: Asked
    situation: Situation
    facts: Facts
    route: Route
    release: Release | None
    draft: Draft | None
    reply: Reply | None
    handover: str
    """Why a person takes it ("" if none does): a code of docs/words.md, such as asked_for_person or unsure."""
    concern: str
    because: Because
    flow: FlowStep | None = None
