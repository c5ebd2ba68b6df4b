"""Join what patterns found in a text with what the tagger found: who is right where they overlap.

A checksum or an unmistakable form is surer than a guess about a name, so a pattern's find stays as it is and a name
gives way. A street address is the exception: the numbers in it look like other things, so it swallows weak finds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from fairdesk.privacy.features import COUNTRY, Known
from fairdesk.privacy.tagger import Found

SURE = 0.9
"""A pattern's find with this score or more is never swallowed by an address."""


class Placed(Protocol):
    """What is asked of a pattern's find: where it is, what it is and how sure."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102


P = TypeVar("P", bound=Placed)


def joined(text: str, patterns: Sequence[P], tagged: Iterable[Found]) -> tuple[list[P], list[Found]]:
    """Return the patterns' finds that stay, and the parts of the tagger's finds that no pattern covers."""
    named = [_titled(text, found) if found[2] == "PERSON" else found for found in tagged]
    stay = [p for p in patterns if not any(_swallows(found, p) for found in named)]
    return stay, [part for found in named for part in _parts(text, found, stay)]


def _swallows(found: Found, p: Placed) -> bool:
    """Return whether a find of the tagger takes the place of a pattern's: the same said more fully, or an address."""
    start, end, kind, _ = found
    return start <= p.start and p.end <= end and (kind == p.kind or (kind == "ADDRESS" and p.score < SURE))


_DOCTOR = re.compile(r"\b(?:Dr|Prof)\b\.? ?(?:med\.? ?)?\Z", re.IGNORECASE)
_MEDICAL = re.compile(r",? (?:M\.D\.?|MD|PhD|Ph\.D\.?|DVM|DDS)(?!\w)", re.IGNORECASE)


def _titled(text: str, found: Found) -> Found:
    """Return a name with the degree before or after it: there are fewer people called Dr. Lee than Lee."""
    start, end, kind, score = found
    before, after = _DOCTOR.search(text, max(0, start - 12), start), _MEDICAL.match(text, end)
    return before.start() if before else start, after.end() if after else end, kind, score


def _parts(text: str, found: Found, patterns: Sequence[P]) -> Iterator[Found]:
    start, end, kind, score = found
    for p in patterns:
        if p.start < end and start < p.end:
            yield from _trimmed(text, start, p.start, kind, score)
            start = max(start, p.end)
    yield from _trimmed(text, start, end, kind, score)


def _trimmed(text: str, start: int, end: int, kind: str, score: float) -> Iterator[Found]:
    """Yield a find without the marks at its ends, unless nothing of use is left."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in ".)"):
        end -= 1
    if end - start >= 2:
        yield start, end, kind, score


def kept_words(text: str, found: Found, keep: Collection[str]) -> bool:
    """Return whether a find consists of words the company asked to keep: its own name, its products, its colleagues."""
    said = text[found[0] : found[1]].casefold()
    return bool(keep) and (said in keep or all(word in keep for word in said.split()))


def country(text: str, found: Found, known: Known) -> str:
    """Return the country that a place names, or "": a country identifies nobody, and an answer may depend on it."""
    said = text[found[0] : found[1]]
    return said if found[2] == "LOCATION" and known(said.lower()) & COUNTRY else ""
