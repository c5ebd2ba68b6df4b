"""Takes back what a colleague did in haste: a reply before it leaves, a closing, a taking over.

A reply from the page is kept at once and leaves some seconds later, by the background of any process. Whatever the
customer has seen stays: it can be followed by something, never undone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from fairdesk.clock import new_id
from fairdesk.database import moment, writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import unsent
from fairdesk.desk.records.unsent import UnsentRow
from fairdesk.desk.suggestion import code_of
from fairdesk.desk.timeline import State
from fairdesk.desk.unsent import Held, Unsent, overtaken_by
from fairdesk.house.colleagues import ColleagueSide, work_until
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import may
from fairdesk.nouns import ColleagueId, ConversationId, Overtaken, Refused, Restricted, Voice
from fairdesk.privacy.keys import seal, unseal
from fairdesk.sensitive import records as sensitive


@dataclass(frozen=True, slots=True)
class Words:
    """What a reply says, the note that stays beside it, and whether it began as a suggestion."""

    text: str
    note: str = ""
    code: str = ""


class UndoingSide(ColleagueSide):
    """The part of the house that lets colleagues take something back."""

    # --- replies ---
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
        """Answer as a person, as `reply` does and under the same conditions; the words leave after the time to undo.

        *suggested*: they began as what the desk suggests, and count as assisted. What the colleague sent before and still waits leaves now: they have gone on.
        """
        grace = timedelta(seconds=max(0.0, self.settings.undo_seconds))
        who, at, words = self.colleague_who_may(colleague, "reply"), self.now(), self.written(text)
        with writing():
            row = self.mine(conversation, colleague)
            waiting = [each for each in unsent.unsent_in(conversation) if not each.held]
            again = any(self._words(row, each).text == words for each in waiting)
            if again or self.stands_there(row, colleague, words, version):
                return  # the same form sent twice
            note = self.fit_to_leave(row, who, words, version, overruled, at, past)
            for each in waiting:
                self._leave(row, each, at)
            code = code_of(words, found.text if (found := self.suggestion(row)) else "") if suggested else ""
            if grace:
                self._add_unsent(row, colleague, version, Words(words, note, code), at, at + grace)
                desk.change(conversation, at, work_until(row, at), overtakes=False)
            else:
                self.say_as_person(row, who, words, at, note, code)
        # A crash here leaves a kept reply: it leaves when its time has come, from whichever process runs then.
        self.pulse.beat()

    def _add_unsent(
        self,
        row: desk.ConversationRow,
        author: ColleagueId,
        seen: int,
        words: Words,
        at: datetime,
        leaves_at: datetime,
    ) -> None:
        id = new_id()
        body = json.dumps({"v": 1, "text": words.text, "note": words.note, "code": words.code}).encode()
        sealed = seal(self.keys.of(row.customer), body, place_of_unsent(id))
        unsent.add(id, row.id, author, seen, at, leaves_at, sealed)

    def _words(self, row: desk.ConversationRow, kept: UnsentRow) -> Words:
        body = json.loads(unseal(self.keys.of(row.customer), kept.words, place_of_unsent(kept.id)))
        return Words(body["text"], body["note"], body["code"])

    def let_leave(self, id: str) -> None:
        """Let a reply leave whose time has come, or keep it where something happened meanwhile. Harmless if repeated."""
        self.plug("before leaving")
        with writing():
            kept = unsent.unsent(id)
            if kept is None:
                return
            row, at = desk.conversation(kept.conversation, hold=True), self.now()
            kept = unsent.unsent(id)  # of two at once the second finds it gone
            if kept is not None and not kept.held and moment(kept.leaves_at) <= at:
                self._leave(row, kept, at)
            self.plug("in leaving")
        # A crash before the commit leaves the reply where it was; there is no state between the two.
        self.pulse.beat()

    def _leave(self, row: desk.ConversationRow, kept: UnsentRow, at: datetime) -> None:
        who = identity.colleague(kept.author)
        why = self._why_held(row, who, kept)
        if why or who is None:
            unsent.hold(kept.id, why)
            desk.change(row.id, at, overtakes=False)
            return
        words = self._words(row, kept)
        # The time to undo is nobody's work.
        self.say_as_person(replace(row, work_from=None), who, words.text, at, words.note, words.code)
        unsent.drop(kept.id)
        if kept.closes:
            self._close_with_it(row.id, who, at)

    def _why_held(self, row: desk.ConversationRow, who: Colleague | None, kept: UnsentRow) -> Held:
        """Return what happened since a reply was sent that keeps it from leaving."""
        if who is None or not may(who.role, "reply"):
            return Held.NO_LONGER_HERE
        try:
            self.check_glass(row, kept.author)
        except Restricted:
            return Held.RESTRICTED
        if row.state != State.PERSON or row.assignee != kept.author:
            return Held.NOT_YOURS
        return overtaken_by(((line.voice, line.author) for line in desk.items(row.id, kept.seen)), kept.author)

    def _close_with_it(self, conversation: ConversationId, who: Colleague, at: datetime) -> None:
        row = desk.conversation(conversation)
        try:
            self.check_nothing_waits(row)
        except Refused:
            return  # it stays open, with whoever has it: a decision is owed that was not when they closed it
        self.close_case(replace(row, work_from=None), who, at)

    def take_reply_back(self, id: str, colleague: ColleagueId) -> str:
        """Take back a reply that has not left, and return its words. Who wrote it may, and who has the conversation.

        Raises Overtaken once it has left.
        """
        self.colleague_who_may(colleague, "reply")
        with writing():
            kept = unsent.unsent(id)
            if kept is None:
                raise Overtaken("it has left already, or was taken back; what the customer can see stays")
            row = desk.conversation(kept.conversation, hold=True)
            self.check_glass(row, colleague)
            if unsent.unsent(id) is None:
                raise Overtaken("it has left already; what the customer can see stays")
            if not _may_take_back(row, kept, colleague):
                raise Refused("only who wrote it, or who has the conversation, takes a reply back")
            words = self._words(row, kept).text
            unsent.drop(id)
            desk.change(row.id, self.now(), overtakes=False)
        self.pulse.beat()
        return words

    def unsent_of(self, row: desk.ConversationRow, colleague: ColleagueId) -> tuple[Unsent, ...]:
        """Return what has not left in a conversation, as a colleague sees it."""
        return tuple(
            Unsent(
                kept.id,
                found.work_name if (found := identity.colleague(kept.author)) else "",
                self._words(row, kept).text,
                moment(kept.leaves_at),
                max(0, ceil((moment(kept.leaves_at) - self.now()).total_seconds())),
                kept.held,
                kept.closes,
                _may_take_back(row, kept, colleague),
            )
            for kept in unsent.unsent_in(row.id)
        )

    # --- closing ---
    def resolve(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Close the conversation; where a reply waits to leave, both happen then."""
        self.colleague_who_may(colleague, "resolve")
        with writing():
            row = self.mine(conversation, colleague)
            kept = unsent.unsent_in(conversation)
            if any(each.held for each in kept):
                raise Refused("a reply did not leave; take it back first, then close the conversation")
            if kept:
                self.check_may_close(row)
                unsent.close_with(kept[-1].id, True)
                desk.change(conversation, self.now(), overtakes=False)
        if kept:
            self.pulse.beat()
        else:
            super().resolve(conversation, colleague)

    def open_again(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Undo a closing by who closed it. Raises Overtaken where it is open, Refused where somebody else had it."""
        who, at = self.colleague_who_may(colleague, "resolve"), self.now()
        with writing():
            row = desk.conversation(conversation, hold=True)
            self.check_glass(row, colleague)
            closing = [each for each in unsent.unsent_in(conversation) if each.closes and each.author == colleague]
            if closing:
                unsent.close_with(closing[-1].id, False)
                desk.change(conversation, at, overtakes=False)
            elif row.state != State.RESOLVED:
                raise Overtaken("it is open already")
            elif row.assignee != colleague:
                raise Refused("somebody else closed it; take it over instead")
            else:
                self.open_case_again(row, who, at, {"state": str(State.PERSON)})
        self.pulse.beat()

    # --- taking over ---
    def put_back(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Undo a taking over in which nothing was said yet: back into the line, or to the assistant if it came from there.

        Raises Overtaken once the colleague wrote to the customer.
        """
        who, at = self.colleague_who_may(colleague, "take_over"), self.now()
        with writing():
            row = self.mine(conversation, colleague)
            if self._has_said(row):
                raise Overtaken("you have written to the customer already; hand it on instead")
            to_people = row.reason or sensitive.open_concern(conversation, at) != "none"
            waits = bool(to_people) or self.ai_refused(row.customer)
            if waits:
                key = self.keys.of(row.customer)
                self.memory.add_event(
                    conversation, key, at, "put_back", actor="person", author=colleague, who=who.work_name
                )
                in_line = {"state": str(State.WAITING), "assignee": None, "assignee_name": "",
                           "reason": row.reason or "with_person", **work_until(row, at), "work_from": None}  # fmt: skip
                desk.change(conversation, at, in_line)
        self.pulse.beat()
        if not waits:
            self.return_to_ai(conversation, colleague)

    def _has_said(self, row: desk.ConversationRow) -> bool:
        """Whether whoever has a conversation wrote to the customer since they took it."""
        lines = desk.items(row.id)
        taken = max((line.number for line in lines if line.code == "taken_over"), default=0)
        spoke = any(line.voice is Voice.PERSON and line.number > taken for line in lines)
        return spoke or bool(unsent.unsent_in(row.id))

    def return_to_ai(self, conversation: ConversationId, colleague: ColleagueId) -> None:
        """Give the conversation back to the assistant. Refused while a reply waits to leave."""
        self.colleague_who_may(colleague, "take_over")
        if unsent.unsent_in(conversation):
            raise Refused("a reply has not left; wait until it has, or take it back")
        super().return_to_ai(conversation, colleague)

    def undoes(self, row: desk.ConversationRow, colleague: ColleagueId) -> str:
        """Return what a colleague may undo here besides a reply: take_over, resolve, or ""."""
        if row.assignee != colleague:
            return ""
        if row.state == State.RESOLVED:
            return "resolve"
        return "take_over" if row.state == State.PERSON and not self._has_said(row) else ""


def _may_take_back(row: desk.ConversationRow, kept: UnsentRow, colleague: ColleagueId) -> bool:
    return colleague == kept.author or (row.state == State.PERSON and row.assignee == colleague)


def place_of_unsent(id: str) -> str:
    """Return where the words of a reply that has not left belong."""
    return f"desk_unsent|{id}"
