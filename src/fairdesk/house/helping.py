"""What helps a customer: kept sealed with their explicit consent, read by themselves and by whoever may answer them."""

from __future__ import annotations

from fairdesk.consent import accommodations
from fairdesk.consent import records as consent
from fairdesk.consent.accommodations import Helps
from fairdesk.consent.purposes import Purpose
from fairdesk.database import writing
from fairdesk.house.consenting import ConsentSide
from fairdesk.identity import records as identity
from fairdesk.nouns import CustomerId
from fairdesk.privacy.keys import seal, unseal


class HelpingSide(ConsentSide):
    """The part of the house that knows what helps a customer."""

    def keep_helps(self, customer: CustomerId, what: Helps, *, language: str, seen: str = "") -> None:
        """Keep what helps a customer, which says yes to keeping it; nothing at all takes it back.

        *seen* is the version of the notice that stood on the page, as for `choose`.
        """
        self.choose(customer, Purpose.ACCOMMODATE, bool(what), language=language, seen=seen)
        if not what:
            return
        at = self.now()
        sealed = seal(self.keys.of(customer), accommodations.written(what), place_of_helps(customer))
        with writing():
            identity.hold_customer(customer)
            # Read again: who said no in another window meanwhile is not overruled by this one.
            if consent.may_use_words(customer, Purpose.ACCOMMODATE):
                consent.keep_helps(customer, sealed, at, at + accommodations.KEPT_FOR)

    def helps(self, customer: CustomerId | None) -> Helps:
        """Return what helps a customer: for themselves, and for the person who answers them."""
        kept = consent.sealed_helps(customer, self.now()) if customer else None
        if customer is None or kept is None:
            return Helps()
        return accommodations.read(unseal(self.keys.of(customer), kept, place_of_helps(customer)))


def place_of_helps(customer: CustomerId) -> str:
    """Return where what helps a customer belongs, sealed."""
    return f"consent_accommodation|{customer}"
