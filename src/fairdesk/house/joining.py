"""What holds for a person whose places were joined: the strictest of what was chosen in any of them, read anew each time.

Nothing is copied when places are joined, so that taking them apart leaves each as it was.
"""

from __future__ import annotations

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Purpose, standing
from fairdesk.identity import records as identity
from fairdesk.identity.merging import strictest
from fairdesk.nouns import CustomerId


def ai_choice(customer: CustomerId) -> str:
    """Return told, allowed or refused: may the assistant answer this person?"""
    return strictest(consent.ai_choice(each) for each in identity.same_person(customer))


def standing_of(customer: CustomerId, purpose: Purpose) -> str:
    """Return where a purpose stands for this person.

    A place where nothing was chosen says nothing against a yes given in another: the two are one person's.
    """
    chosen = [last.choice for each in identity.same_person(customer) if (last := consent.state(each).get(purpose))]
    return strictest(standing(purpose, choice) for choice in chosen) if chosen else standing(purpose, None)
