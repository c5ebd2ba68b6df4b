"""What a conversation looks like from each side, and what the pages and the API may ask of the house.

The house reads and opens what is kept and hands it out as these frozen views; pages only lay them out. A customer's
view never holds notes, other customers or a colleague's surname; a colleague's view holds everything on the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from fairdesk.attachments.allowed import Attached
from fairdesk.desk.later import Later
from fairdesk.desk.suggestion import Suggestion
from fairdesk.desk.unsent import Unsent
from fairdesk.explainability.act_record import ActRecord
from fairdesk.nouns import (
    ActId,
    Because,
    ColleagueId,
    ConversationId,
    CustomerId,
    Duty,
    Evidence,
    Fact,
    RawText,
    Voice,
)
from fairdesk.oversight.appeal import Appeal, Filed


class State(StrEnum):
    """Where a conversation stands."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    """A person was asked for or is needed; nobody has taken it yet. The assistant is silent."""
    PERSON = "person"
    RESOLVED = "resolved"


class Mode(StrEnum):
    """How a conversation was worked, kept from the first day so that what automation changes can be told."""

    AUTOMATED = "automated"
    ASSISTED = "assisted"
    HUMAN = "human"
    AI_MADE = "ai_made"
    """A person's work that only exists because of the assistant (its error, its doubt, its review)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline. `number` counts from 1 within the conversation and is the cursor of live updates.

    Spoken entries have `text`; events have a `code` (asked_for_person, taken_over, answer_discarded ...: the
    list is EVENTS below) with `values` for its sentence. `act` names the assistant's act; `pending` marks a
    customer's message that is still being answered; `masked` is what the assistant saw of a customer's message.
    """

    number: int
    at: datetime
    voice: Voice
    text: str = ""
    language: str = "en"
    who: str = ""
    code: str = ""
    values: Mapping[str, Fact] = field(default_factory=dict)
    act: ActId | None = None
    answer: int = 0
    """Of an assistant's entry: which answer of the conversation it is, counted from 1 (names its controls)."""
    evidence: tuple[Evidence, ...] = ()
    unclear: bool = False
    """Of an assistant's entry: it said that it is not sure, and shows the nearest articles instead of an answer."""
    step: bool = False
    """Of prepared words: they are a flow's, and have a reason."""
    corrected: bool = False
    """Of an assistant's entry: a person overrode it; the right words are that person's own."""
    masked: str = ""
    pending: bool = False
    files: tuple[Attached, ...] = ()
    """Of a customer's message: the files that came with it. The assistant sees that there are some, and no more."""


