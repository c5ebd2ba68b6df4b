"""What holds for a person whose places were joined: the strictest of what was chosen in any of them, read anew each time.

Nothing is copied when places are joined, so that taking them apart leaves each as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose, may_use, standing
from fairdesk.identity import records as identity
from fairdesk.identity.merging import strictest
from fairdesk.nouns import ConversationId, CustomerId
from fairdesk.privacy import records as privacy
from fairdesk.privacy.restriction import Restriction, covers_any


@dataclass(frozen=True, slots=True)
class Person:
    """One person as they stand now; their places are looked up once, for all that is asked together."""

    places: tuple[CustomerId, ...]

    def ai_choice(self) -> str:
        """Return told, allowed or refused: may the assistant answer this person?"""
        return strictest(consent.ai_choice(each) for each in self.places)

    def lets_remember(self) -> bool:
        """Whether what helped this person before may shape an answer: they said yes in a place, and no in none."""
        chosen = [latest for each in self.places if (latest := consent.latest(each, Purpose.PERSONALISE))]
        return bool(chosen) and all(may_use(Purpose.PERSONALISE, latest) for latest in chosen)

    def is_restricted(self, conversation: ConversationId) -> bool:
        """Whether a conversation of theirs may only be stored; of "": whether all of it may."""
        return covers_any(privacy.restrictions(*self.places), conversation)


def person(customer: CustomerId) -> Person:
    """Return the person a customer is, with every place of theirs."""
    return Person(identity.same_person(customer))


def ai_choice(customer: CustomerId) -> str:
    """Return told, allowed or refused: may the assistant answer this person?"""
    return person(customer).ai_choice()


def standing_of(customer: CustomerId, purpose: Purpose) -> str:
    """Return where a purpose stands for this person.

    A place where nothing was chosen says nothing against a yes given in another: the two are one person's.
    """
    chosen = [last.choice for each in identity.same_person(customer) if (last := consent.state(each).get(purpose))]
    return strictest(standing(purpose, choice) for choice in chosen) if chosen else standing(purpose, None)


def restrictions_in_force() -> tuple[Restriction, ...]:
    """Return every restriction; one of all that is a customer's stands once for each place of the same person."""
    return tuple(each for kept in privacy.restrictions() for each in _in_every_place(kept))


def _in_every_place(kept: Restriction) -> Iterator[Restriction]:
    places = (kept.customer,) if kept.conversation else identity.same_person(kept.customer)
    return (replace(kept, customer=place) for place in places)
