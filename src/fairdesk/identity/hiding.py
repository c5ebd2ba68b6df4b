"""A conversation hidden from a place that several people share: the code that leads back, and how long a visit lasts.

A hidden conversation becomes a place of its own, nobody's as far as the shared one can tell: every page, list, copy and
letter asks whose a thing is, and the answer is not "theirs". The way back is typed where everybody types, as a message;
no page has a field for it, so a page of somebody who hides something is the page of somebody who does not. For people
who live with whom they must hide from (technology safety of NNEDV, "Safety Net"; GOV.UK, "Exit this page").
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels, so no words; no sign that is read as another: 27 signs, 4.75 bits each."""

GROUPS, SIGNS = 4, 4
"""Sixteen signs are 76 bits: nobody guesses one, and it still fits on a scrap of paper."""

LASTS = timedelta(minutes=15)
"""A visit ends by itself when nothing was asked for so long: who was called away has closed the door."""

RENEWED = timedelta(minutes=1)
"""A visit is prolonged in steps: not every page that is looked at writes."""

_GROUP = f"[{ALPHABET}]{{{SIGNS}}}"
_FORM = re.compile(f"(?=.*[a-z]){_GROUP}(?:[ -]?{_GROUP}){{{GROUPS - 1}}}")


def new_code(random: bytes) -> str:
    """Return the code that 16 random bytes stand for, in groups; there is always a letter in it."""
    number, signs = int.from_bytes(random[:16], "big"), ""
    for _ in range(GROUPS * SIGNS):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    if signs.isdigit():  # once in 10^8: such a code would look like the number of a card
        signs = "b" + signs[1:]
    return "-".join(signs[at : at + SIGNS] for at in range(0, len(signs), SIGNS))


def read_code(typed: str) -> str:
    """Return what was typed as a code is kept, or "" if it has not the form of one: case, spaces, dashes do not count.

    What has the form and leads nowhere is no message either: a slip must not stand in a shared conversation.
    """
    signs = typed.strip().casefold()
    return re.sub("[ -]", "", signs) if len(signs) < 40 and _FORM.fullmatch(signs) else ""


def still_there(until: datetime, at: datetime) -> bool:
    """Whether a visit that ends at a moment is not over."""
    return at < until


def ends(until: datetime, at: datetime) -> datetime:
    """Return when a visit ends now that something was asked; unchanged where that would be hardly later."""
    later = at + LASTS
    return later if later - until >= RENEWED else until
