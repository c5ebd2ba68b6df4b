"""Part a message into the questions it asks, each with the sentences that lead up to it.

    questions("My parcel is late. Where is it? And can I change the address?")
    ->  ("My parcel is late. Where is it?", "And can I change the address?")

Only what is surely two questions is parted: each part ends with a question mark or is a point of a list. What stands
behind the last question belongs to it. Parting too much would tear a question from what it is about.
"""

from __future__ import annotations

import re

MOST = 4
"""Somebody who asks more than this at once is not answered in pieces."""
FEWEST_WORDS = 2
"""A part with fewer ("Really?", "Why?") leans on the one before."""

_SENTENCE = re.compile(r"[^.!?？！。؟\n]+(?:[.!?？！。؟]+(?=\s|$)|[？！。؟]+|[.!?]+|\n|$)|\n")
_ASKS = re.compile(r"[?？؟]\W*$")
_POINT = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_WORDS = re.compile(r"[\u3400-\u9fff]|[^\W_]+")


def questions(text: str) -> tuple[str, ...]:
    """Return the questions of a message, at most MOST; the whole message as one if it asks one thing or none."""
    parts = _points(text) or _by_marks(text)
    return tuple(parts) if 1 < len(parts) <= MOST else (text.strip(),)


def _points(text: str) -> list[str]:
    """Return the points of a list that a message is, or []; what leads in or out belongs to no point."""
    lines = [line for line in text.splitlines() if line.strip()]
    points = [_POINT.sub("", line).strip() for line in lines if _POINT.match(line)]
    return points if len(points) > 1 and len(points) >= len(lines) - 2 else []


def _by_marks(text: str) -> list[str]:
    parts: list[str] = []
    leading = ""
    for found in _SENTENCE.finditer(text):
        leading = f"{leading}{found.group()}"
        if not _ASKS.search(found.group()):
            continue
        if parts and len(_WORDS.findall(leading)) < FEWEST_WORDS:
            parts[-1] = f"{parts[-1]} {leading.strip()}"
        else:
            parts.append(leading.strip())
        leading = ""
    if parts and leading.strip():
        parts[-1] = f"{parts[-1]} {leading.strip()}"
    return parts
