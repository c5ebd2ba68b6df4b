"""What a form may bring: words cleaned and judged before the house sees them."""

from __future__ import annotations

import re
import unicodedata

from fairdesk.nouns import RawText

MOST_BYTES = 20_000
"""Longer messages are given back with a request to shorten them."""

VIEWS = (
    "waiting", "mine", "unassigned", "team", "customer", "snoozed", "sensitive", "assistant", "resolved", "all",
)  # fmt: skip
"""The desk's lists, in the order in which they are shown."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_CLIENT_ID = re.compile(r"[0-9A-Za-z_-]{8,64}")


def clean(raw: str) -> RawText:
    """Return what was typed without control characters (NUL among them), ends trimmed, line ends as newline.

    Direction marks stay: Arabic and Hebrew need them, and pages isolate them where they are shown.
    """
    return RawText(_CONTROLS.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip())


def says_nothing(text: str) -> bool:
    """Whether nothing in *text* can be read: it is empty, or only spaces, controls and marks without a shape."""
    return all(unicodedata.category(character) in _UNSEEN for character in text)


def fault(text: str) -> str:
    """Return why a cleaned text cannot be sent: "empty", "too_long", or "" if it can."""
    if says_nothing(text):
        return "empty"
    return "too_long" if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES else ""


def client_id(raw: str, fresh: str) -> str:
    """Return the sender's own id of a message, or *fresh* if it sent none that can be one."""
    return raw if _CLIENT_ID.fullmatch(raw) else fresh


def whole(raw: str, otherwise: int = 0) -> int:
    """Return a count from an address or a form; anything else counts as *otherwise*."""
    return int(raw) if re.fullmatch(r"[0-9]{1,9}", raw) else otherwise


def view_wanted(raw: str) -> str:
    """Return the desk list that an address names; the first one if it names none."""
    return raw if raw in VIEWS else VIEWS[0]
