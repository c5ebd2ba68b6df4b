"""Everything that is kept about a customer, as the customer reads it: given, observed or inferred, why and how long.

The house hands in the rows of every room, with what was sealed opened; this file says in plain words what each is. A
table that nobody described here is shown all the same, under its own name, so that a new one cannot be hidden by being
forgotten. What must be told: GDPR Article 15(1); the three lists are those of WP 251rev.01 (provided, observed,
derived or inferred data). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from fairdesk.language import OFFERED, say, say_count
from fairdesk.privacy.kinds import CODES, KINDS, LABELS, NAMELESS_CONCERN, OTHER, ROLES, WHAT_LOOKED, Kind, Origin

FEW, PAGE = 5, 50
"""How many of a kind stand on the first page, and how many on a page of that kind alone."""

WRITTEN = frozenset({"messages", "replies", "notes", "notices"})
"""Kinds whose text stands in the language in which it was written."""


class Asks(StrEnum):
    """What a customer may say about an item; a request of this kind begins from it."""

    CORRECT = "correct"
    OBJECT = "object"
    CONTEST = "contest"


ASKS = {Origin.GIVEN: Asks.CORRECT, Origin.OBSERVED: Asks.OBJECT, Origin.INFERRED: Asks.CONTEST}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is kept. `id` is what a request about it names; `facts` are labels with a word or a moment."""

    id: str
    at: datetime | None
    text: str
    facts: tuple[tuple[str, str | datetime], ...]
    goes: datetime | None
    conversation: str = ""
    act: str = ""
    read_by: tuple[str, ...] = ()
    language: str = ""
    """Of the text, where it is not the page's: what somebody wrote."""


@dataclass(frozen=True, slots=True)
class Group:
    """All of one kind: what it is, why it is kept and on what basis, how many there are, and some or all of them."""

    code: str
    origin: Origin
    what: str
    why: str
    basis: str
    total: int
    items: tuple[Item, ...]
    asks: str


@dataclass(frozen=True, slots=True)
class LookShown:
    """A look as the customer reads it: a role and a chosen work name, never an account or a surname."""

    at: datetime
    role: str
    work_name: str
    what: str
    conversation: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that can be restricted by itself."""

    id: str
    at: datetime
    restricted: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What a customer sees of what is kept."""

    groups: tuple[Group, ...]
    looks: tuple[LookShown, ...]
    talks: tuple[Talk, ...]
    goes: datetime | None
    """When all of it goes, if nothing more happens; None: some of it has no date."""
    restricted: bool
    """Whether everything is restricted."""
    recipients: tuple[str, ...] = ()
    """Who outside the company received any of it; nobody does, as long as nothing is connected that sends it."""

    def of(self, origin: str) -> tuple[Group, ...]:
        """Return the groups of one list."""
        return tuple(group for group in self.groups if group.origin == origin)

    @property
    def given(self) -> tuple[Group, ...]:
        """What the customer told the desk."""
        return self.of(Origin.GIVEN)

    @property
    def observed(self) -> tuple[Group, ...]:
        """What the desk noted while it worked."""
        return self.of(Origin.OBSERVED)

    @property
    def inferred(self) -> tuple[Group, ...]:
        """What the desk, or a person at it, concluded."""
        return self.of(Origin.INFERRED)


def kind_of(table: str, row: Mapping[str, Any]) -> Kind:
    """Return what a row is; of a table that is not described, a kind that only names it."""
    found = [kind for kind in KINDS if kind.table == table and kind.voices in ((), None)]
    spoken = [kind for kind in KINDS if kind.table == table and row.get("voice") in kind.voices]
    return (spoken or found or [OTHER])[0]


def described(table: str) -> bool:
    """Whether this file says in words what the rows of a table are."""
    return any(kind.table == table for kind in KINDS)


def group(kind: Kind, total: int, items: Iterable[Item], language: str) -> Group:
    """Return a kind with its items, in the customer's language."""
    what, why, basis = (say(language, text) for text in (kind.what, kind.why, kind.basis))
    asks = ASKS[kind.origin] if kind.disputable else ""
    return Group(kind.code, kind.origin, what, why, basis, total, tuple(items), asks)


def item(
    kind: Kind,
    row: Mapping[str, Any],
    body: Mapping[str, Any],
    language: str,
    *,
    goes: datetime | None,
    read_by: tuple[str, ...] = (),
    named: bool = False,
) -> Item:
    """Return a row in words. *body* is what was sealed in it; without *named*, a concern is not called by its name."""
    facts = ((say(language, LABELS.get(name, name)), _value(kind, name, row, body, language)) for name in kind.shown)
    return Item(
        id=_id(kind, row),
        at=row.get("at") or row.get("created_at") or row.get("first_at"),
        text=_text(kind, row, body, language, named),
        facts=tuple((label, value) for label, value in facts if value != ""),
        goes=row.get("expires_at") or goes,
        conversation=str(row.get("conversation_id") or (row["id"] if kind.code == "conversations" else "")),
        act=str(row.get("act") or "") if kind.code in ("decisions", "replies") else "",
        read_by=read_by,
        language=str(row.get("language", "")) if kind.code in WRITTEN else "",
    )


def _id(kind: Kind, row: Mapping[str, Any]) -> str:
    """Return what a request names: an act by its own id, other rows by kind and key."""
    if kind.code == "decisions":
        return str(row["act"])
    key = next((str(row[name]) for name in ("id", "version", "conversation_id", "act") if row.get(name)), "")
    return f"{kind.code}:{key}" if key else kind.code


def _text(kind: Kind, row: Mapping[str, Any], body: Mapping[str, Any], language: str, named: bool) -> str:
    if kind is OTHER:
        return str(row.get("table", ""))
    if kind.code == "concerns":
        known = CODES.get(f"topic:{row['topic']}", "") if named else ""
        return say(language, known or NAMELESS_CONCERN)
    if kind.code == "replies" and row["voice"] == "prepared" and not named:
        return ""  # these words name the matter
    if kind.code == "decisions":
        return " ".join(body.get("says", ()))
    if kind.code == "hidden":
        kept = body.get("kept", ())
        return say_count(language, "{count} detail was hidden.", "{count} details were hidden.", len(kept))
    return str(body.get("text", ""))


def _value(kind: Kind, name: str, row: Mapping[str, Any], body: Mapping[str, Any], language: str) -> str | datetime:
    value = row.get(name, body.get(name))
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value
    if name == "shared":
        value = "yes" if value else "no"  # one database keeps it as 1 and 0
    if name == "confidence":
        return f"{float(value):.0%}"
    if name == "language":
        return OFFERED.get(str(value), str(value))
    if name in ("reason", "handover"):
        return str(body.get(f"{name}_says", ""))
    words = CODES.get(f"{kind.code}.{name}:{value}") or CODES.get(f"{name}:{value}")
    return say(language, words) if words else str(value)


def look_shown(look: Any, language: str, reason: str = "") -> LookShown:
    """Return a look, or a broken glass, in words. Of who looked it takes role and work name, and no more."""
    what = WHAT_LOOKED.get(getattr(look, "what", "glass"), WHAT_LOOKED["conversation"])
    role = say(language, ROLES.get(look.role, ROLES["colleague"]))
    return LookShown(look.at, role, look.work_name, say(language, what), look.conversation, reason)
