"""May we write to this customer now? One question, asked before every letter, code, link and join.

Somebody who shares a mailbox, hides from a violent partner or sleeps must not be harmed by a letter of ours. What they
asked for (`Wishes`) and what we know of the address decide; the moment and the facts are arguments. A letter that
answers a request is a service; one that nobody asked for needs a yes to the purpose "contact" (GDPR Article 6(1)(a)).
Safe contact as TechSafety and GOV.UK describe it: a channel, hours, a neutral sender, and honesty about the limits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fairdesk.nouns import BadInput, Because, Fact

DAY = 24 * 60
LONGEST_SAFE_WORD = 60
LONGEST_ADDRESS = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets)."""

_EMAIL = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[^@\s<>\"(),:;\\\[\]]{1,185}\.[^@\s<>\".(),:;\\\[\]]{2,}")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


class Occasion(StrEnum):
    """What a letter is for."""

    PROVE = "prove"
    """A code to an address that somebody says is theirs."""
    CODE = "code"
    """A code or a link that was asked for just now."""
    SERVICE = "service"
    """The answer to something the customer asked for, or news of what was done with their own data."""
    NEWS = "news"
    """Anything nobody asked for: only after a yes to the purpose "contact"."""


class Channel(StrEnum):
    """How a customer wants to be reached."""

    EMAIL = "email"
    PAGE = "page"
    """Not at all: they look on our page themselves."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a customer wants to be written to. `hours`: from and to, in minutes of their own day; None: at any time."""

    channel: Channel = Channel.EMAIL
    hours: tuple[int, int] | None = None
    zone: str = "UTC"
    neutral: bool = False
    """A sender and a subject that do not name the company or the matter."""
    safe_word: str = ""
    """A word that, written to us alone, stops every letter at once; "" if none was chosen."""
    silent: bool = False
    """The safe word was written: nothing leaves until the customer says so on the page."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known when we want to write: the address, and what was wished by everybody it reaches.

    `wishes` holds those of each of the person's joined places; all of them are kept to. `agreed`: a yes to the purpose
    "contact". `restricted`: the customer had the use of their data restricted (GDPR Article 18).
    """

    occasion: Occasion
    has_address: bool = True
    verified: bool = True
    shared: bool = False
    undeliverable: bool = False
    restricted: bool = False
    agreed: bool = False
    wishes: tuple[Wishes, ...] = ()


MAY, NOT_NOW = "contact.may", "contact.not_now"
NO_ADDRESS, UNDELIVERABLE, SHARED = "contact.no_address", "contact.undeliverable", "contact.shared"
PAGE_ONLY, UNVERIFIED, SAFE_WORD = "contact.page_only", "contact.unverified", "contact.safe_word"
NO_CONSENT, RESTRICTED, TOO_LATE = "contact.no_consent", "contact.restricted", "contact.too_late"
REFUSED, GAVE_UP = "contact.refused", "contact.gave_up"

CODES: Mapping[str, str] = {
    MAY: "We may write.",
    NOT_NOW: "Not at this hour: the customer named others. It waits until then.",
    NO_ADDRESS: "The customer gave no address that a letter can go to.",
    UNDELIVERABLE: "The address does not exist any more: its own server said so.",
    SHARED: "Other people read this address. Nothing ever goes there.",
    PAGE_ONLY: "The customer does not want to be written to and looks on our page.",
    SAFE_WORD: "The customer wrote the safe word. Nothing leaves until they say so.",
    UNVERIFIED: "Nobody has proved yet that the address is theirs.",
    NO_CONSENT: "Nobody asked for this letter, and there is no yes to the purpose contact.",
    RESTRICTED: "The use of the customer's data is restricted.",
    TOO_LATE: "The letter was of use for some minutes only, and they are over.",
    REFUSED: "The mail server will not take this letter.",
    GAVE_UP: "The mail server could not be reached for two days.",
}
"""Every answer of the gate, and why a letter that it let pass still did not leave; docs/words.md lists them."""


def may_contact(reach: Reach, at: datetime) -> Because:
    """Return whether we may write now: MAY; NOT_NOW with the fact `until`; or the reason why never."""
    code = _never(reach)
    facts: dict[str, Fact] = {"occasion": reach.occasion.value}
    if not code and (until := _opens(reach.wishes, at)) > at:
        code, facts["until"] = NOT_NOW, until.isoformat()
    return Because(step="contact", code=code or MAY, facts=facts)


_STEP = timedelta(minutes=15)


def may_call(wishes: tuple[Wishes, ...], begins: datetime, ends: datetime) -> str:
    """Return whether we may call somebody between two moments, at their own wish: MAY, or why not.

    What they said about letters holds for calls: the channel, the safe word and, at every quarter of an hour, the hours.
    """
    code = _never(Reach(Occasion.SERVICE, wishes=wishes))
    moment = begins
    while not code and moment < ends:
        if _opens(wishes, moment) > moment:
            code = NOT_NOW
        moment += _STEP
    return code or MAY


