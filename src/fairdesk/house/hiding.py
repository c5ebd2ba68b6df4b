"""A conversation hidden from a place that several people share: it moves to a place of its own, under a key of its own.

Nothing that asks whose a conversation is has to know of it: to the shared place it is a stranger's. What protected the
customer there holds here too. The ledger's entries stay as they are, and what opens them is kept for the new owner.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from fairdesk.attachments import records as attachments
from fairdesk.clock import new_id
from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose
from fairdesk.database import empty_the_log, execute, moment, rows_about, writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import later, unsent
from fairdesk.house.attaching import place_of_content
from fairdesk.house.helping import place_of_helps
from fairdesk.house.holding import PLACES
from fairdesk.house.joining import person
from fairdesk.house.letters import place_of_wishes
from fairdesk.house.memory import place_of_opening
from fairdesk.house.requests import Requests
from fairdesk.house.undoing import place_of_unsent
from fairdesk.identity import records as identity
from fairdesk.identity.contact import Channel, Wishes, to_json
from fairdesk.identity.hiding import ends, new_code, read_code, still_there
from fairdesk.identity.records import addresses, hidden
from fairdesk.nouns import ConversationId, CustomerId, NotFound, Overtaken, Refused
from fairdesk.oversight import records as oversight
from fairdesk.privacy import records as privacy
from fairdesk.privacy.keys import OwnedKey, seal, unseal
from fairdesk.privacy.restriction import Restriction
from fairdesk.rights import records as rights

SEALED = (
    "desk_item", "desk_turn", "privacy_vault", "privacy_glass", "flows_state", "flows_errand",
    "oversight_override", "attachments_file",
)  # fmt: skip
"""Tables whose rows about a conversation are sealed under its customer's key."""

OWNED = (
    "privacy_vault", "privacy_look", "privacy_restriction", "privacy_glass", "consent_served", "flows_state",
    "flows_errand", "sensitive_concern", "rights_hold", "oversight_answer_review", "oversight_override", "oversight_appeal",
    "oversight_draft", "attachments_file",
)  # fmt: skip
"""Tables that name both a conversation and whose it is; a choice stays with who made it, and forgets where."""

MOST_OFFERED = 10
"""Conversations that are offered to be hidden, the latest."""


