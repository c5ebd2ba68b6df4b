"""What became of conversations, for whoever answers for the desk: every settled one in exactly one of four. Pure.

    outcome(Seen(thanked=True, answered=True))           ->   "confirmed"
    outcome(Seen(person_wrote=True, answered=True))      ->   "handed_over"

"Contained" says only that nobody asked for more: it is no proof that somebody was helped, and is never added to "confirmed".
Figures of people's time are told of whole months in which five or more people answered: of fewer they would be one person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from fairdesk.intervals import Share, simultaneous, wilson

QUIET = timedelta(hours=72)
"""A conversation in which nobody wrote for so long has ended as it stands."""
FEWEST_PEOPLE = 5
FEWEST_WAITS = 5
OUTCOMES = {
    "confirmed": "The assistant answered alone, and the customer said that it helped or thanked for it",
    "contained": "The assistant answered alone, and nobody asked for more; whether it helped nobody knows",
    "handed_over": "A person answered",
    "gave_up": "The customer wanted more, or a person, and left before anybody answered",
}
"""Every outcome, in the order in which it is told."""


REPLIES = {
    "as_suggested": "Sent word for word as the assistant suggested",
    "suggested_changed": "Began as the assistant's suggestion, and a colleague changed it",
    "own": "Written by a colleague alone",
}
"""How a person's reply came about, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class Replies:
    """People's replies of a while, by how they came about, and the suggestions that were rejected."""

    as_suggested: int = 0
    suggested_changed: int = 0
    own: int = 0
    rejected: int = 0

    @property
    def number(self) -> int:
        """All of them."""
        return self.as_suggested + self.suggested_changed + self.own


NO_REPLIES = Replies()


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one conversation. Waits in seconds; None where nobody answered.

    `left_open`: its last answer was unclear or did not help, or a person was called and none wrote. `by_people_alone`: the
    assistant took no part. `minutes`: people's time.
    """

    channel: str = "web"
    settled: bool = True
    messages: int = 1
    answered: bool = False
    thanked: bool = False
    person_wrote: bool = False
    left_open: bool = False
    by_people_alone: bool = False
    closed: bool = False
    reopened: bool = False
    first_answer: float | None = None
    first_person: float | None = None
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """How many conversations came out so: of all settled ones, with an interval that holds together with the others."""

    name: str
    count: int
    share: Share


@dataclass(frozen=True, slots=True)
class Waited:
    """Waits: how many, the middle one and the one that nine in ten stay below, in seconds."""

    n: int
    half: float
    nine_in_ten: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a manager reads of one month. `people_hours` is None of a month with fewer than FEWEST_PEOPLE people, or not over."""

    month: date
    over: bool
    conversations: int
    messages: int
    open: int
    outcomes: tuple[Part, ...]
    closed: int
    reopened: Share | None
    first_answer: Waited | None
    wait_with_assistant: Waited | None
    wait_with_people_alone: Waited | None
    people_hours: float | None
    hours_per_conversation: float | None
    cost: float | None
    channels: tuple[tuple[str, int], ...] = field(default_factory=tuple)
    replies: tuple[Part, ...] | None = None
    """People's replies by REPLIES, and `rejected` suggestions; None as for `people_hours`."""
    rejected: int | None = None
    cost_per_reply: float | None = None
    """People's time at the company's cost of an hour, for each of their replies."""


def outcome(seen: Seen) -> str:
    """Return which of OUTCOMES a settled conversation is."""
    if seen.person_wrote:
        return "handed_over"
    if seen.left_open or not seen.answered:
        return "gave_up"
    return "confirmed" if seen.thanked else "contained"


def figures(
    month: date, over: bool, seen: Sequence[Seen], people: int, hour_cost: float = 0.0, replies: Replies = NO_REPLIES
) -> Figures:
    """Return a month's figures. *people*: how many colleagues answered in it; *hour_cost*: of one hour of a person, 0 unknown."""
    settled = [each for each in seen if each.settled]
    counted, closed = Counter(map(outcome, settled)), [each for each in seen if each.closed]
    z = simultaneous(0.95, len(OUTCOMES))
    told = over and people >= FEWEST_PEOPLE
    hours = sum(each.minutes for each in seen) / 60 if told else None
    cost = hours * hour_cost if hours is not None and hour_cost else None
    with_people = sum(each.person_wrote for each in seen)
    return Figures(
        month, over, len(seen), sum(each.messages for each in seen), len(seen) - len(settled),
        tuple(Part(name, counted[name], wilson(counted[name], len(settled), z)) for name in OUTCOMES if settled),
        len(closed), wilson(sum(each.reopened for each in closed), len(closed)) if closed else None,
        waited(each.first_answer for each in seen),
        waited(each.first_person for each in seen if not each.by_people_alone),
        waited(each.first_person for each in seen if each.by_people_alone),
        hours, hours / with_people if hours is not None and with_people else None,
        cost, tuple(Counter(each.channel for each in seen).most_common()),
        _came_about(replies) if told else None, replies.rejected if told else None,
        cost / replies.number if cost is not None and replies.number else None,
    )  # fmt: skip


def _came_about(replies: Replies) -> tuple[Part, ...]:
    z, counted = simultaneous(0.95, len(REPLIES)), {name: getattr(replies, name) for name in REPLIES}
    return tuple(Part(name, n, wilson(n, replies.number, z)) for name, n in counted.items() if replies.number)


