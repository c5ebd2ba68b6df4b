"""What a withdrawal reached: a report for the customer, store by store, with the moment and how much was stopped.

    Withdrawal(Purpose.AI_ANSWER, at, (Reached("desk_conversation", 1, at),))

A store is named by its table; pages say it in the customer's words (`STORES`). Others who work for the company (a
connector to another system) are named as they are configured, and stay "asked" until they confirm.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairdesk.consent.purposes import Purpose
from fairdesk.language import gettext_noop

WITHIN = timedelta(seconds=60)
"""Every store of ours is reached, and every other asked and answered, within this time; later it is an incident."""

STORES = {
    "desk_conversation": gettext_noop("Conversations that people have taken over"),
    "desk_arrival": gettext_noop("Messages that people answer instead"),
    "desk_outbox": gettext_noop("Answers of the assistant that are not sent"),
    "flows_state": gettext_noop("Tasks that the assistant took you through: ended"),
    "flows_errand": gettext_noop("What was still to be done for you: a person looks at it"),
    "consent_accommodation": gettext_noop("What helps you: deleted"),
    "fairness_disclosed": gettext_noop("What you told us of yourself: deleted"),
    "oversight_answer_review": gettext_noop("Reviews of answers you got: deleted"),
}
"""Each store a withdrawal may reach, in words for customers (msgids)."""

NOTHING_IN_USE = gettext_noop("Nothing was in use. There was nothing to stop.")


@dataclass(frozen=True, slots=True)
class Reached:
    """A store that was reached: how many rows were deleted or uses stopped, and when; None: asked, not confirmed yet."""

    store: str
    count: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A purpose that was taken back, when, and every store that was asked, in the order in which it was."""

    purpose: Purpose
    at: datetime
    reached: tuple[Reached, ...]

    @property
    def waits(self) -> int:
        """How many have not confirmed yet."""
        return sum(one.at is None for one in self.reached)

    def late(self, now: datetime) -> bool:
        """Whether somebody has not confirmed within the promised time."""
        return bool(self.waits) and now - self.at > WITHIN


def together(parts: Sequence[Withdrawal]) -> Withdrawal:
    """Return one person's withdrawals of a purpose, said in one moment in every place of theirs, as one: numbers added up."""
    reached: dict[str, Reached] = {}
    for one in (each for part in parts for each in part.reached):
        before = reached.get(one.store, Reached(one.store, 0, one.at))
        confirmed = None if before.at is None or one.at is None else max(before.at, one.at)
        reached[one.store] = Reached(one.store, before.count + one.count, confirmed)
    return Withdrawal(parts[0].purpose, parts[0].at, tuple(reached.values()))


def written(done: Withdrawal) -> str:
    """Return a withdrawal as it is kept."""
    reached = [[one.store, one.count, one.at and one.at.isoformat()] for one in done.reached]
    return json.dumps({"v": 1, "purpose": done.purpose, "at": done.at.isoformat(), "reached": reached})


def read_withdrawal(kept: str) -> Withdrawal:
    """Return the withdrawal that `written` wrote down."""
    told = json.loads(kept)
    reached = tuple(Reached(s, n, datetime.fromisoformat(at) if at else None) for s, n, at in told["reached"])
    return Withdrawal(Purpose(told["purpose"]), datetime.fromisoformat(told["at"]), reached)
