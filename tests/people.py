"""The cast of every story, and the desk they meet: a real house on a real database.

Dana is a customer, Sam is another customer (the stranger in every privacy test), Ada and Ben work at the desk, Cleo
manages it, Rio reviews, Pia looks after privacy, Otto may only read.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from fairdesk.clock import now
from fairdesk.database import KeyFile, writing
from fairdesk.desk import records
from fairdesk.desk.timeline import Timeline
from fairdesk.house.opening import House, open_house
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.nouns import ActId, ColleagueId, ConversationId, CustomerId, RawText, Turn, Voice
from fairdesk.privacy.keyring import FileKeyring
from fairdesk.privacy.records import Keys
from fairdesk.privacy.restriction import THE_HOUSE
from fairdesk.settings import Settings

RETURNS = """---
title: Sending things back
---

You can send anything back within 30 days of delivery.

## Who pays for the post

We pay for the return label.

## How long a refund takes

A refund takes up to 5 working days after your parcel reaches us.
"""

COMPANY = Company("A made-up company", telephone="+00 000 555 0101", email="help@company.example", country="IE")


class PulledPlug(BaseException):
    """The power was cut. Not an Exception: nothing of ours may catch it."""


@dataclass(frozen=True)
class Customer:
    """A customer with one conversation."""

    id: CustomerId
    token: str
    conversation: ConversationId


class Desk:
    """A house with the cast in it, and verbs for what they do."""

    def __init__(self, folder: Path, articles: str = RETURNS, **settings: object) -> None:
        self.folder = folder
        self.settings = replace(Settings(data=folder), **settings)  # type: ignore[arg-type]
        self.house = self._open()
        with writing():
            identity.keep_company(COMPANY, now())
        self.ada = self._colleague("ada", "Ada", "colleague")
        self.ben = self._colleague("ben", "Ben", "colleague")
        self.cleo = self._colleague("cleo", "Cleo", "manager")
        self.rio = self._colleague("rio", "Rio", "reviewer")
        self.pia = self._colleague("pia", "Pia", "privacy_officer")
        self.otto = self._colleague("otto", "Otto", "auditor")
        self.certified(self.ada, self.ben, self.cleo, self.rio, self.pia, self.otto)
        with writing():
            identity.set_on_duty(self.ada, True, now())
        if articles:
            self.knows(articles)

    def _open(self) -> House:
        return open_house(self.settings, migrate=False)

    def _colleague(self, name: str, work_name: str, role: str) -> ColleagueId:
        with writing():
            return identity.add_colleague(name, work_name, role)

    def certified(self, *people: ColleagueId, topic: str = "all") -> None:
        """Give colleagues a care certificate for a year, as a command on the server does."""
        for who in people:
            self.house.give_care_certificate(THE_HOUSE, who, topic, now() + timedelta(days=365))

    def knows(self, article: str, name: str = "returns", language: str = "en") -> None:
        """Give the desk an article."""
        from fairdesk.house.shelving import add_articles

        file = self.folder / "articles" / language / f"{name}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article)
        add_articles(self.house, file)

    def customer(self, language: str = "en") -> Customer:
        """Somebody opens the page."""
        id, token = self.house.add_customer(language)
        return Customer(id, token, self.house.start(id, language))

    def says(self, who: Customer, text: str, client_id: str = "") -> Turn:
        """A customer writes and waits until the message has its turn."""
        number = self.house.say(who.conversation, who.id, RawText(text), client_id or uuid.uuid4().hex)
        self.settle(who)
        return self.turn_of(who, number)

    def settle(self, who: Customer) -> None:
        """Wait until every message of a customer has its turn."""
        while records.arrivals_of(who.conversation):
            self.house.answer_arrivals(who.conversation)

    def turn_of(self, who: Customer, number: int) -> Turn:
        """Return the turn of a message."""
        for act in records.turns_of(who.conversation):
            kept, turn = self.house.kept_turn(act)
            if kept.number == number:
                return turn
        raise AssertionError(f"message {number} has no turn")

    def sees(self, who: Customer) -> Timeline:
        """Return what a customer sees."""
        return self.house.timeline(who.conversation, who.id)

    def answers(self, who: Customer) -> list[str]:
        """Return the assistant's texts a customer sees."""
        return [entry.text for entry in self.sees(who).entries if entry.voice is Voice.ASSISTANT]

    def events(self, who: Customer) -> list[str]:
        """Return the codes of the events a customer sees."""
        return [entry.code for entry in self.sees(who).entries if entry.voice is Voice.EVENT]

    def last_act(self, who: Customer) -> ActId:
        """Return the latest act of a customer's conversation."""
        return records.turns_of(who.conversation)[-1]

    def pull_the_plug(self, at: str) -> None:
        """Cut the power the next time the way of a message passes a step."""

        def plug(step: str) -> None:
            if step == at:
                raise PulledPlug(step)

        self.house.plug = plug

    def restart(self) -> None:
        """Open the desk again after its process died: what it held in memory is gone."""
        from fairdesk.database import close

        close()
        self.house = self._open()

    def meanwhile(self, at: str, act: Callable[[], None]) -> None:
        """Do something once, while a message is at a step of its way."""
        waiting = [act]

        def plug(step: str) -> None:
            if step == at and waiting:
                waiting.pop()()

        self.house.plug = plug


def keys_of(folder: Path) -> Keys:
    """Open a folder's keys."""
    return Keys(KeyFile(folder / "keys.db"), FileKeyring(folder / "root.key"))
