"""How a customer's choices stand, as the page of choices and the API show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Choice, Purpose, Standing, about, standing
from fairdesk.consent.receipts import Chosen
from fairdesk.consent.signal import METHOD, refused_by_signal
from fairdesk.consent.withdrawal import Withdrawal


@dataclass(frozen=True, slots=True)
class Stand:
    """One purpose for one customer: the words shown now, where it stands, every choice (newest first), what a no reached."""

    notice: Notice
    standing: Standing
    basis: str
    days: int
    history: tuple[Chosen, ...] = ()
    withdrawal: Withdrawal | None = None
    by_signal: bool = False
    """It stands refused because the customer's browser asks so."""

    @property
    def name(self) -> str:
        """The purpose's name."""
        return self.notice.name

    @property
    def latest(self) -> Chosen | None:
        """The choice that holds."""
        return self.history[0] if self.history else None


def stand(
    purpose: Purpose,
    notice: Notice,
    history: Sequence[Chosen],
    withdrawals: Mapping[Purpose, Withdrawal],
    *,
    signal: bool,
) -> Stand:
    """Return where a purpose stands. *history* is all the customer chose, oldest first; *signal*: their browser sends one.

    A browser that is nobody's yet and sends the signal is shown what will be kept with its first choice or message.
    """
    mine = tuple(reversed([one for one in history if one.purpose is purpose]))
    asked = signal and purpose in refused_by_signal(history)
    what, latest = about(purpose), mine[0] if mine else None
    refused = Choice.REFUSED if asked else (latest.choice if latest else None)
    reached = withdrawals.get(purpose) if latest and latest.choice is not Choice.GRANTED else None
    by_signal = asked or (latest is not None and latest.method == METHOD)
    return Stand(notice, standing(purpose, refused), what.basis, what.days, mine, reached, by_signal)
