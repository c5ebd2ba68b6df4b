"""Review before sending: a draft waits until a person lets it go, changes it or does not send it.

Accepted, it leaves through the outbox as the assistant's text, marked as looked at by a person; changed, it is that
person's reply; rejected, expired or overtaken by anything that silences the assistant, it is a draft for people. Nothing
of how long somebody looked is kept: the form brings back when it was opened, with a keyed digest over it.
"""

from __future__ import annotations

import hmac
import math
from datetime import datetime

from fairdesk.answers import records as answers
from fairdesk.answers.grounding import sources
from fairdesk.database import micros, moment, writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import Mode
from fairdesk.explainability.wording import for_colleague
from fairdesk.house.appealing import Appealing
from fairdesk.house.memory import Content
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ActId, BadInput, ColleagueId, ConversationId, Draft, Overtaken, Turn, Voice
from fairdesk.oversight.first_look import (
    Shown,
    Stands,
    Waiting,
    own_verdict,
    shortest_look,
    still_to_wait,
    words_of,
)
from fairdesk.oversight.override import checked
from fairdesk.oversight.probes import Revealed
from fairdesk.oversight.records import drafts
from fairdesk.privacy.keys import lookup_token
from fairdesk.privacy.mask import restore

OPENED = "first look"
"""The house key under which a form proves when it was opened."""
REASONS_SHOWN = ("answer", "release", "review_first")


