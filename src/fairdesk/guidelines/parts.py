"""The parts of the desk that a guideline rests on: approved with it, and compared with it on the way of each message.

    digest({"tagger": "9f…", "triage": "c2…"})        the one text that is compared
    changed(approved, now)                            ("triage",)

A rule about confidence is about this answerer's confidence, and a rule about sensitive matters about this list of
words. If such a part is another one than was approved, the guideline is not: people answer until it is approved again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "routing": ("tagger", "triage", "wish"),
    "release": ("answerer", "articles", "intents"),
}
"""Which parts each guideline of the way rests on. The others read what people and clocks say."""

LABELS: Mapping[str, str] = {
    "tagger": "what hides personal data",
    "triage": "the word lists and the model that find sensitive matters",
    "wish": "the word list that hears a wish for a person",
    "answerer": "what finds the answers",
    "articles": "the articles",
    "intents": "what tells what a message asks",
}
"""What an officer reads for each part."""


def parts_of(name: str, now: Mapping[str, str]) -> dict[str, str]:
    """Return the parts that guideline *name* rests on, of all that are known now."""
    return {part: now[part] for part in RESTS_ON.get(name, ()) if part in now}


def digest(parts: Mapping[str, str]) -> str:
    """Return the hash of parts; "" of none."""
    return hashlib.sha256(written(parts).encode()).hexdigest()[:16] if parts else ""


def written(parts: Mapping[str, str]) -> str:
    """Return parts as the exact text that is kept."""
    return json.dumps(dict(parts), sort_keys=True, separators=(",", ":"))


def changed(approved: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parts that are not what was approved, in the order of their names."""
    return tuple(sorted(part for part in approved.keys() | now.keys() if approved.get(part) != now.get(part)))
