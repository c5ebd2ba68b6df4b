"""Say what is wrong with an article: nobody is answered from it, it expires, it is hard to read, it does not help.

Shares and counts of fewer than FEWEST customers are not told. How hard a text is to read is measured elsewhere and handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fairdesk.answers.gaps import FEWEST

LOOKED_BACK = timedelta(days=90)
SOON = timedelta(days=30)
HARD = 50.0
"""LIX from which on a text is hard to read: beyond what newspapers print."""


@dataclass(frozen=True, slots=True)
class Used:
    """An article in force and what became of it: its dates, its LIX (None: not measured), who was answered from it.

    `since` is the first day that was looked at; `answers` were sent since then, to `customers`, of which `unhelpful`
    answers did not help.
    """

    id: str
    language: str
    title: str
    owner: str
    in_force_since: date
    valid_until: date | None
    lix: float | None
    answers: int = 0
    customers: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with something to mend. `says` are sentences; `unhelpful` is the share of its answers, None: too few."""

    id: str
    language: str
    title: str
    owner: str
    says: tuple[str, ...]
    unhelpful: float | None


def judged(articles: Iterable[Used], since: date, today: date) -> tuple[Judged, ...]:
    """Return the articles with something to mend: those that most often did not help first, then by what is wrong.

    *since* is the first day whose answers were looked at: an article newer than that is not called unused.
    """
    each = (_judge(one, since, today) for one in articles)
    found = [one for one in each if one.says]
    return tuple(sorted(found, key=lambda one: (-(one.unhelpful or 0), -len(one.says), one.language, one.title)))


def _judge(one: Used, since: date, today: date) -> Judged:
    says = []
    share = one.unhelpful / one.answers if one.customers >= FEWEST else None
    if share:
        says.append(f"{one.unhelpful} of {one.answers} answers from it did not help")
    if one.valid_until and one.valid_until < today:
        says.append(f"past its date since {one.valid_until}, so it is not quoted")
    elif one.valid_until and one.valid_until < today + SOON:
        says.append(f"valid until {one.valid_until} only")
    if not one.answers and one.in_force_since <= since:
        says.append(f"no answer was given from it since {since}")
    if one.lix is not None and one.lix > HARD:
        says.append(f"hard to read (LIX {one.lix:.0f}, newspapers have 40 to {HARD:.0f})")
    return Judged(one.id, one.language, one.title, one.owner, tuple(says), share)
