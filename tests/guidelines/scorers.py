"""A scorer for tests: a number in steps, a whole number, texts, a boolean and a pair."""

from __future__ import annotations

import json
from typing import Any

WHOLE: dict[str, Any] = {
    "format": 1,
    "name": "goodwill_score",
    "title": "Score for goodwill",
    "owner": "Head of customer service",
    "review_by": "2027-06-30",
    "reason": "Small matters of good customers.",
    "link": "logit",
    "intercept": -0.25,
    "threshold": 0.0,
    "inputs": [
        {"name": "amount", "type": "number", "label": "amount", "from": "colleague", "unit": "EUR", "limits": [0, 500]},
        {"name": "days", "type": "whole number", "label": "days", "from": "colleague", "unit": "", "limits": [0, 900]},
        {"name": "trouble", "type": "text", "label": "trouble", "from": "colleague", "unit": "", "allowed": ["late", "broken"]},
        {"name": "known", "type": "boolean", "label": "known", "from": "identity", "unit": ""},
    ],
    "terms": [
        {"axes": [{"input": "amount", "cuts": [20, 100]}], "scores": [1.0, 0.1, -2.0]},
        {"axes": [{"input": "days", "cuts": [31, 365]}], "scores": [0.5, 0.0, -0.7]},
        {"axes": [{"input": "trouble", "levels": ["late", "broken"]}], "scores": [-0.4, 0.3]},
        {"axes": [{"input": "known", "levels": [False, True]}], "scores": [-0.1, 0.1]},
        {
            "axes": [{"input": "amount", "cuts": [50]}, {"input": "trouble", "levels": ["late", "broken"]}],
            "scores": [[0.0, 0.05], [0.2, -0.3]],
        },
    ],
    "changeable": ["amount", "days", "trouble"],
    "card": {"date": "2026-01-31", "data": "made up", "n": 0, "outcome": "paid", "metrics": {}},
}  # fmt: skip


def text(**changes: Any) -> str:
    """Return the file with parts changed."""
    return json.dumps({**WHOLE, **changes})
