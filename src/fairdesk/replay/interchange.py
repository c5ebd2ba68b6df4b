"""Read the interchange format of past conversations: one conversation a line, as JSON. Pure.

    past = read_line('{"id": "7", "channel": "web", "language": "en", "turns": [{"author": "customer", "text": "..."}]}')

docs/past-conversations.schema.json says the same as a JSON Schema, and a test holds the two together. What is wrong
with a line is told by the name of the field alone, never with a word that stands in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fairdesk.nouns import BadInput, Fact, Facts

AUTHORS = ("customer", "assistant", "person")
LONGEST_LINE = 5_000_000
MOST_TURNS = 2_000
LONGEST_TEXT = 20_000
LOW_RATING = 2

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_GROUP_VALUE = re.compile(r"[\w .+/-]{1,60}")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a past conversation: who spoke, what, when (None: not known), labels and typed facts about it."""

    author: str
    text: str
    at: datetime | None = None
    labels: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a conversation ended; None where nobody knows. A rating is from 1 to 5."""

    resolved: bool | None = None
    reopened: bool | None = None
    rating: int | None = None

    @property
    def went_wrong(self) -> bool | None:
        """Whether the customer was not helped; None if nothing is known of it."""
        signs = (
            None if self.resolved is None else not self.resolved,
            self.reopened,
            None if self.rating is None else self.rating <= LOW_RATING,
        )
        known = [sign for sign in signs if sign is not None]
        return any(known) if known else None


@dataclass(frozen=True, slots=True)
class Past:
    """A past conversation. `customer` is the company's own mark for who wrote; "": the conversation stands alone."""

    id: str
    channel: str
    language: str
    turns: tuple[Said, ...]
    customer: str = ""
    topic: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    outcome: Ended = Ended()


def read_line(line: str) -> Past:
    """Return the conversation in a line. Raises BadInput naming the field, and nothing of what stands in it."""
    if len(line) > LONGEST_LINE:
        raise BadInput(f"the line has more than {LONGEST_LINE} characters")
    try:
        found = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise BadInput("the line is not JSON") from wrong
    kept = _object(found, "the line", "id channel language turns", "customer topic groups outcome")
    turns = tuple(_said(each, n) for n, each in enumerate(_list(kept["turns"], "turns", MOST_TURNS), 1))
    if not any(each.author == "customer" for each in turns):
        raise BadInput("no turn is the customer's")
    return Past(
        id=_text(kept["id"], "id", 200),
        channel=_code(kept["channel"], "channel"),
        language=_matching(kept["language"], "language", _LANGUAGE, "a code such as en or pt-BR"),
        turns=turns,
        customer=_text(kept["customer"], "customer", 200) if "customer" in kept else "",
        topic=_code(kept["topic"], "topic") if "topic" in kept else "",
        groups=_groups(kept.get("groups", {})),
        outcome=_outcome(kept.get("outcome", {})),
    )


def exact(past: Past) -> bytes:
    """Return a conversation's content in one spelling: two lines with the same content give the same bytes."""
    turns = [[t.author, t.text, t.at and t.at.isoformat(), t.labels, dict(t.facts)] for t in past.turns]
    ended = [past.outcome.resolved, past.outcome.reopened, past.outcome.rating]
    whole = [past.channel, past.language, past.customer, past.topic, dict(past.groups), ended, turns]
    return json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def _said(found: Any, number: int) -> Said:
    where = f"turn {number}"
    kept = _object(found, where, "author text", "at labels facts")
    if kept["author"] not in AUTHORS:
        raise BadInput(f"{where}: author should be one of {', '.join(AUTHORS)}")
    labels = tuple(_code(each, f"{where}: labels") for each in _list(kept.get("labels", []), f"{where}: labels", 50))
    return Said(
        kept["author"], _text(kept["text"], f"{where}: text", LONGEST_TEXT), _at(kept.get("at"), where), labels,
        _facts(kept.get("facts", {}), where),
    )  # fmt: skip


def _facts(found: Any, where: str) -> Facts:
    if not isinstance(found, dict):
        raise BadInput(f"{where}: facts should be an object")
    facts: dict[str, Fact] = {}
    for name, value in found.items():
        _code(name, f"{where}: the name of a fact")
        if not isinstance(value, (str, int, float, bool)):
            raise BadInput(f"{where}: a fact should be a text, a number, true or false")
        # A text fact is kept in the open, so it is a code and never somebody's words.
        facts[name] = _code(value, f"{where}: a fact") if isinstance(value, str) else value
    return facts


def _groups(found: Any) -> Mapping[str, str]:
    if not isinstance(found, dict) or len(found) > 20:
        raise BadInput("groups should be an object with at most 20 names")
    return {
        _code(name, "the name of a group"): _matching(value, "a group", _GROUP_VALUE, "a short name")
        for name, value in found.items()
    }


def _outcome(found: Any) -> Ended:
    kept = _object(found, "outcome", "", "resolved reopened rating")
    for name in ("resolved", "reopened"):
        if not isinstance(kept.get(name), (bool, type(None))):
            raise BadInput(f"outcome: {name} should be true or false")
    rating = kept.get("rating")
    if rating is not None and (type(rating) is not int or not 1 <= rating <= 5):
        raise BadInput("outcome: rating should be a whole number from 1 to 5")
    return Ended(kept.get("resolved"), kept.get("reopened"), rating)


def _object(found: Any, where: str, needed: str, optional: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BadInput(f"{where} should be an object")
    for name in needed.split():
        if name not in found:
            raise BadInput(f"{where} has no {name}")
    if set(found) - set(needed.split()) - set(optional.split()):
        raise BadInput(f"{where} has a field that the format does not know")
    return found


def _list(found: Any, where: str, most: int) -> list[Any]:
    if not isinstance(found, list) or len(found) > most:
        raise BadInput(f"{where} should be a list of at most {most}")
    return found


def _text(found: Any, where: str, longest: int) -> str:
    if not isinstance(found, str) or not found.strip() or len(found) > longest:
        raise BadInput(f"{where} should be a text of 1 to {longest} characters")
    if any(0xD800 <= ord(each) < 0xE000 or each == "\0" for each in found):
        raise BadInput(f"{where} holds characters that are none")
    return found


def _matching(found: Any, where: str, form: re.Pattern[str], should: str) -> str:
    if not isinstance(found, str) or not form.fullmatch(found):
        raise BadInput(f"{where} should be {should}")
    return found


def _code(found: Any, where: str) -> str:
    return _matching(found, where, _CODE, "small letters, digits, points, _ or -, at most 60")


def _at(found: Any, where: str) -> datetime | None:
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found)
        if at.tzinfo is None:
            raise ValueError
        return at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise BadInput(f"{where}: at should be a moment with its zone, such as 2026-01-31T10:00:00Z") from wrong


def _no_number(_name: str) -> float:
    raise ValueError
