"""Mask texts that belong to no conversation: for tools that only want this part of the desk.

from fairdesk import mask

masked = mask("I am ana@example.org, card 4111 1111 1111 1111")
masked.text              # "I am [EMAIL_1], card [CARD_1 Visa ending 1111]"
masked.spans             # ((5, 20, "EMAIL"), (27, 46, "CARD")): places in the text you gave
masked.restore(reply)    # puts the values back, for the person whose text it was

Nothing is kept, no data folder is needed and no network is used. Names, addresses and places are found as well as
the detector of this desk finds them; docs/privacy.md says how well.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from fairdesk.nouns import BadInput, MaskedText, RawText, Unavailable
from fairdesk.privacy import mask as masking
from fairdesk.privacy.detect import Detector, default_detector
from fairdesk.privacy.mask import Vault

LONGEST_SECONDS = 60.0
"""A text may take this long here, where nobody waits for an answer and a machine may be slow; a desk's own limit
(`mask_seconds`, 50 ms) is far shorter."""


class Place(NamedTuple):
    """Where something was hidden: characters `start` to `end` (exclusive) of the text that was given, and its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders, and the places in the given text that they stand for."""

    text: MaskedText
    spans: tuple[Place, ...]
    _vault: Vault = field(repr=False, compare=False)

    def restore(self, reply: str) -> str:
        """Return *reply* with the placeholders of this text replaced by their values."""
        return masking.restore(reply, self._vault)


def mask(text: str, language: str = "en", *, today: date | None = None, detector: Detector | None = None) -> Masked:
    """Mask one text; equal values get the same placeholder.

    *today* lets a date of birth say whether it is a minor's; without it only the date is hidden.
    Raises BadInput if *text* is no text, Unavailable if the detector failed: then nothing of it may be passed on.
    """
    if not isinstance(text, str):
        raise BadInput(f"only text can be masked, and this is {type(text).__name__}")
    found_by = detector or _detector()
    asked, vault = masking.mask(RawText(text), language, Vault.empty(), found_by, LONGEST_SECONDS, today=today)
    if asked.failure:
        raise Unavailable(f"this text could not be masked ({asked.failure}); do not pass it on")
    return Masked(asked.text, tuple(Place(one.start, one.end, one.kind) for one in asked.hidden), vault)


@cache
def _detector() -> Detector:
    return default_detector()
