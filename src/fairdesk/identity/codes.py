"""One-time codes: how they are made and compared, how long they live, and how often they may be asked for and tried.

Six digits, ten minutes, five tries: a guesser hits once in 200,000 letters, and an address gets five letters an hour
at most (NIST SP 800-63B-4, 3.1.3 and 3.2.2: at least six digits, valid ten minutes at most, tries limited). What is
kept of a code is a digest under a key of the house, because six digits are guessed back from any other in no time.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from fairdesk.nouns import Because, Refused

DIGITS = 6
LASTS = timedelta(minutes=10)
TRIES = 5
LINK_LASTS = timedelta(hours=24)
"""A link that leads to one page and was not asked for by the browser that opens it."""

RIGHT, WRONG, TOO_OLD = "code.right", "code.wrong", "code.too_old"
CODES: Mapping[str, str] = {
    RIGHT: "The code is the one that was sent, in time and for the first time.",
    WRONG: "The code is not the one that was sent.",
    TOO_OLD: "The code was never sent, was used, was tried too often, or its ten minutes are over.",
}
"""What a try can come to; the last is one answer for four cases, because each of them would tell something."""


class TooMany(Refused):
    """It was tried too often from here or for this address; `until` says when to try again."""

    http_status = 429

    def __init__(self, until: datetime) -> None:
        super().__init__(f"this was tried too often; try again after {until:%H:%M} UTC")
        self.until = until


class WrongCode(Refused):
    """The code is not the right one; `tries_left` says how many tries there are, 0: ask for a new one."""

    http_status = 422

    def __init__(self, tries_left: int) -> None:
        super().__init__("this code is not right, was used, or its ten minutes are over; ask for a new one")
        self.tries_left = tries_left


class AskCode(Refused):
    """A code to the customer's own address must be typed first."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long."""

    most: int
    within: timedelta


HOUR = timedelta(hours=1)
LIMITS: Mapping[str, Limit] = {
    "ask_address": Limit(5, HOUR),
    "ask_customer": Limit(10, HOUR),
    "ask_network": Limit(30, HOUR),
    "wrong_network": Limit(30, HOUR),
}
"""What is limited: letters with codes for one address, customer and network address, and wrong codes and links."""

WRONG_TOKENS = Limit(100, timedelta(minutes=10))
"""Wrong tokens of customers from one network address; each counts once, because a browser sends it with every page."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a code. `tries` counts the one that is being judged."""

    digest: str
    expires_at: datetime
    tries: int
    used_at: datetime | None = None


def code_from(random: bytes) -> str:
    """Return the code that 16 random bytes stand for; the bias of the remainder is below 2^-100."""
    return str(int.from_bytes(random[:16], "big") % 10**DIGITS).zfill(DIGITS)


def read_code(typed: str) -> str:
    """Return what was typed as plain digits: spaces and dashes do not count, digits of any script do."""
    return "".join(str(unicodedata.digit(sign)) for sign in typed[:40] if unicodedata.digit(sign, None) is not None)


def digest(key: bytes, place: str, code: str) -> str:
    """Return what is kept of a code, bound to the row it stands in."""
    return hmac.digest(key, f"{place}|{code}".encode("utf-8", "replace"), "sha256").hex()


def check(kept: Kept | None, given: str, at: datetime) -> Because:
    """Judge one try. *given* is the digest of what was typed; no code at all (None) is judged like an old one."""
    if kept is None or kept.used_at is not None or kept.tries > TRIES or at >= kept.expires_at:
        return Because(step="code", code=TOO_OLD)
    left = TRIES - kept.tries
    right = hmac.compare_digest(kept.digest, given)
    return Because(step="code", code=RIGHT if right else WRONG if left else TOO_OLD, facts={"tries_left": left})


def free_from(times: Sequence[datetime], limit: Limit, at: datetime) -> datetime | None:
    """Return when the next one is allowed, or None if it is now. *times*: when there were others, in any order."""
    recent = sorted(each for each in times if at - each < limit.within)
    return recent[-limit.most] + limit.within if len(recent) >= limit.most else None


def network(address: str) -> str:
    """Return the part of a network address that one household holds: all of IPv4, the first 64 bits of IPv6."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped) if known.ipv4_mapped else known.exploded[:19]
    return str(known)
