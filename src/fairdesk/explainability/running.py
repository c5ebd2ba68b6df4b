"""What runs here, as the public page *How our AI works* tells it: its parts with their hashes, and what is measured of it.

The version of the whole is the hash of all parts: it changes whenever anything that decides changes. A figure carries
its n, interval and dates; of fewer than twenty cases it says nothing, and might tell of one customer.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from fairdesk.intervals import SURE, Share, wilson
from fairdesk.nouns import ANY_TOPIC

FORMAT = 1
FEWEST = 20
NOT_MEASURED = {
    "certainty": "calibration of how sure the assistant is",
    "groups": "differences between groups of customers",
    "other_groups": "differences between groups of customers, other than language and channel",
}
ANSWERED_ALONE = "answered_alone"
"""The figure of a group: of how many people the assistant answered the first message alone. `of` is "language:de"."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that decides: a guideline, a model, word lists, the program, a setting; `version` is its hash or value."""

    kind: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A guideline in force: its title and owner as it names them, since when, until when it must be reviewed."""

    name: str
    title: str
    owner: str
    version: str
    since: date
    review_by: date
    earlier: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Something that was learned from examples: what it is for, its hash, of how many texts it learned, and under which licences."""

    name: str
    version: str
    texts: int
    sources: Mapping[str, str]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure. `value`, `low` and `high` are None where there were too few cases to say anything."""

    name: str
    of: str
    unit: str
    n: int
    first: date | None
    last: date | None
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def published(self) -> bool:
        """Whether there are enough cases to say something."""
        return self.value is not None

    @property
    def says(self) -> str:
        """The figure as a reader meets it, in signs that every language reads: "12 % (95 %: 8-17 %, n = 60)"."""
        if self.value is None:
            return ""
        between = f"{shown(self.low, self.unit)} – {shown(self.high, self.unit)}"
        return f"{shown(self.value, self.unit)} (95 %: {between}; n = {self.n})"


@dataclass(frozen=True, slots=True)
class PromiseTold:
    """What is promised of the assistant's answers on a topic, as the public reads it.

    `state`: "kept" (in force), "closed" (broken and taken back) or "not_yet". Of `reviewed` answers `answered` were sure
    enough to send, and `wrong` of these were wrong. `needed`: how many more must be reviewed; None where nobody can say.
    `entries`: how many entries the ledger had when the promise was made.
    """

    topic: str
    state: str
    target: float
    confidence: float
    reviewed: int
    answered: int = 0
    wrong: int = 0
    needed: int | None = None
    since: date | None = None
    first: date | None = None
    last: date | None = None
    entries: int = 0

    @property
    def names_topic(self) -> bool:
        """Whether the promise is of one topic among others."""
        return self.topic != ANY_TOPIC


@dataclass(frozen=True, slots=True)
class WatchTold:
    """The last look whether a group of customers fares worse: the day, how many differences, how many certain."""

    day: date
    compared: int
    certain: int


@dataclass(frozen=True, slots=True)
class Running:
    """Everything that the page tells."""

    version: str
    at: datetime
    parts: tuple[Part, ...]
    rules: tuple[RuleInForce, ...]
    models: tuple[Model, ...]
    figures: tuple[Figure, ...]
    outside: str
    """Whose language model answers outside this house; "" if none does."""
    entries: int
    """How many entries the ledger had when the figures were computed: what they can be checked against."""
    promises: tuple[PromiseTold, ...] = ()
    people_until_promised: bool = False
    """Whether people answer what nothing is promised of."""
    watch: WatchTold | None = None
    """The last look whether a group fares worse; None before the first."""
    one_approves: bool = False
    """Whether one person alone approves guidelines here, a day after proposing them, where elsewhere it takes two."""

    def figure(self, name: str, of: str) -> Figure | None:
        """Return a figure by what it measures and of whom."""
        return next((each for each in self.figures if (each.name, each.of) == (name, of)), None)

    @property
    def compared(self) -> tuple[tuple[str, Figure | None, Figure | None], ...]:
        """Return each measure with the assistant's figure beside people's."""
        names = dict.fromkeys(each.name for each in self.figures if each.of in ("assistant", "people"))
        return tuple((name, self.figure(name, "assistant"), self.figure(name, "people")) for name in names)

    @property
    def not_measured(self) -> tuple[str, ...]:
        """What nobody has measured yet, of NOT_MEASURED."""
        groups = "other_groups" if self.groups else "groups"
        return (groups,) if any(each.state == "kept" for each in self.promises) else ("certainty", groups)

    @property
    def groups(self) -> tuple[tuple[str, str, Figure, Figure | None], ...]:
        """Return each group of customers (say, "language", "de"): whom the assistant answered alone, and how often wrongly."""
        told = (each for each in self.figures if each.name == ANSWERED_ALONE)
        return tuple((*each.of.split(":", 1), each, self.figure("wrong", each.of)) for each in told)  # type: ignore[misc]


def version_of(parts: Iterable[Part]) -> str:
    """Return the hash of all that runs; the order of the parts does not matter."""
    named = sorted((part.kind, part.name, part.version) for part in parts)
    return hashlib.sha256(json.dumps(named, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()[:16]


def share(name: str, of: str, hits: int, n: int, first: date | None, last: date | None) -> Figure:
    """Return a share with its interval (Wilson 1927), in per cent; too few cases are left without a value."""
    return estimated(name, of, wilson(hits, n) if n else None, n, first, last)


def estimated(name: str, of: str, found: Share | None, n: int, first: date | None, last: date | None) -> Figure:
    """Return a share that was estimated elsewhere, in per cent; None or too few cases are left without a value."""
    if found is None or n < FEWEST:
        return Figure(name, of, "%", n, first, last)
    return Figure(name, of, "%", n, first, last, 100 * found.value, 100 * found.low, 100 * found.high)


def unsaid(figure: Figure) -> Figure:
    """Return a figure that must not be told: its n alone is left."""
    return replace(figure, value=None, low=None, high=None)


def median(name: str, of: str, values: Sequence[float], first: date | None, last: date | None) -> Figure:
    """Return a median of seconds with its interval, read off the ordered values (Conover 1999, section 3.2)."""
    n, ordered = len(values), sorted(values)
    if n < FEWEST:
        return Figure(name, of, "s", n, first, last)
    half = SURE * math.sqrt(n) / 2
    low, high = max(0, math.floor(n / 2 - half)), min(n - 1, math.ceil(n / 2 + half))
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Figure(name, of, "s", n, first, last, middle, ordered[low], ordered[high])


def shown(value: float | None, unit: str) -> str:
    """Return a value with its unit: seconds below two minutes, else minutes or hours."""
    if value is None:
        return ""
    if unit == "%":
        return f"{value:.1f} %"
    if value < 120:
        return f"{value:.1f} s" if value < 10 else f"{value:.0f} s"
    return f"{value / 60:.0f} min" if value < 7200 else f"{value / 3600:.1f} h"


def as_json(running: Running) -> dict[str, Any]:
    """Return what the page tells, for programs."""
    return {
        "format": FORMAT,
        "version": running.version,
        "at": running.at.isoformat(),
        "purpose": "Answers everyday questions by quoting the company's articles; everything else goes to people.",
        "outside_model": running.outside or None,
        "parts": [{"kind": part.kind, "name": part.name, "version": part.version} for part in running.parts],
        "guidelines": [_rule(each) for each in running.rules],
        "one_person_approves": running.one_approves,
        "models": [
            {
                "name": m.name,
                "version": m.version,
                "texts": m.texts,
                "sources": dict(m.sources),
                "finds": list(m.kinds),
            }
            for m in running.models
        ],
        "figures": [_figure(each) for each in running.figures],
        "promises": [_promise(each) for each in running.promises],
        "people_answer_until_promised": running.people_until_promised,
        "fairness_watch": running.watch and {**asdict(running.watch), "day": running.watch.day.isoformat()},
        "ledger_entries": running.entries,
        "not_measured": [NOT_MEASURED[each] for each in running.not_measured],
        "refuse": "/privacy/choices",
        "person": "/",
        "contest": "/why/{act}",
    }


def _promise(told: PromiseTold) -> dict[str, Any]:
    days = {name: day.isoformat() if (day := getattr(told, name)) else None for name in ("since", "first", "last")}
    return {**asdict(told), **days}


def _rule(rule: RuleInForce) -> dict[str, Any]:
    return {
        "name": rule.name,
        "title": rule.title,
        "owner": rule.owner,
        "version": rule.version,
        "since": rule.since.isoformat(),
        "review_by": rule.review_by.isoformat(),
        "earlier": [{"version": version, "since": since.isoformat()} for version, since in rule.earlier],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "of": figure.of,
        "unit": figure.unit,
        "n": figure.n,
        "value": figure.value,
        "interval": None if figure.low is None else [figure.low, figure.high],
        "from": figure.first.isoformat() if figure.first else None,
        "to": figure.last.isoformat() if figure.last else None,
    }


def one_approves(colleagues: int, approvers: int, alone: bool) -> bool:
    """Whether to say that one person approves: nobody else could, and it happened or nobody else works here.

    *alone*: whether a guideline in force was approved by the one who proposed it.
    """
    return approvers == 1 and (alone or colleagues == 1)