def percents(parts: Sequence[Part]) -> list[str]:
    """Return the shares of all parts in per cent with one decimal, which add to 100.0 as they are read.

    What rounding leaves over goes to the parts that lost most by it (largest remainder).
    """
    whole = sum(part.count for part in parts)
    exact = [part.count * 1000 / whole for part in parts] if whole else [0.0 for _ in parts]
    cut = [int(share) for share in exact]
    most = sorted(range(len(parts)), key=lambda place: cut[place] - exact[place])
    for place in most[: (1000 if whole else 0) - sum(cut)]:
        cut[place] += 1
    return [f"{tenths / 10:.1f} %" for tenths in cut]


def waited(waits: Iterable[float | None]) -> Waited | None:
    """Return the middle of some waits, None of fewer than FEWEST_WAITS: they would tell of single customers."""
    known = sorted(each for each in waits if each is not None)
    if len(known) < FEWEST_WAITS:
        return None
    return Waited(len(known), median(known), known[-(-9 * len(known) // 10) - 1])


def month_of(at: datetime) -> date:
    """Return the first day of a moment's month."""
    return at.date().replace(day=1)


def months_until(last: date, count: int) -> tuple[date, ...]:
    """Return *count* months, the last first."""
    found = [last]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return tuple(found)


def read_month(text: str, last: date) -> date:
    """Return the month that "2026-11" names; the last one for anything else, or a month to come."""
    try:
        year, month = text.split("-")
        found = date(int(year), int(month), 1)
    except ValueError:
        return last
    return min(found, last)


def as_dict(found: Figures) -> dict[str, object]:
    """Return a month's figures as JSON tells them; null where too little is known, or it would tell of one person."""

    def between(share: Share | None) -> dict[str, float] | None:
        return None if share is None else {"share": share.value, "low": share.low, "high": share.high}

    return {
        "month": f"{found.month:%Y-%m}", "over": found.over, "conversations": found.conversations,
        "messages": found.messages, "open": found.open,
        "outcomes": {part.name: {"count": part.count, **(between(part.share) or {})} for part in found.outcomes},
        "closed": found.closed, "reopened": between(found.reopened),
        "waits": {
            name: found_wait and {"n": found_wait.n, "median_seconds": found_wait.half, "p90_seconds": found_wait.nine_in_ten}
            for name, found_wait in waits_of(found).items()
        },
        "people_hours": found.people_hours, "hours_per_conversation": found.hours_per_conversation, "cost": found.cost,
        "cost_per_reply": found.cost_per_reply, "suggestions_rejected": found.rejected,
        "replies": None if found.replies is None else {
            part.name: {"count": part.count, **(between(part.share) or {})} for part in found.replies
        },
        "channels": dict(found.channels),
    }  # fmt: skip


def waits_of(found: Figures) -> dict[str, Waited | None]:
    """Return the waits of a month by what is waited for."""
    return {
        "first_answer": found.first_answer,
        "person_after_assistant": found.wait_with_assistant,
        "person_alone": found.wait_with_people_alone,
    }


WAITS = {
    "first_answer": "For the assistant's first answer",
    "person_after_assistant": "For a person, where the assistant took part",
    "person_alone": "For a person, where people alone answered",
}


def in_words(seconds: float) -> str:
    """Return a wait as a reader meets it: "40 s", "12 min", "5.5 h"."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def as_lines(found: Figures) -> list[str]:
    """Return a month's figures as lines of text."""
    lines = [
        f"{found.month:%Y-%m}{'' if found.over else ' (so far)'}: {found.conversations} conversations, {found.messages}"
        f" messages; {found.open} still open"
    ]
    lines += _lines_of(found.outcomes, OUTCOMES)
    for name, wait in waits_of(found).items():
        told = (
            f"{in_words(wait.half)}, nine in ten {in_words(wait.nine_in_ten)} (n {wait.n})"
            if wait
            else "too few to say"
        )
        lines.append(f"{WAITS[name]}: {told}")
    again = found.reopened
    lines.append(
        f"Closed by people: {found.closed}"
        + (f", opened again {again.value:.1%} ({again.low:.1%} to {again.high:.1%})" if again else "")
    )
    lines.append(f"People's time: {people_time(found)}")
    if found.replies is not None:
        lines.append(f"People's replies; suggestions rejected: {found.rejected}")
        lines += _lines_of(found.replies, REPLIES)
    return lines


def _lines_of(parts: Sequence[Part], says: Mapping[str, str]) -> list[str]:
    return [
        f"{part.count:6}  {told:>6} ({part.share.low:.1%} to {part.share.high:.1%})  {part.name}: {says[part.name]}"
        for part, told in zip(parts, (each.replace(" ", "") for each in percents(parts)), strict=True)
    ]


def people_time(found: Figures) -> str:
    """Return people's time as a reader meets it, or why it is not told."""
    if found.people_hours is None:
        return f"told of whole months in which {FEWEST_PEOPLE} or more people answered"
    each = f", {found.hours_per_conversation * 60:.0f} min a conversation" if found.hours_per_conversation else ""
    return f"{found.people_hours:.1f} h{each}" + (
        (f", {found.cost:,.2f} at the company's cost of an hour" if found.cost else "")
        + (f", {found.cost_per_reply:,.2f} a reply" if found.cost_per_reply else "")
    )
