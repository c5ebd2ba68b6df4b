"""An audit of what this desk's own assistant did: what may be asked of it, and the acts counted. Pure.

    asked = ask(("language", "channel"), "answered")
    own_report(asked, count(asked, acts))

A group is what the page or the channel says of itself. Nothing is known here of what somebody is, and nothing is guessed:
there is no other choice, and a house test looks for one. Each person stands for one act, because several of one person
are no independent tries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from fairdesk.fairness.cells import KeptCell, add_to
from fairdesk.fairness.columns import CONFIDENCE, MIN_CELL, Columns
from fairdesk.fairness.disclosed import QUESTIONS, Told
from fairdesk.fairness.periods import Period
from fairdesk.nouns import ANY_TOPIC, ActId, BadInput

if TYPE_CHECKING:
    from fairdesk.fairness.cube import Cube, Tally

GROUPS: Mapping[str, str] = {
    "language": "the language of the page",
    "channel": "the channel the customer wrote by",
}
TOLD_GROUPS: Mapping[str, str] = {name: question.group for name, question in QUESTIONS.items()}
"""What customers may tell of themselves: a group where the company asks for it."""
DEFAULT_GROUP = "language"
STRATA: Mapping[str, str] = {"topic": "what the customer asked"}
QUANTITIES: Mapping[str, str] = {
    "wait_minutes": "minutes until a person answered, of those a person was called for",
    "reply_length": "characters of the assistant's answer, of customers who said yes to the purpose research",
    "reading_level": "how hard the assistant's answer is to read (LIX), of customers who said yes to the purpose research",
    "care_score": "how many rules of the check of care the assistant's answer keeps, of customers who said yes to the purpose research",
    "money_granted": "euros granted in the conversation, where any were, of customers who said yes to the purpose research",
}
KEPT_QUANTITIES = ("wait_minutes",)
"""Those that are kept with the counts by day. The others rest on a yes that may be taken back any day: for them acts are read."""
OUTCOMES: Mapping[str, str] = {
    "answered": "the assistant answered alone, of messages it was to answer",
    "handed_over": "a person was called, of all messages it decided",
    "refused": "it said that it has no answer, of messages it was to answer",
    "unanswered": "no article answered, or not surely enough, of messages it was to answer",
    "reviewed_wrong": "a reviewer found the answer wrong, of reviewed answers that had been sent",
    "overridden": "a colleague corrected the answer, of answers it sent",
    "appealed": "the customer disputed it, of all messages it decided",
    "upheld": "the act stayed as it was, of appeals decided the first time",
    "opened_again": "the customer wrote again, of conversations that people had closed",
    "confirmed": "the customer said that the assistant alone had helped, of conversations that ended",
    "gave_up": "the customer left before anybody answered, of conversations that ended",
    "granted": "money was granted, of conversations in which money was decided about",
    "identity_demanded": "more proof of who they are was demanded, of customers who made a request about their own data",
}
"""What became of an act -> what counts as yes, and of whom."""
LOW_IS_WORSE = frozenset({"answered", "confirmed", "granted"})
"""Outcomes that people want; of all others more is worse."""
NO_GROUPS: Mapping[str, str] = {
    "accommodation": "what helps a customer was given for the person who answers, and its notice promises that nothing else uses it",
    "region": "the desk knows no region of a customer: none is asked, and none is read from an address or a number",
    "topic": "a topic is no group of people; --strata topic compares groups within each topic",
}
"""What is asked for and is no group here, each with the reason."""
TOLD = (
    "What people are is known only of those who told it and whose yes holds today; the others are told no group, and who tells"
    " may differ from who does not. This audit is noted in the ledger"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is audited: by which groups, which outcome, acts since a day; compared within topics if *strata* names them.

    With a *period* its days that are over are audited, and `since` is its first.
    """

    groups: tuple[str, ...]
    outcome: str
    since: date
    strata: str = ""
    quantities: tuple[str, ...] = ()
    period: Period | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """Which of the groups people told of themselves: special categories of data may be among them."""
        return tuple(name for name in self.groups if name in TOLD_GROUPS)

    @property
    def may_be_kept(self) -> bool:
        """Whether all that it asks for stands in the counts by day: nothing that rests on a yes."""
        return not self.told and set(self.quantities) <= set(KEPT_QUANTITIES)

    @property
    def columns(self) -> Columns:
        """The same as the columns of a table."""
        return Columns(self.groups, self.outcome, strata=self.strata, quantities=self.quantities)


