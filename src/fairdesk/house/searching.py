"""Search: a conversation is found by words, customer, id, label, day and what the assistant decided.

Words are found as keyed digests of what the assistant saw, so no personal detail is ever one (desk/find.py). Nobody
finds what they may not open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.find import EVERY, digests, ways
from fairdesk.desk.records import tokens
from fairdesk.desk.records.tokens import Wanted
from fairdesk.desk.timeline import QueueRow
from fairdesk.house.bulk import Bulk
from fairdesk.house.memory import masked_history, place_of_turn
from fairdesk.identity import records as identity
from fairdesk.identity.records import addresses
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, NotFound
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.records import KeyDestroyed

PAGE = 25


@dataclass(frozen=True, slots=True)
class Sought:
    """What a colleague looks for; what is empty does not narrow it. `words` may be an id or an address, too."""

    words: str = ""
    customer: str = ""
    label: int = 0
    since: date | None = None
    until: date | None = None
    decided: str = ""
    page: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return self == Sought(page=self.page)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found; `more`: there is another one."""

    rows: tuple[QueueRow, ...]
    more: bool


class Searching(Bulk):
    """The part of the house that finds conversations."""

    _words_kept = False
    """Whether this process has seen that every conversation's words are kept: it looks until it has."""

    def search(self, colleague: ColleagueId, sought: Sought) -> Found:
        """Return a page of the conversations that fit and that this colleague may open, the latest changed first."""
        self.colleague_who_may(colleague, Deed.READ)
        sought = replace(sought, words=sought.words.strip(), customer=sought.customer.strip())
        if sought.is_empty:
            return Found((), more=False)
        fit = (row for row in tokens.found(self._wanted(sought)) if self.may_open(row, colleague))
        first = (max(sought.page, 1) - 1) * PAGE
        read = list(islice(fit, first, first + PAGE + 1))
        return Found(self.as_rows(read[:PAGE], colleague), len(read) > PAGE)

    def sought(self, **fields: Any) -> Sought:
        """Return what is looked for, for a page."""
        return Sought(**fields)

    def _wanted(self, sought: Sought) -> Wanted:
        words, customers = sought.words, self._customers(sought.customer)
        named = self._named_by_id(words)
        asked = () if named or not words else ways(words, self.memory.search_key)
        zone = ZoneInfo(self.knowing.company().time_zone)
        return Wanted(
            words=asked,
            customers=customers or (),
            conversation=named,
            label=sought.label,
            since=_begins(sought.since, zone),
            until=_begins(sought.until + timedelta(days=1), zone) if sought.until else None,
            decided=sought.decided,
            nothing=customers == () or bool(words and not named and not asked),
        )

    def _named_by_id(self, words: str) -> ConversationId | None:
        """Return the conversation whose id, or an act of which, is named by these words."""
        if not words.isascii() or " " in words or len(words) < 16:
            return None
        try:
            return desk.conversation(ConversationId(words)).id
        except NotFound:
            return tokens.conversation_of_act(words)

    def _customers(self, named: str) -> tuple[CustomerId, ...] | None:
        """Return the places of the customer whom an id or an address names; () if nobody; None if nobody is asked for."""
        if not named:
            return None
        if "@" not in named:
            return identity.same_person(CustomerId(named))
        return tuple(
            place for customer in self.customers_by_address(named) for place in identity.same_person(customer)
        )

    def customers_by_address(self, address: str) -> tuple[CustomerId, ...]:
        """Return who gave an address and proved it, or wrote from it."""
        wrote = self.known_by_address(address)
        gave = [each.customer for token in self.tokens_of(address) for each in addresses.proved_by(token)]
        return tuple(dict.fromkeys([*([wrote] if wrote else []), *gave]))

    # --- what is due ---
    def tend_lists(self) -> None:
        """Bring back what is due, give out what waits, and forget what can be taken back no more: all can be repeated."""
        self.wake_what_is_due()
        self.tend_assignments()
        self.forget_undos()
        if not self._words_kept:
            self._words_kept = self.keep_words_of_before() == 0

    def keep_words_of_before(self, most: int = 50) -> int:
        """Keep the words of conversations from before the desk could search, and return of how many."""
        found = tokens.without_tokens(most)
        key = self.memory.search_key if found else b""
        for conversation in found:
            with writing():
                desk.conversation(conversation, hold=True)
                tokens.add_tokens(conversation, self._words_said_in(conversation, key) | {EVERY})
        return len(found)

    def _words_said_in(self, conversation: ConversationId, key: bytes) -> frozenset[int]:
        row = desk.conversation(conversation)
        try:
            opened = self.keys.of(row.customer)
        except KeyDestroyed:
            return frozenset()
        kept = [desk.turn(act) for act in desk.turns_of(conversation)]
        masked = [masked_history(unseal(opened, turn.sealed, place_of_turn(turn.act))) for turn in kept]
        return frozenset().union(*(digests(text, row.language, key) for text in masked))


def _begins(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=zone)
