"""What colleagues do to sort conversations: read from a form, judged, and who is next when the desk gives them out. Pure.

wanted("snooze:tomorrow")   ->   Sort(kind="snooze", value="tomorrow")
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdesk.nouns import BadInput
from fairdesk.sensitive.topics import MATTERS

MOST_AT_ONCE = 200
UNDO_LASTS = timedelta(minutes=5)
LONGEST_NAME = 40
MORNING = time(9)
SNOOZES = {
    "hour": "for an hour",
    "tomorrow": "until tomorrow morning",
    "week": "for a week",
    "customer": "until the customer writes",
}
"""How long something is put aside -> as a menu says it. Each also ends when the customer writes."""
KINDS = ("assign", "label", "unlabel", "snooze", "wake", "resolve")
_SENSITIVE = (
    "suicide suicidal selfharm died dying grief bereaved funeral abused violence stalking stalker rape debt debts poverty"
    " gambling gambler addiction addict scam scammed ill sick disease cancer hiv disabled disability depressed depression"
    " pregnant pregnancy racism racist harassment gay lesbian trans religion muslim jewish christian lawsuit vulnerable"
    " vulnerability concern sensitive"
)
"""Words that name a sensitive matter beside the codes of the matters themselves."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One thing to do to some conversations: its kind, and whom, which label or how long."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom something is given to: a colleague or a team, by number; nobody, if neither."""

    colleague: int | None = None
    team: int | None = None


def wanted(raw: str) -> Sort:
    """Return what a form asks for. Raises BadInput if nothing was chosen."""
    kind, _, value = raw.partition(":")
    if kind not in KINDS:
        raise BadInput("nothing was chosen; choose what to do first")
    return Sort(kind, value)


def target(value: str, myself: int) -> Target:
    """Return whom "me", "nobody", "colleague:7" or "team:2" names. Raises BadInput."""
    known = {"me": Target(colleague=myself), "nobody": Target()}
    if value in known:
        return known[value]
    kind, _, number = value.partition(":")
    if kind not in ("colleague", "team") or not re.fullmatch("[0-9]{1,9}", number):
        raise BadInput("nobody was chosen; choose a colleague or a team")
    return Target(**{kind: int(number)})


def snoozed_until(value: str, at: datetime, zone: str) -> datetime | None:
    """Return until when "hour", "tomorrow", "week" or a day such as "2026-12-24" is; None until the customer writes.

    Days begin at nine, by the clock of *zone*. Raises BadInput for a time that has passed, or more than 90 days away.
    """
    here = at.astimezone(ZoneInfo(zone))
    if value == "customer":
        return None
    if value == "hour":
        return at + timedelta(hours=1)
    days = {"tomorrow": 1, "week": 7}.get(value)
    try:
        day = here.date() + timedelta(days=days) if days else datetime.fromisoformat(value).date()
    except ValueError as unknown:
        raise BadInput("choose until when, or a day such as 2026-12-24") from unknown
    until = datetime.combine(day, MORNING, here.tzinfo).astimezone(at.tzinfo)
    if not at < until <= at + timedelta(days=90):
        raise BadInput("choose a day from tomorrow on, at most 90 days away")
    return until


def checked_label(raw: str) -> str:
    """Return a label's or a team's name without outer spaces.

    Raises BadInput if it is empty or too long, or names a sensitive matter: what was found there is kept apart, for a
    short time and for few eyes, and a label would show it to everybody, for as long as the conversation is kept.
    """
    name = " ".join(raw.split())
    if not name or not name.isprintable():
        raise BadInput("the name is empty; write one that can be read")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"the name has {len(name)} characters; use at most {LONGEST_NAME}")
    if named := _SENSITIVE_WORDS.intersection(_words(name)):
        raise BadInput(
            f"“{sorted(named)[0]}” names a sensitive matter; labels are for the subject, such as a product"
        )
    return name


def _words(text: str) -> set[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return set(re.findall(r"[^\W_]+", "".join(each for each in folded if not unicodedata.combining(each))))


_SENSITIVE_WORDS = frozenset(_SENSITIVE.split()) | {str(topic) for topic in MATTERS}


@dataclass(frozen=True, slots=True)
class Room:
    """How much a colleague has, and how much they take."""

    has: int
    takes: int


def next_in_turn(rooms: Mapping[int, Room], last: int, among: Collection[int] | None = None) -> int | None:
    """Return whose turn it is: the first after *last* by number, round and round, who has room; None if nobody has.

    *rooms* are those who are there; *among*: only these may be given it.
    """
    free = sorted(who for who, room in rooms.items() if room.has < room.takes and (among is None or who in among))
    return next((who for who in free if who > last), free[0] if free else None)