class Counts(NamedTuple):
    """From which day to which the acts of a period are counted, and when they were."""

    first: date
    last: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its groups and its topic ("": none), what became of it (None: nobody can say yet), and what was measured."""

    language: str
    channel: str
    topic: str
    outcome: bool | None
    numbers: Mapping[str, float | None] = field(default_factory=dict)
    told: Told = field(default_factory=dict)
    """What its person told of themselves; nothing where they told nothing, or where it is not asked for."""
    id: ActId = ActId("")
    day: date = date.min
    article: str = ""
    """The article its answer rests on, or would have."""
    drafted: bool = False
    """Whether all such answers were in draft mode then."""

    def group(self, name: str) -> str:
        """Return its group of a kind; "" if its person told none."""
        return self.told.get(name, "") if name in TOLD_GROUPS else str(getattr(self, name))

    @property
    def about(self) -> str:
        """What it was about, as far as the desk knows: the topic, or on a desk without topics the article; "" if neither."""
        return next((each for each in (self.topic, self.article) if each not in ("", ANY_TOPIC)), "")


def ask(
    groups: Iterable[str],
    outcome: str,
    since: date,
    strata: str = "",
    quantities: Iterable[str] = (),
    period: Period | None = None,
    known: Mapping[str, str] = GROUPS,
) -> Asked:
    """Return what is asked, checked; *known* are the groups of this desk. Raises BadInput for anything that is no choice here.

    An audit by what people told begins with a month: two that begin on neighbouring days could be subtracted, and tell what
    the one person between them said of themselves.
    """
    asked = Asked(tuple(groups), outcome, since, strata, tuple(quantities), period)
    for name in asked.groups:
        if name in NO_GROUPS:
            raise BadInput(f"{name} is no group of this audit: {NO_GROUPS[name]}")
        _check("group", name, known)
    if asked.told:
        asked = replace(asked, since=since.replace(day=1))
    _check("outcome", outcome, OUTCOMES)
    for name in asked.quantities:
        _check("quantity", name, QUANTITIES)
    if strata:
        _check("stratum", strata, STRATA)
    _ = asked.columns  # says what is named twice, and that a group must be named
    return asked


def _check(what: str, name: str, known: Mapping[str, str]) -> None:
    if name not in known:
        raise BadInput(f"{name!r} is no {what} of the desk's own acts; there are {', '.join(known)}")


def count(asked: Asked, acts: Iterable[Act]) -> Cube:
    """Return the counts of acts as they come by. Raises BadInput where nothing can be compared."""
    from fairdesk.fairness.cube import Tally, bin_of  # numpy, which a desk that audits nothing does without

    tally = Tally(asked.columns)
    for act in acts:
        outcome = "" if act.outcome is None else "yes" if act.outcome else "no"
        key = (*(act.group(name) for name in asked.groups), *((act.topic,) if asked.strata else ()), outcome)
        cell = tally.add(key, 1, 1.0, 1.0)
        if cell is None:
            continue
        for name in asked.quantities:
            if (value := act.numbers.get(name)) is None:
                tally.add_without(name, 1)
            else:
                tally.add_values(name, cell, bin_of(value), 1.0, value, value * value)
    return _comparable(asked, tally)


def count_kept(asked: Asked, cells: Iterable[KeptCell], numbers: Iterable[tuple[KeptCell, str]]) -> Cube:
    """Return the counts of acts that were counted before. Raises BadInput where nothing can be compared."""
    from fairdesk.fairness.cube import Tally

    tally = Tally(asked.columns)
    add_to(tally, asked.groups, asked.strata, cells, numbers)
    return _comparable(asked, tally)


_NOTHING = {
    "no outcome": "there is nobody yet of whom this can be said",
    "no group": "nobody's {column} is known",
    "one group": "everybody has the same {column}, and there is nobody to compare with",
    "one decision": "it is {value} for everybody",
    "no number": "nobody has a number for {column}",
}
"""Why nothing can be compared, in the words of people and their groups."""


def _comparable(asked: Asked, tally: Tally) -> Cube:
    """Return the counts. Raises BadInput if nothing can be compared, in words about people."""
    from fairdesk.fairness.cube import Incomparable

    try:
        return tally.cube()
    except Incomparable as nothing:
        why = _NOTHING[nothing.why].format(column=nothing.column.replace("_", " "), value=nothing.value)
        raise BadInput(f"{why} ({OUTCOMES[asked.outcome]})") from None


def own_report(
    asked: Asked, cube: Cube, until: date, min_cell: int = MIN_CELL, confidence: float = CONFIDENCE,
    counted: Counts | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the report of an audit with what was audited: `own`, its condition in words, its days, when they were counted.

    *counted*: the days whose counts were added up; None where each act was read until the day *until*. Raises BadInput for
    a *min_cell* below the usual one: these are our own customers.
    """
    from fairdesk.fairness.audit import audit

    if min_cell < MIN_CELL:
        raise BadInput(f"of the desk's own customers no group of fewer than {MIN_CELL} is told")
    first, last = (counted.first, counted.last) if counted else (asked.since, until)
    return {
        **audit(cube, min_cell, confidence),
        "own": {
            "since": f"{first}", "until": f"{last}", "outcome": OUTCOMES[asked.outcome],
            "period": asked.period.name if asked.period else None,
            "counted": f"{counted.at:%Y-%m-%d %H:%M} UTC" if counted else None, "told": list(asked.told),
        },
    }  # fmt: skip


def about(report: Mapping[str, Any]) -> str:
    """Return in a sentence what was audited."""
    own = report["own"]
    counted = f" The days were counted on {own['counted']}." if own["counted"] else ""
    return (
        f"What this desk's assistant did from {own['since']} to {own['until']}. Yes means: {own['outcome']}.{counted}"
        " Each person counts once, with their first such act; conversations in a sensitive matter are left out"
        + (f". {TOLD}" if own["told"] else "")
    )
