"""A colleague corrects an answer of the assistant: the answer stays, the right words go out as the colleague's own."""

from __future__ import annotations

from datetime import datetime

from fairdesk.answers.abstain import about_what
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.house.memory import place_of_turn, read_turn
from fairdesk.house.sampling import Sampling
from fairdesk.identity.people import Colleague
from fairdesk.nouns import ANY_TOPIC, ActId, ColleagueId, NotFound
from fairdesk.oversight.override import OVERRIDDEN, Override, Reason, reason_named
from fairdesk.oversight.records import overrides
from fairdesk.privacy.keys import seal, unseal


class Overriding(Sampling):
    """The part of the house that keeps corrections of the assistant's answers."""

    def override(
        self, act: ActId, colleague: ColleagueId, reason: str, text: str, *, other: str = "", overruled: str = ""
    ) -> None:
        """Say that an answer was wrong and why, and tell the customer what is right.

        *other*: words about a reason that is none of the list. *overruled*: why the words go although the check of care
        found something. Raises NotFound if the act is no answer that the customer has, Overtaken if it was corrected before,
        Refused if the conversation is not this colleague's, NeedsAnotherLook as a reply does.
        """
        who, at = self.colleague_who_may(colleague, "reply"), self.now()
        named, words = reason_named(reason, other), self.written(text)
        with writing():
            row = self.mine(desk.turn(act).conversation, colleague)
            self.say_checked(row, who, words, at, overruled)
            self.keep_override(row, act, who, named, other.strip(), at)
        self.pulse.beat()

    def keep_override(
        self, row: desk.ConversationRow, act: ActId, who: Colleague, reason: Reason, other: str, at: datetime
    ) -> None:
        """Mark an answer as overridden, in the caller's transaction. Raises as `override` does."""
        number, key = self.number_of_answer(row.id, act), self.keys.of(row.customer)
        if not number:
            raise NotFound("this is no answer of the assistant that the customer was given")
        made = Override(act, row.id, row.customer, at, reason, self.topic_of_act(act, key), row.channel)
        overrides.add(made, seal(key, other.encode(), place_of_override(act)) if other else b"")
        self.memory.add_event(
            row.id, key, at, OVERRIDDEN, actor="person", author=who.id, who=who.work_name,
            values={"act": act, "answer": number, "reason": str(reason)},
        )  # fmt: skip
        desk.change(row.id, at)

    def topic_of_act(self, act: ActId, key: bytes) -> str:
        """Return what an act's draft is about; ANY_TOPIC of one without a draft."""
        draft = read_turn(unseal(key, desk.turn(act).sealed, place_of_turn(act))).draft
        return about_what(draft)[0] if draft else ANY_TOPIC


def place_of_override(act: str) -> str:
    """Return where what was said about another reason belongs."""
    return f"oversight_override|{act}"
