"""Who may see a conversation, and that they did: looks are kept, restricted conversations open by a broken glass only."""

from __future__ import annotations

from datetime import datetime

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.timeline import State
from fairdesk.house.coming import open_to, openers
from fairdesk.house.foundation import Foundation
from fairdesk.house.joining import person
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import may
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, NotCertified, NotFound, Refused, Restricted
from fairdesk.privacy import records as privacy
from fairdesk.privacy.keys import Tampered, seal, unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.restriction import (
    EVERYTHING,
    GLASS_LASTS,
    LOOK_LASTS,
    THE_HOUSE,
    BrokenGlass,
    Glass,
    Look,
    Restriction,
    checked_reason,
    may_acknowledge,
)
from fairdesk.sensitive import records as sensitive


class Looking(Foundation):
    """The part of the house that guards what customers wrote from those who work here, and tells who read it."""

    def colleague_who_may(self, colleague: ColleagueId, deed: str) -> Colleague:
        """Return the colleague, if their role allows the deed."""
        raise NotImplementedError

    # --- looks ---
    def look(self, row: desk.ConversationRow, who: Colleague, what: str = "conversation") -> None:
        """Let a colleague see a conversation and keep that they did: nothing is shown that is not told.

        Raises Restricted if it is, and its glass is whole; Unavailable if the look cannot be kept.
        """
        self.check_glass(row, who.id)
        self._keep_look(row.id, row.customer, who.id, str(who.role), who.work_name, what)

    def look_of_the_house(self, customer: CustomerId, what: str) -> None:
        """Keep that a command on the server opened all that a customer wrote; it cannot be told who typed it."""
        for conversation in desk.conversations_of(*identity.same_person(customer)):
            owner = desk.conversation(conversation).customer
            self._keep_look(conversation, owner, THE_HOUSE, "house", "", what)

    def _keep_look(
        self,
        conversation: ConversationId,
        customer: CustomerId,
        colleague: ColleagueId,
        role: str,
        work_name: str,
        what: str,
    ) -> None:
        at = self.now()
        if privacy.looked_since(conversation, colleague, at - LOOK_LASTS, what):
            return
        with writing():
            desk.conversation(conversation, hold=True)  # of two at once the second finds the first one's row
            if not privacy.looked_since(conversation, colleague, at - LOOK_LASTS, what):
                privacy.add_look(Look(new_id(), conversation, customer, colleague, role, work_name, at, what))

    # --- restriction ---
    def restrict(
        self,
        customer: CustomerId,
        on: bool,
        at: datetime,
        conversation: ConversationId = EVERYTHING,
        by: str = "customer",
    ) -> None:
        """Restrict what is kept about a person, or one conversation, from now on; or end that (GDPR Article 18).

        All means every place that was joined; each keeps its own restriction when they are taken apart. Restricted: the assistant is silent, lists show nothing of it, and only a broken glass opens it.
        """
        with writing():
            self.note_restriction(customer, on, at, conversation, by)
        self.pulse.beat()

    def note_restriction(
        self,
        customer: CustomerId,
        on: bool,
        at: datetime,
        conversation: ConversationId = EVERYTHING,
        by: str = "customer",
    ) -> None:
        """Do what `restrict` does, in the caller's transaction. Raises NotFound for another's conversation.

        *by* is the ledger's actor: customer, person or house.
        """
        places = identity.same_person(customer)
        if conversation:
            places = (self.own(conversation, customer, hold=True).customer,)
        known = {each.customer for each in privacy.restrictions(*places) if each.conversation == conversation}
        if on and known.issuperset(places):
            return
        if on:
            for place in (each for each in places if each not in known):
                made = Restriction(new_id(), place, conversation, at)
                privacy.restrict(made)
                self.memory.add_deed(at, "restricted", by, {"restriction": made.id})
        elif ended := sum(privacy.lift(place, conversation, at) for place in places):
            self.memory.add_deed(at, "restriction_lifted", by, {"restrictions": ended})
        for mine in (conversation,) if conversation else desk.conversations_of(*places):
            desk.change(mine, at)  # an answer being made right now is overtaken

    def is_restricted(self, row: desk.ConversationRow) -> bool:
        """Whether a conversation may only be stored."""
        return person(row.customer).is_restricted(row.id)

    # --- the glass ---
    def check_glass(self, row: desk.ConversationRow, colleague: ColleagueId) -> None:
        """Raise Restricted if a conversation is, and this colleague has not broken its glass within half an hour.

        NotCertified, if it is about a sensitive matter that this colleague holds no care certificate for.
        """
        restricted = self.is_restricted(row)
        if not restricted and self.is_certified(row, colleague):
            return
        if privacy.glass_open(row.id, colleague, self.now()):
            return
        way = f"open /desk/c/{row.id}/glass and say why you must see it"
        if restricted:
            raise Restricted(f"this conversation is restricted; {way}")
        raise NotCertified(f"this is a sensitive matter, and you hold no care certificate for it; {way}")

    def is_certified(self, row: desk.ConversationRow, colleague: ColleagueId) -> bool:
        """Whether a colleague may read a conversation as far as care certificates say.

        Who took it over in an emergency, with a reason, keeps it as long as they have it: nobody is cut off in the middle.
        """
        topic, who = sensitive.open_concern(row.id, self.now()), identity.colleague(colleague)
        if topic == "none" or (who is not None and open_to(who, (topic,), self.now())):
            return True
        return row.state == State.PERSON and row.assignee == colleague and privacy.ever_broken(row.id, colleague)

    def who_may_open(self, conversation: ConversationId, colleague: ColleagueId) -> tuple[Colleague, ...] | None:
        """Return who may answer in a sensitive conversation, for one who may not open it; None where no matter closes it."""
        self.colleague_who_may(colleague, "read")
        row, at = desk.conversation(conversation), self.now()
        if self.is_restricted(row) or self.is_certified(row, colleague):
            return None
        return openers(sensitive.open_concern(conversation, at), at)

    def may_open(self, row: desk.ConversationRow, colleague: ColleagueId) -> bool:
        """Whether this colleague may open a conversation now: a search finds nothing that they may not."""
        try:
            self.check_glass(row, colleague)
        except Restricted:
            return False
        return True

    def break_glass(self, conversation: ConversationId, colleague: ColleagueId, reason: str) -> None:
        """Open a conversation for half an hour that is closed to a colleague: the officer and the customer are told.

        Closed: it is restricted, or about a sensitive matter that they hold no care certificate for. Raises BadInput
        without a reason; does nothing where it is open to them.
        """
        who, why, at = self.colleague_who_may(colleague, "read"), checked_reason(reason), self.now()
        with writing():
            row, id = desk.conversation(conversation, hold=True), new_id()
            if not self._is_closed_to(row, colleague):
                return
            sealed = seal(self.keys.of(row.customer), why.encode(), place_of_glass(id))
            privacy.break_glass(
                Glass(
                    id,
                    conversation,
                    row.customer,
                    colleague,
                    str(who.role),
                    who.work_name,
                    at,
                    at + GLASS_LASTS,
                    sealed,
                )
            )
            self.memory.add_deed(at, "glass_broken", "person", {"glass": id, "by": int(colleague)})
        self.pulse.beat()

    def needs_glass(self, conversation: ConversationId, colleague: ColleagueId) -> bool:
        """Whether a colleague must break the glass to see a conversation. Raises NotFound."""
        self.colleague_who_may(colleague, "read")
        return self._is_closed_to(desk.conversation(conversation), colleague)

    def _is_closed_to(self, row: desk.ConversationRow, colleague: ColleagueId) -> bool:
        try:
            self.check_glass(row, colleague)
        except Restricted:
            return True
        return False

    def glasses(self, officer: ColleagueId) -> tuple[BrokenGlass, ...]:
        """Return the glasses that were broken, for a privacy officer: unread ones first."""
        self.colleague_who_may(officer, "watch_glass")
        alone = sum(may(each.role, "watch_glass") for each in identity.colleagues()) == 1
        return tuple(
            BrokenGlass(glass, self._reason(glass), may_acknowledge(glass, officer, alone))
            for glass in privacy.glasses()
        )

    def _reason(self, glass: Glass) -> str:
        """Return the reason a glass was broken for; "" where it cannot be opened: being forgotten, or damaged."""
        try:
            return unseal(self.keys.of(glass.customer), glass.sealed, place_of_glass(glass.id)).decode()
        except (KeyDestroyed, Tampered):
            return ""

    def unread_glasses(self) -> int:
        """Return how many broken glasses no officer has read: a figure for the header of their pages."""
        return privacy.unread_glasses()

    def acknowledge_glass(self, id: str, officer: ColleagueId) -> None:
        """Keep that an officer looked into a broken glass. Raises Refused for one's own, NotFound for none."""
        shown = next((each for each in self.glasses(officer) if each.glass.id == id), None)
        if shown is None:
            raise NotFound("there is no such entry")
        if shown.glass.seen_at is None and not shown.may_acknowledge:
            raise Refused("this one is your own; another officer must look into it")
        at = self.now()
        with writing():
            if privacy.acknowledge(id, officer, at):
                self.memory.add_deed(at, "glass_read", "person", {"glass": id, "by": int(officer)})
        self.pulse.beat()


def place_of_glass(id: str) -> str:
    """Return where the sealed reason for breaking a glass belongs."""
    return f"privacy_glass|{id}"