class HidingSide(Requests):
    """The part of the house that hides conversations, and lets their customer back in."""

    def may_hide(self, customer: CustomerId | None) -> tuple[tuple[ConversationId, datetime], ...]:
        """Return the conversations that somebody may hide, and when each began, the latest first."""
        if customer is None or hidden.is_hidden(customer):
            return ()
        mine = self.conversations(customer)[:MOST_OFFERED]
        return tuple((each, moment(desk.conversation(each).created_at)) for each in mine)

    def is_hidden(self, customer: CustomerId) -> bool:
        """Whether what is a customer's was hidden from a place that others share."""
        return hidden.is_hidden(customer)

    def hide(self, conversation: ConversationId, customer: CustomerId) -> str:
        """Hide a conversation and return the code that leads back to it; the code is kept nowhere.

        Raises NotFound for a stranger, Refused for one that is hidden, Overtaken while an answer is being made.
        """
        at, code = self.now(), new_code(os.urandom(16))
        with self.one_at_a_time(conversation), writing():
            row = self.own(conversation, customer, hold=True)
            if hidden.is_hidden(row.customer):
                raise Refused("this conversation is hidden already")
            if desk.arrivals_of(conversation) or desk.is_leaving(conversation):
                raise Overtaken("an answer is being made in this conversation; try again in a moment")
            place, key = self._new_place(row, code, at)
            self._keep_what_protects(row, place, key, at)
            self._hand_on(row, place, key)
            self.memory.add_event(conversation, key, at, "hidden", actor="customer")
            desk.change(conversation, at, {"customer_id": place})
        # A crash before the commit leaves a key without data, which a sweep finds; after it all is done.
        empty_the_log()
        self.pulse.beat()
        return code

    def _new_place(self, row: desk.ConversationRow, code: str, at: datetime) -> tuple[CustomerId, OwnedKey]:
        place, token = identity.new_customer(row.language, at)
        addresses.drop_token(token)  # a code leads here and nothing else
        hidden.hide(place, row.customer, read_code(code), at)
        return place, self.keys.make(place, at)

    def _keep_what_protects(self, row: desk.ConversationRow, place: CustomerId, key: OwnedKey, at: datetime) -> None:
        """Let what protects the customer in the shared place hold in the hidden one too; nothing is ever sent there."""
        who = person(row.customer)
        words = (wish.safe_word for each in who.places if (wish := self.wishes(each)))
        quiet = Wishes(Channel.PAGE, zone=self.company_zone(), neutral=True, safe_word=next(filter(None, words), ""))
        addresses.keep_wishes(place, seal(key, json.dumps(to_json(quiet)).encode(), place_of_wishes(place)), at)
        refused = next((each for each in who.places if consent.ai_choice(each) == "refused"), None)
        if refused is not None:
            _chosen_too(refused, Purpose.AI_ANSWER, place)
        self._keep_helps_too(row.customer, place, key)
        if who.is_restricted(row.id):
            privacy.restrict(Restriction(new_id(), place, row.id, at))
        for stop in oversight.in_force():
            if stop.scope in {f"customer:{each}" for each in who.places}:
                oversight.stop(new_id(), f"customer:{place}", stop.by, stop.by_name, stop.reason, stop.at)
        for hold in rights.holds_on(row.customer):
            if hold.conversation is None:
                rights.add_hold(replace(hold, id=new_id(), customer=place))

    def _keep_helps_too(self, old: CustomerId, place: CustomerId, key: OwnedKey) -> None:
        """Let what helps a customer be known in the hidden place too, for as long as it was to be kept."""
        for _, kept in consent.all_about(old, "consent_accommodation"):
            _chosen_too(old, Purpose.ACCOMMODATE, place)
            helps = unseal(self.keys.of(old), bytes(kept["sealed"]), place_of_helps(old))
            sealed = seal(key, helps, place_of_helps(place))
            consent.keep_helps(place, sealed, moment(kept["at"]), moment(kept["until"]))

    def _hand_on(self, row: desk.ConversationRow, place: CustomerId, key: OwnedKey) -> None:
        """Let every row about a conversation be the new place's, sealed under its key."""
        old = self.keys.of(row.customer)
        for act in desk.acts_of(row.id):
            opened = self.memory.opening_of(act, old)
            desk.add_opening(act, row.id, seal(key, opened.hex().encode(), place_of_opening(act)))
            for table, each in rows_about(("oversight_probe",), act, "act = %s"):
                _seal_again(table, each, old, key)
            execute("UPDATE oversight_probe SET customer_id = %s WHERE act = %s", place, act)
        for table, each in rows_about(SEALED, row.id, "conversation_id = %s"):
            _seal_again(table, each, old, key)
        for id in attachments.ids_in(row.id):
            content, where = attachments.content(id), place_of_content(id)
            attachments.replace_content(id, seal(key, unseal(old, content, where), where))
        for kept in unsent.unsent_in(row.id):
            where = place_of_unsent(kept.id)
            unsent.replace_words(kept.id, seal(key, unseal(old, kept.words, where), where))
        later.drop(row.id)  # nothing leaves about a hidden conversation, and nobody calls
        for table in OWNED:
            execute(f"UPDATE {table} SET customer_id = %s WHERE conversation_id = %s", place, row.id)
        execute("UPDATE consent_choice SET conversation_id = '' WHERE conversation_id = %s AND customer_id <> %s",
                row.id, place)  # fmt: skip
        for id in self._requests_about(row):
            for table, each in rows_about(("rights_words",), id, "request_id = %s"):
                _seal_again(table, each, old, key)
            for table, column in (("rights_words", "request_id"), ("rights_request", "id")):
                execute(f"UPDATE {table} SET customer_id = %s WHERE {column} = %s", place, id)

    def _requests_about(self, row: desk.ConversationRow) -> Iterator[str]:
        """Yield the requests that are about this one conversation: they name it."""
        for kept in rights.of(row.customer):
            if self.scope_of(kept) == (row.id,):
                yield kept.request.id

    # --- the way back ---
    def place_in(self, token: str, where: str = "") -> CustomerId | None:
        """Return whose pages a browser shows: of the hidden place that is open in it, else of whose token it is."""
        at, open_now = self.now(), hidden.visited(token) if token else None
        if open_now is None or not still_there(open_now[1], at):
            return self.customer_by_token(token, where)
        place, until = open_now
        if (later := ends(until, at)) != until:
            with writing():
                hidden.open_in(place, token, later)
        return place

    def enter(self, typed: str, token: str) -> tuple[str, ConversationId]:
        """Open the hidden place that a code leads to in a browser; return its token and the conversation.

        A browser without a token gets one that proves nobody. Raises NotFound for a code that leads nowhere.
        """
        place, at = hidden.by_code(read_code(typed)), self.now()
        mine = self.conversations(place) if place else ()
        if place is None or not mine:
            raise NotFound("there is no such conversation, or it is not yours")
        token = token or secrets.token_urlsafe(32)
        with writing():
            hidden.close_in(token)
            hidden.open_in(place, token, ends(at, at))
        return token, mine[0]

    def close_hidden(self, token: str) -> bool:
        """Close the hidden place that is open in a browser; return whether the browser is anybody's without it."""
        with writing():
            hidden.close_in(token)
        return identity.customer_by_token(token) is not None


def _chosen_too(old: CustomerId, purpose: Purpose, place: CustomerId) -> None:
    """Let a choice that was made in one place hold in another."""
    chosen = consent.state(old).get(purpose)
    if chosen is not None:
        consent.choose(replace(chosen, customer=place, conversation=ConversationId("")))


def _seal_again(table: str, row: dict[str, Any], old: OwnedKey, new: OwnedKey) -> None:
    """Seal a row's content under another key, where it stands."""
    if not row["sealed"]:
        return
    where = PLACES[table](row)
    sealed = seal(new, unseal(old, bytes(row["sealed"]), where), where)
    parts = ("request_id", "conversation_id", "number", "act")
    keys = ["id"] if "id" in row else [name for name in parts if name in row]
    found = " AND ".join(f"{name} = %s" for name in keys)
    execute(f"UPDATE {table} SET sealed = %s WHERE {found}", sealed, *(row[name] for name in keys))
