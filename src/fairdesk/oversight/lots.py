"""A week's answers of a topic: the shapes that records, house and board share. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdesk.nouns import ColleagueId
from fairdesk.oversight.acceptance import EVERY, Plan, Standing, passing
from fairdesk.oversight.estimating import DOUBT, Looked, estimate

WEEKS_TOGETHER = timedelta(days=14)
"""Weeks with too few answers are put together, up to this: what is older may soon not be looked at any more."""
THE_LOTS = ColleagueId(-1)
"""Who stopped a topic whose lot was rejected: no colleague has this number, and a broken promise is another's."""
NAME = "weekly acceptance"
SAMPLES = {"all": EVERY, "125": 125, "200": 200}
"""What the guideline `acceptance` calls a sample; of "none" there is no lot."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot, as it is kept. `answers`: all that were given; `readable`: those that may be looked at.

    `version`: of the guideline that said how many are.
    """

    id: str
    topic: str
    topics: str
    start: datetime
    end: datetime
    drawn_at: datetime
    answers: int
    readable: int
    plan: Plan
    version: str
    strata: tuple[Looked, ...]
    standing: Standing = Standing.OPEN
    judged_at: datetime | None = None
    reviewed: int = 0
    wrong: int = 0
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A draft of a lot that is looked at: to judge the lot, for its risk, or for both. `stratum`: "" if it was not sent."""

    stratum: str
    judges: bool = False
    risky: bool = False
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot on the board, in words."""

    topic: str
    start: datetime
    end: datetime
    answers: int
    readable: int
    looked_at: str
    wrong: str
    standing: Standing
    error: str
    """The share of wrong answers among all that may be looked at, with its interval; "" while too few were."""
    strata: Sequence[Looked]


def week_begins(at: datetime, zone: str) -> datetime:
    """Return when the week of a moment began: Monday at midnight by the clocks of a time zone."""
    here = at.astimezone(ZoneInfo(zone or "UTC"))
    monday = here.date() - timedelta(days=here.weekday())
    return datetime.combine(monday, time(), here.tzinfo)


def as_dict(lot: Lot) -> dict[str, object]:
    """Return a lot as JSON tells it, with the chances of its plan."""
    found = estimate(lot.strata)
    return {
        "id": lot.id, "topic": lot.topic, "from": lot.start.isoformat(), "to": lot.end.isoformat(), "answers": lot.answers,
        "readable": lot.readable, "sample": lot.plan.sample, "most_wrong": lot.plan.most_wrong, "reviewed": lot.reviewed,
        "wrong": lot.wrong, "standing": lot.standing.value,
        "error": found and {"share": found.value, "low": found.low, "high": found.high, "confidence": 1 - DOUBT},
        "strata": [
            {"name": each.name, "answers": each.size, "reviewed": each.reviewed, "wrong": each.wrong} for each in lot.strata
        ],
        "passes": dict(passing(lot.plan)), "guideline": lot.version,
    }  # fmt: skip


def told(lot: Lot) -> LotRow:
    """Return a lot as the board shows it."""
    found = estimate(lot.strata)
    error = f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})".replace("%", " %") if found else ""
    return LotRow(
        lot.topic, lot.start, lot.end, lot.answers, lot.readable, f"{lot.reviewed} of {lot.plan.sample}",
        f"{lot.wrong}, at most {lot.plan.most_wrong}", lot.standing, error, lot.strata,
    )  # fmt: skip