EVENTS = {
    "asked_for_person": "The customer asked for a person (values: how).",
    "refused_ai": "The customer chose people only, before or during the conversation.",
    "allowed_ai": "The customer let the assistant answer again.",
    "handed_over": "The desk handed over to people (values: reason).",
    "taken_over": "A colleague took the conversation (values: who).",
    "answer_discarded": "An answer was being made and was thrown away, because of (values: reason).",
    "answer_held_back": "A kept answer was not sent any more, because of (values: reason).",
    "returned_to_ai": "A colleague gave the conversation back to the assistant.",
    "put_back": "A colleague took it by mistake, and put it back into the line.",
    "suggestion_rejected": "A colleague rejected what was suggested; customers do not see it (values: reason).",
    "resolved": "A colleague closed the conversation.",
    "hidden": "The customer hid the conversation from a place that others share.",
    "opened_again": "A colleague took the closing back: it is open again.",
    "asked_for_call": "The customer asked for a call instead of waiting (values: begins, ends).",
    "asked_for_email": "The customer asked for an e-mail when a person has answered.",
    "waits_here": "The customer took that back and waits here.",
    "called_back": "A colleague called (values: reached).",
    "call_missed": "Nobody called in the time that was promised.",
    "number_let_go": "The number of a call was deleted, because the customer was not reached in time.",
    "assigned": "It was given to somebody; customers do not see it (values: to, by).",
    "snoozed": "A colleague put it aside; customers do not see it (values: until).",
    "came_back": "It came back after it was put aside; customers do not see it (values: why).",
    "labelled": "A label was put on it or taken off; customers do not see it (values: label, on).",
    "reopened": "The customer wrote again after it was closed.",
    "did_not_help": "The customer said that an answer did not help (values: answer).",
    "appealed": "The customer disputed an act (values: act, answer, round, by, until).",
    "appeal_upheld": "A colleague looked at a disputed act again: it stays as it was (values: act, answer).",
    "appeal_changed": "A colleague looked at a disputed act again and decided otherwise (values: act, answer).",
    "appeal_passed_on": "Another colleague decides on a disputed act (values: act, answer, by, until).",
    "led_on": "An appeal led to a proposed guideline or a task for an article; customers do not see it (values: act, what, id).",
    "rule_changed": "What the customer disputed has changed a guideline, which is in force (values: act, id).",
    "article_changed": "What the customer disputed has changed an article (values: act, id).",
    "overridden": "A colleague corrected an answer of the assistant (values: act, answer, reason).",
    "answered_purpose": "The customer said yes or no to another use of their words (values: purpose, choice).",
    "signal_heeded": "The customer's browser asks for no other use of their words (Global Privacy Control).",
    "money_drafted": "A decision about money waits for a person; customers do not see it (values: kind, amount, proposed).",
    "money_granted": "Money was granted, by a rule or by a person (values: kind, amount, by).",
    "money_refused": "A person decided that no money is paid (values: kind, amount).",
    "money_appealed": "The customer asked for another look at a decision (values: decision, act, round, by, until).",
    "action_done": "What the customer asked for was done in the company's own system (values: action).",
    "action_failed": "It could not be done in the company's own system (values: action, problem, tried).",
    "action_held_back": "It was not done any more, because of (values: reason, tried).",
    "file_sent": "The customer sent files, which only people open (values: files, sha256).",
    "brief_edited": "A colleague changed what the next person reads first (values: each part before and after).",
    "brief_corrected": "The customer corrected what the person reads first (values: each part before and after).",
    "asked_again": "A person asked for what the customer had given; customers do not see it (values: slots).",
    "draft_waits": "A person looks at the assistant's answer before it is sent.",
    "draft_accepted": "A colleague looked at a draft and let it go; customers do not see it (values: act, own).",
    "draft_edited": "A colleague took over to change a draft; customers do not see it (values: act, reason).",
    "draft_rejected": "A colleague did not send a draft; customers do not see it (values: act, reason).",
    "ended": "The customer ended the conversation.",
    "notice_changed": "An outside language model is used, or another one: the new notice was shown (values: version).",
}
"""Every event code, for colleagues and docs; wording for customers is a catalogue matter."""

EARLIER = {"closing_undone": "opened_again"}
"""Codes of lines that earlier versions kept, and what they are called now."""


def code_now(code: str) -> str:
    """Return what an event that may be kept under an earlier code is called now."""
    return EARLIER.get(code, code)


