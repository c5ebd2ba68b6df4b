"""How a conversation ends for its customer: taken along, ended by themselves, and said how it was."""

from __future__ import annotations

from collections.abc import Mapping

from fairdesk.database import moment, writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import later
from fairdesk.desk.satisfaction import Satisfied, satisfied
from fairdesk.desk.timeline import State
from fairdesk.flows import records as flows
from fairdesk.house.reading import Reading
from fairdesk.nouns import ActId, Because, ColleagueId, ConversationId, CustomerId, Overtaken, Refused
from fairdesk.sensitive import records as sensitive


class ClosingSide(Reading):
    """The part of the house that lets customers take a conversation along, end it and rate it."""

    # --- taking it along ---
    def reasons(self, conversation: ConversationId, customer: CustomerId) -> Mapping[ActId, Because]:
        """Return the reason of each turn of a customer's conversation."""
        self.own(conversation, customer)
        return {act: self.kept_turn(act)[1].because for act in desk.turns_of(conversation)}

    def may_send_transcript(self, conversation: ConversationId, customer: CustomerId) -> bool:
        """Whether a transcript may go by e-mail: to a proved address, as the customer wishes, never of a sensitive matter.

        Somebody else may read that mailbox; what they find there must not harm who wrote.
        """
        self.own(conversation, customer)
        return self.may_write(customer) and not self.was_sensitive(conversation)

    def send_transcript(self, conversation: ConversationId, customer: CustomerId, text: str) -> None:
        """Write a transcript to the address that its customer proved. Raises Refused where it may not go."""
        if not self.may_send_transcript(conversation, customer):
            raise Refused("no transcript of this goes out by e-mail; download it here")
        row, at = self.own(conversation, customer), self.now()
        with writing():
            self.write_letter(
                row.customer, "transcript", {"transcript": text.strip(), "link": f"/c/{conversation}"}, at
            )
        self.pulse.beat()

    # --- the end ---
    def must_stay_open(self, conversation: ConversationId, customer: CustomerId) -> bool:
        """Whether a person still owes the customer something: in a sensitive matter, and while a decision waits."""
        return self._owes(self.own(conversation, customer))

    def _owes(self, row: desk.ConversationRow) -> bool:
        if sensitive.open_concern(row.id, self.now()) != "none":
            return row.state != State.RESOLVED
        try:
            self.check_nothing_waits(row)
        except Refused:
            return True
        return False

    def end(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Close a conversation as its customer wishes; writing again opens it. Once more is harmless.

        Raises Refused while a person owes the customer something, Overtaken while a message is being answered.
        """
        at = self.now()
        with writing():
            row = self.own(conversation, customer, hold=True)
            if row.state == State.RESOLVED:
                return
            if self._owes(row):
                raise Refused("people still look at this; it stays open until they have answered")
            if desk.arrivals_of(conversation):
                raise Overtaken("your message is being answered; look at the answer, then end it")
            self.memory.add_event(conversation, self.keys.of(row.customer), at, "ended", actor="customer")
            flows.end(conversation, "cancelled", at)
            later.drop(conversation)
            desk.change(conversation, at, {"state": str(State.RESOLVED), "waiting_since": None, "work_from": None})
        self.pulse.beat()

    # --- how it was ---
    def rate(self, conversation: ConversationId, customer: CustomerId, steps: Mapping[str, int]) -> None:
        """Keep how it was: what was asked, once. Raises Refused for what was not asked."""
        if set(steps) - set(self.timeline(conversation, customer).rates):
            raise Refused("this was not asked, or it was answered already")
        at = self.now()
        with writing():
            self.own(conversation, customer, hold=True)
            for part, step in steps.items():
                desk.rate(conversation, part, step, at)

    def satisfaction_for(self, colleague: ColleagueId) -> tuple[tuple[Satisfied, ...], int]:
        """Return the same to somebody who may read."""
        self.colleague_who_may(colleague, "read")
        return self.satisfaction()

    def satisfaction(self) -> tuple[tuple[Satisfied, ...], int]:
        """Return what may be shown of how it was, and how many conversations are closed."""
        counted, closed, first, last = desk.ratings()
        days = [moment(each).date() if each is not None else None for each in (first, last)]
        return satisfied(counted, *days), closed
