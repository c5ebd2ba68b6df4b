"""Instead of waiting here, a customer is called or written to: they keep their place, and the number goes with the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.hours import hours_of
from fairdesk.desk.later import (
    CALL,
    EMAIL,
    Later,
    Offer,
    Window,
    call_windows,
    is_missed,
    read_number,
    window_in_words,
    windows,
)
from fairdesk.desk.records import later
from fairdesk.desk.timeline import State
from fairdesk.house.colleagues import ColleagueSide
from fairdesk.house.customers import CustomerSide
from fairdesk.identity.contact import MAY, Occasion, Wishes, may_call
from fairdesk.identity.records import hidden
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, Fact, Overtaken, Refused, Voice
from fairdesk.privacy.keys import seal, unseal

HIDDEN = "hidden"
"""Why nothing is offered in a hidden conversation: nothing ever leaves about it."""


class CalledBack(CustomerSide, ColleagueSide):
    """The part of the house that lets people reach a customer who does not wait."""

    # --- the customer ---
    def may_choose(self, conversation: ConversationId, customer: CustomerId) -> Offer:
        """Return what a customer may choose instead of waiting. Raises NotFound for a stranger."""
        row, at = self.own(conversation, customer), self.now()
        spans, company = call_windows(self.settings.call_back), self.knowing.company()
        wishes = self._wishes_of(row.customer)
        held = HIDDEN if hidden.is_hidden(row.customer) else _never(wishes, at)
        if held:
            return Offer(bool(spans), (), "", held)
        found = windows(
            spans,
            hours_of(company),
            company.time_zone or "UTC",
            at,
            later.promised(self.settings.calls_in_a_window),
            lambda window: may_call(wishes, window.begins, window.ends) == MAY,
        )
        return Offer(bool(spans), found, self._address_for(row.customer, at))

    def _address_for(self, customer: CustomerId, at: datetime) -> str:
        given = self._open_addresses(customer, Occasion.SERVICE, at)
        return self.open_address(given[0]) if given else ""

    def ask_for_call(self, conversation: ConversationId, customer: CustomerId, named: str, typed: str) -> None:
        """Promise a call in the window of that name, in place of what was chosen before; the place in the line stays.

        Raises BadInput for what is no number, Overtaken for a window that is not offered any more, Refused where nobody
        was asked for. The same again is harmless.
        """
        number, at = read_number(typed), self.now()
        with writing():
            row, offer = self._for_people(conversation, customer), self.may_choose(conversation, customer)
            kept = later.chosen(conversation)
            mine = [kept.window] if kept and kept.window and kept.window.ends > at else []
            window = next((each for each in (*offer.windows, *mine) if each.name == named), None)
            if offer.held or window is None:
                raise Overtaken("nobody calls at that time any more; choose another one")
            key = self.keys.of(row.customer)
            if not (kept and kept.window == window):
                self._note_choice(row, at, "asked_for_call", _written(window))
            later.choose(conversation, CALL, at, window, seal(key, number.encode(), place_of_number(conversation)))
        self.pulse.beat()

    def ask_for_email(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Write to the customer's proved address when a person has answered. Raises Refused where no letter may go."""
        at = self.now()
        with writing():
            row, kept = self._for_people(conversation, customer), later.chosen(conversation)
            if not self.may_choose(conversation, customer).address:
                raise Refused("no letter may go to an address of yours; give us one and prove it with a code first")
            if kept is None or kept.how != EMAIL:
                later.choose(conversation, EMAIL, at, None, b"")
                self._note_choice(row, at, "asked_for_email")
        self.pulse.beat()

    def wait_here(self, conversation: ConversationId, customer: CustomerId) -> None:
        """Take back what was chosen; the number is deleted. Again: harmless."""
        at = self.now()
        with writing():
            row = self.own(conversation, customer, hold=True)
            if later.drop(conversation):
                self._note_choice(row, at, "waits_here")
        self.pulse.beat()

    def _for_people(self, conversation: ConversationId, customer: CustomerId) -> desk.ConversationRow:
        row = self.own(conversation, customer, hold=True)
        if row.state not in (State.WAITING, State.PERSON):
            raise Refused("nobody was asked for yet; ask for a person first")
        return row

    def _note_choice(
        self, row: desk.ConversationRow, at: datetime, code: str, values: Mapping[str, Fact] | None = None
    ) -> None:
        self.memory.add_event(row.id, self.keys.of(row.customer), at, code, actor="customer", values=values)
        desk.change(row.id, at, overtakes=False)

    def _wishes_of(self, customer: CustomerId) -> tuple[Wishes, ...]:
        return tuple(self.wishes_of_person(customer).values())

    # --- colleagues ---
    def later_of(self, row: desk.ConversationRow, colleague: ColleagueId | None = None) -> Later | None:
        """Return what was chosen in a conversation; the number for whoever has it alone, and only if we may call."""
        kept = later.chosen(row.id)
        if kept is None:
            return None
        wishes, at = self._wishes_of(row.customer), self.now()
        held = _never(wishes, at) or ("" if kept.how == CALL or self._address_for(row.customer, at) else "no_address")
        has_it = colleague is not None and row.state == State.PERSON and row.assignee == colleague
        number = ""
        if kept.sealed and has_it and not held:
            number = unseal(self.keys.of(row.customer), kept.sealed, place_of_number(row.id)).decode()
        quiet = any(wish.neutral for wish in wishes)
        if kept.window is None:
            return Later(kept.how, None, number, held, kept.tried, quiet)
        missed = is_missed(kept.window, kept.tried, at)
        return Later(kept.how, kept.window, number, held, kept.tried, quiet, missed, kept.window.ends + self._keeps)

    @property
    def _keeps(self) -> timedelta:
        """How long after its window the number of a call may stay."""
        return timedelta(days=self.settings.call_number_days)

    def later_in_words(self, conversations: Sequence[ConversationId]) -> Mapping[ConversationId, str]:
        """Return what was chosen in each of several conversations, as a list of the desk says it."""
        zone, at = self.knowing.company().time_zone or "UTC", self.now()
        return {
            id: _in_a_list(kept.window, kept.tried, zone, at) for id, kept in later.chosen_in(conversations).items()
        }

    def called(self, conversation: ConversationId, colleague: ColleagueId, reached: bool) -> None:
        """Say what became of a call: the number goes once the customer was reached, and stays for another try if not."""
        who, at = self.colleague_who_may(colleague, "reply"), self.now()
        with writing():
            row, kept = self.mine(conversation, colleague), later.chosen(conversation)
            if kept is None or kept.how != CALL:
                raise Overtaken("the customer waits for no call any more")
            self.memory.add_event(
                conversation, self.keys.of(row.customer), at, "called_back", actor="person", author=colleague,
                who=who.work_name, values={"reached": reached},
            )  # fmt: skip
            if reached:
                later.drop(conversation)
            else:
                later.tried(conversation)
            desk.change(conversation, at, overtakes=False)
        self.pulse.beat()

    # --- the clock ---
    def calls_overdue(self) -> tuple[ConversationId, ...]:
        """Return where something must be said of a call, or its number must go."""
        return later.overdue(self.now(), self.now() - self._keeps)

    def tend_call(self, conversation: ConversationId) -> None:
        """Say once that nobody called in time; delete the number of a call whose days are over. Again: harmless.

        A crash before the commit leaves all as it was, and the next round does it.
        """
        at = self.now()
        with writing():
            row, kept = desk.conversation(conversation, hold=True), later.chosen(conversation)
            if kept is None or kept.window is None:
                return
            key = self.keys.of(row.customer)
            if at >= kept.window.ends + self._keeps:
                later.drop(conversation)
                self.memory.add_event(conversation, key, at, "number_let_go")
            elif (
                is_missed(kept.window, kept.tried, at)
                and not kept.told
                and not _never(self._wishes_of(row.customer), at)
            ):
                later.told(conversation, self.memory.add_event(conversation, key, at, "call_missed"))
            else:
                return
            desk.change(conversation, at, overtakes=False)
        self.pulse.beat()

    def check_called(self, row: desk.ConversationRow) -> None:
        """Raise Refused while a customer waits for a call that nobody has tried, though we may call."""
        waits = self.later_of(row)
        if waits and waits.how == CALL and not waits.tried and not waits.held:
            raise Refused("the customer waits for a call; call first, then close the conversation")

    def tell_by_email(self, row: desk.ConversationRow, at: datetime) -> None:
        """Write to a customer who does not wait here that a person answered: once until they write again. In a transaction."""
        kept = later.chosen(row.id)
        if kept is None or kept.how != EMAIL:
            return
        if kept.told and not any(line.voice is Voice.CUSTOMER for line in desk.items(row.id, kept.told)):
            return
        number = desk.conversation(row.id).items
        self.write_letter(row.customer, "answered", {"link": f"/c/{row.id}"}, at, once=f"answered-{row.id}-{number}")
        later.told(row.id, number)


def _never(wishes: tuple[Wishes, ...], at: datetime) -> str:
    """Return why nobody may call or write at any hour, or ""."""
    code = may_call(wishes, at, at)
    return "" if code == MAY else code


def _in_a_list(window: Window | None, tried: int, zone: str, at: datetime) -> str:
    """Return what was chosen as a list of the desk says it."""
    if window is None:
        return "answer by e-mail"
    if is_missed(window, tried, at):
        return "call missed: call now"
    return f"call {window_in_words(window, 'en', zone, at)}"


def _written(window: Window) -> Mapping[str, Fact]:
    return {"begins": window.begins.isoformat(), "ends": window.ends.isoformat()}


def place_of_number(conversation: ConversationId) -> str:
    """Return where the number of a call belongs: it opens nowhere else."""
    return f"desk_later|{conversation}"
