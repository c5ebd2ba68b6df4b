"""What a colleague can do: take a conversation, answer as a person, note, close, give back; keep articles and the company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from fairdesk.answers import records as answers
from fairdesk.answers.articles import Article, Changes
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.desk.brief import CORRECTED
from fairdesk.desk.canned import unfilled
from fairdesk.desk.records import later
from fairdesk.desk.suggestion import REJECTED, Suggestion
from fairdesk.desk.timeline import Mode, State
from fairdesk.desk.unsent import Held, overtaken_by
from fairdesk.desk.urgency import Urgency
from fairdesk.flows import records as flows
from fairdesk.house.memory import Content
from fairdesk.house.stopping import Stopping
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import may
from fairdesk.money.claim import APPEALED, DRAFTED, EVENTS, disputed
from fairdesk.nouns import (
    ActId,
    BadInput,
    ColleagueId,
    ConversationId,
    CustomerId,
    Fact,
    Overtaken,
    Refused,
    Voice,
)
from fairdesk.oversight.appeal import ASKED, Appeal, appeals
from fairdesk.oversight.first_look import Stands
from fairdesk.oversight.override import reason_named
from fairdesk.oversight.records import drafts
from fairdesk.sensitive import records as sensitive
from fairdesk.sensitive.care import QUICK, Finding, NeedsAnotherLook, check, told
from fairdesk.sensitive.topics import Topic

LONGEST_WORK_GAP_MICROS = 10 * 60 * 1_000_000
"""Time between two acts on a case counts as work up to this; who leaves a page open overnight did not work on it."""

LONGEST_REPLY = 20_000


class ColleagueSide(Stopping):
    """The colleague's part of the house. Each act checks the role first."""

    def colleague(self, user: int) -> Colleague | None:
        """Return the colleague with this account, or None."""
        return identity.colleague(user)

    def colleague_who_may(self, colleague: ColleagueId, deed: str) -> Colleague:
        """Return the colleague, if their role allows the deed; Refused says which roles do."""
        found = identity.colleague(colleague)
        if found is None or not may(found.role, deed):
            raise Refused(f"your role does not allow this ({deed.replace('_', ' ')}); ask a manager to change it")
        return found

    def take_over(self, conversation: ConversationId, colleague: ColleagueId, *, waiting_only: bool = False) -> None:
        """Take the conversation; the assistant falls silent in it at once. Raises Overtaken if somebody has it.

        *waiting_only*: also if it does not wait any more, even if it is this colleague's.
        """
        who, at = self.colleague_who_may(colleague, "take_over"), self.now()
        with writing():
            row = desk.conversation(conversation, hold=True)
            self.check_glass(row, colleague)
            if waiting_only and row.state != State.WAITING:
                raise Overtaken("this conversation does not wait any more")
            if row.state == State.PERSON and row.assignee != colleague:
                raise Overtaken(f"{row.assignee_name} took this conversation before you")
            if row.state == State.PERSON:
                return
            if self._is_perhaps_complained_of(row, colleague, at):
                raise Refused(
                    "you answered before this complaint was made, so it may be about you; somebody else takes it"
                )
            # What made it stand where it stood in the list is kept with who took it.
            urgent = self.urgency(row, sensitive.open_concern(conversation, at), at)
            self.memory.add_event(
                conversation, self.keys.of(row.customer), at, "taken_over",
                actor="person", author=colleague, who=who.work_name, because=urgent.because if urgent else None,
            )  # fmt: skip
            # The version grows: an answer being made right now is overtaken when it wants to be kept.
            now_theirs = {
                "state": str(State.PERSON), "assignee": colleague, "assignee_name": who.work_name,
                "work_from": micros(at), "waiting_since": row.waiting_since or micros(at),
            }  # fmt: skip
            desk.change(conversation, at, now_theirs)
            drafts.end(conversation, Stands.FOR_PEOPLE, "taken_over", at)
            desk.settle(conversation)
        self.pulse.beat()

    def _is_perhaps_complained_of(self, row: desk.ConversationRow, colleague: ColleagueId, at: datetime) -> bool:
        """Whether a complaint about discrimination may be about a colleague, while somebody else is there to take it."""
        others = (each for each in identity.colleagues() if each.id != colleague and may(each.role, "take_over"))
        return answered_before_complaint(row, colleague, at) and any(others)

    def reply(
        self,
        conversation: ConversationId,
        colleague: ColleagueId,
        text: str,
        version: int,
        overruled: str = "",
        past: Iterable[str] = (),
    ) -> None:
        """Answer as a person. *version* is the number of the last line the colleague had seen.

        *overruled* is why the words go as they are although the check of care found something; *past*, what is asked
        for although the customer gave it. Raises Overtaken if the customer wrote since, Refused if the conversation is
        not this colleague's, NeedsAnotherLook for such words, GivenAlready for such a question.
        """
        who, at, words = self.colleague_who_may(colleague, "reply"), self.now(), _written(text)
        with writing():
            row = self.mine(conversation, colleague)
            if self.stands_there(row, colleague, words, version):
                return  # the same form sent twice
            note = self.fit_to_leave(row, who, words, version, overruled, at, past)
            self.say_as_person(row, who, words, at, note)
        self.pulse.beat()

    def stands_there(self, row: desk.ConversationRow, colleague: ColleagueId, words: str, version: int) -> bool:
        """Whether a colleague said just this since the line they had read."""
        since, key = desk.items(row.id, version), self.keys.of(row.customer)
        mine = (line for line in since if line.voice is Voice.PERSON and line.author == colleague)
        return any(self.memory.read_line(row.id, key, line).text == words for line in mine)

    def fit_to_leave(
        self,
        row: desk.ConversationRow,
        who: Colleague,
        words: str,
        version: int,
        overruled: str,
        at: datetime,
        past: Iterable[str] = (),
    ) -> str:
        """Return the note that goes beside a reply, or "". Raises Overtaken, NeedsAnotherLook, GivenAlready as `reply` does."""
        since = desk.items(row.id, version)
        written = overtaken_by(((line.voice, line.author) for line in since), who.id)
        if written is Held.CUSTOMER_WROTE or any(line.code == CORRECTED for line in since):
            raise Overtaken("the customer wrote while you did; read it, then send again")
        if written is Held.COLLEAGUE_WROTE:
            raise Overtaken("a colleague wrote while you did; read it, then send again")
        if left := unfilled(words):
            raise BadInput(f"nothing was sent: write what belongs in place of {{{left[0]}}}")
        note = self._care_note(row, words, at, overruled)
        self.note_asked_again(row, words, past)
        return note

    def say_checked(
        self, row: desk.ConversationRow, who: Colleague, words: str, at: datetime, overruled: str
    ) -> None:
        """Keep a colleague's words as `say_as_person` does, unless the check of care asks for another look at them."""
        self.say_as_person(row, who, words, at, self._care_note(row, words, at, overruled))

    @contextmanager
    def with_care(
        self,
        row: desk.ConversationRow,
        who: Colleague,
        words: str,
        at: datetime,
        overruled: str,
        *,
        decides: bool = False,
    ) -> Iterator[None]:
        """Let the block send a colleague's words, if the check of care finds nothing or they say why they go as they are.

        Call it in the caller's transaction. Words that tell what was decided (*decides*) need not say what happens next:
        it is what has happened. The reason stays with the case as a note. Raises NeedsAnotherLook.
        """
        note = self._care_note(row, words, at, overruled, decides=decides)
        yield
        if note:
            self._note(row, who, note, at)

    def _care_note(
        self, row: desk.ConversationRow, words: str, at: datetime, overruled: str, *, decides: bool = False
    ) -> str:
        """Return what the check of care found and why it goes as it is; "" for nothing. Raises NeedsAnotherLook."""
        findings = tuple(
            one for one in self._checked(row, words, at) if not (decides and one.rule.code == "no_next_step")
        )
        if findings and not overruled.strip():
            raise NeedsAnotherLook(findings)
        return told(findings, _written(overruled)) if findings else ""

    def say_as_person(
        self, row: desk.ConversationRow, who: Colleague, words: str, at: datetime, note: str = "", code: str = ""
    ) -> None:
        """Keep a colleague's words to a customer, in the caller's transaction; the first ones end the wait.

        *note* stays beside them, for colleagues; *code* says that they began as a suggestion.
        """
        self.memory.add_line(
            row.id, self.keys.of(row.customer), at, Voice.PERSON, Content(words, who=who.work_name),
            language=row.language, author=who.id, actor="person", code=code,
        )  # fmt: skip
        waited = None if row.waiting_since is None else micros(at) - row.waiting_since
        first = {} if waited is None else {"waited_micros": waited, "waiting_since": None}
        desk.change(row.id, at, {"mode": str(self._mode(row, code)), **work_until(row, at), **first})
        sensitive.stop_clocks(row.id, at, answered=True)
        desk.settle(row.id)
        if note:
            self._note(row, who, note, at)
        self.tell_by_email(row, at)

    def _checked(self, row: desk.ConversationRow, words: str, at: datetime) -> tuple[Finding, ...]:
        """Return what the check of care finds in a reply: it depends on the matter, and on what was sent before."""
        key = self.keys.of(row.customer)
        sent = [
            (line, self.memory.read_line(row.id, key, line).text)
            for line in desk.items(row.id)
            if line.voice in (Voice.PERSON, Voice.PREPARED)
        ]
        lately = [text for line, text in sent if line.voice is Voice.PERSON and line.at > micros(at - QUICK)]
        return check(
            words, row.language, sensitive.open_concern(row.id, at), before=[text for _, text in sent], lately=lately
        )

    def written(self, text: str) -> str:
        """Return what a colleague wrote, without spaces around it. Raises BadInput if it is empty or too long."""
        return _written(text)

    def _mode(self, row: desk.ConversationRow, code: str) -> Mode:
        """Return how this conversation is worked, now that a person answered in it, or sent what was suggested."""
        if code and row.mode in (Mode.AUTOMATED, Mode.HUMAN) and row.reason != "did_not_help":
            return Mode.ASSISTED
        if row.mode != Mode.AUTOMATED:
            return Mode(row.mode)
        if row.reason == "did_not_help":
            return Mode.AI_MADE
        answered = any(line.voice is Voice.ASSISTANT and line.code != "unclear" for line in desk.items(row.id))
        return Mode.ASSISTED if answered else Mode.HUMAN

    def note(self, conversation: ConversationId, colleague: ColleagueId, text: str) -> None:
        """Write an internal note; it never leaves the desk."""
        who, at, words = self.colleague_who_may(colleague, "note"), self.now(), _written(text)
        with writing():
            row = desk.conversation(conversation, hold=True)
            self.check_glass(row, colleague)
            self._note(row, who, words, at)
            desk.change(conversation, at, work_until(row, at), overtakes=False)
        self.pulse.beat()

    def _note(self, row: desk.ConversationRow, who: Colleague, words: str, at: datetime) -> None:
        self.memory.add_line(
            row.id, self.keys.of(row.customer), at, Voice.NOTE, Content(words, who=who.work_name),
            language=row.language, author=who.id, actor="person", released=False,
        )  # fmt: skip

    def reject_suggestion(
        self, conversation: ConversationId, colleague: ColleagueId, reason: str, words: str = ""
    ) -> None:
        """Keep that a suggestion is not fit to send, and why: one of nine reasons. Words stay as an internal note."""
        who, at, why = self.colleague_who_may(colleague, "reply"), self.now(), reason_named(reason, words)
        with writing():
            row = self.mine(conversation, colleague)
            if (found := self.suggestion(row)) is None:
                raise Overtaken("nothing is suggested here any more")
            self.memory.add_event(
                conversation, self.keys.of(row.customer), at, REJECTED, actor="person", author=colleague,
                who=who.work_name, released=False,
                values={"reason": str(why), "topic": found.evidence[0].article, "act": desk.turns_of(conversation)[-1]},
            )  # fmt: skip
            if words.strip():
                self._note(row, who, f"The suggestion was rejected: {_written(words)}", at)
            desk.change(conversation, at, work_until(row, at), overtakes=False)
        self.pulse.beat()

    def resolve(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Close the conversation."""
        who, at = self.colleague_who_may(colleague, "resolve"), self.now()
        with writing():
            row = self.mine(conversation, colleague)
            self.check_may_close(row)
            self.close_case(row, who, at)
        self.pulse.beat()

    def check_may_close(self, row: desk.ConversationRow) -> None:
        """Raise Overtaken or Refused saying why a conversation cannot be closed now."""
        if desk.arrivals_of(row.id):
            raise Overtaken("the customer wrote just now; read it, then close the conversation")
        self.check_nothing_waits(row)
        self.check_called(row)

    def close_case(self, row: desk.ConversationRow, who: Colleague, at: datetime) -> None:
        """Close a conversation, in the caller's transaction."""
        key = self.keys.of(row.customer)
        self.memory.add_event(row.id, key, at, "resolved", actor="person", author=who.id, who=who.work_name)
        sensitive.stop_clocks(row.id, at, answered=False)
        desk.settle(row.id)
        later.drop(row.id)
        closed = {"state": str(State.RESOLVED), "waiting_since": None, **work_until(row, at), "work_from": None}
        desk.change(row.id, at, closed)

    def open_case_again(
        self, row: desk.ConversationRow, who: Colleague, at: datetime, stood: Mapping[str, object]
    ) -> None:
        """Undo a closing, in the caller's transaction: the conversation stands as it *stood*."""
        key = self.keys.of(row.customer)
        self.memory.add_event(row.id, key, at, "opened_again", actor="person", author=who.id, who=who.work_name)
        desk.change(row.id, at, stood)

    def return_to_ai(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Give the conversation back to the assistant. Refused while the customer wants people only."""
        who, at = self.colleague_who_may(colleague, "take_over"), self.now()
        with writing():
            row = self.mine(conversation, colleague)
            if self.ai_refused(row.customer):
                raise Refused("this customer chose people only; only the customer can change that")
            self.check_nothing_waits(row)
            self.check_called(row)
            later.drop(conversation)
            key = self.keys.of(row.customer)
            self.memory.add_event(
                conversation, key, at, "returned_to_ai", actor="person", author=colleague, who=who.work_name
            )
            # A person judged that the sensitive matter is done with; it would otherwise call people again at once.
            sensitive.close(conversation)
            flows.end(conversation, "with_person", at)
            given_back = {
                "state": str(State.ASSISTANT), "assignee": None, "assignee_name": "", "waiting_since": None,
                "reason": "", "unclear": 0, **work_until(row, at), "work_from": None,
            }  # fmt: skip
            desk.change(conversation, at, given_back)
            desk.settle(conversation)
        self.pulse.beat()

    def check_nothing_waits(self, row: desk.ConversationRow) -> None:
        """Raise Refused while a person owes the customer a decision here: it would never be made."""
        money = [line.code for line in desk.items(row.id) if line.code in EVENTS]
        if money and money[-1] == DRAFTED:
            raise Refused("a draft about money waits here; somebody who may must decide on it first")
        waiting = [each for each in self.appeals_of(row) if each.open]
        if any(each.decision for each in waiting) or self.disputed_money(row):
            raise Refused(
                "the customer asked for another look at a decision about money; decide on that first, and say why"
            )
        if waiting:
            raise Refused("the customer disputes what the assistant did; decide on that first, and say why")

    def appeals_of(self, row: desk.ConversationRow) -> tuple[Appeal, ...]:
        """Return the appeals of a conversation and where each stands."""
        read = ((line.code, self._values(row, line)) for line in desk.items(row.id) if "appeal" in line.code)
        return appeals((ASKED if code == APPEALED and "act" in values else code, values) for code, values in read)

    def disputed_money(self, row: desk.ConversationRow) -> frozenset[int]:
        """Return the decisions about money that were disputed before such appeals had a decider, and nobody has answered."""
        return disputed(
            (line.voice, line.code, self._values(row, line) if line.code in (APPEALED, *EVENTS) else {})
            for line in desk.items(row.id)
        )

    def _values(self, row: desk.ConversationRow, line: desk.ItemRow) -> Mapping[str, Fact]:
        return self.memory.read_line(row.id, self.keys.of(row.customer), line).values or {}

    def mine(self, conversation: ConversationId, colleague: ColleagueId) -> desk.ConversationRow:
        """Return a conversation that this colleague has, for a change in the caller's transaction. Raises Refused."""
        row = desk.conversation(conversation, hold=True)
        self.check_glass(row, colleague)
        if row.state != State.PERSON or row.assignee != colleague:
            raise Refused("take this conversation over first; then it is yours to answer")
        return row

    def suggestion(self, row: desk.ConversationRow) -> Suggestion | None:
        """Return what is suggested as a reply now."""
        raise NotImplementedError

    def ai_refused(self, customer: CustomerId) -> bool:
        """Whether the customer chose people only."""
        raise NotImplementedError

    def check_called(self, row: desk.ConversationRow) -> None:
        """Raise Refused while a customer waits for a call that nobody has tried."""
        raise NotImplementedError

    def tell_by_email(self, row: desk.ConversationRow, at: datetime) -> None:
        """Write to a customer who does not wait here that a person answered."""
        raise NotImplementedError

    def note_asked_again(self, row: desk.ConversationRow, words: str, past: Iterable[str]) -> None:
        """Keep that a reply asks for what the customer gave. Raises GivenAlready for what was not gone *past*."""
        raise NotImplementedError

    def urgency(self, row: desk.ConversationRow, concern: str, at: datetime) -> Urgency | None:
        """Return how urgent a waiting conversation is."""
        raise NotImplementedError

    # --- articles and company ---
    def publish(self, colleague: ColleagueId, articles: Sequence[Article]) -> Changes:
        """Keep articles; what changed is in force at once, and the ledger says that it did."""
        self.colleague_who_may(colleague, "edit_articles")
        at = self.now()
        with writing():
            changes = answers.add(articles, at)
            if changes.added or changes.changed:
                self._articles_changed(colleague, at)
        return changes

    def take_down(self, colleague: ColleagueId, article_id: str, language: str) -> Changes:
        """Retire an article: it is quoted no more. Raises NotFound."""
        self.colleague_who_may(colleague, "edit_articles")
        at = self.now()
        with writing():
            changes = answers.retire(article_id, language, at)
            self._articles_changed(colleague, at)
        return changes

    def _articles_changed(self, colleague: ColleagueId, at: datetime) -> None:
        self._deed(at, "articles_changed", {"by": int(colleague), "knowledge": answers.knowledge_version()})

    def change_company(self, colleague: ColleagueId, company: Company) -> None:
        """Keep what customers are told about the company."""
        self.colleague_who_may(colleague, "edit_company")
        at = self.now()
        with writing():
            identity.keep_company(company, at)
            self._deed(at, "company_changed", {"by": int(colleague)})


def answered_before_complaint(row: desk.ConversationRow, colleague: ColleagueId | None, at: datetime) -> bool:
    """Whether a colleague answered in a conversation before its customer complained of discrimination there."""
    act = sensitive.first_act(row.id, Topic.DISCRIMINATION, at)
    if not act:
        return False
    told = desk.turn(ActId(act)).number
    return any(
        line.voice is Voice.PERSON and line.author == colleague and line.number < told for line in desk.items(row.id)
    )


def work_until(row: desk.ConversationRow, at: datetime) -> dict[str, object]:
    """Return the columns that add the time since the last act on this case, capped."""
    if row.work_from is None:
        return {}
    gap = min(micros(at) - row.work_from, LONGEST_WORK_GAP_MICROS)
    return {"work_micros": row.work_micros + gap, "work_from": micros(at)}


def _written(text: str) -> str:
    words = text.strip()
    if not words:
        raise BadInput("there is nothing to send; write something first")
    if len(words) > LONGEST_REPLY:
        raise BadInput(f"{len(words)} characters are too many; {LONGEST_REPLY} fit")
    return words
