"""What a form may bring: words cleaned and judged before the house sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from fairdesk.desk.brief import EDITABLE
from fairdesk.nouns import RawText

MOST_BYTES = 20_000
"""Longer messages are given back with a request to shorten them."""

VIEWS = (
    "waiting", "mine", "unassigned", "team", "customer", "snoozed", "sensitive", "assistant", "resolved", "all",
)  # fmt: skip
"""The desk's lists, in the order in which they are shown."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")
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


def conversation_named(raw: str) -> str:
    """Return the id of a conversation that an address names, or "" if it can be none."""
    return raw if _NAME.fullmatch(raw) else ""


def whole(raw: str, otherwise: int = 0) -> int:
    """Return a count from an address or a form; anything else counts as *otherwise*."""
    return int(raw) if re.fullmatch(r"[0-9]{1,9}", raw) else otherwise


def view_wanted(raw: str) -> str:
    """Return the desk list that an address names; the first one if it names none."""
    return raw if raw in VIEWS else VIEWS[0]


def brief_form(sent: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str], int]:
    """Return what stood in a form of the brief, what came back, and the version it was made from."""
    stood: dict[str, str] = {name: clean(sent.get(f"was_{name}", "")) for name in EDITABLE}
    written: dict[str, str] = {name: clean(sent[name]) for name in EDITABLE if name in sent}
    return stood, written, whole(sent.get("seen", ""))