class FirstLook(Appealing):
    """The part of the house where a person looks at a draft before it is sent."""

    # --- what is seen ---
    def drafts(self, colleague: ColleagueId) -> tuple[Waiting, ...]:
        """Return the drafts that wait, oldest first, but those that may only be stored."""
        self.colleague_who_may(colleague, Deed.REPLY)
        return tuple(
            each for each in drafts.waiting() if not self.is_restricted(desk.conversation(each.conversation))
        )

    def draft_to_look_at(self, act: ActId, colleague: ColleagueId, opened: str = "", own: str = "") -> Shown:
        """Return a draft, opened now or as the form says (*opened*), with what the colleague makes of it (*own*).

        Of high risk its reason is shown after that alone. Raises Overtaken if it waits no more.
        """
        who = self.colleague_who_may(colleague, Deed.REPLY)
        waiting = drafts.draft(act)
        row = desk.conversation(waiting.conversation)
        self.look(row, who)
        _check_waits(waiting)
        since, said = self.when_opened(act, colleague, opened) if opened else (self.now(), "")
        said = own_verdict(own) if own else said
        _, turn = self.kept_turn(act)
        draft, key = _draft_of(turn), self.keys.of(row.customer)
        told = bool(said) or not waiting.high
        return Shown(
            waiting, turn.asked.text,
            restore(draft.text, self.memory.vault(row.id, key)), said, self.proof_of_opening(act, colleague, since, said),
            shortest_look(draft.text, waiting.high), self.reasons_of(turn) if told else (), sources(draft) if told else (),
        )  # fmt: skip

    def reasons_of(self, turn: Turn) -> tuple[str, ...]:
        """Return why the assistant would answer so, as whoever looks at a draft reads it."""
        return tuple(line.sentence for line in for_colleague(turn.because) if line.step in REASONS_SHOWN)

    def words_in(self, act: ActId) -> int:
        """Return how many words a draft has."""
        return words_of(_draft_of(self.kept_turn(act)[1]).text)

    def proof_of_opening(self, act: ActId, colleague: ColleagueId, opened: datetime, own: str) -> str:
        """Return what a form brings back: when it was opened, what was said of the draft, and a keyed digest of both."""
        said = f"{micros(opened)}.{own}"
        token = lookup_token(self.keys.house_key(OPENED), f"{act}|{int(colleague)}|{said}").hex()
        return f"{said}.{token}"

    def when_opened(self, act: ActId, colleague: ColleagueId, proof: str) -> tuple[datetime, str]:
        """Return when a form was opened and what was said of the draft. Raises BadInput if it proves nothing."""
        at, _, rest = proof.partition(".")
        own = rest.partition(".")[0]
        opened = moment(int(at)) if at.isascii() and at.isdigit() and len(at) < 20 else None
        if opened is None or not hmac.compare_digest(self.proof_of_opening(act, colleague, opened, own), proof):
            raise BadInput("this page does not know when you opened the draft; open it again")
        return opened, own

    # --- what a colleague does ---
    def accept_draft(self, act: ActId, colleague: ColleagueId, opened: str) -> Revealed | None:
        """Let a draft go as it is: it leaves as the assistant's text, marked as looked at by a person.

        Raises BadInput before the time it takes to read it has passed, or without an own verdict where much is at stake;
        Overtaken if it may not leave any more: then people have the conversation.
        """
        who = self.colleague_who_may(colleague, Deed.REPLY)
        _, turn = self.kept_turn(act)
        own = self._read_long_enough(drafts.draft(act), _draft_of(turn), colleague, opened)
        with writing():
            row, waiting = self._held_draft(act, colleague)
            if not (why := self._why_draft_must_not_leave(row, waiting, turn)):
                self._let_draft_go(row, waiting, turn, who, own)
            else:
                self._draft_to_people(row, why)
        self.pulse.beat()
        if why:
            raise Overtaken("this draft may not leave any more: people answer now; it stands in the conversation")
        # A crash here leaves it in the outbox, and it leaves at the next start.
        self.deliver(act)
        self.pulse.beat()
        return None

    def edit_draft(self, act: ActId, colleague: ColleagueId, reason: str, words: str) -> ConversationId | Revealed:
        """Take the conversation over, with the draft to write from: what is sent then is the person's reply."""
        who, said, at = self.colleague_who_may(colleague, Deed.TAKE_OVER), checked(reason, words), self.now()
        waiting = drafts.draft(act)
        _check_waits(waiting)
        self.take_over(waiting.conversation, colleague)
        # A crash here leaves the draft to whoever took the conversation; only the reason is not noted.
        with writing():
            if drafts.edited(act, reason):
                self._keep_what_was_said(
                    desk.conversation(waiting.conversation, hold=True), "draft_edited", waiting, who, reason, said, at
                )
        return waiting.conversation

    def reject_draft(self, act: ActId, colleague: ColleagueId, reason: str, words: str) -> Revealed | None:
        """Do not send a draft: people answer, and the customer is told that a person looked."""
        who, said, at = self.colleague_who_may(colleague, Deed.REPLY), checked(reason, words), self.now()
        with writing():
            row, waiting = self._held_draft(act, colleague)
            self._keep_what_was_said(row, "draft_rejected", waiting, who, reason, said, at)
            drafts.end(row.id, Stands.REJECTED, reason, at)
            self.hand_over(row, self.keys.of(row.customer), "handed_over", reason="draft_rejected")
        self.pulse.beat()
        return None

    def _read_long_enough(self, waiting: Waiting, draft: Draft, colleague: ColleagueId, opened: str) -> str:
        since, own = self.when_opened(waiting.act, colleague, opened)
        if waiting.high:
            own_verdict(own)
        if left := still_to_wait(since, self.now(), shortest_look(draft.text, waiting.high)):
            raise BadInput(f"much is at stake here: read it to the end, then send it (in {math.ceil(left)} seconds)")
        return own

    def _held_draft(self, act: ActId, colleague: ColleagueId) -> tuple[desk.ConversationRow, Waiting]:
        row = desk.conversation(drafts.draft(act).conversation, hold=True)
        self.check_glass(row, colleague)
        waiting = drafts.draft(act, hold=True)
        _check_waits(waiting)
        return row, waiting

    def _let_draft_go(
        self, row: desk.ConversationRow, waiting: Waiting, turn: Turn, who: Colleague, own: str
    ) -> None:
        at, key, draft = self.now(), self.keys.of(row.customer), _draft_of(turn)
        self._keep_what_was_said(row, "draft_accepted", waiting, who, "", "", at, own)
        content = Content(draft.text, {"looked_at_by": "person"}, sources(draft))
        number = self.memory.add_line(
            row.id, key, at, Voice.ASSISTANT, content, language=row.language, act=waiting.act, released=False,
            in_ledger=False,
        )  # fmt: skip
        desk.add_outgoing(waiting.act, row.id, number, row.channel, at)
        drafts.end(row.id, Stands.ACCEPTED, "", at)
        mode = str(Mode.ASSISTED) if row.mode == Mode.AUTOMATED else row.mode
        desk.change(row.id, at, {"mode": mode, "unclear": 0})

    def _keep_what_was_said(
        self, row: desk.ConversationRow, code: str, waiting: Waiting, who: Colleague, reason: str, words: str,
        at: datetime, own: str = "",
    ) -> None:  # fmt: skip
        """Keep what a person did with a draft, with its ledger entry: for colleagues, the customer is told otherwise."""
        given = {"act": str(waiting.act), "reason": reason, "own": own}
        self.memory.add_event(
            row.id, self.keys.of(row.customer), at, code, actor="person", author=int(who.id), who=who.work_name,
            values={name: value for name, value in given.items() if value}, text=words, released=False,
        )  # fmt: skip

    # --- when it may not leave any more ---
    def tend_drafts(self) -> None:
        """Give the drafts to people that may not leave any more: stopped, refused, restricted, or too old."""
        for each in drafts.waiting():
            row, (_, turn) = desk.conversation(each.conversation), self.kept_turn(each.act)
            if not self._why_draft_must_not_leave(row, each, turn):
                continue
            with writing():
                row = desk.conversation(each.conversation, hold=True)
                still = drafts.draft(each.act, hold=True).stands is Stands.WAITS
                if still and (why := self._why_draft_must_not_leave(row, each, turn)):
                    self._draft_to_people(row, why)
            self.pulse.beat()

    def _why_draft_must_not_leave(self, row: desk.ConversationRow, waiting: Waiting, turn: Turn) -> str:
        """Return why a draft may not leave now, as it would be asked when a text leaves, or ""."""
        at = self.now()
        if why := self.why_silent(row) or self.why_not_this(waiting.act):
            return why
        if not answers.still_valid(sources(_draft_of(turn)), at):
            return "article_expired"
        if any(line.voice is Voice.CUSTOMER for line in desk.items(row.id, waiting.number)):
            return "wrote_again"
        return "draft_expired" if at >= waiting.until else ""

    def _draft_to_people(self, row: desk.ConversationRow, why: str) -> None:
        if why in ("draft_expired", "wrote_again"):
            # Nobody stopped anything: there is nothing to say of an answer that was held back.
            self.hand_over(
                row, self.keys.of(row.customer), "handed_over",
                reason="draft_expired" if why == "draft_expired" else "wrote_again",
            )  # fmt: skip
        else:
            self.hold_back(row, why)
            drafts.end(row.id, Stands.FOR_PEOPLE, why, self.now())


def _check_waits(waiting: Waiting) -> None:
    if waiting.stands is not Stands.WAITS:
        raise Overtaken("this draft waits no more: somebody looked at it, or people answer; take the next one")


def _draft_of(turn: Turn) -> Draft:
    assert turn.draft is not None  # a turn that waits for a look has one
    return turn.draft
