"""A voluntary check of two questions: did the notice reach its reader? Never a gate; only sums by day and language are kept.

    asked = questions("de")
    right(asked[0], said_yes=True)

The right answers differ (yes, no), so that who always says yes is not counted as having understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairdesk.consent.notices import check_texts
from fairdesk.intervals import wilson

AIM = 0.9
"""The share of right answers that the notices should reach."""

FEWEST = 10
"""Below so many answers no share is published: it would say more about single people than about the words."""

_ANSWERS = {"person": True, "must": False}


@dataclass(frozen=True, slots=True)
class Question:
    """One question, its right answer, and the words that explain it."""

    name: str
    text: str
    yes: bool
    because: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of *n* answers were right, with the 95 % interval of the share."""

    question: str
    right: int
    n: int
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Whether there are enough answers to tell the share."""
        return self.n >= FEWEST

    @property
    def share(self) -> float:
        """The share of right answers; 0 if there are none."""
        return self.right / self.n if self.n else 0.0

    @property
    def low_percent(self) -> int:
        """The lower end of the interval, in per cent."""
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        """The upper end of the interval, in per cent."""
        return round(100 * self.high)

    @property
    def reached(self) -> bool:
        """Whether the aim is reached, as far as the answers tell."""
        return self.share >= AIM


def questions(language: str) -> tuple[Question, ...]:
    """Return the two questions in *language*: may I have a person, must the assistant answer?"""
    texts = check_texts(language)
    return tuple(Question(name, texts[name], yes, texts[f"{name}_because"]) for name, yes in _ANSWERS.items())


def right(question: Question, said_yes: bool) -> bool:
    """Whether an answer is right."""
    return question.yes is said_yes


def shares(counted: Iterable[tuple[str, int, int]]) -> tuple[Share, ...]:
    """Return each question's share from its counts (question, right, wrong)."""
    return tuple(_share(question, right, right + wrong) for question, right, wrong in counted)


def _share(question: str, right: int, n: int) -> Share:
    if n == 0:
        return Share(question, 0, 0, 0.0, 1.0)
    found = wilson(right, n)
    return Share(question, right, n, found.low, found.high)
