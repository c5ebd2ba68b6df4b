"""Say what is wrong with an article: nobody is answered from it, it expires, it is hard, it does not help, it is contradicted.

Shares and counts of fewer than FEWEST customers are not told. How hard a text is to read is measured elsewhere and handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fairdesk.answers.gaps import FEWEST

LOOKED_BACK = timedelta(days=90)
SOON = timedelta(days=30)
HARD: Mapping[str, float] = {"en": 50.0, "pl": 65.0, "zh": 40.0}
HARD_ELSEWHERE = 60.0
"""How hard a text may be in a language (LIX; in Chinese characters a sentence): ten more than our own texts keep to there."""


@dataclass(frozen=True, slots=True)
class Used:
    """An article in force and what became of it: its dates, how hard it is (None: not measured), who was answered from it.

    `since` is the first day that was looked at; `answers` were sent since then, to `customers`, of which `unhelpful`
    answers did not help.
    """

    id: str
    language: str
    title: str
    owner: str
    in_force_since: date
    valid_until: date | None
    hardness: float | None
    answers: int = 0
    customers: int = 0
    unhelpful: int = 0
    otherwise: tuple[tuple[str, str], ...] = ()
    """Kinds and sentences of what contradicts it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with something to mend. `says` are sentences, `kinds` of which kind each is (article_tasks.DUE).

    `unhelpful` is the share of its answers that did not help, None: too few.
    """

    id: str
    language: str
    title: str
    owner: str
    says: tuple[str, ...]
    unhelpful: float | None
    kinds: tuple[str, ...] = ()


def judged(articles: Iterable[Used], since: date, today: date) -> tuple[Judged, ...]:
    """Return the articles with something to mend: those that most often did not help first, then by what is wrong.

    *since* is the first day whose answers were looked at: an article newer than that is not called unused.
    """
    each = (_judge(one, since, today) for one in articles)
    found = [one for one in each if one.says]
    return tuple(sorted(found, key=lambda one: (-(one.unhelpful or 0), -len(one.says), one.language, one.title)))


def _judge(one: Used, since: date, today: date) -> Judged:
    said = list(one.otherwise)
    share = one.unhelpful / one.answers if one.customers >= FEWEST else None
    if share:
        said.append(("unhelpful", f"{one.unhelpful} of {one.answers} answers from it did not help"))
    if one.valid_until and one.valid_until < today:
        said.append(("expired", f"past its date since {one.valid_until}, so it is not quoted"))
    elif one.valid_until and one.valid_until < today + SOON:
        said.append(("expiring", f"valid until {one.valid_until} only"))
    if not one.answers and one.in_force_since <= since:
        said.append(("unused", f"no answer was given from it since {since}"))
    hard = HARD.get(one.language, HARD_ELSEWHERE)
    if one.hardness is not None and one.hardness > hard:
        measured = "{:.0f} characters a sentence" if one.language == "zh" else "LIX {:.0f}"
        said.append(("hard", f"hard to read ({measured.format(one.hardness)}, at most {hard:.0f} is wanted)"))
    kinds, says = zip(*said, strict=True) if said else ((), ())
    return Judged(one.id, one.language, one.title, one.owner, says, share, kinds)
