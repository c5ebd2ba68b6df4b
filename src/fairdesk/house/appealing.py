"""Appeals: a customer disputes an act, people get the conversation, one of them decides and says why."""

from __future__ import annotations

import hashlib

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.forms import says_nothing
from fairdesk.desk.timeline import State
from fairdesk.house.overriding import Overriding
from fairdesk.nouns import (
    ActId,
    BadInput,
    ColleagueId,
    ConversationId,
    CustomerId,
    Fact,
    NotFound,
    Overtaken,
    RawText,
)
from fairdesk.oversight.appeal import ASKED, Outcome

LONGEST_APPEAL = 5000


class Appealing(Overriding):
    """The part of the house that takes appeals and decides them: always by people."""

    def appeal(self, act: ActId, customer: CustomerId, words: RawText | None = None) -> ConversationId:
        """Dispute an act: the conversation goes to people, who see which act it is. Again while it is open: harmless.

        *words*, if there are any, are said in the conversation like any other. Raises NotFound for a stranger.
        """
        check_length(words)
        conversation = desk.turn(act).conversation
        with writing():
            row = self.own(conversation, customer, hold=True)
            with_people = row.state in (State.WAITING, State.PERSON)
            if not with_people or not any(each.act == act and each.open for each in self.appeals_of(row)):
                self._file_appeal(row, act, with_people)
        self.say_why(conversation, customer, act, words)
        self.pulse.beat()
        return conversation

    def say_why(self, conversation: ConversationId, customer: CustomerId, act: ActId, words: RawText | None) -> None:
        """Say the words of an appeal in the conversation, once.

        A crash before this leaves an appeal without its words: the customer's page still has them, and the same form sent
        again says them then.
        """
        if words and not says_nothing(words):
            self.say(conversation, customer, words, f"appeal-{act}-{hashlib.sha256(words.encode()).hexdigest()}")

    def _file_appeal(self, row: desk.ConversationRow, act: ActId, with_people: bool) -> None:
        key, values = self.keys.of(row.customer), self._named(row.id, act)
        if with_people:
            self.memory.add_event(row.id, key, self.now(), ASKED, actor="customer", values=values)
            desk.change(row.id, self.now())
        else:
            self.hand_over(row, key, ASKED, reason="appeal", actor="customer", values=values)

    def _named(self, conversation: ConversationId, act: ActId) -> dict[str, Fact]:
        return {"act": act, "answer": self.number_of_answer(conversation, act)}

    def decide_appeal(
        self, act: ActId, colleague: ColleagueId, outcome: Outcome, sentence: str, overruled: str = ""
    ) -> None:
        """End an appeal, with a sentence that the customer reads under the colleague's own name.

        The sentence is looked through as a reply is; *overruled* says why it goes as it is.

        Raises NotFound if the act was never disputed, Overtaken if it was decided before, Refused if the conversation is not
        this colleague's, BadInput without a sentence.
        """
        who, at = self.colleague_who_may(colleague, "reply"), self.now()
        words = self.written(sentence)
        with writing():
            row = self.mine(desk.turn(act).conversation, colleague)
            appeal = next((each for each in self.appeals_of(row) if each.act == act), None)
            if appeal is None:
                raise NotFound("nobody disputed this act")
            if not appeal.open:
                raise Overtaken("this was decided already; look at the conversation")
            with self.with_care(row, who, words, at, overruled, decides=True):
                self.say_as_person(row, who, words, at)
            self.memory.add_event(
                row.id, self.keys.of(row.customer), at, outcome.event, actor="person", author=colleague,
                who=who.work_name, values=self._named(row.id, act),
            )  # fmt: skip
        self.pulse.beat()


def check_length(words: RawText | None) -> None:
    """Raise BadInput if the words of an appeal are too long, before anything is kept."""
    if words and len(words) > LONGEST_APPEAL:
        raise BadInput(f"{len(words)} characters are too many here; {LONGEST_APPEAL} fit")
