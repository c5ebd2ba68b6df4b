"""What an appeal leads to: a task for an article's owner or a proposed guideline, and the customer told when it is done.

The link is a line of the customer's own conversation, sealed and in the ledger: it goes when they are erased, and no
table names whose appeal changed what.
"""

from __future__ import annotations

from datetime import datetime

from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.identity.people import Colleague
from fairdesk.identity.records import hidden
from fairdesk.nouns import ActId, ConversationId, NotFound
from fairdesk.privacy.records import KeyDestroyed

LED_ON = "led_on"
TOLD = {"guideline": "rule_changed", "article": "article_changed"}
"""What an appeal can lead to, and the event that tells its customer that it is done."""


class LeadingOn(Books):
    """The part of the house that knows what an appeal led to."""

    def lead_on(self, act: ActId, who: Colleague, what: str, id: str, at: datetime) -> None:
        """Note in the conversation of a disputed act what its appeal led to, once. In the caller's transaction.

        Raises NotFound where nobody disputed the act.
        """
        row = desk.conversation(desk.turn(act).conversation, hold=True)
        self.check_glass(row, who.id)
        if not any(each.act == act for each in self.appeals_of(row)):
            raise NotFound("nobody disputed this act")
        values = {"act": act, "what": what, "id": id}
        if values in [self._values(row, line) for line in desk.items(row.id) if line.code == LED_ON]:
            return
        self.memory.add_event(
            row.id, self.keys.of(row.customer), at, LED_ON, actor="person", author=who.id, who=who.work_name,
            values=values, released=False,
        )  # fmt: skip
        desk.change(row.id, at, overtakes=False)

    def tell_led_on(self, what: str, id: str, at: datetime) -> int:
        """Tell every customer whose appeal led to it that it is done, in the caller's transaction; return how many.

        The page says so, and a letter where one may go.
        """
        return sum(self._tell_one(each, what, id, at) for each in desk.conversations_with(LED_ON))

    def _tell_one(self, conversation: ConversationId, what: str, id: str, at: datetime) -> bool:
        row = desk.conversation(conversation, hold=True)
        try:
            key = self.keys.of(row.customer)
        except KeyDestroyed:
            return False  # its rows are about to go
        lines = [line for line in desk.items(row.id) if line.code in (LED_ON, TOLD[what])]
        known = [(line.code, self._values(row, line)) for line in lines]
        led = [
            values
            for code, values in known
            if code == LED_ON and (values.get("what"), values.get("id")) == (what, id)
        ]
        if not led or any(code == TOLD[what] and values.get("id") == id for code, values in known):
            return False
        self.memory.add_event(row.id, key, at, TOLD[what], values={"act": led[0]["act"], "id": id})
        desk.change(row.id, at, overtakes=False)
        if self.may_write(row.customer) and not hidden.is_hidden(row.customer):
            self.write_letter(row.customer, "appeal_led", {"link": f"/c/{row.id}"}, at, once=f"led-{row.id}-{id}")
        return True