@dataclass(frozen=True, slots=True)
class Edit:
    """The last change of a part: by whom (`who` is "" for the customer), when, and both versions."""

    who: str
    at: datetime
    was: str
    now: str
    number: int


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief as its customer sees it: what may be corrected, the last change of each part, and what else is told."""

    parts: Mapping[str, str]
    edits: Mapping[str, Edit]
    version: int
    person: str = ""
    """Who has the conversation."""
    others: Mapping[str, str] = field(default_factory=dict)
    """What else the person is told: why it was handed over, the language, what helps, whether the assistant may answer."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A conversation as its customer sees it."""

    conversation: ConversationId
    language: str
    state: State
    entries: tuple[Entry, ...]
    duty: Duty
    position: int
    """Place in the queue, from 1; 0 if not waiting."""
    wait_seconds: tuple[int, int] | None
    """The honest wait, from and to; None if too little is known to say or nobody is there."""
    wait_says: str
    """The honest wait as a sentence in the customer's language; "" if not waiting."""
    assistant_on: bool
    ai_refused: bool
    writing: bool
    """Whether an answer is being made right now."""
    zone: str = "UTC"
    """The company's time zone, for times of opening."""
    promised_minutes: int = 0
    """In how many minutes a person was promised to answer, in a sensitive matter; 0 if nothing was, or it is over."""
    on_call: bool = False
    """Of what was promised: somebody on call was told, because the desk is closed."""
    asks: str = ""
    """Another use of the customer's words that may be asked about now ("improve"), or ""; never in a sensitive matter."""
    draft_waits: bool = False
    """A person is to look at the assistant's answer before it is sent; `wait_says` is about that person."""
    private: bool = False
    """A sensitive matter was found: nothing that is typed may stay in this browser."""
    rates: tuple[str, ...] = ()
    """Of what a customer may be asked how it was, now that it is over: the help of the assistant, of people."""
    later: Later | None = None
    """What the customer chose instead of waiting here."""


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of one act with all that proves it, for *Why this answer?* and for the desk."""

    act: ActId
    at: datetime
    answer: int
    because: Because
    evidence: tuple[Evidence, ...]
    asked: str
    """The customer's own words."""
    seen: str
    """What the assistant saw of them after masking."""
    guidelines: Mapping[str, str]
    receipt_ready: bool
    hidden: Mapping[str, int] = field(default_factory=dict)
    """How many values of each kind were hidden before the assistant saw the words."""
    code: str = ""
    """The short code that finds the act in the ledger; "" until the receipt is ready."""
    appeal: str = ""
    """Where the customer's appeal against this act stands: "" if there is none, else open, upheld or changed."""
    filed: Filed | None = None
    """Who decides on that appeal, or decided, and until when."""
    appeal_again: bool = False
    """Whether the customer may still ask an officer to look once more."""
    overridden: str = ""
    """Why a colleague overrode the act: one of nine reasons, or ""."""
    record: ActRecord | None = None
    """Everything that explains the act, for each audience to be told its part."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A conversation in a desk list."""

    conversation: ConversationId
    state: State
    reason: str
    concern: str
    language: str
    channel: str
    excerpt: str
    since: datetime
    waiting_since: datetime | None
    assignee: str
    mine: bool
    restricted: bool = False
    """It may only be stored: the list shows nothing of it, and a broken glass opens it."""
    urgency: str = ""
    """How urgent it is while it waits (immediate, urgent, soon, today), by the guideline `urgency`."""
    urgency_says: str = ""
    """The rule that said so, in words."""
    due_at: datetime | None = None
    """Of a sensitive matter: by when a person should have answered; None when one has."""
    left: str = ""
    """How much of that time is left, in words: "12 min left", "over by 3 min"."""
    due: datetime | None = None
    """By when a person should answer; None if nobody was promised one."""
    given_to: str = ""
    """The colleague it was given to, who has not taken it over yet."""
    team: str = ""
    labels: tuple[str, ...] = ()
    asleep: bool = False
    """It was put aside; `asleep_until` None: until the customer writes."""
    asleep_until: datetime | None = None
    came_back: bool = False
    """It was put aside and is back: it stands first until somebody works on it."""
    later: str = ""
    """What the customer chose instead of waiting, in words: "call Monday, 10:00 to 12:00 (Dublin time)"."""
    customer_wrote: bool = False
    """A person answered, and the customer wrote again since."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The desk's lists with their counts; `rows` are those of the chosen `view`."""

    view: str
    counts: Mapping[str, int]
    rows: tuple[QueueRow, ...]
    automatic: bool = False
    """Whether what waits is given out by itself."""


@dataclass(frozen=True, slots=True)
class UnsentDraft:
    """A draft of the assistant that was not sent, as a colleague sees it in a case; `text` is "" while it waits."""

    act: ActId
    stands: str
    because: str
    text: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """A colleague who has the same conversation open at this moment, and whether they write a reply."""

    who: str
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation as a colleague sees it: everything, with the hand-over brief."""

    conversation: ConversationId
    title: str
    state: State
    language: str
    channel: str
    concern: str
    reason: str
    assignee: str
    mine: bool
    entries: tuple[Entry, ...]
    brief: Mapping[str, str]
    """The hand-over brief: asked, known, tried, promised and what else is known (desk/brief.py)."""
    consents: Mapping[str, str]
    """Each purpose and where it stands, in words ("yes, 12 Oct", "no", "not asked")."""
    suggestions: tuple[Evidence, ...]
    mode: Mode
    minutes: float
    version: int
    appeals: tuple[Appeal, ...] = ()
    """The acts that the customer disputes, and how that ended."""
    hidden: bool = False
    """Whether the customer hid the conversation from people near them."""
    filed: Mapping[str, Filed] = field(default_factory=dict)
    """Act -> who decides on the appeal against it, and until when."""
    helps: tuple[str, ...] = ()
    """What the customer says helps them, for whoever answers; nobody else is shown it."""
    urgency: str = ""
    urgency_minutes: int = 0
    """In how many minutes a person should answer, by the guideline `urgency`; 0 if it does not wait."""
    urgency_says: str = ""
    growing: str = ""
    """What a language model has written so far of an answer, which nobody has checked yet."""
    due_at: datetime | None = None
    left: str = ""
    """Of a sensitive matter that no person has answered: by when somebody should, and how much of that time is left."""
    task: tuple[str, ...] = ()
    """What was done in the last flow, a line each; how it stands and what was given is in the brief."""
    brief_edits: Mapping[str, Edit] = field(default_factory=dict)
    """The last change of each part of the brief, by a colleague or the customer."""
    brief_version: int = 0
    draft: UnsentDraft | None = None
    """What the assistant would have answered last, if a person had let it go and none has replied."""
    suggestion: Suggestion | None = None
    """A reply that is suggested."""
    unsent: tuple[Unsent, ...] = ()
    """Replies of colleagues that have not left."""
    later: Later | None = None
    """What the customer chose instead of waiting; with the number for whoever has the conversation."""
    undoes: str = ""
    """What the colleague who looks may undo: take_over, resolve, or ""."""

    @property
    def sensitive(self) -> bool:
        """Whether it is about a sensitive matter: its words are read where somebody opens them on purpose."""
        return self.concern not in ("", "none")


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the assistant: what, since when, by whom and why; and who already agreed to start it again."""

    id: str
    scope: str
    at: datetime
    by: str
    reason: str
    start_asked_by: str
    may_start: bool
    """Whether the colleague who looks may be the second person."""


