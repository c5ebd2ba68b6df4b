"""Score triage on labelled messages: recall and false alarms by matter, source and language, with n and interval. Pure.

    scores = Scores()
    scores.add({"text": "...", "category": "crisis_self_harm", "source": "ailuminate"})
    scores.report()["acute"]            # -> {"recall": 0.91, "false_alarms": 0.01, "n": 239, ...}

A message counts as found if its own matter is among those found. False alarms are counted on messages of nobody's
matter alone ("none", "none_complaint"); what is neither ("distress_other", "minor_related") is left out of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fairdesk.intervals import wilson
from fairdesk.nouns import BadInput
from fairdesk.sensitive.topics import Topic
from fairdesk.sensitive.triage import Found, lexicons, look, model

TOPIC_OF: Mapping[str, Topic] = {
    **{str(topic): topic for topic in Topic if topic is not Topic.NONE},
    "crisis_self_harm": Topic.CRISIS,
    "threat_of_violence": Topic.CRISIS,
    "abuse_disclosure": Topic.ABUSE,
    "mental_health": Topic.ILLNESS,
    "financial_hardship": Topic.HARDSHIP,
    "fraud_victim": Topic.FRAUD,
    "legal_threat": Topic.LEGAL,
}
"""The matter that a category of the data should bring; our own codes stand for themselves."""
NOBODYS = frozenset({"none", "none_complaint"})
GATE = frozenset({Topic.CRISIS, Topic.ABUSE, Topic.BEREAVEMENT})
"""The acute gate: crisis and violence, abuse, bereavement."""
FEWEST = 30
"""Of fewer messages a share says too little."""


@dataclass
class Scores:
    """Counts what triage finds in labelled messages."""

    lines: int = 0
    left_out: int = 0
    hits: dict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))
    of: dict[tuple[str, ...], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row: Mapping[str, Any], number: int = 0) -> None:
        """Count one line. Raises BadInput naming the line, and never quoting it, if it has no text or no label."""
        text, category, hard = _read(row, number)
        self.lines += 1
        found = look(text, str(row.get("lang") or "en"))
        source, language = str(row.get("source", "unnamed")), str(row.get("lang") or "en")
        if category in NOBODYS:
            self._none(found, category, source, language, hard)
        elif wanted := TOPIC_OF.get(category):
            self._one(("class", str(wanted)), wanted in found.topics)
            self._one(("source", category, source, language), wanted in found.topics)
            if wanted in GATE:
                self._one(("acute",), bool(found.topics & GATE))
        else:
            self.left_out += 1

    def _none(self, found: Found, category: str, source: str, language: str, hard: bool) -> None:
        called = bool(found.topics & GATE)
        for key in (
            ("false acute",),
            ("false source", category, source, language),
            *([("false hard",)] if hard else []),
        ):
            self._one(key, called)
        self._one(("false any",), bool(found.topics))
        for topic in Topic:
            if topic is not Topic.NONE:
                self._one(("false", str(topic)), topic in found.topics)

    def _one(self, key: tuple[str, ...], hit: bool) -> None:
        self.of[key] += 1
        self.hits[key] += hit

    def _share(self, key: tuple[str, ...], name: str) -> dict[str, Any]:
        n = self.of.get(key, 0)
        if not n:
            return {name: None, f"{name}_interval": None, f"{name}_n": 0}
        share = wilson(self.hits[key], n)
        between = [round(share.low, 4), round(share.high, 4)]
        return {name: round(share.value, 4), f"{name}_interval": between, f"{name}_n": n}

    def _both(self, yes: tuple[str, ...], no: tuple[str, ...]) -> dict[str, Any]:
        n = self.of.get(yes, 0)
        return {
            **self._share(yes, "recall"), **self._share(no, "false_alarms"), "n": n, "n_too_small": n < FEWEST
        }  # fmt: skip

    def report(self) -> dict[str, Any]:
        """Return all figures: of the acute gate, each class, and each source and language."""
        return {
            "lines": self.lines,
            "left_out": self.left_out,
            "model": model().version,
            "lexicon": lexicons().version,
            "acute": {
                **self._both(("acute",), ("false acute",)),
                **self._share(("false hard",), "hard_false_alarms"),
            },
            "any": self._share(("false any",), "false_alarms"),
            "classes": {
                str(topic): self._both(("class", str(topic)), ("false", str(topic)))
                for topic in Topic
                if topic is not Topic.NONE
            },
            "sources": [
                {
                    "category": key[1],
                    "source": key[2],
                    "lang": key[3],
                    **self._share(key, "recall"),
                    "n_too_small": n < FEWEST,
                }
                for key, n in sorted(self.of.items())
                if key[0] == "source"
            ],
            "nobodys": [
                {
                    "category": key[1],
                    "source": key[2],
                    "lang": key[3],
                    **self._share(key, "false_alarms"),
                    "n_too_small": n < FEWEST,
                }
                for key, n in sorted(self.of.items())
                if key[0] == "false source"
            ],
        }


def _read(row: Mapping[str, Any], number: int) -> tuple[str, str, bool]:
    """Return text, category and whether it only looks like a matter, of a line of either data set."""
    text, category = row.get("text"), row.get("category")
    if not isinstance(text, str):
        raise BadInput(f'line {number} has no text; it should look like {{"text": "...", "category": "none"}}')
    if isinstance(category, str):
        return text, category, row.get("hard") is True
    if row.get("label") in (0, 1):
        return (
            text,
            "crisis_self_harm" if row["label"] else "none",
            str(row.get("kind", "")).startswith("safe_lookalike"),
        )
    raise BadInput(f'line {number} has no label; it needs "category", or "label" 0 or 1')
