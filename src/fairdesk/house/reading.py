"""What the house shows: a customer's timeline, a colleague's case and lists, the reason of an act, its receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.codes import code_of
from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer as answer_from_articles
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.desk.handover import brief, honest_wait, wait_sentence
from fairdesk.desk.timeline import Case, Entry, Mode, State, Timeline, Why
from fairdesk.desk.urgency import Urgency, risk, urgency_facts, urgency_of
from fairdesk.explainability.act_record import ActRecord
from fairdesk.guidelines.compile import Guideline
from fairdesk.house.colleagues import ColleagueSide
from fairdesk.house.customers import CustomerSide
from fairdesk.house.growing import place_of_growing
from fairdesk.house.joining import ai_choice, person
from fairdesk.house.memory import masked_history, place_of_turn, read_turn
from fairdesk.house.reasoning import explained
from fairdesk.house.sitting import stopped_for
from fairdesk.identity.roles import may
from fairdesk.money.claim import EVENTS as MONEY
from fairdesk.nouns import (
    ActId,
    ColleagueId,
    ConversationId,
    CustomerId,
    Duty,
    Evidence,
    MaskedText,
    NotFound,
    Turn,
    Voice,
)
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.mask import TYPED, restore
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.sensitive import records as sensitive

HIDDEN_FROM_CUSTOMERS = frozenset({Voice.NOTE})
SUGGESTIONS = 3


class Reading(CustomerSide, ColleagueSide):
    """The reading part of the house. Every view opens what is kept with the customer's own key."""

    def ai_refused(self, customer: CustomerId) -> bool:
        """Whether the customer chose people only."""
        return ai_choice(customer) == "refused"

    # --- the customer's view ---
    def timeline(self, conversation: ConversationId, customer: CustomerId, after: int = 0) -> Timeline:
        """Return the customer's view, entries after number *after*. Raises NotFound for a stranger."""
        row, who = self.own(conversation, customer), person(customer)
        shown = [
            line
            for line in desk.settled_items(conversation)
            if line.released_at is not None and line.voice not in HIDDEN_FROM_CUSTOMERS
        ]
        unanswered = {number for number, _ in desk.arrivals_of(conversation)}
        entries = self._entries(row, shown, unanswered, after)
        position = self._place_in_line(row) if row.state == State.WAITING else 0
        duty = self.knowing.duty(self.now())
        wait = honest_wait(duty, position) if position else None
        return Timeline(
            conversation=conversation,
            language=row.language,
            state=State(row.state),
            entries=entries,
            duty=duty,
            position=position,
            wait_seconds=(wait.seconds_from, wait.seconds_to) if wait and wait.known else None,
            wait_says=self._wait_says(duty, position, row.language) if position else "",
            zone=self.knowing.company().time_zone,
            asks=self._asks(row),
            assistant_on=not stopped_for(row.channel, customer, conversation, who),
            ai_refused=who.ai_choice() == "refused",
            writing=bool(unanswered) and row.state == State.ASSISTANT,
        )

    def _place_in_line(self, row: desk.ConversationRow) -> int:
        """Return the place, from 1, in the order that colleagues see: the most urgent first, then the longest wait."""
        at = self.now()
        concerned, guideline = sensitive.all_open(at), self.knowing.rule_for("urgency", at)

        def place(which: ConversationId, since: int, reason: str) -> tuple[bool, datetime, datetime]:
            facts = urgency_facts(concerned.get(which, "none"), reason, moment(since), at)
            return risk(urgency_of(guideline, facts).minutes, moment(since))

        ahead = place(row.id, row.waiting_since or 0, row.reason)
        return 1 + sum(place(*other) < ahead for other in desk.waiting_line())

    def urgency(self, row: desk.ConversationRow, concern: str, at: datetime) -> Urgency | None:
        """Return how urgent a conversation is, by the guideline in force; None if it does not wait for a person."""
        return urgency_by(self.knowing.rule_for("urgency", at), row, concern, at)

    def _wait_says(self, duty: Duty, position: int, language: str) -> str:
        return wait_sentence(duty, position, language, self.knowing.company().time_zone, self.now())

    def _asks(self, row: desk.ConversationRow) -> str:
        """Return what to ask when a conversation is over: once, and never about a sensitive matter (promise 10)."""
        if row.state != State.RESOLVED or sensitive.open_concern(row.id, self.now()) != "none":
            return ""
        return "" if Purpose.IMPROVE in consent.state(row.customer) else str(Purpose.IMPROVE)

    def _entries(
        self,
        row: desk.ConversationRow,
        lines: Iterable[desk.ItemRow],
        unanswered: set[int],
        after: int = 0,
        masked: bool = False,
    ) -> tuple[Entry, ...]:
        key, entries, answer = self.keys.of(row.customer), [], 0
        vault = self.memory.vault(row.id, key)
        for line in lines:
            by_assistant = line.voice is Voice.ASSISTANT
            answer += by_assistant
            if line.number <= after:
                continue  # counted, so that answers keep their numbers, but not opened again
            said = self.memory.read_line(row.id, key, line)
            entries.append(
                Entry(
                    number=line.number,
                    at=moment(line.at),
                    voice=line.voice,
                    text=restore(said.text, vault) if by_assistant else said.text,
                    language=line.language or row.language,
                    who=said.who,
                    code=line.code if line.voice is Voice.EVENT else "",
                    values=said.values or {},
                    # A decision about money is an act of its own; every other line belongs to a turn or is no act.
                    act=ActId(line.act or line.id) if line.act or line.code in MONEY else None,
                    answer=answer if by_assistant else 0,
                    evidence=said.evidence,
                    unclear=line.code == "unclear",
                    step=line.code == "flow",
                    masked=(self._seen(ActId(line.act), key) or "")
                    if masked and line.voice is Voice.CUSTOMER
                    else "",
                    pending=line.number in unanswered,
                )
            )
        return tuple(entries)

    def _seen(self, act: ActId, key: bytes) -> MaskedText | None:
        try:
            return masked_history(unseal(key, desk.turn(act).sealed, place_of_turn(act)))
        except NotFound:
            return None

    # --- reasons and receipts ---
    def why(self, act: ActId, customer: CustomerId) -> Why:
        """Return the reason of an act to the customer whose act it was. Raises NotFound for a stranger."""
        self.own(desk.turn(act).conversation, customer)
        return self._why(act)

    def why_in_full(self, act: ActId, colleague: ColleagueId) -> Why:
        """Return the reason of an act to a colleague."""
        who = self.colleague_who_may(colleague, "read")
        self.look(desk.conversation(desk.turn(act).conversation), who, "reason")
        return self._why(act)

    def why_for_a_command(self, act: ActId) -> ActRecord:
        """Return the record of an act for a command on the server; its customer sees that the house looked."""
        row = desk.conversation(desk.turn(act).conversation)
        self.look_of_the_house(row.customer, "reason")
        return explained(self.knowing, act, self.kept_turn(act)[1], row.customer)

    def _why(self, act: ActId) -> Why:
        kept, turn = self.kept_turn(act)
        row = desk.conversation(kept.conversation)
        key = self.keys.of(row.customer)
        asked = self.memory.read_line(row.id, key, desk.item(row.id, kept.number)).text
        return Why(
            act=act,
            at=moment(kept.at),
            answer=self.number_of_answer(row.id, act),
            because=turn.because,
            evidence=turn.reply.evidence if turn.reply else (),
            asked=asked,
            seen=turn.asked.text,
            guidelines=turn.situation.guidelines,
            receipt_ready=bool(code := short_code(act)),
            code=code,
            hidden=Counter(one.kind for one in turn.asked.hidden if one.kind != TYPED),
            appeal=next((each.outcome or "open" for each in self.appeals_of(row) if each.act == act), ""),
            record=explained(self.knowing, act, turn, row.customer),
        )

    def latest_act(self, conversation: ConversationId, customer: CustomerId) -> ActId:
        """Return what became of the customer's latest message. Raises NotFound while nothing has."""
        self.own(conversation, customer)
        acts = desk.turns_of(conversation)
        if not acts:
            raise NotFound("nothing has become of this conversation yet")
        return acts[-1]

    def kept_turn(self, act: ActId) -> tuple[desk.TurnRow, Turn]:
        """Return a turn as it is stored and as it was decided."""
        kept = desk.turn(act)
        key = self.keys.of(desk.conversation(kept.conversation).customer)
        return kept, read_turn(unseal(key, kept.sealed, place_of_turn(act)))

    # --- the colleague's views ---
    def excerpt(self, row: desk.ConversationRow) -> str:
        """Return the first words of the customer's latest message; "" where the key is gone and the rows are about to be."""
        try:
            key = self.keys.of(row.customer)
        except KeyDestroyed:
            return ""
        said = desk.last_said(row.id)
        return self.memory.read_line(row.id, key, said).text[:120] if said else ""

    def case(self, conversation: ConversationId, colleague: ColleagueId) -> Case:
        """Return everything on a conversation."""
        who = self.colleague_who_may(colleague, "read")
        may_answer = may(who.role, "reply")
        row = desk.conversation(conversation)
        self.look(row, who)
        at = self.now()
        lines = desk.settled_items(conversation)
        held = {line.number for line in lines if line.released_at is None and line.voice is Voice.ASSISTANT}
        unanswered = {number for number, _ in desk.arrivals_of(conversation)}
        entries = self._entries(row, [line for line in lines if line.number not in held], unanswered, masked=True)
        concern, task = sensitive.open_concern(conversation, at), self.task_of(row)
        urgent = self.urgency(row, concern, at)
        return Case(
            conversation=conversation,
            title=self.excerpt(row) or "No message yet",
            state=State(row.state),
            language=row.language,
            channel=row.channel,
            concern=concern,
            urgency=urgent.level if urgent else "",
            urgency_minutes=urgent.minutes if urgent else 0,
            urgency_says=urgent.says if urgent else "",
            reason=row.reason,
            assignee=row.assignee_name,
            mine=row.assignee == int(colleague),
            entries=entries,
            brief=brief(entries, row.language, row.reason, next(iter(task), "")),
            task=task[1:],
            growing=self._growing(row),
            consents=consent.state_in_words(row.customer),
            suggestions=self._suggestions(row),
            mode=Mode(row.mode),
            minutes=row.work_micros / 60_000_000,
            version=min(row.items, lines[-1].number) if lines else 0,
            appeals=self.appeals_of(row),
            helps=self.helps(row.customer).for_colleagues if may_answer else (),
        )

    def _growing(self, row: desk.ConversationRow) -> str:
        """Return what a model has written so far of an answer; nothing in shadow mode, and "" where nothing grows."""
        found = desk.growing(row.id) if self.writer and self.settings.answers_before_promise != "shadow" else None
        if found is None:
            return ""
        number, sealed = found
        return unseal(self.keys.of(row.customer), sealed, place_of_growing(row.id, number)).decode()

    def _suggestions(self, row: desk.ConversationRow) -> tuple[Evidence, ...]:
        """Return passages for the customer's latest question, found in the articles of now; none in shadow mode."""
        if self.settings.answers_before_promise == "shadow":
            return ()  # the reply must owe nothing to the draft it is compared with
        acts = desk.turns_of(row.id)
        seen = self._seen(acts[-1], self.keys.of(row.customer)) if acts else None
        if not seen or sensitive.open_concern(row.id, self.now()) != "none":
            return ()  # nobody in a sensitive matter should get a passage about vouchers
        found = answer_from_articles(seen, row.language, [], self.now(), answers.find)
        return found.evidence[:SUGGESTIONS]


def urgency_by(guideline: Guideline, row: desk.ConversationRow, concern: str, at: datetime) -> Urgency | None:
    """Return how urgent a conversation is by one version of the guideline; None if it does not wait for a person."""
    if row.waiting_since is None:
        return None
    return urgency_of(guideline, urgency_facts(concern, row.reason, moment(row.waiting_since), at))


def short_code(act: ActId) -> str:
    """Return the short code that finds an act in the ledger; "" until it has its place there."""
    kept = ledger_records.entry_for(act)
    # What was edited by hand in SQLite may have become text: it has no code that anybody was given.
    if kept is None or kept.position is None or not isinstance(kept.entry, bytes):
        return ""
    return code_of(kept.position, kept.entry)