class Desk(Protocol):
    """What the pages and the API may ask of the house. Every call checks that the asker may."""

    def start(self, customer: CustomerId, language: str, channel: str = "web") -> ConversationId:
        """Open a conversation."""

    def say(self, conversation: ConversationId, customer: CustomerId, text: RawText, client_id: str) -> int:
        """Keep a message, begin its answer, and return the message's number. The same client_id again is harmless.

        Waits a short while for the answer; a slower one arrives by itself (Timeline.writing is true meanwhile).
        """

    def timeline(self, conversation: ConversationId, customer: CustomerId, after: int = 0) -> Timeline:
        """Return the customer's view, entries after number *after*. Raises NotFound for a stranger."""

    def conversations(self, customer: CustomerId) -> tuple[ConversationId, ...]:
        """Return this customer's conversations, newest first."""

    def ask_for_person(self, conversation: ConversationId, customer: CustomerId, how: str) -> None:
        """Hand the conversation to people, now. `how`: button, words or api."""

    def refuse_ai(self, conversation: ConversationId, customer: CustomerId) -> None:
        """People only, for this customer, from now on."""

    def allow_ai(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Let the assistant answer this customer again."""

    def did_not_help(self, conversation: ConversationId, customer: CustomerId, act: ActId) -> None:
        """An answer did not help: a person takes the conversation."""

    def answer_purpose(
        self, conversation: ConversationId, customer: CustomerId, purpose: str, yes: bool, language: str = ""
    ) -> None:
        """Keep a customer's yes or no to another use of their words; *language*: that of the page they read."""

    def why(self, act: ActId, customer: CustomerId) -> Why:
        """Return the reason of an act to the customer whose act it was. Raises NotFound for a stranger."""

    def quiet_receipt(self, act: ActId, customer: CustomerId, *, named: bool = ...) -> str:
        """Return the receipt of an act as a self-contained text file that verifies offline."""

    # --- colleagues ---
    def queue(self, colleague: ColleagueId, view: str) -> Queue:
        """Return one of the desk's lists (desk/forms.py names them) with the counts of all."""

    def case(self, conversation: ConversationId, colleague: ColleagueId) -> Case:
        """Return everything on a conversation."""

    def why_in_full(self, act: ActId, colleague: ColleagueId) -> Why:
        """Return the reason of an act to a colleague."""

    def take_over(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Take the conversation; the assistant falls silent in it at once. Raises Overtaken if somebody has it."""

    def reply(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        text: str,
        version: int,
        overruled: str = "",
        past: Iterable[str] = (),
    ) -> None:
        """Answer as a person. Raises Overtaken if the customer wrote meanwhile (version), Refused if not yours.

        In a sensitive matter it raises NeedsAnotherLook for words that hurt, unless *overruled* says why they go;
        GivenAlready for a question that the customer has answered, unless the colleague goes *past* it.
        """

    def note(self, conversation: ConversationId, colleague: ColleagueId, text: str) -> None:
        """Write an internal note; it never leaves the desk."""

    def resolve(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Close the conversation."""

    def return_to_ai(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Give the conversation back to the assistant. Refused while the customer wants people only."""

    def stops(self, colleague: ColleagueId) -> tuple[Stop, ...]:
        """Return the stops in force."""

    def stop_ai(self, colleague: ColleagueId, scope: str, reason: str) -> str:
        """Stop the assistant, at once, everywhere in *scope* ("all", "channel:web", "customer:<id>")."""

    def start_ai(self, colleague: ColleagueId, stop: str) -> bool:
        """Agree to start the assistant again; True when the second person has agreed and it runs."""
