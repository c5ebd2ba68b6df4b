"""A house made of sample data, for looking at pages and testing them without a database behind them.

It keeps what is asked of it in memory and answers with the views of desk/timeline.py; `failing` makes it unable to keep.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from fairdesk.accountability import pages as ledger_pages
from fairdesk.consent import pages as consent_pages
from fairdesk.consent.notices import Notice, Section
from fairdesk.desk import pages
from fairdesk.desk.asks import GivenAlready
from fairdesk.desk.brief import Known
from fairdesk.desk.canned import Ready
from fairdesk.desk.handover import PeopleNow, people_now
from fairdesk.desk.keyboard import Keyboard
from fairdesk.desk.records.assignments import Team
from fairdesk.desk.sorting import Sort
from fairdesk.desk.timeline import Brief, Case, Edit, Entry, Mode, Queue, QueueRow, State, Stop, Timeline, Viewer, Why
from fairdesk.explainability import pages as reason_pages
from fairdesk.explainability.act_record import ActRecord, Valued, principal
from fairdesk.explainability.running import Model, Part, PromiseTold, RuleInForce, Running, median, share, version_of
from fairdesk.house.assigning import Choices, MyWork
from fairdesk.house.bulk import Sorted
from fairdesk.identity.people import Colleague, Presence
from fairdesk.identity.roles import Role
from fairdesk.nouns import (
    ActId,
    BadInput,
    Because,
    Change,
    ColleagueId,
    ConversationId,
    CustomerId,
    Duty,
    Evidence,
    NotFound,
    Otherwise,
    Overtaken,
    RawText,
    Score,
    Unavailable,
    Voice,
)
from fairdesk.oversight import pages as stop_pages
from fairdesk.oversight.appeal import Appeal, Outcome
from fairdesk.oversight.lots import LotRow
from fairdesk.oversight.misses import Misses, Sample
from fairdesk.oversight.rest import Rest
from fairdesk.oversight.reviewing import VERDICTS, Board, Consistent, Drawn, GroupRow, InForce, LiveRow, TopicRow
from fairdesk.oversight.second_look import Apart, Told
from fairdesk.oversight.two_people import Agreed, Asked
from fairdesk.rendering import bad_request, broken, forbidden, missing
from fairdesk.settings import Settings

AT = datetime(2026, 11, 3, 10, 41, tzinfo=UTC)
DANA, STRANGER = CustomerId("dana"), CustomerId("stranger")
TALK = ConversationId("4f1c")
ACT = ActId("act-1")

PASSAGE = Evidence(
    passage="p-7",
    article="parcels",
    article_version="3c1f9a7702d4",
    title="Parcels",
    heading=("Parcels", "Marked delivered, not received"),
    anchor="not-received",
    language="en",
    quote="Look in the safe place you named and ask neighbours. If it has not turned up after 24 hours, we send it again or refund you.",
    score=11.2,
    terms={"parcel": 4.1, "delivered": 3.9},
    checked=date(2026, 11, 3),
)
OTHER = replace(
    PASSAGE,
    passage="p-9",
    article="refunds",
    title="Refunds",
    heading=("How long it takes",),
    anchor="how-long",
    quote="A refund takes three to five working days.",
    score=6.4,
)


@dataclass
class Person:
    """A colleague at the fake desk."""

    id: ColleagueId = ColleagueId(1)
    work_name: str = "Ana"
    role: str = "colleague"


@dataclass
class Firm:
    """A company of the imagination."""

    name: str = "Tallow & Tide"
    telephone: str = "000 555 0101"
    relay: str = "000 555 0109"
    email: str = "help@example.com"
    logo: str = ""


def entry(number: int, voice: Voice, text: str = "", **more: Any) -> Entry:
    """A line of a timeline, a minute after the one before."""
    return Entry(number, AT + timedelta(minutes=number), voice, text, **more)


def rich_entries() -> tuple[Entry, ...]:
    """One of every kind of entry."""
    return (
        entry(
            1,
            Voice.CUSTOMER,
            "My parcel 4711-0923 says delivered but nothing is here. Reach me at me@example.net",
            masked="My parcel [ORDER_1] says delivered but nothing is here. Reach me at [EMAIL_1]",
        ),
        entry(
            2,
            Voice.ASSISTANT,
            "If a parcel is marked delivered and is not there:\n\n- look in the safe place you named\n- ask neighbours\n\n"
            "If it has not turned up after 24 hours, we send it again or refund you.",
            act=ACT,
            answer=1,
            evidence=(PASSAGE,),
        ),
        entry(3, Voice.CUSTOMER, "Can I send a cello as hand luggage?"),
        entry(4, Voice.ASSISTANT, act=ActId("act-2"), answer=2, evidence=(PASSAGE, OTHER), unclear=True),
        entry(5, Voice.CUSTOMER, "I would rather speak to someone. It was a gift for my father's funeral."),
        entry(
            6,
            Voice.PREPARED,
            "We are very sorry for your loss. A person will take care of this. You need not explain more than you wish.",
        ),
        entry(7, Voice.EVENT, code="asked_for_person", values={"how": "words"}, act=ActId("act-3")),
        entry(8, Voice.EVENT, code="taken_over", values={"who": "Ana"}),
        entry(
            9,
            Voice.PERSON,
            "I have read what you wrote. A new parcel can be with you tomorrow before noon. Shall I send it now?",
            who="Ana",
        ),
        entry(10, Voice.NOTE, "Checked with the depot: the van is back at five.", who="Ana"),
    )


def because() -> Because:
    """A reason tree with a rule, facts, words and rules that did not apply."""
    routed = Because(
        "route",
        "route.routine",
        {"concern": "none", "with_person": False},
        rule="R12",
        version="9a7702d43c1f",
        failed={"R1": ("ai_paused is true",), "R3": ("concern is not none",)},
    )
    answer = Because("answer", "answer.found", {"confidence": 0.93, "threshold": 0.8}, words=("parcel", "delivered"))
    return Because("turn", "turn.answered", under=(Because("mask", "mask.ok", {"hidden": 2}), routed, answer))


def record(act: ActId) -> ActRecord:
    """What explains the act, with everything that a page may show."""
    change = Change("ai_refused", "the customer chose people only", "", "customer", False, True, "true")
    return ActRecord(
        act=act,
        at=AT,
        code="turn.answered",
        ai="answered",
        people="not_involved",
        outcome={"route": "assistant", "release": "send", "handover": ""},
        reasons=principal(because(), {"route": (Valued("concern", "sensitive matter found", "none", "triage"),)}),
        evidence=(PASSAGE,),
        confidence=0.93,
        scores=(Score("rank of the passage", 8.0, {"parcel": 4.1, "delivered": 3.9}),),
        otherwise=Otherwise("route", "9a7702d43c1f", (change,), {"route": "person", "reason": "refused_ai"}, "R5"),
        versions={"guideline.routing": "9a7702d43c1f", "triage": "43c1f9a77"},
        because=because(),
    )


def running() -> Running:
    """What runs here, with figures that may be told and one that may not."""
    first, last = date(2026, 8, 5), date(2026, 11, 3)
    rule = RuleInForce(
        "routing", "Who takes a message", "Head of customer service", "9a7702d43c1f", last, date(2027, 6, 30),
        (("d43c1f9a7702", first),),
    )  # fmt: skip
    figures = (
        median("first_answer", "assistant", [0.4] * 60, first, last),
        median("first_answer", "people", [240.0] * 40, first, last),
        share("reopened", "assistant", 3, 60, first, last),
        share("reopened", "people", 1, 5, first, last),
        share("did_not_help", "assistant", 6, 60, first, last),
        share("wrong", "assistant", 2, 80, date(2026, 10, 5), last),
        share("wrong", "people", 3, 60, first, last),
        share("answered_alone", "language:en", 40, 60, first, last),
        share("wrong", "language:en", 2, 30, first, last),
        share("answered_alone", "language:the others", 5, 9, first, last),
        share("missed_by_masking", "mask", 2, 40, first, last),
    )
    model = Model("finds names", "10e14950a5ba", 26000, {"own": "Apache-2.0"}, ("PERSON",))
    parts = (Part("guideline", "routing", "9a7702d43c1f"), Part("setting", "model_recipient", ""))
    return Running(version_of(parts), AT, parts, (rule,), (model,), figures, "", 1204, promises=(PROMISED,))


def board() -> Board:
    """Two topics, one in force and one with too little, and a language that does worse."""
    in_force = InForce("p1", "refunds", AT, 0.62, 0.05, 0.95, 400, 320, 6, AT, AT, 900, "article", "l1")
    topics = (
        TopicRow("refunds", 400, True, "0.620", "80.0 %", "1.9 %", "0.7 to 4.0 %", "", in_force, False),
        TopicRow("parcels", 12, False, "", "", "", "", "47 more reviewed answers needed", None, True),
    )
    groups = (
        GroupRow("language", "en", 300, "82.0 %", "77.2 to 86.2 %", "1.2 %", "0.2 to 3.5 %", False),
        GroupRow("language", "de", 40, "70.0 %", "53.5 to 83.4 %", "17.9 %", "6.1 to 36.9 %", True),
    )
    live = (
        LiveRow(
            "language",
            "en",
            900,
            "77.8 %",
            "73.1 to 81.9 %",
            "evidently more often",
            120,
            "2.5 %",
            "0.5 to 11.0 %",
            "",
        ),
        LiveRow("language", "de", 80, "50.0 %", "34.2 to 65.8 %", "evidently less often", 3, "", "", ""),
    )
    curve = ((0.1, 0.0, 0.99), (0.5, 0.01, 0.8), (1.0, 0.12, 0.1))
    kinds = (("in other words", "280 of 300"), ("over another channel", "60 of 60"))
    probed = (
        Consistent(AT, 360, "94.4 %", "91.6 to 96.4 %", "19 of 30", kinds),
        Consistent(AT, 0, "", "", "0 of 0", ()),
    )
    return Board(
        0.05, 0.95, "for traffic like the reviewed answers.", topics, groups, live, curve, 412, 9.5, consistent=probed
    )  # fmt: skip


PROMISED = PromiseTold(
    "all", "kept", 0.05, 0.95, 400, 320, 6, since=AT.date(), first=AT.date(), last=AT.date(), entries=900
)


@dataclass
class FakeHouse:
    """Answers like the house, from sample data that a test may change."""

    alarms = staticmethod(lambda _colleague: ())
    helpline_task = staticmethod(lambda _colleague: "")

    entries: tuple[Entry, ...] = field(default_factory=rich_entries)
    state: State = State.PERSON
    duty: Duty = Duty(open=True, opens_at=None, people=2, waiting=1, median_wait_seconds=220)
    position: int = 0
    wait_seconds: tuple[int, int] | None = (180, 300)
    assistant_on: bool = True
    ai_refused: bool = False
    writing: bool = False
    mine: bool = True
    failing: bool = False
    sample: Sample | None = None
    misses: Misses = Misses(0, 0, {}, None, None, None)
    answer: Drawn | None = None
    told: Board = field(default_factory=lambda: board())
    weeks: tuple[LotRow, ...] = ()
    apart: tuple[Apart, ...] = ()
    rest: str = ""
    waits_for_two: tuple[tuple[Asked, bool], ...] = ()
    agreement: Told = Told(7)
    overtaken: bool = False
    keys: Keyboard = Keyboard()
    others: tuple[Viewer, ...] = ()
    in_force: tuple[Stop, ...] = ()
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    # --- customers ---
    settings: Settings = field(default_factory=Settings)

    def is_safe_word(self, customer: CustomerId, text: str) -> bool:
        return False

    def agreed(self, customer: CustomerId | None) -> tuple[str, ...]:
        return ()

    def notice(self, name: str, language: str) -> Notice:
        short = (
            "An automated assistant answers first and can be wrong.",
            "It reads your message with names, numbers and addresses masked. We keep this for 90 days, only to answer you.",
        )
        long = (
            Section("What we keep", "Your messages and our answers.\n\n- for 90 days\n- under a key of your own"),
            Section("Your choice", "You can ask for a person at any time."),
        )
        return Notice(name, language, "0f3c9a", short, long)

    def show_notice(
        self, name: str, language: str, customer: Any, place: str, conversation: ConversationId = TALK, **_: Any
    ) -> Notice:
        return self.notice(name, language)

    def new_customer(self, request: HttpRequest) -> CustomerId:
        self._keep("new_customer")
        return DANA

    def start(self, customer: CustomerId, language: str, channel: str = "web") -> ConversationId:
        self._keep("start", customer, language)
        return TALK

    def say(self, conversation: ConversationId, customer: CustomerId, text: RawText, client_id: str) -> int:
        self._mine(conversation, customer)
        self._keep("say", text, client_id)
        if client_id not in [more[2] for more in self.asked[:-1] if more[0] == "say"]:
            self.entries = (*self.entries, entry(len(self.entries) + 1, Voice.CUSTOMER, text))
        return len(self.entries)

    def timeline(self, conversation: ConversationId, customer: CustomerId, after: int = 0) -> Timeline:
        self._mine(conversation, customer)
        shown = tuple(e for e in self.entries if e.number > after and e.voice is not Voice.NOTE)
        return Timeline(
            conversation,
            "en",
            self.state,
            shown,
            self.duty,
            self.position,
            self.wait_seconds,
            "Two people are here. The wait is about 4 minutes. You are number 2.",
            self.assistant_on,
            self.ai_refused,
            self.writing,
        )

    def conversations(self, customer: CustomerId) -> tuple[ConversationId, ...]:
        return (TALK,) if customer == DANA else ()

    def ask_for_person(self, conversation: ConversationId, customer: CustomerId, how: str) -> None:
        self._mine(conversation, customer)
        self._keep("ask_for_person", how)
        self.state, self.position = State.WAITING, 2

    def refuse_ai(self, conversation: ConversationId, customer: CustomerId) -> None:
        self._mine(conversation, customer)
        self._keep("refuse_ai")
        self.ai_refused = True

    def allow_ai(self, conversation: ConversationId, customer: CustomerId) -> None:
        self._mine(conversation, customer)
        self._keep("allow_ai")
        self.ai_refused = False

    def did_not_help(self, conversation: ConversationId, customer: CustomerId, act: ActId) -> None:
        self._mine(conversation, customer)
        self._keep("did_not_help", act)

    def why(self, act: ActId, customer: CustomerId) -> Why:
        self._mine(TALK, customer)
        return self.why_in_full(act, ColleagueId(1))

    def questions(self) -> Mapping[str, object]:
        return {}

    def running(self) -> Running:
        return running()

    def appeal(self, act: ActId, customer: CustomerId, words: RawText | None = None) -> ConversationId:
        self._mine(TALK, customer)
        self._keep("appeal", act, words)
        return TALK

    def decide_appeal(
        self,
        act: ActId,
        colleague: ColleagueId,
        outcome: Outcome,
        sentence: str,
        reason: str = "",
        other: str = "",
        overruled: str = "",
    ) -> None:
        if not sentence:
            raise BadInput("there is nothing to send; write something first")
        self._act("decide_appeal", act, outcome, sentence)

    def quiet_receipt(self, act: ActId, customer: CustomerId, *, named: bool = False) -> str:
        self._mine(TALK, customer)
        return f"receipt of {act}\n"

    # --- colleagues ---
    def queue(self, colleague: ColleagueId, view: str) -> Queue:
        ago = datetime.now(UTC) - timedelta(minutes=12)
        row = QueueRow(
            TALK,
            self.state,
            "asked_for_person",
            "bereavement",
            "en",
            "web",
            self.entries[0].text,
            ago,
            ago,
            "Ana",
            self.mine,
        )
        rows = (
            row,
            replace(
                row,
                conversation=ConversationId("77aa"),
                concern="none",
                reason="unsure",
                language="fr",
                excerpt="Puis-je envoyer un violoncelle ?",
                mine=False,
                assignee="",
                state=State.WAITING,
            ),
            replace(
                row,
                conversation=ConversationId("90cd"),
                concern="none",
                reason="",
                language="ar",
                excerpt="أين طردي؟",
                mine=False,
                assignee="",
                state=State.ASSISTANT,
                waiting_since=None,
            ),
        )
        shown = () if view == "resolved" else rows
        return Queue(
            view,
            {
                "waiting": 1,
                "mine": 1,
                "unassigned": 1,
                "customer": 0,
                "snoozed": 0,
                "sensitive": 1,
                "assistant": 1,
                "resolved": 0,
                "all": len(self.entries),
            },
            shown,
        )

    def case(self, conversation: ConversationId, colleague: ColleagueId) -> Case:
        if conversation != TALK:
            raise NotFound(f"there is no conversation {conversation}")
        brief = {
            "reason": "asked_for_person",
            "asked": "Parcel marked delivered, not there",
            "tried": "safe place, neighbours",
            "promised": "nothing yet",
        }
        consents = {"ai_answer": "told, 3 Nov", "improve": "not asked"}
        return Case(
            TALK,
            "Parcel not received",
            self.state,
            "en",
            "web",
            "bereavement",
            "asked_for_person",
            "Ana" if self.mine else "Bo",
            self.mine,
            self.entries,
            brief,
            consents,
            (PASSAGE, OTHER),
            Mode.AI_MADE,
            4.25,
            7,
            (Appeal(ACT, 1),),
        )

    def people_now(self, language: str) -> PeopleNow:
        return people_now(self.duty, language, "Europe/Dublin", AT, "4 min", 23)

    def brief_for(self, conversation: ConversationId, customer: CustomerId, language: str) -> Brief:
        if conversation != TALK:
            raise NotFound(f"there is no conversation {conversation}")
        edit = Edit("Ana", AT, "Parcel late", "Parcel lost", 4)
        parts = {"asked": "Parcel lost", "known": "", "tried": "", "promised": "nothing yet"}
        return Brief(parts, {"asked": edit}, 4, "Ana", {"reason": "You asked for a person."})

    def correct_brief(
        self,
        conversation: ConversationId,
        customer: CustomerId,
        stood: Mapping[str, str],
        written: Mapping[str, str],
        seen: int,
    ) -> None:
        self._act("correct_brief", stood, written, seen)

    def edit_brief(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        stood: Mapping[str, str],
        written: Mapping[str, str],
        seen: int,
    ) -> None:
        self._act("edit_brief", stood, written, seen)

    def already_given(self, conversation: ConversationId, colleague: ColleagueId, draft: str) -> tuple[Known, ...]:
        return (Known("order", "ORDER-1", number=1),) if "order number" in draft else ()

    def whom(self, colleague: ColleagueId) -> Choices:
        return Choices((Colleague(ColleagueId(7), "bo", "Bo", Role.COLLEAGUE),), (Team(2, "Returns"),))

    def labels(self, colleague: ColleagueId) -> tuple[tuple[int, str], ...]:
        return ((3, "Umbrellas"),)

    def my_work(self, colleague: ColleagueId) -> MyWork:
        return MyWork(Presence.AVAILABLE, 5, 2, ("Returns",))

    def undoable(self, by: ColleagueId, id: str) -> int:
        return 1

    def sort(self, by: ColleagueId, conversations: Sequence[ConversationId], what: Sort) -> Sorted:
        self._act("sort", tuple(conversations), what)
        return Sorted("done-1", len(conversations), 0)

    def undo(self, by: ColleagueId, id: str) -> Sorted:
        self._act("undo", id)
        return Sorted(id, 1, 0)

    def take_next(self, colleague: ColleagueId) -> ConversationId | None:
        self._act("take_next")
        return TALK

    def money_line(self, act: ActId, customer: CustomerId | None = None) -> None:
        """None of these acts is about money."""

    def why_in_full(self, act: ActId, colleague: ColleagueId) -> Why:
        return Why(
            act,
            AT,
            1,
            because(),
            (PASSAGE,),
            self.entries[0].text,
            self.entries[0].masked,
            {"routing": "9a7702d43c1f", "release": "d43c1f9a7702"},
            True,
            record=record(act),
        )

    def take_over(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        self._act("take_over")
        self.mine = True

    def reply(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        text: str,
        version: int,
        overruled: str = "",
        past: Iterable[str] = (),
    ) -> None:
        if (found := self.already_given(conversation, colleague, text)) and not list(past):
            raise GivenAlready(found)
        self._act("reply", text, version)

    def note(self, conversation: ConversationId, colleague: ColleagueId, text: str) -> None:
        self._act("note", text)

    def resolve(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        self._act("resolve")

    def return_to_ai(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        self._act("return_to_ai")

    def mask_sample(self, colleague: ColleagueId, wanted: str = "") -> Sample | None:
        return self.sample

    def keep_mask_review(self, colleague: ColleagueId, act: ActId, missed: Mapping[str, int]) -> None:
        self._act("keep_mask_review", act, dict(missed))

    def mask_misses(self) -> Misses:
        return self.misses

    def answer_sample(self, colleague: ColleagueId, wanted: str = "") -> Drawn | None:
        return self.answer

    def keep_answer_review(self, colleague: ColleagueId, act: ActId, verdict: str) -> None:
        if verdict not in VERDICTS:
            raise BadInput("say whether the answer is right, wrong, or cannot be told")
        self._act("keep_answer_review", act, verdict)

    limits_say = "Here one looks for at most 45 minutes at a time."

    def rest_due(self, kept: str) -> Rest:
        return Rest(self.rest)

    def after_look(self, kept: str) -> str:
        return kept or "looked"

    def waiting_for_a_second(self, colleague: ColleagueId) -> tuple[tuple[Asked, bool], ...]:
        return self.waits_for_two

    def agree_tasks(self, colleague: ColleagueId) -> tuple[Asked, ...]:
        return tuple(each for each, may_grant in self.waits_for_two if may_grant)

    def agreed_to(self, colleague: ColleagueId) -> tuple[Agreed, ...]:
        return ()

    def grant(self, colleague: ColleagueId, id: str, why: str) -> Asked:
        self._act("grant", id, why)
        return self.waits_for_two[0][0]

    def ask_no_more(self, colleague: ColleagueId, id: str) -> None:
        self._act("ask_no_more", id)

    def seen_apart(self, colleague: ColleagueId) -> tuple[Apart, ...]:
        return self.apart

    def come_round(self, colleague: ColleagueId, act: ActId) -> None:
        self._act("come_round", act)

    def agreement_told(self) -> Told:
        return self.agreement

    def board(self, colleague: ColleagueId) -> Board:
        return self.told

    def lots(self, colleague: ColleagueId) -> tuple[LotRow, ...]:
        return self.weeks

    def make_promises(self, colleague: ColleagueId) -> tuple[str, ...]:
        self._act("make_promises")
        return ("all",) if any(row.certified for row in self.told.topics) else ()

    def stops(self, colleague: ColleagueId) -> tuple[Stop, ...]:
        return self.in_force

    def stop_ai(self, colleague: ColleagueId, scope: str, reason: str) -> str:
        self._act("stop_ai", scope, reason)
        self.in_force = (Stop("s1", scope, AT, "Ana", reason, "", True),)
        return "s1"

    def drills(self, colleague: ColleagueId) -> tuple[()]:
        return ()

    def stop_scopes(self, colleague: ColleagueId) -> tuple[tuple[str, str], ...]:
        return (("topic:returns", "Answers from “Returns”"),)

    def start_ai(self, colleague: ColleagueId, stop: str) -> bool:
        self._act("start_ai", stop)
        second = bool(self.in_force and self.in_force[0].start_asked_by)
        self.in_force = (
            () if second else tuple(replace(s, start_asked_by="Ana", may_start=False) for s in self.in_force)
        )
        return second

    def reject_suggestion(
        self, conversation: ConversationId, colleague: ColleagueId, reason: str, words: str = ""
    ) -> None:
        self._act("reject_suggestion", reason)

    def send(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        text: str,
        version: int,
        overruled: str = "",
        suggested: bool = False,
        past: Iterable[str] = (),
    ) -> None:
        self.reply(conversation, colleague, text, version, overruled, past)

    def take_reply_back(self, id: str, colleague: ColleagueId) -> str:
        self._act("take_back", id)
        return "These words come back."

    def open_again(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        self._act("open_again")

    def here(self, conversation: ConversationId, colleague: ColleagueId, writes: bool = False) -> tuple[Viewer, ...]:
        return self.others

    def gone(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        self.others = ()

    def ready_replies(self, conversation: ConversationId, colleague: ColleagueId) -> tuple[Ready, ...]:
        return ()

    def put_back(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        self._act("put_back")

    def keyboard(self, colleague: ColleagueId) -> Keyboard:
        return self.keys

    def keep_keyboard(self, colleague: ColleagueId, wanted: Keyboard) -> None:
        self._keep("keep_keyboard")
        self.keys = wanted

    # --- what a test can see and break ---
    def _mine(self, conversation: ConversationId, customer: CustomerId) -> None:
        if conversation != TALK or customer != DANA:
            raise NotFound("there is no such conversation")

    def _keep(self, *what: Any) -> None:
        if self.failing:
            raise Unavailable("the disk is full; nothing was kept")
        self.asked.append(what)

    def _act(self, *what: Any) -> None:
        if self.overtaken:
            raise Overtaken("the customer wrote meanwhile; read it, then send again")
        self._keep(*what)


@dataclass
class Visit:
    """Who looks at the fake house, and in which language."""

    house: FakeHouse = field(default_factory=FakeHouse)
    customer: CustomerId | None = DANA
    colleague: Person | None = None
    language: str = "en"
    company: Firm = field(default_factory=Firm)
    pulse: int = 0
    cut: bool = False
    over: bool = False

    def says(self, voice: Voice, text: str, **more: Any) -> None:
        """Something new is kept, and everybody who listens hears of it."""
        self.house.entries = (*self.house.entries, entry(len(self.house.entries) + 1, voice, text, **more))
        self.pulse += 1


NOW = Visit()


def doors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stand in for web/doors.py: put the visit on the request."""

    def opened(request: HttpRequest) -> HttpResponse:
        for name in ("house", "customer", "colleague", "company"):
            setattr(request, name, getattr(NOW, name))
        request.language = request.GET.get("lang", NOW.language)  # type: ignore[attr-defined]
        return get_response(request)

    return opened


def _events(request: HttpRequest, **which: str) -> StreamingHttpResponse:
    """Say "changed" whenever a test beats the pulse, until the test ends."""
    visit = NOW

    def stream() -> Iterator[str]:
        heard = visit.pulse
        yield "retry: 300\n\n"
        while not visit.over and not visit.cut:
            if visit.pulse != heard:
                heard = visit.pulse
                yield "event: changed\ndata: {}\n\n"
            time.sleep(0.02)

    return StreamingHttpResponse(stream(), content_type="text/event-stream", status=503 if visit.cut else 200)


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("words that nobody may read")


urlpatterns = [
    path("c/<str:conversation>/events", _events),
    path("desk/events", _events),
    path("broken", _broken),
    *pages.urls,
    *reason_pages.urls,
    *ledger_pages.urls,
    *consent_pages.urls,
    *stop_pages.urls,
]
handler400, handler403, handler404, handler500 = bad_request, forbidden, missing, broken
