"""What the house shows: a customer's timeline, a colleague's case and lists, the reason of an act, its receipt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.codes import code_of
from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer as answer_from_articles
from fairdesk.answers.grounding import sources
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.desk.brief import edits, version
from fairdesk.desk.first_human import ON_CALL, minutes_left, promise_sentence, time_left
from fairdesk.desk.handover import honest_wait, wait_sentence
from fairdesk.desk.satisfaction import left_to_rate
from fairdesk.desk.suggestion import Suggestion, is_open
from fairdesk.desk.timeline import Case, Entry, Mode, State, Timeline, UnsentDraft, Why, code_now
from fairdesk.desk.urgency import Urgency, risk, urgency_facts, urgency_of
from fairdesk.explainability.act_record import ActRecord
from fairdesk.guidelines.scorer import WithScores
from fairdesk.house.briefing import BriefSide
from fairdesk.house.called_back import CalledBack
from fairdesk.house.canned_replies import CannedSide
from fairdesk.house.growing import place_of_growing
from fairdesk.house.joining import ai_choice, person
from fairdesk.house.memory import masked_history, place_of_turn, read_turn
from fairdesk.house.reasoning import explained
from fairdesk.house.sitting import stopped_for
from fairdesk.house.undoing import UndoingSide
from fairdesk.identity.records import hidden
from fairdesk.identity.roles import may
from fairdesk.money.claim import EVENTS as MONEY
from fairdesk.nouns import (
    ActId,
    ColleagueId,
    ConversationId,
    CustomerId,
    Draft,
    Duty,
    Evidence,
    MaskedText,
    NotFound,
    Release,
    Turn,
    Voice,
)
from fairdesk.oversight.first_look import Stands
from fairdesk.oversight.records import appeals, drafts, overrides
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.mask import TYPED, restore
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.sensitive import records as sensitive

HIDDEN_FROM_CUSTOMERS = frozenset({Voice.NOTE})
SUGGESTIONS = 3


class Reading(BriefSide, UndoingSide, CannedSide, CalledBack):
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
        promised, on_call = self._promised(row) if position else (0, False)
        duty = self.knowing.duty(self.now())
        urgent = row.reason == "sensitive"  # none of the others can pass it
        wait = honest_wait(duty, position, urgent=urgent) if position else None
        draft_waits = row.state == State.ASSISTANT and drafts.waiting_in(conversation) is not None
        return Timeline(
            conversation=conversation,
            language=row.language,
            state=State(row.state),
            entries=entries,
            duty=duty,
            position=position,
            wait_seconds=(wait.seconds_from, wait.seconds_to) if wait and wait.known else None,
            wait_says=self._look_says(duty, row.language)
            if draft_waits
            else promise_sentence(promised, on_call, row.language)
            if promised
            else (self._wait_says(duty, position, row.language, urgent) if position else ""),
            promised_minutes=promised,
            on_call=on_call,
            draft_waits=draft_waits,
            zone=self.knowing.company().time_zone,
            asks=self._asks(row),
            assistant_on=not stopped_for(row.channel, customer, conversation, who, self.knowing.in_use),
            ai_refused=who.ai_choice() == "refused",
            writing=bool(unanswered) and row.state == State.ASSISTANT,
            private=sensitive.open_concern(conversation, self.now()) != "none",
            rates=self._rates(row, shown),
            later=self.later_of(row),
        )

    def _promised(self, row: desk.ConversationRow) -> tuple[int, bool]:
        """Return in how many minutes a person was promised to answer, and whether somebody on call was told."""
        clock, at = sensitive.running_in(row.id, self.now()), self.now()
        if clock is None or not clock.promised:
            return 0, False
        return minutes_left(clock.due_at, at), clock.alarmed == ON_CALL

    def _place_in_line(self, row: desk.ConversationRow) -> int:
        """Return the place, from 1, in the order that colleagues see: the most urgent first, then the longest wait."""
        at = self.now()
        concerned, guideline = sensitive.all_open(at), self.knowing.scored_rule_for("urgency", at)

        def place(which: ConversationId, since: int, reason: str) -> tuple[bool, datetime, datetime]:
            facts = urgency_facts(concerned.get(which, "none"), reason, moment(since), at)
            return risk(urgency_of(guideline, facts).minutes, moment(since))

        ahead = place(row.id, row.waiting_since or 0, row.reason)
        return 1 + sum(place(*other) < ahead for other in desk.waiting_line())

    def urgency(self, row: desk.ConversationRow, concern: str, at: datetime) -> Urgency | None:
        """Return how urgent a conversation is, by the guideline in force; None if it does not wait for a person."""
        return urgency_by(self.knowing.scored_rule_for("urgency", at), row, concern, at)

    def _wait_says(self, duty: Duty, position: int, language: str, urgent: bool) -> str:
        return wait_sentence(duty, position, language, self.knowing.company().time_zone, self.now(), urgent=urgent)

    def _look_says(self, duty: Duty, language: str) -> str:
        """Return who is there to look at a draft. How long that takes is not measured, and so not said."""
        return self._wait_says(replace(duty, pace_seconds=None), 1, language, urgent=False)

    def _asks(self, row: desk.ConversationRow) -> str:
        """Return what to ask when a conversation is over: once, and never about a sensitive matter (promise 10)."""
        if row.state != State.RESOLVED or sensitive.open_concern(row.id, self.now()) != "none":
            return ""
        return "" if Purpose.IMPROVE in consent.state(row.customer) else str(Purpose.IMPROVE)

    def was_sensitive(self, conversation: ConversationId) -> bool:
        """Whether a sensitive matter was ever found in a conversation, also one that a person has closed since."""
        found = (facts.get("concern", "none") for facts in desk.facts_of(conversation))
        return any(each != "none" for each in found) or sensitive.open_concern(conversation, self.now()) != "none"

    def _rates(self, row: desk.ConversationRow, shown: Iterable[desk.ItemRow]) -> tuple[str, ...]:
        """Return of whose help to ask how it was: at the end, once of each, never in a sensitive matter (promise 10)."""
        if row.state != State.RESOLVED or self.was_sensitive(row.id):
            return ()
        return left_to_rate((line.voice for line in shown), desk.rated(row.id))

    def _entries(
        self,
        row: desk.ConversationRow,
        lines: Iterable[desk.ItemRow],
        unanswered: set[int],
        after: int = 0,
        masked: bool = False,
    ) -> tuple[Entry, ...]:
        key, entries, answer = self.keys.of(row.customer), [], 0
        vault, corrected = self.memory.vault(row.id, key), overrides.acts_in(row.id)
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
                    code=code_now(line.code) if line.voice is Voice.EVENT else "",
                    values=said.values or {},
                    # A decision about money is an act of its own; every other line belongs to a turn or is no act.
                    act=ActId(line.act or line.id) if line.act or line.code in MONEY else None,
                    answer=answer if by_assistant else 0,
                    evidence=said.evidence,
                    unclear=line.code == "unclear",
                    step=line.code == "flow",
                    corrected=by_assistant and line.act in corrected,
                    masked=(self._seen(ActId(line.act), key) or "")
                    if masked and line.voice is Voice.CUSTOMER
                    else "",
                    pending=line.number in unanswered,
                    files=self.files_of_line(row.id, key, line.number) if "files" in (said.values or {}) else (),
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
        key, overridden = self.keys.of(row.customer), overrides.of(act)
        words = self.memory.read_line(row.id, key, desk.item(row.id, kept.number)).text
        asked = next((each for each in self.appeals_of(row) if each.act == act), None)
        return Why(
            act=act,
            at=moment(kept.at),
            answer=self.number_of_answer(row.id, act),
            because=turn.because,
            evidence=self._shown_evidence(turn, act),
            asked=words,
            seen=turn.asked.text,
            guidelines=turn.situation.guidelines,
            receipt_ready=bool(code := short_code(act)),
            code=code,
            hidden=Counter(one.kind for one in turn.asked.hidden if one.kind != TYPED),
            appeal=(asked.outcome or "open") if asked else "",
            filed=appeals.latest(act) if asked else None,
            appeal_again=bool(asked and asked.may_be_repeated),
            overridden=str(overridden.reason) if overridden else "",
            record=explained(self.knowing, act, turn, row.customer),
        )

    def _shown_evidence(self, turn: Turn, act: ActId) -> tuple[Evidence, ...]:
        """Return what an answer that the customer got rests on; of a draft, once a person let it go."""
        if turn.release is not Release.REVIEW_FIRST or turn.draft is None:
            return turn.reply.evidence if turn.reply else ()
        sent = any(line.voice is Voice.ASSISTANT and line.released_at for line in desk.items_of_act(act))
        return sources(turn.draft) if sent else ()

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
        last = desk.last_said(row.id)
        if last is not None and self.says_only_an_answer(ActId(last.act), key):
            # After a flow its last word would be "yes"; what began it says what the customer needs.
            said = [line for line in desk.items(row.id) if line.voice is Voice.CUSTOMER]
            telling = (each for each in reversed(said) if not self.says_only_an_answer(ActId(each.act), key))
            last = next(telling, last)
        return self.memory.read_line(row.id, key, last).text[:120] if last else ""

    def entries_in_full(self, row: desk.ConversationRow) -> tuple[Entry, ...]:
        """Return a conversation's lines as colleagues see them: with notes, what was masked, and what customers do not see."""
        lines = desk.settled_items(row.id)
        shown = [line for line in lines if line.released_at is not None or line.voice is not Voice.ASSISTANT]
        unanswered = {number for number, _ in desk.arrivals_of(row.id)}
        return self._entries(row, shown, unanswered, masked=True)

    def case(self, conversation: ConversationId, colleague: ColleagueId) -> Case:
        """Return everything on a conversation."""
        who = self.colleague_who_may(colleague, "read")
        may_answer = may(who.role, "reply")
        row = desk.conversation(conversation)
        self.look(row, who)
        at = self.now()
        entries, concern = self.entries_in_full(row), sensitive.open_concern(conversation, at)
        task, urgent = self.task_of(row), self.urgency(row, concern, at)
        clock = sensitive.running_in(conversation, at)
        told = self.brief_of(row, entries, next(iter(task), ""), with_helps=may_answer)
        return Case(
            conversation=conversation,
            # What is heavy to read does not stand in a heading.
            title=(told.get("asked", "")[:120] or "No message yet") if concern == "none" else "A sensitive matter",
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
            brief=told,
            brief_edits=edits(entries),
            brief_version=version(entries),
            task=task[1:],
            growing=self._growing(row),
            consents=consent.state_in_words(row.customer),
            suggestions=tuple(found.evidence[:SUGGESTIONS]) if (found := self._found(row)) else (),
            suggestion=self.suggestion(row),
            mode=Mode(row.mode),
            minutes=row.work_micros / 60_000_000,
            version=min(row.items, entries[-1].number) if entries else 0,
            appeals=self.appeals_of(row),
            hidden=hidden.is_hidden(row.customer),
            filed={each.act: each for each in appeals.in_conversation(conversation)},
            helps=self.helps(row.customer).for_colleagues if may_answer else (),
            due_at=clock.due_at if clock else None,
            left=time_left(clock.due_at, at) if clock else "",
            draft=self._unsent(row, entries),
            unsent=self.unsent_of(row, colleague),
            undoes=self.undoes(row, colleague),
            later=self.later_of(row, colleague),
        )

    def _unsent(self, row: desk.ConversationRow, entries: Sequence[Entry]) -> UnsentDraft | None:
        """Return the latest draft that a person was to look at, unless it was sent or somebody has replied since."""
        found = drafts.latest_in(row.id)
        if found is None or found.stands is Stands.ACCEPTED:
            return None
        if any(entry.voice is Voice.PERSON and entry.number > found.number for entry in entries):
            return None
        if found.stands is Stands.WAITS:
            return UnsentDraft(found.act, str(found.stands), "", "")
        draft, vault = self.kept_turn(found.act)[1].draft, self.memory.vault(row.id, self.keys.of(row.customer))
        return UnsentDraft(found.act, str(found.stands), found.because, restore(draft.text, vault) if draft else "")

    def _growing(self, row: desk.ConversationRow) -> str:
        """Return what a model has written so far of an answer; nothing in shadow mode, and "" where nothing grows."""
        found = desk.growing(row.id) if self.writer and self.settings.answers_before_promise != "shadow" else None
        if found is None:
            return ""
        number, sealed = found
        return unseal(self.keys.of(row.customer), sealed, place_of_growing(row.id, number)).decode()

    def suggestion(self, row: desk.ConversationRow) -> Suggestion | None:
        """Return what is suggested as a reply to the customer's latest message; None once it was answered or rejected."""
        if not is_open((line.voice, line.code) for line in desk.items(row.id)):
            return None
        found = self._found(row)
        if found is None or not found.text or not found.evidence:
            return None
        words = restore(found.text, self.memory.vault(row.id, self.keys.of(row.customer)))
        return Suggestion(words, found.evidence[:SUGGESTIONS], found.confidence)

    def _found(self, row: desk.ConversationRow) -> Draft | None:
        """Return what the articles of now say to the customer's latest question; None in shadow mode."""
        if self.settings.answers_before_promise == "shadow":
            return None  # the reply must owe nothing to the draft it is compared with
        acts = desk.turns_of(row.id)
        seen = self._seen(acts[-1], self.keys.of(row.customer)) if acts else None
        if not seen or sensitive.open_concern(row.id, self.now()) != "none":
            return None  # nobody in a sensitive matter should get a passage about vouchers
        return answer_from_articles(seen, row.language, [], self.now(), answers.find)


def urgency_by(guideline: WithScores, row: desk.ConversationRow, concern: str, at: datetime) -> Urgency | None:
    """Return how urgent a conversation is by one version of the guideline and of its scorers; None if it does not wait for a person."""
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
