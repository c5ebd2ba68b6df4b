"""Forgets a customer: the key first, then every row of every room, then the log of the file. The ledger still proves.

Each step can be repeated, so a crash between two leaves only work for the next round. The ledger's entries stay, as
they hold nobody's words; the act that erased lists the acts whose records are gone, so that verification can tell what
was erased from what somebody took away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fairdesk.attachments import records as attachments
from fairdesk.consent import records as consent
from fairdesk.database import empty_the_log, micros, rows, writing
from fairdesk.desk import records as desk
from fairdesk.fairness.records import disclosed as told_groups
from fairdesk.flows import records as flows
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.identity import records as identity
from fairdesk.identity.records import hidden, letters
from fairdesk.nouns import CustomerId
from fairdesk.oversight import records as oversight
from fairdesk.privacy import records as privacy
from fairdesk.privacy.retention import gone_before
from fairdesk.replay import records as replay
from fairdesk.rights import records as rights
from fairdesk.sensitive import records as sensitive

ROOMS = (sensitive, consent, oversight, told_groups, rights, flows, attachments, privacy, desk, replay, identity)
"""Every room that has rows about a customer; each offers holdings(customer) and forget(customer)."""


def forget(house: Books, customer: CustomerId, reason: str) -> int:
    """Destroy a person's keys and rows, in every place that was joined, and return how many rows there were."""
    places = identity.same_person(customer)
    gone = forget_hidden(house, places, reason)
    # The place that was named comes last: after a crash it still leads to those that are left.
    return gone + sum(forget_place(house, each, reason) for each in reversed(places))


def forget_hidden(house: Books, places: tuple[CustomerId, ...], reason: str) -> int:
    """Forget what was hidden from some places too, but for what a legal hold keeps; return how many rows there were.

    Each in a deed of its own: nothing that tells of an erasure to the shared place counts what was hidden from it.
    """
    mine = hidden.hidden_from(*places)
    held = {hold.customer for hold in rights.holds_on(*mine)} if mine else set()
    return sum(forget_place(house, each, reason) for each in mine if each not in held)


def forget_place(house: Books, customer: CustomerId, reason: str) -> int:
    """Destroy the key and the rows of one place, and return how many rows there were."""
    at, written = house.now(), letters.ids_of(customer)
    house.keys.destroy(customer, at)
    # A crash here leaves rows that nothing can open; whoever asked for this finds them and asks again.
    with writing():
        identity.hold_customer(customer)  # an import or a choice that is being kept for them goes first, and goes too
        acts = [act for (act,) in rows(_ACTS, customer, customer)]
        gone = sum(int(room.forget(customer)) for room in ROOMS)
        house.memory.add_deed(at, "erased", "house", {"acts": " ".join(acts), "reason": reason, "rows": gone})
    house.take_back(written)
    empty_the_log()
    house.pulse.beat()
    return gone


_ACTS = """
    SELECT act FROM desk_turn WHERE conversation_id IN (SELECT id FROM desk_conversation WHERE customer_id = %s)
    UNION ALL
    SELECT id FROM desk_item WHERE act = ''
        AND conversation_id IN (SELECT id FROM desk_conversation WHERE customer_id = %s)
    ORDER BY 1
"""


_NOTHING_LEFT = """
    SELECT id FROM identity_customer c WHERE created_at < %s
    AND NOT EXISTS (SELECT 1 FROM desk_conversation d WHERE d.customer_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM replay_conversation r WHERE r.customer_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM consent_served s WHERE s.customer_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM consent_choice h WHERE h.customer_id = c.id)
"""
"""Customers of whom no conversation and no choice is kept, and who came first a while ago."""


def forget_what_is_due(
    house: Books, at: datetime, days: int | None = None, imported: int | None = None, by: str = ""
) -> int:
    """Forget the customers whose last conversation is older than the notice promises; return how many.

    *days* and *imported* are what the guideline `retention` says of each, which may be shorter than the promise and
    never longer; *by* names its version and rules, and stands in each deed: a crash before the last leaves none unexplained.

    Who is kept back by a legal hold, or has an open request, goes when that is over. What is restricted stays: it may
    only be stored, and to delete it is more than that (GDPR Articles 18(2) and 4(2)).
    """
    before = gone_before("conversations", at, days)
    old = desk.customers_silent_since(before)
    # Who is known from past conversations alone is forgotten some time after the import.
    past = replay.imported_before(gone_before("imported", at, imported))
    old += [one for one in past if not desk.conversations_of(one)]
    # So is whoever has none of them any more: a later file gave them to somebody else.
    empty = {CustomerId(one) for (one,) in rows(_NOTHING_LEFT, micros(before))}
    # Not a place that only holds the address of somebody who writes from another one.
    old += [one for one in sorted(empty) if {*identity.same_person(one)} <= {one, *empty, *old}]
    # Who only chose something and never wrote is forgotten after the same time.
    old += [one for one in consent.customers_silent_since(before) if not desk.conversations_of(one)]
    kept_back = kept_back_of(old)
    due = [customer for customer in dict.fromkeys(old) if customer not in kept_back]
    for customer in due:
        forget_place(house, customer, f"kept as long as promised {by}".strip())
    return len(due)


def forget_imports_due(
    house: Books, at: datetime, days: int | None = None, by: Mapping[str, str] | None = None
) -> int:
    """Delete each past conversation whose own import is older than promised, of customers who stay; return how many.

    They stay for what else they wrote, or for what was imported later. Who is kept back keeps all of it. The deed, in the
    same transaction, names the guideline's version and rules (*by*).
    """
    due = replay.due_conversations(gone_before("imported", at, days))
    kept_back = kept_back_of([customer for _, customer in due])
    going = [id for id, customer in due if customer not in kept_back]
    if not going:
        return 0
    with writing():
        for customer in sorted({who for _, who in due}):
            identity.hold_customer(customer)  # an import or a restriction of theirs has ended, or waits for this
        kept_back = kept_back_of([customer for _, customer in due])
        still = {id for id, _ in replay.due_conversations(gone_before("imported", at, days))}
        going = [id for id, customer in due if customer not in kept_back and id in still]
        if not going:
            return 0
        for id in going:
            replay.forget_conversation(id)
        house.memory.add_deed(at, "retention_swept", "house", {"imported": len(going), **(by or {})})
    empty_the_log()
    return len(going)


def kept_back_of(customers: Sequence[CustomerId]) -> frozenset[CustomerId]:
    """Return those of *customers* whom time alone does not touch: held, with an open request, or restricted."""
    restricted = {each.customer for each in restrictions_in_force()}
    return rights.kept_back(customers) | restricted.intersection(customers)