def _never(reach: Reach) -> str:
    """Return why nothing may go there at all, or "". What protects the customer most is named first."""
    told = {wish.channel for wish in reach.wishes}
    reasons = (
        (not reach.has_address, NO_ADDRESS),
        (any(wish.silent for wish in reach.wishes), SAFE_WORD),
        (reach.shared, SHARED),
        (Channel.PAGE in told, PAGE_ONLY),
        (reach.undeliverable, UNDELIVERABLE),
        (not reach.verified and reach.occasion is not Occasion.PROVE, UNVERIFIED),
        (reach.occasion is Occasion.NEWS and reach.restricted, RESTRICTED),
        (reach.occasion is Occasion.NEWS and not reach.agreed, NO_CONSENT),
    )
    return next((code for holds, code in reasons if holds), "")


def _opens(wishes: tuple[Wishes, ...], at: datetime) -> datetime:
    """Return the first moment from *at* that lies in the hours of every wish; if they never meet, the latest tried."""
    moment = at
    for _ in range(2 * len(wishes) + 1):
        later = max((_next_hour(wish, moment) for wish in wishes), default=moment)
        if later == moment:
            break
        moment = later
    return moment


def _next_hour(wish: Wishes, at: datetime) -> datetime:
    if wish.hours is None:
        return at
    begins, ends = wish.hours
    there = at.astimezone(ZoneInfo(wish.zone))
    now = there.hour * 60 + there.minute
    if begins <= now < ends if begins < ends else now >= begins or now < ends:
        return at
    day = there.date() if now < begins else there.date() + timedelta(days=1)
    opens = datetime.combine(day, time(begins // 60, begins % 60), tzinfo=there.tzinfo)
    return opens.astimezone(UTC)


# --- what customers type --------------------------------------------------------------------------------------------
def read_email(typed: str) -> str:
    """Return an e-mail address as it was typed, without spaces around it. Raises BadInput saying what to change."""
    address = unicodedata.normalize("NFC", typed).strip()
    if len(address) > LONGEST_ADDRESS or not address.isprintable() or not _EMAIL.fullmatch(address):
        raise BadInput("this is not an e-mail address; write it as name@example.com")
    return address


def normal(address: str) -> str:
    """Return the form of an address by which it is found again: two that differ in this are two addresses."""
    return unicodedata.normalize("NFC", address).strip().casefold()


def read_wishes(
    channel: str, begins: str, ends: str, zone: str, neutral: bool = False, safe_word: str = ""
) -> Wishes:
    """Return what a form says. Empty hours mean any time. Raises BadInput naming the field."""
    try:
        chosen = Channel(channel)
        known = ZoneInfo(zone).key
    except (ValueError, ZoneInfoNotFoundError, OSError) as unknown:
        raise BadInput("choose how we may reach you, and a time zone such as Europe/Berlin") from unknown
    hours = (_minutes(begins), _minutes(ends)) if begins.strip() or ends.strip() else None
    if hours is not None and hours[0] == hours[1]:
        raise BadInput("the two times are the same; leave both empty if any time is fine")
    return Wishes(chosen, hours, known, neutral, read_safe_word(safe_word))


def read_safe_word(typed: str) -> str:
    """Return a safe word as it is compared: case and spaces around it do not count. Raises BadInput if it is too long."""
    word = normal(typed)
    if len(word) > LONGEST_SAFE_WORD or not word.isprintable():
        raise BadInput(f"a safe word has {LONGEST_SAFE_WORD} characters at most")
    return word


def says_safe_word(wishes: Wishes, text: str) -> bool:
    """Whether a message is the safe word and nothing else; within a sentence it is a word like others."""
    return bool(wishes.safe_word) and normal(text) == wishes.safe_word


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else DAY
    if not found or minutes >= DAY or int(found[2]) > 59:
        raise BadInput(f"{text[:10]!r} is not a time of day; write it as 18:30")
    return minutes


def written(minutes: int) -> str:
    """Return minutes after midnight as people write them."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def to_json(wishes: Wishes) -> dict[str, Any]:
    """Return wishes as JSON values, with the format's version."""
    return {
        "v": 1,
        "channel": wishes.channel.value,
        "hours": list(wishes.hours or ()),
        "zone": wishes.zone,
        "neutral": wishes.neutral,
        "safe_word": wishes.safe_word,
        "silent": wishes.silent,
    }


def from_json(kept: Mapping[str, Any]) -> Wishes:
    """Return the wishes of `to_json`."""
    hours = tuple(kept["hours"])
    return Wishes(
        Channel(kept["channel"]), hours or None, kept["zone"], kept["neutral"], kept["safe_word"], kept["silent"]
    )
