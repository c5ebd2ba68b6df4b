"""Global Privacy Control: what a browser's `Sec-GPC: 1` means here, and when a customer's own yes prevails.

    refused_by_signal(history)      the purposes to refuse now, because the browser asks and nobody said otherwise since

The signal is "1" or it is not there; its absence is no consent (W3C, Global Privacy Control, working draft, section 3).
It asks not to sell or share. This desk does neither, and reads it more broadly: every use beyond the answer itself.

Precedence (California, 11 CCR section 7025(c)(3): a signal that conflicts with an earlier setting is processed as an
opt-out; a consent given afterwards, by somebody told of the conflict, may prevail for as long as the person is known):
- the first signal of a customer refuses each purpose, and takes an earlier yes back;
- a yes said after that, on a page that shows the signal, holds although the browser goes on sending it;
- a no said by anybody at any time holds, and the signal adds nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from fairdesk.consent.purposes import SIGNAL_REFUSES, Choice, Purpose
from fairdesk.consent.receipts import Chosen

METHOD = "gpc"
HEADER = "Sec-GPC"
SUPPORT = {"gpc": True, "lastUpdate": "2025-07-10"}
"""What /.well-known/gpc.json says: that the signal is honoured, as the working draft of that day asks."""


def asks_not_to(header: str | None) -> bool:
    """Whether the header's value is the signal. Any other value is none (specification, section 3.2)."""
    return header == "1"


def refused_by_signal(history: Iterable[Chosen]) -> tuple[Purpose, ...]:
    """Return the purposes that a signal refuses now; *history* is every choice of the customer, oldest first."""
    chosen = list(history)
    signalled = {one.purpose for one in chosen if one.method == METHOD}
    latest = {one.purpose: one.choice for one in chosen}
    return tuple(
        purpose
        for purpose in SIGNAL_REFUSES
        if purpose not in signalled and latest.get(purpose) in {None, Choice.GRANTED}
    )
